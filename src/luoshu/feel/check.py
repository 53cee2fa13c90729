"""Static types: what an expression gives, and everything that is wrong with it before it ever runs.

Lenient where a type is not known (Any): nothing is reported that might be right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from luoshu.feel import tree, types
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.builtins.registry import Builtin, Overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.operand_types import comparable, fits, is_open, join, join_all, result_of
from luoshu.feel.properties import properties_of
from luoshu.feel.scope import Names
from luoshu.feel.temporal import parse_any
from luoshu.feel.tree import Node, Span
from luoshu.feel.type_names import NAMED, type_named
from luoshu.feel.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    conforms,
)
from luoshu.feel.values import kind_name, kind_of
from luoshu.problems import Text, suggest


@dataclass(frozen=True, slots=True)
class FeelTypeProblem:
    """Something that cannot be right: where, what, and where possible what to do."""

    span: Span
    text: Text
    hint: Text | None = None
    code: str = "feel.type"


def infer(node: Node, names: Names) -> tuple[Type, list[FeelTypeProblem]]:
    """The type of an expression and the problems in it, in the order they stand. For unary tests `names` knows `?`."""
    checker = _Checker()
    type_ = checker.type_of(node, names)
    return type_, checker.problems


_SIZES = (NUMBER, types.DAY_DURATION, types.MONTH_DURATION)
_ORDERED = (*_SIZES, STRING, types.DATE, types.TIME, types.DATE_TIME)
# What functions with a parameter of type Any, or of a list of Any, have a result for.
_WORKS_ON: dict[str, tuple[Type, ...]] = {
    "not": (BOOLEAN,), "all": (BOOLEAN,), "any": (BOOLEAN,), "sum": _SIZES, "mean": _SIZES, "min": _ORDERED,
    "max": _ORDERED, "median": (NUMBER,), "stddev": (NUMBER,), "mode": (NUMBER,), "product": (NUMBER,),
}  # fmt: skip
# Functions whose text can be read before anything runs.
_READERS = {"date", "time", "date and time", "duration"}


@dataclass(slots=True)
class _Checker:
    problems: list[FeelTypeProblem] = field(default_factory=list)

    def type_of(self, node: Node, names: Names) -> Type:
        return _RULES[type(node)](self, node, names)

    def report(self, span: Span, zh: str, en: str, hint: Text | None = None, code: str = "feel.type") -> None:
        self.problems.append(FeelTypeProblem(span, Text(zh, en), hint, code))

    def expect(self, node: Node, names: Names, wanted: Type, zh: str, en: str) -> None:
        """The node must be of a type; `zh` and `en` say what it is here."""
        given = self.type_of(node, names)
        if not is_open(given) and not conforms(given, wanted):
            want, have = kind_name(wanted), kind_name(given)
            self.report(node.span, f"{zh}应为{want.zh}，而不是{have.zh}", f"{en} must be a {want.en}, not a {have.en}")

    # --- literals and names -------------------------------------------------------------------------------------------

    def literal(self, node: tree.Number | tree.String | tree.Boolean, names: Names) -> Type:
        return kind_of(node.value)

    def null(self, node: tree.Null, names: Names) -> Type:
        return types.NULL

    def at_literal(self, node: tree.AtLiteral, names: Names) -> Type:
        try:
            return kind_of(parse_any(node.text))
        except EvaluationError as failure:
            self.report(node.span, failure.text.zh, failure.text.en, code="feel.literal")
            return ANY

    def assumed(self, node: tree.Assumed, names: Names) -> Type:
        return self.type_of(node.value, names)

    def name(self, node: tree.Name, names: Names) -> Type:
        type_ = names.type_of(node.name)
        if type_ is not None:
            return type_
        if node.name in BUILTINS:
            return BUILTINS[node.name].type
        if node.name == "?":
            self.report(node.span, "“?”只能用在决策表的单元格或 in 之后", "'?' stands only in cells and after 'in'")
        else:
            self.report(
                node.span,
                f"没有名为“{node.name}”的数据",
                f"there is nothing named '{node.name}'",
                suggest(node.name, {*names, *BUILTINS}),
                "feel.name",
            )
        return ANY

    # --- access -------------------------------------------------------------------------------------------------------

    def path(self, node: tree.Path, names: Names) -> Type:
        return self.member(self.type_of(node.base, names), node)

    def member(self, base: Type, node: tree.Path) -> Type:
        if is_open(base):
            return ANY
        if isinstance(base, ListType):
            return types.list_of(self.member(base.item, node))
        if isinstance(base, ContextType):
            if not base.fields:
                return ANY
            fields = dict(base.fields)
        else:
            fields = properties_of(base)
        if node.name in fields:
            return fields[node.name]
        owner = kind_name(base) if not isinstance(base, ContextType) or not base.label else Text(base.label, base.label)
        span = Span(max(node.span.start, node.span.end - len(node.name)), node.span.end)
        self.report(
            span,
            f"{owner.zh}没有“{node.name}”",
            f"{owner.en} has no '{node.name}'",
            suggest(node.name, fields),
            "feel.name",
        )
        return ANY

    def filter(self, node: tree.Filter, names: Names) -> Type:
        base = self.type_of(node.base, names)
        item = base.item if isinstance(base, ListType) else base
        fields = dict(item.fields) if isinstance(item, ContextType) else {}
        chosen = self.type_of(node.condition, names.child({"item": item, **fields}))
        if chosen == NUMBER:
            return item
        if not is_open(chosen) and chosen != BOOLEAN:
            kind = kind_name(chosen)
            self.report(
                node.condition.span,
                f"筛选条件应为布尔值或序号，而不是{kind.zh}",
                f"a filter must be a boolean or an index, not a {kind.en}",
            )
        return types.list_of(item)

    # --- calls --------------------------------------------------------------------------------------------------------

    def call(self, node: tree.Call, names: Names) -> Type:
        args = [self.type_of(arg, names) for arg in node.args]
        function = node.function
        if isinstance(function, tree.Name) and function.name in BUILTINS and function.name not in names:
            return self.builtin(BUILTINS[function.name], node, args)
        type_ = self.type_of(function, names)
        if isinstance(type_, FunctionType):
            return self.function_call(type_, node, args)
        if not is_open(type_):
            kind = kind_name(type_)
            self.report(function.span, f"{kind.zh}不是函数", f"a {kind.en} is no function")
        return ANY

    def function_call(self, type_: FunctionType, node: tree.Call, args: list[Type]) -> Type:
        if type_.params and len(type_.params) != len(args):
            self.report(
                node.span,
                f"应有 {len(type_.params)} 个参数，而不是 {len(args)} 个",
                f"expected {len(type_.params)} arguments, not {len(args)}",
            )
        elif not node.names:
            for arg, given, wanted in zip(node.args, args, type_.params, strict=False):
                self.argument(arg, given, wanted)
        return type_.result

    def builtin(self, entry: Builtin, node: tree.Call, args: list[Type]) -> Type:
        fitting = [(way, places) for way in entry.overloads if (places := _places(way, node)) is not None]
        if not fitting:
            ways = " | ".join(map(str, entry.overloads))
            self.report(node.span, f"{entry.name} 的参数应为 {ways}", f"{entry.name} takes {ways}")
            return entry.result_type(args)
        if not any(_accepts(way, places, args) for way, places in fitting):
            way, places = fitting[0]
            for arg, given, place in zip(node.args, args, places, strict=True):
                wanted = {other.parameter(spots[node.args.index(arg)]).type for other, spots in fitting}
                if not any(fits(given, type_) for type_ in wanted):
                    self.argument(arg, given, way.parameter(place).type)
        self.anything(entry, node, args)
        if node.names:
            places = fitting[0][1]
            args = [args[places.index(place)] for place in sorted(places)]
        if entry.name in _READERS and len(node.args) == 1 and isinstance(node.args[0], tree.String):
            return self.reader(entry, node.args[0])
        return entry.result_type(args)

    def anything(self, entry: Builtin, node: tree.Call, args: list[Type]) -> None:
        """A function that takes anything, and can do nothing with what it is given."""
        wanted = _WORKS_ON.get(entry.name)
        if wanted is None:
            return
        for arg, given in zip(node.args, args, strict=True):
            item = given.item if isinstance(given, ListType) and entry.name != "not" else given
            if not is_open(item) and item not in wanted:
                want, have = kind_name(wanted[0]), kind_name(item)
                self.report(
                    arg.span,
                    f"{entry.name} 要的是{want.zh}，而不是{have.zh}",
                    f"{entry.name} needs a {want.en}, not a {have.en}",
                )

    def reader(self, entry: Builtin, text: tree.String) -> Type:
        """`date("2025-06-30")`: the text is read now, so that a slip in it is found now."""
        way = next(way for way in entry.overloads if way.params[0].type == STRING)
        try:
            return kind_of(way.implementation(text.value))
        except EvaluationError as failure:
            self.report(text.span, failure.text.zh, failure.text.en, code="feel.literal")
            return entry.result_type([STRING])

    def argument(self, node: Node, given: Type, wanted: Type) -> None:
        if not fits(given, wanted):
            want, have = kind_name(wanted), kind_name(given)
            self.report(
                node.span, f"参数应为{want.zh}，而不是{have.zh}", f"the argument must be a {want.en}, not a {have.en}"
            )

    # --- operators ----------------------------------------------------------------------------------------------------

    def negate(self, node: tree.Negate, names: Names) -> Type:
        given = self.type_of(node.operand, names)
        if is_open(given) or given in (NUMBER, types.DAY_DURATION, types.MONTH_DURATION):
            return given if given != types.NULL else ANY
        kind = kind_name(given)
        self.report(node.operand.span, f"{kind.zh}不能取负", f"a {kind.en} cannot be negated")
        return ANY

    def arithmetic(self, node: tree.Arithmetic, names: Names) -> Type:
        chain: list[tree.Arithmetic] = [node]
        while isinstance(chain[-1].left, tree.Arithmetic):
            chain.append(chain[-1].left)
        result = self.type_of(chain[-1].left, names)
        for part in reversed(chain):
            result = self.calculation(part, result, self.type_of(part.right, names))
        return result

    def calculation(self, node: tree.Arithmetic, left: Type, right: Type) -> Type:
        result = result_of(node.op, left, right)
        if result is None:
            one, other = kind_name(left), kind_name(right)
            self.report(
                node.span,
                f"{one.zh}与{other.zh}之间不能做 {node.op}",
                f"no {node.op} between {one.en} and {other.en}",
            )
            return ANY
        return result

    def logic(self, node: tree.And | tree.Or, names: Names) -> Type:
        parts: list[Node] = []
        left: Node = node
        while isinstance(left, type(node)):
            parts.append(left.right)
            left = left.left
        for part in (left, *reversed(parts)):
            word = "and" if isinstance(node, tree.And) else "or"
            self.expect(part, names, BOOLEAN, f"{word} 的两边", f"each side of '{word}'")
        return BOOLEAN

    def comparison(self, node: tree.Comparison, names: Names) -> Type:
        left, right = self.type_of(node.left, names), self.type_of(node.right, names)
        self.compared(node.span, node.op, left, right)
        return BOOLEAN

    def compared(self, span: Span, op: str, left: Type, right: Type) -> None:
        if not comparable(op, left, right):
            one, other = kind_name(left), kind_name(right)
            self.report(
                span, f"{one.zh}与{other.zh}不能用 {op} 比较", f"{one.en} and {other.en} cannot be compared by {op}"
            )

    def between(self, node: tree.Between, names: Names) -> Type:
        value = self.type_of(node.value, names)
        for op, end in ((">=", node.low), ("<=", node.high)):
            self.compared(end.span, op, value, self.type_of(end, names))
        return BOOLEAN

    def in_(self, node: tree.In, names: Names) -> Type:
        inner = names.child({"?": self.type_of(node.value, names)})
        for test in node.tests:
            self.test_part(test, inner)
        return BOOLEAN

    def instance_of(self, node: tree.InstanceOf, names: Names) -> Type:
        self.type_of(node.value, names)
        self.known_type(node.span, node.type_name)
        return BOOLEAN

    def known_type(self, span: Span, text: str) -> Type:
        type_ = type_named(text)
        if type_ is None:
            self.report(span, f"没有类型“{text}”", f"there is no type '{text}'", suggest(text, NAMED), "feel.name")
        return type_ or ANY

    # --- tests --------------------------------------------------------------------------------------------------------

    def any_test(self, node: tree.AnyTest, names: Names) -> Type:
        return BOOLEAN

    def unary_test(self, node: tree.UnaryTest, names: Names) -> Type:
        value, end = names.type_of("?") or ANY, self.type_of(node.end, names)
        if node.op == "=" and not is_open(value):
            if isinstance(end, ListType | RangeType) and end.name != value.name:
                end = end.item
                if isinstance(end, RangeType) and not isinstance(value, RangeType):
                    end = end.item
            elif end == BOOLEAN:
                return BOOLEAN
        self.compared(node.span, node.op, value, end)
        return BOOLEAN

    def tests(self, node: tree.Tests, names: Names) -> Type:
        for part in node.parts:
            self.test_part(part, names)
        return BOOLEAN

    def test_part(self, node: Node, names: Names) -> None:
        self.expect(node, names, BOOLEAN, "含“?”的条件", "a condition on '?'")

    # --- compound expressions -----------------------------------------------------------------------------------------

    def conditional(self, node: tree.If, names: Names) -> Type:
        self.expect(node.condition, names, BOOLEAN, "if 的条件", "the condition of 'if'")
        return join(self.type_of(node.then, names), self.type_of(node.otherwise, names))

    def cases(self, node: tree.Cases, names: Names) -> Type:
        for condition, _ in node.branches:
            self.expect(condition, names, BOOLEAN, "条件", "a condition")
        return join_all(
            [*(self.type_of(value, names) for _, value in node.branches), self.type_of(node.otherwise, names)]
        )

    def for_(self, node: tree.For, names: Names) -> Type:
        inner = self.iterations(node.iterators, names)
        return types.list_of(self.type_of(node.body, inner.child({"partial": ListType()})))

    def quantified(self, node: tree.Quantified, names: Names) -> Type:
        inner = self.iterations(node.iterators, names)
        self.expect(node.condition, inner, BOOLEAN, "satisfies 之后", "what follows 'satisfies'")
        return BOOLEAN

    def iterations(self, iterators: tuple[tree.Iteration, ...], names: Names) -> Names:
        """The names with the variables; checks the domains."""
        for iteration in iterators:
            domain = self.type_of(iteration.domain, names)
            if iteration.end is not None:
                self.compared(iteration.end.span, "..", domain, self.type_of(iteration.end, names))
                item = domain
            elif isinstance(domain, ListType | RangeType):
                item = domain.item
            else:
                item = ANY
                if not is_open(domain):
                    kind = kind_name(domain)
                    self.report(
                        iteration.domain.span,
                        f"in 之后应为列表或区间，而不是{kind.zh}",
                        f"what follows 'in' must be a list or range, not a {kind.en}",
                    )
            names = names.child({iteration.name: item})
        return names

    def list_(self, node: tree.ListLiteral, names: Names) -> Type:
        return types.list_of(join_all(self.type_of(item, names) for item in node.items))

    def context(self, node: tree.ContextLiteral, names: Names) -> Type:
        fields: dict[str, Type] = {}
        for name, value in node.entries:
            if name in fields:
                self.report(node.span, f"键“{name}”重复", f"the key '{name}' stands twice")
            fields[name] = self.type_of(value, names)
            names = names.child({name: fields[name]})
        return types.context(fields)

    def range_(self, node: tree.Range, names: Names) -> Type:
        ends = [self.type_of(end, names) for end in (node.low, node.high) if end is not None]
        if len(ends) == 2:
            self.compared(node.span, "..", *ends)
        return RangeType(item=join_all(ends))

    def other_than(self, node: tree.OtherThan, names: Names) -> Type:
        return RangeType(item=self.type_of(node.point, names))

    def function(self, node: tree.FunctionLiteral, names: Names) -> Type:
        params = tuple(ANY if text is None else self.known_type(node.span, text) for text in node.types)
        result = self.type_of(node.body, names.child(dict(zip(node.params, params, strict=True))))
        return FunctionType(params=params, result=ANY if node.external else result)


def _places(way: Overload, node: tree.Call) -> list[int] | None:
    """Which parameter each argument is for, or None where they do not fit."""
    if node.names:
        return way.positions(node.names)
    return list(range(len(node.args))) if way.fits(len(node.args)) else None


def _accepts(way: Overload, places: list[int], args: list[Type]) -> bool:
    return all(fits(given, way.parameter(place).type) for place, given in zip(places, args, strict=True))


_RULES: dict[type[Node], Callable[[_Checker, Any, Names], Type]] = {
    tree.Number: _Checker.literal,
    tree.String: _Checker.literal,
    tree.Boolean: _Checker.literal,
    tree.Null: _Checker.null,
    tree.AtLiteral: _Checker.at_literal,
    tree.Assumed: _Checker.assumed,
    tree.Name: _Checker.name,
    tree.Path: _Checker.path,
    tree.Filter: _Checker.filter,
    tree.Call: _Checker.call,
    tree.Negate: _Checker.negate,
    tree.Arithmetic: _Checker.arithmetic,
    tree.Comparison: _Checker.comparison,
    tree.And: _Checker.logic,
    tree.Or: _Checker.logic,
    tree.Between: _Checker.between,
    tree.In: _Checker.in_,
    tree.InstanceOf: _Checker.instance_of,
    tree.AnyTest: _Checker.any_test,
    tree.UnaryTest: _Checker.unary_test,
    tree.Tests: _Checker.tests,
    tree.If: _Checker.conditional,
    tree.Cases: _Checker.cases,
    tree.For: _Checker.for_,
    tree.Quantified: _Checker.quantified,
    tree.ListLiteral: _Checker.list_,
    tree.ContextLiteral: _Checker.context,
    tree.Range: _Checker.range_,
    tree.OtherThan: _Checker.other_than,
    tree.FunctionLiteral: _Checker.function,
}
