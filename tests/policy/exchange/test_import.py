"""DMN models as policy documents: policies come back deciding the same, models of others decide as they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from luoshu.dmn.kit import agree, read_value
from luoshu.dmn.loading import load
from luoshu.dmn.model import Decision, Element, Literal, Model, Variable
from luoshu.dmn.program import Program
from luoshu.dmn.run import Run
from luoshu.dmn.writer import write_model
from luoshu.dmn.xml import read_xml
from luoshu.policy.evaluate import answer
from luoshu.policy.exchange.export import export
from luoshu.policy.exchange.importing import Imported, import_model
from luoshu.policy.exchange.wording import Wording
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library, Version
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

from .cases import DECIDING, LIBRARY, Facts, day_of, firms, same
from .foreign import by_key, facts_of

FIRMS, MANY = 6, 300


def elements(program: Program, kind: type[Element]) -> list[Any]:
    return [each for each in program.main.source.elements if isinstance(each, kind)]


def there_and_back(policy: Policy, on: date, folder: Path) -> Imported:
    path = folder / "exported.dmn"
    path.write_bytes(write_model(export(policy, on).model))
    return import_model(load(path))


def differences(policy: Policy, on: date, asked: Iterator[Facts], folder: Path) -> list[Any]:
    imported = there_and_back(policy, on, folder)
    assert imported.left_out == (), [p.say() for p in imported.left_out][:3]
    graph, again = Graph.of([policy], on), Graph.of([imported.policy], on)
    wording = Wording.of(graph, policy)
    pairs = {key: f"{imported.policy.id}::{imported.names[name]}" for key, name in wording.decisions.items()}
    found = []
    for number, facts in enumerate(asked):
        wanted, told = answer(graph, facts), answer(again, facts)
        for key, other in pairs.items():
            if not same(wanted.values[key], told.values[other]):
                found.append((number, key, wanted.values[key], told.values[other]))
            elif wanted.is_unknown(key) != told.is_unknown(other):
                found.append((number, key, wanted.why.get(key), told.why.get(other)))
    return found


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_a_policy_comes_back_the_same(version: Version, tmp_path: Path) -> None:
    on = day_of(version)
    policy = LIBRARY.read(version, on)
    assert differences(policy, on, firms(policy, on, FIRMS), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_a_policy_comes_back_the_same_for_many(version: Version, tmp_path: Path) -> None:
    on = day_of(version)
    policy = LIBRARY.read(version, on)
    assert differences(policy, on, firms(policy, on, MANY), tmp_path) == []


def test_it_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """No guard is left, no flag; quotients, lists and earlier years stand as in the document."""
    version = next(each for each in DECIDING if each.id == "cn/tech-sme")
    on = day_of(version)
    text = there_and_back(LIBRARY.read(version, on), on, tmp_path).text
    assert "缺数据" not in text
    assert "null" not in text
    assert "研发销售比: if 销售收入 > 0 then 研发费用 / 销售收入 else 0\n" in text
    assert "| F | 科技人员数 / 职工总数 | **科技人员得分** |\n|---|---|---|\n| 1 | >= 0.3 | 20 |\n" in text


# --- the kit ----------------------------------------------------------------------------------------------------------


def asked_by(path: Path, program: Program) -> Iterator[Mapping[str, Any]]:
    """What the cases of a model give, by name; those that give a decision, or not everything, ask another question."""
    decisions = {each.name for each in elements(program, Decision)}
    for file in sorted(path.parent.glob("*-test-*.xml")):
        cases = read_xml(file)
        for case in cases.all("testCase"):
            values = {" ".join(node.get("name").split()): read_value(node) for node in case.all("inputNode")}
            plain = case.get("type") not in ("decisionService", "bkm") and not decisions & set(values)
            if plain and cases.text_of("modelName") == path.name and all(map(complete, values.values())):
                yield values


def complete(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is not None and all(map(complete, parts))


@pytest.mark.parametrize(("level", "least"), [(2, 80), pytest.param(3, 800, marks=pytest.mark.slow)])
def test_models_of_the_kit_decide_as_they_did(level: int, least: int, shared: Path) -> None:
    """Wherever a case gives all that a model asks for, each number, text, and yes or no is the model's."""
    count = 0
    for path in sorted((shared / "tck" / f"compliance-level-{level}").rglob("*.dmn")):
        program = load(path)
        try:
            imported = import_model(program)
        except ProblemError:
            continue
        graph = Graph.of([imported.policy], date(2026, 6, 30))
        for given in asked_by(path, program):
            told = answer(graph, facts_of(given))
            for each in elements(program, Decision):
                if each.name not in imported.names:
                    continue
                run = Run(program, by_key(program, given))
                wanted = run.value(program.main, each)
                lacking = any("was not given" in cause.text.en for cause in run.causes)
                if not lacking and isinstance(wanted, Decimal | Fraction | str | bool):
                    count += 1
                    got = told.values[f"{imported.policy.id}::{imported.names[each.name]}"]
                    assert agree(wanted, got), (path.name, each.name, given)
    assert count > least


@pytest.mark.parametrize("level", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_what_is_written_passes_check(level: int, shared: Path, tmp_path: Path) -> None:
    """Every model of the kit becomes a document that can be read as a file too; what is not in it is told."""
    for path in sorted((shared / "tck" / f"compliance-level-{level}").rglob("*.dmn")):
        program = load(path)
        try:
            imported = import_model(program)
        except ProblemError as error:
            assert error.problems[-1].code == "dmn.no-decision", path.name  # noqa: PT017
            continue
        (tmp_path / "imported.md").write_text(imported.text, encoding="utf-8")
        (version,) = Library().versions(str(tmp_path / "imported.md"))
        read = Library().read(version)
        assert set(read.decisions) == set(imported.policy.decisions)
        told = " ".join(problem.text.en for problem in imported.left_out)
        for each in elements(program, Decision):
            assert each.name in imported.names or f"'{each.name}'" in told, (path.name, each.name)


def test_what_a_model_says_of_itself_stands_under_the_title(tmp_path: Path) -> None:
    yes = Decision("d", Variable("结论", "boolean"), "# 说明", expression=Literal("true"))
    path = tmp_path / "m.dmn"
    path.write_bytes(write_model(Model("名", "urn:m", "", elements=(yes,), description="一段话")))
    text = import_model(load(path)).text
    assert "# 名\n\n一段话\n" in text
    assert "\n\\# 说明\n" in text
