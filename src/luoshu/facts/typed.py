"""A value as people type it into a field: `2亿`, `1,200 万元`, `30%`, `3 月 5 日`, `30 June 2025`, `没有`.

Cells of files are stricter (`cells.py`): nobody looks at a file before it is read, but what was typed is shown again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luoshu.facts.cells import Fault, explain
from luoshu.facts.units import unit_said
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Interval, Kind
from luoshu.problems import Problem, ProblemError, Text

_TIMES: Mapping[str, int | Decimal] = {
    "": 1, "%": Decimal("0.01"), "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "万亿": 10**12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, "m": 10**6, "bn": 10**9,
}  # fmt: skip
_FIGURE = re.compile(
    r"(?:¥|rmb|cny)?(?P<figure>[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)"
    rf"(?P<times>{'|'.join(sorted(map(re.escape, _TIMES), key=len, reverse=True))})"
)
_IN_PARTS = re.compile(r"(?:(?P<more>[0-9]+)亿)(?P<rest>[0-9]+(?:\.[0-9]+)?)(?P<times>万|千万|百万)")  # 2亿5000万
_LARGE = ((Decimal(10**12), "万亿"), (Decimal(10**8), "亿"), (Decimal(10**4), "万"))
_UNITS = ("元", "人民币", "yuan", "rmb", "cny", "人", "项", "家", "个", "名", "分", "年", "级", "people", "persons")
_YES = {"是", "有", "对", "已", "yes", "y", "true", "1"}
_NO = {"否", "没有", "无", "不", "不是", "没", "未", "no", "n", "none", "false", "0"}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST = re.compile(r"(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?")
_RUN_TOGETHER = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_ENGLISH = (
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<name>[a-z]{3})[a-z]*\.?,?(?: (?P<year>[0-9]{4}))?"),
    re.compile(r"(?P<name>[a-z]{3})[a-z]*\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>[0-9]{4}))?"),
)


def read_typed(fact: Fact, text: str, today: date) -> Any:
    """The value of a fact that is no list; None where nothing was typed. A day without its year is that of `today`.

    Raises:
        ProblemError: it cannot be read, or is out of the range of the fact; with the way to write it.
    """
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    if not said:
        return None
    match fact.kind:
        case Kind.INTEGER | Kind.DECIMAL | Kind.MONEY | Kind.RATE:
            return _number(fact, said)
        case Kind.DATE:
            return _date(fact, said, today)
        case Kind.BOOLEAN:
            return _yes_or_no(said)
    if fact.values and said not in fact.values:
        raise _wrong(explain(fact, said))
    return said


def _number(fact: Fact, said: str) -> Decimal | int:
    plain = said.casefold().replace(" ", "").replace("，", ",")
    for unit in (fact.unit.casefold(), *_UNITS, "元"):  # 万元人民币 has two
        if unit and plain.endswith(unit) and plain != unit:
            plain = plain[: -len(unit)]
            if unit != "人民币":
                break
    value = _read_figure(plain)
    if value is None:
        raise _wrong(Fault("wrong-type", _not_read(said), _how(fact)))
    if fact.bounds is not None and not fact.bounds.contains(value):
        raise _wrong(Fault("out-of-range", _outside(fact, said, fact.bounds), _how(fact)))
    if value != round(value, PLACES[fact.kind]):  # after the range: of a number that is never inside none is rounded
        fault = explain(fact, format(value.normalize(), "f"))
        raise _wrong(Fault(fault.code, fault.text, _how(fact)))
    return int(value) if fact.kind is Kind.INTEGER else value


def _read_figure(plain: str) -> Decimal | None:
    match = _FIGURE.fullmatch(plain)
    if match is not None:
        return Decimal(match["figure"].replace(",", "")) * _TIMES[match["times"]]
    parts = _IN_PARTS.fullmatch(plain)
    if parts is None:
        return None
    rest = Decimal(parts["rest"]) * _TIMES[parts["times"]]
    return Decimal(parts["more"]) * 10**8 + rest if rest < 10**8 else None


def _outside(fact: Fact, said: str, bounds: Interval) -> Text:
    """`“12万亿”超出范围：应不小于 0、小于 1万亿元`."""
    zh, en = list[str](), list[str]()
    if bounds.low is not None:
        low = _bound(fact, bounds.low)
        zh.append(f"{'不小于' if bounds.low_closed else '大于'} {low.zh}")
        en.append(f"{'at least' if bounds.low_closed else 'more than'} {low.en}")
    if bounds.high is not None:
        high = _bound(fact, bounds.high)
        zh.append(f"{'不大于' if bounds.high_closed else '小于'} {high.zh}")
        en.append(f"{'at most' if bounds.high_closed else 'less than'} {high.en}")
    return Text(f"“{said}”超出范围：应{'、'.join(zh)}", f"'{said}' is out of range: it must be {' and '.join(en)}")


def _bound(fact: Fact, bound: Decimal | date) -> Text:
    if isinstance(bound, date):
        return Text(bound.isoformat(), bound.isoformat())
    if fact.kind is Kind.RATE:
        share = f"{(bound * 100).normalize():f}%"
        return Text(share, share)
    plain = f"{bound.normalize():,f}"
    size, word = next(((size, word) for size, word in _LARGE if bound and bound % size == 0), (Decimal(1), ""))
    return Text(f"{(bound / size).normalize():,f} {word}".strip(), plain)


def _date(fact: Fact, said: str, today: date) -> date:
    plain = said.casefold()
    tight = plain.replace(" ", "")
    found = _YEAR_FIRST.fullmatch(tight) or _RUN_TOGETHER.fullmatch(tight)
    try:
        if found is not None:
            value = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
        else:
            english = next((match for pattern in _ENGLISH if (match := pattern.fullmatch(plain))), None)
            if english is None or english["name"] not in _MONTHS:
                raise _wrong(Fault("wrong-type", _not_read(said), _how(fact)))
            value = date(int(english["year"] or today.year), _MONTHS[english["name"]], int(english["day"]))
    except ValueError:
        raise _wrong(
            Fault("wrong-type", Text(f"没有“{said}”这一天", f"there is no day '{said}'"), _how(fact))
        ) from None
    if fact.range is not None and not fact.range.contains(value):
        raise _wrong(Fault("out-of-range", _outside(fact, said, fact.range), _how(fact)))
    return value


def _yes_or_no(said: str) -> bool:
    word = said.casefold()
    if word not in _YES | _NO:
        hint = Text("请选“是”或“否”", "say yes or no")
        raise _wrong(
            Fault("wrong-type", Text(f"“{said}”既不是“是”也不是“否”", f"'{said}' is neither yes nor no"), hint)
        )
    return word in _YES


def hint_of(fact: Fact) -> Text | None:
    """How a value may be typed, to stand under the label."""
    return _how(fact) if fact.kind in NUMERIC or fact.kind is Kind.DATE else None


def _how(fact: Fact) -> Text:
    match fact.kind:
        case Kind.DATE:
            return Text("例如 2021 年 3 月 5 日，或 2021-3-5", "for example 5 March 2021, or 2021-3-5")
        case Kind.MONEY:
            return Text("例如 1,200 万元、2亿；只写数字的以元计", "for example 12 million; a plain number is in yuan")
        case Kind.RATE:
            return Text("例如 30%，或 0.3", "for example 30%, or 0.3")
    english = unit_said(fact.unit, 2, "en")
    unit = Text(f"，以{fact.unit}计" if fact.unit else "", f", in {english}" if english else "")
    kind = Text("整数", "a whole number") if fact.kind is Kind.INTEGER else Text("一个数", "a number")
    return Text(f"{kind.zh}{unit.zh}", f"{kind.en}{unit.en}")


def _not_read(said: str) -> Text:
    return Text(f"看不懂“{said}”", f"'{said}' cannot be read")


def _wrong(fault: Fault) -> ProblemError:
    return ProblemError([Problem(fault.code, fault.text, hint=fault.hint)])
