"""A `台账` table: how a register is kept, counted and made public; the `数据` table of its name says what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from luoshu.facts.vocabulary import NUMERIC, Fact, Kind, Record, Vocabulary
from luoshu.feel.tree import Span
from luoshu.policy.forms.property_table import Entry, PropertyTable
from luoshu.policy.model import Instrument, Register
from luoshu.policy.properties import ValueKind
from luoshu.policy.quantities import Case, Link, Ratio, Stage
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

_Fits = Callable[[Fact], bool]

# What a property's fact must be, where not every one will do.
_DATE: tuple[_Fits, Text] = (lambda fact: fact.kind is Kind.DATE, Text("日期", "a date"))
_NUMBER: tuple[_Fits, Text] = (lambda fact: fact.kind in NUMERIC, Text("数", "a number"))
_LISTED: tuple[_Fits, Text] = (
    lambda fact: bool(fact.values),
    Text("列出取值的文本", "a text whose values are listed"),
)
_FITS: Mapping[str, tuple[_Fits, Text]] = {
    "level": _LISTED,
    "counts": _LISTED,
    "since": _DATE,
    "until": _DATE,
    "dates": _DATE,
    "sums": _NUMBER,
    "ratios": _NUMBER,
    "owner": (lambda fact: fact.kind in (Kind.TEXT, Kind.REFERENCE), Text("标识", "an identifier")),
    "next": (lambda fact: fact.kind in (Kind.TEXT, Kind.REFERENCE), Text("编号", "a number")),
}


def make_register(
    table: PropertyTable, made: Instrument, vocabulary: Vocabulary, findings: Findings
) -> Register | None:
    """The register; None where no `数据` table tells what it holds. Every fact that it names must be one of its own."""
    record = vocabulary.records.get(table.name)
    if record is None or record.key is None:
        _refuse_name(table, record, vocabulary, findings)
        return None
    for key, entry in table.entries.items():
        for name, span in _facts(entry, made.values.get(key)):
            _check(record, key, name, span, findings)
        if entry.known.kind is ValueKind.LINKS:
            _check_links(made.values.get(key), entry.value.span, vocabulary, findings)
        if entry.known.kind is ValueKind.CASES:
            _check_cases(made.values.get(key), entry.value.span, record, findings)
        if entry.known.kind is ValueKind.RATIOS:
            _check_links(_parts_elsewhere(made.values.get(key)), entry.value.span, vocabulary, findings, *_NUMBER)
    values: dict[str, Any] = {key: value for key, value in made.values.items() if key not in ("basis", "note")}
    values |= {key: entry.text for key, entry in table.entries.items() if entry.known.kind is ValueKind.FACT}
    values |= {key: entry.texts for key, entry in table.entries.items() if entry.known.kind is ValueKind.FACTS}
    return Register(table.name, table.article, table.line, **values, assumed=table.assumed)


def _facts(entry: Entry, value: object) -> Iterator[tuple[str, Span]]:
    """The facts of the register that a row names, each with where it stands."""
    match entry.known.kind:
        case ValueKind.FACT:
            yield entry.text, entry.value.span
        case ValueKind.FACTS:
            yield from entry.parts
        case ValueKind.STAGES if isinstance(value, tuple):
            for stage in value:
                assert isinstance(stage, Stage)
                yield from ((name, entry.value.span) for name in (stage.planned, stage.actual) if name)
        case ValueKind.CASES if isinstance(value, tuple):
            for case in value:
                assert isinstance(case, Case)
                yield case.fact, entry.value.span
        case ValueKind.RATIOS if isinstance(value, tuple):
            for ratio in value:
                assert isinstance(ratio, Ratio)
                yield from ((name, entry.value.span) for name in (ratio.part, ratio.over) if isinstance(name, str))


def _check(record: Record, key: str, name: str, span: Span, findings: Findings) -> None:
    fact = record.facts.get(name)
    fits, kind = _DATE if key == "stages" else _FITS.get(key, (None, None))
    if fact is None:
        findings.error(
            "register",
            span,
            Text(f"“{record.name}”没有数据项“{name}”", f"'{record.name}' has no fact '{name}'"),
            suggest(name, record.facts),
        )
    elif fact.kind is Kind.LIST:
        text = Text(f"“{name}”是一个列表，这里要一个值", f"'{name}' is a list, and one value stands here")
        findings.error("register", span, text)
    elif fits is not None and kind is not None and not fits(fact):
        findings.error("register", span, _unfit(fact, kind))


def _unfit(fact: Fact, kind: Text) -> Text:
    return Text(
        f"“{fact.name}”应当是{kind.zh}，它却是{fact.kind.zh}",
        f"'{fact.name}' must be {kind.en}, but it is a {fact.kind.en}",
    )


def _check_cases(cases: object, span: Span, record: Record, findings: Findings) -> None:
    """That a fact may have the value with which entries count: else none ever would."""
    for case in cases if isinstance(cases, tuple) else ():
        assert isinstance(case, Case)
        fact = record.facts.get(case.fact)
        if fact is not None and fact.values and case.value not in fact.values:
            text = Text(f"“{case.fact}”没有“{case.value}”这个值", f"'{case.fact}' has no value '{case.value}'")
            findings.error("register", span, text, suggest(case.value, fact.values))


def _parts_elsewhere(ratios: object) -> tuple[Link, ...]:
    parts = [ratio.part for ratio in ratios if isinstance(ratio, Ratio)] if isinstance(ratios, tuple) else []
    return tuple(part for part in parts if isinstance(part, Link))


def _check_links(
    links: object,
    span: Span,
    vocabulary: Vocabulary,
    findings: Findings,
    fits: _Fits | None = None,
    kind: Text | None = None,
) -> None:
    for link in links if isinstance(links, tuple) else ():
        assert isinstance(link, Link)
        record = vocabulary.records.get(link.record)
        if record is None:
            text = Text(f"没有名为“{link.record}”的主体或台账", f"there is no entity or register named '{link.record}'")
            findings.error("register", span, text, suggest(link.record, vocabulary.records))
        elif link.fact not in record.facts:
            text = Text(f"“{link.record}”没有数据项“{link.fact}”", f"'{link.record}' has no fact '{link.fact}'")
            findings.error("register", span, text, suggest(link.fact, record.facts))
        elif fits is not None and kind is not None and not fits(record.facts[link.fact]):
            findings.error("register", span, _unfit(record.facts[link.fact], kind))


def _refuse_name(table: PropertyTable, record: Record | None, vocabulary: Vocabulary, findings: Findings) -> None:
    span = findings.source.line_span(table.line)
    known = [name for name, each in vocabulary.records.items() if each.key is not None]
    if record is None:
        findings.error(
            "register",
            span,
            Text(f"没有名为“{table.name}”的数据表", f"there is no table of facts named '{table.name}'"),
            suggest(table.name, known)
            or Text("先用“数据”表写明这本台账记什么", "say in a table of facts what the register holds"),
        )
    else:
        findings.error(
            "register",
            span,
            Text(f"“{table.name}”没有标识，不能单独成册", f"'{table.name}' has no identifier, and is no register"),
            Text("给它一行类型为“标识”的数据项", "give it a fact of type id"),
        )
