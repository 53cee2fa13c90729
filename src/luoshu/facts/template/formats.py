"""How a column looks, and what a spreadsheet lets stand in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from luoshu.facts.cells import check_name
from luoshu.facts.identifiers import LENGTH
from luoshu.facts.sources import YEAR, sheet_name
from luoshu.facts.template.sheets import Column, Sheet
from luoshu.facts.template.words import refusal
from luoshu.facts.vocabulary import NUMERIC, PLACES, Interval, Kind

ROWS = 1_048_576  # of a sheet
YES, NO = "是", "否"
NUMBER_FORMATS = {
    Kind.ID: "@",
    Kind.TEXT: "@",
    Kind.REFERENCE: "@",
    Kind.INTEGER: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.RATE: "0.00####%",
    Kind.DATE: "yyyy-mm-dd",
}
_WIDTHS = {Kind.ID: 22, Kind.REFERENCE: 22, Kind.MONEY: 20, Kind.TEXT: 18, Kind.DATE: 13}
_LEAST_WIDTH, _MOST_WIDTH = 11, 30
_LONGEST_LIST = 255  # of the values that a rule holds itself


def number_format(column: Column) -> str:
    return "0" if column.fact == YEAR else NUMBER_FORMATS.get(column.fact.kind, "General")


def width(column: Column) -> int:
    """Enough for the heading and for what is to stand below it. A Chinese letter is two wide."""
    heading = sum(1 if letter.isascii() else 2 for letter in column.fact.name) + 3
    return min(max(heading, _WIDTHS.get(column.fact.kind, _LEAST_WIDTH)), _MOST_WIDTH)


def rule(column: Column, sheet: Sheet, names: Collection[str], listed: str | None) -> dict[str, Any] | None:
    """The rule of what may stand in a column, as xlsxwriter takes it; None where anything may.

    `names` are those of the workbook's sheets; `listed` is where the values of a fact stand that are too many or too
    odd to stand in the rule.
    """
    said = _allowed(column, sheet, names, listed)
    if said is None:
        return None
    return {"error_title": column.fact.name[:32], "error_message": refusal(column.fact, sheet.shape), **said}


def fits_in_rule(values: Collection[str]) -> bool:
    """Whether a rule can hold the values of a drop-down itself, between commas."""
    return len(",".join(values)) <= _LONGEST_LIST and not any("," in value or '"' in value for value in values)


def _allowed(column: Column, sheet: Sheet, names: Collection[str], listed: str | None) -> dict[str, Any] | None:
    fact = column.fact
    owner = sheet_name(sheet.shape.owners.get(fact.name, "")) if fact.name in sheet.shape.owners else None
    if owner in names:
        quoted = str(owner).replace("'", "''")
        return {"validate": "list", "source": f"='{quoted}'!$A$2:$A${ROWS}"}
    if fact == YEAR:
        # Other years do no harm, they are only not looked at.
        return {"validate": "list", "source": [str(year) for year in sheet.years], "error_type": "warning"}
    if fact.values:
        return {"validate": "list", "source": listed or list(fact.values)}
    if fact.kind is Kind.BOOLEAN:
        return {"validate": "list", "source": [YES, NO]}
    if check_name(fact):
        return {"validate": "length", "criteria": "==", "value": LENGTH}
    if fact.kind in NUMERIC and fact.bounds is not None:
        low, high = _ends(fact.bounds, Decimal(1).scaleb(-PLACES[fact.kind]))
        kind = "integer" if fact.kind is Kind.INTEGER else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": f"{low:f}", "maximum": f"{high:f}"}
    if fact.kind is Kind.DATE:
        interval = fact.range or Interval()
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": interval.low or date(1900, 1, 1),
            "maximum": interval.high or date(9999, 12, 31),
        }
    return None


def _ends(bounds: Interval, step: Decimal) -> tuple[Decimal, Decimal]:
    """The least and the greatest number in a range, as far as numbers are kept."""
    assert isinstance(bounds.low, Decimal)  # every numeric kind is bounded on both sides
    assert isinstance(bounds.high, Decimal)
    low = bounds.low if bounds.low_closed else bounds.low + step
    return low, bounds.high if bounds.high_closed else bounds.high - step
