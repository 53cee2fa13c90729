"""Lowering: an expression of a policy becomes two plain FEEL trees, its value and the reasons why that may be null.

The standard reads null as "no" in too many places for a policy: a firm with a fact missing would be told no. Lowering
writes the guards out, so that the interpreter, the SQL compiler and the export to DMN all read the same plain tree with
the standard's own semantics. Kept everywhere: reasons hold only where the value is null; where they would not, they are
wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from luoshu.facts.vocabulary import Fact, Kind, Record, Scalar
from luoshu.feel import tree
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.expressions import unmarked
from luoshu.policy.model import RUN_DATE
from luoshu.policy.periods import without_value
from luoshu.policy.reasons import (
    NONE,
    Choose,
    Failed,
    Missing,
    Of,
    Reason,
    Union,
    can_fail,
    choose,
    either,
    is_null,
    items,
    renamed,
    some_item,
    union,
)
from luoshu.policy.scope import (
    DecisionRef,
    FactRef,
    LocalRef,
    ParameterRef,
    RunDateRef,
    Scope,
    lagged,
)
from luoshu.problems import Problem, Text

NULL = tree.Null()
TRUE, FALSE = tree.Boolean(True), tree.Boolean(False)

AGGREGATES = {"count", "sum", "min", "max", "mean"}
# Functions that give a value for every argument that is not null; all others may fail.
TOTAL = {
    "not", "abs", "floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down",
    "string length", "upper case", "lower case", "contains", "starts with", "ends with", "string", "is",
    "list contains", "distinct values", "concatenate", "append", "union", "reverse", "flatten", "count",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lowered:
    """A plain value tree, and the reasons that hold where it is null."""

    value: Node
    reasons: Reason = NONE

    @property
    def nullable(self) -> bool:
        return self.reasons != NONE


@dataclass(frozen=True, slots=True)
class LoweredList:
    """A list in pieces: `guard` is true where the list as a whole is null; `value` holds elsewhere.

    `record` and `label` are those of the related list that the items come from, where they are items of one.
    """

    guard: Node
    value: Node
    reasons: Reason
    record: Record | None = None
    label: str = ""

    def whole(self) -> Lowered:
        return Lowered(guarded(self.guard, self.value), self.reasons)


class LoweringError(Exception):
    """A form that a policy cannot say. The checker reports it with its place."""

    def __init__(self, text: Text, node: Node) -> None:
        super().__init__(text.en)
        self.text, self.node = text, node


def _of_links(side: Node, lowered: Lowered, kind: type[tree.And | tree.Or]) -> Reason:
    """The reasons of a side of `and` or `or`; those of all links where it is a chain of the same.

    Whether the chain so far is null need not be asked again: where it is not and the whole is, each of its links is
    true (or, of `or`, false), and known. So a long chain has flat reasons.
    """
    match lowered.reasons:
        case Choose(condition, then, otherwise) if isinstance(side, kind) and condition == is_null(lowered.value):
            return then if otherwise == NONE else lowered.reasons
    return lowered.reasons


def guarded(condition: Node, value: Node) -> Node:
    """The value, or null where the condition is true."""
    return value if condition == FALSE else tree.If(condition, NULL, value)


def literal(value: Scalar | None) -> Node:
    """A Python value as a literal of the tree."""
    match value:
        case None:
            return NULL
        case bool():
            return tree.Boolean(value)
        case int() | Decimal():
            return tree.Number(Decimal(value))
        case date():
            return tree.AtLiteral(value.isoformat())
        case _:
            return tree.String(value)


class Lowering:
    """Lowers the expressions of one policy on one date; `decision` gives another decision's lowered form."""

    def __init__(self, decision: Callable[[DecisionRef], Lowered]) -> None:
        self._decision = decision
        self.absent: list[Problem] = []  # parameters that were met and have no value on the date

    def lower(self, node: Node, scope: Scope) -> Lowered:
        match node:
            case tree.Number() | tree.String() | tree.Boolean() | tree.AtLiteral():
                return Lowered(node)
            case tree.Null():
                return Lowered(node, Failed(Text("文中写明为空", "null in the document")))
            case tree.Assumed(inner):
                return self.lower(inner, scope)
            case tree.Name():
                return self._name(node, scope)
            case tree.Path():
                return self._path(node, scope)
            case tree.Negate(operand):
                return self._strict(node, [operand], scope)
            case tree.Arithmetic():
                return self._arithmetic(node, scope)
            case tree.Comparison():
                return self._comparison(node, scope)
            case tree.And(left, right) | tree.Or(left, right):
                inside = scope.assuming(left) if isinstance(node, tree.And) else scope
                return self._kleene(node, self.lower(left, scope), self.lower(right, inside))
            case tree.Between(value, low, high):
                return self.lower(
                    tree.And(tree.Comparison(">=", value, low), tree.Comparison("<=", value, high), span=node.span),
                    scope,
                )
            case tree.In(value, tests):
                return self._in(node, value, tests, scope)
            case tree.If():
                return self._if(node, scope)
            case tree.Quantified():
                return self._quantified(node, scope)
            case tree.Call():
                return self._call(node, scope)
            case tree.Filter() | tree.For() | tree.ListLiteral():
                return self.lower_list(node, scope).whole()
            case tree.InstanceOf(value, _):
                return self._strict(node, [value], scope)
            case tree.ContextLiteral(entries):
                return self._strict(node, [value for _, value in entries], scope)
            case tree.Range(low, high):
                return self._strict(node, [end for end in (low, high) if end is not None], scope)
        raise LoweringError(Text("政策中不能使用这种写法", "this form cannot stand in a policy"), node)

    # --- names --------------------------------------------------------------------------------------------------------

    def _name(self, node: tree.Name, scope: Scope) -> Lowered:
        match scope.resolve(node.name):
            case FactRef(fact, label):
                return self._fact(tree.Name(node.name, span=node.span), fact, label)
            case DecisionRef() as ref:
                reasons = self._decision(ref).reasons
                name = ref.canonical
                return Lowered(
                    tree.Name(name, span=node.span), Of(name, can_fail(reasons)) if reasons != NONE else NONE
                )
            case ParameterRef(None, policy, name):
                problem = without_value(policy, name, scope.on)
                self.absent.append(problem)
                return Lowered(NULL, Failed(problem.text))
            case ParameterRef(parameter, policy, _) if parameter is not None:
                return self.lower(parameter.value, Scope(policy, scope.on))
            case RunDateRef():
                return Lowered(tree.Name(RUN_DATE, span=node.span))
            case LocalRef(record, label):
                reasons = NONE if record is not None else Missing(node, label)
                return Lowered(node, reasons)
        raise LoweringError(Text(f"不认识的名称“{node.name}”", f"unknown name '{node.name}'"), node)

    @staticmethod
    def _fact(value: Node, fact: Fact, label: str) -> Lowered:
        """A fact's value: its value-when-missing where it has one, else unknown where it is null."""
        if fact.default is not None:
            return Lowered(tree.If(is_null(value), literal(fact.default), value))
        return Lowered(value, Missing(value, label))

    def _path(self, node: tree.Path, scope: Scope) -> Lowered:
        if isinstance(node.base, tree.Name):
            binding = scope.resolve(node.base.name)
            if isinstance(binding, LocalRef) and binding.record is not None:
                fact = binding.record.facts.get(node.name)
                if fact is None:
                    raise LoweringError(
                        Text(f"“{binding.label}”没有“{node.name}”", f"'{binding.label}' has no '{node.name}'"), node
                    )
                return self._fact(node, fact, f"{binding.label}.{node.name}")
        if self._is_list(node.base, scope):
            return self.lower_list(node, scope).whole()
        if isinstance(node.base, tree.Filter) and self._is_list(node.base.base, scope):
            item = self.lower_list(node.base, scope)
            fact = item.record.facts.get(node.name) if item.record else None
            if fact is not None:
                field = self._fact(replace(node, base=item.value), fact, f"{item.label}.{node.name}")
                return Lowered(guarded(item.guard, field.value), choose(item.guard, item.reasons, field.reasons))
        return self._strict(node, [node.base], scope, fails=Text(f"没有“{node.name}”", f"no '{node.name}'"))

    # --- operators ----------------------------------------------------------------------------------------------------

    def _strict(self, node: Node, parts: Sequence[Node], scope: Scope, fails: Text | None = None) -> Lowered:
        """An operation that is null where a part is; with `fails`, it may be null besides."""
        lowered = [self.lower(part, scope) for part in parts]
        replaced = iter([part.value for part in lowered])
        wanted = {id(part) for part in parts}

        def change(part: Node) -> Node:
            return next(replaced) if id(part) in wanted else part

        value = tree.rebuild(node, change)
        reasons = union(*(part.reasons for part in lowered))
        if isinstance(node, tree.ContextLiteral):
            value = guarded(either(*(is_null(part.value) for part in lowered if part.nullable)), value)
        if fails is not None and not self._constant(value):
            given = [tree.Comparison("!=", part.value, NULL) for part in lowered if part.nullable]
            failed: Node = is_null(value)
            for condition in given:
                failed = tree.And(condition, failed)
            reasons = union(reasons, choose(failed, Failed(fails)))
        return Lowered(value, reasons)

    @staticmethod
    def _constant(node: Node) -> bool:
        """Whether a tree speaks of nothing but literals, and has a value."""
        names = {part.name for part in tree.walk(node) if isinstance(part, tree.Name)}
        return names <= _called(node) and evaluate(node, {}) is not None

    def _arithmetic(self, node: tree.Arithmetic, scope: Scope) -> Lowered:
        lowered = self._strict(node, [node.left, node.right], scope)
        if node.op == "/":
            divisor = self.lower(node.right, scope).value
            safe = isinstance(node.right, tree.Name) and node.right.name in scope.nonzero
            if not safe and not (isinstance(divisor, tree.Number) and divisor.value != 0):
                zero = tree.Comparison("=", divisor, tree.Number(Decimal(0)))
                cause = Failed(Text("除数为零", "division by zero"))
                return replace(lowered, reasons=union(lowered.reasons, choose(zero, cause)))
        if node.op == "**" and not self._constant(lowered.value):
            cause = Failed(Text("乘方没有结果", "the power has no result"))
            known = [is_null(self.lower(part, scope).value) for part in (node.left, node.right)]
            failed = tree.And(is_null(lowered.value), tree.Call(tree.Name("not"), (either(*known),)))
            return replace(lowered, reasons=union(lowered.reasons, choose(failed, cause)))
        return lowered

    def _comparison(self, node: tree.Comparison, scope: Scope) -> Lowered:
        left, right = self.lower(node.left, scope), self.lower(node.right, scope)
        if node.op in ("=", "!=") and (is_null_literal(node.left) or is_null_literal(node.right)):
            # `x = null` asks whether x is missing, and is always known.
            return Lowered(replace(node, left=left.value, right=right.value))
        return compared(node.op, left, right, node.span)

    @staticmethod
    def _kleene(node: tree.And | tree.Or, left: Lowered, right: Lowered) -> Lowered:
        value = replace(node, left=left.value, right=right.value)
        parts = ((node.left, left), (node.right, right))
        reasons = union(*(_of_links(side, lowered, type(node)) for side, lowered in parts))
        return Lowered(value, NONE if reasons == NONE else choose(is_null(value), reasons))

    def _if(self, node: tree.If, scope: Scope) -> Lowered:
        condition = self.lower(node.condition, scope)
        certain = self._by_date(condition.value, scope)
        then = self._branch(node.then, scope.assuming(node.condition), taken=certain is not False)
        otherwise = self._branch(node.otherwise, scope, taken=certain is not True)
        value: Node = tree.If(condition.value, then.value, otherwise.value, span=node.span)
        reasons = choose(condition.value, then.reasons, otherwise.reasons)
        if condition.nullable:
            value = tree.If(is_null(condition.value), NULL, value)
            reasons = choose(is_null(condition.value), condition.reasons, reasons)
        return Lowered(value, reasons)

    def _branch(self, node: Node, scope: Scope, *, taken: bool) -> Lowered:
        """A branch of an `if`. One that the date alone rules out may speak of parameters that have no value then."""
        before = len(self.absent)
        lowered = self.lower(node, scope)
        if not taken:
            del self.absent[before:]
        return lowered

    @staticmethod
    def _by_date(condition: Node, scope: Scope) -> object:
        """What a condition is where it speaks of nothing but the run's date; else None."""
        names = {part.name for part in tree.walk(condition) if isinstance(part, tree.Name)} - _called(condition)
        return evaluate(condition, {RUN_DATE: scope.on}) if names <= {RUN_DATE} else None

    def _in(self, node: tree.In, value: Node, tests: Sequence[Node], scope: Scope) -> Lowered:
        lowered = self.lower(value, scope)
        parts = [self._member(value, test, lowered, scope) for test in tests]
        same = all(not part.nullable or part.reasons == lowered.reasons for part in parts)
        if same and not any(map(speaks_of_null, (value, *tests))):
            ends = tuple(self.plain_test(test, scope) for test in tests)
            plain = tree.In(lowered.value, ends, span=node.span)
            return Lowered(guarded(is_null(lowered.value) if lowered.nullable else FALSE, plain), lowered.reasons)
        return self._some(parts)

    def _member(self, value: Node, test: Node, subject: Lowered, scope: Scope) -> Lowered:
        """One test of `value in (…)`; of the literal null, which asks whether what it is looked for in is missing."""
        if is_null_literal(value) and isinstance(test, tree.UnaryTest) and test.op == "=":
            end = unmarked(test.end)
            if isinstance(end, tree.ListLiteral) and end.items:
                members = [self._member(value, tree.UnaryTest("=", item), subject, scope) for item in end.items]
                return self._some(members)
            if not isinstance(end, tree.Range) and not self._is_list(end, scope):
                return self._comparison(tree.Comparison("=", end, NULL, span=test.span), scope)
        return self.test(test, subject, scope)

    def _some(self, parts: Sequence[Lowered]) -> Lowered:
        """Kleene's `or`."""
        result = parts[0]
        for part in parts[1:]:
            result = self._kleene(tree.Or(result.value, part.value), result, part)
        return result

    # --- unary tests --------------------------------------------------------------------------------------------------

    def test(self, test: Node, subject: Lowered, scope: Scope) -> Lowered:
        """A cell's test of a lowered input: null where the input, or what it is compared with, is null."""
        match test:
            case tree.AnyTest():
                return Lowered(TRUE)
            case tree.Assumed(inner):
                return self.test(inner, subject, scope)
            case tree.UnaryTest("=" | "!=" as op, end) if is_null_literal(end):
                return Lowered(tree.Comparison(op, subject.value, NULL, span=test.span))
            case tree.UnaryTest(op, end):
                return self._unary(op, end, subject, scope, test)
            case tree.Tests(parts, negated):
                result = self._some([self.test(part, subject, scope) for part in parts])
                return replace(result, value=tree.Call(tree.Name("not"), (result.value,))) if negated else result
        return self._with_subject(test, subject, scope)

    def _unary(self, op: str, end: Node, subject: Lowered, scope: Scope, test: Node) -> Lowered:
        inner = unmarked(end)
        if op == "=" and isinstance(inner, tree.Range):
            parts = []
            if inner.low is not None:
                parts.append(
                    compared(">=" if inner.low_closed else ">", subject, self.lower(inner.low, scope), test.span)
                )
            if inner.high is not None:
                parts.append(
                    compared("<=" if inner.high_closed else "<", subject, self.lower(inner.high, scope), test.span)
                )
            result = parts[0]
            for part in parts[1:]:
                result = self._kleene(tree.And(result.value, part.value), result, part)
            return result
        if op == "=" and self._is_list(inner, scope) and not isinstance(subject.value, tree.ListLiteral):
            if isinstance(inner, tree.ListLiteral) and self._may_lack(inner, scope):
                return self._some([self.test(tree.UnaryTest("=", item), subject, scope) for item in inner.items])
            found = self.lower_list(inner, scope)
            value = tree.Call(tree.Name("list contains"), (found.value, subject.value), span=test.span)
            missing = either(found.guard, is_null(subject.value) if subject.nullable else FALSE)
            return Lowered(guarded(missing, value), union(subject.reasons, found.reasons))
        if op == "=" and self._is_range(inner, scope):
            bounds = self.lower(inner, scope)
            missing = either(*(is_null(side.value) for side in (subject, bounds) if side.nullable))
            within = tree.In(subject.value, (tree.UnaryTest("=", bounds.value),), span=test.span)
            return Lowered(guarded(missing, within), union(subject.reasons, bounds.reasons))
        return compared(op, subject, self.lower(end, scope), test.span)

    @staticmethod
    def _is_range(node: Node, scope: Scope) -> bool:
        """Whether a name stands for a range."""
        match scope.resolve(node.name) if isinstance(node, tree.Name) else None:
            case DecisionRef(policy, used):
                return policy.decisions[used].type.name == "range"
            case ParameterRef(parameter, _, _) if parameter is not None:
                return isinstance(unmarked(parameter.value), tree.Range)
        return False

    def _may_lack(self, listed: tree.ListLiteral, scope: Scope) -> bool:
        """Whether an element of a list written out may be null."""
        return any(self.lower(element, scope).nullable for element in listed.items)

    def _with_subject(self, test: Node, subject: Lowered, scope: Scope) -> Lowered:
        """A boolean expression that speaks of `?`: the input is put in its place after lowering."""
        inner = replace(scope, locals={**scope.locals, "?": LocalRef(None, "?")})
        lowered = self.lower(test, inner)

        def change(node: Node) -> Node:
            return subject.value if node == tree.Name("?") else node

        value = tree.transform(lowered.value, change)
        reasons = renamed(lowered.reasons, lambda node: tree.transform(node, change))
        reasons = _without_missing(reasons, "?")
        return Lowered(value, choose(is_null(value), union(subject.reasons, reasons)) if subject.nullable else reasons)

    def plain_test(self, test: Node, scope: Scope) -> Node:
        """A test whose ends are lowered where they stand."""
        match test:
            case tree.UnaryTest(_, end):
                return replace(test, end=self._plain_end(end, scope))
            case tree.Tests(parts, _):
                return replace(test, parts=tuple(self.plain_test(part, scope) for part in parts))
        return self._plain_end(test, scope)

    def _plain_end(self, end: Node, scope: Scope) -> Node:
        match end:
            case tree.Assumed(inner):
                return self._plain_end(inner, scope)
            case tree.Range(low, high):
                return replace(
                    end,
                    low=None if low is None else self.lower(low, scope).value,
                    high=None if high is None else self.lower(high, scope).value,
                )
        return self.lower(end, scope).value

    # --- lists --------------------------------------------------------------------------------------------------------

    def _is_list(self, node: Node, scope: Scope) -> bool:
        match node:
            case tree.ListLiteral() | tree.For():
                return True
            case tree.Assumed(inner):
                return self._is_list(inner, scope)
            case tree.Filter(base, condition):
                return self._is_list(base, scope) and not isinstance(condition, tree.Number | tree.Negate)
            case tree.Path(base, _):
                return self._is_list(base, scope)
            case tree.Name(name):
                match scope.resolve(name):
                    case FactRef(fact, _):
                        return fact.kind is Kind.LIST
                    case DecisionRef(policy, used):
                        return policy.decisions[used].type.name == "list"
                    case ParameterRef(parameter, policy, _) if parameter is not None:
                        return self._is_list(parameter.value, Scope(policy, scope.on))
        return False

    def lower_list(self, node: Node, scope: Scope) -> LoweredList:
        match node:
            case tree.Assumed(inner):
                return self.lower_list(inner, scope)
            case tree.Name(name):
                binding = scope.resolve(name)
                if isinstance(binding, FactRef) and binding.fact.kind is Kind.LIST:
                    return LoweredList(
                        is_null(node), node, Missing(node, binding.label), scope.record(binding.fact), binding.label
                    )
                if isinstance(binding, DecisionRef):
                    lowered = self._name(node, scope)
                    guard = is_null(lowered.value) if lowered.nullable else FALSE
                    return LoweredList(guard, lowered.value, lowered.reasons, *_items_of(node, scope))
            case tree.Filter(base, condition) if self._is_list(base, scope):
                return self._filter(self.lower_list(base, scope), condition, scope, node)
            case tree.Path(base, name) if self._is_list(base, scope):
                return self._projection(self.lower_list(base, scope), name, node)
            case tree.For((tree.Iteration(name, domain, None),), body) if self._is_list(domain, scope):
                return self._for(self.lower_list(domain, scope), name, body, scope, node)
            case tree.ListLiteral(elements):
                parts = [self.lower(element, scope) for element in elements]
                missing = either(*(is_null(part.value) for part in parts if part.nullable))
                value = tree.ListLiteral(tuple(part.value for part in parts), span=node.span)
                return LoweredList(missing, value, union(*(part.reasons for part in parts)))
            case tree.For():
                raise LoweringError(Text("政策里的 for 只能遍历一个列表", "in a policy, for goes over one list"), node)
            case tree.Filter():  # of what is not known to be a list
                raise LoweringError(Text("政策里只能筛选列表", "in a policy, only lists are filtered"), node)
        lowered = self._call(node, scope) if isinstance(node, tree.Call) else self.lower(node, scope)
        return LoweredList(is_null(lowered.value) if lowered.nullable else FALSE, lowered.value, lowered.reasons)

    def _filter(self, base: LoweredList, condition: Node, scope: Scope, node: Node) -> LoweredList:
        if isinstance(condition, tree.Number | tree.Negate):
            value = tree.Filter(base.value, condition, span=node.span)
            cause = Failed(Text("列表没有这么多项", "the list has no such item"))
            reasons = union(base.reasons, choose(is_null(guarded(base.guard, value)), cause))
            return LoweredList(either(base.guard, is_null(value)), value, reasons, base.record, base.label)
        inner = self.lower(condition, scope.with_fields(base.record, base.label))
        undecided = some_item(base.value, is_null(inner.value)) if inner.nullable else FALSE
        return LoweredList(
            either(base.guard, undecided),
            tree.Filter(base.value, inner.value, span=node.span),
            union(base.reasons, items(base.value, inner.reasons)),
            base.record,
            base.label,
        )

    def _projection(self, base: LoweredList, name: str, node: Node) -> LoweredList:
        if base.record is None:
            raise LoweringError(
                Text(f"只有关联列表的项才有“{name}”", f"only the items of a related list have a '{name}'"), node
            )
        fact = base.record.facts.get(name)
        if fact is None:
            raise LoweringError(Text(f"“{base.label}”没有“{name}”", f"'{base.label}' has no '{name}'"), node)
        field = self._fact(tree.Name(name), fact, f"{base.label}.{name}")
        if not field.nullable:
            each = tree.transform(
                field.value, lambda part: tree.Path(tree.Name("item"), name) if part == tree.Name(name) else part
            )
            value: Node = tree.For((tree.Iteration("item", base.value),), each, span=node.span)
            return LoweredList(base.guard, value, base.reasons)
        return LoweredList(
            either(base.guard, some_item(base.value, is_null(field.value))),
            tree.Path(base.value, name, span=node.span),
            union(base.reasons, items(base.value, field.reasons)),
        )

    def _for(self, base: LoweredList, name: str, body: Node, scope: Scope, node: Node) -> LoweredList:
        inner = self.lower(body, scope.with_variable(name, base.record, base.label))
        undecided = some_item(base.value, is_null(inner.value), name) if inner.nullable else FALSE
        return LoweredList(
            either(base.guard, undecided),
            tree.For((tree.Iteration(name, base.value),), inner.value, span=node.span),
            union(base.reasons, items(base.value, inner.reasons, name)),
        )

    def _quantified(self, node: tree.Quantified, scope: Scope) -> Lowered:
        first, rest = node.iterators[0], node.iterators[1:]
        if first.end is not None:
            raise LoweringError(Text("政策里只能遍历列表", "in a policy, some and every go over lists"), node)
        base = self.lower_list(first.domain, scope)
        inner_scope = scope.with_variable(first.name, base.record, base.label)
        body = replace(node, iterators=rest) if rest else node.condition
        inner = self.lower(body, inner_scope)
        plain = tree.Quantified(node.kind, (tree.Iteration(first.name, base.value),), inner.value, span=node.span)
        value = guarded(base.guard, plain)
        reasons = union(base.reasons, items(base.value, inner.reasons, first.name))
        return Lowered(value, choose(is_null(value), reasons) if inner.nullable else base.reasons)

    # --- calls --------------------------------------------------------------------------------------------------------

    def _call(self, node: tree.Call, scope: Scope) -> Lowered:
        if not isinstance(node.function, tree.Name):
            raise LoweringError(Text("政策中只能调用内置函数", "a policy calls built-in functions only"), node)
        name = node.function.name
        if name == "prior":
            return self._prior(node, scope)
        if name == "today" and not node.args:
            return Lowered(tree.Name(RUN_DATE, span=node.span))  # a run has the day that it is asked about
        if name in AGGREGATES and len(node.args) == 1:
            return self._aggregate(name, node, scope)
        if name == "list contains" and not node.names:
            listed, element = node.args
            inner = unmarked(listed)
            if isinstance(inner, tree.ListLiteral) and (is_null_literal(element) or self._may_lack(inner, scope)):
                return self._in(tree.In(element, (), span=node.span), element, [tree.UnaryTest("=", inner)], scope)
        fails = None if name in TOTAL else Text(f"{name} 没有结果", f"{name} has no result")
        lowered = [self._argument(arg, scope) for arg in node.args]
        value: Node = replace(node, args=tuple(part.value for part in lowered))
        missing = either(*(part.guard for part in lowered))
        reasons = union(*(part.reasons for part in lowered))
        value = value if name == "not" else guarded(missing, value)
        if fails is not None and not self._constant(value):
            failed = (
                is_null(value)
                if missing == FALSE
                else tree.And(tree.Call(tree.Name("not"), (missing,)), is_null(value))
            )
            reasons = union(reasons, choose(failed, Failed(fails)))
        return Lowered(value, reasons)

    def _argument(self, node: Node, scope: Scope) -> LoweredList:
        """An argument in pieces, so that the function speaks of a list itself and not of one that may be null."""
        if self._is_list(node, scope):
            return self.lower_list(node, scope)
        lowered = self.lower(node, scope)
        return LoweredList(is_null(lowered.value) if lowered.nullable else FALSE, lowered.value, lowered.reasons)

    def _prior(self, node: tree.Call, scope: Scope) -> Lowered:
        match node.args:
            case (tree.Name(name), tree.Number(years)):
                binding = scope.resolve(name)
                if isinstance(binding, FactRef) and binding.fact.annual:
                    column = lagged(name, int(years))
                    return self._fact(tree.Name(column, span=node.span), binding.fact, column)
        raise LoweringError(
            Text("prior 要写成 prior(年度数据项, 年数)", "prior is written prior(annual fact, number of years)"), node
        )

    def _aggregate(self, name: str, node: tree.Call, scope: Scope) -> Lowered:
        base = self.lower_list(node.args[0], scope)
        plain: Node = replace(node, args=(base.value,))
        empty = tree.Comparison("=", tree.Call(tree.Name("count"), (base.value,)), tree.Number(Decimal(0)))
        reasons = base.reasons
        if name == "sum":
            plain = tree.If(empty, tree.Number(Decimal(0)), plain)
        elif name != "count" and not (isinstance(base.value, tree.ListLiteral) and base.value.items):
            cause = Failed(Text(f"空列表没有 {name}", f"{name} of an empty list"))
            condition = empty if base.guard == FALSE else tree.If(base.guard, FALSE, empty)
            reasons = union(reasons, choose(condition, cause))
        return Lowered(guarded(base.guard, plain), reasons)


def compared(op: str, left: Lowered, right: Lowered, span: tree.Span = tree.NOWHERE) -> Lowered:
    """A comparison that is null where a side is: the standard has it so for order, but calls `null = 1` false."""
    value: Node = tree.Comparison(op, left.value, right.value, span=span)  # type: ignore[arg-type]
    if op in ("=", "!="):
        missing = either(*(is_null(side.value) for side in (left, right) if side.nullable))
        value = guarded(missing, value)
    elif NULL in (left.value, right.value):
        told = f"null {op}" if left.value == NULL else f"{op} null"
        cause = Failed(Text(f"与空值比较大小（{told}）", f"a comparison with null ({told})"))
        return Lowered(value, union(*(side.reasons for side in (left, right) if side.value != NULL), cause))
    return Lowered(value, union(left.reasons, right.reasons))


def _items_of(node: Node, scope: Scope) -> tuple[Record | None, str]:
    """The record of the items of a related list that a decision picks, and its label; None of another list."""
    match node:
        case tree.Assumed(inner) | tree.Filter(inner, _):
            return _items_of(inner, scope)
        case tree.If(_, then, otherwise):
            one, other = _items_of(then, scope), _items_of(otherwise, scope)
            return one if one == other else (None, "")
        case tree.Name(name):
            match scope.resolve(name):
                case FactRef(fact, label) if fact.kind is Kind.LIST:
                    return scope.record(fact), label
                case DecisionRef(policy, used) if (formula := policy.decisions[used].formula) is not None:
                    return _items_of(formula, Scope(policy, scope.on))
    return None, ""


def _called(node: Node) -> set[str]:
    """The names of the functions that a tree calls."""
    return {
        part.function.name
        for part in tree.walk(node)
        if isinstance(part, tree.Call) and isinstance(part.function, tree.Name)
    }


def is_null_literal(node: Node) -> bool:
    return isinstance(unmarked(node), tree.Null)


def speaks_of_null(node: Node) -> bool:
    """Whether the literal null stands in an expression: it may then have a value where its operands have none."""
    return any(isinstance(part, tree.Null) for part in tree.walk(node))


def _without_missing(reason: Reason, fact: str) -> Reason:
    match reason:
        case Missing(_, name) if name == fact:
            return NONE
        case Choose(condition, then, otherwise):
            return choose(condition, _without_missing(then, fact), _without_missing(otherwise, fact))
        case Union(parts):
            return union(*(_without_missing(part, fact) for part in parts))
    return reason
