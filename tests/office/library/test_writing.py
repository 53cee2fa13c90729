"""What the editor is told while somebody types: problems with their places, names that fit, what a name means."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.office.people import Cast, signed_in

from luoshu.office.library import helping
from luoshu.office.library.drafting import place_of

from .documents import document

pytestmark = pytest.mark.django_db
ADDRESSES = ("/publishing/check/", "/publishing/offers/", "/publishing/meaning/")


def check(client: Client, body: str, **headers: str) -> Any:
    return client.post("/publishing/check/", {"body": body}, headers=headers).json()


def line_of(body: str, part: str) -> int:
    return next(number for number, line in enumerate(body.split("\n")) if part in line)


def test_a_problem_is_told_with_its_place_and_in_both_languages(library: None, writing: Client) -> None:
    body = document(more=" and 研发费")
    found = check(writing, body)
    (problem,) = [each for each in found["problems"] if each["severity"] == "error"]
    line = body.split("\n")[problem["line"] - 1]
    start = problem["column"] - 1
    assert line[start : start + problem["width"]] == "研发费"
    assert "研发费用" in problem["hint"]
    assert f'data-line="{problem["line"]}"' in found["list"]
    assert "did you mean" in str(check(writing, body, **{"Accept-Language": "en"})["problems"])


def test_an_example_that_does_not_come_out_is_told_where_it_stands(library: None, writing: Client) -> None:
    body = document(example="90000")
    (problem,) = check(writing, body)["problems"]
    assert body.split("\n")[problem["line"] - 1].startswith("| 达到 |")


def test_what_is_wrong_with_another_document_has_no_place_in_this(library: None, writing: Client) -> None:
    body = document().replace("cn/vocabulary", "cn/vocabluary")
    found = check(writing, body)["problems"]
    assert found[0]["line"] == line_of(body, "vocabluary") + 1
    assert check(writing, "# nothing")["problems"][0]["line"] == 1


def test_the_names_that_can_be_used_are_told_by_what_they_are(library: None, writing: Client) -> None:
    names = check(writing, document())["names"]
    assert "研发费用" in names["fact"]
    assert "类别" in names["fact"]  # a field of a list
    assert "符合条件" in names["decision"]
    assert check(writing, "# 没有开头")["names"] is None


@pytest.mark.parametrize("known", [True, False])  # the process that is asked has checked it, or another has
def test_names_are_offered_that_begin_so(library: None, writing: Client, known: bool) -> None:
    seen = check(writing, document())["seen"] if known else "0" * 64
    body = document(more=" and 研")
    line = line_of(body, "and 研")
    column = len(body.split("\n")[line])
    asked = {"body": body, "seen": seen, "line": line, "column": column}
    found = writing.post("/publishing/offers/", asked).json()
    assert found["start"] == column - 1
    words = [each["word"] for each in found["offers"]]
    assert "研发费用" in words
    assert all(word.startswith("研") for word in words)


def test_another_process_reads_the_library_once_between_two_checks(
    library: None, writing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(helping, "place_of", lambda body: read.append(body) or place_of(body))
    body = document()
    asked = {"body": body, "line": line_of(body, "符合条件: "), "column": 1}
    for address in ADDRESSES[1:]:
        for _ in range(2):
            writing.post(address, {**asked, "seen": "1" * 64})
    assert len(read) == 1
    for _ in range(2):
        writing.post(ADDRESSES[1], {**asked, "seen": ""})  # nothing was checked: texts of several are not one
    assert len(read) == 3


def test_a_name_is_found_by_its_english_label(library: None, writing: Client) -> None:
    body = document(more=" and reven")
    line = line_of(body, "reven")
    asked = {"body": body, "seen": check(writing, document())["seen"], "line": line}
    found = writing.post("/publishing/offers/", {**asked, "column": len(body.split("\n")[line])}).json()
    assert "销售收入" in [each["word"] for each in found["offers"]]


def test_a_word_says_what_it_stands_for(library: None, writing: Client) -> None:
    body = document()
    line = line_of(body, "符合条件:")
    column = body.split("\n")[line].index("研发费用") + 1
    asked = {"body": body, "seen": check(writing, body)["seen"], "line": line}
    found = writing.post("/publishing/meaning/", {**asked, "column": column}).json()
    assert (found["start"], found["end"]) == (column - 1, column + 3)
    assert "<strong>" in found["about"]
    assert writing.post("/publishing/meaning/", {**asked, "column": 0, "line": line - 2}).json() == {}


def test_a_document_cannot_bring_markup_of_its_own(library: None, writing: Client) -> None:
    body = document().replace(
        "符合条件: 研发费用 >= 100万", '符合条件: "<img src=x onerror=alert(1)>" = "" or 研发费用 >= 100万'
    )
    line = line_of(body, "| 对象 |")
    column = body.split("\n")[line].index("符合条件") + 1
    asked = {"body": body, "seen": check(writing, body)["seen"], "line": line, "column": column}
    about = writing.post("/publishing/meaning/", asked).json()["about"]
    assert "&lt;img" in about
    assert "<img" not in about


@pytest.mark.parametrize(("line", "column"), [("9999", "0"), ("0", "9999"), ("x", "0"), ("", ""), ("-1", "0")])
def test_a_place_that_is_not_there_is_refused(library: None, writing: Client, line: str, column: str) -> None:
    for address in ADDRESSES[1:]:
        assert writing.post(address, {"body": document(), "line": line, "column": column}).status_code == 400


@pytest.mark.parametrize("name", ["approver", "officer", "stranger"])
def test_only_who_writes_is_helped(library: None, people: Cast, name: str) -> None:
    theirs = signed_in(people[name])
    for address in ADDRESSES:
        assert theirs.post(address, {"body": document()}).status_code == 403
