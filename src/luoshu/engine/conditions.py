"""A yes-or-no decision as a tree of conditions: what must hold together, what may hold instead, down to single
comparisons. A part may stand at several places of it, and is the same object there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from luoshu.feel.tree import Node
from luoshu.policy.model import Article, Decision, Policy
from luoshu.policy.scope import Scope
from luoshu.problems import Place

Kind = Literal["number", "date", "months", "days", "string", "boolean", "other"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A single condition. Trees are plain ones over a graph's decisions.

    `value` says whether it holds; `have op need` is what it compares: a fact and the yes or no it must be, where it
    is no comparison. `need` is None where several values will do: `need_text` then lists them. `fixed` is its value
    where it depends on no fact, only on the run's date and the document."""

    text: str  # as written
    policy: Policy = field(compare=False)
    decision: Decision  # in which it stands
    scope: Scope = field(compare=False)
    place: Place = field(compare=False)  # the same condition written twice counts once
    kind: Kind
    op: str
    value: Node
    have: Node
    need: Node | None
    written: tuple[Node, Node | None]  # `have` and `need` as written
    need_text: str = ""
    among: tuple[Node, ...] = ()  # the several values
    assumed: bool = False
    fixed: bool | None = None

    @property
    def article(self) -> Article:
        return self.decision.article


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """Every part must hold; without parts it does. `fixed` is set where the run's date alone settles it."""

    parts: tuple[Conditions, ...]
    fixed: bool | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fixed", _fixed_by(False, self.parts))


@dataclass(frozen=True, slots=True, eq=False)
class Any:
    """One part must hold; without parts none does. `fixed` is set where the run's date alone settles it."""

    parts: tuple[Conditions, ...]
    fixed: bool | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fixed", _fixed_by(True, self.parts))


Conditions = Condition | All | Any


def _fixed_by(decisive: bool, parts: Iterable[Conditions]) -> bool | None:
    """One part of the decisive value settles the whole, or else all parts together."""
    told = {part.fixed for part in parts}
    return decisive if decisive in told else None if None in told else not decisive


def together(parts: Iterable[Conditions]) -> Conditions:
    """All of the parts. What the run's date alone makes hold is left out."""
    told = _flat(All, parts)
    return _whole(All, [part for part in told if part.fixed is not True] or told[:1])


def instead(parts: Iterable[Conditions]) -> Conditions:
    """One of the parts. A way that the run's date alone shuts is no way; one that it opens is the only one."""
    told = _flat(Any, parts)
    opened = [part for part in told if part.fixed is True][:1]
    return _whole(Any, opened or [part for part in told if part.fixed is not False] or told)


def _flat(kind: type[All] | type[Any], parts: Iterable[Conditions]) -> list[Conditions]:
    """The parts, those of parts of the same kind taken out of them, each once."""
    flat = chain.from_iterable(part.parts if isinstance(part, kind) else (part,) for part in parts)
    return list({_identity(part): part for part in reversed(list(flat))}.values())[::-1]


def _identity(part: Conditions) -> object:
    """What makes parts the same: of a single condition what must be true, wherever it is written."""
    return part.value if isinstance(part, Condition) else id(part)


def _whole(kind: Callable[[tuple[Conditions, ...]], All | Any], parts: list[Conditions]) -> Conditions:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def parts_first(conditions: Conditions) -> list[Conditions]:
    """Every part once, those that it consists of before it, in the order in which they are written."""
    found: dict[int, Conditions] = {}
    stack = [(conditions, False)]
    while stack:
        part, entered = stack.pop()
        if id(part) in found:
            continue
        if entered or isinstance(part, Condition):
            found[id(part)] = part
        else:
            stack.append((part, True))
            stack += [(inner, False) for inner in reversed(part.parts)]
    return list(found.values())


def each(conditions: Conditions) -> Iterator[Condition]:
    """The single conditions, each once, in order."""
    return (part for part in parts_first(conditions) if isinstance(part, Condition))
