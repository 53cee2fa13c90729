"""Other ways to read a figure that its formula does not give: each a rule on the formula's tree.

There are few, each a slip that statistics do make, and a formula is tried in at most eight of them: among many readings
one would fit by chance. That a figure was cut off, or made of rounded figures, is no matter of the tree: `rounding.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from luoshu.feel.tree import Arithmetic, Node, Number, transform, walk
from luoshu.policy.model import Reading
from luoshu.problems import Text

_ONE = Number(Decimal(1))
_OTHER_YEARS = (1, -1, 2, -2)  # a base year so many before, or after


def readings_of(formula: Node) -> Iterator[Reading]:
    """The readings that the form of the formula is open to, the likeliest first."""
    for rule in _RULES:
        yield from rule(formula)


# --- the rules --------------------------------------------------------------------------------------------------------


def _other_intervals(formula: Node) -> Iterator[Reading]:
    """`** (1 / 3)` read as `** (1 / 4)`, and `** 3` as `** 4`: counted from another year."""
    found = {years for node in walk(formula) if (years := _years(node)) is not None}
    if len(found) != 1:
        return
    (years,) = found
    for other in (years + more for more in _OTHER_YEARS):
        if other > 1:  # over one interval it is the growth of the whole period: a reading of its own
            words = Text(
                f"按 {other} 个间隔而不是 {years} 个计算", f"it were taken over {other} intervals, not {years}"
            )
            yield Reading(words, transform(formula, _with_years(other)))


def _not_compounded(formula: Node) -> Iterator[Reading]:
    """`(a / b) ** (1 / n) - 1`: the whole growth, divided by the years or not."""
    match _less_one(formula):
        case Arithmetic("**", ratio, Arithmetic("/", one, years)) if one == _ONE:
            whole = Arithmetic("-", ratio, _ONE)
            divided = Text(
                "按全期增幅除以年数，不按复利", "it were the whole growth divided by the years, not compounded"
            )
            yield Reading(divided, Arithmetic("/", whole, years))
            yield Reading(
                Text("说的是全期而不是每年的增幅", "it were the growth of the whole period, not of a year"), whole
            )


def _of_the_later(formula: Node) -> Iterator[Reading]:
    """`a / b - 1` read as `1 - b / a`."""
    if growth := _growth(formula):
        later, earlier = growth
        words = Text("以期末数而不是基期数为基数", "it were measured against the later value, not the earlier")
        yield Reading(words, Arithmetic("-", _ONE, Arithmetic("/", earlier, later)))


def _points(formula: Node) -> Iterator[Reading]:
    """Of two rates: growth read as their difference, and the difference as growth."""
    growth = _growth(formula)
    if growth and _are_rates(*growth):
        words = Text("说的是百分点，不是相对增幅", "it were in percentage points, not relative growth")
        yield Reading(words, Arithmetic("-", *growth))
    match formula:
        case Arithmetic("-", later, earlier) if not growth and _are_rates(later, earlier):
            words = Text("说的是相对增幅，不是百分点", "it were relative growth, not percentage points")
            yield Reading(words, Arithmetic("-", Arithmetic("/", later, earlier), _ONE))


def _to_or_by(formula: Node) -> Iterator[Reading]:
    """`a / b - 1` read as `a / b`, and the reverse."""
    if growth := _growth(formula):
        words = Text("说的是增长到原来的多少，不是增长了多少", "it were what it grew to, not by how much")
        yield Reading(words, Arithmetic("/", *growth))
    elif _ratio(formula):
        words = Text("说的是增长了多少，不是增长到原来的多少", "it were by how much it grew, not what it grew to")
        yield Reading(words, Arithmetic("-", formula, _ONE))


def _turned_over(formula: Node) -> Iterator[Reading]:
    """`a / b` read as `b / a`."""
    if ratio := _ratio(formula):
        over, under = ratio
        words = Text("分子与分母对调", "numerator and denominator changed places")
        yield Reading(words, Arithmetic("/", under, over))


_RULES = (_other_intervals, _not_compounded, _of_the_later, _points, _to_or_by, _turned_over)


# --- forms of formulas ------------------------------------------------------------------------------------------------


def _less_one(node: Node) -> Node | None:
    """The x of `x - 1`."""
    match node:
        case Arithmetic("-", left, right) if right == _ONE:
            return left
    return None


def _growth(formula: Node) -> tuple[Node, Node] | None:
    """The later and the earlier value of `a / b - 1` or `(a - b) / b`."""
    match _less_one(formula) or formula:
        case Arithmetic("/", Arithmetic("-", later, earlier), base) if base == earlier:
            return later, earlier
        case Arithmetic("/", later, earlier) if _less_one(formula):
            return later, earlier
    return None


def _ratio(formula: Node) -> tuple[Node, Node] | None:
    """The parts of `a / b` that is no growth."""
    match formula:
        case Arithmetic("/", over, under) if not _growth(formula):
            return over, under
    return None


def _are_rates(*formulas: Node) -> bool:
    numbers = [node.value for formula in formulas for node in walk(formula) if isinstance(node, Number)]
    return all(abs(number) <= 1 for number in numbers)


def _years(node: Node) -> int | None:
    """The n of `** n` and `** (1 / n)`."""
    match node:
        case Arithmetic("**", _, Number(years)):
            pass
        case Arithmetic("**", _, Arithmetic("/", one, Number(years))) if one == _ONE:
            pass
        case _:
            return None
    return int(years) if years == int(years) and years > 0 else None


def _with_years(years: int) -> Callable[[Node], Node]:
    other = Number(Decimal(years))

    def change(node: Node) -> Node:
        match node:
            case Arithmetic("**", base, Number()):
                return Arithmetic("**", base, other)
            case Arithmetic("**", base, Arithmetic("/", one, Number())) if one == _ONE:
                return Arithmetic("**", base, Arithmetic("/", one, other))
        return node

    return change
