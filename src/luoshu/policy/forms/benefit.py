"""A `支持` table: two columns, property and value. Who, how much and until when become decisions like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshu.feel import types as feel
from luoshu.feel.values import kind_name
from luoshu.policy.drafts import FormulaDraft
from luoshu.policy.forms.naming import read_name
from luoshu.policy.markdown import Cell, Grid
from luoshu.policy.model import Article, Benefit, Decision
from luoshu.policy.properties import BENEFIT, Property, ValueKind
from luoshu.policy.source import Findings
from luoshu.policy.terms import TermUnit, read_term
from luoshu.problems import Text, suggest

# The types that the decisions of a benefit must have.
_TYPES: Mapping[ValueKind, feel.Type] = {
    ValueKind.CONDITION: feel.BOOLEAN,
    ValueKind.AMOUNT: feel.NUMBER,
    ValueKind.UNTIL: feel.DATE,
}
_ADVICE: Mapping[ValueKind, Text] = {
    ValueKind.UNTIL: Text('如 1 年，或 date("2026-12-31")', 'such as 1 year, or date("2026-12-31")'),
}


@dataclass(frozen=True, slots=True)
class BenefitDraft:
    """A benefit whose cells are still text: each property with its name cell and value cell."""

    name: str
    article: Article
    line: int
    rows: tuple[tuple[Property, Cell, Cell], ...]

    def drafts(self) -> Iterator[FormulaDraft]:
        """The decisions made from its cells."""
        for known, word, value in self.rows:
            if _decides(known, value):
                yield FormulaDraft(self.article, (self._decision(known),), (word.span,), value.span)

    def check_types(self, decisions: Mapping[str, Decision], findings: Findings) -> None:
        """Who is entitled is a condition, how much a number, until when a date."""
        for known, _, value in self.rows:
            decision = decisions.get(self._decision(known)) if _decides(known, value) else None
            if decision is not None and not feel.conforms(decision.type, _TYPES[known.kind]):
                want, have = kind_name(_TYPES[known.kind]), kind_name(decision.type)
                findings.error(
                    "type",
                    value.span,
                    Text(
                        f"“{known.names[0]}”应当是{want.zh}，这里却是{have.zh}",
                        f"'{known.names[-1]}' must be a {want.en}, but this is a {have.en}",
                    ),
                    _ADVICE.get(known.kind),
                )

    def benefit(self) -> Benefit:
        """The benefit; its decisions by name."""
        cells = {known.key: value for known, _, value in self.rows}
        texts = {key: cell.text.strip("⟨⟩ ") for key, cell in cells.items()}
        names = {known.key: self._decision(known) for known, _, value in self.rows if _decides(known, value)}
        term = read_term(cells["until"].text) if "until" in cells else None
        way = next((known.choices for known in BENEFIT if known.key == "way"), None) or {}
        return Benefit(
            self.name,
            self.article,
            self.line,
            who=names.get("who"),
            amount=names.get("amount"),
            fund=texts.get("fund", ""),
            until=names.get("until"),
            term=term.after_run_date(cells["until"].span) if term else None,
            automatic=way[texts["way"]] == "automatic" if texts.get("way") in way else None,
            relief=tuple(part for part in re.split(r"\s*[,，、]\s*", texts.get("relief", "")) if part),
            properties={word.text: value.text for _, word, value in self.rows},
            assumed=any("⟨" in cell.text for cell in cells.values()),
        )

    def english(self, label: str) -> dict[str, str]:
        """The labels of its decisions, after its own."""
        decided = [known for known, _, value in self.rows if _decides(known, value)]
        return {self._decision(known): f"{label}: {known.names[-1]}" for known in decided}

    def _decision(self, known: Property) -> str:
        return f"{self.name}·{known.names[0]}"


def read_benefit(grid: Grid, article: Article, findings: Findings) -> BenefitDraft | None:
    """The draft of a benefit; None where it has no name. An unknown property is an error."""
    if len(grid.header.cells) != 2:
        findings.error(
            "benefit",
            grid.header.span,
            Text("支持表只有两列：项目和内容", "a benefit has two columns: property and value"),
        )
        return None
    name = read_name(grid.header.cells[1].span, findings)
    by_name = {word: known for known in BENEFIT for word in known.names}
    rows: dict[str, tuple[Property, Cell, Cell]] = {}
    for row in grid.rows:
        word, value = row.cells
        known = by_name.get(word.text)
        if known is None:
            findings.error(
                "property",
                word.span,
                Text(f"支持表没有“{word.text}”这一项", f"a benefit has no property '{word.text}'"),
                suggest(word.text, by_name)
                or Text(
                    "可用的：" + "、".join(p.names[0] for p in BENEFIT),
                    "it has: " + ", ".join(p.names[1] for p in BENEFIT),
                ),
            )
        elif known.key in rows:
            findings.error("property", word.span, Text(f"“{word.text}”写了两次", f"'{word.text}' is given twice"))
        elif not value:
            findings.error("property", row.span, Text(f"“{word.text}”没有内容", f"'{word.text}' has no value"))
        elif _is_valid(known, value, findings):
            rows[known.key] = (known, word, value)
    return BenefitDraft(name, article, grid.line, tuple(rows.values())) if name else None


def _decides(known: Property, value: Cell) -> bool:
    """Whether a cell is an expression, and so a decision; a term after the run's date is the same for everyone."""
    return known.kind in _TYPES and not (known.kind is ValueKind.UNTIL and read_term(value.text))


def _is_valid(known: Property, value: Cell, findings: Findings) -> bool:
    """Whether a value that is not FEEL is of its property's kind."""
    plain = value.text.strip("⟨⟩ ")
    term = read_term(plain)
    if known.kind is ValueKind.UNTIL and term and term.unit is TermUnit.WORKING_DAY:
        findings.error("property", value.span, Text("期限不以工作日计", "a benefit does not end after working days"))
    elif known.kind is ValueKind.TERM and term is None:
        findings.error(
            "property",
            value.span,
            Text(f"看不懂期限“{plain}”", f"'{plain}' is no term"),
            Text("写作 3 年、30 天、5 个工作日", "write 3 years, 30 days or 5 working days"),
        )
    elif known.choices is not None and plain not in known.choices:
        words = list(known.choices)
        findings.error(
            "property",
            value.span,
            Text(f"“{known.names[0]}”不能是“{plain}”", f"'{known.names[-1]}' cannot be '{plain}'"),
            suggest(plain, words) or Text(f"可用的：{'、'.join(words)}", f"it can be: {', '.join(words)}"),
        )
    else:
        return True
    return False
