"""Who is paid how much, by whom and until when, as `benefits.parquet` tells it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from luoshu.engine.run import run

from .zones import KEY, ON, Zone

FIRMS = [{"p": "是", "a": "100.5", "d": "2025-01-31"}, {"p": "否", "a": "1", "d": ""}, {"p": "是", "a": "", "d": ""}]


def until(zones: Zone, cell: str, tables: str = "") -> list[Any]:
    """The column `until` of a benefit whose term is `cell`, for those who are entitled."""
    benefit = f"| 支持 | 补 |\n|---|---|\n| 对象 | p |\n| 金额 | a |\n| 期限 | {cell} |\n"
    policy, snapshot, _ = zones("", FIRMS, tables=f"{benefit}\n{tables}")
    out = zones.folder / "out"
    run([policy], snapshot.path, out, on=ON, report=False)
    rows = duckdb.sql(f"SELECT {KEY}, amount, until FROM '{out / 'zone' / 'test' / 'benefits.parquet'}'").fetchall()
    assert [(key, amount) for key, amount, _ in rows] == [("f1", Decimal("100.50")), ("f3", None)]
    return [day for _, _, day in rows]


PARAMETERS = """
| 参数 | 值 | 自 | 至 | 来源 |
|---|---|---|---|---|
| 末日 | date("2024-12-31") | 2020-01-01 | 2024-12-31 | 一 |
| 末日 | date("2026-12-31") | 2025-01-01 | | 二 |
"""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 年", [date(2026, 6, 30)] * 2),
        ('date("2026-12-31")', [date(2026, 12, 31)] * 2),
        ('d + duration("P3M")', [date(2025, 4, 30), None]),
        ("末日", [date(2026, 12, 31)] * 2),
    ],
)
def test_until_when(zones: Zone, cell: str, expected: list[date | None]) -> None:
    assert until(zones, cell, PARAMETERS if cell == "末日" else "") == expected


def test_an_assumption_in_the_last_day_is_one_of_the_benefit(zones: Zone, tmp_path: Path) -> None:
    tables = "| 支持 | 补 |\n|---|---|\n| 对象 | p |\n| 期限 | 末日 |\n\n" + PARAMETERS.replace("| 二 |", "| |")
    policy, snapshot, _ = zones("", FIRMS, tables=tables)
    run([policy], snapshot.path, tmp_path / "out", on=ON, report=False)
    rows = duckdb.sql(f"SELECT DISTINCT assumed FROM '{tmp_path / 'out' / 'zone' / 'test' / 'benefits.parquet'}'")
    assert rows.fetchall() == [(True,)]
