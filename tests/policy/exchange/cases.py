"""Firms that a policy is asked about beside its DMN model: made ones, and those of its examples; and both answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.equality.maker import Maker

from luoshu.dmn.model import Model
from luoshu.dmn.program import Program
from luoshu.dmn.run import Run
from luoshu.facts.vocabulary import Kind
from luoshu.policy.examples import example_case
from luoshu.policy.exchange.wording import Wording
from luoshu.policy.library import Library, Version
from luoshu.policy.model import RUN_DATE, Policy

LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).about]
Facts = Mapping[str, Any]


def day_of(version: Version) -> date:
    return min(version.until or date.max, date(2026, 6, 30))


def firms(policy: Policy, on: date, count: int) -> Iterator[Facts]:
    """Facts by name, an earlier year's as `prior(…)`; of every tenth made firm the lists are absent."""
    for number, firm in enumerate(Maker(policy, on).firms(count)):
        yield facts_of(policy, firm, on, absent=number % 10 == 3)
    for example in policy.examples:
        _, facts, _ = example_case(policy, example)
        yield facts


def facts_of(policy: Policy, firm: Mapping[str, Any], on: date, *, absent: bool) -> Facts:
    found: dict[str, Any] = {}
    for fact in policy.entity.facts.values():
        if fact.kind is Kind.LIST:
            found[fact.name] = None if absent else firm[fact.name]
        elif fact.annual:
            found |= {_earlier(fact.name, back): firm.get(f"{fact.name}@{on.year - 1 - back}") for back in range(3)}
        else:
            found[fact.name] = firm.get(fact.name)
    return found


def _earlier(name: str, back: int) -> str:
    return f"prior({name}, {back})" if back else name


def decided(program: Program, wording: Wording, facts: Facts, on: date) -> Mapping[str, Any]:
    """What every decision of a model gives, by its name there; input that no fact gives is null."""
    source: Model = program.main.source
    plain = {wording.name(name): value for name, value in facts.items()} | {RUN_DATE: on}
    given = {(source.namespace, each.id): plain.get(each.name) for each in source.elements}
    given = {key: value for key, value in given.items() if value is not None or key[1] not in _decisions(program)}
    run = Run(program, given)
    return {each.name: run.value(program.main, each) for each in _decisions(program).values()}


def _decisions(program: Program) -> dict[str, Any]:
    return {each.id: each for each in program.main.source.elements if hasattr(each, "expression")}


def same(one: Any, other: Any) -> bool:
    """Whether values are the same, numbers to the digits that DMN keeps."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Decimal | Fraction | int) and isinstance(other, Decimal | Fraction | int):
        a, b = Fraction(one), Fraction(other)
        return abs(a - b) <= max(abs(a), abs(b)) / 10**25
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)
