"""The decisions of a DMN model as those of a policy: formulas and tables, guard rows dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from luoshu.dmn import model
from luoshu.dmn.model import Decision, Knowledge, Service
from luoshu.dmn.program import Unit
from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree, types
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import DecisionDraft, LeftOutError, Piece, RowDraft, TableDraft
from luoshu.policy.exchange.intake import Intake, legal
from luoshu.policy.exchange.tables import ALL, MISSING, NOTE, UNKNOWN
from luoshu.policy.exchange.translate import Place, Translator
from luoshu.policy.exchange.unguarded import unguarded, without_null
from luoshu.policy.exchange.wording import FLAG

_EMPTY = Piece(tree.Null(), tree.Null())  # what a draft says before its logic is read
_BY_ORDER = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST)  # where a last row for everything else can be a default


@dataclass
class Drafting:
    """Makes the drafts of one model's decisions, each after those it uses. `left_out` says which have none, and why."""

    unit: Unit
    intake: Intake
    drafts: dict[str, DecisionDraft] = field(default_factory=dict)
    left_out: dict[str, LeftOutError] = field(default_factory=dict)  # by the name in the model
    names: dict[str, str] = field(default_factory=dict)  # by the id of the element
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # the decisions of a table's outputs
    called: dict[tuple[str, str], str] = field(default_factory=dict)  # helpers, by what they are made of
    open: list[str] = field(default_factory=list)

    def all(self) -> None:
        for element in self.unit.source.elements:
            if isinstance(element, Decision):
                try:
                    self.decision(element)
                except LeftOutError:
                    continue  # it is in `left_out`
            elif isinstance(element, Service):
                self.left_out[element.name] = LeftOutError(
                    "政策没有决策服务，其中的决策各自导入",
                    "policies have no decision services; its decisions are brought over by themselves",
                    element.line,
                )
            elif isinstance(element, Knowledge) and (element.function is None or element.function.kind != "FEEL"):
                self.left_out[element.name] = LeftOutError(
                    "政策不能调用不是 FEEL 写的函数", "policies call no functions but those of FEEL", element.line
                )

    # --- decisions ----------------------------------------------------------------------------------------------------

    def decision(self, decision: Decision) -> str:
        """The name of a decision's draft, which is made where it is not yet.

        Raises:
            LeftOutError: where policies have no form for it.
        """
        if decision.name in self.left_out:
            raise LeftOutError(f"“{decision.name}”没有导入", f"'{decision.name}' was not brought over")
        if decision.id not in self.names:
            if decision.id in self.open:
                raise LeftOutError("决策循环引用", "the decision depends on itself", decision.line)
            self.open.append(decision.id)
            try:
                self._make(decision)
            except LeftOutError as error:
                error.line = error.line or decision.line
                self.left_out[decision.name] = error
                raise
            finally:
                self.open.remove(decision.id)
        return self.names[decision.id]

    def _make(self, decision: Decision) -> None:
        if decision.expression is None:
            raise LeftOutError("这个决策没有内容", "the decision has no logic", decision.line)
        about = _About.of(decision.description)
        name = self._free(decision.name)
        draft = DecisionDraft(name, _EMPTY, about.path, about.english, about.prose, decision.line)
        place = Place(self.unit, self.unit.names(decision), decision.line)
        self._logic(decision.expression, place, draft, decision.id)
        self.names[decision.id] = name

    def outputs(self, decision: Decision) -> Mapping[str, str]:
        return self.columns.get(decision.id, {})

    def _logic(self, expression: model.Expression, place: Place, draft: DecisionDraft, key: str) -> None:
        """Adds the draft of an expression, and of what is in it. `key`: whose outputs they are."""
        match _unwrapped(expression):
            case model.DecisionTable() as table:
                self._table(table, place, draft, key)
            case model.Context(entries=entries) if entries and entries[-1][0] is None:
                self._in_context(entries, place, draft, key)
            case other:
                made = self._translator(draft.name).boxed(other, place)
                self.drafts[draft.name] = replace(draft, logic=self._piece(made))

    def _in_context(
        self,
        entries: Sequence[tuple[model.Variable | None, model.Expression]],
        place: Place,
        draft: DecisionDraft,
        key: str,
    ) -> None:
        """A context with a result: its entries are put in place, or are decisions of their own."""
        for variable, expression in entries[:-1]:
            if variable is None:
                raise LeftOutError("结果之后还有条目", "an entry stands after the result", place.line)
            if isinstance(expression, model.Function):
                raise LeftOutError("政策里不能写函数", "a policy has no functions of its own", expression.line)
            name = self._free(f"{draft.name} {variable.name}")
            self._logic(expression, place, replace(draft, name=name, english="", prose=""), f"{key} {variable.name}")
            declared = self.unit.known_types.declared(variable.type_ref).type
            type_ = self.unit.compiler.make(expression, place.names)[1] if declared == types.ANY else declared
            names = place.names.child({variable.name: type_})
            place = replace(place, names=names, env={**place.env, variable.name: tree.Name(name)})
        self._logic(entries[-1][1], place, draft, key)

    def _translator(self, name: str) -> Translator:
        def helper(expression: model.Expression, place: Place, called: str) -> str:
            """A decision for a table inside the named one; the same table asked the same is one decision."""
            given = ", ".join(f"{each}: {to_feel(node)}" for each, node in place.env.items())
            asked = (f"{id(expression)}", given)
            if asked not in self.called:
                self.called[asked] = made = self._free(f"{name} {called or '中间'}")
                draft = DecisionDraft(made, _EMPTY, line=expression.line)
                self._logic(expression, place, draft, made)
            return self.called[asked]

        return Translator(self.intake, self.decision, self.outputs, helper)

    def _piece(self, node: Node) -> Piece:
        return Piece(node, unguarded(node, self.intake.defaults))

    def _free(self, name: str) -> str:
        """A name that nothing else in the policy has."""
        made = legal(name)
        taken = {*self.drafts, *self.names.values(), *self.intake.facts}
        for columns in self.columns.values():
            taken.update(columns.values())
        while made in taken:
            made += " 又"
        return made

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: model.DecisionTable, place: Place, draft: DecisionDraft, key: str) -> None:
        made = self._rows(table, place, self._translator(draft.name))
        outputs = self._outputs(table, draft, key)
        made = replace(made, outputs=outputs)
        first = outputs[0][0]
        self.drafts[first] = replace(draft, name=first, logic=made)
        if len(outputs) > 1:
            self._whole(table, replace(draft, english="", prose=""), key)

    def _whole(self, table: model.DecisionTable, draft: DecisionDraft, key: str) -> None:
        """All outputs of a rule together, under the decision's own name."""
        if table.hit_policy.is_list:
            raise LeftOutError(
                "几个结果的列表没有对应的写法", "lists of several outputs: policies have no form for them", table.line
            )
        entries = tuple((name, tree.Name(own)) for name, own in self.columns[key].items())
        self.drafts[draft.name] = replace(draft, logic=self._piece(tree.ContextLiteral(entries)))

    def _outputs(self, table: model.DecisionTable, draft: DecisionDraft, key: str) -> tuple[tuple[str, str], ...]:
        """The names of a table's outputs as decisions, each with its allowed values."""
        if len(table.outputs) == 1:
            return ((draft.name, self._allowed(table.outputs[0])),)
        self.columns[key] = {}
        for output in table.outputs:
            self.columns[key][output.name] = self._free(f"{draft.name} {output.name}")
        return tuple((self.columns[key][output.name], self._allowed(output)) for output in table.outputs)

    def _allowed(self, output: model.Output) -> str:
        """The values that an output may have, where they are listed: by the column, or by its type."""
        tests = [] if output.values is None else [self.unit.compiler.allowed(output.values, _NO_NAMES)]
        tests = [test for test in tests if test is not None] or list(
            self.unit.known_types.declared(output.type_ref).tests
        )
        parts = [part for test in tests for part in (test.parts if isinstance(test, tree.Tests) else (test,))]
        listed = [part.end for part in parts if isinstance(part, tree.UnaryTest) and part.op == "="]
        return ", ".join(map(to_feel, listed)) if parts and len(listed) == len(parts) else ""

    def _rows(self, table: model.DecisionTable, place: Place, translator: Translator) -> TableDraft:
        inputs = [
            translator.feel(each.expression.text, replace(place, line=each.expression.line or place.line))
            for each in table.inputs
        ]
        kinds = [self._tested(each, place) for each in table.inputs]
        rows = []
        for rule in table.rules:
            if UNKNOWN in rule.notes:
                continue
            at = replace(place, line=rule.line or place.line)
            tests = tuple(
                without_null(translator.tests(feel.text, at, kind))
                for feel, kind in zip(rule.tests, kinds, strict=True)
            )
            outputs = tuple(self._piece(translator.feel(feel.text, at)) for feel in rule.outputs)
            rows.append(RowDraft(tests, outputs, rule.notes))
        hit_policy, last = self._default(table, place, translator)
        rows += last
        draft = TableDraft(hit_policy, tuple(map(self._piece, inputs)), (), tuple(rows), table.annotations)
        return _without_flags(_without_notes(draft), [each.label for each in table.inputs])

    def _tested(self, column: model.Input, place: Place) -> types.Type:
        declared = self.unit.known_types.declared(column.type_ref).type
        if declared != types.ANY:
            return declared
        return place.unit.compiler.feel(column.expression.text, column.expression.line, place.names)[1]

    def _default(
        self, table: model.DecisionTable, place: Place, translator: Translator
    ) -> tuple[HitPolicy, list[RowDraft]]:
        """A row for what no rule hits, where outputs have defaults: it stands last, and the first hit counts."""
        if all(output.default is None for output in table.outputs):
            return table.hit_policy, []
        if table.hit_policy not in _BY_ORDER:
            raise LeftOutError(
                f"命中策略 {table.hit_policy.value} 的缺省结果没有对应的写法",
                f"a default of a table with the hit policy {table.hit_policy.value}: policies have no form for it",
                table.line,
            )
        outputs = tuple(
            self._piece(tree.Null() if output.default is None else translator.feel(output.default.text, place))
            for output in table.outputs
        )
        row = RowDraft((tree.AnyTest(),) * len(table.inputs), outputs, ("",) * len(table.annotations))
        return HitPolicy.FIRST, [row]


def _unwrapped(expression: model.Expression) -> model.Expression:
    """The table alone, where an export has put guards around it."""
    match expression:
        case model.Context(entries=((model.Variable(name=first), table), *_, (None, _))) if first == ALL:
            names = [variable.name for variable, _ in expression.entries if variable is not None]
            if names in ([ALL], [ALL, MISSING]):
                return table
    return expression


def _without_notes(table: TableDraft) -> TableDraft:
    """The table without the column of notes on guard rows, where nothing else stands in it."""
    kept = [
        at
        for at, name in enumerate(table.annotations)
        if name != NOTE or any(at < len(row.notes) and row.notes[at] for row in table.rows)
    ]
    rows = tuple(
        replace(row, notes=tuple(row.notes[at] if at < len(row.notes) else "" for at in kept)) for row in table.rows
    )
    return replace(table, rows=rows, annotations=tuple(table.annotations[at] for at in kept))


def _without_flags(table: TableDraft, labels: Sequence[str]) -> TableDraft:
    """The table without the columns that only guard rows asked for."""
    kept = [
        at
        for at, label in enumerate(labels)
        if not label.endswith(f" {FLAG}") or any(not isinstance(row.tests[at], tree.AnyTest) for row in table.rows)
    ]
    rows = tuple(replace(row, tests=tuple(row.tests[at] for at in kept)) for row in table.rows)
    return replace(table, inputs=tuple(table.inputs[at] for at in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class _About:
    """What a description says: the headings, the English name, and other words."""

    path: tuple[str, ...]
    english: str
    prose: str

    @classmethod
    def of(cls, description: str) -> _About:
        told = {"条款": "", "出自": "", "English": "", "原文": ""}
        rest = []
        for line in description.splitlines():
            word, colon, text = line.partition("：")
            if colon and word in told:
                told[word] = text.strip()
            else:
                rest.append(line.strip())
        path = [part.strip() for part in told["条款"].split("›") if part.strip()]
        from_other = [f"引自 {told['出自']}"] if told["出自"] else []
        return cls((*from_other, *path), told["English"], " ".join(rest).strip())


_NO_NAMES = Names({"?": types.ANY})
