"""Functions that make one value of many. They take a list, or its values one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from luoshu.feel import types
from luoshu.feel.arithmetic import STANDARD, square_root
from luoshu.feel.builtins.registry import Environment, builtin, item_of_first
from luoshu.feel.failure import EvaluationError
from luoshu.feel.operations import calculate, compare, every, some
from luoshu.feel.types import BOOLEAN, NUMBER
from luoshu.feel.values import Number, Value, kind_name, kind_of

_LIST = "list: list"
_ONE_BY_ONE = "...list: Any"
_NUMBERS = types.list_of(NUMBER)


def _given(values: tuple[Value, ...]) -> list[Value]:
    """The values of a function that takes a list, or values one by one."""
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


@builtin(
    "count",
    _LIST,
    _ONE_BY_ONE,
    result=NUMBER,
    zh="项数",
    en="how many items",
    example="count([1, 2, 3])",
    answer="3",
)
def count(*values: Value) -> Value:
    return Decimal(len(_given(values)))


@builtin(
    "sum",
    _LIST,
    _ONE_BY_ONE,
    result=item_of_first,
    zh="合计；没有项时为 null",
    en="the total; null of no items",
    example="sum([1, 2, 3])",
    answer="6",
)
def total(environment: Environment, *values: Value) -> Value:
    items = _addable(_given(values))
    if not items:
        return None
    result = items[0]
    for item in items[1:]:
        result = calculate("+", result, item, environment.arithmetic)
    return result


def _addable(items: list[Value]) -> list[Value]:
    """Numbers or durations; the standard adds strings with `+`, and not here."""
    for item in items:
        if isinstance(item, str | bool):
            raise _not_numbers(item)
    return items


@builtin(
    "min",
    _LIST,
    _ONE_BY_ONE,
    result=item_of_first,
    zh="最小的一项；没有项时为 null",
    en="the least item; null of no items",
    example="min([1, 2, 3])",
    answer="1",
)
def minimum(*values: Value) -> Value:
    return _extreme(_given(values), -1)


@builtin(
    "max",
    _LIST,
    _ONE_BY_ONE,
    result=item_of_first,
    zh="最大的一项；没有项时为 null",
    en="the greatest item; null of no items",
    example="max(1, 2, 3)",
    answer="3",
)
def maximum(*values: Value) -> Value:
    return _extreme(_given(values), 1)


def _extreme(items: list[Value], wanted: int) -> Value:
    if not items or any(item is None for item in items):
        return None
    best = items[0]
    compare(best, best)
    for item in items[1:]:
        if compare(item, best) == wanted:
            best = item
    return best


@builtin(
    "mean",
    _LIST,
    _ONE_BY_ONE,
    result=item_of_first,
    zh="平均；没有项时为 null",
    en="the arithmetic mean; null of no items",
    example="mean([1, 2, 3])",
    answer="2",
)
def mean(environment: Environment, *values: Value) -> Value:
    items = _given(values)
    return calculate("/", total(environment, items), Decimal(len(items)), environment.arithmetic)


@builtin(
    "median",
    _LIST,
    _ONE_BY_ONE,
    result=item_of_first,
    zh="中位数；没有项时为 null",
    en="the median; null of no items",
    example="median(8, 2, 5, 3, 4)",
    answer="4",
)
def median(environment: Environment, *values: Value) -> Value:
    numbers = _numbers_or_null(_given(values))
    if not numbers:
        return None
    numbers.sort()
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    arithmetic = environment.arithmetic
    return arithmetic.divide(arithmetic.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin(
    "stddev",
    _LIST,
    _ONE_BY_ONE,
    result=NUMBER,
    zh="样本标准差；少于两项时为 null",
    en="the sample standard deviation; null of fewer than two items",
    example="stddev(2, 4, 7, 5)",
    answer="2.081665999466132735282297706979931",
)
def standard_deviation(*values: Value) -> Value:
    numbers = _numbers_or_null(_given(values))
    if numbers is None:
        return None
    if len(numbers) < 2:
        raise EvaluationError("标准差至少要两项", "a standard deviation needs two items")
    add, square = STANDARD.add, STANDARD.multiply
    size = Decimal(len(numbers))
    centre = STANDARD.divide(_fold(add, numbers), size)
    deviations = [STANDARD.subtract(number, centre) for number in numbers]
    return square_root(STANDARD.divide(_fold(add, [square(part, part) for part in deviations]), size - 1))


@builtin(
    "mode",
    _LIST,
    _ONE_BY_ONE,
    result=_NUMBERS,
    zh="众数，由小到大",
    en="the most frequent numbers, least first",
    example="mode([6, 1, 9, 6, 1])",
    answer="[1, 6]",
)
def mode(*values: Value) -> Value:
    numbers = _numbers_or_null(_given(values))
    if numbers is None:
        return None
    counts: dict[Number, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return list[Value](sorted(number for number, times in counts.items() if times == most))


@builtin(
    "product",
    _LIST,
    _ONE_BY_ONE,
    result=NUMBER,
    zh="连乘积；没有项时为 null",
    en="the product; null of no items",
    example="product([2, 3, 4])",
    answer="24",
)
def product(environment: Environment, *values: Value) -> Value:
    numbers = _numbers_or_null(_given(values))
    return _fold(environment.arithmetic.multiply, numbers) if numbers else None


@builtin(
    "all",
    _LIST,
    _ONE_BY_ONE,
    result=BOOLEAN,
    zh="各项是否都为 true",
    en="whether every item is true",
    example="all([true, false])",
    answer="false",
)
def all_(*values: Value) -> Value:
    return every(_truth(item) for item in _given(values))


@builtin(
    "any",
    _LIST,
    _ONE_BY_ONE,
    result=BOOLEAN,
    zh="是否有一项为 true",
    en="whether an item is true",
    example="any([true, false])",
    answer="true",
)
def any_(*values: Value) -> Value:
    return some(_truth(item) for item in _given(values))


def _truth(item: Value) -> bool | None:
    if item is None or isinstance(item, bool):
        return item
    name = kind_name(kind_of(item))
    raise EvaluationError(f"应为布尔值，而不是{name.zh}", f"expected a boolean, not a {name.en}")


def _numbers(items: list[Value]) -> list[Value]:
    for item in items:
        if kind_of(item) != NUMBER:
            raise _not_numbers(item)
    return items


def _numbers_or_null(items: list[Value]) -> list[Number] | None:
    if any(item is None for item in items):
        return None
    return list(_numbers(items))  # type: ignore[arg-type]


def _not_numbers(item: Value) -> EvaluationError:
    name = kind_name(kind_of(item))
    return EvaluationError(f"应为数，而不是{name.zh}", f"expected a number, not a {name.en}")


def _fold(operation: Callable[[Number, Number], Number], numbers: list[Number]) -> Number:
    result = numbers[0]
    for number in numbers[1:]:
        result = operation(result, number)
    return result
