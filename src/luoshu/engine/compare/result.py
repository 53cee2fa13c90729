"""What a comparison finds: as data, for the screen, for JSON and for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from luoshu.engine.compare.causes import Cause
from luoshu.engine.compare.groups import By
from luoshu.engine.compare.pairs import Pair, Pairing
from luoshu.engine.compare.parameters import ParameterChange
from luoshu.engine.headlines import particulars
from luoshu.engine.report.tallies import Tally
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.model import Benefit, Policy
from luoshu.policy.settings import Setting
from luoshu.problems import Problem

STATES = ("yes", "no", "value", "unknown", "failed")
Kind = Literal["yes or no", "number", "other"]
_KNOWN = ("yes", "no", "value")


@dataclass
class Moves:
    """How many went from which answer to which."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, before: Sequence[str] = STATES, after: Sequence[str] = STATES) -> int:
        return sum(self.counts[one, other] for one in before for other in after)

    @property
    def before(self) -> Tally:
        return Tally(**{state: self.count([state]) for state in STATES})

    @property
    def after(self) -> Tally:
        return Tally(**{state: self.count(after=[state]) for state in STATES})

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def gain(self) -> int:
        """From no to yes."""
        return self.counts["no", "yes"]

    @property
    def lose(self) -> int:
        return self.counts["yes", "no"]

    @property
    def become_known(self) -> int:
        return self.count(("unknown", "failed"), _KNOWN)

    @property
    def no_longer_known(self) -> int:
        return self.count(_KNOWN, ("unknown", "failed"))


@dataclass
class Values:
    """A number, of those for whom it is known on both sides."""

    known: int = 0
    before: Decimal = Decimal(0)  # the sums
    after: Decimal = Decimal(0)
    rise: int = 0
    fall: int = 0
    median_change: Decimal | None = None

    @property
    def change(self) -> int:
        return self.rise + self.fall

    @property
    def mean_before(self) -> Decimal | None:
        return self.before / self.known if self.known else None

    @property
    def mean_after(self) -> Decimal | None:
        return self.after / self.known if self.known else None

    @property
    def mean_change(self) -> Decimal | None:
        return (self.after - self.before) / self.change if self.change else None


@dataclass
class Change:
    """One pair of decisions over everyone. `alike`: the two rules decide it in the same way, whatever the facts."""

    pair: Pair
    kind: Kind
    alike: bool
    unit: str
    moves: Moves = field(default_factory=Moves)
    values: Values = field(default_factory=Values)  # of a number
    parameters: list[ParameterChange] = field(default_factory=list)  # those it speaks of, where their values differ
    differ: int = 0  # known on both sides, and not the same
    causes: Counter[Cause] = field(default_factory=Counter)
    by: dict[str, dict[str | None, Moves]] = field(default_factory=dict)  # fact, then group

    @property
    def changed(self) -> int:
        """For how many the answer is another."""
        return self.differ + self.moves.become_known + self.moves.no_longer_known


@dataclass
class Amounts:
    """Money on both sides, in yuan a year; `open` counts those for whom it cannot be told."""

    entitled_before: int = 0
    entitled_after: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    open_before: int = 0
    open_after: int = 0
    gain: int = 0
    lose: int = 0
    open: int = 0  # neither gains nor loses, as far as can be told

    def __iadd__(self, other: Amounts) -> Amounts:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass
class BenefitChange:
    """A benefit from a fund; one that a rule does not have, or pays from another fund, is None on that side."""

    name: str
    fund: str
    before: Benefit | None
    after: Benefit | None
    amounts: Amounts = field(default_factory=Amounts)
    by: dict[str, dict[str | None, Amounts]] = field(default_factory=dict)

    @property
    def pays(self) -> bool:
        """Whether it is money; else relief in kind."""
        return any(side is not None and side.amount is not None for side in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Share:
    """What one entity gets in all."""

    entity: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass
class Money:
    """All benefits together. `total` counts entities, of whom each gains or loses over all benefits."""

    benefits: list[BenefitChange] = field(default_factory=list)
    total: Amounts = field(default_factory=Amounts)
    by: dict[str, dict[str | None, Amounts]] = field(default_factory=dict)
    gains: list[Share] = field(default_factory=list)  # the largest
    losses: list[Share] = field(default_factory=list)

    @property
    def funds(self) -> dict[str, Amounts]:
        """The money of each fund; gains and losses are those of its benefits, one by one."""
        return _by_fund((each, each.amounts) for each in self.benefits)

    def funds_of(self, fact: str, group: str | None) -> dict[str, Amounts]:
        """The same of one group."""
        return _by_fund((each, each.by[fact][group]) for each in self.benefits if group in each.by.get(fact, {}))


def _by_fund(amounts: Iterable[tuple[BenefitChange, Amounts]]) -> dict[str, Amounts]:
    found: dict[str, Amounts] = {}
    for each, of_each in amounts:
        if each.pays:
            total = found.setdefault(each.fund, Amounts())
            total += of_each
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rules: `policy` with the parameters of a day where that is not the run's, and with settings."""

    policy: Policy
    settings: tuple[Setting, ...] = ()

    @property
    def day(self) -> date | None:
        return self.policy.as_of


@dataclass
class Comparison:
    before: Side
    after: Side
    on: date
    snapshot: Snapshot
    pairing: Pairing
    parameters: list[ParameterChange]
    by: list[By]
    changes: list[Change]  # in the order of the pairs
    headlines: list[str]  # the names of those that matter by themselves
    money: Money
    entities: int
    interpreted: list[str] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)  # of the data
    warnings: list[Problem] = field(default_factory=list)
    out: Path | None = None
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def final(self) -> list[Change]:
        return [change for change in self.changes if change.pair.name in self.headlines]

    @property
    def others(self) -> list[Change]:
        """What changes on the way to those, most first; the particulars of benefits are told with the benefits."""
        told: set[str | None] = set(self.headlines)
        for policy in (self.before.policy, self.after.policy):
            told |= particulars(policy) | {benefit.who for benefit in policy.benefits}
        found = [each for each in self.changes if each.changed and each.pair.name not in told]
        return sorted(found, key=lambda change: -change.changed)

    @property
    def unset(self) -> list[ParameterChange]:
        """The parameters that the second policy itself gives other values."""
        told = {(each.policy.id, each.name) for each in self.after.settings}
        return [each for each in self.parameters if (each.policy.id, each.name) not in told]
