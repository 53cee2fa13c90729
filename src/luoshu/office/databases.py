"""Where the office keeps its rows: a file of SQLite, or PostgreSQL by `LUOSHU_DATABASE=postgresql://…`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "LUOSHU_DATABASE"
_SCHEMES = ("postgresql", "postgres")


def database(file: Path) -> dict[str, Any]:
    """Django's settings of the database: that of the environment, or else SQLite in `file`.

    Raises:
        ImproperlyConfigured: the address is not one of PostgreSQL.
    """
    url = os.environ.get(VARIABLE)
    return _postgresql(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, Any]:
    # Writers wait for each other from the start of a transaction: one that began by reading could not go on to write.
    # With 32 MiB of cache a thousand enterprises are recorded without their indexes being read again and again.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768;"
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ImproperlyConfigured(f"{VARIABLE}: postgresql://USER:PASSWORD@HOST:PORT/NAME")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
