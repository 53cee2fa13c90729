"""A difference is of what documents say: nothing where they say the same, and never nothing where they do not."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luoshu.feel import tree
from luoshu.policy.difference.changes import Change, Difference, What
from luoshu.policy.difference.compare import difference
from luoshu.policy.graph import expressions
from luoshu.policy.library import Library, Version
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.problems import ProblemError

from .documents import document, read, vocabulary

LIBRARY = Library()
VERSIONS = LIBRARY.all_versions()
DECIDING = [version for version in VERSIONS if LIBRARY.read(version).about]


def compared(old: str, new: str, more: str = "") -> Difference:
    """The difference of two bodies under the same front matter."""
    return difference(*(read(document(body, more), vocabulary()) for body in (old, new)))


def told(found: Difference) -> list[tuple[str, ...]]:
    """What each change is of, how, of which name and part, from what to what."""
    return [
        (change.what.name, change.how, change.name, change.part, change.before, change.after)
        for change in found.changes
    ]


def formulas(text: str) -> str:
    return f"```feel\n{text}\n```\n"


# --- the same ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.shown)
def test_a_document_does_not_differ_from_itself(version: Version) -> None:
    policy = LIBRARY.read(version)
    assert difference(policy, policy).is_empty
    assert difference(policy, reread(policy, policy.text)).is_empty


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_how_a_document_is_laid_out_is_no_difference(version: Version) -> None:
    policy = LIBRARY.read(version)
    head, rest = policy.text.split("\n---\n", 1)
    airy = "\n".join(line.replace("|", " | ").strip() if line.startswith("|") else line for line in rest.splitlines())
    assert airy != rest
    assert difference(policy, reread(policy, f"{head}\n---\n\n\n{airy}\n\n")).is_empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲: 费用 / 收入 >= 6%", "甲:   费用/收入>=0.06"),
        ("甲: 费用 >= 5000万", "甲: (费用 >= 50000000)"),
        ("甲: 费用 > 1\n乙: 收入 > 1", "乙: 收入 > 1\n甲: 费用 > 1"),
    ],
)
def test_how_an_expression_is_written_is_no_difference(old: str, new: str) -> None:
    assert compared(formulas(old), formulas(new)).is_empty


def test_where_lines_of_prose_are_broken_is_no_difference() -> None:
    assert compared("## 一\n\nsome words\nand more\n\n- a\n", "## 一\n\nsome words and\nmore\n\n- a\n").is_empty


def reread(policy: Policy, text: str) -> Policy:
    used = {each.id: each for each in policy.used}
    return read_policy(text, policy.path, used.__getitem__)


# --- a planted change -------------------------------------------------------------------------------------------------


@cache
def figures() -> list[tuple[Version, int, int]]:
    """Every figure that a shipped policy decides by: its document, and where it stands."""
    found: dict[tuple[str, int], tuple[Version, int, int]] = {}
    for version in DECIDING:
        policy = LIBRARY.read(version)
        for decision in policy.decisions.values():
            for root in expressions(decision):
                for node in tree.walk(root):
                    if isinstance(node, tree.Number) and node.span.start >= 0:
                        place = version.shown, node.span.start
                        found[place] = (version, node.span.start, node.span.end)
    return list(found.values())


@settings(max_examples=20)  # each reads a whole document
@given(st.data())
def test_another_figure_is_found(data: st.DataObject) -> None:
    version, start, end = data.draw(st.sampled_from(figures()))
    policy = LIBRARY.read(version)
    written = policy.text[start:end]
    digits = [at for at, sign in enumerate(written) if sign.isdigit()]
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from("123456789"))
    now = written[:at] + digit + written[at + 1 :]
    assume(now != written)
    try:
        changed = reread(policy, policy.text[:start] + now + policy.text[end:])
    except ProblemError:  # such as a year of a prior that is too far back
        assume(False)
    found = difference(policy, changed)
    changes = [change for change in found.changes if change.what is not What.TEXT]
    told = [change for change in changes if written in change.before and now in change.after]
    assert len({change.article for change in told}) == 1


def test_there_are_many_figures() -> None:
    assert len(figures()) > 300


# --- formulas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("费用 / 收入 >= 5%", "费用 / 收入 >= 6%", [("费用 / 收入", ">= 5%", ">= 6%")]),
        ("费用 / 收入 >= 5%", "费用 / 收入 > 5%", [("费用 / 收入", ">= 5%", "> 5%")]),
        ("费用 >= 5%", "费用 >= ⟨5%⟩", [("费用", ">= 5%", ">= ⟨5%⟩")]),
        ("国有 and 费用 > 1", "国有 and 费用 > 2", [("费用", "> 1", "> 2")]),
        ("国有 and 费用 > 1", "国有", [("", "费用 > 1", "")]),
        ("国有", "国有 and 费用 > 1", [("", "", "费用 > 1")]),
        ("国有 and 费用 > 1 and 失信", "失信 and 国有 and 费用 > 1 and 收入 > 3", [("", "", "收入 > 3")]),
        ("国有 or 费用 > 1", "失信 or 费用 > 1", [("", "国有", ""), ("", "", "失信")]),
        ("国有 and 失信", "失信 and 国有", [("", "国有 and 失信", "失信 and 国有")]),
        ("国有 and 国有", "国有", [("", "国有 and 国有", "国有")]),
        ('等级 in ("甲")', '等级 in ("甲", "乙")', [("等级", 'in "甲"', 'in ("甲", "乙")')]),
        ("费用 between 1 and 2", "费用 between 1 and 3", [("费用", "between 1 and 2", "between 1 and 3")]),
        (
            "if 国有 and 费用 > 1 then 1 else 2",
            "if 国有 and 费用 > 2 then 1 else 2",
            [("费用", "> 1", "> 2")],
        ),
        (
            "if 国有 then 10% else 2%",
            "if 国有 then 12% else 2%",
            [("", "if 国有 then 10% else 2%", "if 国有 then 12% else 2%")],
        ),
        ("min(费用, 50万)", "min(费用, 60万)", [("", "min(费用, 50万)", "min(费用, 60万)")]),
        ("count(专利[有效]) >= 1", "count(专利[有效]) >= 2", [("count(专利[有效])", ">= 1", ">= 2")]),
        ("not(国有 and 费用 > 1)", "not(国有 and 费用 > 2)", [("费用", "> 1", "> 2")]),
        (
            'some 项 in 专利 satisfies 项.有效 and 项.类别 = "I类"',
            'some 项 in 专利 satisfies 项.有效 and 项.类别 = "II类"',
            [("项.类别", '= "I类"', '= "II类"')],
        ),
        ("费用 > 1", "国有", [("", "费用 > 1", "国有")]),
    ],
)
def test_where_formulas_differ(old: str, new: str, wanted: list[tuple[str, str, str]]) -> None:
    found = told(compared(formulas(f"甲: {old}"), formulas(f"甲: {new}")))
    assert found == [("FORMULA", "changed", "甲", *piece) for piece in wanted]


def test_decisions_come_and_go() -> None:
    found = compared(formulas("甲: 费用 > 1"), formulas("乙: 收入 > 2"))
    assert told(found) == [
        ("FORMULA", "removed", "甲", "", "费用 > 1", ""),
        ("FORMULA", "added", "乙", "", "", "收入 > 2"),
    ]
    assert (found.needed, found.no_longer) == (("收入",), ("费用",))


def test_another_name_for_the_same() -> None:
    """Also where a decision uses one that has another name too; what uses it is not said to have changed."""
    old = formulas("甲: 费用 > 1\n丙: 甲 and 国有\n丁: 丙 or 失信")
    new = formulas("乙: 费用 > 1\n戊: 乙 and 国有\n丁: 戊 or 失信")
    found = compared(old, new)
    assert found.renamed == {"甲": "乙", "丙": "戊"}
    assert told(found) == [
        ("FORMULA", "renamed", "乙", "", "甲", "乙"),
        ("FORMULA", "renamed", "戊", "", "丙", "戊"),
    ]


def test_a_literal_alone_makes_no_other_name() -> None:
    assert compared(f"## 一\n\n{formulas('甲: 5')}", f"## 二\n\n{formulas('乙: 5')}").renamed == {}


def test_a_formula_becomes_a_table() -> None:
    found = compared(
        formulas("甲: 费用 > 1"), "| F | 费用 | **甲** |\n|---|---|---|\n| | > 1 | true |\n| | - | false |\n"
    )
    assert told(found) == [("TABLE", "changed", "甲", "", "费用 > 1", "费用 → 甲 (F, 2)")]


# --- tables -----------------------------------------------------------------------------------------------------------


TABLE = """\
| F | 费用 / 收入 | 国有 | **补贴** | *注* |
|---|-------------|------|----------|------|
| 1 | >= 6%       | -    | 10%      | 甲   |
| 2 | >= 3%       | -    | 5%       | 乙   |
| 3 | -           | true | 1%       |      |
| 4 | -           | -    | 0        |      |
"""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ((">= 3%", ">= 4%"), [("CELL", "changed", "费用 / 收入", ">= 3%", ">= 4%", (2, 2))]),
        (("| 5% ", "| 6% "), [("CELL", "changed", "补贴", "5%", "6%", (2, 2))]),
        (("| 乙 ", "| 丙 "), [("CELL", "changed", "注", "乙", "丙", (2, 2))]),
        (("| F |", "| C |"), [("TABLE", "changed", "hit policy", "F", "C", (None, None))]),
        (
            ("**补贴**", "**补贴: 10%, 5%, 1%, 0**"),
            [("COLUMN", "changed", "补贴", "", "10%, 5%, 1%, 0", (None, None))],
        ),
        (
            ("| 3 | -           | true | 1%       |      |\n| 4 ", "| 3 "),
            [("ROW", "removed", "", "国有: true → 补贴: 1%", "", (3, None))],
        ),
        (
            ("| 2 | >= 3% ", "| 2 | >= 5% | true | 8% | |\n| 3 | >= 3% "),
            [("ROW", "added", "", "", "费用 / 收入: >= 5%, 国有: true → 补贴: 8%", (None, 2))],
        ),
        (
            (
                "| 2 | >= 3%       | -    | 5%       | 乙   |\n| 3 | -           | true | 1%       |      |",
                "| 2 | - | true | 1% | |\n| 3 | >= 3% | - | 5% | 乙 |",
            ),
            [("ROW", "moved", "", "", "国有: true → 补贴: 1%", (3, 2))],
        ),
    ],
)
def test_where_tables_differ(change: tuple[str, str], wanted: list[tuple[object, ...]]) -> None:
    new = TABLE.replace(*change)
    assert new != TABLE
    for number, line in enumerate(new.splitlines()[2:], 1):  # the rows' numbers are no part of what changes
        new = new.replace(line, f"| {number} |" + line.split("|", 2)[2])
    found = compared(TABLE, new)
    assert {each.name for each in found.changes} == {"补贴"}
    assert [
        (each.what.name, each.how, each.part, each.before, each.after, each.rows) for each in found.changes
    ] == wanted


def test_a_column_that_is_new() -> None:
    new = "\n".join(
        f"{line[:-1]}| {cell} |"
        if "---" in line
        else line.replace("| **", f"| {cell} | **")
        if "**" in line
        else f"{'|'.join(line.split('|')[:4])}| {cell} |{'|'.join(line.split('|')[4:])}"
        for line, cell in zip(TABLE.splitlines(), ["失信", "---", "false", "-", "-", "-"], strict=True)
    )
    found = compared(TABLE, new + "\n")
    assert [(each.what.name, each.how, each.part, each.after, each.rows) for each in found.changes] == [
        ("COLUMN", "added", "失信", "", (None, None)),
        ("CELL", "added", "失信", "false", (1, 1)),
    ]
    back = compared(new + "\n", TABLE)
    assert [(each.what.name, each.how, each.part, each.before) for each in back.changes] == [
        ("COLUMN", "removed", "失信", ""),
        ("CELL", "removed", "失信", "false"),
    ]
    assert (found.needed, back.no_longer) == (("失信",), ("失信",))


def test_a_result_that_is_new() -> None:
    old = "| F | 费用 | **甲** |\n|---|---|---|\n| | > 1 | 1 |\n| | - | 2 |\n"
    new = "| F | 费用 | **甲** | **乙** |\n|---|---|---|---|\n| | > 1 | 1 | 3 |\n| | - | 2 | 4 |\n"
    assert told(compared(old, new)) == [("COLUMN", "added", "甲", "乙", "", "")]


def test_a_result_with_another_name() -> None:
    found = compared(TABLE, TABLE.replace("补贴", "补助"))
    assert told(found) == [("TABLE", "renamed", "补助", "", "补贴", "补助")]


# --- instruments ------------------------------------------------------------------------------------------------------


PARAMETERS = """\
| 参数 | 名称 | 值    | 自         | 至         | 来源 |
|------|------|-------|------------|------------|------|
|      | 上限 | 50万  |            | 2024-06-30 | 甲文 |
|      | 上限 | 60万  | 2024-07-01 |            | 甲文 |
"""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("60万", "70万"), ("changed", "value", "60万", "70万", "2024-07-01/..")),
        (("60万 ", "⟨60万⟩ "), ("changed", "value", "60万", "⟨60万⟩", "2024-07-01/..")),
        (("2024-07-01", "2024-08-01"), ("changed", "from", "2024-07-01", "2024-08-01", "2024-08-01/..")),
        (("2024-06-30", "2024-05-31"), ("changed", "until", "2024-06-30", "2024-05-31", "../2024-05-31")),
        (("2024-06-30 | 甲文", "2024-06-30 | 乙文"), ("changed", "source", "甲文", "乙文", "../2024-06-30")),
        (
            ("|      | 上限 | 60万  | 2024-07-01 |            | 甲文 |\n", ""),
            ("removed", "", "60万", "", "2024-07-01/.."),
        ),
    ],
)
def test_where_parameters_differ(change: tuple[str, str], wanted: tuple[str, ...]) -> None:
    use = formulas("甲: 费用 <= 上限")
    found = compared(PARAMETERS + "\n" + use, PARAMETERS.replace(*change) + "\n" + use)
    assert [(each.how, each.part, each.before, each.after, each.period) for each in found.changes] == [wanted]
    assert (found.changes[0].what, found.changes[0].name) == (What.PARAMETER, "上限")


BENEFIT = """\
| 支持 | 研发补贴                 |
|------|--------------------------|
| 对象 | 国有 and 费用 / 收入 >= 5% |
| 金额 | min(费用 * 10%, 50万)    |
| 出资 | 专项资金                 |
| 期限 | 1 年                     |
"""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ((">= 5%", ">= 6%"), ("changed", "who", "费用 / 收入 >= 5%", "费用 / 收入 >= 6%")),
        (("国有 and ", ""), ("changed", "who", "国有", "")),
        (("50万", "60万"), ("changed", "amount", "min(费用 * 10%, 50万)", "min(费用 * 10%, 60万)")),
        (("专项资金", "产业基金"), ("changed", "fund", "专项资金", "产业基金")),
        (("1 年", "2 年"), ("changed", "until", "1 年", "2 年")),
        (("| 出资 | 专项资金                 |\n", ""), ("removed", "fund", "专项资金", "")),
        (("研发补贴", "研发补助"), ("renamed", "", "研发补贴", "研发补助")),
    ],
)
def test_where_benefits_differ(change: tuple[str, str], wanted: tuple[str, ...]) -> None:
    found = compared(BENEFIT, BENEFIT.replace(*change))
    assert [(each.how, each.part, each.before, each.after) for each in found.changes] == [wanted]
    assert found.changes[0].what is What.BENEFIT


def test_a_benefit_that_is_new() -> None:
    assert told(compared("", BENEFIT)) == [("BENEFIT", "added", "研发补贴", "", "", "")]
    assert told(compared(BENEFIT, "")) == [("BENEFIT", "removed", "研发补贴", "", "", "")]


LADDER = """\
| 梯次 | 梯子 | 资格（台账） | 条件（决策） | 有效 |
|------|------|--------------|--------------|------|
|      | 一级 | 甲资格       | 甲           | 3 年 |
|      | 二级 | 乙资格       | 乙           | 3 年 |
"""


def test_where_ladders_differ() -> None:
    use = "\n" + formulas("甲: 费用 > 1\n乙: 收入 > 1")
    new = LADDER.replace("| 乙           | 3 年 |", "| 甲 | 2 年 |") + "| | 三级 | 丙资格 | 乙 | |\n"
    assert told(compared(LADDER + use, new + use)) == [
        ("RUNG", "changed", "梯子：二级", "condition", "乙", "甲"),
        ("RUNG", "changed", "梯子：二级", "valid", "3 年", "2 年"),
        ("RUNG", "added", "梯子：三级", "", "", ""),
    ]
    head, one, two = LADDER.rsplit("\n", 3)[0], *LADDER.splitlines()[2:]
    turned = "\n".join([*head.splitlines()[:2], two, one]) + "\n"
    assert told(compared(LADDER + use, turned + use)) == [
        ("LADDER", "changed", "梯子", "order", "一级 < 二级", "二级 < 一级")
    ]


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_front_matter() -> None:
    texts = [document(formulas("甲: 费用 > 1"), more) for more in ("number: 一号\n", "number: 二号\nissuer: 市里\n")]
    old, new = read(texts[0], vocabulary()), read(texts[1].replace("2024-12-31", "⟨2025-12-31⟩"), vocabulary())
    found = [(each.how, each.part, each.before, each.after) for each in difference(old, new).changes]
    assert found == [
        ("changed", "number", "一号", "二号"),
        ("added", "issuer", "", "市里"),
        ("changed", "effective", "2024-01-01/2024-12-31", "2024-01-01/⟨2025-12-31⟩"),
    ]


def test_articles_and_their_text() -> None:
    old = "## 第一条\n\n旧话。\n\n## 第二条\n\n不动。\n\n## 第三条\n\n删去。\n"
    new = "## 第一条\n\n新话。\n\n## 第二条 对象\n\n不动。\n\n## 第四条\n\n新增。\n"
    assert told(compared(old, new)) == [
        ("TEXT", "changed", "", "", "旧话。", "新话。"),
        ("ARTICLE", "renamed", "", "", "第二条", "第二条 对象"),
        ("ARTICLE", "removed", "", "", "第三条", ""),
        ("ARTICLE", "added", "", "", "", "第四条"),
    ]


def test_under_a_chapter_with_another_heading() -> None:
    old = f"## 第一章\n\n### 第一条\n\n{formulas('甲: 费用 > 1')}\n### 第二条\n\n话。\n"
    new = old.replace("第一章", "第一章 总则").replace("费用 > 1", "费用 > 2")
    assert told(compared(old, new)) == [
        ("ARTICLE", "renamed", "", "", "第一章", "第一章 总则"),
        ("FORMULA", "changed", "甲", "费用", "> 1", "> 2"),
    ]


def test_a_decision_that_stands_elsewhere() -> None:
    old = f"## 一\n\n{formulas('甲: 费用 > 1')}\n## 二\n\n话。\n"
    new = f"## 一\n\n## 二\n\n话。\n\n{formulas('甲: 费用 > 1')}\n"
    assert told(compared(old, new)) == [("FORMULA", "moved", "甲", "", "一", "二")]


def test_changes_come_in_the_order_of_the_document() -> None:
    old = f"## 一\n\n{formulas('甲: 费用 > 1')}\n## 二\n\n{formulas('乙: 收入 > 1')}\n## 三\n\n{TABLE}"
    new = old.replace("费用 > 1", "费用 > 2").replace("收入 > 1", "收入 > 2").replace(">= 6%", ">= 7%")
    titles = [change.article.title for change in compared(old, new).changes if change.article]
    assert titles == ["一", "二", "三"]
    gone = f"## 一\n\n{formulas('甲: 费用 > 2')}\n## 三\n\n{TABLE.replace('>= 6%', '>= 7%')}"
    changes = compared(old, gone).changes
    assert [change.article.title for change in changes if change.article] == ["一", "二", "二", "三"]


CALL = """\
| 大赛 | 国际赛道                       |
|------|--------------------------------|
| 对象 | 收入 < 1亿 and 人数 > 3        |
| 受理 | 2024-03-01 至 2024-04-30       |
| 轮次 | 初赛 取 15; 决赛 取 10; 路演   |
| 奖项 | 一等奖 10 名 30万；冠军 100万  |
"""
POOL = """\
| 资金池 | 风险补偿              |
|--------|-----------------------|
| 首期   | 4000万                |
| 分担   | 资金池：70%; 银行 30% |
"""
STACKING = (
    BENEFIT
    + """
| 支持 | 人才补贴 |
|------|----------|
| 对象 | 国有     |
| 金额 | 收入     |

| 叠加 | 不重复享受         |
|------|--------------------|
| 规则 | 累加               |
| 支持 | 研发补贴、人才补贴 |
| 限额 | 100万              |
"""
)


@pytest.mark.parametrize(
    ("body", "change", "wanted"),
    [
        (CALL, ("收入 < 1亿", "收入 < 2亿"), ("INSTRUMENT", "国际赛道", "who", "收入 < 1亿", "收入 < 2亿")),
        (
            CALL,
            ("取 15", "取 20"),
            ("INSTRUMENT", "国际赛道", "rounds", "初赛 取 15; 决赛 取 10; 路演", "初赛 取 20; 决赛 取 10; 路演"),
        ),
        (POOL, ("4000万", "5000万"), ("INSTRUMENT", "风险补偿", "first", "4000万", "5000万")),
        (STACKING, ("100万", "200万"), ("STACKING", "不重复享受", "cap", "100万", "200万")),
        (
            STACKING,
            ("研发补贴、人才补贴", "人才补贴、研发补贴"),
            ("STACKING", "不重复享受", "members", "研发补贴、人才补贴", "人才补贴、研发补贴"),
        ),
    ],
)
def test_where_instruments_differ(body: str, change: tuple[str, str], wanted: tuple[str, ...]) -> None:
    found = compared(body, body.replace(*change))
    assert [(each.what.name, each.name, each.part, each.before, each.after) for each in found.changes] == [wanted]


def test_instruments_come_go_and_have_other_names() -> None:
    assert told(compared(CALL, POOL)) == [
        ("INSTRUMENT", "removed", "国际赛道", "", "", ""),
        ("INSTRUMENT", "added", "风险补偿", "", "", ""),
    ]
    assert told(compared(POOL, POOL.replace("风险补偿", "风险分担"))) == [
        ("INSTRUMENT", "renamed", "风险分担", "", "风险补偿", "风险分担")
    ]
    assert told(compared(CALL, CALL.replace("国际赛道", "国内赛道"))) == [
        ("INSTRUMENT", "renamed", "国内赛道", "", "国际赛道", "国内赛道")
    ]


ROWS = """\
| 目标 | 指标     | 类型 | 基期       | 目标                     | 责任单位 | 现值 |
|------|----------|------|------------|--------------------------|----------|------|
|      | 高企数   | 存量 | 2021: 1036 | 2024: 1500; 2025: > 1600 | 科技局   | 人数 |
|      | 平台数   | 存量 |            | 2025: 4000               |          |      |

| 权重 | 创新积分 | 权重 | 满分 | 得分                    |
|------|----------|------|------|-------------------------|
|      | 投入     | 50%  | 50   | min(人数, 50)           |
|      | 收益     | 50%  | 100  | if 国有 then 100 else 0 |

| 预算 | 资金     | 年度 | 金额   | 出处   |
|------|----------|------|--------|--------|
|      | 科技专项 | 2024 | 2000万 | 第五条 |
|      | 科技专项 | 2025 | 3000万 | 第五条 |
"""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (
            ("> 1600", "> 1700"),
            [("TARGET", "changed", "高企数", "goal", "2024: >= 1500; 2025: > 1600", "2024: >= 1500; 2025: > 1700")],
        ),
        (("1036", "1037"), [("TARGET", "changed", "高企数", "base", "2021: = 1036", "2021: = 1037")]),
        (("科技局", "工信局"), [("TARGET", "changed", "高企数", "owner", "科技局", "工信局")]),
        (("| 人数 |", "| 收入 |"), [("TARGET", "changed", "高企数", "now", "人数", "收入")]),
        (("| 人数 |", "|      |"), [("TARGET", "removed", "高企数", "now", "人数", "")]),
        (
            ("|      | 平台数   | 存量 |            | 2025: 4000               |          |      |\n", ""),
            [("TARGET", "removed", "平台数", "", "2025: >= 4000", "")],
        ),
        (("4000 ", "4000.0 "), []),
        (("50%  | 50 ", "60%  | 50 "), [("CRITERION", "changed", "创新积分：投入", "weight", "50%", "60%")]),
        (("50%  | 50 ", "0.5  | 50 "), []),
        (("| 100  |", "| 120  |"), [("CRITERION", "changed", "创新积分：收益", "full", "100", "120")]),
        (
            ("min(人数, 50)", "min(人数, 60)"),
            [("CRITERION", "changed", "创新积分：投入", "score", "min(人数, 50)", "min(人数, 60)")],
        ),
        (("3000万", "3500万"), [("BUDGET", "changed", "科技专项", "amount", "3000万", "3500万")]),
        (("3000万 | 第五条", "3000万 | 第六条"), [("BUDGET", "changed", "科技专项", "source", "第五条", "第六条")]),
        (("|      | 科技专项 | 2025 | 3000万 | 第五条 |\n", ""), [("BUDGET", "removed", "科技专项", "", "3000万", "")]),
    ],
)
def test_where_rows_of_instruments_differ(change: tuple[str, str], wanted: list[tuple[str, ...]]) -> None:
    new = ROWS.replace(*change)
    assert new != ROWS
    if wanted and wanted[0][3] == "weight":  # together they make a hundred
        new = new.replace("50%  | 100", "40%  | 100")
        wanted = [*wanted, ("CRITERION", "changed", "创新积分：收益", "weight", "50%", "40%")]
    assert told(compared(ROWS, new)) == wanted


def test_figures_of_claims() -> None:
    (version,) = LIBRARY.versions("seed/claims")
    policy = LIBRARY.read(version)
    text = policy.text.replace("| C04  | 历年报名项目，包括 2022 年的             ", "| C04  | 历年报名项目 ").replace(
        "2500 <= 1万 |", "2600 <= 1万 |"
    )
    assert text != policy.text
    assert told(difference(policy, reread(policy, text))) == [
        ("CLAIM", "changed", "C04", "statement", "历年报名项目，包括 2022 年的", "历年报名项目"),
        ("CLAIM", "changed", "C04", "formula", "2500 <= 10000", "2600 <= 10000"),
    ]


def test_labels_and_examples() -> None:
    labels = "| 译名 | 名称 | English |\n|---|---|---|\n| | 甲 | first |\n\n"
    examples = "| 例 | 费用 | **甲** |\n|---|---|---|\n| a | 2 | true |\n| b | 1 | false |\n\n"
    body = f"{formulas('甲: 费用 > 1')}\n{labels}{examples}"
    new = body.replace("first", "one").replace("| b | 1 ", "| c | 1 ")
    assert told(compared(body, new)) == [
        ("LABEL", "changed", "甲", "", "first", "one"),
        ("EXAMPLES", "added", "", "", "", "1"),
        ("EXAMPLES", "removed", "", "", "1", ""),
    ]


def test_facts_of_a_vocabulary() -> None:
    old = vocabulary()
    text = old.text.replace("| >= 0   | 年度 |      | cost ", "| [0..1亿) | 年度 |      | costs ")
    text = text.replace("|      | 国有     | 是否 ", "|      | 民营     | 是否 ")
    found = difference(old, reread(old, text))
    assert told(found) == [
        ("FACT", "changed", "企业：费用", "range", ">= 0", "[0..100000000)"),
        ("FACT", "changed", "企业：费用", "english", "cost", "costs"),
        ("FACT", "removed", "企业：国有", "", "", ""),
        ("FACT", "added", "企业：民营", "", "", ""),
    ]


def test_versions_of_what_is_used() -> None:
    old, new = (LIBRARY.read(version) for version in LIBRARY.versions("cn/little-giant"))
    uses = [change for change in difference(old, new).changes if change.part == "uses" and change.name]
    assert uses == [Change(What.FRONT, "changed", "cn/srdi", "uses", "2022-06-01/2026-03-31", "2026-04-01/..")]
