"""Every shipped policy as a DMN model: valid, and deciding the same by the standard's own rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from luoshu.dmn.loading import load
from luoshu.dmn.writer import write_model
from luoshu.policy.evaluate import answer
from luoshu.policy.exchange.export import export
from luoshu.policy.exchange.wording import Wording
from luoshu.policy.graph import Graph
from luoshu.policy.library import Version

from .cases import DECIDING, LIBRARY, day_of, decided, firms, same

FIRMS, MANY = 12, 400


def differences(version: Version, folder: Path, count: int) -> list[str]:
    on = day_of(version)
    policy = LIBRARY.read(version, on)
    path = folder / "exported.dmn"
    path.write_bytes(write_model(export(policy, on).model))
    program = load(path)
    assert program.problems == []
    graph = Graph.of([policy], on)
    wording = Wording.of(graph, policy)
    found = []
    for number, facts in enumerate(firms(policy, on, count)):
        wanted, told = answer(graph, facts), decided(program, wording, facts, on)
        found += [
            f"{number} {name}: the policy says {wanted.values[key]}, the model {told[name]}"
            for key, name in wording.decisions.items()
            if not same(wanted.values[key], told[name])
        ]
        found += [
            f"{number} {name}: the policy says otherwise"
            for key in wording.decisions
            if (name := wording.name(f"unknown({key})")) in told and told[name] is not wanted.is_unknown(key)
        ]
    return found


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_a_model_decides_as_its_policy(version: Version, tmp_path: Path) -> None:
    assert differences(version, tmp_path, FIRMS) == []


@pytest.mark.slow
@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_a_model_decides_as_its_policy_for_many(version: Version, tmp_path: Path) -> None:
    assert differences(version, tmp_path, MANY) == []


def test_every_model_is_valid(shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "tck" / "DMN15.xsd"))
    for version in DECIDING:
        on = day_of(version)
        schema.assertValid(etree.fromstring(write_model(export(LIBRARY.read(version, on), on).model)))
