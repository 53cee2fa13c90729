"""Every line that a shipped policy draws is drawn by its examples: a comparison that takes in its end point, and should
not, or leaves it out, fails one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal

import pytest

from luoshu.engine.check import Interpreter
from luoshu.feel.tree import NOWHERE, Comparison, Node, Range, Span, UnaryTest, transform, walk
from luoshu.policy.examples import run_examples
from luoshu.policy.library import Library, Version
from luoshu.policy.model import Decision, Policy

LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).examples]
FLIPPED: Mapping[str, Literal["<", "<=", ">", ">="]] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
LINE_ITSELF = "clamped to the line: on it both branches give the line"
STRICTER = "on the end of a class its own line is above that of the next"
NOUGHT = "nought is settled before"
# Where a comparison and its opposite say the same: by policy, what is written and what it would be, and why.
ALIKE: Mapping[str, Mapping[str, str]] = {
    "cn/gazelle": {"< 1亿 -> <=": STRICTER, "[1亿..5亿) -> ]": STRICTER},
    "cn/hnte": {
        "获得方式最低分 < 获得方式下限 -> <=": LINE_ITSELF,
        "获得方式最低分 > 获得方式上限 -> >=": LINE_ITSELF,
        "获得方式最高分 < 获得方式下限 -> <=": LINE_ITSELF,
        "获得方式最高分 > 获得方式上限 -> >=": LINE_ITSELF,
        "知识产权各项最低 > 30 -> >=": LINE_ITSELF,
        "知识产权各项最高 > 30 -> >=": LINE_ITSELF,
        "成果转化能力最低分 < 转化能力下限 -> <=": LINE_ITSELF,
        "成果转化能力最低分 > 转化能力上限 -> >=": LINE_ITSELF,
        "成果转化能力最高分 < 转化能力下限 -> <=": LINE_ITSELF,
        "成果转化能力最高分 > 转化能力上限 -> >=": LINE_ITSELF,
        "prior(净资产, 1) < 0 -> <=": NOUGHT,
        "prior(净资产, 2) < 0 -> <=": NOUGHT,
    },
}


def nodes(decision: Decision) -> Iterator[Node]:
    if decision.formula is not None:
        yield from walk(decision.formula)
    if decision.table is not None:
        for column in decision.table.inputs:
            yield from walk(column.expression)
        for rule in decision.table.rules:
            for part in (*rule.tests, rule.outputs[decision.output]):
                yield from walk(part)


def mutants(node: Node) -> Iterator[tuple[str, Node]]:
    """What a node would be with an end point more or less, each with the sign that changes."""
    match node:
        case Comparison(op) | UnaryTest(op) if op in FLIPPED:
            yield FLIPPED[op], replace(node, op=FLIPPED[op])
        case Range(low, high):
            if low is not None:
                yield "(["[not node.low_closed], replace(node, low_closed=not node.low_closed)
            if high is not None:
                yield ")]"[not node.high_closed], replace(node, high_closed=not node.high_closed)


def with_node(policy: Policy, span: Span, old: Node, new: Node) -> Policy:
    """The policy with another node in the place of one."""

    def change(node: Node) -> Node:
        return new if node.span == span and node == old else node

    def changed(decision: Decision) -> Decision:
        formula, table = decision.formula, decision.table
        if formula is not None:
            formula = transform(formula, change)
        if table is not None:
            inputs = tuple(replace(each, expression=transform(each.expression, change)) for each in table.inputs)
            rules = tuple(
                replace(
                    rule,
                    tests=tuple(transform(test, change) for test in rule.tests),
                    outputs=tuple(transform(output, change) for output in rule.outputs),
                )
                for rule in table.rules
            )
            table = replace(table, inputs=inputs, rules=rules)
        return replace(decision, formula=formula, table=table)

    touched = {
        name: changed(decision)
        for name, decision in policy.decisions.items()
        if any(node.span == span for node in nodes(decision))
    }
    return replace(policy, decisions={**policy.decisions, **touched})


def survivors(version: Version, policy: Policy) -> Iterator[str]:
    """The comparisons that no example of the policy holds in place, each with its line and as written."""
    found = {
        (node.span, sign): (node, new)
        for decision in policy.decisions.values()
        for node in nodes(decision)
        if node.span != NOWHERE
        for sign, new in mutants(node)
    }
    for (span, sign), (old, new) in found.items():

        @cache
        def at(on: date, span: Span = span, old: Node = old, new: Node = new) -> Policy:
            return with_node(LIBRARY.read(version, on), span, old, new)

        changed = with_node(policy, span, old, new)
        evaluate = Interpreter().evaluate
        caught = any(
            not run_examples(replace(changed, examples=(example,)), evaluate, at=at)[0].passed
            for example in policy.examples
        )
        if not caught:
            line = policy.text.count("\n", 0, span.start) + 1
            yield f"{line}: {policy.text[span.start : span.end]} -> {sign}"


@pytest.mark.slow
@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_every_line_is_drawn_by_an_example(version: Version) -> None:
    alike = ALIKE.get(version.id, {})
    assert [each for each in survivors(version, LIBRARY.read(version)) if each.partition(": ")[2] not in alike] == []


def test_a_line_that_no_example_holds_is_told() -> None:
    """With its first example alone, a policy has lines that nothing is said about."""
    (version,) = (each for each in DECIDING if each.id == "hengyang/risk-pool-lines")
    policy = LIBRARY.read(version)
    told = list(survivors(version, replace(policy, examples=policy.examples[:1])))
    assert any("不良率 >= 预警线 -> >" in each for each in told)
    assert list(survivors(version, policy)) == []
