"""Caps of `叠加` that several entities share (all the people of one employer): applied to the benefits of a whole run.

Within those of the same value of the fact a rule names, benefits use up the cap in the order the rule gives, then by
identifier, then in the order in which the rule names them. Where the order matters and one's place in it, or an amount
before, is not known, the amount is not known; where all fit under the cap, no order matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from luoshu.engine.database import identifier, text
from luoshu.engine.sink import Sink, Written
from luoshu.engine.slices import ROW_GROUP
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.model import Policy, Stacking

AMOUNT = "DECIMAL(38, 2)"


def shared_caps(policy: Policy) -> list[Stacking]:
    """The rules whose cap several entities share."""
    return [rule for rule in policy.stackings if rule.per]


def apply_shared_caps(
    policy: Policy,
    snapshot: Snapshot,
    connection: duckdb.DuckDBPyConnection,
    benefits: Path,
    decisions: Path,
    sink: Sink,
) -> Written:
    """Writes the benefits anew, with what the shared caps leave of their amounts; `sink` takes the new file."""
    key = policy.entity.key
    assert key is not None
    columns = [name for name, *_ in connection.sql(f"SELECT * FROM read_parquet({text(benefits)}) LIMIT 0").description]
    query = f"SELECT *, file_row_number AS row FROM read_parquet({text(benefits)}, file_row_number = true)"
    for rule in shared_caps(policy):
        query = _capped(rule, query, columns, identifier(key.name), _sharing(rule, policy, snapshot), decisions)
    rows = connection.sql(f"SELECT {', '.join(map(identifier, columns))} FROM ({query}) ORDER BY row")
    for table in _tables(rows):
        sink.write(table)
    return sink.close()


def _sharing(rule: Stacking, policy: Policy, snapshot: Snapshot) -> str:
    """The identifiers and `per`, the value by which entities share the rule's cap; of none where the data lack it."""
    key, name = policy.entity.key, policy.entity.name
    assert key is not None
    known = snapshot.has_column(name, str(rule.per))
    per = identifier(str(rule.per)) if known else "CAST(NULL AS VARCHAR)"
    return f"SELECT {identifier(key.name)}, {per} AS per FROM read_parquet({text(snapshot.entity_path(name))})"


def _tables(rows: duckdb.DuckDBPyRelation) -> Iterator[pa.Table]:
    reader = rows.to_arrow_reader(ROW_GROUP)
    empty = True
    for batch in reader:
        empty = False
        yield pa.Table.from_batches([batch])
    if empty:
        yield reader.schema.empty_table()


def _capped(rule: Stacking, query: str, columns: list[str], key: str, sharing: str, decisions: Path) -> str:
    """The benefits of `query` with the amounts that the rule leaves; `sharing` says by what its cap is shared."""

    def decided(name: str | None, otherwise: str) -> str:
        return f"d.{identifier(name)}" if name else otherwise

    members = ", ".join(map(text, rule.members))
    place = " ".join(f"WHEN {text(name)} THEN {number}" for number, name in enumerate(rule.members))
    others = ", ".join(f"b.{identifier(name)}" for name in columns if name != "amount")
    group = "PARTITION BY per, counted"
    before = f"{group} ORDER BY place_of_entity, row_of_key, place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    joined = (
        f"SELECT b.*, b.benefit IN ({members}) AND b.amount IS DISTINCT FROM 0 AS counted, "
        f"e.per, CAST({decided(rule.cap, 'NULL')} AS {AMOUNT}) AS cap, "
        f"CAST({decided(rule.had, '0')} AS {AMOUNT}) AS had, {decided(rule.order, '0')} AS place_of_entity, "
        f"dense_rank() OVER (ORDER BY b.{key}) AS row_of_key, CASE b.benefit {place} END AS place "
        f"FROM ({query}) b JOIN read_parquet({text(decisions)}) d ON d.{key} = b.{key} "
        f"JOIN ({sharing}) e ON e.{key} = b.{key}"
    )
    windowed = (
        f"SELECT *, coalesce(sum(amount) OVER ({before}), 0) AS used, "
        f"sum(amount) OVER ({group}) AS wanted, count(*) OVER ({before}) - count(amount) OVER ({before}) AS open, "
        f"count(*) OVER ({group}) - count(amount) OVER ({group}) AS open_in_all, "
        f"count(*) OVER ({group}) - count(place_of_entity) OVER ({group}) AS unordered FROM ({joined})"
    )
    left = (
        "CASE WHEN NOT counted OR amount IS NULL THEN amount WHEN per IS NULL OR cap IS NULL OR had IS NULL THEN NULL "
        "WHEN open_in_all = 0 AND wanted + had <= cap THEN amount "
        "WHEN unordered > 0 OR open > 0 THEN NULL "
        f"ELSE CAST(greatest(0, least(amount, cap - had - used)) AS {AMOUNT}) END"
    )
    return f"SELECT {others}, b.row, {left} AS amount FROM ({windowed}) b"
