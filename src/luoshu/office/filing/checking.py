"""What the policies about a register's entries say of an application, before anybody decides: the engine is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from luoshu.office.filing.models import Application
from luoshu.office.filing.registers import Kept
from luoshu.office.filing.showing import Seen
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.own_answers import Answered, Known, answered, frozen
from luoshu.office.register.policies import runnable_policies
from luoshu.problems import ProblemError, Text


@dataclass(frozen=True)
class Checked:
    """The answers; where none could be had, why."""

    answers: list[Answered]
    fault: Text | None = None


def checked(application: Application, kept: Kept, seen: Seen) -> Checked | None:
    """None where it is decided, no policy is about what the register holds, or the entry is to be cancelled."""
    if not (application.is_open or application.is_draft) or application.kind == Application.Kind.CANCEL:
        return None
    on = timezone.localdate()
    policies = runnable_policies(kept.name, on)
    if not policies:
        return None
    asked = {word.name for word in kept.asked}
    facts = {name: value for name, value in seen.known.items() if name not in asked} | {**seen.stated}
    facts.setdefault(kept.register.owner, application.organisation.identifier or "")
    rows = tuple(
        (0, name, application.year if kept.record.facts[name].annual else NO_YEAR, value)
        for name, value in facts.items()
        if name in kept.record.facts
    )
    known = Known(0, kept.name, application.reference, rows, ())
    try:
        with frozen(known, on) as snapshot:
            return Checked([answered(policy, snapshot, known.identifier, on) for policy in policies])
    except ProblemError as error:
        return Checked([], error.problems[0].text)
