"""Where the entries of a register stand in its stages, and which are late, by how many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshu.office.register.entries import Entry, Held
from luoshu.policy.quantities import Stage

MOST = 20  # delays that are listed


@dataclass(frozen=True, slots=True)
class Reached:
    """How many have reached a stage, and how many were to have; None where the stage has no planned day."""

    name: str
    actual: int
    planned: int | None
    late: int


@dataclass(frozen=True, slots=True)
class Delay:
    """A stage that was reached late, or is not reached though its day has passed (`actual` is None)."""

    entry: Entry
    stage: str
    planned: date
    actual: date | None
    days: int


@dataclass(frozen=True)
class Pipeline:
    """How far a register's entries have come."""

    stages: list[Reached]
    delays: list[Delay]  # the longest first
    late: int
    total: int

    @property
    def is_planned(self) -> bool:
        return any(stage.planned is not None for stage in self.stages)


def pipeline_of(held: Held) -> Pipeline | None:
    """None where the register has no stages, or no entries."""
    stages = held.register.stages if held.register else ()
    entries = held.under_way
    if not stages or not entries:
        return None
    delays = sorted(
        (delay for entry in entries for stage in stages if (delay := _delay(entry, stage, held.on))),
        key=lambda delay: (delay.actual is not None, -delay.days, delay.entry.identifier),
    )
    reached = [
        Reached(
            stage.name,
            sum(_by(entry, stage.actual, held.on) for entry in entries),
            sum(_by(entry, stage.planned, held.on) for entry in entries) if stage.planned else None,
            sum(delay.stage == stage.name and delay.actual is None for delay in delays),
        )
        for stage in stages
    ]
    return Pipeline(reached, delays[:MOST], len(delays), len(entries))


def _by(entry: Entry, name: str, on: date) -> bool:
    day = entry.day(name)
    return day is not None and day <= on


def _delay(entry: Entry, stage: Stage, on: date) -> Delay | None:
    planned = entry.day(stage.planned) if stage.planned else None
    actual = entry.day(stage.actual)
    if actual is not None and actual > on:
        actual = None
    if planned is None or planned >= (actual or on):
        return None
    return Delay(entry, stage.name, planned, actual, ((actual or on) - planned).days)
