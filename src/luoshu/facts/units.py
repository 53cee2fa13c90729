"""What the units of facts are called."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from luoshu.problems import Lang

_ENGLISH: Mapping[str, tuple[str, str]] = {
    "元": ("yuan", "yuan"),
    "人": ("person", "people"),
    "年": ("year", "years"),
    "分": ("point", "points"),
    "月": ("month", "months"),
    "项": ("item", "items"),
    "家": ("firm", "firms"),
    "小时": ("hour", "hours"),
    "天": ("day", "days"),
    "个": ("", ""),
    "级": ("grade", "grades"),
    "平方米": ("square metre", "square metres"),
    "亿美元": ("hundred million US dollars", "hundred million US dollars"),
    "名": ("person", "people"),
    "件": ("item", "items"),
}


def unit_said(unit: str, count: Fraction | int, lang: Lang) -> str:
    """The unit of so many; of one that has no English name, as it is."""
    if lang == "zh":
        return "个月" if unit == "月" else unit
    one, many = _ENGLISH.get(unit, (unit, unit))
    return one if abs(count) == 1 else many
