"""Emptying the database after a test with a live server, though its triggers refuse that anything is removed."""

from __future__ import annotations

from typing import Any

from django.db import connection


def let_tests_empty_the_database() -> None:
    """Puts the triggers aside while Django empties the tables, and back again."""
    plain = connection.ops.sql_flush

    def sql_flush(style: Any, tables: Any, **options: Any) -> list[str]:
        statements = plain(style, tables, **options)
        if connection.vendor == "postgresql":
            return ["SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]
