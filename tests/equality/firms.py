"""Writes typed facts of firms as the files of a folder of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luoshu.facts.vocabulary import PLACES, Fact, Kind, Vocabulary

Firm = Mapping[str, Any]  # facts by name, annual ones as `收入@2024`; a list as a list of dicts


def write_firms(
    data: Path, vocabulary: Vocabulary, entity: str, firms: Sequence[Firm], absent: frozenset[str] = frozenset()
) -> None:
    """Files of the entity, its years and lists, without what is `absent` (`国有`, `收入@2023`, `专利.争议`)."""
    record = vocabulary.records[entity]
    key = record.key
    assert key is not None
    plain = [fact for fact in record.facts.values() if not fact.annual and fact.kind is not Kind.LIST]
    plain = [fact for fact in plain if fact.name not in absent]
    _write(
        data / f"{entity}.parquet",
        {fact.name: _column(fact, [firm.get(fact.name) for firm in firms]) for fact in plain},
    )
    _write_years(data / f"{entity}年度.parquet", record.facts.values(), key, firms, absent)
    for list_ in record.lists:
        if list_.name in absent:
            continue
        item = vocabulary.records[list_.target]
        owned = [(firm[key.name], each) for firm in firms for each in firm.get(list_.name) or []]
        columns = {item.owners[0].name: pa.array([owner for owner, _ in owned], pa.string())}
        for fact in item.facts.values():
            if not fact.owner and f"{list_.name}.{fact.name}" not in absent:
                columns[fact.name] = _column(fact, [each.get(fact.name) for _, each in owned])
        _write(data / f"{list_.name}.parquet", columns)


def _write_years(path: Path, facts: Any, key: Fact, firms: Sequence[Firm], absent: frozenset[str]) -> None:
    annual = [fact for fact in facts if fact.annual]
    years = sorted({int(name.rpartition("@")[2]) for firm in firms for name in firm if "@" in name})
    rows = [(firm, year) for firm in firms for year in years]
    columns = {
        key.name: pa.array([firm[key.name] for firm, _ in rows], pa.string()),
        "年度": pa.array([year for _, year in rows], pa.int64()),
    }
    for fact in annual:
        names = [f"{fact.name}@{year}" for _, year in rows]
        values = [None if name in absent else firm.get(name) for (firm, _), name in zip(rows, names, strict=True)]
        columns[fact.name] = _column(fact, values)
    if years:
        _write(path, columns)


def _column(fact: Fact, values: Sequence[Any]) -> pa.Array:
    match fact.kind:
        case Kind.INTEGER:
            return pa.array([None if value is None else int(value) for value in values], pa.int64())
        case Kind.MONEY | Kind.RATE | Kind.DECIMAL:
            given = [None if value is None else Decimal(value) for value in values]
            return pa.array(given, pa.decimal128(18, PLACES[fact.kind]))
        case Kind.DATE:
            return pa.array(values, pa.date32())
        case Kind.BOOLEAN:
            return pa.array(values, pa.bool_())
    return pa.array(values, pa.string())


def _write(path: Path, columns: Mapping[str, pa.Array]) -> None:
    pq.write_table(pa.table(dict(columns)), path)
