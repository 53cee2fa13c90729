"""Tables of a document that run, as people read them: decision tables, facts, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from luoshu.engine.figures import show, unit_of_fact
from luoshu.engine.page import words
from luoshu.engine.page.parts import (
    Answer,
    FactRow,
    FactTable,
    OutputCell,
    OutputHead,
    ParameterRow,
    ParameterTable,
    RuleRow,
    RuleTable,
)
from luoshu.engine.wording import Phrase, Wording
from luoshu.engine.wording.naming import anchor
from luoshu.engine.wording.sorts import unit_in_words, unmarked
from luoshu.facts.vocabulary import Fact, Interval, Record
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import Decision, Parameter, Policy
from luoshu.policy.scope import DecisionRef, ParameterRef, Scope
from luoshu.problems import Lang


def rule_table(decisions: Sequence[Decision], wording: Wording, scope: Scope, conclusions: Iterable[str]) -> RuleTable:
    """The table that the decisions are the output columns of."""
    table, lang = decisions[0].table, wording.lang
    assert table is not None
    final = set(conclusions)
    units = [next((unit for rule in table.rules if (unit := unit_in_words(rule.outputs[each.output], scope))), "")
             for each in decisions]  # fmt: skip
    rows = [
        RuleRow(
            rule.number,
            tuple(
                wording.cell(test, column.expression, scope)
                for test, column in zip(rule.tests, table.inputs, strict=True)
            ),
            tuple(
                output_cell(rule.outputs[each.output], wording, scope, unit)
                for each, unit in zip(decisions, units, strict=True)
            ),
            rule.notes,
        )
        for rule in table.rules
    ]
    heads = []
    for each in decisions:
        reference = DecisionRef(scope.policy, each.name)
        allowed = tuple(wording.phrase(node, scope) for node in table.outputs[each.output].allowed)
        heads.append(
            OutputHead(wording.naming.anchor(reference), wording.naming.own(reference), each.name in final, allowed)
        )
    return RuleTable(
        tuple(wording.phrase(column.expression, scope) for column in table.inputs),
        tuple(heads),
        table.annotations,
        tuple(rows),
        words.READINGS[table.hit_policy].say(lang),
    )


def output_cell(node: Node, wording: Wording, scope: Scope, unit: str = "") -> OutputCell:
    match unmarked(node):
        case tree.Boolean(value):
            return OutputCell(wording.phrase(node, scope), "yes" if value else "no")
        case tree.Null():
            return OutputCell(wording.phrase(node, scope), "unknown")
    return OutputCell(wording.phrase(node, scope, unit))


def answer_of(value: object) -> Answer | None:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else None


# --- facts ------------------------------------------------------------------------------------------------------------


def fact_table(
    record: Record, facts: Iterable[Fact], lang: Lang, prefix: str, of: Phrase, *, ranges: bool
) -> FactTable:
    """Facts with what they mean; anchors begin with `prefix` (`知识产权.` for the fields of its items)."""
    return FactTable(of, tuple(_fact_row(fact, lang, prefix) for fact in facts), ranges)


def _fact_row(fact: Fact, lang: Lang, prefix: str) -> FactRow:
    name, also = (fact.english or fact.name, fact.name) if lang == "en" else (fact.name, fact.english)
    default = "" if fact.default is None else show(fact.default, unit_of_fact(fact), lang)
    return FactRow(
        anchor("fact", prefix + fact.name),
        name,
        also if also != name else "",
        words.sort_of_fact(fact, lang),
        (words.YEARLY if fact.annual else words.AS_OF).say(lang),
        range_text(fact.range),
        default,
        fact.note,
        fact.assumed,
    )


def range_text(interval: Interval | None) -> str:
    """`≥ 0`, `0 – 100`."""
    if interval is None:
        return ""
    low, high = (f"{end:,}" if not hasattr(end, "isoformat") else str(end) for end in (interval.low, interval.high))
    low_sign, high_sign = ("≥" if interval.low_closed else ">"), ("≤" if interval.high_closed else "<")
    told = []
    if interval.low is not None:
        told.append(f"{low_sign} {low}")
    if interval.high is not None:
        told.append(f"{high_sign} {high}")
    return ", ".join(told)


# --- parameters -------------------------------------------------------------------------------------------------------


def parameter_table(rows: Sequence[Parameter], policy: Policy, wording: Wording) -> ParameterTable:
    """A row a period; the anchor is that of the first row of its name."""
    scope, told, seen = wording.scope(policy), [], set()
    for row in rows:
        reference = ParameterRef(row, policy, row.name)
        first = row.name not in seen
        seen.add(row.name)
        value = wording.phrase(row.value, scope, row.unit or unit_in_words(row.value, scope))
        told.append(
            ParameterRow(
                wording.naming.anchor(reference) if first else "",
                wording.naming.own(reference),
                value,
                words.period(row.since, row.until, wording.lang) if row.since or row.until else "",
                row.source,
                row.assumed,
                row == policy.parameter(row.name, wording.on),
            )
        )
    return ParameterTable(tuple(told))
