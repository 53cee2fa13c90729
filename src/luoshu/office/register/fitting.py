"""What a file states that the register cannot hold, or that names what is not registered: told by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from luoshu.facts.readers import LINE, quote
from luoshu.facts.sources import Role
from luoshu.facts.validation import Table
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.office.register.models.entities import LONGEST_IDENTIFIER, LONGEST_NAME
from luoshu.office.register.words import name_fact
from luoshu.problems import Place, Problem, Text

MOST = 1_000  # unknown references of a column that are told one by one


def too_long(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Problem]:
    """The identifiers and names that the register has no room for."""
    for fact, most in _limits(table):
        cell = quote(fact.name)
        query = f"SELECT {LINE}, length({cell}) FROM {table.typed} WHERE length({cell}) > {most} ORDER BY {LINE}"
        for line, length in connection.execute(query).fetchall():
            text = Text(
                f"“{fact.name}”有 {length} 个字，最多 {most} 个",
                f"it has {length} characters, and {most} at most are kept",
            )
            yield Problem("too-long", text, Place(table.label, line, fact.name))


def _limits(table: Table) -> Iterator[tuple[Fact, int]]:
    shape = table.shape
    if shape.owner in table.facts:
        yield table.facts[shape.owner], LONGEST_IDENTIFIER
    called = name_fact(shape.record) if shape.role is Role.ENTITY else None
    if called is not None and called.name in table.facts:
        yield called, LONGEST_NAME


def unknown_references(
    connection: duckdb.DuckDBPyConnection, table: Table, tables: Mapping[str, Table], known: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """Of what a row refers to, that which is neither registered nor in these files. It may come yet: a warning."""
    for fact in table.facts.values():
        if fact.kind is Kind.REFERENCE and fact.name not in table.shape.required:
            given = pa.array(known.get(fact.target, ()), pa.string())
            connection.register("luoshu_known", pa.table({"identifier": given}))
            yield from _unknown(
                table, fact, connection.execute(_not_there(table, fact, tables.get(fact.target))).fetchall()
            )
            connection.unregister("luoshu_known")


def _not_there(table: Table, fact: Fact, beside: Table | None) -> str:
    """The lines and values of a column that are neither in `luoshu_known` nor in the file of what they name."""
    cell, brought = quote(fact.name), ""
    if beside is not None and not beside.hopeless:
        brought = f"ANTI JOIN (SELECT {quote(beside.shape.owner)} AS {cell} FROM {beside.typed}) USING ({cell})"
    known = f"ANTI JOIN (SELECT identifier AS {cell} FROM luoshu_known) USING ({cell})"
    return f"SELECT {LINE}, {cell} FROM {table.typed} {known} {brought} WHERE {cell} IS NOT NULL ORDER BY {LINE}"


def _unknown(table: Table, fact: Fact, rows: Sequence[tuple[int, str]]) -> Iterator[Problem]:
    for line, value in rows[:MOST]:
        text = Text(f"“{fact.target}”里没有 {value}", f"{value} is not registered among '{fact.target}'")
        hint = Text("请核对；也可以先登记它", "compare it, or register that first")
        yield Problem("unknown-reference", text, Place(table.label, line, fact.name), hint, "warning")
    if len(rows) > MOST:
        more = len(rows) - MOST
        text = Text(
            f"还有 {more} 行的“{fact.name}”没有登记过", f"{more} more rows name a '{fact.name}' that is not registered"
        )
        yield Problem("unknown-reference", text, Place(table.label, rows[MOST][0], fact.name), severity="warning")
