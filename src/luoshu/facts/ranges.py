"""The two small languages of a `数据` table: what stands in its 类型 (type) and 范围 (range) cells."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from luoshu.facts.vocabulary import Interval, Kind
from luoshu.problems import Problem, ProblemError, Text

_QUOTES = str.maketrans("“”", '""')
_SIGNS = {"≥": ">=", "≤": "<="}
_FULL_WIDTH = str.maketrans(dict(zip("（），＞＜＝［］％．＋－", "(),><=[]%.+-", strict=True)) | _SIGNS)
_SCALES = {"": Decimal(1), "%": Decimal("0.01"), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_NUMBER = re.compile(r"(?P<figure>[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(?P<scale>%|万亿|万|亿|)")
_DATE = re.compile(r"(?:date\(\")?(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:\"\))?")
_TEXT_VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"')


def parse_interval(text: str) -> Interval:
    """Reads `>= 0`, `< 1亿`, `[0..1]`, `(0..100]`, `0..100`, `>= 2020-01-01`; an end left out is open.

    Raises ProblemError.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if match := re.fullmatch(r"(>=|<=|>|<|=)\s*(.+)", plain):
        sign, bound = match[1], _bound(match[2], text)
        if sign == "=":
            return Interval(bound, bound)
        closed = sign.endswith("=")
        return Interval(low=bound, low_closed=closed) if sign[0] == ">" else Interval(high=bound, high_closed=closed)
    if match := re.fullmatch(r"([\[\](]?)(.*?)\.\.(.*?)([\])\[]?)", plain):
        opening, low, high, closing = (part.strip() for part in match.groups())
        found = Interval(
            _bound(low, text) if low else None,
            _bound(high, text) if high else None,
            opening in ("", "["),
            closing in ("", "]"),
        )
        if _is_range(found):
            return found
    raise _wrong_range(text)


def _is_range(interval: Interval) -> bool:
    low, high = interval.low, interval.high
    if low is None or high is None:
        return low is not high
    return type(low) is type(high) and low <= high  # type: ignore[operator]


def _bound(text: str, whole: str) -> Decimal | date:
    if match := _NUMBER.fullmatch(text.strip()):
        return Decimal(match["figure"].replace(",", "")) * _SCALES[match["scale"]]
    if match := _DATE.fullmatch(text.strip()):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            pass
    raise _wrong_range(whole)


def _wrong_range(text: str) -> ProblemError:
    said = Text(f"看不懂的范围：{text}", f"not a range: {text}")
    hint = Text("请写作 >= 0、[0..1] 或 0..100 这样的形式", "write it like >= 0, [0..1] or 0..100")
    return ProblemError([Problem("bad-range", said, hint=hint)])


def show_interval(interval: Interval) -> str:
    """An interval as a person would write it: `>= 0`, `[0..1)`."""
    low, high = interval.low, interval.high
    if high is None:
        return f"{'>=' if interval.low_closed else '>'} {_show(low)}"
    if low is None:
        return f"{'<=' if interval.high_closed else '<'} {_show(high)}"
    return f"{'[' if interval.low_closed else '('}{_show(low)}..{_show(high)}{']' if interval.high_closed else ')'}"


def _show(bound: Decimal | date | None) -> str:
    return f"{bound:f}" if isinstance(bound, Decimal) else str(bound)


def parse_kind(text: str) -> tuple[Kind, str, tuple[str, ...]]:
    """Reads a type: (its kind, the item or entity that it names, the values that a text may take).

    `文本 "I类" "II类"`, `列表 知识产权`, `引用 企业`, and the same in English. Raises ProblemError.
    """
    plain = text.translate(_QUOTES).strip()
    for kind in Kind:
        for word in kind.value:
            if plain != word and not re.match(re.escape(word) + r"[\s\"]", plain):
                continue
            rest = plain[len(word) :].strip()
            if kind in (Kind.LIST, Kind.REFERENCE) and rest:
                return kind, rest, ()
            if kind is Kind.TEXT:
                values = tuple(match[1] for match in _TEXT_VALUE.finditer(rest))
                if not _TEXT_VALUE.sub("", rest).strip(" ,、"):
                    return kind, "", values
            elif not rest and kind not in (Kind.LIST, Kind.REFERENCE):
                return kind, "", ()
    said = Text(f"未知的类型：{text}", f"not a type: {text}")
    hint = Text(
        "类型有：" + "、".join(kind.zh for kind in Kind) + "；列表和引用后写所指的名称",
        "the types are: " + ", ".join(kind.en for kind in Kind) + "; the last two with the name of what they point to",
    )
    raise ProblemError([Problem("bad-type", said, hint=hint)])
