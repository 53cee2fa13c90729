"""What an expression compiles to, and what its names stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sqlglot import exp

from luoshu.facts.vocabulary import COLUMN_RANGE, PLACES, Fact, Kind
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.sql.numbers import Exact, Num

ValueKind = Literal["boolean", "string", "date", "null", "other"]  # other: SQL knows whether it is null and no more


@dataclass(frozen=True)
class Value:
    """An expression that is no number. A boolean may be null, as anywhere in SQL; `const` is set for true and false."""

    kind: ValueKind
    sql: exp.Expr
    const: bool | None = None


@dataclass(frozen=True)
class Duration:
    """A duration as a number of months, or of days."""

    unit: Literal["months", "days"]
    count: Num


@dataclass(frozen=True)
class Interval:
    """A range, its ends known or computed; one that is None is open without bound."""

    low: Compiled | None
    high: Compiled | None
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True)
class Item:
    """An item of a list that is written out: it is there where `present` is true, or always where that is None."""

    value: Compiled
    present: exp.Expr | None = None


@dataclass(frozen=True)
class Written:
    """A list whose items are written out, one by one."""

    items: tuple[Item, ...]


Compiled = Value | Num | Duration | Interval | Written

NULL = Value("null", exp.null())


def boolean(value: bool) -> Value:
    return Value("boolean", exp.Boolean(this=value), value)


def named(sql: exp.Expr, name: str) -> exp.Expr:
    """An expression that is nobody else's part, under a name. (sqlglot's own alias_ copies it: half of compiling.)"""
    return exp.Alias(this=sql, alias=exp.to_identifier(name, quoted=True))


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(
        exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None
    )


def sql_type(fact: Fact) -> str:
    """The type of a fact's column in a snapshot."""
    return _TYPES.get(fact.kind, "VARCHAR")


_TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "BIGINT", Kind.MONEY: "DECIMAL(18, 2)", Kind.RATE: "DECIMAL(9, 6)", Kind.DECIMAL: "DECIMAL(18, 6)",
    Kind.DATE: "DATE", Kind.BOOLEAN: "BOOLEAN",
}  # fmt: skip


def fact_value(fact: Fact, sql: exp.Expr) -> Compiled:
    """A fact's column with the bounds of its range, or of what its type can hold."""
    if fact.kind not in PLACES:
        kinds: dict[Kind, ValueKind] = {Kind.DATE: "date", Kind.BOOLEAN: "boolean"}
        return Value(kinds.get(fact.kind, "string"), sql)
    bounds = fact.bounds or COLUMN_RANGE[fact.kind]
    low, high = (
        Fraction(end) if isinstance(end, (int, Decimal)) else Fraction(limit)  # type: ignore[arg-type]
        for end, limit in ((bounds.low, COLUMN_RANGE[fact.kind].low), (bounds.high, COLUMN_RANGE[fact.kind].high))
    )
    scale = PLACES[fact.kind]
    return Num(
        Exact(
            sql,
            low,
            high,
            scale,
            19 if fact.kind is Kind.INTEGER else (9 if fact.kind is Kind.RATE else 18),
            fact.kind is Kind.INTEGER,
        )
    )


@dataclass(frozen=True)
class ListTable:
    """A related list: its fact's name, whether the snapshot has it, its columns, an owner's items at most.

    `names` are those of everything that an item's record has: they hide the owner's inside a filter. `incomplete` is
    the column that says of which owners the list is not known.
    """

    name: str
    present: bool
    fields: Mapping[str, Compiled]
    most: int
    names: frozenset[str] = frozenset()
    incomplete: exp.Expr | None = None

    @property
    def owner(self) -> str:
        """The alias under which the owner's columns are joined to the items."""
        return f"owner of {self.name}"


@dataclass(frozen=True)
class Inlined:
    """The tree of a decision that is a list or a range, and what the names in it stand for."""

    node: Node
    values: Mapping[str, Compiled]


@dataclass(frozen=True)
class Environment:
    """What names stand for. `constants` are values known before the query runs; `item_names` name the item in hand.

    Inside an item, `inside` is its list and `owner` what names stand for outside it, where they are not `hidden`.
    """

    values: Mapping[str, Compiled]
    lists: Mapping[str, ListTable] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    item_names: frozenset[str] = frozenset()
    inside: ListTable | None = None
    owner: Environment | None = None
    hidden: frozenset[str] = frozenset()
    inlined: Mapping[str, Inlined] = field(default_factory=dict)

    def value(self, name: str) -> Compiled | None:
        """What a name stands for; what the item's owner has is a column of the owner's."""
        if name in self.values:
            return self.values[name]
        if self.owner is None or self.inside is None or name in self.hidden:
            return None
        value = self.owner.value(name)
        return None if value is None else of_owner(value, self.inside)

    def of_item(self, table: ListTable, name: str | None) -> Environment:
        """Inside an item of a list: its fields by their names where `name` is None, else by path."""
        values = table.fields if name is None else {}
        hidden = {"item", *table.names} if name is None else {name}
        names = self.item_names | {name or "item"}
        return Environment(values, {}, self.constants, names, table, self, self.hidden | hidden, self.inlined)

    def of_inlined(self, name: str) -> Environment:
        """Where the tree of a list or a range stands that a name is written out for: no variable is in its way."""
        return replace(self, values=self.inlined[name].values, item_names=frozenset())

    def with_variable(self, name: str, value: Compiled) -> Environment:
        """Where a name stands for an item of a list that is written out."""
        return replace(self, values={**self.values, name: value}, item_names=self.item_names - {name})

    def column(self, name: str) -> exp.Expr:
        """A column that is no value of the policy's (a mask of reasons), which stands with the owner."""
        return column(name, self.inside.owner if self.inside is not None else None)

    def assuming(self, condition: Node) -> Environment:
        """The environment where a condition is known to hold: what is greater than 0 may be divided by."""
        match condition:
            case tree.And(left, right):
                return self.assuming(left).assuming(right)
            case tree.Comparison(">" | ">=" as op, tree.Name(name), tree.Number(least)):
                value = self.value(name)
                if isinstance(value, Num) and value.under is None and (least > 0 or (least == 0 and op == ">")):
                    exact = value.over
                    tiny = Fraction(1, 10**exact.scale)
                    positive = Num(replace(exact, low=max(exact.low, tiny)))
                    return replace(self, values={**self.values, name: positive})
        return self


def of_owner(value: Compiled, table: ListTable) -> Compiled:
    """What an owner's value is beside an item: its columns are those joined to the items."""

    def change(part: exp.Expr) -> exp.Expr:
        return column(part.name, table.owner) if isinstance(part, exp.Column) else part

    return mapped(value, lambda sql: sql.transform(change))


def mapped(value: Compiled, change: Callable[[exp.Expr], exp.Expr]) -> Compiled:
    """The value with each SQL expression that it is made of changed."""
    match value:
        case Num(over, under):
            below = None if under is None else replace(under, sql=change(under.sql))
            return Num(replace(over, sql=change(over.sql)), below)
        case Duration(unit, count):
            changed = mapped(count, change)
            assert isinstance(changed, Num)
            return Duration(unit, changed)
        case Interval(low, high):
            ends = (None if end is None else mapped(end, change) for end in (low, high))
            return replace(value, low=next(ends), high=next(ends))
        case Written(items):
            return Written(
                tuple(
                    Item(mapped(item.value, change), None if item.present is None else change(item.present))
                    for item in items
                )
            )
    return replace(value, sql=change(value.sql))


def expressions(value: Compiled) -> list[exp.Expr]:
    """The SQL that a value is made of."""
    match value:
        case Num(over, under):
            return [over.sql] if under is None else [over.sql, under.sql]
        case Duration(_, count):
            return expressions(count)
        case Interval(low, high):
            return [sql for end in (low, high) if end is not None for sql in expressions(end)]
        case Written(items):
            present = [item.present for item in items if item.present is not None]
            return [*present, *(sql for item in items for sql in expressions(item.value))]
    return [value.sql]
