"""Other values of parameters: which are taken, which are refused and what is said of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshu.feel.tree import Number
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.policy.settings import as_they_are, read_settings, with_settings
from luoshu.problems import ProblemError

ON = date(2025, 6, 30)
WORDS = """---
id: words
title: {zh: 词汇, en: Words}
effective: ../..
---

| 数据 | 企业 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|------|------|------|------|------|------|------|---------|------|
|      | 代码 | 标识 |      |      | 时点 |      | code    |      |
|      | 人数 | 整数 |      | [0..100] | 时点 |  | heads   |      |
"""


def document(policy_id: str, uses: str, parameters: str, formula: str) -> str:
    title = f"{{zh: {policy_id}办法, en: The {policy_id}}}"
    front = f"---\nid: {policy_id}\ntitle: {title}\neffective: 2020-01-01/..\nabout: 企业\nuses: [{uses}]\n---\n\n"
    table = f"| 参数 | 名称 | 值 | 单位 | 自 | 来源 |\n|---|---|---|---|---|---|\n{parameters}\n\n"
    return f"{front}{table}```feel\n{formula}\n```\n"


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    below = "| | 线 | 3 | 人 | | 甲 |\n| | 共同 | 1 | | | 甲 |"
    middle = "| | 共同 | 2 | | | 乙 |\n| | 深 | 5% | | | 乙 |"
    own = (
        '| | 线 | 5% | | 2020-01-01 | 丙 |\n| | 上限 | 5000万 | 元 | | 丙 |\n| | 名单 | ["甲"] | | | 丙 |\n'
        '| | 末日 | date("2025-12-31") | | | 丙 |\n| | 份额 | ⟨10%⟩ | | | |\n| | 率 | 0.2 | 比率 | | 丙 |\n'
        "| | 底线 | -3% | | | 丙 |"
    )
    (tmp_path / "words.md").write_text(WORDS, encoding="utf-8")
    (tmp_path / "below.md").write_text(document("below", "words", below, "底: 人数 > 线"), encoding="utf-8")
    (tmp_path / "middle.md").write_text(document("middle", "words, below", middle, "中: 人数 > 深"), encoding="utf-8")
    (tmp_path / "own.md").write_text(document("own", "words, middle, below", own, "上: 人数 > 线"), encoding="utf-8")
    return Library().resolve(str(tmp_path / "own.md"), ON)


def value(policy: Policy, name: str) -> Decimal:
    parameter = policy.parameter(name, date(1999, 1, 1))
    assert parameter is not None
    assert parameter.assumed
    assert isinstance(parameter.value, Number)
    return parameter.value.value


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ("线=6%", "线", "0.06"),
        ("线 ＝ 6%", "线", "0.06"),
        ("线=0.06", "线", "0.06"),
        ("线=0", "线", "0"),
        ("线=100%", "线", "1"),
        ("上限=2亿", "上限", "200000000"),
        ("上限=30000000", "上限", "30000000"),
        ("份额=12%", "份额", "0.12"),
        ("率=0.25", "率", "0.25"),
        ("底线=-2%", "底线", "-0.02"),
    ],
)
def test_a_value_on_every_day(policy: Policy, given: str, name: str, expected: str) -> None:
    assert value(with_settings(policy, read_settings([given], policy, ON)), name) == Decimal(expected)


def test_of_a_policy_that_is_used(policy: Policy) -> None:
    changed = with_settings(policy, read_settings(["深=7%"], policy, ON))
    assert value(changed.used[1], "深") == Decimal("0.07")
    assert changed.parameters == policy.parameters


def test_of_one_that_is_used_twice(policy: Policy) -> None:
    changed = with_settings(policy, read_settings(["below办法.共同=9", "The below.线=8"], policy, ON))
    assert value(changed.used[2], "共同") == 9
    assert value(changed.used[2], "线") == 8
    assert changed.used[1].used[1] is changed.used[2]
    assert changed.parameters == policy.parameters


def test_the_document_stays_as_it_is(policy: Policy) -> None:
    before = dict(policy.parameters)
    with_settings(policy, read_settings(["线=6%"], policy, ON))
    assert policy.parameters == before


@pytest.mark.parametrize(
    ("given", "text", "hint"),
    [
        ("上线=6%", "'The own' has no parameter '上线'", "did you mean '线'?"),
        (
            "没有这样的=6%",
            "'The own' has no parameter '没有这样的'",
            "its parameters are: 线, 上限, 名单, 末日, 份额, 率, 底线, 共同, 深",
        ),
        ("共同=6", "several policies have a parameter '共同'", "write one of: middle办法.共同, below办法.共同"),
        ("线", "'线' has no '='", "write NAME=VALUE"),
        ('线="6%"', "the parameter '线' must be a number, not a string", None),
        ("名单=6", "the parameter '名单' must be a list, not a number", None),
        ("末日=2026", "the parameter '末日' must be a date, not a number", None),
        ("线=null", "the parameter '线' must have a value", None),
        ("线=6", "the parameter '线' is a rate (it was 5%): 6 would be 600%", "write 6%"),
        ("份额=6", "the parameter '份额' is a rate (it was 10%): 6 would be 600%", "write 6%"),
        ("率=25", "the parameter '率' is a rate (it was 0.2): 25 would be 2500%", "write 25%"),
        ("率=-0.1", "the parameter '率' cannot be below 0 (it was 0.2), and -0.1 is", "write 0 or more"),
        ("份额=-10%", "the parameter '份额' cannot be below 0 (it was 10%), and -10% is", "write 0 or more"),
        ("上限=100万-200万", "the parameter '上限' cannot be below 0 (it was 5000万), and 100万-200万 is", None),
        ("上限=6%", "the parameter '上限' is no rate (it was 5000万 元)", "write a number without %"),
        ("线=人数", "the value '人数' of '线': there is nothing named '人数'", None),
        ("上限=", "the value '' of '上限': the text ends here; expected an expression", None),
        ("上限=5000万元", "the value '5000万元' of '上限': unexpected '元'; expected operator", "write 5000万"),
    ],
)
def test_what_is_refused(policy: Policy, given: str, text: str, hint: str | None) -> None:
    with pytest.raises(ProblemError) as wrong:
        read_settings([given], policy, ON)
    (problem,) = wrong.value.problems
    assert problem.text.en == text
    if hint is not None:
        assert problem.hint is not None
        assert hint in problem.hint.en


def test_everything_at_once(policy: Policy) -> None:
    with pytest.raises(ProblemError) as wrong:
        read_settings(["线=6", "上限=x", "线=6%", "线=7%"], policy, ON)
    assert len(wrong.value.problems) == 3


def test_the_parameters_as_they_are_are_settings_that_change_nothing() -> None:
    """Of every shipped policy, whatever its parameters are: rates, amounts, dates, texts."""
    library, on = Library(), date(2025, 6, 30)
    told = 0
    policies, _ = library.resolve_all(sorted({version.id for version in library.all_versions()}), on)
    for policy in policies:
        for text in as_they_are(policy, on):
            (setting,) = read_settings([text], policy, on)
            assert (setting.policy, f"{setting.name}={setting.was}") == (policy, text)
            told += 1
    assert told > 50
