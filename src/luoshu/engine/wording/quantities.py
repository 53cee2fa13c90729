"""What the cells of calls and pools say, in words: limits, shares, rounds, awards, periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from luoshu.engine.figures import MONEY, RATE, show_date, show_term
from luoshu.engine.wording import words as w
from luoshu.engine.wording.expressions import Wording
from luoshu.engine.wording.phrases import Phrase, assumed_line, joined, words
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.feel.tree import Node, Number
from luoshu.policy.expressions import is_assumed, unmarked
from luoshu.policy.quantities import Award, Count, Delay, Limit, Period, Share
from luoshu.policy.scope import Scope
from luoshu.policy.terms import Term, TermUnit
from luoshu.problems import Text

# The unit of a bare number, by the property that it stands in.
UNITS: Mapping[str, str] = {
    "first": MONEY,
    "per_borrower": MONEY,
    "money": MONEY,
    "awards": MONEY,
    "rate": RATE,
    "sharing": RATE,
    "shares": RATE,
}
_UP_TO = Text("最高 {0}", "up to {0}")
_PASS = Text("取 {0} 名", "{0} pass")
_PLACES = Text("{0} 名", "{0}")
_TIMES = Text("{0} 倍", "{0} times")
_PERIOD = Text("{0}至 {1}", "{0} to {1}")


def quantities(
    value: object, key: str, wording: Wording, scope: Scope, shown: Callable[[Node, Scope], Node]
) -> Phrase | None:
    """What stands in a cell; None where it is not of these kinds. `shown` is the form in which expressions are said."""

    def amount(node: Node) -> Phrase:
        return wording.phrase(shown(node, scope), scope, unit_in_words(node, scope) or UNITS.get(key, ""))

    def delay(node: Node, unit: TermUnit) -> Phrase:
        """`60 天` where the number is known; else the name of the parameter, whose unit stands with its value."""
        told = shown(node, scope)
        number = unmarked(told)
        if not isinstance(number, Number) or number.value != number.value.to_integral():
            return amount(node)
        term = words(show_term(Term(int(number.value), unit), wording.lang))
        return assumed_line(term) if is_assumed(told) else term

    parts = value if isinstance(value, tuple) else (value,)
    told = [_quantity(part, key, wording, amount, delay) for part in parts]
    if not told or any(each is None for each in told):
        return None
    return joined([each for each in told if each is not None], "、" if wording.lang == "zh" else ", ")


def _quantity(
    value: object,
    key: str,
    wording: Wording,
    amount: Callable[[Node], Phrase],
    delay: Callable[[Node, TermUnit], Phrase],
) -> Phrase | None:
    match value:
        case Limit(measure, op, limit, unit):
            end = words(show_term(limit, wording.lang)) if isinstance(limit, Term) else amount(limit)
            end = wording.say(_TIMES, end) if unit else end
            if op == "=":
                return _named(measure, (end,), wording)
            compared = wording.bare(w.comparison(op, "number", UNITS.get(key, "")), end)
            return _named(measure, (compared,), wording)
        case Term():
            return words(show_term(value, wording.lang))
        case Delay(number, unit):
            return delay(number, unit)
        case Share(party, share):
            return _named(party, (amount(share),), wording)
        case Count(name, number):
            counted = _PASS if key == "rounds" else _PLACES
            return _named(name, [wording.say(counted, words(str(number)))] if number is not None else (), wording)
        case Award(name, number, sum_of, at_most):
            told = [wording.say(_PLACES, words(str(number)))] if number is not None else []
            if sum_of is not None:
                told.append(wording.say(_UP_TO, amount(sum_of)) if at_most else amount(sum_of))
            return _named(name, told, wording)
        case Period(first, last):
            return wording.say(_PERIOD, words(show_date(first, wording.lang)), words(show_date(last, wording.lang)))
    return None


def _named(name: str, told: Sequence[Phrase], wording: Wording) -> Phrase:
    """A name and what is said of it; either may be missing."""
    between = words(" ") if wording.lang == "zh" else words(": ") if name and told else ()
    said = joined(told, " " if wording.lang == "zh" else ", ")
    return (*words(name), *between, *said) if name and told else words(name) if name else said
