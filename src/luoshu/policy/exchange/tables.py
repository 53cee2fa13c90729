"""A policy's decision table as one of DMN, where that can keep its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from luoshu.dmn.model import Context, DecisionTable, Expression, Feel, Input, Literal, Output, Variable
from luoshu.dmn.model import Rule as DmnRule
from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.exchange.patterns import Pattern, texts
from luoshu.policy.exchange.rules import Line, Reading
from luoshu.policy.lower import Lowered
from luoshu.policy.lower_rows import constant
from luoshu.policy.reasons import Missing, Of, both, can_fail, is_null, unknown, unknown_name

NOTE, UNKNOWN = "说明", "缺数据，不能判断"  # the column of notes, and what stands there beside a guard row
ALL, MISSING = "本表结果", "本表缺数据"  # the entries of a context that guards a table which collects

TypeOf = Callable[[Node], str | None]


@dataclass(frozen=True, slots=True)
class Logic:
    """An expression of DMN, and the lowered trees whose names it speaks of."""

    expression: Expression
    roots: tuple[Node, ...]


@dataclass(frozen=True)
class TableWriter:
    """Writes one output of a table; `say` gives the text of a lowered tree, `type_of` the type that it has."""

    reading: Reading
    say: Callable[[Node], str]
    type_of: TypeOf
    output_type: str | None

    def logic(self) -> Logic | None:
        """The table with guard rows where it needs them; None where it must be said in another way."""
        match self.reading.table.hit_policy:
            case HitPolicy.UNIQUE:
                return self._unique()
            case HitPolicy.FIRST | HitPolicy.PRIORITY | HitPolicy.COLLECT_MAX | HitPolicy.COLLECT_MIN:
                lines = self.reading.lines()
                ordered = None if lines is None else self.reading.ordered(lines)
                guarded = None if ordered is None else self.reading.guarded_first(ordered)
                return None if guarded is None else self._table(HitPolicy.FIRST, guarded)
            case HitPolicy.ANY:
                return None
        return self._collecting()

    # --- by hit policy ------------------------------------------------------------------------------------------------

    def _unique(self) -> Logic | None:
        """No guards: a row that a null leaves open does not hit, and another that hits is the only way there is."""
        lines = self.reading.lines()
        if lines is not None:
            return self._table(HitPolicy.UNIQUE, lines)
        if any(can_fail(given.reasons) for given in self.reading.inputs):
            return None
        return self._unique_in_full()

    def _unique_in_full(self) -> Logic:
        """Cells that are more than tests of constants are written as conditions of the input, guards and all."""
        reading, roots, rules = self.reading, [], []
        for rule in reading.table.rules:
            cells = []
            for test, given in zip(rule.tests, reading.inputs, strict=True):
                subject = Lowered(tree.Name("?"), Missing(tree.Name("?"), "?") if given.nullable else given.reasons)
                value = reading.lowering.test(test, subject, reading.scope).value
                cells.append("-" if isinstance(test, tree.AnyTest) else self.say(value))
                roots.append(value)
            output = reading.lowering.lower(rule.outputs[reading.output], reading.scope).value
            roots.append(output)
            rules.append(DmnRule(_feel(cells), _feel([self.say(output)]), self._notes(rule.notes)))
        inputs = tuple(self._input(at) for at in range(len(reading.inputs)))
        table = DecisionTable(HitPolicy.UNIQUE, inputs, (self._output,), tuple(rules), reading.table.annotations)
        return Logic(table, (*roots, *(given.value for given in reading.inputs)))

    def _collecting(self) -> Logic | None:
        """A table that gives what all its rows say is never known while one is open."""
        reading, policy = self.reading, self.reading.table.hit_policy
        lines = reading.lines()
        ordered = None if lines is None else reading.ordered(lines)
        if ordered is None or any(line.output is None or line.output.nullable for line in ordered):
            return None
        harmless = policy is HitPolicy.COLLECT_SUM
        mattering = [line for line in ordered if not (harmless and _is_zero(line))]
        guards = reading.guards(mattering)
        if guards is None:
            return None
        plain = HitPolicy.RULE_ORDER if policy is HitPolicy.OUTPUT_ORDER else policy
        whole = self._table(plain, ordered)
        if not guards and not harmless:
            return whole
        known = f"if {ALL} = null then 0 else {ALL}" if harmless else ALL  # a policy's sum of nothing is 0
        entries: list[tuple[Variable | None, Expression]] = [(Variable(ALL), whole.expression)]
        if not guards:
            return Logic(Context((*entries, (None, Literal(known)))), whole.roots)
        entries += [
            (Variable(MISSING, "boolean"), self._guard_table(guards)),
            (None, Literal(f"if {MISSING} then null else {known}")),
        ]
        return Logic(Context(tuple(entries)), (*whole.roots, *self._flag_roots(guards)))

    # --- parts --------------------------------------------------------------------------------------------------------

    def _table(self, hit_policy: HitPolicy, lines: Sequence[Line]) -> Logic:
        reading = self.reading
        guards = [line.pattern for line in lines if line.rule is None]
        shown = self._shown(guards)
        notes = (*reading.table.annotations, *([NOTE] if guards else []))
        rules, roots = [], []
        for line in lines:
            given = "null" if line.output is None else self.say(line.output.value)
            if line.output is not None:
                roots.append(line.output.value)
            own = self._notes(() if line.rule is None else line.rule.notes)
            told = (*own, *([UNKNOWN if line.rule is None else ""] if guards else []))
            for cells in texts(line.pattern):
                rules.append(DmnRule(_feel(cells[at] for at in shown), _feel([given]), told))
        table = DecisionTable(hit_policy, tuple(map(self._input, shown)), (self._output,), tuple(rules), notes)
        return Logic(table, (*roots, *(given.value for given in reading.inputs), *self._flag_roots(guards)))

    def _guard_table(self, guards: Sequence[Pattern]) -> DecisionTable:
        shown = self._shown(guards)
        rules = [
            DmnRule(_feel(cells[at] for at in shown), _feel(["true"]), (UNKNOWN,))
            for pattern in guards
            for cells in texts(pattern)
        ]
        rules.append(DmnRule(_feel(["-"] * len(shown)), _feel(["false"]), ("",)))
        inputs = tuple(map(self._input, shown))
        return DecisionTable(HitPolicy.FIRST, inputs, (Output(type_ref="boolean"),), tuple(rules), (NOTE,))

    def _shown(self, guards: Iterable[Pattern]) -> list[int]:
        """The columns of the table: its inputs, and those flags that a guard row asks for."""
        asked = {at for pattern in guards for at, cell in enumerate(pattern) if not cell.is_any}
        inputs = len(self.reading.inputs)
        return [*range(inputs), *(at for at in range(inputs, self.reading.width) if at in asked)]

    def _input(self, at: int) -> Input:
        reading = self.reading
        if at < len(reading.inputs):
            value = reading.inputs[at].value
            return Input(Feel(self.say(value)), self.type_of(value), label=reading.table.inputs[at].text.strip("⟨⟩ "))
        column = next(column for column in reading.columns if column.flag == at)
        label = f"{reading.table.inputs[column.at].text.strip('⟨⟩ ')} 缺数据"
        return Input(Feel(self.say(self._flag(at))), "boolean", label=label)

    def _flag(self, at: int) -> Node:
        """Whether a fact is missing for the input of a flag's column."""
        column = next(column for column in self.reading.columns if column.flag == at)
        given = self.reading.inputs[column.at]
        if isinstance(given.reasons, Of):
            return tree.Name(unknown_name(given.reasons.decision))
        return both(is_null(given.value), unknown(given.reasons))

    def _flag_roots(self, guards: Iterable[Pattern]) -> list[Node]:
        return [self._flag(at) for at in self._shown(guards) if at >= len(self.reading.inputs)]

    @property
    def _output(self) -> Output:
        return Output(type_ref=self.output_type, label=self.reading.name)

    def _notes(self, notes: Sequence[str]) -> tuple[str, ...]:
        """As many notes as there are columns for them."""
        wanted = len(self.reading.table.annotations)
        return (*notes[:wanted], *[""] * (wanted - len(notes)))


def _feel(cells: Iterable[str]) -> tuple[Feel, ...]:
    return tuple(map(Feel, cells))


def _is_zero(line: Line) -> bool:
    return line.output is not None and constant(line.output.value) == 0
