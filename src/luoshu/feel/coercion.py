"""What a value may stand for where another type is asked for (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from luoshu.feel import types
from luoshu.feel.temporal import in_utc
from luoshu.feel.types import Type
from luoshu.feel.values import Value


def one_or_list(value: Value, wanted: Type) -> Iterator[Value]:
    """The value itself; then the item of a list of one, or a list of the value where a list is wanted."""
    yield value
    if isinstance(value, list):
        if len(value) == 1:
            yield value[0]
    elif isinstance(wanted, types.ListType):
        yield [value]


def readings(value: Value, wanted: Type) -> Iterator[Value]:
    """The same, and the midnight of a date where a date and time is wanted."""
    yield from one_or_list(value, wanted)
    if wanted == types.DATE_TIME and type(value) is date:
        yield in_utc(value)
