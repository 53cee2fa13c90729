"""The index of a table's columns leaves just the rows that trying each would."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.dmn.columns import ColumnIndex, bits
from luoshu.feel import tree, types
from luoshu.feel.cells import parse_tests
from luoshu.feel.interpreter import evaluate
from luoshu.feel.scope import Names

NAMES = Names({"?": types.ANY, "y": types.NUMBER})
CELLS = [
    "-", "1", "1, 3", "not(2)", "not(1, [3..5])", "< 2", "<= 2", "> 3", ">= 3", "[1..3]", "(1..3)", "[2..2]", "(2..2)",
    "]1..4]", "-2", "< -1",
    "not(< 2, > 4)", "> y", "[y..4]", "? > 2", "[4..1]", "null", "not(null)", "!= 2", "2.50", "1e0",
]  # fmt: skip
TEXTS = ['"a"', '"a", "b"', 'not("a")', "-", 'starts with(?, "a")', '< "b"', '>= "b"', "null", '["a", "c"]']
DATES = ['date("2025-06-30")', '>= @"2025-06-30"', '[@"2025-01-01"..@"2025-06-30")', 'not(date("2025-06-30"))', "-"]
NUMBERS = [Decimal(text) for text in ("-3", "-2", "0", "1", "1.0", "1.5", "2", "2.5", "3", "4", "5", "6")]


def hit(cells: list[str], value: Any) -> tuple[list[int], list[int]]:
    """The rows that the index finds, its open cells evaluated; and those that hit when every cell is."""
    tests = [parse_tests(cell, NAMES) for cell in cells]
    found = ColumnIndex([None if isinstance(test, tree.AnyTest) else test for test in tests]).rows(value)

    def holds(at: int) -> bool:
        return evaluate(tests[at], {"?": value, "y": Decimal(2)}) is True

    indexed = [at for at in bits(found.rows) if not found.open >> at & 1 or holds(at)]
    return indexed, [at for at in range(len(tests)) if holds(at)]


@given(
    st.lists(st.sampled_from(CELLS), max_size=12),
    st.sampled_from([*NUMBERS, None, "a", True, date(2025, 6, 30), [Decimal(1)]]),
)
def test_numbers(cells: list[str], value: Any) -> None:
    indexed, tried = hit(cells, value)
    assert indexed == tried


@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.sampled_from(["a", "ab", "b", "", None, Decimal(1)]))
def test_texts(cells: list[str], value: Any) -> None:
    indexed, tried = hit(cells, value)
    assert indexed == tried


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 29), date(2025, 6, 30), None])
def test_dates(day: date | None) -> None:
    indexed, tried = hit(DATES, day)
    assert indexed == tried


def test_what_no_index_knows_is_open() -> None:
    column = ColumnIndex([parse_tests(cell, NAMES) for cell in ("1", "> y", "2")])
    assert column.rows(Decimal(2)).rows == 0b110
    assert column.rows(Decimal(2)).open == 0b010
    assert ColumnIndex([parse_tests('"a"', NAMES), parse_tests("1", NAMES)]).open == 0b11  # two kinds
