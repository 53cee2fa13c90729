"""The layers of a program as one query: a common table each, with what is joined to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.aggregates import Aggregates
from luoshu.sql.passes import FACTS, Pass, grouped, needed
from luoshu.sql.rules import Lookups
from luoshu.sql.source import Source
from luoshu.sql.values import ListTable, column

INTERPRETED = "interpreted"  # the table of decisions that SQL refuses, computed by the interpreter beforehand
NULL_ROWS = "null_rows"  # the table of keys in which a decision is null


@dataclass(frozen=True)
class LayeredQuery:
    """`facts` and `layers` are columns by name. `interpreted`: some stand in the table of that name; `null_rows_only`:
    the query is over the rows of the table null_rows alone."""

    source: Source
    facts: Mapping[str, exp.Expr]
    layers: Sequence[Mapping[str, exp.Expr]]
    aggregates: Aggregates
    lookups: Lookups
    lists: Mapping[str, ListTable]
    interpreted: bool
    null_rows_only: bool

    def select(self, columns: Sequence[exp.Expr], ordered: bool) -> exp.Select:
        key = self.source.entity.key
        assert key is not None
        query = exp.select(column(key.name), *columns)
        previous = "facts"
        query = query.with_("facts", as_=self._first_layer(key.name), copy=False)
        for number, layer in enumerate(self.layers, 1):
            passes = self.aggregates.joined_at(number)
            tables = [table for table in self.lookups.tables.values() if table.layer == number]
            if layer or passes or tables:
                for table in tables:
                    for name, relation in table.relations(previous):
                        query = query.with_(name, as_=relation, copy=False)
                parts = [exp.alias_(sql.copy(), alias, quoted=True) for alias, sql in layer.items()]
                looked_up = [found for table in tables for found in table.columns()]
                joins = bool(passes or tables)
                everything = exp.Column(this=exp.Star(), table=exp.to_identifier(previous)) if joins else "*"
                select = exp.select(everything, *_aggregated(passes), *looked_up, *parts).from_(previous)
                select = self._joined(select, passes, column("_key", previous))
                for table in tables:
                    select = table.joined(select, previous)
                previous = _layer_name(number)
                query = query.with_(previous, as_=select, copy=False)
        query = query.from_(previous, copy=False)
        return query.order_by(column("_key"), copy=False) if ordered else query

    def _first_layer(self, key: str) -> exp.Select:
        entity = self.source.entity.name
        parts = [exp.alias_(sql.copy(), name, quoted=True) for name, sql in self.facts.items() if name != key]
        passes = self.aggregates.joined_at(FACTS)
        query = exp.select(column("_key", entity), column(key, entity), *parts, *_aggregated(passes))
        query = self._joined(query.from_(_table(entity)), passes, column("_key", entity))
        if self.interpreted:
            query = self._with_interpreted(query)
        return query.where(_null_row(column("_key", entity))) if self.null_rows_only else query

    def _joined(self, query: exp.Select, passes: Mapping[Pass, Mapping[str, exp.Expr]], key: exp.Column) -> exp.Select:
        """The query with passes over lists joined to it."""
        for way, columns in passes.items():
            owner, alias = self._owner(way, columns), self.lists[way.table].owner
            aggregates = grouped(_table(way.table), columns, owner, alias)
            if self.null_rows_only:
                aggregates = aggregates.where(_null_row(column("_owner", None if owner is None else way.table)))
            query = way.joined(query, aggregates, key)
        return query

    def _owner(self, way: Pass, columns: Mapping[str, exp.Expr]) -> exp.Select | None:
        """The owner's columns that a pass needs: facts from where they are stored, others from their layer."""
        if way.after is None:
            return None
        names_ = needed(list(columns.values()))
        if way.after != FACTS:
            return exp.select(column("_key"), *map(column, names_)).from_(_layer_name(way.after))
        entity = self.source.entity.name
        parts = [exp.alias_(self.facts[name].copy(), name, quoted=True) for name in names_]
        query = exp.select(column("_key", entity), *parts).from_(_table(entity))
        interpreted = any(part.table == INTERPRETED for sql in parts for part in sql.find_all(exp.Column))
        return self._with_interpreted(query) if interpreted else query

    def _with_interpreted(self, query: exp.Select) -> exp.Select:
        on = exp.EQ(this=column("_key", INTERPRETED), expression=column("_key", self.source.entity.name))
        return query.join(_table(INTERPRETED), on=on, join_type="left")


def _aggregated(passes: Mapping[Pass, Mapping[str, exp.Expr]]) -> list[exp.Expr]:
    return [exp.alias_(column(name, way.alias), name, quoted=True) for way, names_ in passes.items() for name in names_]


def _null_row(key: exp.Column) -> exp.Expr:
    """Whether a row is among those for which reasons are asked."""
    return exp.In(this=key, query=exp.select("_key").from_(NULL_ROWS).subquery())


def _layer_name(number: int) -> str:
    return f"layer{number}"


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))
