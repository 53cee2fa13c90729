"""Caps of `叠加` that several entities share (all the people of one employer): applied to the benefits of a whole run.

Within those of the same value of the fact a rule names, benefits use up the cap in the order the rule gives, then by
identifier, then in the order in which the rule names them; what any of the group had already is used up first. Not all
of it need be known: who is entitled, to how much, in which place, in which group. So each amount has bounds, and what
could come before one counts with nothing at the least and with all of it at the most; the amount is known where both
leave the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from luoshu.engine.benefits import AMOUNT, BETWEEN
from luoshu.engine.database import identifier, text
from luoshu.engine.sink import Sink, Written
from luoshu.engine.slices import ROW_GROUP
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.model import Benefit, Policy, Stacking

_NOUGHT = f"CAST(0 AS {AMOUNT})"


@dataclass(frozen=True, slots=True)
class Files:
    """What a run found for each entity by itself."""

    decisions: Path
    unknown: Path


def shared_caps(policy: Policy) -> list[Stacking]:
    """The rules whose cap several entities share."""
    return [rule for rule in policy.stackings if rule.per]


def shares_of(number: int) -> str:
    """The table of one such rule: a row for each entity and benefit that gives, or may give, anything.

    Columns: `id`, `member`, `amount` and what is left of it as `left_` (null: cannot be told), the bounds `least` and
    `most` of that; `per`, the group; `cap`, what the group `had` and those before `used` (each null where it cannot be
    told), and `missing`, the facts for want of which it cannot, in order.
    """
    return f"shares {number}"


def apply_shared_caps(
    policy: Policy,
    snapshot: Snapshot,
    connection: duckdb.DuckDBPyConnection,
    benefits: Path,
    files: Files,
    sink: Sink,
) -> Written:
    """Writes the benefits anew, with what the shared caps leave of their amounts; `sink` takes the new file."""
    key = policy.entity.key
    assert key is not None
    columns = [name for name, *_ in connection.sql(f"SELECT * FROM read_parquet({text(benefits)}) LIMIT 0").description]
    query = f"SELECT *, file_row_number AS row FROM read_parquet({text(benefits)}, file_row_number = true)"
    amounts = _amounts(policy, files.decisions, identifier(key.name))
    for number, rule in enumerate(shared_caps(policy)):
        table = identifier(shares_of(number))
        people = _people(rule, policy, snapshot, files.decisions)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE people AS {people}")
        shares = _shares(rule, policy, amounts, files.unknown, strays=_has_strays(connection))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {shares}")
        query = _applied(rule, query, columns, identifier(key.name), table)
        kept = f"SELECT a.* FROM ({amounts}) a ANTI JOIN {table} s ON s.id = a.id AND s.member = a.member"
        amounts = f"SELECT id, member, left_ AS amount, least AS lo, most AS hi FROM {table} UNION ALL {kept}"
    rows = connection.sql(f"SELECT {', '.join(map(identifier, columns))} FROM ({query}) ORDER BY row")
    for table in _tables(rows):
        sink.write(table)
    return sink.close()


def _tables(rows: duckdb.DuckDBPyRelation) -> Iterator[pa.Table]:
    reader = rows.to_arrow_reader(ROW_GROUP)
    empty = True
    for batch in reader:
        empty = False
        yield pa.Table.from_batches([batch])
    if empty:
        yield reader.schema.empty_table()


def _has_strays(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT 1 FROM people WHERE per IS NULL LIMIT 1").fetchone() is not None


def _amounts(policy: Policy, decisions: Path, key: str) -> str:
    """What every entity is, or may be, due of each benefit by itself: `amount`, between `lo` and `hi` (null: no end).

    Whom it cannot be told of whether they are entitled are there too: they may come before others.
    """
    members = dict.fromkeys(name for rule in shared_caps(policy) for name in rule.members)
    benefits = {benefit.name: benefit for benefit in policy.benefits}
    parts = []
    for name in members:
        due = f"CAST(ROUND({identifier(_due(benefits[name]))}, 2) AS {AMOUNT})"
        most = f"CAST(ROUND({identifier(str(benefits[name].amount))}, 2) AS {AMOUNT})"  # rules only take away
        parts.append(
            f"SELECT {key} AS id, {text(name)} AS member, {due} AS amount, "
            f"greatest({_NOUGHT}, coalesce({due}, {_NOUGHT})) AS lo, "
            f"CASE WHEN coalesce({due}, {most}) IS NOT NULL "
            f"THEN greatest({_NOUGHT}, coalesce({due}, {most})) END AS hi "
            f"FROM read_parquet({text(decisions)}) WHERE {due} IS DISTINCT FROM 0"
        )
    return " UNION ALL ".join(parts)


def _due(benefit: Benefit) -> str:
    return str(benefit.payable or benefit.amount)


def _people(rule: Stacking, policy: Policy, snapshot: Snapshot, decisions: Path) -> str:
    """Everyone with `per`, the value by which they share the rule's cap (null: not known, or the data lack it), the
    `cap`, what each `had` already and the `place` in the order."""
    key, name = policy.entity.key, policy.entity.name
    assert key is not None
    per = f"e.{identifier(str(rule.per))}" if snapshot.has_column(name, str(rule.per)) else "CAST(NULL AS VARCHAR)"

    def decided(decision: str | None, otherwise: str) -> str:
        return f"d.{identifier(decision)}" if decision else otherwise

    return (
        f"SELECT d.{identifier(key.name)} AS id, d.file_row_number AS person, {per} AS per, "
        f"CAST({decided(rule.cap, 'NULL')} AS {AMOUNT}) AS cap, CAST({decided(rule.had, '0')} AS {AMOUNT}) AS had, "
        f"{decided(rule.order, '0')} AS place FROM read_parquet({text(decisions)}, file_row_number = true) d "
        f"JOIN read_parquet({text(snapshot.entity_path(name))}) e USING ({identifier(key.name)})"
    )


def _shares(rule: Stacking, policy: Policy, amounts: str, unknown: Path, *, strays: bool) -> str:
    """The table of a rule; `people` is that of everyone, and `strays` says whether any of them has no known group."""
    members = ", ".join(map(text, rule.members))
    at = " ".join(f"WHEN {text(name)} THEN {number}" for number, name in enumerate(rule.members))
    claims = (
        f"SELECT a.*, CASE a.member {at} END AS nth, p.* EXCLUDE (id) FROM ({amounts}) a JOIN people p ON p.id = a.id "
        f"WHERE a.member IN ({members})"
    )
    group, earlier = "PARTITION BY per", "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    order = f"ORDER BY place NULLS LAST, person, nth {earlier}"
    own = "PARTITION BY person ORDER BY nth"
    placed_stray = "per IS NULL AND place IS NOT NULL"
    rest = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"

    def summed(what: str, name: str, window: str, where: str = "true") -> str:
        """What they come to, and how many of them have no end."""
        return (
            f"coalesce(sum({what}) FILTER ({where}) OVER ({window}), 0) AS {name}, "
            f"count(*) FILTER ({where} AND {what} IS NULL) OVER ({window}) AS {name}_open"
        )

    windows = ", ".join(
        [
            summed("lo", "sure", f"{group} {order}"),
            summed("hi", "before", f"{group} {order}"),
            summed("hi", "unplaced", group, "place IS NULL"),
            summed("hi", "everyone", group),
            summed("lo", "own_sure", f"{own} {earlier}"),
            summed("hi", "own_rest", f"{own} {rest}"),
            # Those of whom it is not known with whom they share the cap may belong to any group.
            *(
                (
                    f"coalesce(sum(CASE WHEN {placed_stray} THEN hi ELSE 0 END) OVER ({order}), 0) AS stray_before",
                    f"coalesce(sum(CASE WHEN {placed_stray} AND hi IS NULL THEN 1 ELSE 0 END) OVER ({order}), 0) "
                    "AS stray_before_open",
                    *(
                        f"(SELECT coalesce(sum(hi), 0) FROM ({claims}) WHERE {where}) AS {name}, "
                        f"(SELECT count(*) FROM ({claims}) WHERE hi IS NULL AND {where}) AS {name}_open"
                        for name, where in (
                            ("stray_unplaced", "per IS NULL AND place IS NULL"),
                            ("stray", "per IS NULL"),
                        )
                    ),
                )
                if strays
                else (f"0 AS {name}, 0 AS {name}_open" for name in ("stray_before", "stray_unplaced", "stray"))
            ),
        ]
    )
    had = "SELECT per, sum(had) AS had, count(*) - count(had) AS had_open FROM people GROUP BY per"
    placed = "before + unplaced + stray_before + stray_unplaced"
    placed_open = "before_open + unplaced_open + stray_before_open + stray_unplaced_open"
    other, other_open = "everyone - own_rest + stray", "everyone_open - own_rest_open + stray_open"
    counted = (
        "SELECT w.*, h.had AS group_had, h.had_open AS had_open, coalesce(s.had, 0) AS stray_had, "
        "coalesce(s.had_open, 0) AS stray_had_open, "
        "CASE WHEN place IS NULL THEN own_sure ELSE sure END AS sure_before, "
        f"CASE WHEN place IS NULL THEN {other} ELSE {placed} END AS most_before, "
        f"CASE WHEN place IS NULL THEN {other_open} ELSE {placed_open} END AS open_before "
        f"FROM (SELECT *, {windows} FROM ({claims})) w LEFT JOIN ({had}) h ON h.per = w.per "
        f"LEFT JOIN ({had}) s ON s.per IS NULL"
    )
    room = "cap - coalesce(group_had, 0) - sure_before"
    no_end = "open_before + had_open + stray_had_open > 0"
    bounded = (
        "SELECT *, CASE WHEN per IS NULL OR cap IS NULL THEN hi "
        f"ELSE greatest({_NOUGHT}, least(hi, {room})) END AS most, "  # least passes over nulls: no end
        f"CASE WHEN per IS NULL OR cap IS NULL OR {no_end} THEN {_NOUGHT} "
        f"ELSE greatest({_NOUGHT}, least(lo, cap - group_had - stray_had - most_before)) END AS least FROM ({counted})"
    )
    told = (
        f"SELECT id, member, amount, CAST(CASE WHEN least = most THEN most END AS {AMOUNT}) AS left_, "
        f"CAST(least AS {AMOUNT}) AS least, CAST(most AS {AMOUNT}) AS most, per, cap, "
        f"CASE WHEN had_open + stray_had_open = 0 AND stray_had = 0 THEN group_had END AS had, "
        f"CASE WHEN open_before = 0 AND most_before = sure_before THEN sure_before END AS used, "
        f"stray + stray_had + stray_open + stray_had_open > 0 AS strays FROM ({bounded})"
    )
    missing = (
        f"CASE WHEN t.left_ IS NULL THEN CASE WHEN t.per IS NULL THEN [{text(str(rule.per))}] ELSE list_sort("
        f"list_distinct(list_concat(coalesce(l.facts, []), CASE WHEN t.strays THEN [{text(str(rule.per))}] "
        "ELSE [] END))) END ELSE [] END AS missing"
    )
    return (
        f"SELECT t.* EXCLUDE (strays), {missing} FROM ({told}) t LEFT JOIN "
        f"({_lacking(rule, policy, claims, unknown)}) l ON l.per = t.per"
    )


def _lacking(rule: Stacking, policy: Policy, claims: str, unknown: Path) -> str:
    """By group, the facts for want of which something of it is not known."""
    key = policy.entity.key
    assert key is not None
    benefits = {benefit.name: benefit for benefit in policy.benefits}
    due = " ".join(f"WHEN {text(name)} THEN {text(_due(benefits[name]))}" for name in rule.members)
    parts = [f"SELECT id, per, CASE member {due} END AS decision FROM ({claims}) WHERE amount IS NULL"]
    parts += [
        f"SELECT id, per, {text(decision)} AS decision FROM people WHERE {column} IS NULL"
        for column, decision in (("place", rule.order), ("had", rule.had), ("cap", rule.cap))
        if decision
    ]
    fact = "CASE WHEN CAST(u.fact AS VARCHAR) = '' THEN CAST(u.cause AS VARCHAR) ELSE CAST(u.fact AS VARCHAR) END"
    return (
        f"SELECT o.per, list(DISTINCT {fact}) AS facts FROM ({' UNION ALL '.join(parts)}) o "
        f"JOIN read_parquet({text(unknown)}) u ON u.{identifier(key.name)} = o.id AND u.decision = o.decision "
        "WHERE o.per IS NOT NULL GROUP BY o.per"
    )


def _applied(rule: Stacking, query: str, columns: list[str], key: str, table: str) -> str:
    """The benefits of `query` with what the rule leaves, what it takes away, and what is missing to tell it."""
    changed = {
        "amount": "CASE WHEN s.id IS NULL THEN b.amount ELSE s.left_ END",
        "deducted": "CASE WHEN s.id IS NULL THEN b.deducted ELSE b.deducted + s.amount - s.left_ END",
        "rule": f"CASE WHEN s.amount <> s.left_ THEN concat_ws({text(BETWEEN)}, nullif(b.rule, ''), "
        f"{text(rule.name)}) ELSE b.rule END",
        "missing": f"CASE WHEN len(s.missing) > 0 THEN array_to_string(s.missing, {text(BETWEEN)}) ELSE b.missing END",
    }
    selected = ", ".join(
        f"CAST({changed[name]} AS {AMOUNT}) AS {name}"
        if name in ("amount", "deducted")
        else f"{changed[name]} AS {name}"
        if name in changed
        else f"b.{identifier(name)}"
        for name in columns
    )
    return f"SELECT {selected}, b.row FROM ({query}) b LEFT JOIN {table} s ON s.id = b.{key} AND s.member = b.benefit"
