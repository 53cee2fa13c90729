"""Boxed expressions, each kind in a model of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from .models import answer, decision, feel, formal, input_data, program, value


def entry(name: str, expression: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{name}"{typed}/>' if name else ""
    return f"<contextEntry>{variable}{expression}</contextEntry>"


def given(folder: Path, expression: str, type_ref: str = "", **inputs: Any) -> Any:
    made = program(folder, *map(input_data, inputs), decision("结论", expression, *inputs, type_ref=type_ref))
    assert made.problems == []
    return value(made, "结论", inputs)


def test_an_entry_of_a_context_sees_those_before_it(tmp_path: Path) -> None:
    context = f"<context>{entry('销售 收入', feel('100'))}{entry('占比', feel('20 / 销售 收入'))}</context>"
    assert given(tmp_path, context) == {"销售 收入": 100, "占比": Decimal("0.2")}


def test_the_last_entry_without_a_name_is_the_result(tmp_path: Path) -> None:
    assert given(tmp_path, f"<context>{entry('a', feel('2'))}{entry('', feel('a + x'))}</context>", x=1) == 3


def test_an_entry_of_another_type_is_null(tmp_path: Path) -> None:
    assert given(tmp_path, f"<context>{entry('a', feel('2'), 'string')}</context>") == {"a": None}


def test_lists_and_relations(tmp_path: Path) -> None:
    assert given(tmp_path, f"<list>{feel('1')}{feel('x')}</list>", x=2) == [1, 2]
    columns = '<column name="类别"/><column name="数量" typeRef="number"/>'
    text = feel('"I类"')
    rows = f"<row>{text}{feel('x')}</row>"
    relation = f"<relation>{columns}{rows}</relation>"
    assert given(tmp_path, relation, x=3) == [{"类别": "I类", "数量": 3}]
    assert given(tmp_path, relation, x="three") == [{"类别": "I类", "数量": None}]


def test_conditionals_take_the_other_branch_unless_it_is_true(tmp_path: Path) -> None:
    boxed = f"<conditional><if>{feel('x')}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>"
    assert [given(tmp_path, boxed, x=each) for each in (True, False, None, "yes")] == [1, 2, 2, 2]


def test_filters(tmp_path: Path) -> None:
    boxed = f"<filter><in>{feel('x')}</in><match>{feel('次数 > 1 and item.有效')}</match></filter>"
    items = [{"次数": 1, "有效": True}, {"次数": 2, "有效": True}, {"次数": 3, "有效": None}]
    assert given(tmp_path, boxed, x=items) == [items[1]]
    assert given(tmp_path, boxed, x=None) is None
    assert given(tmp_path, f"<filter><in>{feel('x')}</in><match>{feel('1')}</match></filter>", x=[1]) is None


def test_loops(tmp_path: Path) -> None:
    loop = f'<for iteratorVariable="年 份"><in>{feel("x")}</in><return>{feel("年 份 + sum(partial)")}</return></for>'
    assert given(tmp_path, loop, x=[1, 2, 3])[0] is None  # the sum of nothing is null
    assert given(tmp_path, loop.replace("sum(partial)", "count(partial)"), x=[1, 2, 3]) == [1, 3, 5]
    assert given(tmp_path, loop.replace("sum(partial)", "0"), x=None) is None


@pytest.mark.parametrize(
    ("kind", "given_", "wanted"),
    [
        ("some", [1, 5], True),
        ("some", [1, None], None),
        ("some", [], False),
        ("every", [5, 6], True),
        ("every", [1, None], False),
        ("every", [5, None], None),
        ("every", [], True),
    ],
)
def test_quantifiers(tmp_path: Path, kind: str, given_: list[Any], wanted: bool | None) -> None:
    boxed = f'<{kind} iteratorVariable="n"><in>{feel("x")}</in><satisfies>{feel("n > 4")}</satisfies></{kind}>'
    assert given(tmp_path, boxed, x=given_) is wanted


def test_functions_keep_what_they_saw(tmp_path: Path) -> None:
    add = f'<functionDefinition kind="FEEL">{formal({"数": "number"})}{feel("数 + x")}</functionDefinition>'
    context = f"<context>{entry('加', add)}{entry('', feel('[加(1), 加(数: 2)]'))}</context>"
    assert given(tmp_path, context, x=10) == [11, 12]


def test_a_function_of_another_language_cannot_be_called(tmp_path: Path) -> None:
    pmml = f'<functionDefinition kind="PMML">{formal({"a": "number"})}{feel("null")}</functionDefinition>'
    made = program(tmp_path, decision("d", f"<context>{entry('f', pmml)}{entry('', feel('f(1)'))}</context>"))
    found = answer(made, "d")
    assert found.value is None
    assert [cause.text.en for cause in found.causes] == ["functions in PMML are not supported"]


def test_expressions_of_another_language_are_null_and_say_so(tmp_path: Path) -> None:
    other = '<literalExpression expressionLanguage="http://www.w3.org/1999/XPath"><text>1</text></literalExpression>'
    found = answer(program(tmp_path, decision("d", other)), "d")
    assert found.value is None
    assert "http://www.w3.org/1999/XPath" in found.causes[0].text.en


@pytest.mark.parametrize("name", ["研发费用 (万元)", "A + B", "甲、乙", "O'Brien", "a/b*c", "合计-净额", "“引号”"])
def test_names_with_signs(tmp_path: Path, name: str) -> None:
    """The longest known name wins over the operators inside it (DMN 1.5, 10.3.1.2)."""
    made = program(tmp_path, input_data(name, "number"), decision("d", feel(f"{name} + 1"), name))
    assert value(made, "d", {name: Decimal(41)}) == 42


def test_a_deep_expression_is_no_crash(tmp_path: Path) -> None:
    made = program(tmp_path, decision("d", feel("(" * 3000 + "1" + ")" * 3000)))
    assert value(made, "d") is None
    nested = "<list>" * 200 + feel("1") + "</list>" * 200
    found = value(program(tmp_path, decision("d", nested)), "d")
    assert isinstance(found, list)
