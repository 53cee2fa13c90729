"""What a run lacks as a whole: how many entities' decisions are null for want of which fact, or for which cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact, or with an empty `fact` the cause of a failure (in English, as in unknown.parquet)."""

    decision: str
    fact: str
    cause: str
    entities: int
    alone: int  # of these the ones for which nothing else stands in the decision's way


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of one policy: the gaps by decision, fact and cause, and for each decision how many entities it failed for."""

    rows: tuple[Gap, ...] = ()
    failed: Mapping[str, int] = field(default_factory=dict)  # an entity may have several causes
