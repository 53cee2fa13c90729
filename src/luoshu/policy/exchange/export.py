"""A policy as of a date as a DMN model: a decision for each of its own and of those that they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshu.dmn.model import Decision, Element, Expression, Literal, Model, Reference, Variable
from luoshu.feel import tree
from luoshu.feel.check import infer
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.feel.types import BOOLEAN, Type
from luoshu.policy.exchange.data import FEEL_REFS, DataWriter
from luoshu.policy.exchange.rules import Reading
from luoshu.policy.exchange.tables import Logic, TableWriter
from luoshu.policy.exchange.wording import Wording
from luoshu.policy.graph import Graph, Step
from luoshu.policy.lower import Lowered
from luoshu.policy.lower_tables import lower_table
from luoshu.policy.model import Policy
from luoshu.policy.reasons import both, is_null, unknown
from luoshu.policy.scope import Scope
from luoshu.problems import Problem, Text

NAMESPACE = "urn:luoshu:"
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Exported:
    """The model; `rewritten` tells of the tables that could not keep their shape in it."""

    model: Model
    rewritten: tuple[Problem, ...]


def export(policy: Policy, on: date) -> Exported:
    """The model of a policy on a date.

    Raises:
        ProblemError: the policy is about no entity, or uses parameters that have no value on the date.
    """
    assert policy.entity  # raises where there is none
    graph = Graph.of([policy], on).require_parameters()
    exporter = _Exporter(policy, on, graph, Wording.of(graph, policy))
    return Exported(exporter.model(), tuple(exporter.rewritten))


@dataclass
class _Exporter:
    policy: Policy
    on: date
    graph: Graph
    wording: Wording
    rewritten: list[Problem] = field(default_factory=list)

    def model(self) -> Model:
        logic = dict(self._all_logic())
        needs = {name: self.wording.needs(each.roots) for name, each in logic.items()}
        used = dict.fromkeys(need for found in needs.values() for need in found if need not in logic)
        ids = _ids({name: self.wording.name(name) for name in (*used, *logic)})
        data = DataWriter(self.policy, self.wording)
        elements: list[Element] = [data.input_data(ids[name], name) for name in used]
        for name, each in logic.items():
            references = tuple(Reference("", ids[need]) for need in needs[name])
            elements.append(self._decision(name, ids[name], each.expression, references))
        return Model(
            self.policy.title.zh,
            f"{NAMESPACE}{self.policy.id}:{self.on}",
            "",
            items=tuple(data.items.values()),
            elements=tuple(elements),
            description="\n".join(self._description()),
        )

    # --- logic --------------------------------------------------------------------------------------------------------

    def _all_logic(self) -> Iterator[tuple[str, Logic]]:
        """The decisions in order, and after each the flag of a decision that it asks for and nothing before it did."""
        flags: set[str] = set()
        for key, step in self.graph.steps.items():
            logic = self._logic(step)
            yield from self._flags([logic], flags)
            yield key, logic

    def _flags(self, asking: Iterable[Logic], made: set[str]) -> Iterator[tuple[str, Logic]]:
        stack = list(asking)
        while stack:
            for name in self.wording.needs(stack.pop().roots):
                key = self.wording.flagged(name)
                if key is not None and key not in made:
                    made.add(key)
                    lowered = self._lowered(self.graph.steps[key])
                    value = both(is_null(tree.Name(key)), unknown(lowered.reasons))
                    logic = Logic(Literal(self.wording.say(value)), (value,))
                    stack.append(logic)
                    yield name, logic

    def _logic(self, step: Step) -> Logic:
        table = step.decision.table
        if table is not None:
            scope = Scope(step.policy, self.on)
            reading = Reading.of(step.decision.name, table, step.decision.output, self.graph.lowering(), scope)
            logic = TableWriter(reading, self.wording.say, self._ref_of, _ref(self._output_type(step))).logic()
            if logic is not None:
                return logic
            name = step.decision.name
            text = Text(f"表“{name}”在模型里写成公式", f"the table '{name}' is a formula in the model")
            self.rewritten.append(Problem("dmn.table-as-formula", text, step.decision.place, severity="advice"))
        value = self._lowered(step).value
        return Logic(Literal(self.wording.say(value)), (value,))

    def _lowered(self, step: Step) -> Lowered:
        """A decision's value and reasons in FEEL: a long table that was kept in one piece is no FEEL."""
        table = step.decision.table
        if table is None:
            return Lowered(step.value, step.reasons)
        scope, lowering = Scope(step.policy, self.on), self.graph.lowering()
        return lower_table(step.decision.name, table, step.decision.output, lowering, scope, in_one_piece=False)

    # --- types --------------------------------------------------------------------------------------------------------

    def _output_type(self, step: Step) -> Type:
        """The type of a table's outputs; of a list of them that of one."""
        type_ = step.decision.type
        policy = step.decision.table.hit_policy if step.decision.table else None
        return getattr(type_, "item", type_) if policy is not None and policy.is_list else type_

    def _ref_of(self, node: Node) -> str | None:
        """The type of a lowered tree as a reference, where it is one of FEEL's plain types."""
        data = DataWriter(self.policy, self.wording)
        known: dict[str, Type] = {}
        for name in self.wording.needs([node]):
            if name in self.wording.decisions:
                known[name] = self.graph.steps[name].decision.type
            else:
                known[name] = BOOLEAN if self.wording.flagged(name) else data.type_of(name)
        return _ref(infer(node, Names(known))[0])

    # --- elements -----------------------------------------------------------------------------------------------------

    def _decision(self, name: str, id_: str, expression: Expression, needs: tuple[Reference, ...]) -> Decision:
        flagged = self.wording.flagged(name)
        if flagged is not None:
            text = f"“{self.wording.decisions[flagged]}”是否因为缺少数据而不能判断"
            return Decision(id_, Variable(self.wording.name(name), "boolean"), text, expression=expression, needs=needs)
        step = self.graph.steps[name]
        variable = Variable(self.wording.name(name), _ref(step.decision.type))
        return Decision(id_, variable, _about(step, self.policy), expression=expression, needs=needs)

    def _description(self) -> Iterator[str]:
        """What the document's front matter says, in lines that an import reads back."""
        policy = self.policy
        lines = {
            "政策": policy.id,
            "题名": policy.title.zh,
            "Title": policy.title.en,
            "文号": policy.number,
            "发文机关": policy.issuer,
            "施行": policy.period,
            "主体": policy.about,
            "评价日期": self.on.isoformat(),
        }
        for word, text in lines.items():
            if text:
                yield f"{word}：{text}"


def _about(step: Step, policy: Policy) -> str:
    """Where a decision stands, what it is called in English, and how it is written."""
    decision = step.decision
    lines = [f"条款：{decision.article.say('zh')}"]
    if step.policy.id != policy.id:
        lines.insert(0, f"出自：{step.policy.title.zh}（{step.policy.id}）")
    if decision.english:
        lines.append(f"English：{decision.english}")
    if decision.formula is not None and decision.text:
        lines.append(f"原文：{' '.join(decision.text.split())}")
    return "\n".join(lines)


def _ref(type_: Type) -> str | None:
    return FEEL_REFS.get(type_)


def _ids(names: Mapping[str, str]) -> dict[str, str]:
    """An XML id for each: its name in letters that every modeler takes, the same in every version of a policy."""
    found: dict[str, str] = {}
    for key, name in names.items():
        id_ = f"_{_NOT_IN_ID.sub('_', name if name.isascii() else name.encode('punycode').decode())}"
        while id_ in found.values():
            id_ += "_"
        found[key] = id_
    return found
