"""The types that a model declares: item definitions with their constraints (DMN 1.5, 7.3.3), and what becomes of a
value where one is declared (10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from luoshu.dmn.model import Feel, Item
from luoshu.feel import types
from luoshu.feel.cells import parse_tests
from luoshu.feel.coercion import readings
from luoshu.feel.failure import EvaluationError
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.feel.type_names import type_named
from luoshu.feel.types import Type
from luoshu.feel.values import Value, has_type, kind_name, kind_of

Meets = Callable[[Node, Value], bool]  # whether a value meets the tests of a constraint


@dataclass(frozen=True)
class Declared:
    """A type as FEEL knows it, with what FEEL does not: constraints of the value and of its parts.

    `item` is that of a collection's items; `fields` those of a context's entries; `tests` may each forbid a value.
    """

    type: Type
    item: Declared | None = None
    fields: Mapping[str, Declared] | None = None
    tests: tuple[Node, ...] = ()

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing is asked of a value but its type."""
        return not self.tests and self.item is None and self.fields is None

    def has(self, value: Value, meets: Meets) -> bool:
        """Whether a value is of the type and meets its constraints; null is of every type."""
        if value is None:
            return True
        if self.item is not None:
            fits = isinstance(value, list) and all(self.item.has(each, meets) for each in value)
        elif self.fields is not None:
            fits = isinstance(value, dict) and all(
                name in value and each.has(value[name], meets) for name, each in self.fields.items()
            )
        else:
            fits = has_type(value, self.type)
        return fits and all(meets(test, value) for test in self.tests)

    def coerced(self, value: Value, meets: Meets) -> Value:
        """The value, or what it stands for: the item of a list of one, a list of the item, the midnight of a date.

        Raises:
            EvaluationError: where it is none of these.
        """
        if self.type == types.ANY and self.is_plain:
            return value
        for reading in readings(value, self.type):
            if self.has(reading, meets):
                return reading
        kind = kind_name(kind_of(value))
        if has_type(value, self.type) or self.item is not None or self.fields is not None:
            raise EvaluationError(f"值不符合类型 {self.type}", f"the value does not conform to the type {self.type}")
        raise EvaluationError(f"应为 {self.type}，而不是{kind.zh}", f"must be {self.type}, not {kind.en}")


ANY = Declared(types.ANY)


class Types:
    """The types that a model's references name: FEEL's own, its item definitions, and those it imports."""

    def __init__(
        self, items: tuple[Item, ...], imported: Mapping[str, Types], report: Callable[[int, FeelSyntaxError], None]
    ) -> None:
        self.items = {item.name: item for item in items}
        self.imported = imported
        self.report = report
        self.known: dict[str, Declared] = {}
        self.found: dict[str, Declared | None] = {}
        self.open: set[str] = set()  # those being read, which speak of themselves

    def declared(self, ref: str | None) -> Declared:
        """The type that a reference names; Any where it names none."""
        return (self.find(ref) if ref else None) or ANY

    def find(self, ref: str) -> Declared | None:
        if ref not in self.found:
            found = self._find(" ".join(ref.split()))
            if self.open:  # of what is being read not all is known yet
                return found
            self.found[ref] = found
        return self.found[ref]

    def _find(self, name: str) -> Declared | None:
        if name in self.items:
            return self._own(name)
        before, _, rest = name.partition(".")
        if before in self.imported and (found := self.imported[before].find(rest)):
            return found
        own = type_named(name.rpartition(":")[2])
        if own is not None:
            return Declared(own)
        return self.imported[""].find(name) if "" in self.imported else None

    def type_named(self, text: str) -> Type | None:
        found = self.find(text)
        return None if found is None else found.type

    def _own(self, name: str) -> Declared | None:
        if name not in self.known:
            if name in self.open:
                return ANY
            self.open.add(name)
            self.known[name] = self._read(self.items[name])
            self.open.discard(name)
        return self.known[name]

    def _read(self, item: Item) -> Declared:
        single = self._single(item)
        tests = self._tests(item.allowed, single.type)
        single = replace(single, tests=(*single.tests, *tests))
        found = Declared(types.list_of(single.type), item=single) if item.collection else single
        return replace(found, tests=(*found.tests, *self._tests(item.constraint, found.type)))

    def _single(self, item: Item) -> Declared:
        """The type without its constraints; of a collection, that of an item."""
        if item.function is not None:
            params = tuple(self.declared(each.type_ref).type for each in item.function)
            return Declared(types.FunctionType(params=params, result=self.declared(item.type_ref).type))
        if item.components:
            fields = {each.name: self._read(each) for each in item.components}
            type_ = types.context({name: each.type for name, each in fields.items()}, item.name)
            return Declared(type_, fields=fields)
        return self.declared(item.type_ref)

    def _tests(self, feel: Feel | None, of: Type) -> tuple[Node, ...]:
        if feel is None:
            return ()
        try:
            return (parse_tests(feel.text, Names({"?": of})),)
        except FeelSyntaxError as error:
            self.report(feel.line, error)
            return ()
