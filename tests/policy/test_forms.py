"""The forms of tables and blocks: what they are read into, and how slips are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.policy.documents import codes, problems, read, read_body, vocabulary, where

from luoshu.dmn.tables import HitPolicy
from luoshu.facts.vocabulary import Interval, Kind
from luoshu.feel import types as feel
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Assumed, Boolean, ListLiteral, Null, Number
from luoshu.policy.model import RUN_DATE
from luoshu.policy.terms import Term, TermUnit, read_term

# --- formulas ---------------------------------------------------------------------------------------------------------


def test_formulas_in_any_order_with_comments_and_continued_lines() -> None:
    policy = read_body("## 第一条\n\n```feel\n// 说明\n甲: 乙 + 1 /* 加一 */\n乙: 人数\n  + 2\n```\n")
    assert {name: to_feel(decision.formula) for name, decision in policy.decisions.items() if decision.formula} == {
        "甲": "乙 + 1",
        "乙": "人数 + 2",
    }
    assert policy.decisions["甲"].type == feel.NUMBER
    assert str(policy.decisions["甲"].article) == "第一条"
    assert policy.decisions["甲"].place.line == 15


def test_literals_of_the_official_text_and_full_width_signs() -> None:
    policy = read_body("```feel\n甲：（收入 ＞＝ 2亿 and 占比 > 30%） or 等级 ＝ “甲”\n```\n")
    formula = policy.decisions["甲"].formula
    assert formula is not None
    assert to_feel(formula) == '收入 >= 200000000 and 占比 > 0.3 or 等级 = "甲"'


@pytest.mark.parametrize(
    ("block", "code", "at"),
    [
        ("甲 人数", "syntax", (2, 1)),
        ("甲: 人数 +", "syntax", (2, 8)),
        ("甲:", "formula", (2, 2)),
        ("1甲: 人数", "name", (2, 1)),
        ("甲.乙: 人数", "name", (2, 1)),
        ("count: 人数", "name", (2, 1)),
        ("评价日期: 人数", "name", (2, 1)),
        ("甲: 人术", "type", (2, 4)),
        ("甲: 收入额", "type", (2, 4)),
        ("甲: 人数 + 国有", "type", (2, 4)),
        ("甲: if 人数 then 1 else 2", "type", (2, 7)),
        ("甲: count", "type", (2, 4)),
        ("甲: count(专利[无效])", "type", (2, 13)),
        ("甲: 1\n甲: 2", "duplicate", (3, 1)),
    ],
)  # fmt: skip
def test_slips_in_formulas(block: str, code: str, at: tuple[int, int]) -> None:
    found = problems(f"```feel\n{block}\n```\n")
    assert codes(found) == [code]
    assert where(found[0]) == at


def test_all_errors_at_once_in_the_order_of_the_text() -> None:
    found = problems(
        "```feel\n甲: 人术\n乙: (1\n```\n\n| F | 人数 | **丙** |\n|---|---|---|\n| 1 | > | 1 |\n| 2 | - | 收人 |\n"
    )
    assert [where(problem)[0] for problem in found] == [2, 3, 8, 9]
    assert [problem.hint.en for problem in found if problem.hint] == ["did you mean '人数'?", "did you mean '收入'?"]


def test_a_local_name_wins_over_a_fact_and_says_so() -> None:
    found = problems("```feel\n人数: 3\n甲: 人数 = 3\n```\n")
    assert [(problem.severity, problem.code) for problem in found] == [("warning", "hides")]


def test_fields_of_a_list_that_a_decision_made() -> None:
    policy = read_body('```feel\n甲: count(乙[类别 = "I类"])\n乙: 专利[有效]\n```\n')
    assert policy.decisions["甲"].type == feel.NUMBER
    assert isinstance(policy.decisions["乙"].type, feel.ListType)


# --- decision tables --------------------------------------------------------------------------------------------------


def test_a_decision_table() -> None:
    policy = read_body(
        '| C> | 人数 | 费用 / 收入 | **等次: "优", "良"** | **得分** | *依据* |\n|---|---|---|---|---|---|\n'
        '| 1 | >= ⟨5⟩ | [10%..20%) | "优" | 3 | 第三条 |\n| | - | not(1, 2) | "良" | ⟨2⟩ | |\n'
    )
    grade, score = policy.decisions["等次"], policy.decisions["得分"]
    table = grade.table
    assert table is not None
    assert table is score.table
    assert (grade.output, score.output) == (0, 1)
    assert (grade.type, score.type) == (feel.STRING, feel.NUMBER)
    assert table.hit_policy is HitPolicy.COLLECT_MAX
    assert [column.text for column in table.inputs] == ["人数", "费用 / 收入"]
    assert [to_feel(value) for value in table.outputs[0].allowed] == ['"优"', '"良"']
    assert table.annotations == ("依据",)
    assert [rule.notes for rule in table.rules] == [("第三条",), ("",)]
    assert table.rules[0].texts == (">= ⟨5⟩", "[10%..20%)")
    assert score.assumed


@pytest.mark.parametrize(
    ("row", "code", "at"),
    [
        ("| 1 |  | 1 |", "empty-cell", (3, 8)),
        ("| 1 | > 3 | |", "empty-cell", (3, 13)),
        ('| 1 | "a" | 1 |', "type", (3, 7)),
        ("| 1 | > 国有 | 1 |", "type", (3, 7)),
        ("| 1 | 3) | 1 |", "syntax", (3, 8)),
        ("| 7 | > 3 | 1 |", "row-number", (3, 3)),
    ],
)
def test_slips_in_rows(row: str, code: str, at: tuple[int, int]) -> None:
    found = problems(f"| C+ | 人数 | **甲** |\n|---|---|---|\n{row}\n")
    assert code in codes(found)
    assert where(next(problem for problem in found if problem.code == code)) == at


def test_results_of_one_column_are_of_one_type() -> None:
    found = problems('| F | 人数 | **甲** |\n|---|---|---|\n| 1 | > 3 | 1 |\n| 2 | - | "a" |\n')
    assert [(problem.code, where(problem)) for problem in found] == [("type", (4, 11))]


def test_a_list_of_results() -> None:
    policy = read_body("| C | 人数 | **甲** |\n|---|---|---|\n| 1 | > 3 | 1 |\n")
    assert policy.decisions["甲"].type == feel.list_of(feel.NUMBER)


# --- facts ------------------------------------------------------------------------------------------------------------


def test_facts() -> None:
    words = vocabulary().vocabulary
    firm, patent = words.records["企业"], words.records["专利"]
    assert firm.key
    assert firm.key.name == "代码"
    assert firm.facts["人数"].annual
    assert firm.facts["人数"].range == Interval(low=Decimal(0))
    assert (firm.facts["失信"].default, firm.facts["国有"].default) == (False, None)
    assert firm.facts["等级"].values == ("甲", "乙")
    assert firm.facts["专利"].kind is Kind.LIST
    assert [fact.name for fact in patent.owners] == ["权利人"]


FACTS_HEADER = (
    "| facts | plot | type | unit | range | period | when missing | English | note |\n"
    "|-------|------|------|------|-------|--------|--------------|---------|------|\n"
)


def test_facts_in_english() -> None:
    policy = read(
        "---\nid: x/words\ntitle: x\neffective: ../..\n---\n\n"
        + FACTS_HEADER
        + "| | plot number | id | | | | | | |\n| | area | decimal | ha | > 0 | annual | ⟨1⟩ | area | |\n"
        + "| | owner | reference to plot | | | | | | |\n"
    )
    area = policy.vocabulary.records["plot"].facts["area"]
    assert (area.kind, area.annual, area.default, area.assumed) == (Kind.DECIMAL, True, Decimal(1), True)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| | a | idd | | | | | | |", "not a type"),
        ("| | a | | | | | | | |", "type is missing"),
        ("| | a | integer | | >> 3 | | | | |", "not a range"),
        ("| | a | boolean | | > 3 | | | | |", "only numbers and dates"),
        ("| | a | integer | | | yearly | | | |", "no period"),
        ('| | a | text "x" "y" | | | | z | | |', "does not fit"),
        ("| | a | integer | | [0..5] | | 6 | | |", "out of range"),
        ("| | a | reference to plots | | | | | | |", "no entity or item"),
        ("| | a | list of plot | | | | | | |", "have no owner"),
        ("| x | a | integer | | | | | | |", "stays empty"),
        ("| | plot number | integer | | | | | | |", "already defined"),
    ],
)
def test_slips_in_facts(row: str, said: str) -> None:
    with pytest.raises(Exception, match=said):
        read(
            "---\nid: x/words\ntitle: x\neffective: ../..\n---\n\n"
            + FACTS_HEADER
            + "| | plot number | id | | | | | | |\n"
            + row
            + "\n"
        )


# --- parameters -------------------------------------------------------------------------------------------------------

PARAMETERS = """\
| 参数 | 值         | 自         | 至         | 来源 |
|------|------------|------------|------------|------|
| 上限 | 3000万     |            | 2024-06-30 | 通知 |
| 上限 | 4000万     | 2024-07-01 |            | 通知 |
| 下限 | ⟨1000万⟩   |            |            | 通知 |
| 比例 | 30%        | ..         | ..         |      |
"""


def test_parameters_by_date() -> None:
    policy = read_body(PARAMETERS + "\n```feel\n甲: 收入 <= 上限 and 收入 > 下限\n```\n")
    before, after = (policy.parameter("上限", date(2024, month, day)) for month, day in ((6, 30), (7, 1)))
    assert before
    assert after
    assert (before.value, after.value) == (Number(Decimal(30_000_000)), Number(Decimal(40_000_000)))
    assert [policy.parameters[name][0].assumed for name in ("上限", "下限", "比例")] == [False, True, True]


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("| 上限 | 1 | 2024-06-30 | 2024-06-30 | 通知 |", "parameter-overlap"),
        ("| 新 | | | | |", "parameter"),
        ("| 新 | 1 | 2024-13-01 | | |", "date"),
        ("| 新 | 人数 | | | |", "type"),
        ("| if | 3 | | | |", "name"),
    ],
)
def test_slips_in_parameters(slip: str, code: str) -> None:
    assert codes(problems(PARAMETERS + slip + "\n")) == [code]


def test_columns_of_a_form_are_a_closed_list() -> None:
    (found,) = problems(PARAMETERS.replace("来源", "来原"))
    assert (found.code, where(found)[0]) == ("column", 1)
    assert found.hint
    assert found.hint.en == "did you mean '来源'?"


# --- examples ---------------------------------------------------------------------------------------------------------

EXAMPLES = """\
```feel
甲: 人数 + 1
```

| 例 | 基准 |
|----|------|
| 人数, prior(人数, 1) | 5 |
| 失信，国有、收入 | null |
| 专利 | [{类别: "I类", 有效: true}] |

| 例 | 人数 | prior(收入, 2) | 评价日期 | **甲** | *说明* |
|----|------|----------------|----------|--------|--------|
| 一 | 2亿  | 30%            | date("2024-05-01") | null | x |
| 二 |      |                |          |        |        |
"""


def test_examples() -> None:
    policy = read_body(EXAMPLES)
    assert policy.base["人数"] == policy.base["prior(人数, 1)"] == Number(Decimal(5))
    assert {name for name, value in policy.base.items() if value == Null()} == {"失信", "国有", "收入"}
    assert isinstance(policy.base["专利"], ListLiteral)
    one, two = policy.examples
    assert one.name == "一"
    assert set(one.given) == {"人数", "prior(收入, 2)", RUN_DATE}
    assert one.expected == {"甲": Null()}
    assert one.columns["甲"] == 51
    assert (two.given, two.expected) == ({}, {})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| 例 | 人数 |", "| 例 | 人术 |", "examples"),
        ("**甲**", "甲", "examples"),
        ("**甲**", "**人数**", "examples"),
        ("prior(收入, 2)", "prior(国有, 2)", "prior"),
        ("2亿", '"2亿"', "type"),
        ("null | x", "true | x", "type"),
        ("I类", "III类", "value"),
        ("有效: true", "无效: true", "unknown-field"),
        ("| 专利 |", "| 人数 |", "examples"),
        ('date("2024-05-01")', "3", "type"),
        ('date("2024-05-01")', 'date("2025-05-01")', "example-date"),
    ],
)  # fmt: skip
def test_slips_in_examples(old: str, new: str, code: str) -> None:
    assert code in codes(problems(EXAMPLES.replace(old, new)))


# --- benefits ---------------------------------------------------------------------------------------------------------

BENEFIT = """\
| 支持 | 研发补助             |
|------|----------------------|
| 对象 | 国有 and 费用 > 100万 |
| 金额 | ⟨费用 * 10%⟩         |
| 出资 | 科技专项             |
| 期限 | 1 年                 |
| 周期 | ⟨季度⟩               |
| 方式 | 免申即享             |
| 公示 | ⟨5 个工作日⟩         |
| 追回 | 迁出的               |
| 减免 | 水电费, 物业费、停车费 |
"""


def test_a_benefit() -> None:
    policy = read_body(BENEFIT)
    (benefit,) = policy.benefits
    assert (benefit.who, benefit.amount) == ("研发补助·对象", "研发补助·金额")
    assert policy.decisions["研发补助·对象"].type == feel.BOOLEAN
    assert isinstance(policy.decisions["研发补助·金额"].formula, Assumed)
    assert benefit.until is None
    assert benefit.term is not None
    assert to_feel(benefit.term) == '评价日期 + duration("P1Y")'
    assert (benefit.automatic, benefit.fund, benefit.assumed) == (True, "科技专项", True)
    assert benefit.relief == ("水电费", "物业费", "停车费")
    assert benefit.properties["周期"] == "⟨季度⟩"


def test_a_benefit_in_english_until_a_day() -> None:
    policy = read_body(
        '| benefit | aid |\n|---|---|\n| who | 国有 |\n| until | date("2026-12-31") |\n| way | applied |\n'
    )
    (benefit,) = policy.benefits
    assert benefit.automatic is False
    assert (benefit.until, benefit.term) == ("aid·期限", None)
    assert policy.decisions["aid·期限"].type == feel.DATE


@pytest.mark.parametrize(
    ("old", "new", "at", "hint"),
    [
        ("出资", "出姿", (5, 3), "did you mean '出资'?"),
        ("免申即享", "免申既享", (8, 8), "did you mean '免申即享'?"),
        ("⟨5 个工作日⟩", "五天", (9, 8), "write 3 years, 30 days or 5 working days"),
        ("1 年", "5 个工作日", (6, 8), None),
        ("1 年", "费用", (6, 8), 'such as 1 year, or date("2026-12-31")'),
        ("国有 and 费用 > 100万", "费用", (3, 8), None),
        ("⟨费用 * 10%⟩", "国有", (4, 8), None),
        ("追回", "出资", (10, 3), None),
        ("迁出的", "", (10, 1), None),
    ],
)
def test_slips_in_benefits(old: str, new: str, at: tuple[int, int], hint: str | None) -> None:
    found = [problem for problem in problems(BENEFIT.replace(old, new)) if problem.severity == "error"]
    assert [where(problem) for problem in found] == [at]
    assert hint is None or (found[0].hint and found[0].hint.en == hint)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("3 年", Term(3, TermUnit.YEAR)),
        ("⟨30天⟩", Term(30, TermUnit.DAY)),
        ("6 个月", Term(6, TermUnit.MONTH)),
        ("5 个工作日", Term(5, TermUnit.WORKING_DAY)),
        ("1 year", Term(1, TermUnit.YEAR)),
        ("10 working days", Term(10, TermUnit.WORKING_DAY)),
        ("三年", None),
        ("3", None),
        ("-3 年", None),
    ],
)
def test_terms(text: str, term: Term | None) -> None:
    assert read_term(text) == term


# --- ladders -------------------------------------------------------------------------------------------------------

LADDER = """\
```feel
够小: 人数 < 10
```

| 梯次 | 企业：小升高 | 资格（台账） | 条件（决策） | 有效   |
|------|--------------|--------------|--------------|--------|
|      | 小           |              | 够小         | ⟨1 年⟩ |
|      | 高           | 高新技术企业 |              |        |
"""


def test_a_ladder() -> None:
    (ladder,) = read_body(LADDER).ladders
    assert ladder.name == "企业：小升高"
    small, high = ladder.rungs
    assert (small.name, small.title, small.condition, small.valid, small.assumed) == ("小", None, "够小", "1 年", True)
    assert (high.title, high.condition, high.assumed) == ("高新技术企业", None, False)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("| 够小", "| 够少", (7, 41)),
        ("⟨1 年⟩", "一年", (7, 56)),
        ("有效", "有校", (5, 45)),
        ("|      | 高 ", "| 高 | 高 ", (8, 3)),
    ],
)
def test_slips_in_ladders(old: str, new: str, at: tuple[int, int]) -> None:
    (found,) = problems(LADDER.replace(old, new))
    assert where(found)[0] == at[0]


def test_booleans_are_true_and_false() -> None:
    assert read_body("```feel\n甲: true\n```\n").decisions["甲"].formula == Boolean(True)
    assert codes(problems("```feel\n甲: 是\n```\n")) == ["type"]


# --- labels -----------------------------------------------------------------------------------------------------------

_NAMED = """\
## 第一条 条件

```feel
够大: 人数 >= 下限
```

| 参数 | 名称 | 值 | 来源 |
|------|------|----|------|
|      | 下限 | 5  | 某文 |

| 支持 | 补贴     |
|------|----------|
| 对象 | 够大     |
| 金额 | 人数 * 2 |

| 梯次 | 阶梯 | 条件 |
|------|------|------|
|      | 一级 | 够大 |

"""


def test_labels_name_what_the_document_names() -> None:
    rows = "".join(
        f"|  | {name} | {english} |\n"
        for name, english in (
            ("够大", "large enough"),
            ("下限", "floor"),
            ("补贴", "grant"),
            ("阶梯", "ladder"),
            ("⟨一级⟩", "first rung"),
            ("第一条  条件", "Article 1: conditions"),
        )
    )
    policy = read_body(f"{_NAMED}| 译名 | 名称 | English |\n|---|---|---|\n{rows}")
    large = policy.decisions["够大"]
    assert large.english == "large enough"
    assert (large.article.say("zh"), large.article.say("en")) == ("第一条 条件", "Article 1: conditions")
    assert policy.decisions["补贴·对象"].english == "grant: who"
    assert policy.labels["下限"] == "floor"
    assert policy.labels["一级"] == "first rung"


def test_without_labels_names_stand_for_themselves() -> None:
    policy = read_body(_NAMED)
    assert policy.decisions["够大"].english == ""
    assert policy.decisions["够大"].article.say("en") == "第一条 条件"


@pytest.mark.parametrize(
    ("rows", "at", "said"),
    [
        ("|  | 够大大 | large |", (3, 6), "did you mean '够大'?"),
        ("|  | 人数 | heads |", (3, 6), "a label is of"),
        ("|  | 够大 | large |\n|  | 够大 | big |", (4, 6), "already has its label in line 13"),
        ("|  | 够大 |  |", (3, 1), "are needed"),
        ("| 够大 | 够大 | large |", (3, 3), "stays empty"),
    ],
)
def test_slips_in_labels(rows: str, at: tuple[int, int], said: str) -> None:
    block = "```feel\n够大: 国有\n```\n"
    (found,) = problems(f"| 译名 | 名称 | English |\n|---|---|---|\n{rows}\n\n{block}")
    assert found.severity == "error"
    assert where(found) == at
    assert said in found.say("en")


def test_labels_by_their_english_keyword_and_a_column_that_is_lacking() -> None:
    block = "```feel\n够大: 国有\n```\n\n"
    policy = read_body(f"{block}| labels | name | 英文 |\n|---|---|---|\n|  | 够大 | large |\n")
    assert policy.decisions["够大"].english == "large"
    assert codes(problems(f"{block}| labels | name |\n|---|---|\n|  | 够大 |\n")) == ["column"]


def test_a_table_of_prose_under_the_header_名称_is_no_mistyped_label() -> None:
    assert problems("| 名称 | 说明 |\n|---|---|\n| 甲 | 乙 |\n") == []
    assert codes(problems("| 译文 | 名称 | English |\n|---|---|---|\n|  | 甲 | a |\n")) == ["keyword"]
