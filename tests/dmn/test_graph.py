"""Requirements: knowledge models, services, imports, types; and the cause of what is null."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshu.problems import ProblemError

from .models import answer, decision, feel, input_data, knowledge, model, program, service, value

NUMBER = {"n": "number"}
FACTORIAL = knowledge("阶乘", NUMBER, feel("if n <= 1 then 1 else n * 阶乘(n - 1)"), type_ref="number")


def item(name: str, type_ref: str, more: str = "", collection: bool = False) -> str:
    several = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{several}><typeRef>{type_ref}</typeRef>{more}</itemDefinition>'


def allowed(text: str) -> str:
    return f"<allowedValues><text>{text}</text></allowedValues>"


def test_a_knowledge_model_may_call_itself(tmp_path: Path) -> None:
    made = program(tmp_path, FACTORIAL, decision("d", feel("阶乘(20)"), knows=("阶乘",)))
    assert value(made, "d") == 2432902008176640000


def test_endless_recursion_is_null_with_a_cause(tmp_path: Path) -> None:
    endless = knowledge("f", NUMBER, feel("f(n + 1)"))
    found = answer(program(tmp_path, endless, decision("d", feel("f(1)"), knows=("f",))), "d")
    assert found.value is None
    assert found.causes[-1].text.en == "the evaluation is nested too deeply"


def test_decisions_that_need_each_other(tmp_path: Path) -> None:
    found = answer(program(tmp_path, decision("a", feel("b"), "b"), decision("b", feel("a"), "a")), "a")
    assert (found.value, found.causes[0].text.en) == (None, "the decision depends on itself")


def test_invocations_bind_by_name(tmp_path: Path) -> None:
    subtract = knowledge("减", {"a": "number", "b": "number"}, feel("a - b"))
    binding = "".join(
        f'<binding><parameter name="{name}"/>{feel(text)}</binding>' for name, text in (("b", "1"), ("a", "x"))
    )
    boxed = f"<invocation>{feel('减')}{binding}</invocation>"
    made = program(tmp_path, input_data("x"), subtract, decision("d", boxed, "x", knows=("减",)))
    assert value(made, "d", {"x": Decimal(5)}) == 4
    wrong = program(tmp_path, subtract, decision("d", feel("减(1)"), knows=("减",)))
    assert answer(wrong, "d").causes[0].text.en == "the function takes (a, b)"


def test_services_are_given_what_they_ask_for_and_nothing_else(tmp_path: Path) -> None:
    parts = (
        input_data("x", "number"),
        decision("内", feel("x + 1"), "x"),
        decision("外", feel("内 * 10 + x"), "内", "x"),
        service("全部", "外", data="x"),
        service("部分", "外", data="x", decisions="内"),
        service("两个", "外 内", data="x"),
        decision("d", feel("[全部(2), 部分(2, 100), 部分(内: 1, x: 2), 部分(2)]"), knows=("全部", "部分")),
        decision("e", feel("两个(2).内"), knows=("两个",)),
    )
    made = program(tmp_path, *parts)
    assert value(made, "d", {"x": Decimal(7)}) == [32, 1002, 12, None]
    assert value(made, "e") == 3
    assert value(made, "两个", {"x": Decimal(1)}) == {"外": 21, "内": 2}
    assert value(made, "部分", {"x": Decimal(1)}) is None  # the input decision was not given


def imported(namespace: str, name: str) -> str:
    return f'<import namespace="{namespace}" name="{name}" importType="DMN"/>'


def test_imports_are_known_under_their_name(tmp_path: Path) -> None:
    far = model(item("t数", "number"), input_data("底数", "t数"), FACTORIAL, namespace="urn:far")
    near = model(
        imported("urn:far", "远"),
        decision("双倍", feel("远.底数 * 2"), "urn:far#底数"),
        namespace="urn:near",
    )
    made = program(
        tmp_path,
        imported("urn:near", "近 处"),
        imported("urn:far", "远"),
        decision(
            "d", feel("近 处.双倍 + 远.阶乘(3) + 远.底数"), "urn:near#双倍", "urn:far#底数", knows=("urn:far#阶乘",)
        ),
        near=near,
        far=far,
    )
    assert made.problems == []
    assert value(made, "d", {"远": {"底数": Decimal(5)}}) == 21
    with pytest.raises(ProblemError, match="no input '底'"):
        value(made, "d", {"远": {"底": 1}})


def test_an_import_that_is_missing_or_goes_round(tmp_path: Path) -> None:
    made = program(tmp_path, imported("urn:none", "无"))
    assert [problem.say() for problem in made.problems] == [
        "test.dmn:3: the model 'urn:none' that is imported was not found"
    ]
    other = model(imported("urn:test", "主"), decision("x", feel("1")), namespace="urn:other")
    made = program(tmp_path, imported("urn:other", "他"), decision("d", feel("他.x"), "urn:other#x"), other=other)
    assert value(made, "d") == 1
    assert len(made.problems) == 1


@pytest.mark.parametrize(
    ("type_ref", "given", "wanted"),
    [
        ("number", "5", None),
        ("number", [Decimal(5)], 5),
        ("t列", Decimal(5), [5]),
        ("t列", [Decimal(5), Decimal(11)], None),
        ("t级", "甲", "甲"),
        ("t级", "丙", None),
        ("t级", None, None),
        ("t人", {"名": "张", "级": "甲"}, {"名": "张", "级": "甲"}),
        ("t人", {"名": "张", "级": "丙"}, None),
        ("t人", {"名": "张"}, None),
        ("t两个", [Decimal(1), Decimal(2)], [1, 2]),
        ("t两个", [Decimal(1)], None),
        ("dateTime", "2025-06-30T08:00:00", datetime(2025, 6, 30, 8)),
        ("date", "2025-06-30", date(2025, 6, 30)),
        ("自己", [Decimal(1)], [1]),
    ],
)
def test_a_value_becomes_one_of_its_declared_type_or_null(
    tmp_path: Path, type_ref: str, given: Any, wanted: Any
) -> None:
    components = '<itemComponent name="名"><typeRef>string</typeRef></itemComponent>'
    components += '<itemComponent name="级"><typeRef>t级</typeRef></itemComponent>'
    types = (
        item("t小", "number", allowed("[0..10]")),
        item("t列", "t小", collection=True),
        item("t级", "string", allowed('"甲", "乙"')),
        f'<itemDefinition name="t人">{components}</itemDefinition>',
        item("t两个", "number", "<typeConstraint><text>count(?) = 2</text></typeConstraint>", collection=True),
        item("自己", "自己", collection=True),
    )
    made = program(tmp_path, *types, input_data("x", type_ref), decision("d", feel("x"), "x"))
    assert value(made, "d", {"x": given}) == wanted


def test_a_date_becomes_its_midnight(tmp_path: Path) -> None:
    made = program(tmp_path, decision("d", feel('date("2025-06-30")'), type_ref="dateTime"))
    assert value(made, "d") == datetime(2025, 6, 30, tzinfo=UTC)


def test_types_of_the_model_are_types_in_feel(tmp_path: Path) -> None:
    made = program(
        tmp_path,
        item("t数列", "number", collection=True),
        decision("d", feel("[[1] instance of t数列, 1 instance of t数列]")),
    )
    assert value(made, "d") == [True, False]


def test_the_cause_of_a_null_says_where_it_came_from(tmp_path: Path) -> None:
    made = program(tmp_path, input_data("x"), decision("比", feel("1 / x"), "x"), decision("d", feel("比 > 1"), "比"))
    (cause,) = answer(made, "d", {"x": Decimal(0)}).causes
    assert (cause.element, cause.file, cause.line, cause.expression) == ("比", "test.dmn", 4, "1 / x")
    assert cause.text.en == "division by zero"
    (cause,) = answer(made, "d").causes
    assert cause.text.en == "'x' was not given"


def test_what_cannot_be_required(tmp_path: Path) -> None:
    made = program(tmp_path, service("s", "d", data="s"), decision("d", feel("1"), "s", knows=("d",)))
    assert [problem.say().partition(": ")[2] for problem in made.problems] == [
        "the element with the id 's' cannot be required here",
        "the element with the id 's' cannot be required here",
        "the element with the id 'd' cannot be required here",
    ]
    assert value(made, "d") == 1


def test_an_argument_that_does_not_conform_is_null_for_the_body(tmp_path: Path) -> None:
    """The argument is converted to null, as that of a service is; the invocation itself goes on (10.3.2.9.4)."""
    given = knowledge("有", NUMBER, feel("n != null"))
    made = program(tmp_path, given, decision("d", feel('[有(1), 有("一")]'), knows=("有",)))
    assert value(made, "d") == [True, False]
    assert answer(made, "d").causes[0].text.en == "must be number, not string"
