"""Reads of applications: an owner's own, the officers' work list, what is offered to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.filing.models import OPEN, Application
from luoshu.office.filing.registers import Kept
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.purposes import FILING
from luoshu.office.register.queries import current_facts

OPEN_FIRST = {Application.State.SUBMITTED: 0, Application.State.OWED: 1}


@dataclass(frozen=True)
class Asked:
    """What an officer asked of the work list, as the address has it; what makes no sense is left out."""

    state: str = "open"
    register: str = ""
    search: str = ""

    @classmethod
    def of(cls, given: dict[str, str], names: list[str]) -> Asked:
        state = given.get("state", "open")
        submitted = [each.value for each in Application.State if each is not Application.State.DRAFT]
        register = given.get("register", "")
        return cls(
            state if state in ("open", "overdue", "all", *submitted) else "open",
            register if register in names else "",
            given.get("q", "").strip()[:100],
        )


def work_list(visible: QuerySet[Application], asked: Asked) -> QuerySet[Application]:
    """What waits for an officer, first that which is due first; then what applicants owe; then the decided."""
    found = visible
    if asked.state == "open":
        found = found.filter(state__in=OPEN)
    elif asked.state == "overdue":
        found = found.filter(_overdue())
    elif asked.state != "all":
        found = found.filter(state=asked.state)
    if asked.register:
        found = found.filter(register=asked.register)
    if asked.search:
        named = Q(title__icontains=asked.search) | Q(organisation__name__icontains=asked.search)
        found = found.filter(named | Q(entry__identifier__istartswith=asked.search))
    rank = Case(
        *(When(state=state, then=Value(number)) for state, number in OPEN_FIRST.items()),
        default=Value(len(OPEN_FIRST)),
        output_field=IntegerField(),
    )
    order = (rank, F("due").asc(nulls_last=True), F("decided_on").desc(nulls_last=True), "pk")
    return found.select_related("organisation", "entry", "decided_by").order_by(*order)


def counted(visible: QuerySet[Application]) -> dict[str, int]:
    """How many wait, how many of these are late, how many applicants owe something."""
    return visible.aggregate(
        waiting=Count("pk", filter=Q(state=Application.State.SUBMITTED)),
        overdue=Count("pk", filter=_overdue()),
        owed=Count("pk", filter=Q(state=Application.State.OWED)),
    )


def _overdue() -> Q:
    return Q(state=Application.State.SUBMITTED, due__lt=timezone.localdate())


def known_of(entry: Entity, kept: Kept, year: int, by: User | None) -> dict[str, str]:
    """The values by fact that an entry has now, annual ones in a year; `by` looks at them."""
    rows = current_facts().filter(entity=entry, year__in=(NO_YEAR, year))
    with Look(by, FILING, entry) as look:
        look.at(rows)
    facts = kept.record.facts
    return {
        name: value
        for name, of, value in rows.values_list("name", "year", "value")
        if name in facts and of == (year if facts[name].annual else NO_YEAR)
    }


def differing(before: Mapping[str, str], after: Mapping[str, str], names: Iterable[str]) -> dict[str, list[str]]:
    """Of some facts those whose value is another, each with both values; nothing is an empty text."""
    pairs = {name: [before.get(name, ""), after.get(name, "")] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def usual_dates(application: Application, kept: Kept) -> dict[str, str]:
    """What an officer fills in mostly on registering: of the first stage the day of submission, of the last today."""
    stages = kept.register.stages
    if application.kind != Application.Kind.NEW or application.submitted_on is None or not stages:
        return {}
    days = {stages[0].actual: application.submitted_on, stages[-1].actual: timezone.localdate()}
    return {name: day.isoformat() for name, day in days.items()}


def next_number(kept: Kept) -> str:
    """A number of registration that nothing has yet, in the order of the year: 2026-0012."""
    first = f"{timezone.localdate().year}-"
    taken = Entity.objects.filter(kind=kept.name, identifier__startswith=first).values_list("identifier", flat=True)
    numbers = [int(rest) for each in taken if (rest := each.removeprefix(first)).isascii() and rest.isdigit()]
    return f"{first}{max(numbers, default=0) + 1:04}"
