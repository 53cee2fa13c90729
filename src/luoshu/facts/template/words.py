"""What a template says of a fact: what may stand there, in which unit, of which years, what it means and is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from luoshu.facts.cells import check_name
from luoshu.facts.identifiers import LENGTH
from luoshu.facts.sources import YEAR, Shape
from luoshu.facts.template.sheets import Column
from luoshu.facts.vocabulary import Fact, Interval, Kind

MOST_USES = 8  # that a note lists; the explanation has all
LONGEST_MESSAGE = 255  # of a spreadsheet's refusal
_KINDS = {
    Kind.ID: "编号，按文本填写",
    Kind.TEXT: "文字",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数",
    Kind.MONEY: "金额",
    Kind.RATE: "比率，如 30%",
    Kind.DATE: "日期，如 2025-06-30",
    Kind.BOOLEAN: "是或否",
}
_LARGE = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))


def note(column: Column, shape: Shape) -> str:
    """All of it, for the heading."""
    fact = column.fact
    lines = [f"{fact.name}（{fact.english}）" if fact.english else fact.name, allowed(fact, shape)]
    lines += [line for line in (years_of(column), when_empty(fact), fact.note) if line]
    if column.uses:
        lines.append("用在：")
        lines += [f"· {use.zh}" for use in column.uses[:MOST_USES]]
        if len(column.uses) > MOST_USES:
            lines.append(f"· …… 共 {len(column.uses)} 处，见“说明”")
    return "\n".join(lines)


def refusal(fact: Fact, shape: Shape) -> str:
    """What a spreadsheet says to a value that may not stand there."""
    leave = "" if fact.name in shape.required else "不知道就留空。"
    return f"“{fact.name}”：{allowed(fact, shape)}。{leave}"[:LONGEST_MESSAGE]


def allowed(fact: Fact, shape: Shape) -> str:
    """`金额，单位元，不小于 0`."""
    if fact.values:
        return f"从中选一个：{'、'.join(fact.values)}"
    if fact.kind is Kind.REFERENCE:
        return f"所属{fact.target}在“{fact.target}”表里的编号" if fact.owner else f"{fact.target}的编号"
    if fact.name == shape.owner and shape.owners:
        return f"“{shape.entity}”表里的编号"
    if fact == YEAR:
        return "年份，如 2024"
    parts = [f"{LENGTH} 位，按文本填写" if check_name(fact) else _KINDS[fact.kind]]
    if unit := unit_of(fact):
        parts.append(f"单位{unit}")
    if fact.range is not None:
        parts.append(say_range(fact.range, fact.kind) + ("（假设）" if fact.assumed else ""))
    return "，".join(parts)


def unit_of(fact: Fact) -> str:
    return fact.unit or ("元" if fact.kind is Kind.MONEY else "")


def years_of(column: Column) -> str:
    return say_years(column.years) if column.years else ""


def say_years(years: Sequence[int]) -> str:
    """`2024、2023 年`."""
    return f"{'、'.join(map(str, years))} 年"


def when_empty(fact: Fact) -> str:
    """What an empty cell is taken as, where that is not simply unknown."""
    if fact.default is None:
        return ""
    return f"留空按“{say_value(fact.default, fact.kind)}”理解"


def say_range(interval: Interval, kind: Kind) -> str:
    """`0 至 100`, `0 至 1,000 万（不含 1,000 万）`, `大于 0`."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        end, closed = (high, interval.high_closed) if low is None else (low, interval.low_closed)
        word = {(True, True): "不大于", (True, False): "小于", (False, True): "不小于", (False, False): "大于"}
        return f"{word[low is None, closed]} {say_value(end, kind)}" if end is not None else ""
    said = f"{say_value(low, kind)} 至 {say_value(high, kind)}"
    match interval.low_closed, interval.high_closed:
        case False, False:
            return f"{said}（均不含）"
        case False, True:
            return f"{said}（不含 {say_value(low, kind)}）"
        case True, False:
            return f"{said}（不含 {say_value(high, kind)}）"
    return said


def say_value(value: object, kind: Kind) -> str:
    """A value as people write it: `30%`, `1,000 万`."""
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal() if kind is Kind.RATE:
            return f"{_plain(value * 100)}%"
        case Decimal():
            for size, word in _LARGE:
                if abs(value) >= size and value % size == 0:
                    return f"{_plain(value / size)} {word}"
            return _plain(value)
        case date():
            return value.isoformat()
    return str(value)


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
