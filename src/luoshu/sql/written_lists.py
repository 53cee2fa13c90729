"""Lists that are written out, `[a, b, c]`, and values given one by one: each item is known by its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.reasons import is_known
from luoshu.sql import durations, numbers
from luoshu.sql.branches import Branches, branched, case, is_true, plain
from luoshu.sql.nulls import is_null_value
from luoshu.sql.numbers import Num, binary, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import NULL, Compiled, Duration, Item, Value, Written, boolean

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

MOST_DISTINCT = 40  # items that are compared with each other


# --- lists ------------------------------------------------------------------------------------------------------------


def written(node: Node, compiler: Compiler) -> Written | None:
    """The list that a tree writes out; None where it is no such list."""
    match node:
        case tree.ListLiteral(items):
            return Written(tuple(Item(compiler.compile(item)) for item in items))
        case tree.Name(name):
            return _named(node, name, compiler)
        case tree.If(condition, tree.Null(), otherwise) if not isinstance(otherwise, tree.Null):
            return None if compiler.boolean(condition).const is True else written(otherwise, compiler)
        case tree.If(_, then, otherwise):
            return _either(node, written(then, compiler), written(otherwise, compiler), compiler)
        case tree.Filter(base, condition) if not isinstance(condition, tree.Number | tree.Negate):
            listed = written(base, compiler)
            return None if listed is None else _filtered(listed, condition, compiler)
        case tree.For((tree.Iteration(name, domain, None),), body):
            listed = written(domain, compiler)
            return None if listed is None else _each(listed, name, body, compiler)
        case tree.Call(tree.Name(name), args) if name in _COMBINED:
            parts = [written(arg, compiler) for arg in args]
            told = [part for part in parts if part is not None]
            return _COMBINED[name](told, compiler, node) if len(told) == len(parts) else None
    return None


def _named(node: tree.Name, name: str, compiler: Compiler) -> Written | None:
    environment = compiler.environment
    if name in environment.inlined and environment.owner is not None:
        outer = _named(node, name, compiler.within(environment.owner))
        found = None if outer is None else compiler.of_owner(outer)
        return found if isinstance(found, Written) else None
    if name in environment.inlined:
        return written(environment.inlined[name].node, compiler.within(environment.of_inlined(name)))
    value = compiler.environment.constants.get(name)
    if isinstance(value, list):
        return Written(tuple(Item(compiler.constant(item, node)) for item in value))
    return None


def _either(node: tree.If, then: Written | None, otherwise: Written | None, compiler: Compiler) -> Written | None:
    if then is None or otherwise is None:
        return None
    condition = compiler.boolean(node.condition)
    if condition.const is not None:
        return then if condition.const else otherwise
    found = branched([(compiler.once(condition.sql), then)], otherwise)
    assert isinstance(found, Written)
    return found


def _within(item: Item, name: str, compiler: Compiler) -> Compiler:
    return compiler.within(compiler.environment.with_variable(name, compiler.written_once(item.value)))


def _filtered(listed: Written, condition: Node, compiler: Compiler) -> Written:
    kept = []
    for item in listed.items:
        if item.value == NULL:
            if condition == is_known(tree.Name("item")):
                continue
            raise refuse("列表里有空值", "a null stands in the list", condition)
        test = _within(item, "item", compiler).boolean(condition)
        if test.const is not False:
            kept.append(item if test.const else Item(item.value, _and(item.present, test.sql)))
    return Written(tuple(kept))


def _and(first: exp.Expr | None, second: exp.Expr) -> exp.Expr:
    return second if first is None else exp.and_(paren(first), paren(second))


def _each(listed: Written, name: str, body: Node, compiler: Compiler) -> Written:
    return Written(tuple(Item(_within(item, name, compiler).compile(body), item.present) for item in listed.items))


def _joined(parts: Sequence[Written], compiler: Compiler, node: Node) -> Written:
    return Written(tuple(item for part in parts for item in part.items))


def _reversed(parts: Sequence[Written], compiler: Compiler, node: Node) -> Written:
    return Written(parts[0].items[::-1])


def _distinct(parts: Sequence[Written], compiler: Compiler, node: Node) -> Written:
    """Each item that no item before it is equal to."""
    items = _joined(parts, compiler, node).items
    if len(items) > MOST_DISTINCT:
        raise refuse("列表太长", "the list is too long", node)
    items = tuple(Item(compiler.written_once(item.value), item.present) for item in items)
    kept: list[Item] = []
    for at, item in enumerate(items):
        same = [_and(other.present, _same(item.value, other.value, compiler, node)) for other in items[:at]]
        fresh = [negated(paren(is_true(test))) for test in same]
        present = _and(item.present, exp.and_(*fresh)) if fresh else item.present
        kept.append(Item(item.value, present))
    return Written(tuple(kept))


_COMBINED = {
    "concatenate": _joined, "distinct values": _distinct, "union": _distinct, "reverse": _reversed,
}  # fmt: skip


def _same(one: Compiled, other: Compiled, compiler: Compiler, node: Node) -> exp.Expr:
    """Whether two items are the same; of different kinds they are not."""
    kinds = _kind(one), _kind(other)
    if kinds[0] != kinds[1] and "other" not in kinds:
        return exp.Boolean(this=False)
    return compiler.compared("=", one, other, node).sql


def _kind(value: Compiled) -> str:
    match value:
        case Num():
            return "number"
        case Duration(unit, _):
            return unit
        case Value(kind):
            return kind
    return type(value).__name__


# --- one value of many ------------------------------------------------------------------------------------------------


def aggregate(name: str, listed: Written, compiler: Compiler, node: Node) -> Compiled:
    match name:
        case "count":
            return _count(listed)
        case "all" | "any":
            return _truth(name, listed, node)
        case "sum" | "product" | "min" | "max" | "mean" | "median" if not listed.items:
            return NULL
        case "sum":
            return _total(listed, compiler, node)
        case "product":
            return _product(listed, compiler, node)
        case "mean":
            return _mean(listed, compiler, node)
        case "min" | "max":
            return extreme(name, listed, compiler, node)
        case "median":
            return _median(listed, compiler, node)
    raise refuse(f"SQL 还不能做 {name}", f"SQL cannot do {name} yet", node)


def _count(listed: Written) -> Num:
    always = sum(item.present is None for item in listed.items)
    total = Num(numbers.number(always))
    for item in listed.items:
        if item.present is not None:
            one, none = numbers.number(1), numbers.number(0)
            counted = branched([(item.present, Num(one))], Num(none))
            assert isinstance(counted, Num)
            total = numbers.plus(total, counted)
    return total


def _numbers(listed: Written, absent: Fraction, compiler: Compiler, node: Node) -> list[Num]:
    """The items as numbers, and for those that are not there the one that makes no difference."""
    found = []
    for item in listed.items:
        value = compiler.as_number(item.value, node)
        if item.present is not None:
            chosen = branched([(item.present, value)], numbers.rational(absent))
            assert isinstance(chosen, Num)
            value = chosen
        found.append(value)
    return found


def _total(listed: Written, compiler: Compiler, node: Node) -> Compiled:
    units = {item.value.unit for item in listed.items if isinstance(item.value, Duration)}
    if len(units) == 1:
        counts = tuple(
            replace(item, value=item.value.count) if isinstance(item.value, Duration) else item for item in listed.items
        )
        total = _total(Written(counts), compiler, node)
        assert isinstance(total, Num)
        return Duration(units.pop(), total)
    first, *rest = _numbers(listed, Fraction(0), compiler, node)
    for value in rest:
        first = numbers.plus(first, value)
    return first


def _product(listed: Written, compiler: Compiler, node: Node) -> Num:
    first, *rest = _numbers(listed, Fraction(1), compiler, node)
    for value in rest:
        first = numbers.times(first, value)
    return first


def _mean(listed: Written, compiler: Compiler, node: Node) -> Compiled:
    total, count = _total(listed, compiler, node), _count(listed)
    if isinstance(total, Duration):
        return durations.scaled(compiler, total, count, divided=True)
    assert isinstance(total, Num)
    if count.const is None:
        return numbers.divide(total, count)
    # A quotient all the same, so that its column is written as that of any mean.
    under = count.over if total.under is None else numbers.multiply(total.under, count.over)
    return Num(total.over, under)


def _truth(name: str, listed: Written, node: Node) -> Value:
    tests = []
    for item in listed.items:
        if not (isinstance(item.value, Value) and item.value.kind == "boolean"):
            raise refuse("这里需要是或否", "a boolean is needed here", node)
        tests.append(_counting(name == "any", item.present, item.value.sql))
    if not tests:
        return boolean(name == "all")
    return Value("boolean", exp.or_(*tests) if name == "any" else exp.and_(*tests))


def _counting(some: bool, present: exp.Expr | None, test: exp.Expr) -> exp.Expr:
    """What an item says in an `or`, or in an `and`, where it may not be there."""
    if present is None:
        return paren(test)
    if some:
        return paren(exp.and_(paren(present), paren(test)))
    return paren(exp.or_(negated(paren(is_true(present))), paren(test)))


def quantified(node: tree.Quantified, listed: Written, compiler: Compiler) -> Value:
    """Kleene's or (some) and and (every) over the items."""
    name, some = node.iterators[0].name, node.kind == "some"
    tests = []
    for item in listed.items:
        test = _within(item, name, compiler).boolean(node.condition)
        if test.const is some and item.present is None:
            return boolean(some)
        if test.const is not (not some):
            tests.append(_counting(some, item.present, test.sql))
    if not tests:
        return boolean(not some)
    return Value("boolean", exp.or_(*tests) if some else exp.and_(*tests))


def contains(listed: Written, element: Compiled, compiler: Compiler, node: Node) -> Value:
    """Whether an item is the element; one of another kind is not."""
    element = compiler.written_once(element)
    tests = [
        is_true(_counting(True, item.present, _same(item.value, element, compiler, node))) for item in listed.items
    ]
    return Value("boolean", exp.or_(*tests)) if tests else boolean(False)


def at(listed: Written, place: int, node: Node) -> Compiled:
    """The item at a place from 1, or from the end where negative; null where there is none."""
    if any(item.present is not None for item in listed.items):
        raise refuse("SQL 不知道筛选后是第几项", "SQL does not know which item is which after a filter", node)
    if place == 0 or abs(place) > len(listed.items):
        # A null of the items' kind, so that its column is theirs.
        return branched([(exp.Boolean(this=False), listed.items[0].value)], NULL) if listed.items else NULL
    return listed.items[place - 1 if place > 0 else place].value


# --- the least, the greatest, the one in the middle -------------------------------------------------------------------


def extreme(name: str, listed: Written, compiler: Compiler, node: Node) -> Compiled:
    """The least or the greatest; null where an item is, or where there is none."""
    items = [Item(compiler.written_once(item.value), item.present) for item in listed.items]
    units = {item.value.unit for item in items if isinstance(item.value, Duration)}
    if len(units) == 1 and all(isinstance(item.value, Duration) for item in items):
        counts = tuple(Item(item.value.count, item.present) for item in items if isinstance(item.value, Duration))
        found = extreme(name, Written(counts), compiler, node)
        assert isinstance(found, Num)
        return Duration(units.pop(), found)
    if len(items) == 1 and items[0].present is None:
        return items[0].value
    if all(isinstance(item.value, Num) for item in items):
        return _extreme_number(name, items, compiler)
    kinds = {item.value.kind for item in items if isinstance(item.value, Value)}
    if len(kinds) == 1 and kinds <= {"date", "string"} and all(isinstance(item.value, Value) for item in items):
        return Value(kinds.pop(), _outermost(name, items, [plain(item.value) for item in items], compiler))
    raise refuse("SQL 不能比较这些值", "SQL cannot compare these values", node)


def _extreme_number(name: str, items: Sequence[Item], compiler: Compiler) -> Num:
    values = [item.value for item in items if isinstance(item.value, Num)]
    if any(value.under is not None or value.over.cut for value in values):
        return _extreme_quotient(name, items, compiler)
    exacts = [value.over for value in values]
    over, parts = numbers.aligned(exacts)
    ends = [(exact.low, exact.high) for exact in exacts]
    if all(item.present is None for item in items):
        pick = min if name == "min" else max
        over = replace(over, low=pick(low for low, _ in ends), high=pick(high for _, high in ends))
    return Num(replace(over, sql=_outermost(name, items, parts, compiler)))


def _outermost(name: str, items: Sequence[Item], parts: Sequence[exp.Expr], compiler: Compiler) -> exp.Expr:
    """The engine passes over null: what is not there is null to it, and what is null makes all of it null."""
    nulls = []
    for item, part in zip(items, parts, strict=True):
        if list(part.find_all(exp.Column)):
            null = exp.Is(this=paren(part.copy()), expression=exp.null())
            nulls.append(_and(item.present, null))
    there = [
        part if item.present is None else case([(item.present, part)]) for item, part in zip(items, parts, strict=True)
    ]
    found = compiler.engine.outermost(name, there) if len(there) > 1 else there[0]
    if not nulls:
        return found
    lost = exp.or_(*(paren(null) for null in nulls))
    return case([(negated(paren(is_true(lost))), found)])


def _extreme_quotient(name: str, items: Sequence[Item], compiler: Compiler) -> Num:
    """Quotients are compared in pairs, the better of two being a column of its own before the next."""
    absent = any(item.present is not None for item in items)
    result: Num | None = None
    lost: list[exp.Expr] = []
    for item in items:
        assert isinstance(item.value, Num)
        value, null = item.value, is_null_value(item.value)
        lost += [] if null.const is False else [_and(item.present, null.sql)]
        if item.present is not None:
            value = _number([(item.present, value)], NULL)
        found = value if result is None else _better_there(name, result, value, absent, compiler)
        result = compiler.written_number_once(found)
    assert result is not None
    return _number([(negated(paren(is_true(exp.or_(*map(paren, lost))))), result)], NULL) if lost else result


def _better_there(name: str, one: Num, other: Num, absent: bool, compiler: Compiler) -> Num:
    """The better of two; where one of them may not be there, and is not, the other."""
    better = compiler.better(name, one, compiler.written_number_once(other))
    if not absent:
        return better
    return _number([(is_null_value(other).sql, one), (is_null_value(one).sql, other)], better)


def _number(branches: Branches, otherwise: Compiled) -> Num:
    found = branched(branches, otherwise)
    assert isinstance(found, Num)
    return found


def _median(listed: Written, compiler: Compiler, node: Node) -> Num:
    if any(item.present is not None for item in listed.items):
        raise refuse("SQL 不能取可有可无的项的中位数", "SQL takes no median of items that may not be there", node)
    values = [compiler.as_number(item.value, node) for item in listed.items]
    if any(value.under is not None or value.over.cut for value in values):
        raise refuse("SQL 不能取商的中位数", "SQL takes no median of quotients", node)
    over, parts = numbers.aligned([value.over for value in values])
    parts = [compiler.once(part) for part in parts]
    middle, rest = divmod(len(parts), 2)
    lost = [exp.Is(this=paren(part.copy()), expression=exp.null()) for part in parts if list(part.find_all(exp.Column))]

    def place(number: int) -> Num:
        sql = compiler.engine.in_order(parts, number)
        if lost:
            sql = case([(negated(paren(exp.or_(*(paren(null) for null in lost)))), sql)])
        return Num(replace(over, sql=sql, const=None))

    if rest:
        return place(middle + 1)
    return numbers.times(numbers.plus(place(middle), place(middle + 1)), numbers.rational(Fraction(1, 2)))


def texts_joined(listed: Written, delimiter: exp.Expr | None, node: Node) -> Value:
    """`string join` of texts that are all there."""
    parts: list[exp.Expr] = []
    for item in listed.items:
        if item.present is not None or not (isinstance(item.value, Value) and item.value.kind == "string"):
            raise refuse("SQL 只连接写出的文本", "SQL joins texts that are written out only", node)
        parts += [delimiter] if parts and delimiter is not None else []
        parts.append(item.value.sql)
    if not parts:
        return Value("string", exp.Literal.string(""))
    result = parts[0]
    for part in parts[1:]:
        result = binary(exp.DPipe, result, part)
    return Value("string", result)
