"""Units of measure: which may be added and compared, and what products and quotients make of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units, as (name, exponent) in order of name; a pure number has none."""

    powers: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """`元`, `元/人`, `元²`; of a pure number `1`."""
        above = "·".join(_power(name, exponent) for name, exponent in self.powers if exponent > 0)
        below = "·".join(_power(name, -exponent) for name, exponent in self.powers if exponent < 0)
        return f"{above or '1'}/{below}" if below else above or "1"


PURE = Unit()
_PURE_WORDS = {"%", "‰", "1", "比率", "ratio"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_unit(text: str) -> Unit | None:
    """The unit that a 单位 cell names; None where it is empty: it then fits any."""
    if not text:
        return None
    return PURE if text in _PURE_WORDS else Unit(((text, 1),))


def product(left: Unit | None, right: Unit | None) -> Unit | None:
    """None, a unit that is not known (a literal may be a rate of anything), stays unknown."""
    if left is None or right is None:
        return None
    powers = dict(left.powers)
    for name, exponent in right.powers:
        powers[name] = powers.get(name, 0) + exponent
    return Unit(tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent)))


def quotient(left: Unit | None, right: Unit | None) -> Unit | None:
    return product(left, None if right is None else Unit(tuple((name, -exponent) for name, exponent in right.powers)))


def fit(left: Unit | None, right: Unit | None) -> bool:
    """Whether two values may be added or compared."""
    return left is None or right is None or left == right


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else name + str(exponent).translate(_SUPERSCRIPTS)
