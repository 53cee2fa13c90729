"""Triggers for migrations: a database then refuses to change or remove the rows of a table, or only to remove them."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def append_only(table: str) -> migrations.RunPython:
    """An operation of a migration: rows of the table may be added, and nothing else."""
    return _triggers(table, _STATEMENTS, _REMOVED)


def never_deleted(table: str) -> migrations.RunPython:
    """An operation of a migration: rows of the table may be added and changed, and stay."""
    return _triggers(table, _KEPT, _KEPT_REMOVED)


def _triggers(table: str, added: dict[str, list[str]], removed: dict[str, list[str]]) -> migrations.RunPython:
    def run(statements: dict[str, list[str]]) -> Any:
        def each(apps: Any, editor: Any) -> None:
            for statement in statements[editor.connection.vendor]:
                editor.execute(statement.format(table=table), params=None)

        return each

    return migrations.RunPython(run(added), run(removed), elidable=False)


_REFUSED = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
_STATEMENTS = {
    "sqlite": [
        f"CREATE TRIGGER {{table}}_no_update BEFORE UPDATE ON {{table}} {_REFUSED}",
        f"CREATE TRIGGER {{table}}_no_delete BEFORE DELETE ON {{table}} {_REFUSED}",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ],
}
_REMOVED = {
    "sqlite": ["DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"],
    "postgresql": ["DROP TRIGGER {table}_no_change ON {table}", "DROP FUNCTION {table}_refuse()"],
}
_KEPT = {
    "sqlite": [
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{table} is never deleted'; END $$",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()",
    ],
}
_KEPT_REMOVED = {
    "sqlite": ["DROP TRIGGER {table}_no_delete"],
    "postgresql": ["DROP TRIGGER {table}_no_delete ON {table}", "DROP FUNCTION {table}_keep()"],
}
