"""A document is read once a process, as long as it and all that it uses are the same."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import pytest

from luoshu.policy import remembered
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

WORDS = "| 数据 | 企业 | 类型 |\n|---|---|---|\n| | 代码 | 标识 |\n| | 人数 | 整数 |\n"
RULE = "```feel\n甲: {of} > 1\n```"


def write(root: Path, name: str, body: str, *front: str, effective: str = "../..") -> None:
    lines = "\n".join([f"id: {name.partition('@')[0]}", "title: x", f"effective: {effective}", *front])
    (root / f"{name}.md").write_text(f"---\n{lines}\n---\n\n# x\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "words", WORDS)
    write(tmp_path, "rule", RULE.format(of="人数"), "about: 企业", "uses: [words]")
    return tmp_path


def read(root: Path, name: str = "rule") -> Policy:
    library = Library(root)
    return library.read(library.versions(name)[0])


def test_the_same_again(root: Path) -> None:
    assert read(root) is read(root)


def test_another_text(root: Path) -> None:
    before = read(root)
    write(root, "rule", RULE.format(of="人数 + 1"), "about: 企业", "uses: [words]")
    assert "人数 + 1" in read(root).text
    assert "人数 + 1" not in before.text


def test_what_it_uses_was_changed(root: Path) -> None:
    assert "面积" not in read(root).entity.facts
    write(root, "words", WORDS + "| | 面积 | 整数 |\n")
    assert "面积" in read(root).entity.facts


def test_what_it_uses_is_another_on_another_day(root: Path) -> None:
    (root / "words.md").unlink()
    write(root, "words@1", WORDS, effective="../2024-12-31")
    write(root, "words@2", WORDS + "| | 面积 | 整数 |\n", effective="2025-01-01/..")
    library = Library(root)
    (rule,) = library.versions("rule")
    days = [library.versions("words")[0].until, library.versions("words")[1].since] * 2
    assert ["面积" in library.read(rule, day).entity.facts for day in days] == [False, True] * 2
    known = [library.read(rule, day) for day in days[:2]]
    again = Library(root)
    assert [again.read(rule, day) for day in days[:2]] == known


def test_what_it_uses_became_wrong(root: Path) -> None:
    assert not read(root).warnings
    write(root, "words", WORDS + "| | 面积 | 什么 |\n")
    with pytest.raises(ProblemError) as caught:
        read(root)
    assert {problem.code for problem in caught.value.problems} >= {"uses"}
    (root / "words.md").unlink()
    with pytest.raises(ProblemError):
        read(root)


def test_what_it_uses_came_to_use_it(root: Path) -> None:
    read(root)
    write(root, "words", WORDS, "uses: [rule]")
    with pytest.raises(ProblemError) as caught:
        read(root)
    assert "uses-circle" in {problem.code for problem in caught.value.problems}


def test_what_was_not_read_for_longest_is_forgotten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST_TEXTS", 2)
    monkeypatch.setattr(remembered, "_kept", OrderedDict())
    first = read(root)
    write(root, "other", RULE.format(of="人数 * 2"), "about: 企业", "uses: [words]")
    read(root, "other")
    assert len(remembered._kept) == 2
    assert read(root) is not first
