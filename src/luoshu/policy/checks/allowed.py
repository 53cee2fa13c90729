"""Allowed values in the header of a result: those that P and O rank by, and literals that are not among them."""

from __future__ import annotations

from luoshu.dmn.tables import HitPolicy, Output, Table
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.expressions import unmarked
from luoshu.policy.lower_rows import constant, is_literal
from luoshu.policy.source import Findings
from luoshu.problems import Text

_RANKED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


def check_allowed_values(table: Table, findings: Findings) -> None:
    if table.hit_policy in _RANKED and not any(output.allowed for output in table.outputs):
        _report_no_order(table, findings)
    for at, output in enumerate(table.outputs):
        if not output.allowed:
            continue
        if not all(is_literal(value) for value in output.allowed):
            _report_no_literal(output, findings)
            continue
        allowed = [_value(value) for value in output.allowed]
        for rule in table.rules:
            cell = rule.outputs[at]
            if is_literal(cell) and (value := _value(cell)) is not None and value not in allowed:
                _report_not_allowed(cell, output, findings)


def _report_no_order(table: Table, findings: Findings) -> None:
    letter, output = table.hit_policy.value, table.outputs[0]
    findings.error(
        "allowed-values",
        output.span,
        Text(
            f"{letter} 表按结果的先后取舍，表头却没有写明允许值",
            f"table {letter} ranks its results, but its header lists no allowed values",
        ),
        Text(
            f'写成 **{output.name}: "最优先的值", "其次的值"**',
            f'write **{output.name}: "the most important value", "the next"**',
        ),
    )


def _report_no_literal(output: Output, findings: Findings) -> None:
    wrong = next(value for value in output.allowed if not is_literal(value))
    findings.error(
        "allowed-values", wrong.span, Text("允许值应当是确定的值", "an allowed value must be a literal"),
        Text("写出值本身，文本加引号", "write the value itself, a text in quotes"),
    )  # fmt: skip


def _report_not_allowed(cell: Node, output: Output, findings: Findings) -> None:
    listed = [to_feel(unmarked(value)) for value in output.allowed]
    findings.error(
        "not-allowed",
        cell.span,
        Text(
            f"{to_feel(unmarked(cell))} 不在“{output.name}”的允许值之列",
            f"{to_feel(unmarked(cell))} is not among the allowed values of '{output.name}'",
        ),
        Text(f"允许值：{'、'.join(listed)}", f"allowed are {', '.join(listed)}"),
    )


def _value(node: Node) -> object:
    return constant(unmarked(node))
