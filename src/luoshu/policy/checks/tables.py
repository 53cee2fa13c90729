"""Decision tables that overlap, contradict themselves, leave gaps or hold dead rows; each shown by an input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshu.dmn.tables import HitPolicy, Rule, Table
from luoshu.feel.tree import Assumed, Boolean, Node, Number, Span, String
from luoshu.policy.checks.axes import Point
from luoshu.policy.checks.boxes import Box, TooTangledError, first_atom, meet, outside
from luoshu.policy.checks.realise import Realiser
from luoshu.policy.checks.space import Space, SpaceMaker
from luoshu.policy.source import Findings
from luoshu.problems import Text

# Where no row hits, these give a list or a number all the same.
_NEVER_EMPTY = {
    HitPolicy.RULE_ORDER,
    HitPolicy.OUTPUT_ORDER,
    HitPolicy.COLLECT,
    HitPolicy.COLLECT_SUM,
    HitPolicy.COLLECT_COUNT,
}


@dataclass(frozen=True, slots=True)
class Witness:
    """An input that shows something. Where it is not `certain`, the inputs may not be able to be so together."""

    text: str
    certain: bool


class TableChecker:
    """Checks the tables of one policy."""

    def __init__(self, maker: SpaceMaker, realiser: Realiser, findings: Findings) -> None:
        self.maker = maker
        self.realiser = realiser
        self.findings = findings

    def check(self, table: Table) -> None:
        """Reports what is wrong with a table; says nothing of cells that are not plain tests."""
        space = self.maker.space(table)
        if space is None:
            return
        try:
            dead = self._report_dead_rows(table, space)
            if table.hit_policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
                self._report_overlaps(table, space, dead)
            if table.hit_policy not in _NEVER_EMPTY:
                self._report_gap(table, space)
        except TooTangledError:
            self._report_tangled(table)

    def _report_dead_rows(self, table: Table, space: Space) -> set[int]:
        dead = set()
        for at, (rule, box) in enumerate(zip(table.rules, space.rows, strict=True)):
            if box is None:
                continue
            earlier = [row for row in space.rows[:at] if row is not None]
            if not all(box):
                dead.add(at)
                self._report_impossible(rule, box, table)
            elif table.hit_policy is HitPolicy.FIRST and outside(box, earlier) is None:
                dead.add(at)
                self._report_covered(rule, table, space, at)
        return dead

    def _report_impossible(self, rule: Rule, box: Box, table: Table) -> None:
        empty = [text for text, atoms in zip(_texts(table), box, strict=True) if not atoms]
        self.findings.warn(
            "dead-row",
            self._span(rule),
            Text(
                f"这一行永远不会命中：“{'”“'.join(empty)}”取不到这样的值",
                f"this row can never hit: {', '.join(empty)} cannot be so",
            ),
        )

    def _report_covered(self, rule: Rule, table: Table, space: Space, at: int) -> None:
        box = space.rows[at]
        assert box is not None
        shown = self._values(space, box)
        point = tuple(1 << first_atom(atoms) for atoms in box)
        hit = next(
            other for other, row in zip(table.rules, space.rows, strict=True) if row is not None and meet(row, point)
        )
        self.findings.warn(
            "dead-row",
            self._span(rule),
            Text(
                f"这一行永远不会命中：它之前的各行已经包括了它；例如 {shown} 时命中第 {hit.number} 行",
                f"this row can never hit: the rows before it take every case; where {shown}, row {hit.number} hits",
            ),
        )

    def _report_overlaps(self, table: Table, space: Space, dead: set[int]) -> None:
        for first, second in _pairs(space, dead):
            rules = table.rules[first], table.rules[second]
            box = meet(_row(space, first), _row(space, second))
            if box is None:
                continue
            if table.hit_policy is HitPolicy.UNIQUE:
                witness = self._witness(space, box)
                self._report_overlap(
                    rules[1], witness, rules, Text("U 表只能命中一行", "in a U table only one row may hit")
                )
            elif _differ(*rules):
                witness = self._witness(space, box)
                same = Text("A 表命中的各行结果必须相同", "in an A table all rows that hit must agree")
                self._report_overlap(rules[1], witness, rules, same)

    def _report_overlap(self, at: Rule, witness: Witness, rules: tuple[Rule, Rule], rule: Text) -> None:
        one, two = rules[0].number, rules[1].number
        zh, en = ("", "") if witness.certain else ("如果能够", "if that can be, ")
        self.findings.note(
            "error" if witness.certain else "warning",
            "table-overlap",
            self._span(at),
            Text(
                f"{rule.zh}，但{zh} {witness.text} 时第 {one} 行和第 {two} 行都命中",
                f"{rule.en}, but {en}where {witness.text}, rows {one} and {two} both hit",
            ),
        )

    def _report_gap(self, table: Table, space: Space) -> None:
        rows = [row for row in space.rows if row is not None]
        if len(rows) < len(space.rows):
            return  # a cell that is no plain test may well fill the gap
        box = outside(space.everything, rows)
        if box is None:
            return
        witness = self._witness(space, box)
        self.findings.warn(
            "table-gap",
            self.findings.source.line_span(table.line),
            Text(f"没有一行适用于 {witness.text} 的情形", f"no row hits where {witness.text}"),
            Text("补上一行，或以“-”兜底", "add a row, or a last one of '-'"),
        )

    def _report_tangled(self, table: Table) -> None:
        self.findings.advise(
            "table-unchecked",
            self.findings.source.line_span(table.line),
            Text("这张表太复杂，没有检查重叠和空隙", "this table is too tangled to be checked for overlaps and gaps"),
        )

    def _witness(self, space: Space, box: Box) -> Witness:
        if all(self.maker.is_fact(expression) for expression in space.expressions):
            return Witness(self._values(space, box), certain=True)
        facts = self.realiser.facts_for(space, box)
        if facts is None:
            return Witness(self._values(space, box), certain=False)
        return Witness(_listed((name, show(value)) for name, value in facts.items()), certain=True)

    def _values(self, space: Space, box: Box) -> str:
        """A value for each input that matters: where every value would do, none is named."""
        told = [
            (text, show(axis.sample(first_atom(atoms))))
            for text, axis, atoms in zip(space.texts, space.axes, box, strict=True)
            if atoms != axis.everything
        ]
        if not told:
            told = [
                (text, show(axis.sample(first_atom(atoms))))
                for text, axis, atoms in zip(space.texts, space.axes, box, strict=True)
            ]
        return _listed(told)

    def _span(self, rule: Rule) -> Span:
        return self.findings.source.line_span(rule.line)


def _pairs(space: Space, dead: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs of rows whose cells are all plain tests."""
    known = [at for at, row in enumerate(space.rows) if row is not None and at not in dead]
    for place, first in enumerate(known):
        for second in known[place + 1 :]:
            yield first, second


def _row(space: Space, at: int) -> Box:
    row = space.rows[at]
    assert row is not None
    return row


def _texts(table: Table) -> list[str]:
    """The headers of the inputs, each expression once."""
    return list({column.expression: column.text for column in table.inputs}.values())


def _differ(left: Rule, right: Rule) -> bool:
    """Whether two rows certainly give different results: literals that are not equal."""
    return any(
        _is_literal(a) and _is_literal(b) and _plain(a) != _plain(b)
        for a, b in zip(left.outputs, right.outputs, strict=True)
    )


def _is_literal(node: Node) -> bool:
    return isinstance(_plain(node), Number | String | Boolean)


def _plain(node: Node) -> Node:
    return node.value if isinstance(node, Assumed) else node


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{text} = {value}" for text, value in pairs)


def show(value: Point | Decimal) -> str:
    """A value as it would be written in a document."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case date():
            return f'date("{value.isoformat()}")'
        case Fraction() if value.denominator == 1:
            return str(value.numerator)
        case Fraction():
            decimal = Decimal(value.numerator) / Decimal(value.denominator)
            return (
                f"{decimal.normalize():f}" if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"
            )
    return f"{value:f}"
