"""Reads of the list: a page of it, one entry with everything about it, who may advise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from luoshu.office.accounts.models import Kind, Membership, Role, User
from luoshu.office.cultivation.finding import Found
from luoshu.office.cultivation.models import Aim, Entry, Lack, Reading, Search, Task
from luoshu.office.cultivation.models.readings import LONGEST
from luoshu.office.cultivation.moving import COLUMNS
from luoshu.office.cultivation.saying import asked
from luoshu.office.register.models import Entity
from luoshu.office.shell.queries import number_asked
from luoshu.problems import Text

OPEN, ENDED, ALL = "open", "ended", "all"
NOBODY = "none"  # of an adviser: who has none


def may_advise() -> QuerySet[User]:
    """Officers, and people of agencies, as of today."""
    theirs = Q(organisation__kind=Kind.BUREAU, role=Role.OFFICER) | Q(organisation__kind=Kind.AGENCY, role=Role.STAFF)
    held = Membership.objects.in_force().filter(theirs)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def overdue() -> QuerySet[Task]:
    """The tasks of open entries whose day is over."""
    return Task.objects.filter(done_on__isnull=True, due__lt=timezone.localdate(), entry__ended_on__isnull=True)


@dataclass(frozen=True)
class Asked:
    """What somebody asked of the list, as the address has it; what makes no sense is left out."""

    search: str = ""
    aim: int | None = None
    adviser: str = ""
    condition: str = ""
    state: str = OPEN
    overdue: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        adviser, state = given.get("adviser", ""), given.get("state", OPEN)
        return cls(
            given.get("q", "").strip()[:100],
            number_asked(given.get("aim", "")),
            adviser if adviser == NOBODY or number_asked(adviser) is not None else "",
            given.get("condition", "")[:LONGEST],
            state if state in (OPEN, ENDED, ALL) else OPEN,
            given.get("overdue") == "1",
        )

    @property
    def narrows(self) -> bool:
        return self != Asked()

    def entries(self, visible: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those that are asked for, with what a list shows of each."""
        found = visible
        if self.state != ALL:
            found = found.filter(ended_on__isnull=self.state == OPEN)
        if self.search:
            found = found.filter(
                Q(entity__name__icontains=self.search) | Q(entity__identifier__istartswith=self.search)
            )
        if self.aim is not None:
            found = found.filter(aim=self.aim)
        if self.adviser:
            found = found.filter(adviser=None if self.adviser == NOBODY else int(self.adviser))
        if self.condition:
            failing = Lack.objects.filter(reading=OuterRef("reading"), condition=self.condition)
            found = found.filter(Exists(failing))
        if self.overdue:
            found = found.filter(Exists(overdue().filter(entry=OuterRef("pk"))))
        return with_all(found).order_by("-since", "-pk")


def with_all(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """With entity, aim, adviser, what lacks now, and how many tasks are open and overdue."""
    open_ = Task.objects.filter(entry=OuterRef("pk"), done_on__isnull=True).order_by().values("entry")
    late = open_.filter(due__lt=timezone.localdate())
    return (
        entries.select_related("entity", "aim", "adviser", "reading__search", "ended_by")
        .prefetch_related("reading__lacks")
        .annotate(
            tasks_open=Subquery(open_.annotate(n=Count("pk")).values("n")),
            tasks_late=Subquery(late.annotate(n=Count("pk")).values("n")),
        )
    )


def aims_in_list() -> QuerySet[Aim]:
    """The aims of which there is an entry."""
    return Aim.objects.filter(Exists(Entry.objects.filter(aim=OuterRef("pk"))))


def advisers_in_list() -> QuerySet[User]:
    return User.objects.filter(Exists(Entry.objects.filter(adviser=OuterRef("pk")))).order_by("name", "pk")


def conditions_in_list() -> list[tuple[str, Text]]:
    """The conditions that open entries fail now and what they ask, those that most fail first."""
    now = Entry.objects.filter(ended_on__isnull=True, reading__isnull=False).values("reading")
    counted = Lack.objects.filter(reading__in=now).order_by().values("condition").annotate(n=Count("pk"))
    found = list(counted.order_by("-n", "condition").values_list("condition", flat=True)[:100])
    return list(asked_by(found).items())


def asked_by(conditions: Iterable[str]) -> dict[str, Text]:
    """What conditions ask in plain words, each as the last search has it that found somebody who fails it."""
    wanted = list(conditions)
    failed = Lack.objects.filter(condition__in=wanted).order_by().values("condition")
    searches = dict(failed.annotate(search=Max("reading__search")).values_list("condition", "search"))
    results = dict(Search.objects.filter(pk__in=set(searches.values())).values_list("pk", "result"))
    return {each: asked(each, results[searches[each]].get("conditions", {})) for each in wanted}


def own_entries(visible: QuerySet[Entry]) -> QuerySet[Entry]:
    """With their tasks; what is open first, then the latest."""
    found = with_all(visible).prefetch_related("tasks__done_by")
    return found.order_by(F("ended_on").desc(nulls_first=True), "-since", "pk")


def with_entries(search: Search, found: Sequence[Found]) -> list[tuple[Found, Entity | None, int | None]]:
    """Each that a search found with its entity, and the entry by which it stands in the list already."""
    identifiers = [each.identifier for each in found]
    entities = {
        entity.identifier: entity for entity in Entity.objects.filter(kind=search.aim.kind, identifier__in=identifiers)
    }
    there = dict(
        Entry.objects.filter(aim=search.aim, ended_on=None, entity__in=entities.values()).values_list("entity_id", "pk")
    )
    table = []
    for each in found:
        entity = entities.get(each.identifier)
        table.append((each, entity, there.get(entity.pk) if entity else None))
    return table


def readings_of(entry: Entry) -> list[Reading]:
    """What the searches found about an entry that its page shows, the latest day first."""
    found = entry.readings.select_related("search").prefetch_related("lacks")
    return list(found.order_by("-search__on", "-search_id")[:COLUMNS])
