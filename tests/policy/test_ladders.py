"""Ladders give a decision a rung: the title held, about to end, the conditions met without it, or something lacking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from luoshu.engine.headlines import headlines
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.policy.terms import Term, TermUnit
from luoshu.policy.titles import Held, Register, register_of

from .documents import codes, problems, read_body

ON = date(2024, 6, 30)
WORDS = """\
---
id: test/words
title: {zh: 词汇, en: Words}
effective: ../..
---

# 词汇

| 数据 | 企业 | 类型 | 周期 |
|---|---|---|---|
| | 代码 | 标识 | 时点 |
| | 国有 | 是否 | 时点 |
| | 人数 | 整数 | 时点 |
| | LIST | 列表 证书 | 时点 |

| 数据 | 证书 | 类型 | 周期 | 说明 |
|---|---|---|---|---|
| | 企业 | 引用 企业 | 时点 | 所有者 |
| | TITLE | 文本 | 时点 | |
| | SINCE | 日期 | 时点 | |
| | UNTIL | 日期 | 时点 | |
"""
LADDER = """\
---
id: test/ladder
title: {zh: 梯次, en: Ladder}
effective: 2024-01-01/..
about: 企业
uses: [test/words]
---

# 梯次

```feel
够格: 国有
```

| 梯次 | 企业：小升高 | 资格     | 条件 | 到期提醒 |
|------|--------------|----------|------|----------|
|      | 小           |          | 够格 |          |
|      | 高           | 高新企业 | 够格 | 30 天    |
|      | 强           | 小巨人   |      | ⟨1 年⟩   |
|      | 特           | 特等     | 够格 |          |
"""
CHINESE = {"LIST": "证书", "TITLE": "资格名称", "SINCE": "自", "UNTIL": "至"}
ENGLISH = {"LIST": "titles held", "TITLE": "title", "SINCE": "from", "UNTIL": "until"}


def vocabulary(names: Mapping[str, str]) -> Policy:
    text = WORDS
    for word, name in names.items():
        text = text.replace(word, name)
    return read_policy(text, "words.md", lambda _: pytest.fail("uses nothing"))


def ladder(names: Mapping[str, str] = CHINESE, text: str = LADDER) -> Policy:
    return read_policy(text, "ladder.md", lambda _: vocabulary(names))


def states(facts: Mapping[str, Any], policy: Policy | None = None, on: date = ON) -> dict[str, Any]:
    """Where an entity stands, by rung."""
    policy = policy or ladder()
    values = answer(Graph.of([policy], on), facts).values
    return {rung.name: values[f"{policy.id}::{rung.state}"] for rung in policy.ladders[0].rungs}


def held(title: str, since: date | None = date(2024, 1, 1), until: date | None = date.max) -> dict[str, Any]:
    return {"资格名称": title, "自": since, "至": until}


def days(number: int) -> date:
    return ON + timedelta(days=number)


def test_a_rung_without_a_title_is_its_condition() -> None:
    for met, state in ((True, "符合条件"), (False, "不符合条件"), (None, None)):
        assert states({"国有": met, "证书": []})["小"] == state


@pytest.mark.parametrize(
    ("title", "state"),
    [
        (held("高新企业", until=days(31)), "持有"),
        (held("高新企业", until=days(30)), "即将到期"),
        (held("高新企业", until=ON), "即将到期"),
        (held("高新企业", until=days(-1)), "不符合条件"),
        (held("高新企业", since=ON), "持有"),
        (held("高新企业", since=days(1)), "不符合条件"),
        (held("小巨人"), "不符合条件"),
        (held("高新企业", until=None), None),
        (held("高新企业", since=None), None),
        (held("高新企业", since=days(1), until=None), "不符合条件"),
    ],
)
def test_a_title_holds_on_its_days(title: dict[str, Any], state: str | None) -> None:
    assert states({"国有": False, "证书": [title]})["高"] == state


def test_a_title_matters_more_than_the_conditions() -> None:
    facts = {"证书": [held("高新企业")]}
    for met in (True, False, None):
        assert states(facts | {"国有": met})["高"] == "持有"
    assert states({"国有": True, "证书": []})["高"] == "符合条件"
    assert states({"国有": True, "证书": None})["高"] is None


def test_a_rung_without_a_condition_is_its_title() -> None:
    """Whether one would meet conditions that nobody gives is not known: it is never said that they are not met."""
    assert states({"国有": True, "证书": []})["强"] == "未持有"
    assert states({"国有": True, "证书": None})["强"] is None
    assert states({"国有": True, "证书": [held("小巨人", until=date(2025, 6, 30))]})["强"] == "即将到期"
    assert states({"国有": True, "证书": [held("小巨人", until=date(2025, 7, 1))]})["强"] == "持有"


def test_one_of_several_titles_will_do() -> None:
    policy = ladder(text=LADDER.replace("| 高新企业 |", "| 高新企业、新锐企业 |"))
    assert policy.ladders[0].rungs[1].titles == ("高新企业", "新锐企业")
    for titles, state in (
        ([held("高新企业")], "持有"),
        ([held("新锐企业")], "持有"),
        ([held("高新企业", until=ON), held("新锐企业")], "持有"),
        ([held("高新企业", until=ON), held("新锐企业", until=days(-1))], "即将到期"),
        ([held("高新企业、新锐企业")], "不符合条件"),
        ([held("新锐企业", until=None)], None),
    ):
        assert states({"国有": False, "证书": titles}, policy)["高"] == state


def test_six_months_where_nothing_is_said() -> None:
    rung = ladder().ladders[0].rungs[3]
    assert (rung.notice, rung.notice_given, rung.notice_assumed) == (Term(6, TermUnit.MONTH), False, True)
    assert states({"证书": [held("特等", until=date(2024, 12, 30))]})["特"] == "即将到期"
    assert states({"证书": [held("特等", until=date(2024, 12, 31))]})["特"] == "持有"


def test_what_is_assumed() -> None:
    rungs = ladder().ladders[0].rungs
    assert [rung.notice_assumed for rung in rungs[1:]] == [False, True, True]
    assert rungs[2].assumptions == (("notice", "1 年"),)
    decisions = ladder().decisions
    assert [decisions[str(rung.state)].assumed for rung in rungs] == [False, False, True, True]


def test_the_register_is_known_by_its_fields() -> None:
    policy = ladder(ENGLISH)
    found = register_of(policy.vocabulary, policy.entity)
    assert found == Register("titles held", "title", "until", "from", None)
    item = {"title": "高新企业", "from": date(2024, 1, 1), "until": days(31)}
    assert states({"国有": False, "titles held": [item]}, policy)["高"] == "持有"


def test_a_register_that_says_how_a_title_is_held() -> None:
    register = Register("证书", "资格名称", "至", "自", "编号")
    facts = {"证书": [held("高", until=days(3)), held("高", until=days(9)) | {"编号": "9"}, held("高", until=None)]}
    assert register.held(facts, ("高",), ON) == Held(days(9), "9")
    assert register.held(facts, ("低",), ON) is None
    assert [register.is_held(facts, (name,), ON) for name in ("高", "低")] == [True, False]
    assert register.is_held({"证书": None}, ("高",), ON) is None
    assert register.is_held({"证书": [held("高", until=None)]}, ("高",), ON) is None


def test_without_a_register_the_condition_alone_is_told() -> None:
    text = LADDER.replace("|      | 强           | 小巨人   |      | ⟨1 年⟩   |\n", "")
    policy = ladder(CHINESE | {"UNTIL": "何时"}, text)
    assert [problem.code for problem in policy.warnings] == ["ladder"]
    assert "no title register" in policy.warnings[0].text.en
    assert states({"国有": True, "证书": [held("高新企业")]}, policy)["高"] == "符合条件"


def test_labels_name_the_rungs_decisions() -> None:
    labels = "\n| 译名 | 名称 | English |\n|---|---|---|\n| | 企业：小升高 | firms |\n| | 高 | high |\n"
    decisions = ladder(text=LADDER + labels).decisions
    assert decisions["企业：小升高·高·状态"].english == "firms: high"
    assert decisions["企业：小升高·小·状态"].english == ""


def test_where_one_stands_is_no_headline() -> None:
    policy = ladder()
    assert headlines(Graph.of([policy], ON), policy) == ["够格"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("|      | 小 |          |      |          |", "neither a title nor a condition"),
        ("|      | 小 | 高新企业 |      | 五天     |", "is no term"),
        ("|      | 小 | 高新企业 |      | 5 个工作日 |", "is no term"),
        ("|      | 小 |          | 人数多 |        |", "is no yes-or-no decision"),
    ],
)
def test_slips(row: str, said: str) -> None:
    body = (
        "```feel\n人数多: 人数 + 1\n```\n\n| 梯次 | 阶 | 资格 | 条件 | 到期提醒 |\n|---|---|---|---|---|\n" + row + "\n"
    )
    found = problems(body)
    assert any(problem.code == "ladder" and said in problem.text.en for problem in found)


def test_two_rungs_of_one_name() -> None:
    body = "```feel\n甲: 国有\n```\n\n| 梯次 | 阶 | 条件 |\n|---|---|---|\n| | 一 | 甲 |\n| | 一 | 甲 |\n"
    assert codes(problems(body)) == ["duplicate"]
    assert read_body(body.replace("| | 一 | 甲 |\n", "", 1)).ladders[0].rungs[0].state == "阶·一·状态"
