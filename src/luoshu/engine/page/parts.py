"""What a page is made of. The parts hold words, not looks: HTML and paper each draw them in their own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import ClassVar, Literal, TypeAlias

from luoshu.engine.wording import Formula, Phrase, Run
from luoshu.problems import Lang

Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lang` is set where the words are not in the page's language; `original`: the Chinese that stands below its
    English."""

    kind: ClassVar = "paragraph"
    runs: Phrase
    lang: Lang | None = None
    original: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    kind: ClassVar = "bullets"
    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    kind: ClassVar = "quotation"
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    kind: ClassVar = "verbatim"
    text: str


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table that is shown as it is written."""

    kind: ClassVar = "plain-table"
    head: tuple[Phrase, ...]
    rows: tuple[tuple[Phrase, ...], ...]
    name: str = ""
    anchors: tuple[str, ...] = ()  # of the rows


@dataclass(frozen=True, slots=True)
class Result:
    """What a decision comes to; `lacks` are the facts without which it cannot be told."""

    words: str
    answer: Answer | None = None
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A decision written as a formula. `conclusion`: what the document comes to; `yes_or_no`: a condition; `result`:
    what it comes to where facts are given."""

    anchor: str
    name: Phrase
    formula: Formula
    yes_or_no: bool
    conclusion: bool
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Definitions:
    """A block of formulas; `written` is its text in the document."""

    kind: ClassVar = "definitions"
    entries: tuple[Definition, ...]
    written: str


@dataclass(frozen=True, slots=True)
class OutputHead:
    anchor: str
    name: Phrase
    conclusion: bool
    allowed: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class OutputCell:
    """`answer` is set where the result is a yes or a no."""

    phrase: Phrase
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An empty test is one that any value passes. `state` is set where facts are given: the row hits, or may hit."""

    number: int
    tests: tuple[Phrase, ...]
    outputs: tuple[OutputCell, ...]
    notes: tuple[str, ...]
    state: Literal["", "hits", "may"] = ""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A decision table; `reading` says in words how its rows are read."""

    kind: ClassVar = "rule-table"
    inputs: tuple[Phrase, ...]
    outputs: tuple[OutputHead, ...]
    notes: tuple[str, ...]
    rows: tuple[RuleRow, ...]
    reading: str
    results: tuple[Result, ...] = ()  # of each output, where facts are given


@dataclass(frozen=True, slots=True)
class ParameterRow:
    anchor: str
    name: Phrase
    value: Phrase
    period: str
    source: str
    assumed: bool
    current: bool


@dataclass(frozen=True, slots=True)
class ParameterTable:
    kind: ClassVar = "parameters"
    rows: tuple[ParameterRow, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """`also` is what the fact is called in the other language."""

    anchor: str
    name: str
    also: str
    sort: str
    period: str
    range: str
    default: str
    note: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class FactTable:
    """The facts of an entity, or of the items of a list; `of` names it."""

    kind: ClassVar = "facts"
    of: Phrase
    rows: tuple[FactRow, ...]
    with_ranges: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A line of a benefit: who, how much, and so on; `anchor` where other places may refer to it."""

    word: str
    value: Formula
    anchor: str = ""
    key: str = ""  # the property's own


@dataclass(frozen=True, slots=True)
class BenefitPanel:
    kind: ClassVar = "benefit"
    name: Phrase
    rows: tuple[Property, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class RungStep:
    name: Phrase
    title: str
    condition: Phrase
    valid: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class LadderFigure:
    kind: ClassVar = "ladder"
    name: Phrase
    rungs: tuple[RungStep, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value in an example; `answer` where it is a yes, a no, or not known."""

    name: Phrase
    value: Phrase
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """An example: what is given beside the base, what comes out. `failures` say where it does not."""

    name: str
    given: tuple[Pair, ...]
    results: tuple[Pair, ...]
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    kind: ClassVar = "examples"
    rows: tuple[Worked, ...]

    @property
    def failed(self) -> int:
        return sum(bool(row.failures) for row in self.rows)


@dataclass(frozen=True, slots=True)
class BaseCase:
    """The case from which the rows of the examples differ."""

    kind: ClassVar = "base"
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    id: str
    statement: str
    published: str
    formula: Formula
    source: str
    found: str


@dataclass(frozen=True, slots=True)
class ClaimTable:
    kind: ClassVar = "claims"
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The document's own names in both languages."""

    kind: ClassVar = "glossary"
    rows: tuple[tuple[str, str], ...]


Block: TypeAlias = (
    Paragraph
    | Bullets
    | Quotation
    | Verbatim
    | PlainTable
    | Definitions
    | RuleTable
    | ParameterTable
    | FactTable
    | BenefitPanel
    | LadderFigure
    | Examples
    | BaseCase
    | ClaimTable
    | Glossary
)


@dataclass(slots=True)
class Section:
    """A heading and what stands under it. `level` is 2 or more: the page's own title is the first.

    `original` is the Chinese title where `title` is English.
    """

    anchor: str
    level: int
    title: str
    title_lang: Lang | None = None
    original: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the document is in force on the day: `answer` gives the shape, `sentence` the words."""

    answer: Answer
    sentence: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    period: str
    current: bool


@dataclass(frozen=True, slots=True)
class UsedLine:
    title: str
    number: str
    id: str
    names: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole; `hover` says of each anchor what stands there, for those who point at a name."""

    lang: Lang
    id: str
    title: str
    title_lang: Lang | None
    original: str
    number: str
    issuer: str
    about: Phrase
    period: Phrase
    status: Status
    sections: Sequence[Section]
    versions: tuple[VersionLine, ...]
    used: tuple[UsedLine, ...]
    hover: dict[str, str]
    assumes: bool
    hash: str


def anchors(page: Page) -> frozenset[str]:
    """Where something stands that words may refer to."""
    return frozenset(_anchors(page))


def _anchors(part: object) -> Iterator[str]:
    if isinstance(part, tuple | list):
        for inner in part:
            yield from _anchors(inner)
    elif is_dataclass(part) and not isinstance(part, Run):
        yield from filter(None, (getattr(part, "anchor", ""), *getattr(part, "anchors", ())))
        for each in fields(part):
            yield from _anchors(getattr(part, each.name))
