"""Explanations: the tree, what is missing or taken, the nearest way, the smallest change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from luoshu.engine.explain import Explaining, explain, final_steps
from luoshu.engine.explain_text import as_text
from luoshu.engine.explanation import DecisionPart, FactPart
from luoshu.engine.fallback import cone, lags
from luoshu.engine.figures import show
from luoshu.engine.flips import FARTHEST, Changes
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library
from luoshu.problems import ProblemError

from .conftest import ON
from .zones import Zone

KEY = "统一社会信用代码"
RIGHT = {"类别": "II类", "有效": True, "与主要产品相关": True, "有争议": False}


def base(library: Library, **changes: Any) -> dict[str, Any]:
    """The base firm of cn/tech-sme, which stands on every line, with changes."""
    policy = library.resolve("cn/tech-sme", ON)
    return {name: evaluate(node, {}, arithmetic=EXACT) for name, node in policy.base.items()} | changes


def changes(library: Library, facts: Mapping[str, Any], decision: str = "符合科技型中小企业条件") -> Changes:
    policy = library.resolve("cn/tech-sme", ON)
    graph = Graph.of([policy], ON)
    name = graph.of_policy(policy)[decision].name
    return Changes(cone(graph, [name]), name, facts)


def walk(part: DecisionPart) -> Iterator[Any]:
    yield part
    for inner in part.parts:
        if isinstance(inner, DecisionPart):
            yield from walk(inner)
        else:
            yield inner


# --- the smallest change ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "fact", "new"),
    [
        ({"职工总数": Decimal(501)}, "职工总数", Decimal(500)),
        ({"科技人员数": Decimal(49)}, "职工总数", Decimal(490)),  # as small a change as one head more; named first
        ({"研发费用": Decimal("11999999.99")}, "研发费用", Decimal(12000000)),
        ({"销售收入": Decimal("200000000.01"), "研发费用": Decimal("20000000")}, "销售收入", Decimal(200000000)),
        ({"列入经营异常名录": True}, "列入经营异常名录", False),
    ],
)
def test_the_line_exactly(library: Library, given: Mapping[str, Any], fact: str, new: Any) -> None:
    flip = changes(library, base(library, **given)).smallest()
    assert flip is not None
    assert (flip.name, flip.new, flip.result) == (fact, new, True)


def test_a_yes_tells_what_would_make_it_a_no(library: Library) -> None:
    flip = changes(library, base(library)).smallest()
    assert flip is not None
    assert flip.result is False
    assert abs(flip.new - flip.old) == Decimal("0.01")  # a fen over, or under, one of its lines of money


def test_items_are_built_from_the_condition(library: Library) -> None:
    facts = base(library, 知识产权=[], 研发费用=Decimal(12000000), 高新技术企业证书有效=False)
    rights = library.resolve("cn/tech-sme", ON).entity.facts["知识产权"]
    tried = list(changes(library, facts)._flips("知识产权", rights, 0, FARTHEST))
    assert [(len(flip.added), flip.added[0]["类别"]) for flip in tried] == [(1, "I类"), (1, "II类")]
    assert tried[1].added[0] == RIGHT


def test_two_things_wrong_is_no_single_change(library: Library) -> None:
    assert changes(library, base(library, 列入经营异常名录=True, 重大安全事故=True)).smallest() is None


def test_what_settles_an_unknown(library: Library) -> None:
    (settling,) = changes(library, base(library, 列入经营异常名录=None)).settling()
    assert settling.settles
    assert settling.outcomes == ((True, False), (False, True))
    (settling,) = changes(library, base(library, 职工总数=None)).settling()
    assert settling.settles
    assert [result for _, result in settling.outcomes][-1] is False


def test_every_flip_holds_when_tried_again(library: Library, zone: Snapshot) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    graph = Graph.of([policy], ON)
    name = graph.of_policy(policy)["符合现行评价条件"].name
    found = 0
    for place, facts in enumerate(zone.iterate("企业", on=ON, lags=lags(graph))):
        if place >= 40:
            break
        flip = Changes(cone(graph, [name]), name, facts).smallest()
        if flip is not None:
            found += 1
            assert answer(graph, {**facts, flip.name: flip.new}).values[name] is flip.result
            assert answer(graph, facts).values[name] is not flip.result
    assert found > 5


# --- the tree ---------------------------------------------------------------------------------------------------------


def identifiers(zone: Snapshot) -> list[str]:
    return [str(facts[KEY]) for facts in zone.iterate("企业", on=ON)]


def test_values_are_those_of_the_interpreter(library: Library, zone: Snapshot) -> None:
    for name in ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant"):
        policy = library.resolve(name, ON)
        graph = Graph.of([policy], ON)
        for place, facts in enumerate(zone.iterate(policy.about, on=ON, lags=lags(graph))):
            if place % 40:
                continue
            values = answer(graph, facts).values
            explanation = explain(policy, zone, str(facts[KEY]), ON)
            wanted = {step.name for step in final_steps(graph, graph.of_policy(policy))}
            assert {each.part.name for each in explanation.decisions} == wanted
            told: set[str] = set()
            for explained in explanation.decisions:
                for part in walk(explained.part):
                    if isinstance(part, DecisionPart):
                        assert part.value == values[part.name]
                        assert part.again == (part.name in told)
                        told.add(part.name)
                    elif isinstance(part, FactPart) and not part.taken:
                        assert part.value == facts[part.name]
            json.dumps(explanation.to_json("zh"))
            assert policy.title.zh in explanation.to_text("zh")
            assert str(facts[KEY]) in explanation.to_text("en")


def test_the_row_that_hit_gives_the_value(library: Library, zone: Snapshot) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    explanation = explain(policy, zone, identifiers(zone)[0], ON, "综合得分")
    tables = [part for part in walk(explanation.decisions[0].part) if isinstance(part, DecisionPart) and part.inputs]
    assert {part.decision.name for part in tables} == {"科技人员得分", "研发投入得分", "科技成果得分"}
    for part in tables:
        if part.value is not None:
            (row,) = [row for row in part.rows if row.decisive]
            assert Decimal(row.output) == part.value


CHOSEN = """\
| U | p     | **甲** |
|---|-------|--------|
| 1 | true  | 乙     |
| 2 | false | 丙     |

"""


@pytest.mark.parametrize(("p", "used"), [("是", ["乙"]), ("否", ["丙"]), ("", ["乙", "丙"])])
def test_only_rows_that_may_hit_lead_on(zones: Zone, p: str, used: list[str]) -> None:
    policy, snapshot, _ = zones("乙: a + b\n丙: a - b", [{"p": p, "a": "3", "b": "1"}], tables=CHOSEN)
    (told,) = explain(policy, snapshot, "f1", ON, "甲").decisions
    assert [part.decision.name for part in told.part.parts if isinstance(part, DecisionPart)] == used


@pytest.mark.parametrize(
    ("formula", "unit"),
    [("max(0, a - b)", "元"), ("min(1000, a)", "元"), ("max(0, 1)", ""), ("if p then 0 else a", "元")],
)
def test_the_unit_of_what_has_a_bare_number_beside_it(zones: Zone, formula: str, unit: str) -> None:
    policy, snapshot, _ = zones(f"甲: {formula}", [{"a": "3", "b": "1", "p": "否"}])
    (told,) = explain(policy, snapshot, "f1", ON).decisions
    assert told.part.unit == unit


def test_an_assumed_parameter_says_where_it_is_taken_from(zones: Zone) -> None:
    rows = "|  | 甲线 | ⟨5⟩ | 借自别处 |\n|  | 乙线 | ⟨6⟩ | |\n|  | 丙线 | 7 | 第三条 |\n\n"
    tables = "| 参数 | 名称 | 值 | 来源 |\n|---|---|---|---|\n" + rows
    policy, snapshot, _ = zones("甲: a > 甲线 or a > 乙线 or a > 丙线", [{"a": "3"}], tables=tables)
    told = explain(policy, snapshot, "f1", ON)
    zh = told.to_text("zh")
    for line in ("甲线：5  假设，借自别处", "乙线：6  假设，无出处", "丙线：7  第三条"):
        assert f"{line}\n" in zh
    assert "乙线: 6  assumed, no source\n" in told.to_text("en")


def test_items_of_a_list_that_is_not_known_are_not_counted(zones: Zone) -> None:
    policy, known, (key,) = zones('达标: count(M[k = "u"]) >= 1', [{"a": 1}])
    assert "M (M): 0 of 0 meet" in as_text(explain(policy, known, key, ON), "en", 120)
    (zones.folder / "1" / "data" / "M.csv").unlink()
    snapshot = freeze(zones.folder / "1" / "data", policy.vocabulary, zones.folder / "without", on=ON)
    said = as_text(explain(policy, snapshot, key, ON), "en", 120)
    assert "· M (M): missing" in said
    assert "meet" not in said


def test_without_changes_all_else_is_the_same(library: Library, zone: Snapshot) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    told = False
    for identifier in identifiers(zone)[:5]:
        whole = explain(policy, zone, identifier, ON)
        told = told or any(each.flip or each.settling for each in whole.decisions)
        bare = tuple(replace(each, flip=None, settling=()) for each in whole.decisions)
        assert explain(policy, zone, identifier, ON, changes=False) == replace(whole, decisions=bare)
    assert told


def test_one_after_another_is_told_the_same(library: Library, zone: Snapshot) -> None:
    """What is kept of a policy bears no trace of who was explained before."""
    for name in ("cn/tech-sme", "cn/gazelle"):
        policy = library.resolve(name, ON)
        kept = Explaining(policy, Graph.of([policy], ON))
        for identifier in (every := identifiers(zone)[:12]) + every[:2]:
            assert kept.of(zone, identifier) == explain(policy, zone, identifier, ON)


def test_who_is_not_there(library: Library, zone: Snapshot) -> None:
    with pytest.raises(ProblemError) as caught:
        explain(library.resolve("cn/tech-sme", ON), zone, "nobody", ON)
    assert [problem.code for problem in caught.value.problems] == ["no-entity"]


def test_a_misspelt_decision_offers_the_nearest(library: Library, zone: Snapshot) -> None:
    with pytest.raises(ProblemError, match="综合得分"):
        explain(library.resolve("cn/tech-sme", ON), zone, identifiers(zone)[0], ON, "综合得")


@pytest.mark.parametrize(
    ("value", "unit", "beside", "zh", "en"),
    [
        (Decimal(12000000), "元", None, "1,200 万元", "¥12,000,000"),
        (Decimal("11999999.99"), "元", None, "11,999,999.99 元", "¥11,999,999.99"),
        (Decimal(220500000), "元", None, "2.205 亿元", "¥220,500,000"),
        (Decimal("0.0283"), "%", None, "2.83%", "2.83%"),
        (Decimal("0.059999999"), "%", Decimal("0.06"), "5.9999999%", "5.9999999%"),
        (Decimal(500), "人", None, "500 人", "500 people"),
        (ON, "", None, "2025 年 6 月 30 日", "30 June 2025"),
        (True, "", None, "是", "yes"),
    ],
)
def test_figures(value: Any, unit: str, beside: Any, zh: str, en: str) -> None:
    assert show(value, unit, "zh", beside) == zh
    assert show(value, unit, "en", beside) == en
