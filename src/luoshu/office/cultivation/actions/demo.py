"""Fills the cultivation list of the sample zone, by the very way on which officers work it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.cultivation.actions.end_entry import end_entry
from luoshu.office.cultivation.actions.finish_task import finish_task
from luoshu.office.cultivation.actions.give_adviser import give_adviser
from luoshu.office.cultivation.actions.note_visit import note_visit
from luoshu.office.cultivation.actions.search_near import ask_search, search_near
from luoshu.office.cultivation.actions.set_task import set_task
from luoshu.office.cultivation.actions.take_in import take_in
from luoshu.office.cultivation.aims import offered
from luoshu.office.cultivation.finding import of, page
from luoshu.office.cultivation.models import Entry, Search, Task
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.cut_snapshot import ask_snapshot, cut_snapshot
from luoshu.office.register.models import Fact, Snapshot
from luoshu.office.register.working import carry_out

TAKEN = 12
SINCE = timedelta(days=75)
_AIMS = (("luoyang/ladders", "科技企业梯次", "小"), ("luoyang/ladders", "科技企业梯次", "高"))


def demo(actor: User, adviser: User, on: date, own: Sequence[str] = ()) -> list[Entry]:
    """Who is near two rungs of the latest snapshot; a dozen of each are taken in (those of `own` who are near among
    them), advised, given tasks; after a quarter some have spent more on R&D, and one has reached its aim."""
    snapshot = Snapshot.objects.filter(state=Snapshot.State.DONE).latest("pk")
    made: list[Entry] = []
    for policy, ladder, rung in _AIMS:
        found = next(
            (each for each in offered(on) if (each.policy.id, each.ladder, each.rung) == (policy, ladder, rung)), None
        )
        if found is not None:
            made += _taken(actor, _searched(actor, Search(aim=found.aim(), snapshot=snapshot, on=on)), own)
    if not made:
        return []
    Entry.objects.filter(pk__in=[entry.pk for entry in made]).update(since=timezone.localdate() - SINCE)
    _work_on(actor, adviser, made)
    _spend_more(actor, on, made)
    later = ask_snapshot(actor, Snapshot(on=on, as_of=timezone.now(), purpose="培育季度更新"))
    carry_out(Snapshot, later.pk, cut_snapshot)
    later.refresh_from_db()
    for aim in {entry.aim_id: entry.aim for entry in made}.values():
        _searched(actor, Search(aim=aim, snapshot=later, on=on))
    today = timezone.localdate()
    end_entry(actor, made[-1].pk, Entry.End.REACHED, today, "公告认定", "样本〔2025〕1 号")
    end_entry(actor, made[-2].pk, Entry.End.GAVE_UP, today, "企业转产，不再申报")
    return made


def _searched(actor: User, work: Search) -> Search:
    ask_search(actor, work)
    carry_out(Search, work.pk, search_near)
    work.refresh_from_db()
    return work


def _taken(actor: User, work: Search, own: Sequence[str]) -> list[Entry]:
    """The nearest, and those of `own` who are near or cannot be told."""
    _, nearest = page(work.found, "near", None, 0, TAKEN)
    theirs = [each for each in of(work.found, own).values() if each.standing in ("near", "unknown")]
    identifiers = dict.fromkeys(each.identifier for each in [*theirs, *nearest])
    return take_in(actor, work, identifiers) if identifiers else []


def _work_on(actor: User, adviser: User, entries: list[Entry]) -> None:
    today = timezone.localdate()
    for number, entry in enumerate(entries):
        if number % 4 == 3:
            continue  # of some nobody has thought yet
        give_adviser(actor, entry.pk, adviser if number % 2 == 0 else actor)
        lacks = entry.reading.lacks.first() if entry.reading else None
        condition = lacks.condition if lacks else ""
        set_task(
            actor, entry.pk, "建好研发辅助账，补齐凭证", Task.Doer.ENTERPRISE, today + timedelta(days=30), condition
        )
        task = set_task(
            actor, entry.pk, "上门核对研发费用口径", Task.Doer.ADVISER, today + timedelta(days=7 + number), condition
        )
        if number % 3 == 0:
            note_visit(actor, entry.pk, today, "看了车间和账，研发人员工时没有单独记录，已说明怎么记。")
            finish_task(actor, task.pk, "已核对，口径一致")
        elif number % 3 == 1:
            Task.objects.filter(pk=task.pk).update(due=today - timedelta(days=5 + number))


def _spend_more(actor: User, on: date, entries: list[Entry]) -> None:
    """The sample has no time to wait for: half of the entries have spent a tenth more on R&D."""
    year = on.year - 1
    for entry in entries[::2]:
        fact = Fact.objects.filter(entity=entry.entity_id, name="研发费用", year=year, ended__isnull=True).first()
        if fact is not None:
            value = (Decimal(fact.value) * Decimal("1.1")).quantize(Decimal("0.01"))
            correct(actor, entry.entity, fact.name, year, str(value), "季度核对研发辅助账")
