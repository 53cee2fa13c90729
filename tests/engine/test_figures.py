"""Figures never read as rounder than they are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from luoshu.engine.figures import show


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("0.06"), "%", "6%"),
        (Decimal("0.059999995"), "%", "5.9999995%"),
        (Fraction(1, 15), "%", "6.67%"),
        (Decimal("0.0283"), "%", "2.83%"),
        (Decimal(12000000), "元", "1,200 万元"),
        (Decimal("11999999.99"), "元", "11,999,999.99 元"),
        (500, "人", "500 人"),
    ],
)
def test_figures(value: Decimal | Fraction | int, unit: str, text: str) -> None:
    assert show(value, unit, "zh") == text
