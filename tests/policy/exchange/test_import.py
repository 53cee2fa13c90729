"""DMN models as policy documents: policies come back deciding the same, models of others decide as they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luoshu.dmn.kit import agree, read_value
from luoshu.dmn.loading import load
from luoshu.dmn.model import Decision, Element, InputData, Literal, Model, Variable
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


def facts_of(program: Program, given: Mapping[tuple[str, str], Any]) -> Facts:
    """The values of input data as facts of the imported policy, whose names are the same."""
    found: dict[str, Any] = {}
    for each in elements(program, InputData):
        value = given.get((program.main.source.namespace, each.id))
        if isinstance(value, dict):
            found |= {f"{each.name} {name}": inner for name, inner in value.items()}
        else:
            found[each.name] = value
    return found


def asked_by(path: Path, program: Program) -> Iterator[Mapping[tuple[str, str], Any]]:
    for file in sorted(path.parent.glob("*-test-*.xml")):
        for case in read_xml(file).all("testCase"):
            values = {node.get("name"): read_value(node) for node in case.all("inputNode")}
            yield {
                (program.main.source.namespace, each.id): values[each.name]
                for each in elements(program, InputData)
                if each.name in values
            }


def test_models_of_the_kit_decide_as_they_did(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "tck" / "compliance-level-2").rglob("*.dmn")):
        program = load(path)
        if path.stem == "0109-ruleOrder-hitpolicy":  # its only table lists, and has defaults
            continue
        imported = import_model(program)
        graph = Graph.of([imported.policy], date(2026, 6, 30))
        for given in asked_by(path, program):
            if any(value is None for value in given.values()):
                continue  # there a policy is unknown, and a model is not
            run, told = Run(program, given), answer(graph, facts_of(program, given))
            for each in elements(program, Decision):
                if each.name in imported.names:
                    count += 1
                    wanted = run.value(program.main, each)
                    assert agree(wanted, told.values[f"{imported.policy.id}::{imported.names[each.name]}"]), each
    assert count > 100


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
