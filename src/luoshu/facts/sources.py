"""What a folder or a workbook of facts must be called: which file holds which record, and which of them are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from pathlib import Path

from luoshu.facts.vocabulary import Fact, Interval, Kind, Record, Vocabulary
from luoshu.problems import Place, Problem, ProblemError, Report, Text, suggest

SUFFIXES = (".csv", ".parquet", ".xlsx")
# The sheet of a workbook that says how it is filled in: whatever stands there, it holds no facts.
EXPLANATION = "说明"
LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
# The file of annual facts is the entity's name with this ending; the column of its years.
ANNUAL = "年度"
YEAR = Fact(ANNUAL, Kind.INTEGER, range=Interval(Decimal(1900), Decimal(2200)))


class Role(Enum):
    ENTITY = "entity"
    ANNUAL = "annual"
    LIST = "list"


@dataclass(frozen=True)
class Shape:
    """What a file may hold: `columns` is all that it may have, `required` what each of its rows must have."""

    name: str
    role: Role
    entity: str  # the entity that its rows are, or belong to
    record: Record
    columns: Mapping[str, Fact]
    required: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of which no two rows may have the same values; none for a list."""
        return () if self.role is Role.LIST else self.required

    @property
    def owner(self) -> str:
        """The column that holds the identifier of the entity."""
        return self.required[0]

    @property
    def owners(self) -> dict[str, str]:
        """The columns that hold identifiers of what the rows belong to, with the entities that these name."""
        match self.role:
            case Role.ENTITY:
                return {}
            case Role.ANNUAL:
                return {self.owner: self.entity}
            case Role.LIST:
                return {name: self.columns[name].target for name in self.required}


@dataclass(frozen=True)
class Source:
    """A file or sheet found; `label` is how messages call it."""

    path: Path
    label: str
    sheet: str | None = None


def shapes(vocabulary: Vocabulary) -> dict[str, Shape]:
    """The shape of every file that the vocabulary asks for, by the name of the file, entities before what they own."""
    found: dict[str, Shape] = {}
    for record in vocabulary.records.values():
        if record.key is None:
            continue
        columns = {fact.name: fact for fact in record.facts.values() if fact.kind is not Kind.LIST}
        found[record.name] = Shape(record.name, Role.ENTITY, record.name, record, columns, (record.key.name,))
        annual = {fact.name: fact for fact in columns.values() if fact.annual}
        if annual:
            keys = {record.key.name: record.key, YEAR.name: YEAR}
            name = record.name + ANNUAL
            found[name] = Shape(name, Role.ANNUAL, record.name, record, keys | annual, tuple(keys))
    for record in list(vocabulary.records.values()):
        for fact in record.lists if record.key else ():
            if fact.name in found:
                raise ProblemError([_ambiguous(fact.name)])
            found[fact.name] = _list_shape(fact, record, vocabulary)
    return found


def _list_shape(fact: Fact, entity: Record, vocabulary: Vocabulary) -> Shape:
    item = vocabulary.records.get(fact.target)
    if item is None or not item.owners or item.owners[0].target != entity.name:
        text = Text(
            f"词汇表：列表“{fact.name}”的条目“{fact.target}”没有以“{entity.name}”为所有者的引用",
            f"vocabulary: the items '{fact.target}' of the list '{fact.name}' name no owner of type '{entity.name}'",
        )
        hint = Text(
            f"在“{fact.target}”的数据表中加一行“引用 {entity.name}”，说明写“所有者列”",
            f"give the table of '{fact.target}' a row of type 'reference to {entity.name}', marked as owner",
        )
        raise ProblemError([Problem("list-without-owner", text, hint=hint)])
    columns = {column.name: column for column in item.facts.values() if column.kind is not Kind.LIST}
    return Shape(fact.name, Role.LIST, entity.name, item, columns, tuple(owner.name for owner in item.owners))


def _ambiguous(name: str) -> Problem:
    text = Text(f"词汇表：有两样数据都叫“{name}”", f"vocabulary: two things would both be in a file '{name}'")
    return Problem("ambiguous-file", text, hint=Text("请给其中一个改名", "rename one of them"))


def find_sources(data: Path, names: Iterable[str], report: Report) -> dict[str, Source]:
    """The files (or sheets of one workbook) at `data` that bear one of `names`; what else lies there gets a warning.

    Raises ProblemError where there is nothing to read, or two files of one name.
    """
    names = list(names)
    if data.is_file() and data.suffix.lower() == ".xlsx":
        found = _sheets(data, names, report)
    elif data.is_dir():
        found = _files(data, names, report)
    else:
        text = Text(f"找不到数据：{data}", f"no data found: {data}")
        hint = Text("请给出一个文件夹，或一个 .xlsx 工作簿", "name a folder, or one .xlsx workbook")
        raise ProblemError([Problem("no-data", text, hint=hint)])
    if not found:
        wanted = "、".join(names)
        text = Text(f"{data} 中没有以词汇表命名的文件或工作表", f"nothing in {data} is named as in the vocabulary")
        hint = Text(f"可用的名称：{wanted}", f"the names are: {', '.join(names)}")
        raise ProblemError([Problem("no-data", text, hint=hint), *report.problems])
    return found


def _files(folder: Path, names: list[str], report: Report) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.stem not in names or path.suffix.lower() not in SUFFIXES:
            report.add(_not_read(path, names))
        elif path.stem in found:
            text = Text(
                f"“{path.stem}”有两个文件：{found[path.stem].label} 和 {path.name}",
                f"'{path.stem}' is given twice: {found[path.stem].label} and {path.name}",
            )
            hint = Text("请只留一个", "keep one of them")
            raise ProblemError([Problem("file-twice", text, Place(path.name), hint)])
        else:
            found[path.stem] = Source(path, path.name)
    return found


def _not_read(path: Path, names: list[str]) -> Problem:
    text = Text("没有读取这个文件", "this file was not read")
    if path.stem in names:
        hint: Text | None = Text("请另存为 .csv、.xlsx 或 .parquet", "save it as .csv, .xlsx or .parquet")
    else:
        hint = suggest(path.stem, names)
    return Problem("unknown-file", text, Place(path.name), hint, "warning")


def _sheets(workbook: Path, names: list[str], report: Report) -> dict[str, Source]:
    from luoshu.facts.readers import sheet_names

    found: dict[str, Source] = {}
    wanted = {sheet_name(name): name for name in names}
    for sheet in sheet_names(workbook, workbook.name):
        if sheet.strip() in wanted:
            found[wanted[sheet.strip()]] = Source(workbook, f"{workbook.name}[{sheet}]", sheet)
        elif sheet.strip() != EXPLANATION:
            text = Text("没有读取这个工作表", "this sheet was not read")
            place = Place(f"{workbook.name}[{sheet}]")
            report.add(Problem("unknown-sheet", text, place, suggest(sheet, names), "warning"))
    return found


def sheet_name(name: str) -> str:
    """How the sheet of a file is called: by the file's name, as far as workbooks allow it. Where they do not, a tail
    tells it from other names that would come out the same."""
    plain = _NOT_IN_SHEET_NAMES.sub("_", name)
    if plain == name and len(name) <= LONGEST_SHEET_NAME:
        return name
    tail = "~" + sha256(name.encode()).hexdigest()[:4]
    return plain[: LONGEST_SHEET_NAME - len(tail)] + tail
