"""Values as people write them: 1,200 万元, 2.83%, 2025 年 6 月 30 日; ¥12,000,000, 2.83%, 30 June 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.facts.units import unit_said
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel import tree
from luoshu.feel.arithmetic import quantize_half_up
from luoshu.feel.text import display
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.scope import DecisionRef, FactRef, ParameterRef, Scope
from luoshu.policy.terms import Term, TermUnit
from luoshu.problems import Lang, Text

YES, NO, UNKNOWN, FAILED = (
    Text("是", "yes"),
    Text("否", "no"),
    Text("不能判断", "cannot tell"),
    Text("算不出", "no result"),
)
MISSING = Text("缺失", "missing")
RATE, MONEY = "%", "元"
# Of a gap between values of a kind of condition: of dates and durations it is a number of days, or of months.
GAP_UNITS: Mapping[str, str] = {"date": "天", "days": "天", "months": "月"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLACES, _MOST_PLACES = 2, 10
_CALENDAR = 1000  # from here on a number of years is a year


def show(value: Any, unit: str, lang: Lang, beside: Any = None) -> str:
    """The value with its unit. A number keeps as many places as tell it from `beside`, with which it is compared."""
    match value:
        case None:
            return MISSING.say(lang)
        case bool():
            return (YES if value else NO).say(lang)
        case int() | Decimal() | Fraction():
            other = beside if isinstance(beside, int | Decimal | Fraction) and not isinstance(beside, bool) else None
            return _number(Fraction(value), unit, lang, None if other is None else Fraction(other))
        case date():
            return show_date(value, lang)
        case Months() | timedelta():
            return show_duration(value, lang)
        case list():
            count = f"{len(value):,}"
            return f"{count} 项" if lang == "zh" else f"{count} item{'' if len(value) == 1 else 's'}"
    return display(value)


def unit_in_head(unit: str, lang: Lang) -> str:
    """The unit of a column, as its head names it: 元, 人; ¥, people. A share keeps its sign beside each number."""
    if unit == RATE:
        return ""
    return "¥" if unit == MONEY and lang == "en" else unit_said(unit, 2, lang)


def in_brackets(text: str, lang: Lang) -> str:
    if not text:
        return ""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def show_date(value: date, lang: Lang) -> str:
    if lang == "zh":
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def show_term(term: Term, lang: Lang) -> str:
    """`6 个月` / `6 months`."""
    unit = {TermUnit.YEAR: "年", TermUnit.MONTH: "月", TermUnit.DAY: "天"}.get(term.unit)
    if unit is None:
        return f"{term.count} {term.unit.value[0 if lang == 'zh' else 2]}"
    return _counted([(term.count, unit)], lang)


def show_duration(value: Months | timedelta, lang: Lang) -> str:
    if isinstance(value, timedelta):
        if value % timedelta(days=1):
            return display(value)
        return _counted([(value.days, "天")], lang)
    years, months = divmod(abs(value.months), 12)
    told = [(count, unit) for count, unit in ((years, "年"), (months, "月")) if count] or [(0, "月")]
    return ("-" if value.months < 0 else "") + _counted(told, lang)


def _counted(counts: Sequence[tuple[int, str]], lang: Lang) -> str:
    return " ".join(f"{count:,} {unit_said(unit, count, lang)}" for count, unit in counts)


def _number(value: Fraction, unit: str, lang: Lang, beside: Fraction | None) -> str:
    if unit == RATE:
        return f"{_digits(value * 100, None if beside is None else beside * 100)}%"
    if unit == MONEY:
        return _money(value, lang)
    if unit == "年" and value.denominator == 1 and value >= _CALENDAR:
        return f"{int(value)}{' 年' if lang == 'zh' else ''}"
    text = _digits(value, beside)
    if not unit:
        return text
    return f"{text} {unit_said(unit, value, lang)}".rstrip()


def _money(value: Fraction, lang: Lang) -> str:
    if lang == "en":
        return f"{'-' if value < 0 else ''}¥{_digits(abs(value), None)}"
    for size, word in ((100_000_000, "亿元"), (10_000, "万元")):
        # A larger unit where four places of it say the amount in full.
        if abs(value) >= size and (value * 10_000 / size).denominator == 1:
            return f"{_plain(value / size, 4)} {word}"
    return f"{_digits(value, None)} 元"


def _digits(value: Fraction, beside: Fraction | None) -> str:
    """Two places; more where the figure would read as rounder than it is (6% for 5.9999995%), or as `beside`."""
    places = _PLACES
    while places < _MOST_PLACES and _misleads(value, beside, places):
        places += 1
    return _plain(value, places)


def _misleads(value: Fraction, beside: Fraction | None, places: int) -> bool:
    rounded = quantize_half_up(value, places)
    if rounded == value:
        return False
    return rounded == quantize_half_up(value, places - 1) or (
        beside is not None and rounded == quantize_half_up(beside, places)
    )


def _plain(value: Fraction, places: int) -> str:
    text = f"{quantize_half_up(value, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- units of expressions ---------------------------------------------------------------------------------------------

_FIRST_ARGUMENT = {
    "sum", "mean", "abs", "floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down",
    "prior",
}  # fmt: skip


def unit_of_fact(fact: Fact) -> str:
    if fact.kind is Kind.RATE:
        return RATE
    return fact.unit or (MONEY if fact.kind is Kind.MONEY else "")


def unit_of(node: Node, scope: Scope) -> str:
    """The unit in which an expression's value is best shown; empty where it is a plain number, or none."""
    match node:
        case tree.Assumed(inner) | tree.Negate(inner) | tree.Filter(inner, _):
            return unit_of(inner, scope)
        case tree.Number():
            written = scope.policy.text[node.span.start : node.span.end] if node.span.start >= 0 else ""
            return RATE if written.rstrip("⟩ ").endswith("%") else ""
        case tree.Name(name):
            return _unit_of_name(name, scope)
        case tree.Path(base, name):
            return _unit_of_field(base, name, scope)
        case tree.Arithmetic(op, left, right):
            return _unit_of_arithmetic(op, unit_of(left, scope), unit_of(right, scope))
        case tree.If(_, then, otherwise):
            return unit_of(then, scope) or unit_of(otherwise, scope)
        case tree.Call(tree.Name(name), (first, *_)) if name in _FIRST_ARGUMENT:
            return unit_of(first, scope)
        case tree.Call(tree.Name("min" | "max"), args):
            return next((unit for arg in args if (unit := unit_of(arg, scope))), "")
    return ""


def _unit_of_name(name: str, scope: Scope) -> str:
    match scope.resolve(name):
        case FactRef(fact, _):
            return unit_of_fact(fact)
        case ParameterRef(parameter, policy, _) if parameter is not None:
            return parameter.unit or unit_of(parameter.value, Scope(policy, scope.on))
        case DecisionRef(policy, inner):
            return unit_of_decision(inner, Scope(policy, scope.on))
    return ""


def unit_of_decision(name: str, scope: Scope) -> str:
    decision = scope.policy.decisions[name]
    if decision.unit:
        return decision.unit
    if decision.formula is not None:
        return unit_of(decision.formula, scope)
    if decision.table is None:
        return ""
    units = [unit_of(rule.outputs[decision.output], scope) for rule in decision.table.rules]
    return next((unit for unit in units if unit), "")


def _unit_of_field(base: Node, name: str, scope: Scope) -> str:
    if isinstance(base, tree.Filter):
        return _unit_of_field(base.base, name, scope)
    if isinstance(base, tree.Name):
        binding = scope.resolve(base.name)
        record = scope.record(binding.fact) if isinstance(binding, FactRef) else None
        if record is not None and name in record.facts:
            return unit_of_fact(record.facts[name])
    return ""


def _unit_of_arithmetic(op: str, left: str, right: str) -> str:
    if op in "+-":
        return left or right
    if op == "*":
        return left if right in ("", RATE) else right if left in ("", RATE) else ""
    if op == "/":
        if left == right:
            return RATE if left else ""
        return left if not right else ""
    return left
