"""Triggers by which a database lets facts be ended once, and refuses to change or remove them otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations


def ended_once(table: str, kept: Sequence[str]) -> migrations.RunPython:
    """An operation of a migration: of a row only `ended_id` may change, from null, once; the columns `kept` never."""

    def run(statements: dict[str, list[str]]) -> Any:
        def apply(apps: Any, editor: Any) -> None:
            for statement in statements[editor.connection.vendor]:
                columns = ", ".join(kept)
                same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in kept)
                editor.execute(statement.format(table=table, columns=columns, same=same), params=None)

        return apply

    return migrations.RunPython(run(_ADDED), run(_REMOVED), elidable=False)


_REFUSE = "BEGIN SELECT RAISE(ABORT, '{table} is superseded, never changed'); END"
_ADDED = {
    "sqlite": [
        f"CREATE TRIGGER {{table}}_kept BEFORE UPDATE OF id, {{columns}} ON {{table}} {_REFUSE}",
        f"CREATE TRIGGER {{table}}_once BEFORE UPDATE OF ended_id ON {{table}} WHEN OLD.ended_id IS NOT NULL {_REFUSE}",
        f"CREATE TRIGGER {{table}}_stays BEFORE DELETE ON {{table}} {_REFUSE}",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND OLD.ended_id IS NULL AND {same} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '{table} is superseded, never changed'; END $$",
        "CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        "CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ],
}
_REMOVED = {
    "sqlite": ["DROP TRIGGER {table}_kept", "DROP TRIGGER {table}_once", "DROP TRIGGER {table}_stays"],
    "postgresql": [
        "DROP TRIGGER {table}_kept ON {table}",
        "DROP TRIGGER {table}_stays ON {table}",
        "DROP FUNCTION {table}_refuse()",
    ],
}
