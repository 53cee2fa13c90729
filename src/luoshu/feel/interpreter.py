"""Tree to value, as the standard has it. Nothing raises: what fails is null, and its cause goes to the trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.feel import operations, tree, types
from luoshu.feel.arithmetic import STANDARD, Arithmetic
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.builtins.registry import call as call_builtin
from luoshu.feel.coercion import readings
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.moments import FarDate, FarDateTime
from luoshu.feel.operations import every, some, truth
from luoshu.feel.properties import has_properties, read_property
from luoshu.feel.temporal import parse_any
from luoshu.feel.trace import Trace
from luoshu.feel.tree import Node
from luoshu.feel.turns import Scope, Values, item_scope, items_of, steps
from luoshu.feel.type_names import NAMED, Named, type_named
from luoshu.feel.values import (
    Function,
    FunctionValue,
    NativeFunction,
    RangeValue,
    Value,
    has_type,
    kind_name,
    kind_of,
    plain,
)

_INPUT = tree.Name("?")
_FAR = {FarDate, FarDateTime}  # what only the standard has: the engines that run policies do not

Clock = Callable[[], datetime]


def evaluate(
    node: Node,
    scope: Mapping[str, Any],
    *,
    arithmetic: Arithmetic = STANDARD,
    trace: Trace | None = None,
    clock: Clock | None = None,
) -> Value:
    """The value of an expression where the names have the values of `scope`; `?` is the tested input.

    An int in `scope` is taken as a number. `clock` tells the moment for `now()` and `today()`.
    """
    interpreter = Interpreter(arithmetic, trace, clock or system_clock)
    try:
        return interpreter.evaluate(node, scope)
    except RecursionError:
        interpreter.fail(node, EvaluationError("计算嵌套过深", "the evaluation is nested too deeply"))
        return None


def system_clock() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Evaluates by the kind of node; it is also the Environment of built-ins."""

    arithmetic: Arithmetic
    trace: Trace | None
    clock: Clock
    named: Named = NAMED.get  # the types that names stand for

    def now(self) -> datetime:
        return self.clock()

    def evaluate(self, node: Node, scope: Values) -> Value:
        kind = type(node)
        if kind in _CHAINS:
            return self._chain(node, scope, _CHAINS[kind])
        return self._settle(node, _RULES[kind], scope)

    def fail(self, node: Node, failure: EvaluationError) -> None:
        if self.trace is not None:
            self.trace.failure(node, failure.text)

    def _settle(self, node: Node, rule: Callable[..., Value], *args: object) -> Value:
        """What the rule gives for the node, or null where it fails; and tells the trace."""
        value: Value = None
        try:
            value = rule(self, node, *args)
        except NullOperandError:
            pass
        except EvaluationError as failure:
            self.fail(node, failure)
        if self.trace is not None:
            self.trace.step(node, value)
        return value

    def _chain(self, node: Any, scope: Values, rule: Callable[..., Value]) -> Value:
        """`a + b + c + …`, which hangs down on the left, by a loop: a long one would exhaust the stack."""
        chain = [node]
        while type(chain[-1].left) is type(node):
            chain.append(chain[-1].left)
        value = self.evaluate(chain[-1].left, scope)
        while chain:
            value = self._settle(chain.pop(), rule, value, scope)
        return value

    # --- literals and names -------------------------------------------------------------------------------------------

    def literal(self, node: tree.Number | tree.String | tree.Boolean, scope: Values) -> Value:
        return node.value

    def null(self, node: tree.Null, scope: Values) -> Value:
        return None

    def at_literal(self, node: tree.AtLiteral, scope: Values) -> Value:
        return self.in_reach(parse_any(node.text))

    def in_reach(self, value: Value) -> Value:
        """A value that an operation made; in exact arithmetic a date must be one that every engine has."""
        if self.arithmetic.exact and type(value) in _FAR:
            raise EvaluationError("超出公元 1 年至 9999 年", "that is outside the years 1 to 9999")
        return value

    def assumed(self, node: tree.Assumed, scope: Values) -> Value:
        return self.evaluate(node.value, scope)

    def name(self, node: tree.Name, scope: Values) -> Value:
        try:
            return plain(scope[node.name])
        except KeyError:
            pass
        entry = BUILTINS.get(node.name)
        if entry is None:
            raise EvaluationError(f"没有名为“{node.name}”的数据", f"there is nothing named '{node.name}'")
        return NativeFunction(node.name, lambda args, names=(): call_builtin(entry, self, args, names))

    def compiled(self, node: tree.Compiled, scope: Values) -> Value:
        value: Value = node.function(scope)
        return value

    # --- access -------------------------------------------------------------------------------------------------------

    def path(self, node: tree.Path, scope: Values) -> Value:
        return self._member(self.evaluate(node.base, scope), node.name)

    def _member(self, base: Value, name: str) -> Value:
        match base:
            case None:
                return None
            case list():
                return [self._member_of_item(item, name) for item in base]
            case dict():
                if name in base:
                    return plain(base[name])
                raise EvaluationError(f"上下文没有“{name}”", f"the context has no '{name}'")
        if has_properties(base):
            found, value = read_property(base, name)
            if found:
                return value
        kind = kind_name(kind_of(base))
        raise EvaluationError(f"{kind.zh}没有“{name}”", f"a {kind.en} has no '{name}'")

    def _member_of_item(self, item: Value, name: str) -> Value:
        """An item without the field has null there, and does not spoil the others."""
        try:
            return self._member(item, name)
        except EvaluationError:
            return None

    def filter(self, node: tree.Filter, scope: Values) -> Value:
        base = self.evaluate(node.base, scope)
        if base is None:
            return None
        items: list[Value] = base if isinstance(base, list) else [base]
        if isinstance(node.condition, tree.Number):
            return _at(items, node.condition.value)
        kept: list[Value] = []
        for item in items:
            chosen = self.evaluate(node.condition, item_scope(item, scope))
            if isinstance(chosen, Decimal | Fraction):
                return _at(items, chosen)
            if chosen is True:
                kept.append(item)
            elif chosen is not None and not isinstance(chosen, bool):
                kind = kind_name(kind_of(chosen))
                raise EvaluationError(
                    f"筛选条件应为布尔值或序号，而不是{kind.zh}",
                    f"a filter must be a boolean or an index, not a {kind.en}",
                )
        return kept

    def call(self, node: tree.Call, scope: Values) -> Value:
        return self.called(
            self.evaluate(node.function, scope), [self.evaluate(arg, scope) for arg in node.args], node.names
        )

    def called(self, function: Value, args: list[Value], names: tuple[str, ...]) -> Value:
        match function:
            case NativeFunction():
                return self.in_reach(function.call(args, names))
            case FunctionValue():
                return self._apply(function, args, names)
            case None:
                raise EvaluationError("被调用的不是函数", "what is called is not a function")
        kind = kind_name(kind_of(function))
        raise EvaluationError(f"{kind.zh}不是函数", f"a {kind.en} is no function")

    def invoke(self, function: Function, args: list[Value], names: tuple[str, ...] = ()) -> Value:
        """What a function gives for arguments, positional or by the names of its parameters."""
        return (
            function.call(args, names) if isinstance(function, NativeFunction) else self._apply(function, args, names)
        )

    def _apply(self, function: FunctionValue, args: list[Value], names: tuple[str, ...]) -> Value:
        literal = function.literal
        if literal.external:
            raise EvaluationError("不支持外部函数", "external functions are not supported")
        if len(args) != len(literal.params) or (names and set(names) != set(literal.params)):
            params = ", ".join(literal.params)
            raise EvaluationError(f"函数的参数应为（{params}）", f"the function takes ({params})")
        given = dict(zip(names or literal.params, args, strict=True))
        for param, type_ in zip(literal.params, function.types, strict=True):
            given[param] = self._as_parameter(literal, param, given[param], type_)
        return self.evaluate(literal.body, Scope(given, function.scope))

    def _as_parameter(self, function: tree.FunctionLiteral, name: str, value: Value, type_: types.Type) -> Value:
        """An argument as its parameter's type; null where it is none, and the body sees that (10.3.2.9.4)."""
        if value is None:
            return None
        for reading in readings(value, type_):
            if has_type(reading, type_):
                return reading
        kind = kind_name(kind_of(value))
        text = f"参数“{name}”应为 {type_}，而不是{kind.zh}", f"parameter '{name}' must be {type_}, not {kind.en}"
        self.fail(function, EvaluationError(*text))
        return None

    # --- operators ----------------------------------------------------------------------------------------------------

    def negate(self, node: tree.Negate, scope: Values) -> Value:
        return operations.negate(self.evaluate(node.operand, scope), self.arithmetic)

    def arithmetic_(self, node: tree.Arithmetic, left: Value, scope: Values) -> Value:
        return self.in_reach(operations.calculate(node.op, left, self.evaluate(node.right, scope), self.arithmetic))

    def both(self, node: tree.And, left: Value, scope: Values) -> Value:
        return False if left is False else every((truth(left), truth(self.evaluate(node.right, scope))))

    def either(self, node: tree.Or, left: Value, scope: Values) -> Value:
        return True if left is True else some((truth(left), truth(self.evaluate(node.right, scope))))

    def comparison(self, node: tree.Comparison, scope: Values) -> Value:
        return operations.holds(node.op, self.evaluate(node.left, scope), self.evaluate(node.right, scope))

    def between(self, node: tree.Between, scope: Values) -> Value:
        value, low, high = (self.evaluate(part, scope) for part in (node.value, node.low, node.high))
        return every((operations.holds(">=", value, low), operations.holds("<=", value, high)))

    def in_(self, node: tree.In, scope: Values) -> Value:
        inner = Scope({"?": self.evaluate(node.value, scope)}, scope)
        return some(truth(self.evaluate(test, inner)) for test in node.tests)

    def instance_of(self, node: tree.InstanceOf, scope: Values) -> Value:
        value = self.evaluate(node.value, scope)
        wanted = type_named(node.type_name, self.named)
        if wanted is None:
            raise EvaluationError(f"没有类型“{node.type_name}”", f"there is no type '{node.type_name}'")
        return wanted == types.NULL if value is None else has_type(value, wanted)

    # --- tests --------------------------------------------------------------------------------------------------------

    def any_test(self, node: tree.AnyTest, scope: Values) -> Value:
        return True

    def unary_test(self, node: tree.UnaryTest, scope: Values) -> Value:
        value, end = self.name(_INPUT, scope), self.evaluate(node.end, scope)
        if node.op != "=":
            return operations.holds(node.op, value, end)
        # A range that could not be made is unknown, where a bare null is a value to be equal to.
        unmade = end is None and isinstance(node.end, tree.Range | tree.OtherThan)
        return None if unmade else operations.matches(value, end)

    def tests(self, node: tree.Tests, scope: Values) -> Value:
        result = some(truth(self.evaluate(part, scope)) for part in node.parts)
        return operations.negation(result) if node.negated else result

    # --- compound expressions -----------------------------------------------------------------------------------------

    def conditional(self, node: tree.If, scope: Values) -> Value:
        chosen = node.then if self.evaluate(node.condition, scope) is True else node.otherwise
        return self.evaluate(chosen, scope)

    def cases(self, node: tree.Cases, scope: Values) -> Value:
        for condition, value in node.branches:
            if self.evaluate(condition, scope) is True:
                return self.evaluate(value, scope)
        return self.evaluate(node.otherwise, scope)

    def rule_table(self, node: tree.RuleTable, scope: Values) -> Value:
        values = [self.evaluate(part, scope) for part in node.inputs]
        found = node.rules.found(values, [self.evaluate(part, scope) is True for part in node.failed])
        match node.asked:
            case "value":
                told: Value = found.value
                return told
            case "contradicts":
                return found.contradicts
        return found.open(node.at)

    def for_(self, node: tree.For, scope: Values) -> Value:
        results: list[Value] = []
        for inner in self._turns(node.iterators, Scope({"partial": results}, scope)):
            # `partial` is what there is so far, and must not grow under what keeps it.
            results.append(self.evaluate(node.body, Scope({"partial": list(results)}, inner)))
        return results

    def quantified(self, node: tree.Quantified, scope: Values) -> Value:
        combine = some if node.kind == "some" else every
        return combine(truth(self.evaluate(node.condition, inner)) for inner in self._turns(node.iterators, scope))

    def _turns(self, iterators: tuple[tree.Iteration, ...], scope: Values) -> Iterator[Values]:
        """The scopes of every combination of the variables, the last one turning fastest."""
        if not iterators:
            yield scope
            return
        first, *rest = iterators
        for item in self._domain(first, scope):
            yield from self._turns(tuple(rest), Scope({first.name: item}, scope))

    def _domain(self, iteration: tree.Iteration, scope: Values) -> Iterator[Value]:
        domain = self.evaluate(iteration.domain, scope)
        if iteration.end is not None:
            return steps(domain, self.evaluate(iteration.end, scope))
        return items_of(domain)

    def list_(self, node: tree.ListLiteral, scope: Values) -> Value:
        return [self.evaluate(item, scope) for item in node.items]

    def context(self, node: tree.ContextLiteral, scope: Values) -> Value:
        entries: dict[str, Value] = {}
        inner = Scope(entries, scope)
        for name, value in node.entries:
            if name in entries:
                raise EvaluationError(f"键“{name}”重复", f"the key '{name}' stands twice")
            entries[name] = self.evaluate(value, inner)
        return entries

    def range_(self, node: tree.Range, scope: Values) -> Value:
        low = None if node.low is None else self.evaluate(node.low, scope)
        high = None if node.high is None else self.evaluate(node.high, scope)
        if (low is None and node.low is not None) or (high is None and node.high is not None):
            return None
        if low is not None and high is not None:
            operations.compare(low, high)
        return RangeValue(low, high, node.low_closed, node.high_closed, node.sign)

    def other_than(self, node: tree.OtherThan, scope: Values) -> Value:
        point = self.evaluate(node.point, scope)
        return None if point is None else RangeValue(None, None, False, False, "!=", point)

    def function(self, node: tree.FunctionLiteral, scope: Values) -> Value:
        written = (types.ANY if text is None else type_named(text, self.named) or types.ANY for text in node.types)
        return FunctionValue(node, tuple(written), scope)


def _at(items: list[Value], index: Decimal | Fraction) -> Value:
    """The item at an index from 1, or from the end where negative; null where there is none."""
    place = int(index)
    if place != index or place == 0 or abs(place) > len(items):
        return None
    return items[place - 1 if place > 0 else place]


_CHAINS: dict[type[Node], Callable[..., Value]] = {
    tree.And: Interpreter.both,
    tree.Or: Interpreter.either,
    tree.Arithmetic: Interpreter.arithmetic_,
}
_RULES: dict[type[Node], Callable[..., Value]] = {
    tree.Number: Interpreter.literal,
    tree.String: Interpreter.literal,
    tree.Boolean: Interpreter.literal,
    tree.Null: Interpreter.null,
    tree.AtLiteral: Interpreter.at_literal,
    tree.Assumed: Interpreter.assumed,
    tree.Compiled: Interpreter.compiled,
    tree.Name: Interpreter.name,
    tree.Path: Interpreter.path,
    tree.Filter: Interpreter.filter,
    tree.Call: Interpreter.call,
    tree.Negate: Interpreter.negate,
    tree.Comparison: Interpreter.comparison,
    tree.Between: Interpreter.between,
    tree.In: Interpreter.in_,
    tree.InstanceOf: Interpreter.instance_of,
    tree.AnyTest: Interpreter.any_test,
    tree.UnaryTest: Interpreter.unary_test,
    tree.Tests: Interpreter.tests,
    tree.If: Interpreter.conditional,
    tree.Cases: Interpreter.cases,
    tree.RuleTable: Interpreter.rule_table,
    tree.For: Interpreter.for_,
    tree.Quantified: Interpreter.quantified,
    tree.ListLiteral: Interpreter.list_,
    tree.ContextLiteral: Interpreter.context,
    tree.Range: Interpreter.range_,
    tree.OtherThan: Interpreter.other_than,
    tree.FunctionLiteral: Interpreter.function,
}
