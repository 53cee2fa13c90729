"""The tree of a FEEL expression (OMG DMN 1.5, chapter 10): tiny frozen classes that declare their parts.

Two nodes with the same parts are equal wherever they stand: `span` (character offsets in the text they were parsed
from) takes no part in comparison. The tree is never changed; :func:`transform` builds a new one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from luoshu.feel.rules import Rules


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets [start, end) in the text that was parsed."""

    start: int
    end: int


NOWHERE = Span(-1, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all nodes."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


# --- literals ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number(Node):
    """`12`, `1.5`; as an extension of policies also `30%`, `5000万`, `2亿` (already multiplied out)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class String(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Null(Node):
    pass


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"2025-06-30"`: the text between the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Assumed(Node):
    """`⟨x⟩`: x, marked as an assumption. An extension of policies; its value is that of x."""

    value: Node


# --- names and access -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, spaces inside it normalised to one; `?` and `item` are names too."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`; inside, `item` and the fields of an item are in scope. A number is an index."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(args)`, or with names `function(from: x)`; `names` is empty or as long as `args`."""

    function: Node
    args: tuple[Node, ...]
    names: tuple[str, ...] = ()


# --- operators --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: Literal["+", "-", "*", "/", "**"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`: each test as in a cell."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`, the type as written (`list<number>`)."""

    value: Node
    type_name: str


# --- unary tests (the cells of a table) -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnyTest(Node):
    """`-`: true of every input."""


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`>= 5`: compares the input (`?`) with an end point. `op` `=` stands for a bare value that is compared for
    equality, is looked up in a list, or lies in a range, by its type at evaluation, as the standard says."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    end: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """`a, b, c` or `not(a, b)`: true where one of the parts is (or none, when negated). A part is a UnaryTest, or a
    boolean expression that speaks of `?`."""

    parts: tuple[Node, ...]
    negated: bool = False


# --- compound expressions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """A flat chain of ifs: the first branch whose condition is true. Made by lowering, never by the parser."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class RuleTable(Node):
    """A question to the rules of a long decision table. Made by lowering, never by the parser.

    `value`: the result, or null; `contradicts`: whether the certain hits are too many, or do not agree; `open`:
    whether the input at `at` leaves a rule undetermined that could change the result. `failed` says of each input
    whether it is null because an operation failed.
    """

    rules: Rules
    inputs: tuple[Node, ...]
    failed: tuple[Node, ...]
    asked: Literal["value", "contradicts", "open"] = "value"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in domain` of a `for`, `some` or `every`; `end` is set in `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    kind: Literal["some", "every"]
    iterators: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`; an entry sees those before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`[low..high]`, `(low..high)`; a missing end (None) is unbounded, as in `(> 5)` as a value.

    `sign` is `=` in `(= 5)`, whose ends are both 5.
    """

    low: Node | None
    high: Node | None
    low_closed: bool = True
    high_closed: bool = True
    sign: str = ""


@dataclass(frozen=True, slots=True)
class OtherThan(Node):
    """`(!= 5)` as a value: the range of all that is not 5."""

    point: Node


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(a: number, b) body`; `types` holds the written type or None for each parameter."""

    params: tuple[str, ...]
    types: tuple[str | None, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Compiled(Node):
    """A part with the function of the scope that computes it. Made by the compiler, never by the parser."""

    node: Node
    function: Callable[[Mapping[str, Any]], Any] = field(compare=False, repr=False)


# --- walking ----------------------------------------------------------------------------------------------------------


def children(node: Node) -> Iterator[Node]:
    """The direct parts of a node that are nodes, in the order they are declared."""
    for name in _parts(type(node)):  # type: ignore[arg-type]  # the class is asked, not the node, for its hash
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _nodes(value)


@cache  # asked of every node of every tree
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(spec.name for spec in dataclasses.fields(kind) if spec.name != "span")


def _nodes(parts: tuple[object, ...]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from _nodes(part)


def walk(*nodes: Node) -> Iterator[Node]:
    """The nodes and everything below them, parents first. What lowering has put into several places comes once."""
    stack, seen = [*reversed(nodes)], set[int]()
    while stack:
        current = stack.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            stack.extend(reversed(list(children(current))))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """A copy of `node` whose direct parts are `change(part)`."""

    def changed(value: object) -> object:
        if isinstance(value, Node):
            return change(value)
        if isinstance(value, tuple):
            return tuple(changed(part) for part in value)
        return value

    parts = {name: changed(getattr(node, name)) for name in _parts(type(node))}  # type: ignore[arg-type]
    return type(node)(**parts, span=node.span)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, parts before wholes."""
    return change(rebuild(node, lambda part: transform(part, change)))
