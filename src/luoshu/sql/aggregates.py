"""Aggregates over related lists: all those of one list in one pass over it, joined once to its owners.

Those that speak of the owner beside its items go in a pass of their own, so that the others stay as fast as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.branches import plain
from luoshu.sql.numbers import Exact, Num, negated, paren
from luoshu.sql.passes import Pass, owner_columns
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Duration, ListTable, Value, boolean, column, of_owner

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler


@dataclass(frozen=True)
class _Selection:
    """The items of a list that meet the conditions, and the compiler of what is said of one item."""

    table: ListTable
    conditions: tuple[exp.Expr, ...]
    item: Compiler
    value: Node | None = None

    def filtered(self, aggregate: exp.Expr, *more: exp.Expr) -> exp.Expr:
        conditions = [*self.conditions, *more]
        if not conditions:
            return aggregate
        where = conditions[0] if len(conditions) == 1 else exp.and_(*(paren(part) for part in conditions))
        return exp.Filter(this=aggregate, expression=exp.Where(this=where))


@dataclass
class Aggregates:
    """Collects the aggregate columns of each pass; the same aggregate is computed once.

    `layer_of` says in which layer a column of the owner's stands.
    """

    layer_of: Callable[[str], int]
    columns: dict[Pass, dict[str, tuple[str, exp.Expr]]] = field(default_factory=dict)

    def _column(self, table: ListTable, sql: exp.Expr, type_: str) -> exp.Expr:
        if not table.present:
            return numbers.cast(exp.null(), type_)
        after = max(map(self.layer_of, owner_columns(sql)), default=None)
        of_pass = self.columns.setdefault(Pass(table.name, after), {})
        key = sql.sql(dialect="duckdb")
        if key not in of_pass:
            count = sum(len(columns) for columns in self.columns.values())
            of_pass[key] = (f"a{count + 1}·{table.name}", sql)
        return column(of_pass[key][0])

    def _counted(self, selection: _Selection, *more: exp.Expr) -> Exact:
        return self._whole(selection.table, selection.filtered(exp.Count(this=exp.Star()), *more))

    def _whole(self, table: ListTable, count: exp.Expr) -> Exact:
        """A count; 0 for who has no items."""
        counted = exp.Coalesce(this=self._column(table, count, "BIGINT"), expressions=[exp.Literal.number(0)])
        return Exact(counted, Fraction(0), Fraction(table.most), 0, 19, True)

    def select(self, node: Node, compiler: Compiler) -> _Selection:
        """The list, filters and projection that a plain list tree is made of."""
        match node:
            case tree.Name(name) if name in compiler.environment.lists:
                table = compiler.environment.lists[name]
                return _Selection(table, (), compiler.within(compiler.environment.of_item(table, None)))
            case tree.Filter(base, condition):
                selection = self.select(base, compiler)
                test = self._plain_items(selection, node).item.boolean(condition)
                if test.const is True:
                    return selection
                return replace(selection, conditions=(*selection.conditions, test.sql))
            case tree.Path(base, name):
                return replace(self._plain_items(self.select(base, compiler), node), value=tree.Name(name))
            case tree.Name(name) if name in compiler.environment.inlined:
                environment = compiler.environment
                inner = compiler.within(environment.of_inlined(name))
                selection = self.select(environment.inlined[name].node, inner)
                if selection.value is not None:
                    return selection
                return replace(selection, item=compiler.within(environment.of_item(selection.table, None)))
            case tree.If(_, tree.Null(), otherwise):
                return self.select(otherwise, compiler)  # what makes the whole list null is asked beside it
            case tree.For((tree.Iteration(name, domain, None),), body):
                selection = self._plain_items(self.select(domain, compiler), node)
                inner = compiler.within(compiler.environment.of_item(selection.table, name))
                return replace(selection, item=inner, value=body)
        if isinstance(node, tree.Name):
            compiler.compile(node)  # says why there is no such list here
        raise refuse("SQL 只能汇总关联列表", "SQL aggregates related lists only", node)

    @staticmethod
    def _plain_items(selection: _Selection, node: Node) -> _Selection:
        if selection.value is not None:
            raise refuse("SQL 不能筛选计算出来的列表", "SQL cannot filter a computed list", node)
        return selection

    def lists(self, node: Node, compiler: Compiler) -> bool:
        """Whether a tree is a related list, or made of one."""
        match node:
            case tree.Name(name):
                inlined = compiler.environment.inlined.get(name)
                if inlined is not None:
                    return self.lists(inlined.node, compiler)
                return name in compiler.environment.lists
            case tree.Filter(base, condition):
                return not isinstance(condition, tree.Number | tree.Negate) and self.lists(base, compiler)
            case tree.Path(base, _) | tree.If(_, tree.Null(), base) | tree.For((tree.Iteration(_, base, None),), _):
                return self.lists(base, compiler)
            case tree.Call(tree.Name("distinct values"), (base,)):
                return self.lists(base, compiler)
        return False

    def aggregate(self, function: str, node: Node, compiler: Compiler) -> Compiled:
        if function == "count":
            return self._count(node, compiler)
        selection = self.select(node, compiler)
        if selection.value is None:
            raise refuse("这里需要数字的列表", "a list of numbers is needed here", node)
        value = selection.item.compile(selection.value)
        if function in ("all", "any"):
            return self._truth(function == "any", value, selection, node)
        if isinstance(value, Value) and value.kind in ("date", "string") and function in ("min", "max"):
            sql = compiler.engine.text_order(value.sql) if value.kind == "string" else value.sql
            type_ = "VARCHAR" if value.kind == "string" else "DATE"
            return replace(value, sql=self._outermost(function, sql, selection, type_), const=None)
        if isinstance(value, Duration) and function in ("min", "max", "sum"):
            found = self._of_numbers(function, _exact(value.count, node), selection, node, compiler)
            return Duration(value.unit, found)
        if not isinstance(value, Num):
            raise refuse("这里需要数字", "a number is needed here", node)
        return self._of_numbers(function, _exact(value, node), selection, node, compiler)

    def _outermost(self, function: str, sql: exp.Expr, selection: _Selection, type_: str) -> exp.Expr:
        kind = exp.Min if function == "min" else exp.Max
        return self._column(selection.table, selection.filtered(kind(this=sql)), type_)

    def _of_numbers(self, function: str, value: Exact, selection: _Selection, node: Node, compiler: Compiler) -> Num:
        most = selection.table.most
        match function:
            case "sum" | "mean":
                low, high = min(value.low, Fraction(0)) * most, max(value.high, Fraction(0)) * most
                type_ = f"DECIMAL({numbers.MAX_DIGITS}, {value.scale})"
                long = value.integer and max(abs(low), abs(high)) > numbers.INT64
                summed = compiler.engine.total(value.sql, long=long)
                total = self._column(selection.table, selection.filtered(summed), type_)
                sum_ = Exact(total, Fraction(low), Fraction(high), value.scale, 38, False)
                sum_ = sum_.narrowed()
                if function == "sum":
                    return Num(replace(sum_, sql=exp.Coalesce(this=sum_.sql, expressions=[exp.Literal.number(0)])))
                return numbers.divide(Num(sum_), Num(self._counted(selection)))
            case "min" | "max":
                type_ = value.type
                return Num(replace(value, sql=self._outermost(function, value.sql, selection, type_), const=None))
        raise refuse(f"SQL 还不能对列表做 {function}", f"SQL cannot do {function} of a list yet", node)

    def _count(self, node: Node, compiler: Compiler) -> Num:
        listed = node.otherwise if isinstance(node, tree.If) and isinstance(node.then, tree.Null) else node
        if not (isinstance(listed, tree.Call) and listed.function == tree.Name("distinct values")):
            return Num(self._counted(self.select(node, compiler)))
        selection = self.select(listed.args[0], compiler)
        value = None if selection.value is None else selection.item.compile(selection.value)
        if value is None or not isinstance(value, Value | Num):
            raise refuse("SQL 不能比较整个列表项", "SQL cannot compare whole items", node)
        distinct = exp.Count(this=exp.Distinct(expressions=[plain(value)]))
        return Num(self._whole(selection.table, selection.filtered(distinct)))

    def _truth(self, some: bool, value: Compiled, selection: _Selection, node: Node) -> Value:
        """`any` or `all` of the items' values, none of which is null."""
        if not (isinstance(value, Value) and value.kind == "boolean"):
            raise refuse("这里需要是或否", "a boolean is needed here", node)
        settling = value.sql if some else negated(paren(value.sql))
        found = numbers.compare(">", Num(self._counted(selection, settling)), Num(numbers.number(0)))
        return Value("boolean", found if some else negated(paren(found)))

    def quantified(self, node: tree.Quantified, compiler: Compiler) -> Value:
        """Kleene's or (some) and and (every) over the items."""
        if len(node.iterators) != 1:
            raise refuse("SQL 只做一个变量的 some 和 every", "SQL takes some and every with one variable", node)
        selection = self._plain_items(self.select(node.iterators[0].domain, compiler), node)
        environment = compiler.environment.of_item(selection.table, node.iterators[0].name)
        condition = compiler.within(environment).boolean(node.condition)
        settling = node.kind == "some"
        if condition.const is not None:
            if condition.const != settling:
                return boolean(not settling)
            some = numbers.compare(">", Num(self._counted(selection)), Num(numbers.number(0)))
            return Value("boolean", some if settling else negated(paren(some)))
        told = condition.sql if settling else negated(paren(condition.sql))
        nothing = Num(numbers.number(0))
        settled = numbers.compare(">", Num(self._counted(selection, told)), nothing)
        unclear = exp.Is(this=paren(condition.sql.copy()), expression=exp.null())
        open_ = numbers.compare(">", Num(self._counted(selection, unclear)), nothing)
        case = (
            exp.Case()
            .when(settled, exp.Boolean(this=settling))
            .when(open_, exp.null())
            .else_(exp.Boolean(this=not settling))
        )
        return Value("boolean", case)

    def contains(self, node: Node, element: Node, compiler: Compiler) -> Value:
        """`list contains` of a projection: whether an item has the value."""
        selection = self.select(node, compiler)
        if selection.value is None:
            raise refuse("SQL 不能比较整个列表项", "SQL cannot compare whole items", node)
        wanted = of_owner(compiler.compile(element), selection.table)
        inner = replace(selection.item.environment, values={**selection.item.environment.values, "?": wanted})
        equal = selection.item.within(inner).boolean(tree.Comparison("=", selection.value, tree.Name("?")))
        found = numbers.compare(">", Num(self._counted(selection, equal.sql)), Num(numbers.number(0)))
        return Value("boolean", found)

    def bits(self, node: Node, mask: exp.Expr, compiler: Compiler) -> exp.Expr:
        """The bitwise or, over the items of a plain list, of a mask that is said of one item; 0 where there is none."""
        selection = self.select(node, compiler)
        sql = self._column(selection.table, selection.filtered(exp.BitwiseOrAgg(this=mask)), "BIGINT")
        return exp.Coalesce(this=sql, expressions=[exp.Literal.number(0)])

    def joined_at(self, layer: int) -> Mapping[Pass, Mapping[str, exp.Expr]]:
        """The passes that are joined to a layer, each with its aggregates by name."""
        return {way: dict(columns.values()) for way, columns in self.columns.items() if way.layer == layer}


def _exact(value: Num, node: Node) -> Exact:
    if value.under is not None or value.over.cut:
        raise refuse("SQL 不能精确汇总商", "SQL cannot aggregate quotients exactly", node)
    return value.over
