"""A figure as printed: `15.5%`, `1.8亿`, `1,036`, `3倍`, `0.69个百分点`, `> 1600`."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshu.feel.arithmetic import quantize, text_of

_UNITS = {
    "": Decimal(1),
    "倍": Decimal(1),
    "%": Decimal("0.01"),
    "个百分点": Decimal("0.01"),
    "万": Decimal(10) ** 4,
    "亿": Decimal(10) ** 8,
    "万亿": Decimal(10) ** 12,
}
_SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_PRINTED = re.compile(
    rf"(?P<sign>{'|'.join(_SIGNS)}|)\s*(?P<figure>[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    rf"\s*(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
)
_MORE_PLACES = 2  # shown of a value that is compared and not rounded


@dataclass(frozen=True, slots=True)
class Printed:
    """Its value is `figure` times the unit, with `places` decimals of the figure; a `sign` makes it a bound."""

    sign: str
    figure: Decimal
    unit: str
    places: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.figure) * self._unit

    @property
    def step(self) -> Fraction:
        """One unit of its last decimal."""
        return self._unit * Fraction(1, 10**self.places)

    @property
    def rounded_from(self) -> tuple[Fraction, Fraction]:
        """The values that are rounded to the figure: from the first on, up to the second."""
        return self.value - self.step / 2, self.value + self.step / 2

    @property
    def cut_from(self) -> tuple[Fraction, Fraction]:
        """The values that give the figure where what follows is cut off."""
        return (self.value, self.value + self.step) if self.figure >= 0 else (self.value - self.step, self.value)

    def fits(self, value: Fraction) -> bool:
        """Whether the value would be printed so, or keeps to the bound."""
        if self.sign:
            return bool(_SIGNS[self.sign](value, self.value))
        return self.rounded(value) == self.figure

    def rounded(self, value: Fraction) -> Decimal:
        """Another value in the same unit with as many decimals, rounded half up."""
        return quantize(value / self._unit, self.places, "half up")

    def cut(self, value: Fraction) -> Decimal:
        """The same, with what follows cut off."""
        return quantize(value / self._unit, self.places, "down")

    def show(self, value: Fraction) -> str:
        """Another value printed as the figure is; next to a bound with more decimals."""
        if self.sign:
            return text_of(quantize(value / self._unit, self.places + _MORE_PLACES, "half up")) + self.unit
        return f"{self.rounded(value)}{self.unit}"

    @property
    def _unit(self) -> Fraction:
        return Fraction(_UNITS[self.unit])


def read_printed(text: str) -> Printed | None:
    """The figure that a text is; None where it is none."""
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    figure = found["figure"].replace(",", "")
    return Printed(found["sign"], Decimal(figure), found["unit"], len(figure.partition(".")[2]))
