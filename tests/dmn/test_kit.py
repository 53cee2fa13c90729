"""The DMN Technology Compatibility Kit, as far as it stands beside the checkout; and how its cases are read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshu.dmn.kit import agree, run_kit, summary

from .models import decision, feel, input_data, model

XML = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)


def test_all_of_the_kit(shared: Path) -> None:
    assert [each for each in run_kit(shared / "tck") if each.outcome != "SUCCESS"] == []


def cases(folder: Path, *inner: str, name: str = "m") -> list[str]:
    (folder / f"{name}.dmn").write_text(
        model(input_data("数"), decision("倍", feel("数 * 2"), "数"), decision("列", feel("[数, {a: 数}]"), "数")),
        encoding="utf-8",
    )
    body = "".join(f'<testCase id="{number}">{case}</testCase>' for number, case in enumerate(inner, 1))
    text = f"{XML}<modelName>m.dmn</modelName>{body}</testCases>"
    (folder / f"{name}-test-01.xml").write_text(text, encoding="utf-8")
    return [f"{each.case} {each.outcome} {each.detail}".strip() for each in run_kit(folder)]


def given(text: str, kind: str = "decimal") -> str:
    return f'<inputNode name="数"><value xsi:type="xsd:{kind}">{text}</value></inputNode>'


def wanted(name: str, value: str) -> str:
    return f'<resultNode name="{name}"><expected>{value}</expected></resultNode>'


def test_a_case_passes_when_all_its_results_do(tmp_path: Path) -> None:
    four = '<value xsi:type="xsd:decimal">4.00</value>'
    listed = (
        '<list><item><value xsi:type="xsd:decimal">2</value></item>'
        '<item><component name="a"><value xsi:type="xsd:decimal">2</value></component></item></list>'
    )
    assert cases(
        tmp_path,
        given("2") + wanted("倍", four) + wanted("列", listed),
        given("3") + wanted("倍", four) + wanted("列", listed),
        given("two", "string") + wanted("倍", '<value xsi:nil="true"/>'),
        given("2") + wanted("没有", four),
    ) == [
        "1 SUCCESS",
        "2 ERROR 倍: expected 4, got 6; 列: expected [2, {a: 2}], got [3, {a: 3}]",
        "3 SUCCESS",
        "4 ERROR 没有: expected 4, got null",
    ]


def test_a_model_that_cannot_be_read_is_a_failure_of_its_file(tmp_path: Path) -> None:
    cases(tmp_path, given("2"))
    (tmp_path / "m.dmn").write_text("<x>", encoding="utf-8")
    (found,) = run_kit(tmp_path)
    assert (found.outcome, found.case) == ("ERROR", "")
    assert found.detail.startswith("m.dmn:1: ")
    assert summary([found]) == (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("0.33333333"), Decimal(1) / 3, True),
        (Decimal("0.3333"), Decimal(1) / 3, False),
        (Decimal("1234567890.12"), Decimal("1234567890.13"), True),
        (Decimal(1), "1", False),
        ([Decimal(1)], [Decimal(1), None], False),
        ({"a": None}, {"a": None}, True),
        ({"a": None}, {}, False),
        (None, False, False),
        (True, True, True),
    ],
)
def test_results_agree_to_the_places_that_the_kit_writes(one: Any, other: Any, same: bool) -> None:
    assert agree(one, other) is same
