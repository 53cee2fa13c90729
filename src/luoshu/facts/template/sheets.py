"""The sheets of a template, and their columns: who or what a row is, then the facts that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from luoshu.facts.sources import ANNUAL, EXPLANATION, Role, Shape, shapes, sheet_name
from luoshu.facts.vocabulary import Fact, Kind, Vocabulary
from luoshu.problems import Problem, ProblemError, Text

_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that is asked for: of an entity, or of the items of its `list`; of which `years`, where it is annual.

    `uses` says what it is needed for.
    """

    entity: str
    fact: str
    list: str = ""
    years: tuple[int, ...] = ()
    uses: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its fact. `is_key`: it says who or what a row is, and was not asked for."""

    fact: Fact
    is_key: bool = False
    years: tuple[int, ...] = ()
    uses: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, which holds what the file of its shape would. `years` are those that any of its columns has."""

    shape: Shape
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        return sheet_name(self.shape.name)

    @property
    def keys(self) -> int:
        return sum(column.is_key for column in self.columns)

    @property
    def years(self) -> tuple[int, ...]:
        """The latest first."""
        return tuple(sorted({year for column in self.columns for year in column.years}, reverse=True))


def sheets(asked: Iterable[Asked], vocabulary: Vocabulary) -> list[Sheet]:
    """The sheets that hold what is asked for, each entity's own first, in the order of the vocabulary.

    Raises:
        ProblemError: nothing is asked for, or a sheet would be called as the one that explains the workbook.
    """
    wanted: dict[str, dict[str, Asked]] = {}  # by the sheet's name; what is asked of a list as a whole has no column
    entities: dict[str, None] = {}
    for each in asked:
        entities[each.entity] = None
        name, column = _where(each, vocabulary)
        wanted.setdefault(name, {})[column] = each
    if not entities:
        raise ProblemError([_nothing()])
    found = [
        Sheet(shape, tuple(_columns(shape, wanted.get(shape.name, {}))))
        for shape in shapes(vocabulary).values()
        if shape.entity in entities and (shape.role is Role.ENTITY or shape.name in wanted)
    ]
    if any(sheet.name == EXPLANATION for sheet in found):
        raise ProblemError([_named_as_explanation()])
    return found


def _where(asked: Asked, vocabulary: Vocabulary) -> tuple[str, str]:
    """The names of the sheet and of the column."""
    fact = vocabulary.records[asked.entity].facts[asked.list or asked.fact]
    if fact.kind is Kind.LIST:
        return fact.name, asked.fact if asked.list else _WHOLE
    return asked.entity + (ANNUAL if fact.annual else ""), fact.name


def _columns(shape: Shape, wanted: Mapping[str, Asked]) -> Iterator[Column]:
    for name in shape.required:
        asked = wanted.get(_WHOLE if name == shape.owner else name)
        yield Column(shape.columns[name], is_key=True, uses=asked.uses if asked else ())
    for name, fact in shape.columns.items():
        if name in wanted and name not in shape.required:
            yield Column(fact, years=wanted[name].years, uses=wanted[name].uses)


def _nothing() -> Problem:
    text = Text("这些政策不需要任何数据，没有什么可填", "these policies need no facts: there is nothing to fill in")
    return Problem("nothing-needed", text, hint=Text("请给出有决策的政策", "name policies that decide something"))


def _named_as_explanation() -> Problem:
    text = Text(
        f"词汇表里有一项叫“{EXPLANATION}”，与工作簿的说明页重名",
        f"the vocabulary calls something '{EXPLANATION}', as the sheet is called that explains a workbook",
    )
    return Problem("sheet-taken", text, hint=Text("请给它改名", "rename it"))
