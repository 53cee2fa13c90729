"""Whatever a page does a program does too: `parity.csv` names the operations of each page, or why it has none; and who
may do it on the page may do it by a program, and nobody else."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.office.walking import ROLES, routes

from .calling import operations

TABLES = Path(__file__).parents[1]
COMPARED = [role for role in ROLES if role not in ("anonymous", "stranger")]  # who have a token
OTHERWISE = {
    "token-revoke": "one's own are revoked on the page alone",
}


def written(name: str, key: str) -> dict[str, dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return {row.pop(key): row for row in csv.DictReader(file)}


def test_every_page_has_its_operations_or_a_reason() -> None:
    table, there = written("parity.csv", "route"), {name for name, _ in routes()}
    assert there - set(table) == set(), "say in tests/office/parity.csv by which operations a program does the same"
    assert set(table) - there == set(), "no longer a page"
    known = {each.name for each in operations()}
    for name, row in table.items():
        named = row["operations"].split()
        assert set(named) <= known, f"{name}: no such operation"
        assert bool(named) is not bool(row["why"]), f"{name}: either operations or a reason"


def test_who_may_do_it_on_a_page_may_do_it_by_a_program() -> None:
    pages, programs = written("routes.csv", "route"), written("operations.csv", "operation")
    differing = []
    for name, row in written("parity.csv", "route").items():
        for role in COMPARED if row["operations"] and name not in OTHERWISE else ():
            told = [programs[each][role] for each in row["operations"].split()]
            on_page = any(part not in ("refused", "sign-in", "no-such-method") for part in pages[name][role].split("/"))
            if on_page is not any(each not in ("refused", "token") for each in told):
                differing.append((name, role, pages[name][role], told))
    assert differing == []
