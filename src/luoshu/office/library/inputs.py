"""Facts as fields of a form, read from a query string: names are those of a row of facts (`prior(销售收入, 1)`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from luoshu.engine.figures import show, unit_of_fact
from luoshu.facts.typed import hint_of, read_typed
from luoshu.facts.vocabulary import Fact, Kind, Record
from luoshu.office.library.items import Items, read_items
from luoshu.problems import Lang, Problem, ProblemError, Text

SKIPPED = "skip"  # a parameter of the query string, once for each fact that cannot be had


def label_of_fact(fact: Fact, years: int, on: date) -> Text:
    """`2025 年研发费用` / `R&D expenditure in 2025`: an annual fact with its year."""
    english = fact.english or fact.name
    english = english[:1].upper() + english[1:]
    if not fact.annual:
        return Text(fact.name, english)
    year = on.year - 1 - years
    return Text(f"{year} 年{fact.name}", f"{english} in {year}")


@dataclass(frozen=True, slots=True)
class Input:
    """One field: the fact, what was typed, and what is wrong with it."""

    name: str
    fact: Fact
    years: int
    on: date
    typed: str = ""
    value: Any = None
    problem: Problem | None = None
    items: Items | None = None  # of a related list

    @property
    def id(self) -> str:
        return "f-" + "".join(sign if sign.isalnum() else "-" for sign in self.name)

    @property
    def label(self) -> Text:
        return label_of_fact(self.fact, self.years, self.on)

    @property
    def question(self) -> Text:
        """`2025 年研发费用是多少？`"""
        label = self.label
        match self.fact.kind:
            case Kind.BOOLEAN:
                return Text(f"{label.zh}：是还是否？", f"{label.en}: yes or no?")
            case Kind.DATE:
                return Text(f"{label.zh}是哪一天？", f"{label.en}: on which day?")
            case Kind.LIST:
                return Text(f"有哪些{label.zh}？", f"{label.en}: which are there?")
            case Kind.TEXT | Kind.ID | Kind.REFERENCE:
                return Text(f"{label.zh}是什么？", f"{label.en}: which?")
        return Text(f"{label.zh}是多少？", f"{label.en}: how much?")

    @property
    def hint(self) -> Text | None:
        return hint_of(self.fact)

    @property
    def sort(self) -> str:
        """What kind of field it is."""
        if self.fact.kind is Kind.LIST:
            return "list"
        if self.fact.kind is Kind.BOOLEAN:
            return "yes-or-no"
        return "choice" if self.fact.values else "text"

    def shown(self, lang: Lang) -> str:
        return show(self.value, unit_of_fact(self.fact), lang)


@dataclass(frozen=True, slots=True)
class Given:
    """What a query string says of facts."""

    facts: Mapping[str, Any]
    inputs: Mapping[str, Input]
    skipped: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = field(default=())  # as they stand in the query string, the facts' alone

    @property
    def problems(self) -> list[Input]:
        return [each for each in self.inputs.values() if each.problem]


def read_inputs(
    query: QueryDict,
    known: Mapping[str, tuple[Fact, int]],
    records: Mapping[str, Record],
    on: date,
    fields: Callable[[str], Collection[str]] | None = None,
) -> Given:
    """The facts that a query string gives, of those that are known. `fields` says which of a list's are of use."""
    asked_to_skip = set(query.getlist(SKIPPED))
    inputs = {}
    for name, (fact, years) in known.items():
        told = _read(query, name, fact, years, records, on, fields)
        if told.problem and name in asked_to_skip:  # what cannot be read was typed, and then given up
            told = _read(QueryDict(), name, fact, years, records, on, fields)
        inputs[name] = told
    facts = {name: each.value for name, each in inputs.items() if each.value is not None}
    skipped = tuple(name for name in dict.fromkeys(query.getlist(SKIPPED)) if name in known and name not in facts)
    pairs = [(name, each.typed) for name, each in inputs.items() if each.typed]
    pairs += [pair for each in inputs.values() if each.items for pair in each.items.pairs]
    pairs += [(SKIPPED, name) for name in skipped]
    return Given(facts, inputs, skipped, tuple(pairs))


def _read(
    query: QueryDict,
    name: str,
    fact: Fact,
    years: int,
    records: Mapping[str, Record],
    on: date,
    fields: Callable[[str], Collection[str]] | None,
) -> Input:
    if fact.kind is Kind.LIST:
        items = read_items(query, fact, records.get(fact.target), on, fields(name) if fields else None)
        return Input(name, fact, years, on, value=items.value, problem=items.problem, items=items)
    typed = query.get(name, "").strip()[:200]
    try:
        return Input(name, fact, years, on, typed, read_typed(fact, typed, on))
    except ProblemError as error:
        return Input(name, fact, years, on, typed, None, error.problems[0])
