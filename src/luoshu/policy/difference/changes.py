"""What a difference is made of: changes in the order of the document, each of one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal, TypeVar

from luoshu.policy.model import Article, Policy

_Key = TypeVar("_Key")
_Thing = TypeVar("_Thing")
How = Literal["added", "removed", "changed", "renamed", "moved"]


class What(Enum):
    """What a change is of."""

    FRONT = "front matter"
    ARTICLE = "article"
    TEXT = "text"
    FORMULA = "formula"
    TABLE = "table"
    COLUMN = "column"
    ROW = "row"
    CELL = "cell"
    PARAMETER = "parameter"
    BUDGET = "budget"
    BENEFIT = "benefit"
    STACKING = "stacking"
    INSTRUMENT = "instrument"
    LADDER = "ladder"
    RUNG = "rung"
    TARGET = "target"
    WEIGHTS = "weights"
    CRITERION = "criterion"
    FACT = "fact"
    LABEL = "label"
    EXAMPLES = "examples"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `name` is that of the decision, parameter, benefit …; `part` what of it changed: the quantity that is
    compared, the column, the property; `period` tells the rows of a parameter apart.

    `rows` are the numbers of a table's row in the old and the new document, `lines` the lines where the thing stands.
    `article` is the one of the new document, or that of the old one which is gone.
    """

    what: What
    how: How
    name: str = ""
    part: str = ""
    before: str = ""
    after: str = ""
    period: str = ""
    rows: tuple[int | None, int | None] = (None, None)
    lines: tuple[int | None, int | None] = (None, None)
    article: Article | None = None


def how(before: object, after: object) -> How:
    """What happened to something that is there, or not."""
    if before and after:
        return "changed"
    return "removed" if before else "added"


def paired(
    old: Mapping[_Key, _Thing], new: Mapping[_Key, _Thing]
) -> Iterator[tuple[_Key, _Thing | None, _Thing | None]]:
    """The things of both by their keys, in the order of the new ones; those that are gone come last."""
    for key in dict.fromkeys((*new, *old)):
        yield key, old.get(key), new.get(key)


def cell_changes(thing: Change, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """The parts of a thing of which the words are others; both have the same parts."""
    for part, was in before.items():
        now = after[part]
        if was != now:
            yield replace(thing, how=how(was, now), part=part, before=was, after=now)


@dataclass(frozen=True, slots=True)
class Difference:
    """From one policy to another. `renamed` holds decisions' old names with their new ones; `needed` and `no_longer`
    name facts as unknown.parquet does."""

    old: Policy
    new: Policy
    changes: tuple[Change, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    no_longer: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.needed or self.no_longer)
