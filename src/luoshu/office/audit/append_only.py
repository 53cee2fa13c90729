"""Triggers by which a database refuses to change or remove the rows of a table, for migrations."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def append_only(table: str) -> migrations.RunPython:
    """An operation of a migration: rows of the table may be added, and nothing else."""

    def add(apps: Any, editor: Any) -> None:
        for statement in _STATEMENTS[editor.connection.vendor]:
            editor.execute(statement.format(table=table), params=None)

    def remove(apps: Any, editor: Any) -> None:
        for statement in _REMOVED[editor.connection.vendor]:
            editor.execute(statement.format(table=table), params=None)

    return migrations.RunPython(add, remove, elidable=False)


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
