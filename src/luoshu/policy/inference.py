"""The second pass: drafts are parsed in the order in which they use each other, so that every type is known in time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from luoshu.dmn.tables import HitPolicy, Table
from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node, Span
from luoshu.feel.values import kind_name
from luoshu.policy.drafts import Draft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.model import Decision
from luoshu.policy.source import Findings
from luoshu.problems import Text


def decide(drafts: Sequence[Draft], outer: Names, findings: Findings) -> dict[str, Decision]:
    """Every decision that could be read, in document order, with its type."""
    types: dict[str, feel.Type] = {name: feel.ANY for draft in drafts for name in draft.names}
    names = outer.child(types)
    reader = ExpressionReader(findings, names)
    found: dict[str, Decision] = {}
    for draft in _in_order(drafts, findings):
        for decision in draft.decisions(reader):
            types[decision.name] = _type_of(decision, names, findings)
            found[decision.name] = replace(decision, type=types[decision.name])
    return {name: found[name] for draft in drafts for name in draft.names if name in found}


def _in_order(drafts: Sequence[Draft], findings: Findings) -> Iterator[Draft]:
    """The drafts, each after those whose names stand in its text. A circle, reported elsewhere, is broken anywhere."""
    defines = {name: at for at, draft in enumerate(drafts) for name in draft.names}
    if not defines:
        return
    names = re.compile("|".join(sorted(map(re.escape, defines), key=len, reverse=True)))
    seen: set[int] = set()
    for root in range(len(drafts)):
        stack: list[tuple[int, Iterator[int]]] = []
        todo: int | None = root
        while True:
            if todo is not None and todo not in seen:
                seen.add(todo)
                text = "\n".join(drafts[todo].texts(findings.source))
                stack.append((todo, iter([defines[match.group()] for match in names.finditer(text)])))
            if not stack:
                break
            at, needed = stack[-1]
            todo = next(needed, None)
            if todo is None:
                stack.pop()
                yield drafts[at]


def _type_of(decision: Decision, names: Names, findings: Findings) -> feel.Type:
    """The type of a decision; what does not fit is reported (for a table with its first output)."""
    if decision.table is not None:
        return _TableTypes(decision.table, names, findings).output(decision.output, report_inputs=decision.output == 0)
    assert decision.formula is not None
    type_ = infer_and_report(decision.formula, names, findings, line=decision.place.line)
    if isinstance(type_, feel.FunctionType):
        findings.error(
            "type",
            decision.formula.span,
            Text("决策的值不能是函数", "the value of a decision cannot be a function"),
            Text("函数之后要写括号和参数", "write its arguments in parentheses after it"),
        )
    return type_


def infer_and_report(node: Node, names: Names, findings: Findings, line: int | None = None) -> feel.Type:
    """The type of an expression; its type errors go to the findings, those of what is composed at `line`."""
    type_, problems = infer(node, names)
    for problem in problems:
        span = findings.source.line_span(line) if line and problem.span.start < 0 else problem.span
        findings.error("type", span, problem.text, problem.hint)
    return type_


class _TableTypes:
    """The types in one decision table."""

    def __init__(self, table: Table, names: Names, findings: Findings) -> None:
        self.table = table
        self.names = names
        self.findings = findings

    def output(self, at: int, *, report_inputs: bool) -> feel.Type:
        if report_inputs:
            self._check_inputs()
        found: feel.Type = feel.NULL
        for rule in self.table.rules:
            cell = rule.outputs[at]
            type_ = infer_and_report(cell, self.names, self.findings)
            if feel.conforms(found, type_):
                found = type_ if found in (feel.NULL, feel.ANY) else found
            elif not feel.conforms(type_, found):
                self._report_mixed(cell.span, found, type_)
        return self._collected(at, found)

    def _check_inputs(self) -> None:
        for at, column in enumerate(self.table.inputs):
            given = infer_and_report(column.expression, self.names, self.findings)
            inner = self.names.child({"?": given})
            for rule in self.table.rules:
                infer_and_report(rule.tests[at], inner, self.findings)

    def _collected(self, at: int, found: feel.Type) -> feel.Type:
        """The type of the result that the hit policy makes of outputs of one type."""
        policy = self.table.hit_policy
        if policy is HitPolicy.COLLECT_COUNT:
            return feel.NUMBER
        if policy is HitPolicy.COLLECT_SUM and not feel.conforms(found, feel.NUMBER):
            self._report_mixed(self.table.rules[0].outputs[at].span, feel.NUMBER, found)
            return feel.NUMBER
        if found == feel.NULL:
            found = feel.ANY
        return feel.list_of(found) if policy.is_list else found

    def _report_mixed(self, span: Span, wanted: feel.Type, found: feel.Type) -> None:
        want, have = kind_name(wanted), kind_name(found)
        self.findings.error(
            "type",
            span,
            Text(
                f"这一列的结果应当是{want.zh}，这里却是{have.zh}",
                f"the results of this column must be a {want.en}, but this one is a {have.en}",
            ),
        )
