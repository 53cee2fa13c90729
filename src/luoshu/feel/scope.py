"""The names that are known at a place of a text, with their types: how names with spaces can be read at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from luoshu.feel.lexing import NAME_PART
from luoshu.feel.types import Type

_EMPTY: Mapping[str, Type] = MappingProxyType({})
_PART = re.compile(NAME_PART)


class Names:
    """Known names with their types, inner scopes over outer ones.

    The longest known name wins, and a known name never ends inside a longer word: where 销售收入 is known, `销售收入额`
    is an unknown name and not 销售收入 with a stray 额.
    """

    __slots__ = ("_index", "_parent", "_types")

    def __init__(self, types: Mapping[str, Type] = _EMPTY, parent: Names | None = None) -> None:
        self._types = types
        self._parent = parent
        self._index: dict[str, list[_Known]] | None = None

    def child(self, types: Mapping[str, Type]) -> Names:
        """An inner scope: these names over the ones known here."""
        return Names(types, self)

    def type_of(self, name: str) -> Type | None:
        scope: Names | None = self
        while scope is not None:
            if name in scope._types:
                return scope._types[name]
            scope = scope._parent
        return None

    def __contains__(self, name: str) -> bool:
        return self.type_of(name) is not None

    def __iter__(self) -> Iterator[str]:
        """Every name, inner scopes first."""
        scope: Names | None = self
        while scope is not None:
            yield from scope._types
            scope = scope._parent

    def match(self, text: str, start: int, end: int) -> tuple[str, int] | None:
        """The longest known name that stands at `start`, and the offset after it."""
        if start >= end:
            return None
        best: tuple[str, int] | None = None
        scope: Names | None = self
        while scope is not None:
            for known in scope._starting_with(text[start]):
                stop = known.end(text, start, end)
                if stop and (best is None or stop > best[1]):
                    best = known.name, stop
                    break
            scope = scope._parent
        return best

    def _starting_with(self, char: str) -> list[_Known]:
        if self._index is None:
            self._index = {}
            for name in sorted(self._types, key=len, reverse=True):
                if name:
                    self._index.setdefault(name[0], []).append(_Known(name))
        return self._index.get(char, [])


class _Known:
    """A known name, ready to be looked for."""

    __slots__ = ("_ends_in_word", "_pattern", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._ends_in_word = bool(_PART.match(name[-1]))
        words = name.split()
        self._pattern = re.compile(r"\s+".join(map(re.escape, words))) if len(words) > 1 else None

    def end(self, text: str, start: int, end: int) -> int:
        """The offset after the name where it stands at `start`, or 0."""
        if self._pattern is not None:
            found = self._pattern.match(text, start, end)
            if found is None:
                return 0
            stop = found.end()
        elif text.startswith(self.name, start, end):
            stop = start + len(self.name)
        else:
            return 0
        inside_word = self._ends_in_word and stop < end and _PART.match(text, stop)
        return 0 if inside_word else stop
