"""The auditor's pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.office.people import Cast, cast, signed_in

import luoshu.office.accounts
from luoshu.office.accounts.words import ACTIONS
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import record


@pytest.fixture
def people(db: None) -> Cast:
    made = cast()
    record(made.officer, "facts.corrected", "register.entity:1", {"fact": "职工总数"})
    record(made.officer, "facts.confirmed", "register.entity:17", {"fact": "=1+1"})
    record(made.administrator, "accounts.enrolled", "accounts.membership:1")
    return made


def found(people: Cast, **asked: str) -> list[int]:
    rows = signed_in(people.auditor).get("/account/audit/", asked).context["rows"]
    return [each.number for each in rows]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [3, 2, 1]),
        ({"action": "facts."}, [2, 1]),
        ({"action": "facts.corrected"}, [1]),
        ({"person": "administrator"}, [3]),
        ({"subject": "register.entity:17"}, [2]),
        ({"since": "2000-01-01", "until": "2000-01-02"}, []),
        ({"since": "2000-01-01", "until": "2999-01-01"}, [3, 2, 1]),
        ({"since": "nonsense", "page": "-3"}, [3, 2, 1]),
    ],
)
def test_filters(people: Cast, asked: dict[str, str], numbers: list[int]) -> None:
    assert found(people, **asked) == numbers


def test_fifty_rows_a_page(people: Cast) -> None:
    for number in range(60):
        record(None, "facts.read", f"register.entity:{number}")
    client = signed_in(people.auditor)
    assert len(client.get("/account/audit/").context["rows"]) == 50
    second = client.get("/account/audit/", {"page": "2", "action": "facts."})
    assert len(second.context["rows"]) == 12
    assert "?page=1&amp;action=facts." in second.text
    assert len(client.get("/account/audit/", {"page": "99999"}).context["rows"]) == 13


def test_what_is_exported_holds_no_formula_and_that_it_was_is_recorded(people: Cast) -> None:
    people.officer.name = "=HYPERLINK(1)"
    people.officer.save()
    record(people.officer, "facts.corrected", "@x")
    answer: Any = signed_in(people.auditor).post("/account/audit/export", {"action": "facts.corrected"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    lines = text.strip().splitlines()
    assert len(lines) == 3
    assert ",'=HYPERLINK(1)," in text
    assert ",'@x," in text
    told = Record.objects.order_by("-number")[0]
    assert (told.action, told.actor_name, told.detail) == (
        "audit.exported",
        "auditor",
        {"filters": {"action": "facts.corrected"}},
    )


def test_every_action_of_accounts_has_words() -> None:
    root = Path(luoshu.office.accounts.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in root.glob("actions/*.py"))
    written = set(re.findall(r'record\(\s*\w+,\s*"(accounts\.[a-z-]+)"', source))
    assert len(written) > 20
    assert written <= set(ACTIONS)
