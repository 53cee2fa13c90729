"""Input data of a DMN model as facts of a vocabulary: structures flattened, lists of structures as related lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from luoshu.dmn.declared import Declared
from luoshu.dmn.model import Element, InputData, Service
from luoshu.dmn.program import Unit
from luoshu.facts.ranges import parse_kind
from luoshu.facts.vocabulary import NUMERIC, Kind
from luoshu.feel import tree, types
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.feel.types import ContextType, Type
from luoshu.policy.exchange.drafts import FactDraft, LeftOutError, RecordDraft
from luoshu.policy.exchange.notes import DATA, Notes
from luoshu.policy.exchange.wording import YEARS_AGO
from luoshu.policy.expressions import RUN_DATE_ENGLISH
from luoshu.policy.forms.naming import KEPT_WORDS
from luoshu.policy.model import RUN_DATE
from luoshu.problems import ProblemError, Text

ITEM = "值"  # the only field of the items of a list of values
_FORBIDDEN = re.compile(r"""[^\w\s·+*/-]""")
_EARLIER = re.compile(rf"(?P<fact>.+) (?P<years>[1-9][0-9]*){YEARS_AGO}")
_KINDS = {
    types.NUMBER: Kind.DECIMAL,
    types.STRING: Kind.TEXT,
    types.BOOLEAN: Kind.BOOLEAN,
    types.DATE: Kind.DATE,
}


def legal(name: str) -> str:
    """A name as a policy can have it."""
    made = " ".join(_FORBIDDEN.sub(" ", name).split())
    if not made or made[0].isdigit() or made in KEPT_WORDS or not (made[0].isalpha() or made[0] == "_"):
        made = f"值 {made}".strip()
    return made


@dataclass
class Intake:
    """What the names of input data stand for in the policy.

    `paths` has a tree for each input by its namespace and name, and for each field of one that is a structure;
    `left_out` says why others have none. `plain` are the lists whose items are values: a policy gives them a field.
    """

    about: str
    records: dict[str, RecordDraft] = field(default_factory=dict)
    paths: dict[tuple[str, ...], Node] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    left_out: dict[str, LeftOutError] = field(default_factory=dict)
    remarks: list[LeftOutError] = field(default_factory=list)
    defaults: dict[str, set[Node]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Sequence[Unit], about: str) -> Intake:
        """The input data of a model, which comes first, and what is used of those that it imports."""
        found = cls(about)
        found.records[about] = RecordDraft(about)
        used = {(unit, element.id) for unit, element in _used(units[0])}
        for unit in units:
            for element in unit.source.elements:
                if isinstance(element, InputData) and (unit is units[0] or (unit, element.id) in used):
                    try:
                        found._take(unit, element, foreign=unit is not units[0])
                    except LeftOutError as error:
                        error.file = "" if unit is units[0] else unit.source.file
                        found.left_out[element.name] = error
        found._identify()
        return found

    @property
    def facts(self) -> dict[str, FactDraft]:
        return self.records[self.about].facts

    def _identify(self) -> None:
        """An entity has an identifier, whatever the model asks for."""
        if not any(fact.kind is Kind.ID for fact in self.facts.values()):
            name = "编号"
            while name in self.facts:
                name += "号"
            self.records[self.about].facts = {name: FactDraft(name, Kind.ID), **self.facts}

    def _take(self, unit: Unit, element: InputData, *, foreign: bool) -> None:
        declared, key = unit.declared(element), (unit.source.namespace, element.name)
        if element.name in (RUN_DATE, RUN_DATE_ENGLISH) and declared.type == types.DATE:
            self.paths[key] = tree.Name(RUN_DATE)
            return
        notes = DATA.read(element.description)
        match = _EARLIER.fullmatch(element.name)
        if match and notes.years == match["years"]:
            fact = self._fact(match["fact"], declared, notes, element.line)
            self._add(replace(fact, annual=True))
            self.paths[key] = tree.Call(
                tree.Name("prior"), (tree.Name(fact.name), tree.Number(Decimal(match["years"])))
            )
            return
        taken = foreign and legal(element.name) in self.facts
        name = f"{unit.source.name} {element.name}" if taken else element.name
        self._flatten(key, (name,), declared, notes, element.line)

    def _flatten(
        self, key: tuple[str, ...], path: tuple[str, ...], declared: Declared, notes: Notes, line: int
    ) -> None:
        """A structure's fields as facts of their own."""
        if declared.fields is not None:
            for name, inner in declared.fields.items():
                self._flatten((*key, name), (*path, name), inner, Notes(), line)
            return
        fact = self._fact(" ".join(path), declared, notes, line)
        self._add(fact)
        self.paths[key] = self._spoken(fact)

    def _spoken(self, fact: FactDraft) -> Node:
        """What an expression says for a fact: of a list of values, the field that its items have."""
        name = tree.Name(fact.name)
        return tree.Path(name, ITEM) if fact.name in self.plain else name

    def _add(self, fact: FactDraft) -> None:
        have = self.facts.get(fact.name)
        if have is not None and replace(have, annual=True) != replace(fact, annual=True):
            raise LeftOutError(f"“{fact.name}”出现两次，类型不同", f"'{fact.name}' stands here twice, with other types")
        self.facts[fact.name] = replace(fact, annual=fact.annual or (have is not None and have.annual))

    # --- facts --------------------------------------------------------------------------------------------------------

    def _fact(self, name: str, declared: Declared, notes: Notes, line: int) -> FactDraft:
        made = legal(name)
        if declared.item is not None:
            return self._list(made, declared.item, notes, line)
        kind = _KINDS.get(declared.type)
        if kind is None:
            raise LeftOutError(
                f"“{name}”的类型是 {declared.type}，政策没有这种数据项{_instead(declared.type).zh}",
                f"'{name}' is of the type {declared.type}: policies have no such facts{_instead(declared.type).en}",
                line,
            )
        values, interval = self._constraint(name, declared, line)
        fact = FactDraft(
            made,
            _kind(notes.kind, kind),
            values if kind is Kind.TEXT else (),
            interval,
            notes.unit,
            bool(notes.period),
            _default(notes.default),
            notes.english,
            notes.note,
        )
        if fact.default:
            self.defaults.setdefault(made, set()).add(_parsed(fact.default))
        return fact

    def _list(self, name: str, item: Declared, notes: Notes, line: int) -> FactDraft:
        """A list of structures is a related list, whose items are of a record of its name; values become structures."""
        if item.type in _KINDS:
            self.plain.add(name)
            item = Declared(types.context({ITEM: item.type}), fields={ITEM: item})
        if not isinstance(item.type, ContextType) or not item.fields:
            raise LeftOutError(
                f"“{name}”是 {item.type} 的列表；政策的列表，每一项是一个值，或有自己的数据项",
                f"'{name}' is a list of {item.type}: items of a policy's lists are values, or have facts of their own",
                line,
            )
        target = notes.kind.removeprefix(f"{Kind.LIST.zh} ") if notes.kind.startswith(f"{Kind.LIST.zh} ") else name
        record = RecordDraft(target)
        owner = "所有者" if "所有者" not in item.fields else "归属"
        record.facts[owner] = FactDraft(owner, Kind.REFERENCE, target=self.about, note="所有者")
        for field_name, declared in item.fields.items():
            inner = notes.fields.get(field_name, Notes())
            fact = self._fact(field_name, declared, inner, line)
            if fact.kind is Kind.LIST:
                raise LeftOutError(f"“{name}”的项里还有列表", f"the items of '{name}' have lists of their own", line)
            record.facts[fact.name] = fact
        self.records[target] = record
        return FactDraft(name, Kind.LIST, english=notes.english, note=notes.note, target=target)

    def _constraint(self, name: str, declared: Declared, line: int) -> tuple[tuple[str, ...], str]:
        """Listed texts, or a range; a constraint that is neither is told."""
        if not declared.tests:
            return (), ""
        found = [_listed(test) or _interval(test) for test in declared.tests]
        if len(found) == 1 and found[0] is not None:
            return (found[0], "") if isinstance(found[0], tuple) else ((), found[0])
        told = "; ".join(map(to_feel, declared.tests))
        self.remarks.append(
            LeftOutError(
                f"“{name}”的约束没有导入：{told}", f"the constraint of '{name}' was not brought over: {told}", line
            )
        )
        return (), ""


def _instead(type_: Type) -> Text:
    """What may be asked for in place of a fact of a type that policies do not have."""
    if type_ in (types.TIME, types.DATE_TIME):
        return Text("；改用日期，或改用小时数等数字", "; ask for a date, or for a number, such as that of hours")
    if type_ in (types.DAY_DURATION, types.MONTH_DURATION):
        return Text("；改用起止日期，或改用天数、月数等数字", "; ask for two dates, or for a number of days or months")
    if type_ == types.ANY:
        return Text("；在模型里写明它的类型", "; say in the model of which type it is")
    return Text("", "")


def _used(unit: Unit) -> list[tuple[Unit, Element]]:
    """The elements that those of a model use, in whatever model."""
    found: dict[tuple[Unit, str], Element] = {}
    waiting: list[tuple[Unit, Element]] = [(unit, element) for element in unit.source.elements]
    while waiting:
        at, element = waiting.pop()
        if (at, element.id) not in found:
            found[at, element.id] = element
            needs = at.needs(element)
            if isinstance(element, Service):
                needs = [*at.parameters(element), *at.outputs(element)]
            waiting += [(need.unit, need.element) for need in needs]
    return [(at, element) for (at, _), element in found.items()]


def _kind(told: str, plain: Kind) -> Kind:
    """The kind that a description tells, where it is one of the declared type."""
    try:
        kind, _, _ = parse_kind(told)
    except ProblemError:
        return plain
    same = {Kind.TEXT: {Kind.TEXT, Kind.ID}, Kind.DECIMAL: NUMERIC}.get(plain, {plain})
    return kind if kind in same else plain


def _default(told: str) -> str:
    """A value when missing, as a literal of FEEL; nothing where a description says something else."""
    return told if told and _parsed(told) != tree.Null() else ""


def _parsed(told: str) -> Node:
    try:
        node = parse(told, Names())
    except FeelSyntaxError:
        return tree.Null()
    return node if isinstance(node, tree.Number | tree.String | tree.Boolean | tree.AtLiteral) else tree.Null()


def _parts(test: Node) -> Iterator[Node]:
    yield from test.parts if isinstance(test, tree.Tests) and not test.negated else (test,)


def _listed(test: Node) -> tuple[str, ...] | None:
    """The texts that a test lists."""
    found: list[str] = []
    for part in _parts(test):
        if not isinstance(part, tree.UnaryTest) or part.op != "=" or not isinstance(part.end, tree.String):
            return None
        if '"' in part.end.value:
            return None
        found.append(part.end.value)
    return tuple(found)


def _interval(test: Node) -> str | None:
    """A test as a range of numbers or dates."""
    parts = list(_parts(test))
    part = parts[0] if len(parts) == 1 else None
    if not isinstance(part, tree.UnaryTest):
        return None
    if isinstance(part.end, tree.Range) and part.op == "=":
        ends = ["" if end is None else _end(end) for end in (part.end.low, part.end.high)]
        if None in ends:
            return None
        opening, closing = "[" if part.end.low_closed else "(", "]" if part.end.high_closed else ")"
        return f"{opening}{ends[0]}..{ends[1]}{closing}"
    end = _end(part.end)
    return None if end is None or part.op in ("=", "!=") else f"{part.op} {end}"


def _end(node: Node) -> str | None:
    value = evaluate(node, {})
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if type(value) is date else None
