"""Every address as everybody: who may what is written in `routes.csv`, and nothing else is true.

A cell says what comes of asking (GET) and of sending an empty form (POST): `allowed`, `refused` (403), `sign-in` (sent
there), `absent` (404), `no-such-method` (405); one word where both are the same, `GET/POST` where they differ.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.office.people import Cast, cast
from tests.office.walking import ROLES, arguments, browser_of, fingerprint, routes, visited

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("routes.csv")
FEW = ("anonymous", "operator", "auditor")  # in the short form


def written() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("route"): row for row in csv.DictReader(file)}


def test_every_address_is_in_the_table_and_no_other() -> None:
    known, there = set(written()), {name for name, _ in routes()}
    assert there - known == set(), "say in tests/office/routes.csv who may what there"
    assert known - there == set(), "no longer an address"


def test_every_view_stands_under_a_rule_or_says_that_anyone_may() -> None:
    unguarded = {name for name, each in routes() if not hasattr(each.callback, "rule")}
    assert unguarded == {"set_language"}, "@allowed(…) or @public: see luoshu.office.accounts.guard"


def walked(roles: tuple[str, ...], people: Cast) -> list[str]:
    """What is not as the table says, in lines as they would stand in it."""
    wrong, table, given = [], written(), arguments(people)
    clients = {role: browser_of(role, people) for role in roles}
    before = fingerprint()
    for name, _ in routes():
        seen = {role: visited(clients[role], name, given.get(name, {}), before) for role in roles}
        if seen != {role: table.get(name, {}).get(role) for role in roles}:
            wrong.append(",".join([name, *(seen.get(role, "") for role in ROLES)]))
    return wrong


def test_people_get_where_the_table_says_and_a_refusal_changes_nothing() -> None:
    assert "\n".join(walked(FEW, cast())) == ""


@pytest.mark.slow
def test_everybody_gets_where_the_table_says_and_a_refusal_changes_nothing() -> None:
    assert "\n".join(walked(ROLES, cast())) == ""
