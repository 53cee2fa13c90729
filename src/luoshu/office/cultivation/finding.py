"""What a search found: kept in a DuckDB file, read back a page at a time.

`entities`: every identifier of the snapshot with its `standing` (near, unknown, meets, holds), how many conditions it
fails and its `place` among the near ones; `lacks`: a row a failing condition; `missing`: a row a missing fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from luoshu.engine.database import identifier as quoted
from luoshu.engine.explain import unit_of_sides
from luoshu.engine.gap_plain import condition_said
from luoshu.engine.labels import fact_label
from luoshu.engine.near import NearResult
from luoshu.engine.slices import add_views
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.titles import register_of

STANDINGS = ("near", "unknown", "meets", "holds")
MOST_MISSING = 10


@dataclass(frozen=True)
class Lacking:
    """A failing condition of one entity, as the search measured it."""

    number: int
    condition: str
    have: str | None
    need: str
    gap: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Found:
    """One entity: where it stands, what it lacks, which facts are missing."""

    identifier: str
    standing: str
    failing: int = 0
    lacks: list[Lacking] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def keep(path: Path, found: NearResult, snapshot: Snapshot, titles: tuple[str, ...]) -> None:
    """Writes what was found; who holds one of the titles on the day has no need to be near."""
    entity = found.policy.entity
    assert entity.key is not None
    key = quoted(entity.key.name)
    with duckdb.connect(str(path)) as connection:
        add_views(connection, snapshot, entity)
        connection.register("near_rows", found.rows)
        connection.register("unknown_rows", found.unknown)
        connection.execute(
            f"CREATE TABLE lacks AS SELECT {key} AS identifier, number, condition, have, need, gap, "
            "gap_over_need AS share, failing, row_number() OVER () AS place FROM near_rows"
        )
        connection.execute(
            f"CREATE TABLE missing AS SELECT {key} AS identifier, fact, cause, row_number() OVER () AS place "
            "FROM unknown_rows"
        )
        connection.execute(
            f"CREATE TABLE entities AS SELECT {key} AS identifier, "
            f"CASE WHEN {key} IN ({_holders(found, snapshot, titles, key)}) THEN 'holds' "
            "WHEN failing IS NOT NULL THEN 'near' WHEN open IS NOT NULL THEN 'unknown' ELSE 'meets' END AS standing, "
            f"coalesce(failing, 0) AS failing, place FROM {quoted(entity.name)} "
            "LEFT JOIN (SELECT identifier AS near_one, min(failing) AS failing, min(place) AS place FROM lacks "
            "GROUP BY 1) "
            f"ON near_one = {key} LEFT JOIN (SELECT DISTINCT identifier AS open FROM missing) ON open = {key}"
        )
        connection.execute("UPDATE entities SET failing = 0 WHERE standing <> 'near'")


def _holders(found: NearResult, snapshot: Snapshot, titles: tuple[str, ...], key: str) -> str:
    """The identifiers of who holds one of the titles on the day."""
    entity = found.policy.entity
    register = register_of(found.policy.vocabulary, entity)
    if register is None or not titles or snapshot.list_path(register.list) is None:
        return "SELECT NULL WHERE false"
    names = ", ".join("'" + title.replace("'", "''") + "'" for title in titles)
    day = f"DATE '{found.on.isoformat()}'"
    begun = f"{quoted(register.since)} <= {day} AND " if register.since else ""
    return (
        f"SELECT e.{key} FROM {quoted(register.list)} AS l JOIN {quoted(entity.name)} AS e ON l._owner = e._key "
        f"WHERE {quoted(register.title)} IN ({names}) AND {begun}{quoted(register.until)} >= {day}"
    )


def told(path: Path, found: NearResult, on: date) -> dict[str, Any]:
    """What a page says of it: counts, the conditions by number, what is missing most."""
    with duckdb.connect(str(path), read_only=True) as connection:
        counted = dict(connection.execute("SELECT standing, count(*) FROM entities GROUP BY 1").fetchall())
        failing = dict(
            connection.execute(
                "SELECT number, count(*) FROM lacks JOIN entities USING (identifier) WHERE standing = 'near' GROUP BY 1"
            ).fetchall()
        )
    conditions = {}
    for each in found.measure.measured:
        condition = each.condition
        conditions[str(each.number)] = {
            "text": condition.text,
            "said": [condition_said(condition, on, "zh"), condition_said(condition, on, "en")],
            "kind": condition.kind,
            "op": condition.op,
            "unit": unit_of_sides(condition),
            "several": bool(condition.need_text),
            "assumed": condition.assumed,
            "article": [condition.article.say("zh"), condition.article.say("en")],
            "policy": condition.policy.id,
            "fails": failing.get(each.number, 0),
        }
    labels = {fact: fact_label(fact, found.policy) for fact in found.missing}
    return {
        "counts": {standing: counted.get(standing, 0) for standing in STANDINGS},
        "conditions": conditions,
        "missing": [
            [labels[fact].zh, labels[fact].en, count] for fact, count in list(found.missing.items())[:MOST_MISSING]
        ],
        "labels": {fact: [label.zh, label.en] for fact, label in labels.items()},
    }


def page(path: Path, standing: str, condition: int | None, start: int, count: int) -> tuple[int, list[Found]]:
    """How many stand so (and fail that condition), and some of them: the nearest first, else by identifier."""
    where, given = "standing = ?", list[Any]([standing])
    if condition is not None:
        where += " AND identifier IN (SELECT identifier FROM lacks WHERE number = ?)"
        given.append(condition)
    with duckdb.connect(str(path), read_only=True) as connection:
        (total,) = connection.execute(f"SELECT count(*) FROM entities WHERE {where}", given).fetchone() or (0,)
        rows = connection.execute(
            f"SELECT identifier FROM entities WHERE {where} ORDER BY place, identifier LIMIT ? OFFSET ?",
            [*given, count, start],
        ).fetchall()
        found = _of(connection, [identifier for (identifier,) in rows])
    return int(total), [found[identifier] for (identifier,) in rows]


def of(path: Path, identifiers: Iterable[str]) -> dict[str, Found]:
    """What was found about some, by identifier; who was not in the snapshot is not in it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return _of(connection, list(identifiers))


def _of(connection: duckdb.DuckDBPyConnection, identifiers: list[str]) -> dict[str, Found]:
    lacks: dict[str, list[Lacking]] = defaultdict(list)
    rows = connection.execute(
        "SELECT identifier, number, condition, have, need, gap, share FROM lacks "
        "WHERE list_contains(?, identifier) ORDER BY place",
        [identifiers],
    ).fetchall()
    for identifier, number, condition, have, need, gap, share in rows:
        lacks[identifier].append(Lacking(number, condition, have, need, gap, share))
    missing: dict[str, list[str]] = defaultdict(list)
    rows = connection.execute(
        "SELECT DISTINCT ON (identifier, fact) identifier, fact FROM missing "
        "WHERE list_contains(?, identifier) AND fact <> '' ORDER BY identifier, fact, place",
        [identifiers],
    ).fetchall()
    for identifier, fact in rows:
        missing[identifier].append(fact)
    stands = connection.execute(
        "SELECT identifier, standing, failing FROM entities WHERE list_contains(?, identifier)", [identifiers]
    ).fetchall()
    return {
        identifier: Found(
            identifier,
            standing,
            failing,
            lacks[identifier] if standing == "near" else [],
            missing[identifier] if standing == "unknown" else [],
        )
        for identifier, standing, failing in stands
    }
