"""What is known already, as the rows of a template's sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from luoshu.facts.loading import Facts, Item, Lag, lagged
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.sources import YEAR, Role
from luoshu.facts.template.sheets import Column, Sheet

Row = tuple[Any, ...]


def is_known(sheet: Sheet, snapshot: Snapshot) -> bool:
    """Whether the data has what the sheet holds. A list without rows would say that there are no items; so one that the
    data does not have, or not whole, is not known."""
    if sheet.shape.role is not Role.LIST:
        return True
    return sheet.shape.name in snapshot.files and sheet.shape.name not in snapshot.incomplete


def rows(sheets: Sequence[Sheet], snapshot: Snapshot, on: date) -> Iterator[tuple[Sheet, Row]]:
    """The rows of the sheets, entity by entity, each in the order of its sheet's columns. Every entity has a row for
    each year that is asked for, whether or not anything of that year is known."""
    for entity in dict.fromkeys(sheet.shape.entity for sheet in sheets):
        own = [sheet for sheet in sheets if sheet.shape.entity == entity]
        if entity not in snapshot.files:
            continue
        key = snapshot.vocabulary.records[entity].key
        for facts in snapshot.iterate(entity, on=on, lags=_lags(own, snapshot, entity, on)):
            for sheet in own:
                yield from ((sheet, row) for row in _rows(sheet, facts, facts[key.name] if key else None, on))


def _lags(sheets: Iterable[Sheet], snapshot: Snapshot, entity: str, on: date) -> list[Lag]:
    """The earlier years of annual facts, as far as the snapshot's vocabulary has the facts."""
    known = snapshot.vocabulary.records[entity].facts
    wanted = [
        (column.fact.name, on.year - 1 - year) for sheet in sheets for column in sheet.columns for year in column.years
    ]
    return [(name, lag) for name, lag in wanted if lag and name in known]


def _rows(sheet: Sheet, facts: Facts, identifier: Any, on: date) -> Iterator[Row]:
    names = [column.fact.name for column in sheet.columns]
    match sheet.shape.role:
        case Role.ENTITY:
            yield tuple(facts.get(name) for name in names)
        case Role.ANNUAL:
            for year in sheet.years:
                yield tuple(_of_year(column, facts, year, on) for column in sheet.columns)
        case Role.LIST:
            for item in _items(facts.get(sheet.shape.name)):
                yield tuple(identifier if name == sheet.shape.owner else item.get(name) for name in names)


def _items(value: Any) -> list[Item]:
    return value if isinstance(value, list) else []


def _of_year(column: Column, facts: Facts, year: int, on: date) -> Any:
    """A cell of the row of a year; of a year that its column is not asked for there is none."""
    name, lag = column.fact.name, on.year - 1 - year
    if column.is_key:
        return year if column.fact == YEAR else facts[name]
    return facts.get(lagged(name, lag) if lag else name) if year in column.years else None
