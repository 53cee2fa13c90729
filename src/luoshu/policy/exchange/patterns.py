"""Rows of a decision table as DMN reads them, where null is a value like any other: cells, patterns, guard rows.

In DMN a null fails every test and the next row decides. A *guard row* says outright which inputs leave a row of the
policy undetermined: one tested input is null, and each of the others is null too or passes its test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Test:
    """A test of constants: the text that a null fails, and the one that it passes (None: no text says that)."""

    hit: str
    or_null: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What an input must be: anything, or what passes the test, or null, or either."""

    test: Test | None = None
    null: bool = False

    @property
    def is_any(self) -> bool:
        return self.test is None and not self.null

    def covers(self, other: Cell) -> bool:
        """Whether everything that fits the other cell fits this one."""
        if self.is_any or other == self:
            return True
        if other.is_any or (other.null and not self.null):
            return False
        return other.test is None or other.test == self.test

    def texts(self) -> list[str]:
        """The cell as written; two where one text cannot say it."""
        if self.is_any:
            return ["-"]
        if self.test is None:
            return ["null"]
        if not self.null:
            return [self.test.hit]
        return [self.test.hit, "null"] if self.test.or_null is None else [self.test.or_null]


ANY, NULL = Cell(), Cell(null=True)
Pattern = tuple[Cell, ...]


class InexpressibleError(Exception):
    """Two different tests of one input at once: no cell says that."""


def covered(pattern: Pattern, by: Iterable[Pattern]) -> bool:
    """Whether one of the other patterns fits wherever this one does."""
    return any(all(one.covers(other) for one, other in zip(each, pattern, strict=True)) for each in by)


def joined(one: Pattern, other: Pattern) -> Pattern | None:
    """What fits both; None where nothing does.

    Raises:
        InexpressibleError: where a cell would need two tests.
    """
    cells = []
    for a, b in zip(one, other, strict=True):
        cell = _both(a, b)
        if cell is None:
            return None
        cells.append(cell)
    return tuple(cells)


def _both(one: Cell, other: Cell) -> Cell | None:
    if one.is_any or other.is_any:
        return other if one.is_any else one
    null = one.null and other.null
    if one.test is not None and other.test is not None:
        if one.test != other.test:
            raise InexpressibleError
        return Cell(one.test, null)
    return NULL if null else None


def texts(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """The rows of cells that say a pattern."""
    return product(*(cell.texts() for cell in pattern))


@dataclass(frozen=True, slots=True)
class Column:
    """An input: where its cells stand in a pattern, and where those of its flag, if it has one.

    An input that may also be null because an operation failed has a flag beside it, which is true where a fact is
    missing: a failed input fails every test, and leaves nothing open. One that is `known` never lacks a fact.
    """

    at: int
    flag: int | None = None
    known: bool = False


MISSING = Cell(Test("true", None))


def undetermined(row: Pattern, columns: Sequence[Column]) -> Iterator[Pattern]:
    """The patterns that leave a row open: one of its tested inputs is missing, the others are or pass."""
    certain = {column.at for column in columns if column.known}
    tested = [column for column in columns if not column.known and not row[column.at].is_any]
    for missing in tested:
        others = [_possible(row, column) for column in tested if column != missing]
        for chosen in product(*others):
            cells = [cell if at in certain else ANY for at, cell in enumerate(row)]
            for at, cell in (_missing(missing), *chosen):
                cells[at] = cell
            yield tuple(cells)


def _missing(column: Column) -> tuple[int, Cell]:
    return (column.at, NULL) if column.flag is None else (column.flag, MISSING)


def _possible(row: Pattern, column: Column) -> list[tuple[int, Cell]]:
    """What an input may be that has not failed its test."""
    test = row[column.at].test
    if column.flag is None:
        return [(column.at, Cell(test, null=True))]
    return [(column.at, Cell(test)), (column.flag, MISSING)]
