"""An explanation as data: a tree from decisions to facts, and the nearest way to yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshu.engine.conditions import Condition, Kind
from luoshu.engine.entitlements import Entitlement
from luoshu.engine.figures import GAP_UNITS
from luoshu.engine.flips import Flip, Settling
from luoshu.facts.vocabulary import Fact
from luoshu.policy.model import Article, Decision, Ladder, Parameter, Policy, Rung, RungState
from luoshu.policy.titles import Held
from luoshu.problems import Place, Text


@dataclass(frozen=True, slots=True)
class FactPart:
    """A fact as it was used. `value` is what the decision took: where `taken` its value-when-missing, nothing being
    on record. `year` is that of an annual fact; `name` tells earlier years apart (`prior(销售收入, 1)`). `again`
    where it stands further up already."""

    name: str
    fact: Fact
    value: Any
    unit: str
    year: int | None = None
    taken: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class ParameterPart:
    """A parameter's row in force on the date; None where none is."""

    name: str
    parameter: Parameter | None
    value: Any
    unit: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class DatePart:
    """The run's date."""

    value: date


@dataclass(frozen=True, slots=True)
class RowPart:
    """A row of a table that hit, or that is undetermined. `tests` are (header, cell) as written, those of any value
    left out; `decisive` where the value came from it."""

    number: int
    line: int
    tests: tuple[tuple[str, str], ...]
    output: str
    notes: tuple[str, ...]
    hit: bool
    decisive: bool


@dataclass(frozen=True, slots=True)
class InputPart:
    """A table's input: its header as written and its value."""

    text: str
    value: Any
    unit: str


@dataclass(frozen=True, slots=True)
class SelectionPart:
    """A condition by which items of a related list are picked: each item's fields that it speaks of, and whether it
    is met."""

    list: str
    text: str
    items: tuple[tuple[Mapping[str, Any], bool | None], ...]


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """A decision with its value, why it is null, and what it used. `again` where it is explained further up already."""

    name: str
    policy: Policy
    decision: Decision
    value: Any
    unit: str
    missing: tuple[str, ...] = ()
    causes: tuple[Text, ...] = ()
    again: bool = False
    rows: tuple[RowPart, ...] = ()
    inputs: tuple[InputPart, ...] = ()
    selections: tuple[SelectionPart, ...] = ()
    parts: tuple[Part, ...] = ()


Part = DecisionPart | FactPart | ParameterPart | DatePart


@dataclass(frozen=True, slots=True)
class Gap:
    """A condition on the nearest way that is not met: what is, what is needed, what lacks. Numbers are exact."""

    text: str
    decision: str
    article: Article
    place: Place
    op: str
    have: Any
    need: Any
    need_text: str  # where several values will do
    gap: Any
    over_need: Any
    unit: str
    assumed: bool
    kind: Kind = "other"
    condition: Condition | None = field(default=None, compare=False, repr=False)

    @property
    def gap_unit(self) -> str:
        """Of a gap between dates or durations it is not the unit of these."""
        return GAP_UNITS.get(self.kind, self.unit) if self.gap is not None else ""


@dataclass(frozen=True, slots=True)
class Way:
    """The nearest way to yes: the conditions that fail, and those that cannot be told. `cut` names the decisions of
    which there are more ways than were compared."""

    failing: tuple[Gap, ...]
    unknown: tuple[Gap, ...]
    distance: Any
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision explained. `way` is None where it is a yes, or no yes-or-no decision."""

    part: DecisionPart
    way: Way | None = None
    flip: Flip | None = None
    settling: tuple[Settling, ...] = ()


@dataclass(frozen=True, slots=True)
class Rests:
    """Why a decision is null: the facts that are missing, and what failed."""

    missing: tuple[str, ...] = ()
    causes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RungPart:
    """A rung: where the entity stands on it (None: cannot be told), whether it holds the title and how, whether the
    conditions are met, and where they are not the nearest way to it."""

    rung: Rung
    state: RungState | None = None
    state_rests: Rests = Rests()
    holds: bool | None = None
    held: Held | None = None
    met: bool | None = None
    met_rests: Rests = Rests()
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class StandingPart:
    """A ladder, and where the entity stands on its rungs."""

    ladder: Ladder
    rungs: tuple[RungPart, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a policy decides for one entity, and why."""

    policy: Policy
    on: date
    entity: str
    identifier: str
    decisions: tuple[Explained, ...]
    missing: tuple[str, ...] = ()  # the facts for want of which a decision cannot be told
    entitlements: tuple[Entitlement, ...] = ()  # where all decisions are explained
    standing: tuple[StandingPart, ...] = ()  # likewise

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """As data for programs; its keys are listed in docs/reference/json.md."""
        from luoshu.engine.explain_json import as_json

        return as_json(self, "zh" if lang == "zh" else "en")

    def to_text(self, lang: str = "en", width: int = 100) -> str:
        """As a tree for people, `width` cells wide."""
        from luoshu.engine.explain_text import as_text

        return as_text(self, "zh" if lang == "zh" else "en", width)
