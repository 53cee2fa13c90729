"""Emptying the database after a test with a live server, though its triggers refuse that anything is removed."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations as OnPostgreSQL
from django.db.backends.sqlite3.operations import DatabaseOperations as OnSQLite


def let_tests_empty_the_database() -> None:
    """Puts the triggers aside while Django empties the tables, and back again: of every connection, for a browser's
    loop and a live server have their own."""
    on_sqlite, on_postgresql = OnSQLite.sql_flush, OnPostgreSQL.sql_flush

    def aside(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = on_sqlite(self, style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    def as_replica(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = on_postgresql(self, style, tables, **options)
        return ["SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT"]

    OnSQLite.sql_flush = aside  # type: ignore[method-assign]
    OnPostgreSQL.sql_flush = as_replica  # type: ignore[method-assign]
