"""A table of two columns, property and value: how every instrument but ladders and targets is written.

Cells that are FEEL become decisions named `名称·项`; the others are values of their own kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from luoshu.feel import types as feel
from luoshu.feel.tree import Span
from luoshu.feel.values import kind_name
from luoshu.policy.drafts import FormulaDraft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.naming import read_name
from luoshu.policy.forms.quantities import QUANTITIES, read_quantity
from luoshu.policy.keywords import Form
from luoshu.policy.markdown import Cell, Grid
from luoshu.policy.model import Article, Decision
from luoshu.policy.properties import PROPERTIES, Property, ValueKind
from luoshu.policy.source import Findings
from luoshu.policy.terms import TermUnit, read_term
from luoshu.problems import Text, suggest

# The types that the decisions made of cells must have.
_TYPES: Mapping[ValueKind, feel.Type] = {
    ValueKind.CONDITION: feel.BOOLEAN,
    ValueKind.AMOUNT: feel.NUMBER,
    ValueKind.UNTIL: feel.DATE,
    ValueKind.WORDING: feel.STRING,
    ValueKind.ORDER: feel.ANY,
}
_ADVICE: Mapping[ValueKind, Text] = {
    ValueKind.UNTIL: Text('如 1 年，或 date("2026-12-31")', 'such as 1 year, or date("2026-12-31")'),
}
_PART = re.compile(r"[^,，、;；]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it is, the cell of its name and the cell of its value."""

    known: Property
    word: Cell
    value: Cell

    @property
    def text(self) -> str:
        return self.value.text.strip("⟨⟩ ")

    @property
    def parts(self) -> tuple[tuple[str, Span], ...]:
        """The texts of a list, each with where it stands."""
        found = []
        for part in _PART.finditer(self.value.text):
            bare = part[0].replace("⟨", " ").replace("⟩", " ")
            if text := bare.strip():
                begins = self.value.span.start + part.start() + bare.index(text)
                found.append((text, Span(begins, begins + len(text))))
        return tuple(found)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for text, _ in self.parts)

    @property
    def decides(self) -> bool:
        """Whether the value is an expression, and so a decision; a term after the run's date is the same for all."""
        kind = self.known.kind
        return kind in _TYPES and not (kind is ValueKind.UNTIL and read_term(self.value.text))


@dataclass(frozen=True)
class PropertyTable:
    """An instrument whose cells are still text, by the properties' keys."""

    form: Form
    keyword: str
    name: str
    article: Article
    line: int
    entries: Mapping[str, Entry]

    @cached_property
    def decisions(self) -> dict[str, str]:
        """The names of the decisions made of its cells, by the properties' keys."""
        return {key: self.decision_name(entry.known) for key, entry in self.entries.items() if entry.decides}

    def decision_name(self, known: Property) -> str:
        return f"{self.name}·{known.names[0]}"

    def drafts(self) -> Iterator[FormulaDraft]:
        """The decisions made of its cells."""
        for key, name in self.decisions.items():
            entry = self.entries[key]
            unit = "元" if entry.known.kind is ValueKind.AMOUNT else ""
            yield FormulaDraft(self.article, (name,), (entry.word.span,), entry.value.span, unit)

    def check_types(self, decisions: Mapping[str, Decision], findings: Findings) -> None:
        """Who is entitled is a condition, how much a number, until when a date."""
        for key, name in self.decisions.items():
            known, span = self.entries[key].known, self.entries[key].value.span
            decision = decisions.get(name)
            if decision is not None and not feel.conforms(decision.type, _TYPES[known.kind]):
                want, have = kind_name(_TYPES[known.kind]), kind_name(decision.type)
                findings.error(
                    "type",
                    span,
                    Text(
                        f"“{known.names[0]}”应当是{want.zh}，这里却是{have.zh}",
                        f"'{known.names[-1]}' must be a {want.en}, but this is a {have.en}",
                    ),
                    _ADVICE.get(known.kind),
                )

    def text(self, key: str) -> str:
        return self.entries[key].text if key in self.entries else ""

    def texts(self, key: str) -> tuple[str, ...]:
        return self.entries[key].texts if key in self.entries else ()

    def choice(self, key: str) -> str | None:
        """The meaning of a word from a closed list."""
        entry = self.entries.get(key)
        return (entry.known.choices or {}).get(entry.text) if entry else None

    def quantities(self, reader: ExpressionReader) -> dict[str, object]:
        """The values that are neither FEEL nor plain text, by key; `reader` knows the parameters."""
        found = {
            key: read_quantity(entry.known.kind, entry.value, reader)
            for key, entry in self.entries.items()
            if entry.known.kind in QUANTITIES
        }
        return {key: value for key, value in found.items() if value is not None}

    @property
    def as_written(self) -> dict[str, str]:
        """Every row's words, for people."""
        return {entry.word.text: entry.value.text for entry in self.entries.values()}

    @property
    def assumed(self) -> bool:
        return any("⟨" in entry.value.text for entry in self.entries.values())

    def english(self, label: str) -> dict[str, str]:
        """The labels of its decisions, after its own."""
        return {name: f"{label}: {self.entries[key].known.names[-1]}" for key, name in self.decisions.items()}


def read_property_table(grid: Grid, form: Form, article: Article, findings: Findings) -> PropertyTable | None:
    """The table; None where it has no name. An unknown property is an error."""
    keyword = grid.keyword.text
    if len(grid.header.cells) != 2:
        findings.error(
            "property",
            grid.header.span,
            Text(f"{keyword}表只有两列：项目和内容", f"a table '{keyword}' has two columns: property and value"),
        )
        return None
    name = read_name(grid.header.cells[1].span, findings)
    properties = PROPERTIES[form]
    by_name = {word: known for known in properties for word in known.names}
    entries: dict[str, Entry] = {}
    for row in grid.rows:
        word, value = row.cells
        known = by_name.get(word.text)
        if known is None:
            findings.error(
                "property",
                word.span,
                Text(f"{keyword}表没有“{word.text}”这一项", f"a table '{keyword}' has no property '{word.text}'"),
                suggest(word.text, by_name)
                or Text(
                    "可用的：" + "、".join(p.names[0] for p in properties),
                    "it has: " + ", ".join(p.names[1] for p in properties),
                ),
            )
        elif known.key in entries:
            findings.error("property", word.span, Text(f"“{word.text}”写了两次", f"'{word.text}' is given twice"))
        elif not value:
            findings.error("property", row.span, Text(f"“{word.text}”没有内容", f"'{word.text}' has no value"))
        elif _is_valid(Entry(known, word, value), findings):
            entries[known.key] = Entry(known, word, value)
    given = {row.cells[0].text for row in grid.rows}
    for known in properties:
        if known.required and given.isdisjoint(known.names):
            findings.error(
                "property",
                grid.header.span,
                Text(f"缺少“{known.names[0]}”这一项", f"the property '{known.names[-1]}' is missing"),
                known.meaning,
            )
    return PropertyTable(form, keyword, name, article, grid.line, entries) if name else None


def _is_valid(entry: Entry, findings: Findings) -> bool:
    """Whether a word from a closed list, or a term, is one."""
    known, plain, span = entry.known, entry.text, entry.value.span
    term = read_term(plain)
    if known.kind is ValueKind.UNTIL and term and term.unit is TermUnit.WORKING_DAY:
        findings.error("property", span, Text("期限不以工作日计", "a benefit does not end after working days"))
    elif known.kind is ValueKind.TERM and term is None:
        findings.error(
            "property",
            span,
            Text(f"看不懂期限“{plain}”", f"'{plain}' is no term"),
            Text("写作 3 年、30 天、5 个工作日", "write 3 years, 30 days or 5 working days"),
        )
    elif known.choices is not None and plain not in known.choices:
        words = list(known.choices)
        findings.error(
            "property",
            span,
            Text(f"“{known.names[0]}”不能是“{plain}”", f"'{known.names[-1]}' cannot be '{plain}'"),
            suggest(plain, words) or Text(f"可用的：{'、'.join(words)}", f"it can be: {', '.join(words)}"),
        )
    else:
        return True
    return False
