"""The values that stand in instruments beside FEEL: limits, shares, rounds, counts, awards, periods; of registers.

Parts of a cell are separated by semicolons; ⟨…⟩ may stand around the whole or a part. An expression in them is a
literal or the name of a parameter, so that it is the same for everyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from luoshu.feel import types as feel
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Name, Node, Span, walk
from luoshu.policy.expressions import ExpressionReader, unmarked
from luoshu.policy.markdown import Cell
from luoshu.policy.properties import ValueKind
from luoshu.policy.quantities import Award, Case, Count, Delay, Limit, Link, Period, Ratio, Share, Slot, Stage
from luoshu.policy.terms import UNITS, Term, read_term
from luoshu.problems import Text

_OPS = {"≤": "<=", "≥": ">=", "＜": "<", "＞": ">", "＝": "=", "": "="}
_LIMIT = re.compile(r"(?P<measure>[^<>=≤≥＜＞＝]*?)\s*(?P<op><=|>=|[<>=≤≥＜＞＝])\s*(?P<value>.+)")
_TIMES = re.compile(r"\s*(倍|times)$")
_SHARE = re.compile(r"(?P<name>.+?)\s*[:：]?(?:\s+(?P<value>\S+)|\s*(?P<percent>\d[\d.]*\s*%))")
_ROUND = re.compile(r"(?P<name>\S+)(?:\s+(?:取|top)\s*(?P<count>\d+))?")
_COUNT = re.compile(r"(?:(?P<name>\S+)\s+)?(?P<count>\d+)\s*(?:名|人|家|项|个)?")
_AWARD = re.compile(
    r"(?P<name>\S+)(?:\s+(?P<count>\d+)\s*(?:名|人|家|项|个|×|x))?(?:\s+(?P<op>(?:<=|≤)?)\s*(?P<value>\S+))?"
)
_PERIOD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*(?:至|到|to|~|—|–)\s*(\d{4})-(\d{1,2})-(\d{1,2})")
_DELAY = re.compile(rf"(?P<value>.+?)\s+(?P<unit>{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})")
_STAGE = re.compile(r"(?P<name>\S+)(?:\s+(?P<planned>\S+))?\s+(?P<actual>\S+)")
_LINK = re.compile(r"(?P<record>[^.．]+)[.．](?P<fact>[^.．]+)")
_RATIO = re.compile(r"(?P<name>\S+)\s+(?P<part>[^/／]+?)\s*[/／]\s*(?P<over>[^/／]+)")
_CASE = re.compile(r"(?P<fact>[^=＝]+?)\s*[=＝]\s*[\"“]?(?P<value>[^=＝\"“”]+?)[\"”]?")
_SLOT = re.compile(r"(\d{1,2})[:：](\d\d)\s*(?:-|–|—|至|to)\s*(\d{1,2})[:：](\d\d)")
_PART = re.compile(r"[^;；]+")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a cell without the marks of an assumption; `start` is where it stands in the document."""

    text: str
    start: int

    def span(self, match: re.Match[str], group: str) -> Span:
        return Span(self.start + match.start(group), self.start + match.end(group))


def read_quantity(kind: ValueKind, cell: Cell, reader: ExpressionReader) -> object | None:
    """The value of a cell of one of these kinds; None where it cannot be read, and then reported."""
    values = [_READERS[kind](part, reader) for part in _parts(cell)]
    if not values or any(value is None for value in values):
        _refuse(kind, cell, reader)
        return None
    if kind in (ValueKind.LIMIT, ValueKind.PERIOD, ValueKind.DELAY):
        if len(values) == 1:
            return values[0]
        _refuse(kind, cell, reader)
        return None
    if kind is ValueKind.SHARES:
        _check_shares(values, cell, reader)
    return tuple(values)


def _refuse(kind: ValueKind, cell: Cell, reader: ExpressionReader) -> None:
    reader.findings.error(
        "property",
        cell.span,
        Text(f"看不懂“{cell.text}”", f"'{cell.text}' cannot be read"),
        Text(f"应当是{kind.value.zh}", f"expected: {kind.value.en}"),
    )


def _parts(cell: Cell) -> Iterator[_Part]:
    for found in _PART.finditer(cell.text):
        bare = found[0].replace("⟨", " ").replace("⟩", " ")
        if plain := bare.strip():
            yield _Part(plain, cell.span.start + found.start() + bare.index(plain))


def _limit(part: _Part, reader: ExpressionReader) -> Limit | None:
    found = _LIMIT.fullmatch(part.text) or re.fullmatch(r"(?P<measure>)(?P<op>)(?P<value>.+)", part.text)
    if found is None:
        return None
    op, span = found["op"], part.span(found, "value")
    term = read_term(found["value"])
    if term is not None:
        return Limit(found["measure"], _OPS.get(op, op), term)
    times = _TIMES.search(found["value"])
    value = read_constant(Span(span.start, span.end - len(times[0]) if times else span.end), reader)
    return Limit(found["measure"], _OPS.get(op, op), value, "倍" if times else "") if value is not None else None


def _share(part: _Part, reader: ExpressionReader) -> Share | None:
    found = _SHARE.fullmatch(part.text)
    if found is None:
        return None
    value = read_constant(part.span(found, "value" if found["value"] else "percent"), reader)
    return Share(found["name"], value) if value is not None else None


def _round(part: _Part, reader: ExpressionReader) -> Count | None:
    found = _ROUND.fullmatch(part.text)
    return Count(found["name"], int(found["count"]) if found["count"] else None) if found else None


def _count(part: _Part, reader: ExpressionReader) -> Count | None:
    found = _COUNT.fullmatch(part.text)
    return Count(found["name"] or "", int(found["count"])) if found else None


def _award(part: _Part, reader: ExpressionReader) -> Award | None:
    found = _AWARD.fullmatch(part.text)
    if found is None:
        return None
    amount = read_constant(part.span(found, "value"), reader) if found["value"] else None
    if found["value"] and amount is None:
        return None
    return Award(found["name"], int(found["count"]) if found["count"] else None, amount, at_most=bool(found["op"]))


def _period(part: _Part, reader: ExpressionReader) -> Period | None:
    found = _PERIOD.fullmatch(part.text)
    try:
        numbers = [int(number) for number in found.groups()] if found else []
        first, last = (date(*numbers[:3]), date(*numbers[3:])) if numbers else (date.max, date.min)
    except ValueError:
        return None
    return Period(first, last) if first <= last else None


def _delay(part: _Part, reader: ExpressionReader) -> Term | Delay | None:
    """A literal, or a number and its unit: what is 60 may be days or months."""
    term, found = read_term(part.text), _DELAY.fullmatch(part.text)
    if term is not None or found is None:
        return term
    value = read_constant(part.span(found, "value"), reader)
    if value is None or not feel.conforms(infer(value, reader.names)[0], feel.NUMBER):
        return None
    return Delay(value, UNITS[found["unit"]])


def _stage(part: _Part, reader: ExpressionReader) -> Stage | None:
    found = _STAGE.fullmatch(part.text)
    return Stage(found["name"], found["planned"], found["actual"]) if found else None


def _link(part: _Part, reader: ExpressionReader) -> Link | None:
    return _linked(part.text)


def _linked(text: str) -> Link | None:
    found = _LINK.fullmatch(text)
    return Link(found["record"].strip(), found["fact"].strip()) if found else None


def _ratio(part: _Part, reader: ExpressionReader) -> Ratio | None:
    found = _RATIO.fullmatch(part.text)
    if found is None:
        return None
    return Ratio(found["name"], _linked(found["part"]) or found["part"], found["over"])


def _case(part: _Part, reader: ExpressionReader) -> Case | None:
    found = _CASE.fullmatch(part.text)
    return Case(found["fact"], found["value"]) if found else None


def _slot(part: _Part, reader: ExpressionReader) -> Slot | None:
    found = _SLOT.fullmatch(part.text)
    try:
        first, past, last, beyond = (int(number) for number in found.groups()) if found else (0, 0, 0, 0)
        begins, ends = time(first, past), time(last, beyond)
    except ValueError:
        return None
    return Slot(begins, ends) if begins < ends else None


_READERS: Mapping[ValueKind, Callable[[_Part, ExpressionReader], object | None]] = {
    ValueKind.LIMIT: _limit,
    ValueKind.SHARES: _share,
    ValueKind.ROUNDS: _round,
    ValueKind.COUNTS: _count,
    ValueKind.AWARDS: _award,
    ValueKind.PERIOD: _period,
    ValueKind.DELAY: _delay,
    ValueKind.STAGES: _stage,
    ValueKind.LINKS: _link,
    ValueKind.RATIOS: _ratio,
    ValueKind.CASES: _case,
    ValueKind.SLOTS: _slot,
}
QUANTITIES = frozenset(_READERS)


def read_constant(span: Span, reader: ExpressionReader) -> Node | None:
    """An expression of literals and parameters; a name that is neither is an error of its own."""
    node = reader.expression(span)
    for part in walk(node) if node is not None else ():
        if isinstance(part, Name) and part.name not in reader.names:
            reader.findings.error(
                "unknown-name",
                part.span,
                Text(f"没有名为“{part.name}”的参数", f"there is no parameter named '{part.name}'"),
                Text("这里写数值或参数的名称", "a value or the name of a parameter stands here"),
            )
    return node


def sum_of(nodes: list[Node]) -> Fraction | None:
    """The exact sum of literals; None where a name stands among them."""
    if any(isinstance(part, Name) for node in nodes for part in walk(node)):
        return None
    values = [evaluate(unmarked(node), {}, arithmetic=EXACT) for node in nodes]
    return sum((Fraction(value) for value in values if isinstance(value, Decimal | Fraction)), Fraction(0))


def _check_shares(shares: list[object], cell: Cell, reader: ExpressionReader) -> None:
    total = sum_of([share.value for share in shares if isinstance(share, Share)])
    if total is not None and total != 1:
        shown = f"{float(total * 100):g}%"
        reader.findings.error(
            "shares",
            cell.span,
            Text(f"比例合计 {shown}，应为 100%", f"the shares make {shown}, not 100%"),
        )
