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
        (4083, "个", "4,083 个"),
        (12, "年", "12 年"),
        (2025, "年", "2025 年"),
    ],
)
def test_figures(value: Decimal | Fraction | int, unit: str, text: str) -> None:
    assert show(value, unit, "zh") == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(4083, "个", "4,083"), (1, "名", "1 person"), (63, "名", "63 people"), (1, "年", "1 year"), (2025, "年", "2025")],
)
def test_figures_in_english(value: int, unit: str, text: str) -> None:
    assert show(value, unit, "en") == text
