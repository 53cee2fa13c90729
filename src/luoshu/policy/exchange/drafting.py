"""The decisions of a DMN model as those of a policy: formulas and tables, guard rows dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from luoshu.dmn import model
from luoshu.dmn.declared import ANY, Declared
from luoshu.dmn.model import Decision, Knowledge
from luoshu.dmn.program import Unit
from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree, types
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.exchange.calls import coerced
from luoshu.policy.exchange.drafts import DecisionDraft, LeftOutError, Piece, TableDraft
from luoshu.policy.exchange.intake import Intake, legal
from luoshu.policy.exchange.listing import SUMS, as_contexts, collected, may_hit_nothing, otherwise, with_default
from luoshu.policy.exchange.places import Place, key_of
from luoshu.policy.exchange.rows import TableReader, allowed_text, with_last
from luoshu.policy.exchange.tables import ALL, MISSING
from luoshu.policy.exchange.translate import Translator
from luoshu.policy.exchange.unguarded import unguarded

_EMPTY = Piece(tree.Null(), tree.Null())  # what a draft says before its logic is read


@dataclass
class Drafting:
    """Makes the drafts of one model's decisions, each after those it uses. `left_out` says which have none, and why."""

    unit: Unit
    intake: Intake
    drafts: dict[str, DecisionDraft] = field(default_factory=dict)
    left_out: dict[str, LeftOutError] = field(default_factory=dict)  # by the name in the model
    names: dict[str, str] = field(default_factory=dict)  # by the key of the element
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # the decisions of a table's outputs
    called: dict[tuple[str, str], str] = field(default_factory=dict)  # helpers, by what they are made of
    listing: dict[str, tuple[TableReader, TableDraft, DecisionDraft]] = field(default_factory=dict)
    remarks: list[LeftOutError] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def all(self) -> None:
        for element in self.unit.source.elements:
            if isinstance(element, Decision):
                try:
                    self.decision(self.unit, element)
                except LeftOutError:
                    continue  # it is in `left_out`
            elif isinstance(element, Knowledge) and (element.function is None or element.function.kind != "FEEL"):
                self.left_out[element.name] = LeftOutError(
                    "政策不能调用不是 FEEL 写的函数", "policies call no functions but those of FEEL", element.line
                )

    # --- decisions ----------------------------------------------------------------------------------------------------

    def decision(self, unit: Unit, decision: Decision) -> str:
        """The name of a decision's draft, which is made where it is not yet.

        Raises:
            LeftOutError: where policies have no form for it.
        """
        key, said = key_of(unit, decision), decision.name
        if unit is not self.unit:
            said = f"{unit.source.name}.{said}"
        if said in self.left_out:
            raise LeftOutError(f"“{said}”没有导入", f"'{said}' was not brought over")
        if key not in self.names:
            if key in self.open:
                raise LeftOutError("决策循环引用", "the decision depends on itself", decision.line)
            self.open.append(key)
            try:
                self._make(unit, decision, key)
            except LeftOutError as error:
                error.line = error.line or decision.line
                error.file = "" if unit is self.unit else unit.source.file
                self.left_out[said] = error
                raise LeftOutError(f"“{said}”没有导入", f"'{said}' was not brought over") from error
            finally:
                self.open.remove(key)
        return self.names[key]

    def _make(self, unit: Unit, decision: Decision, key: str) -> None:
        if decision.expression is None:
            raise LeftOutError("这个决策没有内容", "the decision has no logic", decision.line)
        about = _About.of(decision.description)
        path, file = about.path, ""
        if unit is not self.unit:
            path, file = (f"引自 {unit.source.name}", *path), unit.source.file
        name = self._free(decision.name, f"{unit.source.name} {decision.name}" if unit is not self.unit else "")
        draft = DecisionDraft(name, _EMPTY, path, about.english, about.prose, decision.line, file)
        place = Place(unit, unit.names(decision), decision.line)
        self._logic(decision.expression, place, draft, key, unit.declared(decision))
        self.names[key] = name

    def outputs(self, unit: Unit, decision: Decision) -> Mapping[str, str]:
        key = key_of(unit, decision)
        if key in self.listing:
            self._listed_apart(key)
        return self.columns.get(key, {})

    def _logic(
        self, expression: model.Expression, place: Place, draft: DecisionDraft, key: str, declared: Declared = ANY
    ) -> None:
        """Adds the draft of an expression, and of what is in it. `key`: whose outputs they are."""
        match _unwrapped(expression):
            case model.DecisionTable() as table:
                self._table(table, place, draft, key, declared)
            case model.Context(entries=entries) if entries and entries[-1][0] is None:
                self._in_context(entries, place, draft, key, declared)
            case other:
                made = self._translator(draft.name).boxed(other, place)
                type_ = place.unit.compiler.make(other, place.names)[1]
                made = coerced(made, type_, declared, draft.name, place)
                self.drafts[draft.name] = replace(draft, logic=self._piece(made))

    def _in_context(
        self,
        entries: Sequence[tuple[model.Variable | None, model.Expression]],
        place: Place,
        draft: DecisionDraft,
        key: str,
        declared: Declared,
    ) -> None:
        """A context with a result: its entries are put in place, or are decisions of their own."""
        translator = self._translator(draft.name)
        for variable, expression in entries[:-1]:
            if variable is None:
                raise LeftOutError("结果之后还有条目", "an entry stands after the result", place.line)
            if isinstance(expression, model.Function):
                place = translator.holding(variable, expression, place)
                continue
            name = self._free(f"{draft.name} {variable.name}")
            inner = replace(draft, name=name, english="", prose="")
            of = place.unit.known_types.declared(variable.type_ref)
            self._logic(expression, place, inner, f"{key} {variable.name}", of)
            type_ = of.type if of.type != types.ANY else place.unit.compiler.make(expression, place.names)[1]
            place = place.knowing(variable.name, type_, tree.Name(name))
        self._logic(entries[-1][1], place, draft, key, declared)

    def _translator(self, name: str) -> Translator:
        def helper(expression: model.Expression, place: Place, called: str) -> str:
            """A decision for a table inside the named one; the same table asked the same is one decision."""
            known = {**place.env, **(place.given or {})}
            given = ", ".join(f"{each}: {to_feel(node)}" for each, node in known.items())
            asked = (f"{id(expression)}", given)
            if asked not in self.called:
                self.called[asked] = made = self._free(f"{name} {called or '中间'}")
                draft = DecisionDraft(made, _EMPTY, line=expression.line)
                self._logic(expression, place, draft, made)
            return self.called[asked]

        return Translator(self.intake, self.decision, self.outputs, helper)

    def _piece(self, node: Node) -> Piece:
        return Piece(node, unguarded(node, self.intake.defaults))

    def _free(self, name: str, otherwise: str = "") -> str:
        """A name that nothing else in the policy has; `otherwise` is tried where the first is taken."""
        made = legal(name)
        taken = {*self.drafts, *self.names.values(), *self.intake.facts}
        for columns in self.columns.values():
            taken.update(columns.values())
        if made in taken and otherwise:
            made = legal(otherwise)
        while made in taken:
            made += " 又"
        return made

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(
        self, table: model.DecisionTable, place: Place, draft: DecisionDraft, key: str, declared: Declared
    ) -> None:
        reader = TableReader(table, place, self._translator(draft.name), self._piece)
        made, defaults = reader.draft(), reader.defaults()
        if table.hit_policy.is_list or table.hit_policy in SUMS:
            self._listing(reader, made, defaults, draft, key, declared)
            return
        if defaults is not None:
            made = reader.ranked(made) if table.hit_policy is HitPolicy.PRIORITY else made
            made = with_last(made, tuple(map(self._piece, defaults)), HitPolicy.FIRST)
        self._add(reader, made, draft, key)
        if len(table.outputs) > 1:
            entries = tuple((name, tree.Name(own)) for name, own in self.columns[key].items())
            logic = self._piece(tree.ContextLiteral(entries))
            self.drafts[draft.name] = replace(draft, english="", prose="", logic=logic)

    def _add(self, reader: TableReader, made: TableDraft, draft: DecisionDraft, key: str) -> None:
        """The draft of a table whose outputs are decisions, or the decision itself."""
        outputs = reader.table.outputs
        names = {outputs[0].name: draft.name}
        if len(outputs) > 1:
            names = self.columns[key] = {}
            for output in outputs:
                names[output.name] = self._free(f"{draft.name} {output.name}")
        told = tuple((names[output.name], allowed_text(reader.allowed(output))) for output in outputs)
        self.drafts[told[0][0]] = replace(draft, name=told[0][0], logic=replace(made, outputs=told))

    def _listing(
        self,
        reader: TableReader,
        made: TableDraft,
        defaults: Sequence[Node] | None,
        draft: DecisionDraft,
        key: str,
        declared: Declared,
    ) -> None:
        """A table that puts all its hits together. Several outputs are a context a row, and where somebody asks for one
        of them, a list of each as well."""
        outputs, policy = reader.table.outputs, reader.table.hit_policy
        if len(outputs) > 1:
            if policy is HitPolicy.OUTPUT_ORDER:
                made = replace(reader.ranked(made), hit_policy=HitPolicy.RULE_ORDER)
            if defaults is None and policy.is_list:
                self.listing[key] = (reader, made, draft)
            made = as_contexts(made, [output.name for output in outputs])
            told = ((draft.name, ""),)
        else:
            told = ((draft.name, allowed_text(reader.allowed(outputs[0]))),)
        if defaults is None:
            if policy is HitPolicy.COLLECT_SUM and may_hit_nothing(made):
                self.remarks.append(_sum_of_nothing(draft))
            self.drafts[draft.name] = replace(draft, logic=replace(made, outputs=told))
            return
        default = defaults[0]
        if len(outputs) > 1:
            names = [output.name for output in outputs]
            default = tree.ContextLiteral(tuple(zip(names, defaults, strict=True)))
        if (alone := with_default(made, default)) is not None:
            self.drafts[draft.name] = replace(draft, logic=replace(alone, outputs=told))
            return
        hits = self._free(f"{draft.name} 命中")
        table = replace(collected(made), outputs=((hits, told[0][1]),))
        self.drafts[hits] = replace(draft, name=hits, english="", logic=table)
        if declared.item is not None and policy.is_list:
            default = tree.ListLiteral((default,))
        self.drafts[draft.name] = replace(draft, prose="", logic=self._piece(otherwise(hits, policy, default)))

    def _listed_apart(self, key: str) -> None:
        """The outputs of a table that lists, each as a list of its own."""
        self._add(*self.listing.pop(key), key)


def _sum_of_nothing(draft: DecisionDraft) -> LeftOutError:
    return LeftOutError(
        f"“{draft.name}”没有一行命中时，政策得 0，模型得 null",
        f"where no row of '{draft.name}' hits, the policy gives 0 and the model null",
        draft.line,
        draft.file,
    )


def _unwrapped(expression: model.Expression) -> model.Expression:
    """The table alone, where an export has put guards around it."""
    match expression:
        case model.Context(entries=((model.Variable(name=first), table), *_, (None, _))) if first == ALL:
            names = [variable.name for variable, _ in expression.entries if variable is not None]
            if names in ([ALL], [ALL, MISSING]):
                return table
    return expression


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
