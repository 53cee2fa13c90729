"""What an editor is told of a document that is being written."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshu.engine.editing.completion import Offer, complete
from luoshu.engine.editing.document import Edited, look_at
from luoshu.engine.editing.hover import definition, hover

DOCUMENT = """---
id: zone/grant
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary, cn/tech-sme]
---

# 研发补贴

| 参数 | 名称 | 值 | 来源 |
|------|------|----|------|
|      | 下限 | 6% | 第三条 |

```feel
够格: 研发费用 / 销售收入 >= 下限
补贴额: if 够格 then 研发费用 * 5% else 0
```

| 支持 | 研发补贴 |
|------|----------|
| 对象 | 够格     |
| 方式 |          |
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "grant.md"
    made.write_text(DOCUMENT, encoding="utf-8")
    return made


def edited(path: Path, old: str = "", new: str = "") -> Edited:
    """The document with a change that is not saved."""
    text = DOCUMENT.replace(old, new) if old else DOCUMENT
    assert not old or text != DOCUMENT
    return look_at(path, {path.resolve(): text})


def at(edited: Edited, before: str) -> tuple[int, int]:
    """The position after a text."""
    start = edited.text.index(before) + len(before)
    return edited.text.count("\n", 0, start), start - (edited.text.rfind("\n", 0, start) + 1)


def offered(edited: Edited, before: str) -> list[Offer]:
    return complete(edited, *at(edited, before), "en")


def words(edited: Edited, before: str) -> list[str]:
    return [offer.word for offer in offered(edited, before)]


def test_problems_are_those_of_the_text_and_not_of_the_file(path: Path) -> None:
    assert [problem.code for problem in edited(path).problems] == ["property"]  # 方式 is empty yet
    wrong = edited(path, "研发费用 / 销售收入", "研发费 / 销售收入")
    assert any("'研发费'" in problem.text.en for problem in wrong.problems)


def test_names_are_known_in_a_document_with_errors(path: Path) -> None:
    unfinished = edited(path, "研发费用 * 5%", "研发费用 * 下")
    assert words(unfinished, "研发费用 * 下") == ["下限"]
    assert "够格" in words(edited(path, "then 研发费用 * 5% else 0", "then "), "then ")


def test_a_name_is_found_by_its_beginning_and_by_its_label(path: Path) -> None:
    begun = edited(path, "补贴额: if 够格 then 研发费用 * 5% else 0", "补贴额: 研发")
    assert {"研发费用", "研发人员数"} <= set(words(begun, "补贴额: 研发"))
    by_label = offered(edited(path, "补贴额: if 够格 then 研发费用 * 5% else 0", "补贴额: reve"), "补贴额: reve")
    assert "销售收入" in [offer.word for offer in by_label]
    assert by_label[0].start == len("补贴额: ")
    [revenue] = [offer for offer in by_label if offer.word == "销售收入"]
    assert revenue.detail == "fact · sales revenue"


def test_what_other_policies_export_and_functions_are_offered(path: Path) -> None:
    begun = edited(path, "if 够格 then", "if 符")
    assert "符合科技型中小企业条件" in words(begun, "if 符")
    assert "round half up" in words(edited(path, "then 研发费用 * 5%", "then roun"), "then roun")


def test_places_offer_what_can_stand_there(path: Path) -> None:
    assert words(edited(path, "uses:", "ex:"), "\nex") == ["exports"]
    assert "支持" in words(edited(path), "| 支")
    assert words(edited(path, "| 方式 |", "| 方 |"), "| 方") == ["方式"]
    assert words(edited(path), "| 方式 | ") == ["免申即享", "automatic", "申报", "applied"]
    assert words(edited(path, "# 研发补贴", "# 研"), "\n# 研") == []


def told(edited: Edited, before: str) -> str:
    found = hover(edited, *at(edited, before), "en")
    return "" if found is None else found.about


def test_hovering_tells_label_definition_and_source(path: Path) -> None:
    document = edited(path)
    fact = told(document, "够格: 研发")
    assert "R&D expenditure (研发费用)" in fact
    assert "money · 元" in fact
    assert "annual" in fact
    assert "`0.06` 第三条" in told(document, ">= 下")
    assert "研发费用 / 销售收入 >= 下限" in told(document, "if 够")
    assert "who is entitled" in told(document, "| 对")
    assert "who gets how much" in told(document, "| 支")
    assert told(document, "\n# 研发") == ""
    function = told(edited(path, "then 研发费用", "then floor(研发费用)"), "then flo")
    assert "floor(" in function


def test_hovering_ends_where_the_name_does(path: Path) -> None:
    document = edited(path)
    line, column = at(document, "够格: 研发")
    found = hover(document, line, column, "zh")
    assert found is not None
    assert document.lines[line][found.start : found.end] == "研发费用"
    assert hover(document, 400, 0, "zh") is None


def test_where_a_name_is_defined(path: Path) -> None:
    document = edited(path)
    decision = definition(document, *at(document, "if 够"))
    assert decision is not None
    assert (decision.line, decision.column) == (DOCUMENT.split("\n").index("够格: 研发费用 / 销售收入 >= 下限") + 1, 1)
    parameter = definition(document, *at(document, ">= 下"))
    assert parameter is not None
    assert parameter.line == 13
    elsewhere = edited(path, "if 够格 then", "if 符合科技型中小企业条件 then")
    used = definition(elsewhere, *at(elsewhere, "if 符合"))
    assert used is not None
    assert used.file == "cn/tech-sme.md"
    assert definition(document, *at(document, "够格: 研发")) is None


def test_a_document_that_cannot_be_read_at_all(path: Path) -> None:
    broken = edited(path, "about: 企业", "about: [")
    assert broken.problems
    assert isinstance(complete(broken, *at(broken, "够格: 研"), "zh"), list)


def test_documents_that_were_never_saved(tmp_path: Path) -> None:
    """Each is read as it is on the screen, by the other too; in a folder that is not there yet as well."""
    for folder in (tmp_path, tmp_path / "new"):
        first, second = folder / "grant.md", folder / "other.md"
        other = (
            "---\nid: zone/other\ntitle: {zh: 其他, en: Other}\neffective: 2025-01-01/..\nabout: 企业\n"
            "uses: [zone/grant]\n---\n\n# 其他\n\n```feel\n另: 够格\n```\n"
        )
        grant = DOCUMENT.partition("| 支持")[0].replace(
            "uses: [cn/vocabulary, cn/tech-sme]", "uses: [cn/vocabulary]\nexports: [够格]"
        )
        unsaved = {first: grant, second: other}
        assert [each.text.en for each in look_at(first, unsaved).problems if each.severity == "error"] == []
        found = look_at(second, unsaved)
        assert found.problems == ()
        assert found.policy is not None
        assert [used.id for used in found.policy.used] == ["zone/grant"]
        slipped = look_at(second, {**unsaved, second: other.replace("另: 够格", "另: 够格了")})
        assert [str(problem.place.line) for problem in slipped.problems if problem.place] == ["12"]
        assert not first.exists()
