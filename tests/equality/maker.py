"""Makes firms for a policy: each on some of its lines, or a hair beside, with gaps."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from stdnum.cn import uscc

from luoshu.engine.lines import lines_in
from luoshu.facts.sample import Line
from luoshu.facts.vocabulary import PLACES, Fact, Kind, Vocabulary
from luoshu.feel import tree
from luoshu.policy.model import Policy


class Maker:
    """Makes firms for a policy: each on some of its lines, with gaps."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.chance = random.Random(1)
        self.policy, self.on = policy, on
        self.lines = lines_in([policy])

    def firms(self, count: int) -> list[dict[str, Any]]:
        return [self._firm(number) for number in range(count)]

    def _firm(self, number: int) -> dict[str, Any]:
        record = self.policy.entity
        assert record.key is not None
        firm: dict[str, Any] = {}
        for fact in record.facts.values():
            if fact.kind is Kind.LIST:
                firm[fact.name] = self._items(self.policy.vocabulary, fact)
            elif fact.annual:
                for back in (1, 2, 3):
                    firm[f"{fact.name}@{self.on.year - back}"] = self._value(fact)
            else:
                firm[fact.name] = self._value(fact)
        for line in self.chance.sample(self.lines, min(4, len(self.lines))):
            self._place(firm, line)
        code = f"91110108{number:09}"
        firm[record.key.name] = code + uscc.calc_check_digit(code)
        return firm

    def _place(self, firm: dict[str, Any], line: Line) -> None:
        """Puts a ratio exactly on a line, or a hair to a side."""
        upper = self.policy.fact(line.numerator)
        assert upper is not None
        base = Decimal(1)
        if line.denominator is not None:
            lower = self.policy.fact(line.denominator)
            assert lower is not None
            base = Decimal(self.chance.choice([0, 100, 3000, 700]))
            firm[self._column(lower, line.lag)] = base
        hair = Decimal(1).scaleb(-PLACES[upper.kind])
        wanted = (line.value * base).quantize(hair) + self.chance.choice([0, 0, hair, -hair])
        if upper.bounds is None or upper.bounds.contains(wanted):
            firm[self._column(upper, line.lag)] = wanted

    def _column(self, fact: Fact, lag: int) -> str:
        return f"{fact.name}@{self.on.year - 1 - lag}" if fact.annual else fact.name

    def _items(self, vocabulary: Vocabulary, list_: Fact) -> list[dict[str, Any]]:
        facts = [fact for fact in vocabulary.records[list_.target].facts.values() if not fact.owner]
        count = self.chance.choice([0, 0, 1, 2, 3, 5])
        return [{fact.name: self._value(fact, 0.04) for fact in facts} for _ in range(count)]

    def _value(self, fact: Fact, gaps: float = 0.06) -> Any:
        if self.chance.random() < gaps:
            return None
        if fact.kind in PLACES:
            return self._number(fact)
        if fact.kind is Kind.DATE:
            back = self.chance.choice([0, 1, 3, 5, 8])
            near = self.on.replace(year=self.on.year - back) + timedelta(days=self.chance.choice([-1, 0, 0, 1]))
            return min(near, self.on)
        if fact.kind is Kind.BOOLEAN:
            return self.chance.random() < 0.5
        words = [word for word in self._words if not fact.values or word in fact.values] or list(fact.values)
        return self.chance.choice(words or ["某"])

    def _number(self, fact: Fact) -> Decimal:
        drawn = [line.value for line in self.lines if line.numerator == fact.name and line.denominator is None]
        hair = Decimal(1).scaleb(-PLACES[fact.kind])
        pool = [value + step for value in drawn for step in (0, hair, -hair)] + [
            Decimal(0),
            Decimal(100),
            Decimal(3000),
        ]
        pool = [value for value in pool if fact.bounds is None or fact.bounds.contains(value)]
        return self.chance.choice(pool or [Decimal(1)])

    @cached_property
    def _words(self) -> list[str]:
        roots = [decision.formula for decision in self.policy.decisions.values() if decision.formula is not None]
        found = [node.value for root in roots for node in tree.walk(root) if isinstance(node, tree.String)]
        return [*dict.fromkeys(found), "某"]
