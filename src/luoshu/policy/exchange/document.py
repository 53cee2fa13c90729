"""A draft as the Markdown of a policy document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luoshu.facts.vocabulary import Kind
from luoshu.feel.interpreter import evaluate
from luoshu.feel.parser import parse
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.text import to_text
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import DecisionDraft, Draft, FactDraft, Piece, RecordDraft, TableDraft

TO_WRITE = "（条文待补。）"
_AS_MARKDOWN = re.compile(r"[*_<`~\[]")
_BLOCK = re.compile(r"\s*(?:[#>|+*-]|\d+[.)]|```|~~~)")


@dataclass
class Page:
    """The lines of a document, and which decision stands in each of them."""

    lines: list[str] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)

    def add(self, *lines: str, owner: str = "") -> None:
        for line in lines:
            self.lines.append(line)
            if owner:
                self.owners[len(self.lines)] = owner

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip("\n") + "\n"


def page_of(draft: Draft) -> Page:
    page = Page()
    _front(draft, page)
    _facts(draft, page)
    for section in _sections(draft):
        _section(section, draft, page)
    _labels(draft, page)
    return page


def _front(draft: Draft, page: Page) -> None:
    front = draft.front
    page.add("---", f"id: {front.id}", f"title: {{zh: {_yaml(front.zh)}, en: {_yaml(front.en)}}}")
    for key, value in (("number", front.number), ("issuer", front.issuer)):
        if value:
            page.add(f"{key}: {_yaml(value)}")
    page.add(f"effective: {front.period or '../..'}", f"about: {_yaml(front.about)}", "---", "", f"# {front.zh}", "")
    if front.prose:
        page.add(_prose(front.prose), "")


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- facts ------------------------------------------------------------------------------------------------------------

_COLUMNS = ("类型", "单位", "范围", "周期", "缺省", "English", "说明")


def _facts(draft: Draft, page: Page) -> None:
    page.add("## 数据项", "")
    for record in draft.records.values():
        page.add(*_record(record), "")


def _record(record: RecordDraft) -> Iterator[str]:
    yield _row(["数据", record.name, *_COLUMNS])
    yield _rule(len(_COLUMNS) + 2)
    for fact in record.facts.values():
        period = "年度" if fact.annual else ""
        cells = [_kind(fact), fact.unit, fact.range, period, _default(fact), fact.english, fact.note]
        yield _row(["", fact.name, *cells])


def _kind(fact: FactDraft) -> str:
    if fact.kind in (Kind.LIST, Kind.REFERENCE):
        return f"{fact.kind.zh} {fact.target}"
    return " ".join([fact.kind.zh, *(f'"{value}"' for value in fact.values)])


def _default(fact: FactDraft) -> str:
    if not fact.default:
        return ""
    value = evaluate(parse(fact.default, Names()), {})
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else to_text(value)


# --- articles ---------------------------------------------------------------------------------------------------------


@dataclass
class _Section:
    path: tuple[str, ...]
    decisions: list[DecisionDraft] = field(default_factory=list)


def _sections(draft: Draft) -> list[_Section]:
    """The decisions by heading, in the order of their first; a heading stands after that which it is under."""
    found: dict[tuple[str, ...], _Section] = {}
    for decision in draft.decisions.values():
        path = () if decision.path == (draft.front.zh,) else decision.path
        for depth in range(1, len(path) + 1):
            found.setdefault(path[:depth], _Section(path[:depth]))
        found.setdefault(path, _Section(path)).decisions.append(decision)
    first = {path: at for at, path in enumerate(found)}
    return sorted(found.values(), key=lambda each: [first[each.path[: n + 1]] for n in range(len(each.path))])


def _section(section: _Section, draft: Draft, page: Page) -> None:
    if section.path:
        page.add(f"{'#' * min(6, len(section.path) + 1)} {_title(section.path[-1])}", "")
    elif section.decisions:
        page.add("## 决策", "")
    formulas: list[DecisionDraft] = []
    if section.decisions:
        page.add(TO_WRITE, "")
    for decision in section.decisions:
        if decision.prose:
            _formulas(formulas, draft, page)
            page.add(_prose(decision.prose), "")
        if isinstance(decision.logic, Piece):
            formulas.append(decision)
            continue
        _formulas(formulas, draft, page)
        page.add(*_table(decision, decision.logic, draft), owner=decision.name)
        page.add("")
    _formulas(formulas, draft, page)


def _formulas(waiting: list[DecisionDraft], draft: Draft, page: Page) -> None:
    """The formulas that wait for their block, if any."""
    if not waiting:
        return
    page.add("```feel")
    for decision in waiting:
        assert isinstance(decision.logic, Piece)
        page.add(f"{decision.name}: {_feel(draft.node(decision.name, (), decision.logic))}", owner=decision.name)
    page.add("```", "")
    waiting.clear()


def _table(decision: DecisionDraft, table: TableDraft, draft: Draft) -> Iterator[str]:
    name = decision.name
    heads = [_cell(_feel(draft.node(name, (at,), piece))) for at, piece in enumerate(table.inputs)]
    outputs = [f"**{output}: {allowed}**" if allowed else f"**{output}**" for output, allowed in table.outputs]
    notes = [f"*{note or '备注'}*" for note in table.annotations]
    yield _row([table.hit_policy.value, *heads, *outputs, *notes], escape=False)
    yield _rule(1 + len(heads) + len(outputs) + len(notes))
    for number, row in enumerate(table.rows):
        tests = [_cell(_feel(test)) for test in row.tests]
        given = [_cell(_feel(draft.node(name, (number, at), piece))) for at, piece in enumerate(row.outputs)]
        told = [_plain(note) for note in (*row.notes, *[""] * (len(notes) - len(row.notes)))]
        yield _row([str(number + 1), *tests, *given, *told], escape=False)


# --- labels -----------------------------------------------------------------------------------------------------------


def _labels(draft: Draft, page: Page) -> None:
    labels = {each.name: each.english for each in draft.decisions.values() if each.english}
    if labels:
        page.add("## 译名", "", _row(["译名", "名称", "English"]), _rule(3))
        page.add(*(_row(["", name, english]) for name, english in labels.items()), "")


# --- text -------------------------------------------------------------------------------------------------------------


def _feel(node: Node) -> str:
    return " ".join(to_feel(node).splitlines())


def _cell(text: str) -> str:
    """An expression in a cell of a table; as code where Markdown would set it in another way."""
    text = text.replace("|", "\\|")
    return f"`{text}`" if _AS_MARKDOWN.search(text) and "`" not in text and not text.startswith("[") else text


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _title(text: str) -> str:
    return " ".join(text.split())


def _prose(text: str) -> str:
    plain = " ".join(text.split())
    return f"\\{plain.lstrip()}" if _BLOCK.match(plain) else plain


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(map(_plain, cells) if escape else cells)} |"


def _rule(columns: int) -> str:
    return f"|{'---|' * columns}"
