"""What a decision's column would be if SQL could compute it: its bounds and places, by the same analysis of ranges.

So the type of a column does not depend on who computed it. Where SQL refuses a form its parts still tell how large it
can be and how many places it has; the SQL that comes out here is thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from luoshu.feel import tree, types
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.aggregates import Aggregates
from luoshu.sql.branches import branched
from luoshu.sql.compiler import Compiler
from luoshu.sql.engines import Engine
from luoshu.sql.numbers import INT64, MAX_DIGITS, Exact, Num
from luoshu.sql.refusal import RefusalError, refuse
from luoshu.sql.rounding import ROUNDINGS
from luoshu.sql.rules import Lookups
from luoshu.sql.sharing import Sharing
from luoshu.sql.source import MOST_ITEMS
from luoshu.sql.values import NULL, Compiled, Environment, ListTable, Value, ValueKind, column

INTERPRETED_PLACES = 18  # an interpreted number without an end is cut so that it compares right with up to 17 places
INTERPRETED_LIMIT = 10**18  # what such a number stays under

_SQL = column("·")
# A number of which nothing is known.
ANY_NUMBER = Num(
    Exact(_SQL, Fraction(-INTERPRETED_LIMIT), Fraction(INTERPRETED_LIMIT), INTERPRETED_PLACES, MAX_DIGITS, cut=True)
)
_DATE_PARTS = {"year": 9999, "month": 12, "day": 31, "weekday": 7, "day of year": 366, "week of year": 53}
_DURATION_PARTS = ("years", "months", "days", "hours", "minutes")
_SAME_ITEMS = ("concatenate", "append", "union", "distinct values", "sort", "reverse", "flatten", "sublist")
_KINDS: dict[types.Type, ValueKind] = {types.STRING: "string", types.BOOLEAN: "boolean", types.DATE: "date"}


def shape_of(node: Node, environment: Environment, engine: Engine) -> Compiled | None:
    """The shape of a tree's value; None where nothing can be said of it. Lists that the data lacks count as there."""
    lists = {name: replace(table, present=True) for name, table in environment.lists.items()}
    lookups = Lookups(lambda name, sql: 1, lambda name: 0)  # no query will ask for what is placed
    sharing = Sharing(lambda name, sql: 1)
    shapes = Shapes(replace(environment, lists=lists), engine, Aggregates(lambda name: 0), lookups, sharing)
    try:
        return shapes.compile(node)
    except RefusalError:
        return None


@dataclass(frozen=True)
class Shapes(Compiler):
    """Compiles for the shape alone: what SQL refuses is bounded instead."""

    def _compile(self, node: Node) -> Compiled:
        try:
            return super()._compile(node)
        except RefusalError:
            return self._bounded(node)

    def _bounded(self, node: Node) -> Compiled:
        match node:
            case tree.Comparison() | tree.And() | tree.Or() | tree.In() | tree.Quantified():
                return Value("boolean", _SQL)
            case tree.Arithmetic():
                if isinstance(self.compile(node.left), Num) or isinstance(self.compile(node.right), Num):
                    return ANY_NUMBER
            case tree.Path(_, name) if name in _DATE_PARTS:
                return _whole(1, _DATE_PARTS[name])
            case tree.Path(_, "seconds"):  # with their fraction, to the nanosecond
                return Num(Exact(_SQL, Fraction(-60), Fraction(60), 9))
            case tree.Path(_, name) if name in _DURATION_PARTS:
                return _whole(-(10**9), 10**9)
            case tree.Filter(base, tree.Number() | tree.Negate()):
                return self._item(base)
            case tree.Path(tree.Filter(_, tree.Number() | tree.Negate())):
                return self._item(node)
            case tree.Call(tree.Name(name), args):
                return self._call_bounded(name, args, node)
        raise refuse("这种写法没有可知的范围", "nothing is known of this form", node)

    def _call_bounded(self, name: str, args: Sequence[Node], node: Node) -> Compiled:
        match name:
            case "count":
                return _whole(0, self._most(args))
            case "sum" | "mean" | "min" | "max" | "median":
                return self._aggregate_bounded(name, args)
            case "modulo":
                return self._modulo(*map(self.compile, args))
            case "day of year" | "week of year":
                return _whole(1, _DATE_PARTS[name])
            case _ if name in ROUNDINGS:
                return self._rounded_bounded(args)
        result = BUILTINS[name].result if name in BUILTINS else None
        if result == types.NUMBER:
            return ANY_NUMBER
        if isinstance(result, types.Type) and result in _KINDS:
            return Value(_KINDS[result], _SQL)
        raise refuse("这种函数没有可知的范围", "nothing is known of this function", node)

    def _aggregate_bounded(self, name: str, args: Sequence[Node]) -> Compiled:
        item = self._item(args[0]) if len(args) == 1 else self._joined(args)
        if not isinstance(item, Num) or name in ("min", "max"):
            return item
        if item.under is not None or item.over.cut:
            return ANY_NUMBER
        if name == "median":
            return Num(Exact(_SQL, item.over.low, item.over.high, item.over.scale + 1))  # may lie between two
        most = self._most(args)
        low, high = min(item.over.low, Fraction(0)) * most, max(item.over.high, Fraction(0)) * most
        try:
            total = Num(Exact(_SQL, low, high, item.over.scale).narrowed())
            return total if name == "sum" else numbers.divide(total, _whole(0, most))
        except RefusalError:  # more than 38 digits
            return ANY_NUMBER

    def _modulo(self, left: Compiled, right: Compiled) -> Compiled:
        if not (isinstance(left, Num) and isinstance(right, Num)) or left.under or right.under:
            return ANY_NUMBER
        if left.over.cut or right.over.cut:
            return ANY_NUMBER
        largest = max(abs(right.over.low), abs(right.over.high))
        scale = max(left.over.scale, right.over.scale)
        return Num(Exact(_SQL, -largest, largest, scale, integer=scale == 0))

    def _rounded_bounded(self, args: Sequence[Node]) -> Compiled:
        places = self.number(args[1]).const if len(args) > 1 else Fraction(0)
        if places is None or places.denominator != 1:
            return ANY_NUMBER
        return Num(Exact(_SQL, Fraction(-INTERPRETED_LIMIT), Fraction(INTERPRETED_LIMIT), max(int(places), 0)))

    # --- items of lists -----------------------------------------------------------------------------------------------

    def _item(self, node: Node) -> Compiled:
        """The shape of an item of a list."""
        match node:
            case tree.Filter(base, _):
                return self._item(base)
            case tree.ListLiteral(items) if items:
                return self._joined(items)
            case tree.Path(base, name) if (table := self._table(base)) and name in table.fields:
                return table.fields[name]
            case tree.If(_, tree.Null(), otherwise):
                return self._item(otherwise)
            case tree.For((tree.Iteration(name, domain, None),), body):
                table = self._table(domain)
                if table is not None:
                    return self.within(self.environment.of_item(table, name)).compile(body)
                values = {**self.environment.values, name: self._item(domain)}
                return self.within(replace(self.environment, values=values)).compile(body)
            case tree.Call(tree.Name(name), (first, *_)) if name in _SAME_ITEMS:
                return self._item(first)
        raise refuse("列表的项没有可知的范围", "nothing is known of the items of this list", node)

    def _joined(self, nodes: Sequence[Node]) -> Compiled:
        """The shape that holds the values of all nodes."""
        *others, last = map(self.compile, nodes)
        return branched([(_SQL, other) for other in others], last) if others else last

    def _table(self, node: Node) -> ListTable | None:
        """The related list whose items a list holds."""
        match node:
            case tree.Name(name):
                return self.environment.lists.get(name)
            case tree.Filter(base, _) | tree.If(_, tree.Null(), base):
                return self._table(base)
        return None

    def _most(self, args: Sequence[Node]) -> int:
        """How many items a list, or the values given one by one, can have."""
        if len(args) > 1:
            return len(args)
        match args[0]:
            case tree.ListLiteral(items):
                return len(items)
            case tree.Path(base, _) | tree.For((tree.Iteration(_, base, None),), _) | tree.Filter(base, _):
                return self._most([base])
        table = self._table(args[0])
        return table.most if table is not None else MOST_ITEMS


def _whole(low: int, high: int) -> Num:
    return Num(Exact(_SQL, Fraction(low), Fraction(high), 0, 19, integer=True))


def as_read(name: str, shape: Compiled | None, declared: types.Type) -> Compiled:
    """What an interpreted decision is in SQL: a column of its shape; of a number without an end, one that was cut."""
    kind = _KINDS.get(declared)
    if declared == types.NUMBER or (declared == types.ANY and isinstance(shape, Num)):
        over = shape.over if isinstance(shape, Num) and shape.under is None else ANY_NUMBER.over
        if shape == NULL:  # null for everyone: written as what SQL writes for that
            over = Exact(_SQL, Fraction(1 - 10**12), Fraction(10**12 - 1), 6)
        if over.cut or over.digits > MAX_DIGITS:
            return Num(replace(ANY_NUMBER.over, sql=column(name)))
        whole = over.scale == 0 and max(abs(over.low), abs(over.high)) <= INT64
        return Num(Exact(column(name), over.low, over.high, over.scale, 19 if whole else MAX_DIGITS, whole))
    if declared == types.ANY and isinstance(shape, Value) and shape.kind != "null":
        kind = shape.kind
    return Value(kind or "other", column(name))
