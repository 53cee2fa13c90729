"""Functions of lists. Positions count from 1, or from the end where negative."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from luoshu.feel import types
from luoshu.feel.builtins.registry import Environment, builtin, overload, same_list
from luoshu.feel.failure import EvaluationError
from luoshu.feel.operations import compare, same
from luoshu.feel.text import display
from luoshu.feel.types import BOOLEAN, NUMBER, STRING
from luoshu.feel.values import Function, Number, Value

_LIST = "list: list"
_NUMBERS = types.list_of(NUMBER)


@builtin(
    "list contains",
    "list: list, element: Any",
    result=BOOLEAN,
    zh="列表中是否有某项",
    en="whether a list holds an item",
    example="list contains([1, 2, 3], 2)",
    answer="true",
)
def list_contains(items: list[Value], element: Value) -> Value:
    return any(same(item, element) for item in items)


@builtin(
    "sublist",
    "list: list, start position: number, length?: number",
    result=same_list,
    zh="从某位起的若干项；位置由 1 起，负数从末尾数",
    en="items from a position, counted from 1, or from the end where negative",
    example="sublist([4, 5, 6], 1, 2)",
    answer="[4, 5]",
)
def sublist(items: list[Value], start: Number, length: Number | None = None) -> Value:
    first = _place(items, start)
    stop = len(items) if length is None else first + int(length)
    if stop > len(items) or stop < first:
        raise EvaluationError("长度超出列表", "the length runs past the list")
    return items[first:stop]


@builtin(
    "append",
    "list: list, ...item: Any",
    result=same_list,
    zh="在末尾添加",
    en="the list with items added at its end",
    example="append([1], 2, 3)",
    answer="[1, 2, 3]",
)
def append(items: list[Value], *more: Value) -> Value:
    return [*items, *more]


@builtin(
    "concatenate",
    "...list: list",
    result=same_list,
    zh="把几个列表接成一个",
    en="several lists as one",
    example="concatenate([1, 2], [3])",
    answer="[1, 2, 3]",
)
def concatenate(*lists: list[Value]) -> Value:
    return [item for items in lists for item in items]


@builtin(
    "insert before",
    "list: list, position: number, newItem: Any",
    result=same_list,
    zh="在某位之前插入",
    en="the list with an item put in before a position",
    example="insert before([1, 3], 1, 2)",
    answer="[2, 1, 3]",
)
def insert_before(items: list[Value], position: Number, item: Value) -> Value:
    place = _place(items, position)
    return [*items[:place], item, *items[place:]]


@builtin(
    "remove",
    "list: list, position: number",
    result=same_list,
    zh="去掉某位的一项",
    en="the list without the item at a position",
    example="remove([1, 2, 3], 2)",
    answer="[1, 3]",
)
def remove(items: list[Value], position: Number) -> Value:
    place = _place(items, position)
    return items[:place] + items[place + 1 :]


@builtin(
    "list replace",
    "list: list, position: number, newItem: Any",
    result=same_list,
    zh="替换某位的一项，或函数选中的各项",
    en="the list with the item at a position, or those a function picks, replaced",
    example="list replace([2, 4, 7, 8], 3, 6)",
    answer="[2, 4, 6, 8]",
)
def list_replace(items: list[Value], position: Number, item: Value) -> Value:
    place = _place(items, position)
    return [*items[:place], item, *items[place + 1 :]]


@overload("list replace", "list: list, match: function, newItem: Any")
def list_replace_matching(environment: Environment, items: list[Value], match: Function, item: Value) -> Value:
    replaced: list[Value] = []
    for old in items:
        picked = environment.invoke(match, [old, item])
        if not isinstance(picked, bool):
            raise EvaluationError("选择函数的结果应为布尔值", "the function that picks must give a boolean")
        replaced.append(item if picked else old)
    return replaced


@builtin(
    "reverse",
    _LIST,
    result=same_list,
    zh="倒序",
    en="the list back to front",
    example="reverse([1, 2, 3])",
    answer="[3, 2, 1]",
)
def reverse(items: list[Value]) -> Value:
    return items[::-1]


@builtin(
    "index of",
    "list: list, match: Any",
    result=_NUMBERS,
    zh="某项出现的各个位置",
    en="the positions at which an item stands",
    example="index of([1, 2, 3, 2], 2)",
    answer="[2, 4]",
)
def index_of(items: list[Value], match: Value) -> Value:
    return [Decimal(place) for place, item in enumerate(items, 1) if same(item, match)]


@builtin(
    "union",
    "...list: list",
    result=same_list,
    zh="合并几个列表并去重",
    en="several lists as one, each item once",
    example="union([1, 2], [2, 3])",
    answer="[1, 2, 3]",
)
def union(*lists: list[Value]) -> Value:
    return distinct_values([item for items in lists for item in items])


@builtin(
    "distinct values",
    _LIST,
    result=same_list,
    zh="去重",
    en="each item once, at its first place",
    example="distinct values([1, 2, 1])",
    answer="[1, 2]",
)
def distinct_values(items: list[Value]) -> Value:
    found: list[Value] = []
    for item in items:
        if not any(same(item, other) for other in found):
            found.append(item)
    return found


@builtin(
    "flatten",
    _LIST,
    result=types.ListType(),
    zh="展开嵌套的列表",
    en="the items of nested lists as one list",
    example="flatten([[1, 2], [[3]]])",
    answer="[1, 2, 3]",
)
def flatten(items: list[Value]) -> Value:
    flat: list[Value] = []
    for item in items:
        if isinstance(item, list):
            flat.extend(flatten(item) or [])  # type: ignore[arg-type]
        else:
            flat.append(item)
    return flat


@builtin(
    "sort",
    "list: list, precedes: function",
    _LIST,
    result=same_list,
    zh="排序；第二个参数说明何者在前",
    en="the list in order; the function tells which of two comes first",
    example="sort([3, 1, 2], function(x, y) x < y)",
    answer="[1, 2, 3]",
)
def sort(environment: Environment, items: list[Value], precedes: Function | None = None) -> Value:
    def order(one: Value, other: Value) -> int:
        if precedes is None:
            return compare(one, other) or 0
        if environment.invoke(precedes, [one, other]) is True:
            return -1
        return 1 if environment.invoke(precedes, [other, one]) is True else 0

    return sorted(items, key=cmp_to_key(order))


@builtin(
    "string join",
    "list: list, delimiter?: string",
    result=STRING,
    zh="用分隔符连接字符串",
    en="strings as one, with a delimiter between them",
    example='string join(["a", "b"], "、")',
    answer='"a、b"',
)
def string_join(items: list[Value], delimiter: str | None = None) -> Value:
    if any(not isinstance(item, str) for item in items if item is not None):
        raise EvaluationError("只能连接字符串", "only strings can be joined")
    return (delimiter or "").join(display(item) for item in items if item is not None)


def _place(items: list[Value], position: Number) -> int:
    """A position counted from 1, or from the end where negative, as an index."""
    place = int(position)
    if place == 0 or abs(place) > len(items):
        raise EvaluationError(f"没有第 {place} 项", f"there is no item {place}")
    return place - 1 if place > 0 else len(items) + place
