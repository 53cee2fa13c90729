"""Forms of DMN that policies have not: services, functions, imported models, lists of values, listing tables. What is
written in their place decides as the model does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dmn.models import decision, feel, formal, input_data, knowledge, model, program, service, table, values

from luoshu.dmn.kit import agree
from luoshu.dmn.model import Decision, InputData
from luoshu.dmn.program import Program
from luoshu.dmn.run import Run
from luoshu.policy.evaluate import answer
from luoshu.policy.exchange.importing import Imported, import_model
from luoshu.policy.graph import Graph

from .foreign import by_key, facts_of

ON = date(2026, 6, 30)
A, B = input_data("a", "number"), input_data("b", "number")
NUMBERS = '<itemDefinition name="tN" isCollection="true"><typeRef>number</typeRef></itemDefinition>'


def held_equal(made: Program, cases: Sequence[Mapping[str, Any]], *left_out: str) -> Imported:
    """Asks the model and what came of it about the same; all but what is `left_out` came in."""
    imported = import_model(made)
    assert not {problem.place.line for problem in imported.left_out if problem.place} & {None}
    graph = Graph.of([imported.policy], ON)
    decisions = [each for each in made.main.source.elements if isinstance(each, Decision)]
    assert {each.name for each in decisions} - set(imported.names) == set(left_out)
    for case in cases:
        run, told = Run(made, by_key(made, case)), answer(graph, facts_of(case))
        for each in decisions:
            if each.name in imported.names:
                wanted = run.value(made.main, each)
                got = told.values[f"{imported.policy.id}::{imported.names[each.name]}"]
                assert agree(wanted, got), (each.name, case, wanted, got)
    return imported


def numbers(*names: str, values: Sequence[int] = (0, 1, 3, 7)) -> list[dict[str, Any]]:
    return [dict(zip(names, map(Decimal, each), strict=True)) for each in product(values, repeat=len(names))]


def variable(name: str) -> str:
    return "" if name == "result" else f'<variable name="{name}"/>'


def boxed(**entries: str) -> str:
    """A context; the entry `result` has no name."""
    inner = (f"<contextEntry>{variable(name)}{text}</contextEntry>" for name, text in entries.items())
    return f"<context>{''.join(inner)}</context>"


# --- services and functions -------------------------------------------------------------------------------------------


def test_a_service_is_put_in_where_it_is_called(tmp_path: Path) -> None:
    """What it is given reaches its decisions, and nothing else does."""
    made = program(
        tmp_path, A, B,
        decision("inner", feel("a + 1"), "a"),
        decision("outer", feel("inner * b"), "inner", "b"),
        service("both", "outer inner", "a b"),
        service("one", "outer", "a b"),
        service("mid", "outer", "b", "inner"),
        decision("x", feel("one(b, 2) + outer"), "b", "outer", knows=("one",)),
        decision("y", feel("mid(b: a, inner: 10) + 1"), "a", knows=("mid",)),
        decision("z", feel("both(a, 3).outer - both(b, 3).inner"), "a", "b", knows=("both",)),
    )  # fmt: skip
    imported = held_equal(made, numbers("a", "b"))
    assert imported.left_out == ()
    assert "x: (b + 1) * 2 + outer\n" in imported.text
    assert "y: 10 * a + 1\n" in imported.text


def test_a_table_in_a_service_is_a_decision_for_each_call(tmp_path: Path) -> None:
    rows = table("FIRST", {"a": ""}, '<output typeRef="number"/>', "> 2 | 1", "- | 0")
    made = program(
        tmp_path, A, B,
        decision("grade", rows, "a"),
        service("graded", "grade", "a"),
        decision("x", feel("graded(b) + graded(a * 2)"), "a", "b", knows=("graded",)),
    )  # fmt: skip
    held_equal(made, numbers("a", "b"))


def test_functions_of_contexts_are_put_in(tmp_path: Path) -> None:
    """In a context with a result, and in one without, where the function itself is no value."""
    twice = f"<functionDefinition>{formal({'n': 'number'})}{feel('n * 2')}</functionDefinition>"
    result = boxed(twice=twice, result=feel("twice(a) + twice(b)"))
    plain = boxed(x=feel("a + 1"), y=feel("x * b"))
    made = program(tmp_path, A, B, decision("r", result, "a", "b"), decision("p", plain, "a", "b"))
    imported = held_equal(made, numbers("a", "b"))
    assert "r: a * 2 + b * 2\n" in imported.text


def test_what_does_not_conform_is_left_out(tmp_path: Path) -> None:
    """Where the model can only give null, a policy had better say nothing than something else."""
    made = program(
        tmp_path, A,
        knowledge("half", {"n": "number"}, feel("n / 2"), type_ref="number"),
        decision("text", feel("a"), "a", type_ref="string"),
        decision("list", feel("a"), "a", type_ref="tN"),
        decision("item", feel("[a]"), "a", type_ref="number"),
        decision("called", feel('half("x")'), knows=("half",)),
        decision("many", feel("half(1, 2)"), knows=("half",)),
        NUMBERS,
    )  # fmt: skip
    imported = held_equal(made, numbers("a"), "text", "called", "many")
    assert [problem.text.en for problem in imported.left_out] == [
        "'text': 'text' is declared as string but gets a number: the model can only give null",
        "'called': 'n' is declared as number but gets a string: the model can only give null",
        "'many': the arguments here are not n: the model can only give null",
    ]


# --- imported models --------------------------------------------------------------------------------------------------


def test_imported_models_are_merged(tmp_path: Path) -> None:
    """Under their own names where these are free, after the model's name where not; under a heading of their own."""
    other = model(
        A, input_data("c", "number"), input_data("unused", "number"),
        decision("x", feel("a + c"), "a", "c"),
        decision("fine", feel("x > 3"), "x"),
        knowledge("twice", {"n": "number"}, feel("n * 2")),
        namespace="urn:other", name="Other",
    )  # fmt: skip
    made = program(
        tmp_path,
        '<import name="o" namespace="urn:other" importType="dmn"/>',
        A,
        decision("x", feel("a - 1"), "a"),
        decision("y", feel("if o.fine then o.x + x else o.twice(x)"), "x", "urn:other#x", "urn:other#fine",
                 knows=("urn:other#twice",)),
        decision("z", feel("o.x * 2"), "urn:other#x"),
        other=other,
    )  # fmt: skip
    imported = import_model(made)
    assert imported.left_out == ()
    assert "y: if fine then Other x + x else x * 2\n" in imported.text
    assert "## 引自 Other\n" in imported.text
    assert "unused" not in imported.text
    graph = Graph.of([imported.policy], ON)
    for a, b, c in product(map(Decimal, (0, 3, 9)), repeat=3):
        asked = {("urn:test", "a"): a, ("urn:other", "a"): b, ("urn:other", "c"): c}
        run, told = Run(made, asked), answer(graph, {"a": a, "Other a": b, "c": c})
        for each in made.main.source.elements:
            if isinstance(each, Decision):
                assert agree(
                    run.value(made.main, each), told.values[f"{imported.policy.id}::{imported.names[each.name]}"]
                )


def test_what_is_left_out_of_an_imported_model_has_its_file(tmp_path: Path) -> None:
    other = model(
        input_data("t", "time"),
        decision("early", feel('t < time("12:00:00")'), "t"),
        namespace="urn:other",
        name="Other",
    )
    made = program(
        tmp_path,
        '<import name="o" namespace="urn:other" importType="dmn"/>',
        A,
        decision("x", feel("o.early and a > 1"), "a", "urn:other#early"),
        decision("y", feel("a > 1"), "a"),
        other=other,
    )
    said = [problem.say() for problem in import_model(made).left_out]
    assert said[0].startswith(
        "other.dmn:3: left out: 't': 't' is of the type time: policies have no such facts; ask for"
    )
    assert said[1:] == [
        "other.dmn:4: left out: 'Other.early': the input 't' was not brought over",
        "test.dmn:5: left out: 'x': 'Other.early' was not brought over",
    ]


# --- lists of values --------------------------------------------------------------------------------------------------


def test_lists_of_values_get_a_field(tmp_path: Path) -> None:
    texts = {
        "total": "sum(ns)",
        "how many": "count(ns)",
        "all": "ns",
        "large": "ns[item > 2]",
        "largest": "if count(ns) > 0 then max(ns) else 0",
        "counted": "count(ns[item > a])",
        "any": "some n in ns satisfies n > a",
        "each": "for n in ns return n * 2",
        "has": "list contains(ns, a)",
    }
    decisions = (decision(name, feel(text), "a", "ns") for name, text in texts.items())
    made = program(tmp_path, NUMBERS, A, input_data("ns", "tN"), *decisions)
    lists = ([], [Decimal(3)], [Decimal(1), Decimal(7), Decimal(3)])
    cases = [{"a": a, "ns": ns} for a in map(Decimal, (0, 3)) for ns in lists if ns]
    imported = held_equal(made, cases)
    assert "|  | 值 | 小数 |" in imported.text
    assert "how many: count(ns.值)\n" in imported.text


# --- tables that list -------------------------------------------------------------------------------------------------

ONE = '<output typeRef="number"{}/>'
PAIR = '<output name="n" typeRef="number">{}</output><output name="t" typeRef="string">{}</output>'


def default(text: str) -> str:
    return f"<defaultOutputEntry><text>{text}</text></defaultOutputEntry>" if text else ""


@st.composite
def listing(draw: st.DrawFn) -> tuple[str, str]:
    """A table that lists, with or without defaults, with one output or two; its type."""
    policy, aggregation = draw(
        st.sampled_from(
            [("COLLECT", ""), ("RULE ORDER", ""), ("OUTPUT ORDER", ""), ("PRIORITY", "")]
            + [("COLLECT", each) for each in ("SUM", "COUNT", "MIN", "MAX")]
        )
    )
    two = not aggregation and draw(st.booleans())
    told = draw(st.sampled_from(["", "0", "2", "9"]))
    order = values(", ".join(map(str, draw(st.permutations([0, 1, 2, 3, 9])))))
    cells = st.sampled_from(["-", "> 2", "< 2", "3", "[1..3]"])
    rules = []
    for _ in range(draw(st.integers(1, 4))):
        given_ = [draw(st.sampled_from("1239")), *([draw(st.sampled_from(['"u"', '"v"']))] if two else [])]
        rules.append(" | ".join([draw(cells), draw(cells), *given_]))
    if two:
        outputs = PAIR.format(order + default(told), values('"u", "v"') + default('"v"' if told else ""))
    else:
        outputs = f'<output typeRef="number">{order}{default(told)}</output>'
    type_ref = "tN" if told and not two and not aggregation and policy != "PRIORITY" else ""
    return table(policy, {"a": "", "b": ""}, outputs, *rules, aggregation=aggregation), type_ref


@settings(suppress_health_check=list(HealthCheck))
@given(listing())
def test_tables_that_list_come_in(tmp_path_factory: pytest.TempPathFactory, made: tuple[str, str]) -> None:
    """A sum of nothing is null in a model and 0 in a policy, which is told; all else is the same."""
    text, type_ref = made
    folder = tmp_path_factory.getbasetemp() / "listing"
    folder.mkdir(exist_ok=True)
    built = program(folder, NUMBERS, A, B, decision("d", text, "a", "b", type_ref=type_ref))
    cases = numbers("a", "b", values=(1, 2, 3, 7))
    if any(problem.code == "dmn.nothing-hits" for problem in import_model(built).remarks):
        (d,) = (each for each in built.main.source.elements if isinstance(each, Decision))
        ids = [each.id for each in built.main.source.elements if isinstance(each, InputData)]
        cases = [
            each
            for each in cases
            if Run(built, {("urn:test", id_): each[id_] for id_ in ids}).value(built.main, d) is not None
        ]
    held_equal(built, cases)


def test_an_output_of_a_table_that_lists_is_a_list_where_it_is_asked_for(tmp_path: Path) -> None:
    rows = table("RULE ORDER", {"a": ""}, PAIR.format("", ""), '> 0 | 1 | "u"', '> 2 | 2 | "v"')
    made = program(tmp_path, A, decision("d", rows, "a"), decision("s", feel("count(d.n)"), "d"))
    imported = held_equal(made, numbers("a"))
    assert '| 1 | > 0 | {n: 1, t: "u"} |' in imported.text
    assert "s: count(d n)\n" in imported.text


def test_a_default_that_no_output_beats_is_a_last_row(tmp_path: Path) -> None:
    outputs = f'<output typeRef="number">{default("1")}</output>'
    rows = table("COLLECT", {"a": ""}, outputs, "> 0 | 5", "> 2 | 8", aggregation="MAX")
    imported = held_equal(program(tmp_path, A, decision("d", rows, "a")), numbers("a"))
    assert "| C> | a | **d** |" in imported.text
    assert "| 3 | - | 1 |" in imported.text


def test_a_sum_of_nothing_is_told(tmp_path: Path) -> None:
    rows = table("COLLECT", {"a": ""}, ONE.format(""), "> 0 | 5", aggregation="SUM")
    imported = import_model(program(tmp_path, A, decision("d", rows, "a")))
    assert [problem.text.en for problem in imported.remarks] == [
        "where no row of 'd' hits, the policy gives 0 and the model null"
    ]
