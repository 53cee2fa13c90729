"""Triggers by which the database refuses to change a published version: only that it ends may still be written."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_KEPT = (
    "document_id",
    "text_id",
    "since",
    "author_id",
    "approver_id",
    "approved_at",
    "published_at",
    "title",
    "shipped",
)
_WAS_PUBLIC = "OLD.state IN ('published', 'repealed') AND NOT OLD.shipped"
_TAKEN_BACK = "NEW.state NOT IN ('published', 'repealed') OR (OLD.state = 'repealed' AND NEW.state <> 'repealed')"


def frozen_once_published(table: str) -> migrations.RunPython:
    def run(statements: dict[str, list[str]]) -> Any:
        def each(apps: Any, editor: Any) -> None:
            for statement in statements[editor.connection.vendor]:
                editor.execute(statement.format(table=table), params=None)

        return each

    return migrations.RunPython(run(_ADDED), run(_REMOVED), elidable=False)


def _changed(distinct: str) -> str:
    return " OR ".join(f"NEW.{column} {distinct} OLD.{column}" for column in _KEPT)


_ADDED = {
    "sqlite": [
        f"CREATE TRIGGER {{table}}_frozen BEFORE UPDATE ON {{table}} WHEN {_WAS_PUBLIC} AND "
        f"({_changed('IS NOT')} OR {_TAKEN_BACK}) "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
        f"CREATE TRIGGER {{table}}_kept BEFORE DELETE ON {{table}} WHEN {_WAS_PUBLIC} "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a published version never changes'; END $$",
        f"CREATE TRIGGER {{table}}_frozen BEFORE UPDATE ON {{table}} FOR EACH ROW WHEN ({_WAS_PUBLIC} AND "
        f"({_changed('IS DISTINCT FROM')} OR {_TAKEN_BACK})) EXECUTE FUNCTION {{table}}_refuse()",
        f"CREATE TRIGGER {{table}}_kept BEFORE DELETE ON {{table}} FOR EACH ROW WHEN ({_WAS_PUBLIC}) "
        "EXECUTE FUNCTION {table}_refuse()",
    ],
}
_REMOVED = {
    "sqlite": ["DROP TRIGGER {table}_frozen", "DROP TRIGGER {table}_kept"],
    "postgresql": [
        "DROP TRIGGER {table}_frozen ON {table}",
        "DROP TRIGGER {table}_kept ON {table}",
        "DROP FUNCTION {table}_refuse()",
    ],
}
