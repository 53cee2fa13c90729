"""A synthetic zone: firms and their lists, with gaps, over several years, and some firms exactly on every line.

The same call gives the same files; the firms are made a run at a time, so that ten million need no more memory than
a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from luoshu.facts.mishaps import writing
from luoshu.facts.sample_columns import Bools, Column, Ints, is_numeric, unit_bounds
from luoshu.facts.sample_firms import Firms, annual_columns, end_of_year, make_firms, point_columns
from luoshu.facts.sample_items import item_columns
from luoshu.facts.sources import ANNUAL, SUFFIXES, YEAR
from luoshu.facts.vocabulary import PLACES, Fact, Kind, Record, Vocabulary
from luoshu.problems import Problem, ProblemError, Text

RUN = 100_000
SAMPLED = "企业"  # whom the sample is of: only policies about them draw its lines
Format = Literal["csv", "parquet"]
Columns = dict[str, pa.Array]

_BOM = b"\xef\xbb\xbf"  # or Excel reads UTF-8 as something else
# One firm in so many stands on a given line (more seldom where there are many lines).
_ONE_IN = 200
# How far from its line such a firm stands, in the last decimal place: on it, under it, on it, over it, and so on.
_BESIDE = np.array([0, -1, 0, 1])


@dataclass(frozen=True)
class Line:
    """A threshold of a policy: a numeric fact, over another where `denominator` names one, at `value`; of the year
    `lag` years before the one assessed."""

    numerator: str
    denominator: str | None
    value: Decimal | int
    lag: int = 0


@dataclass(frozen=True)
class Growth:
    """A threshold on how an annual fact grows: each of `years` years, `ratio` times the one before."""

    fact: str
    ratio: Fraction
    years: int


def write_sample(
    out: Path,
    *,
    firms: int,
    seed: int,
    vocabulary: Vocabulary,
    lines: Sequence[Line | Growth],
    on: date,
    format: Format = "csv",  # the file's ending
    years: int = 4,
    entity: str = SAMPLED,
    progress: Callable[[int, int, Text], None] | None = None,
) -> list[Path]:
    """Writes the files of a sample into the folder `out` and returns them.

    The annual facts cover `years` years up to the one assessed on `on`.

    Raises:
        ProblemError: the folder holds data already, which is never overwritten; or a line names no numeric fact of the
            entity.
    """
    record = vocabulary.records[entity]
    _refuse_data(out)
    _check_lines(lines, record)
    with writing(out), ExitStack() as stack:
        out.mkdir(parents=True, exist_ok=True)
        files: dict[str, _File] = {}
        for first in range(0, firms, RUN):
            if progress:
                progress(first, firms, Text("生成样本企业", "making sample firms"))
            run = make_firms(seed, first, min(RUN, firms - first), on)
            for name, columns in _tables(run, record, vocabulary, lines, years):
                if name not in files:
                    files[name] = stack.enter_context(_File(out / f"{name}.{format}"))
                files[name].write(pa.table(columns))
    if progress:
        progress(firms, firms, Text("完成", "done"))
    return [file.path for file in files.values()]


def _refuse_data(out: Path) -> None:
    """Raises ProblemError where a folder holds files of data: some may be real ones."""
    there = sorted(path.name for path in out.iterdir() if path.suffix.lower() in SUFFIXES) if out.is_dir() else []
    if there:
        text = Text(f"{out} 里已有数据：{there[0]}", f"{out} holds data already: {there[0]}")
        hint = Text("请换一个文件夹，或先删去它", "choose another folder, or delete it first")
        raise ProblemError([Problem("data-there", text, hint=hint)])


def _check_lines(lines: Iterable[Line | Growth], record: Record) -> None:
    names = {name for line in lines for name in _facts_of(line) if name}
    wrong = sorted(name for name in names if not is_numeric(record.facts.get(name)))
    if wrong:
        text = Text(
            f"“{record.name}”没有这些数值项：{'、'.join(wrong)}",
            f"no numeric facts of {record.name}: {', '.join(wrong)}",
        )
        raise ProblemError([Problem("unknown-line", text)])


def _facts_of(line: Line | Growth) -> tuple[str | None, ...]:
    return (line.fact,) if isinstance(line, Growth) else (line.numerator, line.denominator)


def _first_lag(line: Line | Growth) -> int:
    """How many years before the one assessed a line reaches back."""
    return line.years if isinstance(line, Growth) else line.lag


def _tables(
    firms: Firms, record: Record, vocabulary: Vocabulary, lines: Sequence[Line | Growth], years: int
) -> Iterator[tuple[str, Columns]]:
    """The tables of a run of firms, by the names of their files."""
    plain = {fact.name: fact for fact in record.facts.values() if fact.kind is not Kind.LIST and not fact.annual}
    annual = {fact.name: fact for fact in record.facts.values() if fact.annual}
    points = point_columns(firms, plain)
    by_lag = [annual_columns(firms, annual, lag) for lag in range(years)] if annual else []
    placed = put_on_lines(points, [columns for columns, _ in by_lag], record.facts, lines, firms)
    for column in points.values():
        column.missing[placed[0]] = False
    for (columns, present), rows in zip(by_lag, placed, strict=False):
        present[rows] = True
        for column in columns.values():
            column.missing[rows] = False
    yield record.name, {name: column.to_arrow(plain[name]) for name, column in points.items()}
    if annual:
        yield record.name + ANNUAL, _annual_table(firms, record, annual, by_lag)
    for fact in record.lists:
        item = vocabulary.records[fact.target]
        columns = item_columns(firms, fact, item)
        yield fact.name, {name: column.to_arrow(item.facts[name]) for name, column in columns.items()}


def _annual_table(
    firms: Firms, record: Record, facts: Mapping[str, Fact], by_lag: Sequence[tuple[dict[str, Column], Bools]]
) -> Columns:
    """One row a firm and year, the earliest year first."""
    assert record.key is not None  # it has a credit code
    parts = []
    for lag, (columns, present) in reversed(list(enumerate(by_lag))):
        year = pa.array(np.full(len(firms), firms.on.year - 1 - lag))
        arrays = {record.key.name: firms.codes, YEAR.name: year}
        arrays |= {name: column.to_arrow(facts[name]) for name, column in columns.items()}
        parts.append(pa.table(arrays).filter(pa.array(present)))
    table = pa.concat_tables(parts)
    return {name: table.column(name) for name in table.column_names}


# Lines


def put_on_lines(
    points: Mapping[str, Column],
    years: Sequence[Mapping[str, Column]],
    facts: Mapping[str, Fact],
    lines: Sequence[Line | Growth],
    firms: Firms,
) -> list[Ints]:
    """Sets some firms exactly on each line, or one unit of the last place beside it.

    `years` are the columns of the annual facts, the year assessed first. Returns for each year (without years: for the
    one assessed) which firms must have it, whole. A firm that was not founded yet stands on no line of that year.
    """
    spacing = max(_ONE_IN, 5 * len(lines))
    numbers = np.arange(firms.first, firms.first + len(firms))
    placed: list[list[Ints]] = [[] for _ in years or [points]]
    for place, line in enumerate(lines):
        back = _first_lag(line)
        if back and back >= len(years):
            continue  # the sample has not so many years
        rows = np.flatnonzero(numbers % spacing == place)
        if back:
            rows = rows[firms.founded[rows] <= end_of_year(firms.on, back)]
        beside = _BESIDE[numbers[rows] // spacing % len(_BESIDE)]
        if isinstance(line, Growth):
            _let_grow([year[line.fact] for year in years[: back + 1]], facts[line.fact], line, rows, beside)
        else:
            columns = {**points, **(years[back] if years else {})}
            _put_on_line(columns, facts, line, rows, beside)
        for year in range(back + 1):
            placed[year].append(rows)
    nothing = np.array([], dtype=np.int64)
    return [np.concatenate([*rows, nothing]) for rows in placed]


def _put_on_line(
    columns: Mapping[str, Column], facts: Mapping[str, Fact], line: Line, rows: Ints, beside: Ints
) -> None:
    """A ratio is put on its line by making the denominator a multiple of the fraction's own: nothing is rounded."""
    upper = facts[line.numerator]
    ratio = Fraction(line.value) * 10 ** PLACES[upper.kind]
    units = np.full(len(rows), ratio.numerator // ratio.denominator, dtype=np.int64)
    low, high = unit_bounds(upper)
    if line.denominator is not None:
        lower = facts[line.denominator]
        ratio /= 10 ** PLACES[lower.kind]
        values = columns[line.denominator].values
        steps = np.maximum(values[rows] // ratio.denominator, 1)
        values[rows] = steps * ratio.denominator
        units = steps * ratio.numerator
    columns[line.numerator].values[rows] = np.clip(units + beside, low, high)


def _let_grow(years: Sequence[Column], fact: Fact, line: Growth, rows: Ints, beside: Ints) -> None:
    """Sets the years of a fact, the last first, so that each is exactly so many times the one before; the last year
    stays about what it was."""
    low, high = unit_bounds(fact)
    up, down = line.ratio.numerator**line.years, line.ratio.denominator**line.years
    steps = np.clip(years[0].values[rows] // up, 1, high // max(up, down))
    for back, column in enumerate(years):
        units = steps * (line.ratio.numerator ** (line.years - back) * line.ratio.denominator**back)
        column.values[rows] = np.clip(units + (beside if back == 0 else 0), low, high)


# Files


class _File:
    """A CSV or Parquet file that grows a table at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stack = ExitStack()
        self._writer: pq.ParquetWriter | arrow_csv.CSVWriter | None = None

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = self._stack.enter_context(self._open(table.schema))
        self._writer.write_table(table)

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter | arrow_csv.CSVWriter:
        if self.path.suffix == ".parquet":
            return pq.ParquetWriter(self.path, schema, compression="zstd")
        file = self._stack.enter_context(self.path.open("wb"))
        file.write(_BOM)
        options = arrow_csv.WriteOptions(quoting_style="none", quoting_header="none")
        return arrow_csv.CSVWriter(file, schema, write_options=options)
