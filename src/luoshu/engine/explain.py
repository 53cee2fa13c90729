"""Why a policy decides for one entity as it does: a tree from the decisions to the facts, and the nearest way to
yes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from luoshu.dmn.tables import HitPolicy
from luoshu.engine.conditions import Condition
from luoshu.engine.distance import Measure, Measured, measure
from luoshu.engine.entitlements import benefits_of, decisions_of, entitlements
from luoshu.engine.explanation import (
    DatePart,
    DecisionPart,
    Explained,
    Explanation,
    FactPart,
    Gap,
    InputPart,
    ParameterPart,
    Part,
    RowPart,
    SelectionPart,
    Way,
)
from luoshu.engine.fallback import cone, lags
from luoshu.engine.figures import unit_of, unit_of_decision, unit_of_fact
from luoshu.engine.flips import Changes
from luoshu.engine.shared_one import with_shared_caps
from luoshu.engine.standing import standing
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Fact
from luoshu.feel import tree, types
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.evaluate import Answer, answer
from luoshu.policy.graph import Graph, Step, expressions
from luoshu.policy.lower_rows import lower_rows
from luoshu.policy.model import Decision, Policy, rung_states
from luoshu.policy.references import PriorRef, Reference, Selection, fields_used, references, selections
from luoshu.policy.scope import DecisionRef, FactRef, ParameterRef, RunDateRef, Scope, canonical, lagged
from luoshu.problems import Problem, ProblemError, Text, suggest


def explain(
    policy: Policy, snapshot: Snapshot, identifier: str, on: date, decision: str | None = None, *, changes: bool = True
) -> Explanation:
    """Explains one decision, or all that nothing else of the policy uses, for the entity with an identifier.

    Of a decision that says what is due of a benefit, also what of that is deducted. Only this entity's facts are read,
    but for a cap that several share, which looks at all of them. Without `changes` nobody looks for the facts that turn
    or settle a decision, which takes longest. Raises ProblemError where there is no such decision or entity.
    """
    return Explaining(policy, Graph.of([policy], on), decision).of(snapshot, identifier, changes=changes)


class Explaining:
    """What `explain` needs of a policy alone, whose graph says of which date: worked out once, for as many entities as
    are asked about. Without a `decision` those `among` are explained, or all that nothing else of the policy uses.

    Raises ProblemError where there is no such decision.
    """

    def __init__(
        self, policy: Policy, graph: Graph, decision: str | None = None, *, among: Collection[str] = ()
    ) -> None:
        steps = graph.of_policy(policy)
        states = rung_states(policy) if decision is None else []
        self.policy, self.on, self.in_whole = policy, graph.on, decision is None
        if decision is not None:
            self.wanted = [steps[chosen_decision(policy, decision)]]
        else:
            self.wanted = [steps[name] for name in among] or final_steps(graph, steps)
        self.asked = [step.name for step in (*self.wanted, *(steps[name] for name in states))]
        self.benefits = policy.benefits if decision is None else benefits_of(policy, decision)
        due = [steps[name].name for benefit in self.benefits for name in decisions_of(policy, benefit)]
        self.graph = cone(graph, [*self.asked, *due]).require_parameters()
        self.measures = Measures(self.graph)

    def of(self, snapshot: Snapshot, identifier: str, *, changes: bool = True) -> Explanation:
        """As `explain`. Raises ProblemError where there is no such entity."""
        policy, on = self.policy, self.on
        facts = _load(policy, snapshot, identifier, on, self.graph)
        explainer = Explainer(self.graph, facts, self.measures, changes=changes)
        explained = tuple(explainer.explained(step) for step in self.wanted)
        missing = tuple(sorted({fact for name in self.asked for fact in explainer.answer.missing(name)}))
        given = with_shared_caps(
            policy, snapshot, on, identifier, tuple(entitlements(policy, explainer.values, on, self.benefits))
        )
        if not self.in_whole:
            return Explanation(policy, on, policy.about, identifier, explained, missing, given)
        ladders = tuple(standing(policy, self.graph, facts, explainer.answer, on, explainer.way))
        return Explanation(policy, on, policy.about, identifier, explained, missing, given, ladders)


def chosen_decision(policy: Policy, name: str) -> str:
    """The name, where the policy has a decision of it; else a ProblemError that offers the nearest."""
    if name in policy.decisions:
        return name
    text = Text(f"{policy.id} 没有决策“{name}”", f"{policy.id} has no decision '{name}'")
    raise ProblemError([Problem("no-decision", text, hint=suggest(name, policy.decisions))])


def final_steps(graph: Graph, steps: Mapping[str, Step]) -> list[Step]:
    """The decisions that no other of them uses, in document order. The rungs of ladders, told apart, do not count."""
    counted = [step for name, step in steps.items() if name not in rung_states(step.policy)]
    used = {name for step in counted for name in graph.uses(step)}
    return [step for step in counted if step.name not in used]


def _load(policy: Policy, snapshot: Snapshot, identifier: str, on: date, graph: Graph) -> Mapping[str, Any]:
    if policy.about not in snapshot.files:
        text = Text(f"数据里没有“{policy.about}”", f"the data has no '{policy.about}'")
        raise ProblemError([Problem("no-entity", text)])
    facts = snapshot.load_entity(policy.about, identifier, on=on, lags=lags(graph))
    if facts is None:
        text = Text(
            f"数据里没有标识为 {identifier} 的{policy.about}",
            f"the data has no {policy.about} with the identifier {identifier}",
        )
        raise ProblemError([Problem("no-entity", text)])
    return facts


class Measures:
    """How far it is to yes, by decision of a graph: each written the first time that it is asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._made: dict[str, Measure] = {}

    def of(self, step: Step) -> Measure:
        if step.name not in self._made:
            self._made[step.name] = measure(step, cone(self.graph, [step.name]))
        return self._made[step.name]


class Explainer:
    """Explains decisions of one graph over one entity's facts; each decision in full the first time only."""

    def __init__(
        self, graph: Graph, facts: Mapping[str, Any], measures: Measures | None = None, *, changes: bool = True
    ) -> None:
        self.graph, self.facts, self.changes = graph, facts, changes
        self.measures = measures or Measures(graph)
        self.answer: Answer = answer(graph, facts)
        self.values = self.answer.scope()
        self.told: set[str] = set()

    def explained(self, step: Step) -> Explained:
        part = self.decision(step)
        if step.decision.type != types.BOOLEAN:
            return Explained(part)
        way = None if part.value is True else self.way(step)
        if not self.changes:
            return Explained(part, way)
        changes = Changes(cone(self.graph, [step.name]), step.name, self.facts)
        settling = tuple(changes.settling()) if part.missing else ()
        return Explained(part, way, changes.smallest(), settling)

    # --- the tree -----------------------------------------------------------------------------------------------------

    def decision(self, step: Step) -> DecisionPart:
        scope = Scope(step.policy, self.graph.on)
        why = self.answer.why.get(step.name, [])
        part = DecisionPart(
            step.name,
            step.policy,
            step.decision,
            self.answer.values[step.name],
            unit_of_decision(step.decision.name, scope),
            missing=tuple(fact for fact, _ in why if fact),
            causes=tuple(cause for _, cause in why if cause is not None),
            again=step.name in self.told,
        )
        if part.again:
            return part
        self.told.add(step.name)
        rows = self.rows(step, scope)
        written = _that_matter(step.decision, rows)
        return replace(
            part,
            rows=rows,
            inputs=self.inputs(step, scope),
            selections=tuple(
                self.selection(each, scope, listed)
                for each in selections(written, scope)
                if (listed := self.facts.get(each.list.name)) is not None
            ),
            parts=tuple(self.part(reference) for reference in references(written, scope)),
        )

    def part(self, reference: Reference) -> Part:
        match reference:
            case DecisionRef():
                return self.decision(self.graph.steps[reference.canonical])
            case FactRef(fact, _):
                return self.fact(fact, fact.name, 0)
            case PriorRef(fact, years):
                return self.fact(fact, lagged(fact.name, years), years)
            case ParameterRef(parameter, policy, name):
                scope = Scope(policy, self.graph.on)
                if parameter is None:
                    return ParameterPart(name, None, None, "", policy.labels.get(name, ""))
                value = self.evaluate(parameter.value, scope)
                unit = parameter.unit or unit_of(parameter.value, scope)
                return ParameterPart(name, parameter, value, unit, policy.labels.get(name, ""))
            case RunDateRef():
                return DatePart(self.graph.on)

    def fact(self, fact: Fact, name: str, years: int) -> FactPart:
        value = self.facts.get(name)
        taken = value is None and fact.default is not None
        year = self.graph.on.year - 1 - years if fact.annual else None
        again = name in self.told
        self.told.add(name)
        return FactPart(name, fact, fact.default if taken else value, unit_of_fact(fact), year, taken, again)

    def evaluate(self, node: Node, scope: Scope) -> Any:
        return self.plain(self.graph.lowering().lower(node, scope).value)

    def plain(self, node: Node, values: Mapping[str, Any] | None = None) -> Any:
        return evaluate(node, self.values if values is None else values, arithmetic=EXACT)

    # --- tables -------------------------------------------------------------------------------------------------------

    def inputs(self, step: Step, scope: Scope) -> tuple[InputPart, ...]:
        table = step.decision.table
        columns = table.inputs if table is not None else ()
        return tuple(
            InputPart(column.text, self.evaluate(column.expression, scope), unit_of(column.expression, scope))
            for column in columns
        )

    def rows(self, step: Step, scope: Scope) -> tuple[RowPart, ...]:
        """The rows that hit, and those that are undetermined and could still change the result."""
        table, output = step.decision.table, step.decision.output
        if table is None:
            return ()
        lowered = lower_rows(table, output, self.graph.lowering(), scope)
        states = [self.plain(row.test.value) for row in lowered]
        hits = [place for place, state in enumerate(states) if state is True]
        last = hits[0] if hits and table.hit_policy is HitPolicy.FIRST else len(states)
        value = self.answer.values[step.name]
        giving = [place for place in hits if value is not None and self.plain(lowered[place].output.value) == value]
        decisive = set(hits if table.hit_policy in _OF_ALL_HITS else giving[:1])
        found = []
        for place, (rule, state) in enumerate(zip(table.rules, states, strict=True)):
            if place > last or state is False:
                continue
            tests = tuple(
                (column.text, text)
                for column, test, text in zip(table.inputs, rule.tests, rule.texts, strict=True)
                if not isinstance(test, tree.AnyTest)
            )
            span = rule.outputs[output].span
            shown = step.policy.text[span.start : span.end] if span.start >= 0 else ""
            found.append(RowPart(rule.number, rule.line, tests, shown, rule.notes, state is True, place in decisive))
        return tuple(found)

    def selection(self, selection: Selection, scope: Scope, listed: Sequence[Any]) -> SelectionPart:
        condition = self.graph.lowering().lower(selection.condition, selection.inside(scope)).value
        fields = fields_used(selection, scope)
        judged = []
        for item in listed:
            meets = self.plain(condition, selection.with_item(self.values, item))
            judged.append(({field: item.get(field) for field in fields}, meets))
        span = selection.condition.span
        text = " ".join(scope.policy.text[span.start : span.end].split())
        return SelectionPart(selection.list.name, text, tuple(judged))

    # --- the nearest way ----------------------------------------------------------------------------------------------

    def way(self, step: Step) -> Way:
        return nearest_way(self.measures.of(step), self.facts)


def nearest_way(measured: Measure, facts: Mapping[str, Any]) -> Way:
    """The nearest way to yes of a decision that is measured, for an entity with these facts."""
    values = answer(measured.graph, facts).values
    on_way = [each for each in measured.measured if each.on_way is None or values[each.on_way]]
    return Way(
        failing=tuple(_gap(each, values) for each in on_way if values[each.holds] is False),
        unknown=tuple(_gap(each, values) for each in on_way if values[each.holds] is None),
        distance=values[measured.distance],
        cut=measured.cut,
    )


def _that_matter(decision: Decision, rows: Sequence[RowPart]) -> list[Node]:
    """The expressions of a decision without the results of a table's rows that did not hit."""
    table, lines = decision.table, {row.line for row in rows}
    idle = [rule.outputs[decision.output] for rule in table.rules if rule.line not in lines] if table else []
    return [node for node in expressions(decision) if not any(node is other for other in idle)]


def unit_of_sides(condition: Condition) -> str:
    """The unit of what a condition compares."""
    units = [unit_of(node, condition.scope) for node in condition.written if node is not None]
    return next((unit for unit in units if unit), "")


_OF_ALL_HITS = {
    HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT, HitPolicy.COLLECT_SUM, HitPolicy.COLLECT_COUNT,
}  # fmt: skip


def _gap(measured: Measured, values: Mapping[str, Any]) -> Gap:
    condition = measured.condition
    return Gap(
        text=condition.text,
        decision=canonical(condition.policy.id, condition.decision.name),
        article=condition.article,
        place=condition.place,
        op=condition.op,
        have=measured.told(values[measured.have]),
        need=measured.told(values[measured.need]) if measured.need else None,
        need_text=condition.need_text,
        gap=values[measured.gap] if measured.gap else None,
        over_need=values[measured.over_need] if measured.over_need else None,
        unit=unit_of_sides(condition),
        assumed=condition.assumed,
        kind=condition.kind,
        condition=condition,
    )
