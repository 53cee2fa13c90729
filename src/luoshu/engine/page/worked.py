"""The examples of a document as cases worked out: what is given, what comes out, and whether it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from luoshu.engine.figures import show
from luoshu.engine.page.parts import BaseCase, Examples, Pair, Worked
from luoshu.engine.page.tables import answer_of
from luoshu.engine.wording import Phrase, Run, Wording
from luoshu.engine.wording.phrases import joined
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.examples import ExampleResult
from luoshu.policy.model import Example, Policy
from luoshu.policy.scope import FactRef, Scope
from luoshu.problems import Text

_LAGGED = re.compile(r"prior\((?P<fact>.+), (?P<years>\d+)\)")
_NOT_KNOWN = Text("不知道", "not known")


class Cases:
    """Words the cases of one policy."""

    def __init__(self, policy: Policy, wording: Wording, results: Sequence[ExampleResult]) -> None:
        self.policy, self.wording = policy, wording
        self.scope: Scope = wording.scope(policy)
        self.results: Mapping[int, ExampleResult] = {result.example.line: result for result in results}

    def base(self) -> BaseCase:
        return BaseCase(tuple(self._pairs(self.policy.base)))

    def examples(self, rows: Sequence[Example]) -> Examples:
        return Examples(tuple(self._worked(row) for row in rows))

    def _worked(self, row: Example) -> Worked:
        result = self.results.get(row.line)
        failures = [problem.text.say(self.wording.lang) for problem in result.failures] if result else []
        return Worked(row.name, tuple(self._pairs(row.given)), tuple(self._pairs(row.expected)), tuple(failures))

    def _pairs(self, values: Mapping[str, Node]) -> Iterator[Pair]:
        for name, node in values.items():
            value = evaluate(node, {}, arithmetic=EXACT)
            answer = answer_of(value)
            told = self.items(node, name) if isinstance(node, tree.ListLiteral) else self._value(name, value)
            yield Pair(self.name(name), told, answer)

    def name(self, name: str) -> Phrase:
        if match := _LAGGED.fullmatch(name):
            node = tree.Call(tree.Name("prior"), (tree.Name(match["fact"]), tree.Number(Decimal(match["years"]))))
            return self.wording.phrase(node, self.scope)
        return self.wording.naming.name(name, self.scope.resolve(name))

    def _value(self, name: str, value: object) -> Phrase:
        if value is None:
            return said(_NOT_KNOWN.say(self.wording.lang))
        match = _LAGGED.fullmatch(name)
        unit = unit_in_words(tree.Name(match["fact"] if match else name), self.scope)
        shown = show(value, unit, self.wording.lang)
        return (Run(f"“{shown}”" if isinstance(value, str) else shown, "figure"),)

    def items(self, node: tree.ListLiteral, name: str) -> Phrase:
        """The items of a list, each with its fields: `I类、有效、有争议：否`."""
        lang = self.wording.lang
        if not node.items:
            return said("没有" if lang == "zh" else "none")
        binding = self.scope.resolve(name)
        record = self.scope.record(binding.fact) if isinstance(binding, FactRef) else None
        told: list[Phrase] = []
        for item in node.items:
            fields: list[Phrase] = []
            for field, value in item.entries if isinstance(item, tree.ContextLiteral) else ():
                fact = record.facts.get(field) if record else None
                label = fact.english if lang == "en" and fact and fact.english else field
                fields.append(self._field(label, evaluate(value, {}, arithmetic=EXACT)))
            told.append(joined(fields, "，" if lang == "zh" else ", "))
        if len(told) > 1 and len(set(told)) == 1:
            return (*said(f"{len(told)} 项，每项" if lang == "zh" else f"{len(told)} items, each "), *told[0])
        return joined(told, "；" if lang == "zh" else "; ")

    def _field(self, label: str, value: object) -> Phrase:
        colon = "：" if self.wording.lang == "zh" else ": "
        if value is True:
            return said(label)
        shown = _NOT_KNOWN.say(self.wording.lang) if value is None else show(value, "", self.wording.lang)
        return said(f"{label}{colon}{shown}")
