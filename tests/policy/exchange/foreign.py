"""What a model of others is asked, as the policy that came of it is asked the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshu.dmn.model import InputData
from luoshu.dmn.program import Program
from luoshu.policy.exchange.intake import ITEM, legal


def facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of input data as facts: a structure's fields by themselves, the items of a list as structures."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= facts_of({f"{name} {field}": inner for field, inner in value.items()})
        elif isinstance(value, list):
            found[name] = [{legal(k): v for k, v in i.items()} if isinstance(i, dict) else {ITEM: i} for i in value]
        else:
            found[name] = value
    return found


def by_key(program: Program, values: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Values of input data, by name, as a run of the model is given them."""
    return {
        (unit.source.namespace, each.id): values[each.name]
        for unit in program.units.values()
        for each in unit.source.elements
        if isinstance(each, InputData) and each.name in values
    }
