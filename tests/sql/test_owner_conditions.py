"""Conditions on items of a related list that speak of the owner: compiled, and the same as by the interpreter."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.equality.compare import compare
from tests.equality.words import FRONT, ON, firms, formulas, read, snapshot

from luoshu.engine.fallback import answers
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.sql.program import Program
from luoshu.sql.source import Source

DECISIONS = {
    "门槛": "收入 * 1%",
    "净利率": "净利 / 收入",
    "件数": "count(专利[有效])",
    "档次": 'if 净利率 > 0.3 then "I类" else "II类"',
    "列出": "专利.类别",  # a list: interpreted
    "估": 'if sqrt(人数) > 1 then "I类" else "II类"',  # interpreted, and a column all the same
}


def program(**texts: str) -> Program:
    policy = read(formulas(DECISIONS | texts))
    return compiled(policy)


def compiled(policy: Policy) -> Program:
    source = Source.of_vocabulary(policy.entity, policy.vocabulary, ON)
    return Program.compile(Graph.of([policy], ON), source)


def decisions_sql(program: Program) -> str:
    return program.decisions_query(list(program.graph.steps.values())).sql(dialect="duckdb")


CONDITIONS = [
    "count(专利[授权 > 成立])",
    "sum(专利[出资 > 收入 * 1%].出资)",
    "some 项 in 专利 satisfies 项.授权 > 成立",
    "every 项 in 专利[有效] satisfies 项.次数 <= 人数",
    "max(for 项 in 专利[出资 > 净利] return 项.出资 * 占比)",
    "mean(专利[item.次数 > 人数].次数)",
    "list contains(专利.类别, 名称)",
    "count(专利[出资 > 门槛])",  # a decision
    "count(专利[出资 > 净利率])",  # that may fail
    "count(专利[次数 > 件数])",  # that counts the same list
    "count(专利[次数 > 件数 and 类别 = 档次 and 出资 > 门槛])",
    "list contains(专利[有效].类别, 档次)",
    "count(专利[类别 = 估])",  # that is interpreted
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.mark.parametrize("text", CONDITIONS)
def test_sql_does_them(text: str) -> None:
    assert "test/policy::数" not in program(数=text).refused


def test_both_evaluators_agree(tmp_path: Path, out: Path) -> None:
    policy = read(formulas(DECISIONS | {f"数{at}": text for at, text in enumerate(CONDITIONS)}))
    found = compare([policy], snapshot(tmp_path, firms(400, seed=11)), out, ON)
    assert found.differences == []
    assert [text.split()[1] for text in found.interpreted] == ["列出", "估"]


def test_aggregates_of_items_alone_keep_their_pass() -> None:
    """What speaks of the owner costs those that do not nothing: their pass reads the list and nothing else."""
    alone = {"有": "count(专利[有效])", "贵": "sum(专利[出资 > 100].出资)"}
    plain = compiled(read(formulas(alone)))
    both = compiled(read(formulas(alone | {"近": "count(专利[授权 > 成立])"})))
    ways = [(way.table, way.after) for way in plain.decisions.aggregates.columns]  # type: ignore[union-attr]
    assert ways == [("专利", None)]
    over_items = re.search(r'\(SELECT "_owner", .*? GROUP BY "_owner"\) AS "of 专利"', decisions_sql(plain))
    assert over_items is not None
    assert over_items[0] in decisions_sql(both)
    assert decisions_sql(both).count('JOIN (SELECT "企业"."_key", "企业"."成立" AS "成立" FROM "企业")') == 1


def test_a_pass_waits_for_the_layer_of_the_decision() -> None:
    sql = decisions_sql(program(数="count(专利[次数 > 件数])"))
    assert 'JOIN (SELECT "_key", "test/policy::件数" FROM layer1) AS "owner of 专利"' in sql


def test_a_list_inside_a_condition_that_speaks_of_the_item_is_refused_and_says_what_to_do() -> None:
    refused = program(数="count(专利[次数 > count(奖项[名次 < 次数])])").refused["test/policy::数"]
    assert (
        refused.text.en == "the list '奖项' stands inside a list's condition: give what is said of it a name of its own"
    )
    assert "test/policy::数" not in program(数="count(专利[次数 > count(奖项)])").refused


def firm(key: str, **facts: Any) -> dict[str, Any]:
    item = {
        "类别": "I类",
        "有效": True,
        "争议": False,
        "出资": Decimal(5),
        "次数": Decimal(1),
        "授权": date(2020, 6, 30),
    }
    base = {"收入@2024": Decimal(500), "成立": date(2020, 6, 30), "专利": [item]}
    return {"代码": key} | base | facts


def test_on_the_line_a_hair_beside_and_missing(tmp_path: Path, out: Path) -> None:
    made = [
        firm("on"),
        firm("beside", **{"收入@2024": Decimal("499.99")}),
        firm("missing", **{"收入@2024": None}),
        firm("missing, and no item", **{"收入@2024": None, "专利": []}),
    ]
    policy = read(formulas({"数": "count(专利[出资 > 收入 * 1%])"}))
    graph = Graph.of([policy], ON)
    frozen = snapshot(tmp_path, made)
    assert compare([policy], frozen, out, ON).differences == []
    told = {answer.facts["代码"]: answer for answer in answers(graph, frozen, "企业")}
    name = "test/policy::数"
    assert {key: answer.values[name] for key, answer in told.items()} == {
        "on": 0, "beside": 1, "missing": None, "missing, and no item": 0,
    }  # fmt: skip
    assert told["missing"].missing(name) == ["收入"]


SAME_NAMES = """\
| 数据 | 机构   | 类型      | 单位 | 范围   | 周期 | 缺省 | English | 说明 |
|------|--------|-----------|------|--------|------|------|---------|------|
|      | 号     | 标识      |      |        | 时点 |      | number  |      |
|      | 分数   | 整数      |      | [0..9] | 时点 |      | score   |      |
|      | 界     | 整数      |      | [0..9] | 时点 |      | line    |      |
|      | 作品   | 列表 作品 |      |        | 时点 |      | works   |      |

| 数据 | 作品 | 类型      | 单位 | 范围   | 缺省 | 说明   |
|------|------|-----------|------|--------|------|--------|
|      | 机构 | 引用 机构 |      |        |      | 所有者 |
|      | 分数 | 整数      |      | [0..9] |      |        |
"""


def test_a_field_hides_the_owners_fact_of_the_same_name() -> None:
    text = FRONT.replace("about: 企业", "about: 机构").replace("uses: [test/words]\n", "")
    body = formulas({"高": "count(作品[分数 > 界])", "满": "some 作 in 作品 satisfies 作.分数 > 分数"})
    policy = read_policy(text + SAME_NAMES + "\n" + body, "policy.md", lambda name: policy)
    sql = decisions_sql(compiled(policy))
    assert '"作品"."分数" > "owner of 作品"."界"' in sql
    assert '"作品"."分数" > "owner of 作品"."分数"' in sql


def test_a_range_or_a_list_of_the_owners_does_not_see_the_items_fields(tmp_path: Path, out: Path) -> None:
    texts = {
        "界": "[人数..人数 + 2]",
        "各": "[人数, 3]",
        "选": "专利[次数 > 人数]",
        "数1": "some 人数 in [100, 0] satisfies 3 in 界",
        "数2": "some 人数 in [100, 0] satisfies list contains(各, 3) and 人数 > 0",
        "数3": "some 人数 in [0, 1] satisfies count(选) > 人数",
        "数4": "count(专利[次数 in 界 and list contains(各, 次数)])",
        "数5": "some x in [1, 2] satisfies count(选[次数 > x]) > 0",
        "后": "count(专利)",
        "数6": "count(选[次数 >= 后])",
    }
    found = compare([read(formulas(texts))], snapshot(tmp_path, firms(120, seed=17)), out, ON)
    assert found.differences == []
    assert [text.split()[1] for text in found.interpreted] == ["界", "各", "选"]


def test_a_range_of_a_fact_that_a_field_is_called_as() -> None:
    text = FRONT.replace("about: 企业", "about: 机构").replace("uses: [test/words]\n", "", 1)
    body = formulas({"段": "[分数..9]", "高": "count(作品[界 in 段])".replace("界 in", "分数 in")})
    policy = read_policy(text + SAME_NAMES + "\n" + body, "policy.md", lambda name: policy)
    sql = decisions_sql(compiled(policy))
    assert '"作品"."分数" >= "owner of 作品"."分数"' in sql
