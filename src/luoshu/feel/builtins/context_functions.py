"""Functions of contexts."""

from __future__ import annotations

from luoshu.feel import types
from luoshu.feel.builtins.registry import builtin, overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.types import ANY
from luoshu.feel.values import Value

_CONTEXT = types.ContextType()
_ENTRY = types.context({"key": types.STRING, "value": ANY})


@builtin(
    "get value",
    "m: context, key: string",
    result=ANY,
    zh="上下文中某键的值",
    en="the value of a key",
    example='get value({a: 1}, "a")',
    answer="1",
)
def get_value(context: dict[str, Value], key: str) -> Value:
    return context.get(key)


@builtin(
    "get entries",
    "m: context",
    result=types.list_of(_ENTRY),
    zh="上下文的各项，每项有 key 与 value",
    en="the entries, each with its key and value",
    example="get entries({a: 1})",
    answer='[{key: "a", value: 1}]',
)
def get_entries(context: dict[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin(
    "context",
    "entries: list<context>",
    result=_CONTEXT,
    zh="由 key 与 value 组成上下文",
    en="a context made of entries with key and value",
    example='context([{key: "a", value: 1}])',
    answer="{a: 1}",
)
def context_of(entries: list[dict[str, Value]]) -> Value:
    result: dict[str, Value] = {}
    for entry in entries:
        if entry is None or "value" not in entry or not isinstance(key := entry.get("key"), str):
            raise EvaluationError("各项须有 key（字符串）与 value", "each entry needs a key (a string) and a value")
        if key in result:
            raise EvaluationError(f"键“{key}”重复", f"the key '{key}' stands twice")
        result[key] = entry["value"]
    return result


@builtin(
    "context put",
    "context: context, key: string, value: Any",
    result=_CONTEXT,
    zh="写入一项；键的列表指明路径",
    en="the context with an entry set; a list of keys is a path",
    example='context put({a: 1}, "b", 2)',
    answer="{a: 1, b: 2}",
)
def context_put(context: dict[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


@overload("context put", "context: context, keys: list<string>, value: Any")
def context_put_path(context: dict[str, Value], keys: list[str], value: Value) -> Value:
    if not keys or any(key is None for key in keys):
        raise EvaluationError("路径至少要一个键", "a path needs at least one key")
    first, *rest = keys
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if not isinstance(inner, dict):
        raise EvaluationError(f"“{first}”之下没有上下文", f"there is no context under '{first}'")
    return {**context, first: context_put_path(inner, rest, value)}


@builtin(
    "context merge",
    "contexts: list<context>",
    result=_CONTEXT,
    zh="合并几个上下文，后者优先",
    en="several contexts as one; a later entry wins",
    example="context merge([{a: 1}, {a: 2, b: 3}])",
    answer="{a: 2, b: 3}",
)
def context_merge(contexts: list[dict[str, Value]]) -> Value:
    if any(context is None for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
