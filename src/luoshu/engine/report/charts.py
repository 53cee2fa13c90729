"""Geometry of the report's charts, in percent of their width, so that they fit a phone and a page alike.

The template draws them as inline SVG. Each colour has a shape: yes is solid, no is hollow, cannot tell is hatched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshu.engine.report.distributions import Bar, Distribution, Threshold
from luoshu.engine.report.tallies import Tally

ANSWERS = ("yes", "value", "unknown", "failed", "no")
_LEAST = 0.4  # percent: what is not nothing can be seen
_GAP = 12.0  # percent of a bar's place
_MOST_LABELS = 3  # of thresholds


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar of answers; `left` and `width` in percent."""

    answer: str
    left: float
    width: float


def segments(tally: Tally) -> list[Segment]:
    """The answers side by side, in the order of ANSWERS, those that nobody got left out."""
    counts = [(answer, getattr(tally, answer)) for answer in ANSWERS if getattr(tally, answer)]
    widths = [max(_LEAST, 100 * count / tally.total) for _, count in counts]
    scale = 100 / sum(widths) if widths else 0
    found, left = [], 0.0
    for (answer, _), width in zip(counts, widths, strict=True):
        found.append(Segment(answer, left, width * scale))
        left += width * scale
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a histogram; `height` in percent of the highest. `tail` where its end is open."""

    bar: Bar
    left: float
    width: float
    height: float
    tail: bool

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold's line; `labelled` where there is room to say it."""

    threshold: Threshold
    left: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]

    @property
    def peak(self) -> Column:
        return max(self.columns, key=lambda column: column.height)


def histogram(distribution: Distribution) -> Histogram:
    """Columns of equal width, in order."""
    bars = distribution.bars
    place = 100 / len(bars)
    highest = max(bar.count for bar in bars) or 1
    columns = tuple(
        Column(
            bar,
            number * place + place * _GAP / 200,
            place * (1 - _GAP / 100),
            max(1.5, 100 * bar.count / highest) if bar.count else 0,
            distribution.stepped and (bar.low is None or bar.high is None),
        )
        for number, bar in enumerate(bars)
    )
    return Histogram(columns, tuple(_marks(distribution, place)))


def _marks(distribution: Distribution, place: float) -> Iterator[Mark]:
    """Those of formulas have a label; those of tables, often many, only where there are few."""
    lefts = {
        threshold: left
        for threshold in distribution.thresholds
        if (left := _position(distribution, threshold, place)) is not None
    }
    of_formulas = [threshold for threshold in lefts if not threshold.of_table]
    said = set(of_formulas or lefts) if len(of_formulas or lefts) <= _MOST_LABELS else set()
    for threshold, left in lefts.items():
        yield Mark(threshold, left, threshold in said)


def _position(distribution: Distribution, threshold: Threshold, place: float) -> float | None:
    """Where a threshold's line stands: between the values on its two sides, or inside a step in proportion."""
    value, after = threshold.value, threshold.op in (">", "<=")
    for number, bar in enumerate(distribution.bars):
        if bar.low is None or bar.high is None:
            continue
        if bar.low == bar.high:
            if value < bar.low or (value == bar.low and not after):
                return number * place
        elif bar.low <= value <= bar.high:
            return (number + _share(value, bar.low, bar.high)) * place
    return None


def _share(value: Decimal, low: Decimal, high: Decimal) -> float:
    return float((value - low) / (high - low))
