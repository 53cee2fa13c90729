"""Every operation as everybody: who may what is written in `operations.csv`, and nothing else is true.

A cell says what comes of calling it with a token of all scopes: `allowed`, `refused` (403), `token` (401: none holds),
`absent` (404), `not-now` (409). A token without the scope is refused wherever one is needed.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from typing import cast as typed

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from tests.office.people import Cast, cast
from tests.office.walking import ROLES, fingerprint

from luoshu.office.accounts.models import TokenScope

from .calling import Call, Operation, call, calls, operations, token_of

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parents[1] / "operations.csv"
FEW = ("anonymous", "operator", "officer")  # in the short form
NOTHING = Call({}, {}, {}, {})


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    # How often somebody called is counted outside the database: a refusal changes nothing else.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def written() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("operation"): row for row in csv.DictReader(file)}


def test_every_operation_is_in_the_table_and_no_other() -> None:
    known, there = set(written()), {each.name for each in operations()}
    assert there - known == set(), "say in tests/office/operations.csv who may what there"
    assert known - there == set(), "no longer an operation"


def outcome(answer: HttpResponse) -> str:
    assert answer.status_code < 500
    known = {401: "token", 403: "refused", 404: "absent", 409: "not-now", 422: "wrong", 400: "wrong"}
    return known.get(answer.status_code, "allowed")


def called(operation: Operation, sent: Call, token: str | None) -> str:
    """What comes of it; what it did has not happened afterwards, if it was let do anything."""
    with transaction.atomic():
        said = outcome(call(operation, sent, token))
        transaction.set_rollback(said not in ("refused", "token"))
    return said


def walked(roles: tuple[str, ...], people: Cast) -> list[str]:
    """What is not as the table says, in lines as they would stand in it."""
    given = calls(people)
    tokens = {role: None if role == "anonymous" else token_of(people[role]) for role in roles}
    me = Operation("me", "get", "/api/v1/me", TokenScope.ACCOUNT)
    for token in filter(None, tokens.values()):
        assert call(me, NOTHING, token).status_code == 200  # the day of use is noted: later calls change nothing
    seen: dict[str, dict[str, str]] = {each.name: {} for each in operations()}
    before = fingerprint()
    for role, token in tokens.items():
        for each in operations():
            seen[each.name][role] = called(each, given.get(each.name, NOTHING), token)
        assert fingerprint() == before, f"something was refused to {role}, and yet it changed something"
    table = written()
    return [
        ",".join([name, *(told.get(role, "") for role in ROLES)])
        for name, told in seen.items()
        if told != {role: table.get(name, {}).get(role) for role in roles}
    ]


def test_programs_get_what_the_table_says_and_a_refusal_changes_nothing() -> None:
    assert "\n".join(walked(FEW, cast())) == ""


@pytest.mark.slow
def test_everybodys_programs_get_what_the_table_says_and_a_refusal_changes_nothing() -> None:
    assert "\n".join(walked(ROLES, cast())) == ""


def test_a_token_without_the_scope_is_refused_whatever_its_owner_may() -> None:
    people = cast()
    given, table = calls(people), written()
    tokens: dict[tuple[str, TokenScope], str] = {}
    wrong = []
    for each in operations():
        if each.scope is None:
            continue
        role = next(role for role in ROLES if table[each.name][role] not in ("token", "refused"))
        others = [scope for scope in TokenScope if scope is not each.scope]
        key = (role, each.scope)
        if key not in tokens:
            tokens[key] = typed(str, token_of(people[role], others))
        answer = call(each, given.get(each.name, NOTHING), tokens[key])
        told = answer.json()
        if answer.status_code != 403 or told["type"] != "urn:luoshu:problem:scope":
            wrong.append((each.name, role, answer.status_code))
    assert wrong == []


def test_a_browsers_session_counts_for_nothing() -> None:
    from tests.office.people import signed_in

    people = cast()
    answer = signed_in(people.administrator).get("/api/v1/house/people")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
