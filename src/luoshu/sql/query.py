"""The layers of a program as one query: a common table each, with what is joined to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.aggregates import Aggregates
from luoshu.sql.passes import FACTS, Pass, grouped, needed
from luoshu.sql.rules import Lookups
from luoshu.sql.source import Source
from luoshu.sql.values import ListTable, column, named

INTERPRETED = "interpreted"  # the table of decisions that SQL refuses, computed by the interpreter beforehand
NULL_ROWS = "null_rows"  # the table of keys in which a decision is null


@dataclass(frozen=True)
class LayeredQuery:
    """`facts` and `layers` are columns by name. `interpreted`: some stand in the table of that name. `among` names a
    table with the keys that are asked for, where not all are."""

    source: Source
    facts: Mapping[str, exp.Expr]
    layers: Sequence[Mapping[str, exp.Expr]]
    aggregates: Aggregates
    lookups: Lookups
    lists: Mapping[str, ListTable]
    interpreted: bool
    among: str | None = None

    def select(self, columns: Sequence[exp.Expr]) -> exp.Select:
        key = self.source.entity.key
        assert key is not None
        query = exp.select(column(key.name), *columns, copy=False)
        previous = "facts"
        query = query.with_("facts", as_=self._first_layer(key.name), copy=False)
        for number, layer in enumerate(self.layers, 1):
            passes = self.aggregates.joined_at(number)
            tables = [table for table in self.lookups.tables.values() if table.layer == number]
            if layer or passes or tables:
                for table in tables:
                    for name, relation in table.relations(previous):
                        query = query.with_(name, as_=relation, copy=False)
                parts = [named(sql.copy(), alias) for alias, sql in layer.items()]
                looked_up = [found for table in tables for found in table.columns()]
                joins = bool(passes or tables)
                everything = exp.Column(this=exp.Star(), table=exp.to_identifier(previous)) if joins else "*"
                select = exp.select(everything, *_aggregated(passes), *looked_up, *parts, copy=False)
                select.from_(previous, copy=False)
                select = self._joined(select, passes, column("_key", previous))
                for table in tables:
                    select = table.joined(select, previous)
                previous = _layer_name(number)
                query = query.with_(previous, as_=select, copy=False)
        return query.from_(previous, copy=False)

    def _first_layer(self, key: str) -> exp.Select:
        entity = self.source.entity.name
        parts = [named(sql.copy(), name) for name, sql in self.facts.items() if name != key]
        passes = self.aggregates.joined_at(FACTS)
        query = exp.select(column("_key", entity), column(key, entity), *parts, *_aggregated(passes), copy=False)
        query = self._joined(query.from_(_table(entity), copy=False), passes, column("_key", entity))
        if self.interpreted:
            query = self._with_interpreted(query)
        return query.where(_among(column("_key", entity), self.among), copy=False) if self.among else query

    def _joined(self, query: exp.Select, passes: Mapping[Pass, Mapping[str, exp.Expr]], key: exp.Column) -> exp.Select:
        """The query with passes over lists joined to it."""
        for way, columns in passes.items():
            owner, alias = self._owner(way, columns), self.lists[way.table].owner
            aggregates = grouped(_table(way.table), columns, owner, alias)
            if self.among:
                own = column("_owner", None if owner is None else way.table)
                aggregates.where(_among(own, self.among), copy=False)
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
        parts = [named(self.facts[name].copy(), name) for name in names_]
        query = exp.select(column("_key", entity), *parts, copy=False).from_(_table(entity), copy=False)
        interpreted = any(part.table == INTERPRETED for sql in parts for part in sql.find_all(exp.Column))
        return self._with_interpreted(query) if interpreted else query

    def _with_interpreted(self, query: exp.Select) -> exp.Select:
        on = exp.EQ(this=column("_key", INTERPRETED), expression=column("_key", self.source.entity.name))
        return query.join(_table(INTERPRETED), on=on, join_type="left", copy=False)


def _aggregated(passes: Mapping[Pass, Mapping[str, exp.Expr]]) -> list[exp.Expr]:
    return [named(column(name, way.alias), name) for way, names_ in passes.items() for name in names_]


def _among(key: exp.Column, table: str) -> exp.Expr:
    return exp.In(this=key, query=exp.select("_key").from_(table).subquery())


def _layer_name(number: int) -> str:
    return f"layer{number}"


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))
