"""`x instance of T`: the kind of a value is known before the query runs, but for null, which is of no kind."""

from __future__ import annotations

from luoshu.feel import types
from luoshu.feel.tree import Node
from luoshu.feel.type_names import type_named
from luoshu.sql.numbers import Num, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Duration, Value, boolean

_KINDS = {"boolean": types.BOOLEAN, "string": types.STRING, "date": types.DATE}


def of_type(value: Compiled, type_name: str, null: Value, node: Node) -> Value:
    wanted = type_named(type_name)
    if wanted is None or wanted == types.NULL or isinstance(wanted, types.ListType | types.RangeType):
        raise refuse(f"SQL 不能判断类型“{type_name}”", f"SQL cannot tell the type '{type_name}'", node)
    match value:
        case Value("null"):
            return boolean(False)
        case Num():
            kind = types.NUMBER
        case Duration(unit, _):
            kind = types.MONTH_DURATION if unit == "months" else types.DAY_DURATION
        case Value(name) if name in _KINDS:
            kind = _KINDS[name]
        case _:
            raise refuse(f"SQL 不能判断类型“{type_name}”", f"SQL cannot tell the type '{type_name}'", node)
    if wanted not in (kind, types.ANY):
        return boolean(False)
    return boolean(True) if null.const is False else Value("boolean", negated(paren(null.sql)))
