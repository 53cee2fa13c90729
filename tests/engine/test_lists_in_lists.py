"""A condition on a list that stands inside another one is explained as a part of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshu.engine.explain import explain
from luoshu.engine.explanation import SelectionPart

from .zones import Zone

FIRM = {"k": "u"}
LISTS: dict[str, list[dict[str, Any]]] = {"L": [{"k": "u", "m": 3}, {"k": "v", "m": 13}], "M": [{"k": "u"}]}


@pytest.mark.parametrize(
    ("formula", "value", "selected"),
    [
        (
            "count(L[some j in M satisfies j.k = k])",
            Decimal(1),
            [("some j in M satisfies j.k = k", ["k"], [True, False])],
        ),
        (
            "some i in L satisfies (some j in M satisfies i.k = j.k)",
            True,
            [("some j in M satisfies i.k = j.k", ["k"], [True, False])],
        ),
        (
            "some i in L satisfies count(M[k = i.k]) > 0",
            True,
            [("count(M[k = i.k]) > 0", ["k"], [True, False])],
        ),
        ("count(for i in L return M[k = i.k])", Decimal(2), []),
        # One that speaks of its own items only stands by itself; its fields are not those of the outer list.
        (
            'count(L[m > 3 and count(M[k = "u"]) > 0])',
            Decimal(1),
            [('m > 3 and count(M[k = "u"]) > 0', ["m"], [False, True]), ('k = "u"', ["k"], [True])],
        ),
        (
            "count(L[m > count(M[k = k])])",
            Decimal(2),
            [("m > count(M[k = k])", ["m"], [True, True]), ("k = k", ["k"], [True])],
        ),
    ],
)  # fmt: skip
def test_explained(zones: Zone, formula: str, value: Any, selected: list[tuple[str, list[str], list[bool]]]) -> None:
    policy, snapshot, (firm,) = zones(f"z: {formula}", [FIRM], LISTS)
    explained = explain(policy, snapshot, firm, zones.on)
    (decision,) = explained.decisions
    assert decision.part.value == value
    assert [told(each) for each in decision.part.selections] == selected
    assert explained.to_text("zh")
    assert explained.to_json()


def told(part: SelectionPart) -> tuple[str, list[str], list[bool | None]]:
    return part.text, list(part.items[0][0]), [meets for _, meets in part.items]


def test_a_condition_between_fields_of_an_item(zones: Zone) -> None:
    policy, snapshot, (firm,) = zones("z: some i in L satisfies i.m > i.n", [FIRM], {"L": [{"k": "u", "m": 3, "n": 4}]})
    assert explain(policy, snapshot, firm, zones.on).decisions[0].part.value is False
