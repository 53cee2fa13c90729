"""Ways over a related list: one for the aggregates of its items alone, others where they speak of its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.values import column, named

FACTS = 0  # the layer of the owner's facts


@dataclass(frozen=True)
class Pass:
    """One way over a list. `after` is the layer of the owner's columns that are joined to the items; None: no column.

    Facts are read again from where they are stored, so that the pass stands beside the one over the list alone. What a
    later layer decides is there only when that layer is: the pass is then joined to the layer that follows.
    """

    table: str
    after: int | None = None

    @property
    def alias(self) -> str:
        match self.after:
            case None:
                return f"of {self.table}"
            case 0:
                return f"of {self.table} and owner"
        return f"of {self.table} after layer{self.after}"

    @property
    def layer(self) -> int:
        """The layer from which on the aggregates are there."""
        return self.after + 1 if self.after else FACTS

    def joined(self, query: exp.Select, grouped: exp.Select, key: exp.Expr) -> exp.Select:
        """The query with the pass joined to its owners."""
        on = exp.EQ(this=column("_owner", self.alias), expression=key)
        alias = exp.to_identifier(self.alias, quoted=True)
        return query.join(grouped.subquery(alias, copy=False), on=on, join_type="left", copy=False)


def owner_columns(sql: exp.Expr) -> list[str]:
    """The owner's columns that an expression over items speaks of: theirs stand with a table, the items' without."""
    return list(dict.fromkeys(part.name for part in sql.find_all(exp.Column) if part.table))


def grouped(
    table: exp.Table, columns: Mapping[str, exp.Expr], owner: exp.Select | None = None, alias: str = ""
) -> exp.Select:
    """A row an owner: the aggregates of a list, its owner's columns joined under an alias where there are some."""
    if owner is None:
        parts = [named(sql.copy(), name) for name, sql in columns.items()]
        query = exp.select(column("_owner"), *parts, copy=False).from_(table, copy=False)
        return query.group_by(column("_owner"), copy=False)

    def of_list(part: exp.Expr) -> exp.Expr:
        return column(part.name, table.name) if isinstance(part, exp.Column) and not part.table else part

    parts = [named(sql.transform(of_list), name) for name, sql in columns.items()]
    key = column("_owner", table.name)
    on = exp.EQ(this=column("_key", alias), expression=key.copy())
    query = exp.select(key, *parts, copy=False).from_(table, copy=False)
    query.join(owner.subquery(exp.to_identifier(alias, quoted=True), copy=False), on=on, copy=False)
    return query.group_by(key.copy(), copy=False)


def needed(columns: Sequence[exp.Expr]) -> list[str]:
    """The owner's columns that aggregates speak of, each once."""
    return list(dict.fromkeys(name for sql in columns for name in owner_columns(sql)))
