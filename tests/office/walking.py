"""Every address of the office, asked for as everybody; and whether a refusal left the database as it was."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.office.people import Cast, signed_in

ROLES = ("anonymous", *Cast.__dataclass_fields__)
SIGN_IN = "/account/sign-in/"


def routes() -> Iterator[tuple[str, URLPattern]]:
    """The name of each address, with its namespaces, and what it leads to."""
    yield from _routes(get_resolver(), "")


def _routes(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace == "api":  # operations of programs, of which `operations.csv` tells
                continue
            yield from _routes(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        else:
            yield f"{prefix}{each.name}", each


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    """What stands in the addresses that want something there: each app's tests say so of its own, in `routes.py`."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(Path(__file__).parent.glob("*/routes.py")):
        found |= importlib.import_module(f"tests.office.{file.parent.name}.routes").arguments(people)
    return found


def browser_of(role: str, people: Cast) -> Client:
    return Client(raise_request_exception=True) if role == "anonymous" else signed_in(people[role])


def outcome(answer: HttpResponse) -> str:
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN):
        return "sign-in"
    return {404: "absent", 405: "no-such-method"}.get(answer.status_code, "allowed")


def visited(client: Client, name: str, given: dict[str, Any], before: str) -> str:
    """What comes of asking and of sending nothing: one word where it is the same."""
    address = reverse(name, kwargs=given)
    told = []
    for method in ("get", "post"):
        with undone(client):
            answer = getattr(client, method)(address)
            said = outcome(answer)
            answer.close()  # of a file, which would stay open
            if said in ("refused", "sign-in"):
                assert fingerprint() == before, f"{method} {address} was refused, and yet something changed"
        told.append(said)
    return told[0] if told[0] == told[1] else "/".join(told)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What happens inside has not happened afterwards, in the database nor in the browser."""
    kept = SimpleCookie({name: each.value for name, each in client.cookies.items()})
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = kept


def fingerprint() -> str:
    """Of every row of every table."""
    said = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            said.update(f"{table} {len(rows)} {rows}".encode())
    return said.hexdigest()
