"""A document in which facts are given: the rows that hit, and what each decision then comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from luoshu.engine.explain import Explainer
from luoshu.engine.figures import FAILED, UNKNOWN, show, unit_of_decision
from luoshu.engine.labels import fact_label
from luoshu.engine.page.parts import Block, Definition, Definitions, Page, Result, RuleTable, Section
from luoshu.engine.page.tables import answer_of
from luoshu.engine.wording.naming import Naming
from luoshu.policy.graph import Graph, Step
from luoshu.policy.model import Policy
from luoshu.policy.scope import DecisionRef, Scope


def live(page: Page, policy: Policy, graph: Graph, facts: Mapping[str, Any]) -> Page:
    """The page with what the policy's decisions come to; `graph` holds them."""
    marker = _Marker(page, policy, graph, facts)
    return replace(page, sections=[marker.section(section) for section in page.sections])


class _Marker:
    def __init__(self, page: Page, policy: Policy, graph: Graph, facts: Mapping[str, Any]) -> None:
        self.lang, self.scope = page.lang, Scope(policy, graph.on)
        self.explainer = Explainer(graph, facts)
        naming = Naming(page.lang, policy.id)
        steps = graph.of_policy(policy)
        self.steps: Mapping[str, Step] = {
            naming.anchor(DecisionRef(policy, name)): step for name, step in steps.items()
        }

    def section(self, section: Section) -> Section:
        return replace(section, blocks=[self.block(block) for block in section.blocks])

    def block(self, block: Block) -> Block:
        match block:
            case RuleTable():
                return self.table(block)
            case Definitions():
                return replace(block, entries=tuple(self.definition(each) for each in block.entries))
        return block

    def table(self, table: RuleTable) -> RuleTable:
        steps = [self.steps[head.anchor] for head in table.outputs if head.anchor in self.steps]
        if len(steps) != len(table.outputs):
            return table
        states = {row.number: row.hit for row in self.explainer.rows(steps[0], self.scope)}
        rows = tuple(
            replace(row, state="" if row.number not in states else "hits" if states[row.number] else "may")
            for row in table.rows
        )
        return replace(table, rows=rows, results=tuple(self.result(step) for step in steps))

    def definition(self, definition: Definition) -> Definition:
        step = self.steps.get(definition.anchor)
        return definition if step is None else replace(definition, result=self.result(step))

    def result(self, step: Step) -> Result:
        value = self.explainer.answer.values[step.name]
        lacks = self.explainer.answer.missing(step.name)
        if value is None:
            word = (UNKNOWN if lacks else FAILED).say(self.lang)
            told = (fact_label(name, step.policy, in_prose=True).say(self.lang) for name in lacks)
            return Result(word, "unknown", tuple(dict.fromkeys(told)))
        return Result(show(value, unit_of_decision(step.decision.name, self.scope), self.lang), answer_of(value))
