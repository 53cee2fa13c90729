"""Decision tables by the standard: a null fails a test, and no row is null."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .models import OUTPUT, answer, decision, input_data, program, table, value, values

ROWS = ('>= 1 | "甲"', '>= 5 | "乙"', '>= 9 | "丙"')
RANKED = "<output>" + values('"丙", "甲", "乙"') + "</output>"


def decided(folder: Path, made_table: str, **inputs: Any) -> Any:
    made = program(folder, *map(input_data, inputs), decision("d", made_table, *inputs))
    assert made.problems == []
    return value(made, "d", inputs)


@pytest.mark.parametrize(
    ("policy", "x", "wanted"),
    [
        ("UNIQUE", 1, "甲"),
        ("UNIQUE", 5, None),
        ("UNIQUE", 0, None),
        ("ANY", 1, "甲"),
        ("ANY", 5, None),
        ("FIRST", 9, "甲"),
        ("PRIORITY", 9, "丙"),
        ("PRIORITY", 5, "甲"),
        ("PRIORITY", 0, None),
        ("RULE ORDER", 9, ["甲", "乙", "丙"]),
        ("OUTPUT ORDER", 9, ["丙", "甲", "乙"]),
        ("COLLECT", 0, []),
        ("COLLECT", None, []),
    ],
)
def test_hit_policies(tmp_path: Path, policy: str, x: int | None, wanted: Any) -> None:
    assert decided(tmp_path, table(policy, {"x": ""}, RANKED, *ROWS), x=x) == wanted


@pytest.mark.parametrize(
    ("aggregation", "x", "wanted"),
    [("SUM", 9, 6), ("COUNT", 9, 3), ("MIN", 9, 1), ("MAX", 9, 3), ("COUNT", 0, 0), ("SUM", 0, None), ("MAX", 0, None)],
)
def test_aggregations(tmp_path: Path, aggregation: str, x: int, wanted: int | None) -> None:
    rows = (">= 1 | 1", ">= 5 | 2", ">= 9 | 3")
    assert decided(tmp_path, table("COLLECT", {"x": ""}, OUTPUT, *rows, aggregation=aggregation), x=x) == wanted


def test_several_outputs_are_a_context(tmp_path: Path) -> None:
    outputs = '<output name="等 级"/><output name="额度" typeRef="number"/>'
    rows = ('< 5 | "甲" | 1', '>= 5 | "乙" | "many"')
    made = table("UNIQUE", {"x": ""}, outputs, *rows)
    assert decided(tmp_path, made, x=1) == {"等 级": "甲", "额度": 1}
    assert decided(tmp_path, made, x=5) == {"等 级": "乙", "额度": None}


def test_a_default_where_no_rule_hits(tmp_path: Path) -> None:
    default = "<output><defaultOutputEntry><text>x + 100</text></defaultOutputEntry></output>"
    assert decided(tmp_path, table("FIRST", {"x": ""}, default, "> 5 | 1"), x=2) == 102
    assert decided(tmp_path, table("COLLECT", {"x": ""}, default, "> 5 | 1"), x=2) == 102


def test_values_that_are_not_allowed(tmp_path: Path) -> None:
    allowed = {"x": '<inputValues><text>"a", "b"</text></inputValues>'}
    made = program(tmp_path, input_data("x"), decision("d", table("FIRST", allowed, OUTPUT, "- | 1"), "x"))
    assert value(made, "d", {"x": "a"}) == 1
    found = answer(made, "d", {"x": "c"})
    assert (found.value, found.causes[0].text.en) == (None, "an input is none of the allowed values")
    output = f"<output>{values('1, 2')}</output>"
    assert decided(tmp_path, table("FIRST", {"x": ""}, output, "- | x"), x=2) == 2
    assert decided(tmp_path, table("FIRST", {"x": ""}, output, "- | x"), x=3) is None


def test_cells_speak_of_the_input_and_of_other_names(tmp_path: Path) -> None:
    made = table("FIRST", {"x": ""}, OUTPUT, "? > y and ? < 10 | 1", "[y..10) | 2", "not(1, 2) | 3", "- | 4")
    assert [decided(tmp_path, made, x=x, y=5) for x in (6, 5, 3, 1)] == [1, 2, 3, 4]


def test_a_cell_that_cannot_be_read_is_told_and_hits_nothing(tmp_path: Path) -> None:
    made = program(tmp_path, input_data("x"), decision("d", table("FIRST", {"x": ""}, OUTPUT, "> > | 1", "- | 2"), "x"))
    assert len(made.problems) == 1
    assert value(made, "d", {"x": 1}) == 2
