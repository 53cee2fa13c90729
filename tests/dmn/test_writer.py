"""Models written as XML: valid by the schema, and read back the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from luoshu.dmn.editions import DMN_1_3
from luoshu.dmn.model import (
    Conditional,
    Context,
    Decision,
    DecisionTable,
    Feel,
    Filter,
    For,
    Function,
    Import,
    Input,
    InputData,
    Invocation,
    Item,
    Knowledge,
    List,
    Literal,
    Model,
    Output,
    Quantified,
    Reference,
    Relation,
    Rule,
    Service,
    Variable,
)
from luoshu.dmn.reader import read_model
from luoshu.dmn.tables import HitPolicy
from luoshu.dmn.writer import write_model
from luoshu.problems import ProblemError

ONE, YES = Literal("1"), Literal("true")


def plain(value: Any) -> Any:
    """A model without the lines of a file and its name: what it says."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {each.name: plain(getattr(value, each.name)) for each in fields(value) if each.init}
    unsaid = {"file": "", "line": 0}
    return replace(value, **{name: unsaid.get(name, it) for name, it in changes.items()})


def table(hit_policy: HitPolicy) -> DecisionTable:
    good = Rule((Feel("> 1"), Feel("-")), (Feel('"甲"'), Feel("null")), ("注 < & >",))
    return DecisionTable(
        hit_policy,
        (Input(Feel("a + 1"), "number", Feel("[0..9]"), "的"), Input(Feel("b"))),
        (Output("x", "string", Feel('"甲", "乙"'), Feel('"乙"'), "等级"), Output("y")),
        (good, Rule((Feel("-"),) * 2, (Feel("1"),) * 2, ("",))),
        ("说明",),
        "结果",
        type_ref="t",
    )


BOXES = (
    Literal(" a\n+ 1 < 2 & true", "urn:other", type_ref="boolean"),
    Context(((Variable("k", "number"), ONE), (None, Literal("k")))),
    List((ONE, List(()))),
    Relation((Variable("p"), Variable("q", "string")), ((ONE, YES), (YES, ONE))),
    Invocation(Literal("f"), ((Variable("n", "number"), ONE), (Variable("m"), None))),
    Function((Variable("n"),), Literal("n"), "Java", type_ref="t"),
    Function((), None),
    Conditional(YES, ONE, Literal("2")),
    Filter(List((ONE,)), Literal("item > 0")),
    For("i", List((ONE,)), Literal("i")),
    Quantified("some", "i", List((ONE,)), YES),
    Quantified("every", "i", List((ONE,)), YES),
    *map(table, HitPolicy),
)
ITEMS = (
    Item("t", "string", allowed=Feel('"甲"'), constraint=Feel("? != null")),
    Item("u", collection=True, components=(Item("c", "number"), Item("e", components=(Item("g", "date"),)))),
    Item("v", "number", function=(Variable("n", "number"),)),
    Item("w"),
)
OF_N = Function((Variable("n", "number"),), Literal("n"))


def here(id_: str) -> Reference:
    return Reference("", id_)


def whole() -> Model:
    """A model with everything that a model can have."""
    decisions = (
        Decision(f"d{at}", Variable(f"决策 {at}", "t" if at % 2 else None), "说明", expression=box, needs=(here("a"),))
        for at, box in enumerate(BOXES)
    )
    top = Decision(
        "top",
        Variable("顶"),
        needs=(here("d0"), Reference("urn:other", "y")),
        knows=(here("k"),),
        question="问？",
        answers="是",
    )
    service = Service(
        "s",
        Variable("服务", "t"),
        outputs=(here("top"),),
        encapsulated=(here("d0"),),
        input_decisions=(here("d1"),),
        input_data=(here("a"),),
    )
    elements = (
        InputData("a", Variable("a", "number")),
        InputData("name of 无号", Variable("无号")),
        Knowledge("k", Variable("f", "v"), function=OF_N, knows=(Reference("urn:other", "z"),)),
        Knowledge("l", Variable("g"), "空"),
        *decisions,
        top,
        service,
    )
    imports = (Import("urn:other", "别的", "other.dmn"),)
    language = "https://www.omg.org/spec/DMN/20230324/FEEL/"
    return Model("整个", "urn:整个", "", imports, ITEMS, elements, language, "一个模型")


def back(source: Model, folder: Path) -> Model:
    path = folder / "written.dmn"
    path.write_bytes(write_model(source))
    return read_model(path)


def schema(shared: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(shared / "tck" / "DMN15.xsd"))


def models(shared: Path) -> Iterator[Model]:
    for path in sorted((shared / "tck").rglob("*.dmn")):
        try:
            yield read_model(path)
        except ProblemError:
            continue


def test_every_kind_of_element_and_box_is_read_back(tmp_path: Path) -> None:
    assert plain(back(whole(), tmp_path)) == plain(whole())


def test_what_is_written_is_valid(shared: Path) -> None:
    schema(shared).assertValid(etree.fromstring(write_model(whole(), "1.0")))


def test_the_models_of_the_kit_are_written_as_they_were_read(shared: Path, tmp_path: Path) -> None:
    read = list(models(shared))
    assert len(read) > 100
    for each in read:
        assert plain(back(each, tmp_path)) == plain(each), each.file


def test_an_older_edition_refuses_what_came_in_later(tmp_path: Path) -> None:
    made = Model("m", "urn:m", "", elements=(Decision("d", Variable("d"), expression=ONE),))
    path = tmp_path / "old.dmn"
    path.write_bytes(write_model(made, edition=DMN_1_3))
    assert "20191111/MODEL" in path.read_text(encoding="utf-8")
    assert plain(read_model(path)) == plain(made)
    for later in (Conditional(YES, ONE, ONE), Quantified("some", "i", ONE, YES)):
        with pytest.raises(ProblemError, match=r"DMN 1\.3 has no"):
            write_model(replace(made, elements=(Decision("d", Variable("d"), expression=later),)), edition=DMN_1_3)
    with pytest.raises(ProblemError, match="typeConstraint"):
        write_model(replace(made, items=(Item("t", "number", constraint=Feel("> 1")),)), edition=DMN_1_3)


@pytest.mark.parametrize("text", ["a < b & c", "行一\n行二", '"引号"', "  两边 "])
def test_texts_stay_as_they_are(text: str, tmp_path: Path) -> None:
    made = Model("m", "urn:m", "", elements=(Decision("d", Variable("d"), expression=Literal(text)),))
    (found,) = back(made, tmp_path).elements
    assert isinstance(found, Decision)
    assert isinstance(found.expression, Literal)
    assert found.expression.text == text
