"""Rows that a database refuses to remove: tests whose transactions are real empty their tables afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def set_aside() -> Iterator[None]:
    """Without triggers inside, as before afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            known = cursor.fetchall()
            for name, _ in known:
                cursor.execute(f"DROP TRIGGER {name}")
            back = [sql for _, sql in known]
        else:
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
            known = cursor.fetchall()
            for table, name in known:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            back = [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in known]
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in back:
                cursor.execute(statement)
