"""A plain FEEL tree becomes one SQL expression: exact, and null exactly where the tree is null."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from luoshu.feel import moments, tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.feel.values import Months, RangeValue
from luoshu.sql import dates, durations, instances, numbers, written_lists
from luoshu.sql.aggregates import Aggregates
from luoshu.sql.branches import branched
from luoshu.sql.conditionals import cases, conditional
from luoshu.sql.engines import Engine
from luoshu.sql.functions import OF_LISTS, OF_VALUES, positional
from luoshu.sql.null_tests import null_test
from luoshu.sql.nulls import opposite
from luoshu.sql.numbers import Num, binary, connected, negated, paren
from luoshu.sql.owners import owns
from luoshu.sql.refusal import RefusalError, refuse
from luoshu.sql.rules import Lookups
from luoshu.sql.sharing import Sharing
from luoshu.sql.values import (
    NULL,
    Compiled,
    Duration,
    Environment,
    Interval,
    Item,
    Value,
    Written,
    boolean,
    mapped,
    of_owner,
)
from luoshu.sql.whole_numbers import once as number_once
from luoshu.sql.whole_numbers import power


@dataclass(frozen=True)
class Compiler:
    """Compiles for one engine; aggregates of related lists are handed to `aggregates`, long tables to `lookups`, what
    is mentioned often to `sharing`, and come back as columns."""

    environment: Environment
    engine: Engine
    aggregates: Aggregates
    lookups: Lookups
    sharing: Sharing
    # By environment and node, which are kept, for their ids are the keys: lowering mentions a part many times.
    known: dict[tuple[int, int], tuple[Environment, Node, Compiled | RefusalError]] = field(default_factory=dict)

    def within(self, environment: Environment) -> Compiler:
        return replace(self, environment=environment)

    # --- by kind ------------------------------------------------------------------------------------------------------

    def boolean(self, node: Node) -> Value:
        value = self.compile(node)
        if isinstance(value, Value) and value.kind in ("boolean", "null"):
            return value if value.kind == "boolean" else Value("boolean", numbers.cast(exp.null(), "BOOLEAN"))
        raise refuse("这里需要是或否", "a boolean is needed here", node)

    def number(self, node: Node) -> Num:
        return self.as_number(self.compile(node), node)

    @staticmethod
    def as_number(value: Compiled, node: Node) -> Num:
        if isinstance(value, Num):
            return value
        raise refuse("这里需要数字", "a number is needed here", node)

    def compile(self, node: Node) -> Compiled:
        key = (id(self.environment), id(node))
        if key not in self.known:
            try:
                found: Compiled | RefusalError = self._compile(node)
            except RefusalError as refusal:
                found = refusal
            self.known[key] = (self.environment, node, found)
        told = self.known[key][2]
        if isinstance(told, RefusalError):
            raise told
        return told

    def _compile(self, node: Node) -> Compiled:
        owner = self.environment.owner
        if owner is not None and not isinstance(node, tree.Name) and owns(self.environment, node):
            return self.of_owner(self.within(owner).compile(node))
        match node:
            case tree.Number(value):
                return numbers.rational(Fraction(value))
            case tree.String(value):
                return Value("string", exp.Literal.string(value))
            case tree.Boolean(value):
                return boolean(value)
            case tree.Null():
                return NULL
            case tree.AtLiteral():
                return self.constant(evaluate(node, {}), node)
            case tree.Assumed(inner):
                return self.compile(inner)
            case tree.Name():
                return self._name(node)
            case tree.Path():
                return self._path(node)
            case tree.Negate(operand):
                return self._negate(operand)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Comparison():
                return self._comparison(node)
            case tree.And(left, right):
                return self._connective(exp.And, left, right, False)
            case tree.Or(left, right):
                return self._connective(exp.Or, left, right, True)
            case tree.In():
                return self._in(node)
            case tree.If():
                return conditional(self, node)
            case tree.Cases():
                return cases(self, node)
            case tree.RuleTable():
                return self.lookups.compile(node, self)
            case tree.Quantified():
                return self._quantified(node)
            case tree.Call():
                return self._call(node)
        return self._many(node)

    def _many(self, node: Node) -> Compiled:
        """A range, an item of a list, a list that is written out, or what kind a value is of."""
        match node:
            case tree.Range(low, high, low_closed, high_closed):
                ends = [None if end is None else self.compile(end) for end in (low, high)]
                return NULL if NULL in ends else Interval(ends[0], ends[1], low_closed, high_closed)
            case tree.Filter(base, tree.Number() | tree.Negate() as place):
                return self._item_at(base, place, node)
            case tree.InstanceOf(value, type_name):
                return instances.of_type(self.compile(value), type_name, self.null_test(value), node)
        listed = written_lists.written(node, self)
        if listed is not None:
            return listed
        raise refuse("SQL 不能表达这种写法", f"SQL cannot express this form ({type(node).__name__})", node)

    # --- names and constants ------------------------------------------------------------------------------------------

    def _name(self, node: tree.Name) -> Compiled:
        inlined = self.environment.inlined.get(node.name)
        if inlined is not None and not self.aggregates.lists(node, self):
            if self.environment.owner is not None:
                return self.of_owner(self.within(self.environment.owner).compile(node))
            return self.within(self.environment.of_inlined(node.name)).compile(inlined.node)
        value = self.environment.value(node.name)
        if value is not None:
            return value
        if node.name in self.environment.constants:
            return self.constant(self.environment.constants[node.name], node)
        if self.environment.owner is not None and node.name in self.environment.owner.lists:
            raise refuse(
                f"列表条件里又用到列表“{node.name}”；请给里面的汇总单独起个名称",
                f"the list '{node.name}' stands inside a list's condition: give what is said of it a name of its own",
                node,
            )
        if self.environment.inside is not None:
            raise refuse(
                f"列表“{self.environment.inside.name}”的条件里没有可用的列“{node.name}”",
                f"a condition on the list '{self.environment.inside.name}' has no column for '{node.name}'",
                node,
            )
        raise refuse(f"“{node.name}”没有可用的列", f"there is no column for '{node.name}'", node)

    def constant(self, value: Any, node: Node) -> Compiled:
        """A value known before the query runs, as a literal."""
        match value:
            case None:
                return NULL
            case bool():
                return boolean(value)
            case int() | Decimal() | Fraction():
                return numbers.rational(Fraction(value))
            case str():
                return Value("string", exp.Literal.string(value))
            case Months():
                return Duration("months", numbers.rational(Fraction(value.months)))
            case timedelta() | moments.WideDuration():
                return Duration("days", numbers.rational(Fraction(moments.nanoseconds(value), moments.DAY)))
            case RangeValue(low, high, low_closed, high_closed) if value.sign != "!=":
                ends = [None if end is None else self.constant(end, node) for end in (low, high)]
                return Interval(ends[0], ends[1], low_closed, high_closed)
            case list():
                return Written(tuple(Item(self.constant(item, node)) for item in value))
        if type(value) is date:
            return Value("date", numbers.cast(exp.Literal.string(value.isoformat()), "DATE"))
        raise refuse("SQL 不能写出这种常量", f"SQL cannot write this constant ({type(value).__name__})", node)

    def _known(self, node: Node) -> tuple[bool, Any]:
        """Whether a tree speaks only of constants, and its value."""
        functions = {id(part.function) for part in tree.walk(node) if isinstance(part, tree.Call)}
        for part in tree.walk(node):
            if (
                isinstance(part, tree.Name)
                and id(part) not in functions
                and part.name not in self.environment.constants
            ):
                return False, None
        return True, evaluate(node, self.environment.constants, arithmetic=EXACT)

    def _path(self, node: tree.Path) -> Compiled:
        if isinstance(node.base, tree.Name) and node.base.name in self.environment.item_names:
            table = self.environment.inside
            assert table is not None
            if node.name in table.fields:
                return table.fields[node.name]
            raise refuse(f"“{table.name}”没有“{node.name}”", f"'{table.name}' has no '{node.name}'", node)
        known, value = self._known(node)
        if known:
            return self.constant(value, node)
        found = self._property(self.compile(node.base), node.name)
        if found is None:
            raise refuse(f"SQL 不能取“{node.name}”", f"SQL cannot take '{node.name}' here", node)
        return found

    def _property(self, base: Compiled, name: str) -> Compiled | None:
        """A part of a date, a duration or a range."""
        match base:
            case Value("null"):
                return NULL
            case Value("date", sql) if name in dates.PARTS:
                return dates.part(self, sql, name, dates.PARTS[name])
            case Duration() if name in durations.PARTS:
                return durations.part(self, base, name)
            case Interval(low, high) if name in ("start", "end"):
                return low if name == "start" else high
        return None

    # --- operators ----------------------------------------------------------------------------------------------------

    def _negate(self, operand: Node) -> Compiled:
        value = self.compile(operand)
        if isinstance(value, Duration):
            return Duration(value.unit, numbers.minus(value.count))
        return numbers.minus(self.number(operand))

    def _arithmetic(self, node: tree.Arithmetic) -> Compiled:
        known, constant = self._known(node)
        if known:
            return self.constant(constant, node)
        left, right = self.compile(node.left), self.compile(node.right)
        if (isinstance(left, Value) and left.kind == "null") or (isinstance(right, Value) and right.kind == "null"):
            return NULL
        if isinstance(left, Num) and isinstance(right, Num):
            return self._numeric(node, left, right)
        found = self._temporal(node.op, left, right)
        if found is not None:
            return found
        if (
            isinstance(left, Value)
            and isinstance(right, Value)
            and left.kind == right.kind == "string"
            and node.op == "+"
        ):
            return Value("string", exp.DPipe(this=left.sql, expression=right.sql))
        raise refuse(f"SQL 不能这样用“{node.op}”", f"SQL cannot use '{node.op}' here", node)

    def _numeric(self, node: tree.Arithmetic, left: Num, right: Num) -> Num:
        match node.op:
            case "+":
                return numbers.plus(left, right)
            case "-":
                return numbers.plus(left, right, -1)
            case "*":
                return numbers.times(left, right)
            case "/":
                return numbers.divide(left, right)
        return power(left, right, self, node)

    def _temporal(self, op: str, left: Compiled, right: Compiled) -> Compiled | None:
        """Arithmetic with dates and durations; None where there is none."""
        match op, left, right:
            case "+" | "-", Value("date") as date, Duration() as by:
                return dates.moved(self, date, by, 1 if op == "+" else -1)
            case "+", Duration() as by, Value("date") as date:
                return dates.moved(self, date, by, 1)
            case "-", Value("date") as end, Value("date") as start:
                return durations.between(self, start, end)
            case "+" | "-", Duration(unit, one), Duration(other_unit, other) if unit == other_unit:
                return Duration(unit, numbers.plus(one, other, 1 if op == "+" else -1))
            case "/", Duration(unit, one), Duration(other_unit, other) if unit == other_unit:
                return numbers.divide(one, other)
            case "*" | "/", Duration() as size, Num() as factor:
                return durations.scaled(self, size, factor, divided=op == "/")
            case "*", Num() as factor, Duration() as size:
                return durations.scaled(self, size, factor)
        return None

    def _comparison(self, node: tree.Comparison) -> Value:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, tree.Null) and node.op in ("=", "!="):
                return self.null_test(side, node.op == "=")
        return self.compared(node.op, self.compile(node.left), self.compile(node.right), node)

    def compared(self, op: str, left: Compiled, right: Compiled, node: Node) -> Value:
        """The comparison of two values of one kind; null where one is."""
        if NULL in (left, right) or _of_two_kinds(left, right):
            return Value("boolean", numbers.cast(exp.null(), "BOOLEAN"))
        if isinstance(left, Duration) and isinstance(right, Duration) and left.unit == right.unit:
            left, right = left.count, right.count
        if isinstance(left, Num) and isinstance(right, Num):
            if left.const is not None and right.const is not None:
                return boolean(_COMPARE[op](left.const, right.const))
            return Value("boolean", numbers.compare(op, left, right))
        if isinstance(left, Value) and isinstance(right, Value) and left.kind == right.kind:
            if left.kind == "boolean" and op in ("=", "!="):
                return self._boolean_equality(op == "=", left, right)
            if left.kind == "date" or (left.kind == "string" and op in ("=", "!=")):
                return Value("boolean", binary(numbers.COMPARE[op], left.sql, right.sql))
            if left.kind == "string":
                one, other = (self.engine.text_order(side.sql) for side in (left, right))
                return Value("boolean", binary(numbers.COMPARE[op], one, other))
        raise refuse("SQL 不能比较这两种值", "SQL cannot compare these two kinds of value", node)

    @staticmethod
    def _boolean_equality(equal: bool, left: Value, right: Value) -> Value:
        for side, other in ((left, right), (right, left)):
            if side.const is not None:
                return other if side.const == equal else Value("boolean", negated(paren(other.sql)))
        return Value("boolean", binary(exp.EQ if equal else exp.NEQ, left.sql, right.sql))

    def null_test(self, node: Node, wanted: bool = True) -> Value:
        """Whether the value of a tree is null (or is not, where `wanted` is false); never null itself."""
        return null_test(self, node, wanted)

    def _connective(self, kind: type[exp.Connector], left: Node, right: Node, absorbing: bool) -> Value:
        first = self.boolean(left)
        if first.const is not None:
            return boolean(absorbing) if first.const == absorbing else self.boolean(right)
        assumed = self.environment.assuming(left) if kind is exp.And else self.environment
        second = self.within(assumed).boolean(right)
        if second.const is not None:
            return boolean(absorbing) if second.const == absorbing else first
        return Value("boolean", connected(kind, first.sql, second.sql))

    def _in(self, node: tree.In) -> Value:
        texts = [test.end for test in node.tests if isinstance(test, tree.UnaryTest) and test.op == "="]
        if len(texts) == len(node.tests) and all(isinstance(end, tree.String) for end in texts):
            value = self.compile(node.value)
            if isinstance(value, Value) and value.kind == "string":
                ends = [exp.Literal.string(end.value) for end in texts if isinstance(end, tree.String)]
                return Value("boolean", exp.In(this=value.sql, expressions=ends))
        parts = [self._one_test(node.value, test) for test in node.tests]
        return Value("boolean", exp.or_(*(paren(part.sql) for part in parts)))

    def _one_test(self, value: Node, test: Node) -> Value:
        """One test of `in`; of a name that stands for a range, or for a list, whether the value is in it."""
        end = test.end if isinstance(test, tree.UnaryTest) and test.op == "=" else None
        if isinstance(end, tree.Name):
            held = self.compile(end)
            if isinstance(held, Interval):
                return self._inside(self.compile(value), held, test)
            if isinstance(held, Written):
                return written_lists.contains(held, self.compile(value), self, test)
        return self.boolean(self._test_as_comparison(value, test))

    def _inside(self, value: Compiled, bounds: Interval, node: Node) -> Value:
        ends = []
        if bounds.low is not None:
            ends.append(self.compared(">=" if bounds.low_closed else ">", value, bounds.low, node))
        if bounds.high is not None:
            ends.append(self.compared("<=" if bounds.high_closed else "<", value, bounds.high, node))
        return Value("boolean", exp.and_(*(paren(end.sql) for end in ends)))

    def _test_as_comparison(self, value: Node, test: Node) -> Node:
        match test:
            case tree.UnaryTest("=", tree.Range(low, high, low_closed, high_closed)) | tree.Range(
                low, high, low_closed, high_closed
            ):
                ends: list[Node] = []
                if low is not None:
                    ends.append(tree.Comparison(">=" if low_closed else ">", value, low))
                if high is not None:
                    ends.append(tree.Comparison("<=" if high_closed else "<", value, high))
                return ends[0] if len(ends) == 1 else tree.And(ends[0], ends[1])
            case tree.UnaryTest("=", tree.ListLiteral(items)) | tree.ListLiteral(items):
                return self._test_as_comparison(value, tree.Tests(tuple(tree.UnaryTest("=", item) for item in items)))
            case tree.UnaryTest(op, end):
                return tree.Comparison(op, value, end)
            case tree.Tests(parts, negated):
                result = self._test_as_comparison(value, parts[0])
                for part in parts[1:]:
                    result = tree.Or(result, self._test_as_comparison(value, part))
                return tree.Call(tree.Name("not"), (result,)) if negated else result
        return tree.transform(test, lambda part: value if part == tree.Name("?") else part)

    # --- functions ----------------------------------------------------------------------------------------------------

    def _call(self, node: tree.Call) -> Compiled:
        assert isinstance(node.function, tree.Name)
        name = node.function.name
        known, constant = self._known(node)
        if known:
            return self.constant(constant, node)
        args = positional(node, name)
        if name == "not":
            return opposite(self.boolean(args[0]))
        if name in OF_LISTS:
            return self._aggregate(name, args, node)
        if name == "list contains":
            return self._list_contains(args, node)
        if name in OF_VALUES:
            values = [self.compile(arg) for arg in args]
            return NULL if NULL in values else OF_VALUES[name](self, values, node)
        if name == "string join" and (listed := written_lists.written(args[0], self)) is not None:
            delimiter = self.compile(args[1]) if len(args) > 1 else Value("string", exp.Literal.string(""))
            assert isinstance(delimiter, Value)
            return written_lists.texts_joined(listed, delimiter.sql, node)
        listed = written_lists.written(node, self)
        if listed is not None:
            return listed
        raise refuse(f"SQL 还不能做 {name}", f"SQL cannot do {name} yet", node)

    def _aggregate(self, name: str, args: Sequence[Node], node: Node) -> Compiled:
        """A function of a list, related or written out, or of values given one by one: null where one of these is."""
        if len(args) == 1:
            listed = written_lists.written(args[0], self)
            if listed is None and (self.aggregates.lists(args[0], self) or name == "count"):
                return self.aggregates.aggregate(name, args[0], self)
            value = self.compile(args[0]) if listed is None else NULL
            listed = Written((Item(value),)) if listed is None else listed
        else:
            values = [self.compile(arg) for arg in args]
            if name == "count":
                return Num(numbers.number(len(values)))
            if name in ("min", "max") and len(values) == 2 and all(isinstance(value, Num) for value in values):
                first, second = (self.written_number_once(value) for value in values if isinstance(value, Num))
                return self.better(name, first, second)
            listed = Written(tuple(map(Item, values)))
        if any(item.value == NULL for item in listed.items) and name not in ("count", "all", "any"):
            return NULL
        return written_lists.aggregate(name, listed, self, node)

    def better(self, name: str, one: Num, other: Num) -> Num:
        """The lesser (`min`) or the greater of two numbers; null where one is."""
        first = numbers.compare("<=" if name == "min" else ">=", one, other)
        joined = branched([(first, one), (negated(paren(first.copy())), other)], NULL)
        assert isinstance(joined, Num)
        return joined

    def _quantified(self, node: tree.Quantified) -> Value:
        if len(node.iterators) == 1 and not self.aggregates.lists(node.iterators[0].domain, self):
            listed = written_lists.written(node.iterators[0].domain, self)
            if listed is not None:
                return written_lists.quantified(node, listed, self)
        return self.aggregates.quantified(node, self)

    def _item_at(self, base: Node, place: Node, node: Node) -> Compiled:
        listed = None if self.aggregates.lists(base, self) else written_lists.written(base, self)
        number = self.compile(place)
        count = number.const if isinstance(number, Num) else None
        if listed is None or count is None or count.denominator != 1:
            raise refuse("SQL 不知道列表项的次序", "SQL does not know the order of a list's items", node)
        return written_lists.at(listed, int(count), node)

    def _list_contains(self, args: Sequence[Node], node: Node) -> Value:
        listed, element = args
        if isinstance(listed, tree.ListLiteral):
            return self.boolean(tree.In(element, tuple(tree.UnaryTest("=", item) for item in listed.items)))
        found = None if self.aggregates.lists(listed, self) else written_lists.written(listed, self)
        if found is not None:
            return written_lists.contains(found, self.compile(element), self, node)
        known, value = self._known(listed)
        if known and isinstance(value, list):
            tests = [self.compared("=", self.compile(element), self.constant(item, node), node) for item in value]
            return Value("boolean", exp.or_(*(test.sql for test in tests))) if tests else boolean(False)
        return self.aggregates.contains(listed, element, self)

    def of_owner(self, value: Compiled) -> Compiled:
        """What is said of an item's owner, as columns that are joined to the item."""
        assert self.environment.inside is not None
        return of_owner(self.sharing.columns(value), self.environment.inside)

    # --- what is mentioned often --------------------------------------------------------------------------------------

    def once(self, sql: exp.Expr) -> exp.Expr:
        """The expression as one that may be written several times."""
        return self.sharing.once(sql, among_items=self.environment.inside is not None)

    def written_once(self, value: Compiled) -> Compiled:
        return mapped(value, self.once)

    def written_number_once(self, value: Num) -> Num:
        return number_once(value, self)


_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _of_two_kinds(one: Compiled, other: Compiled) -> bool:
    """Whether two values are of kinds that are never compared: the comparison fails then, whatever they are."""
    kinds = [
        value.kind if isinstance(value, Value) else value.unit if isinstance(value, Duration) else type(value).__name__
        for value in (one, other)
    ]
    return kinds[0] != kinds[1] and "other" not in kinds
