"""Who works the list: officers all of it; advisers what they advise; an enterprise sees its own and does its tasks."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import rule
from luoshu.office.accounts.meanwhile import Changed, while_
from luoshu.office.accounts.models import Role
from luoshu.office.accounts.rules import fills_for_enterprise, of_the_house, officer, reads_for_enterprise
from luoshu.office.cultivation.models import Entry, Task
from luoshu.office.register.words import ENTERPRISE
from luoshu.problems import Text

reads = of_the_house
keeps = officer
reads_own = reads_for_enterprise
fills_own = fills_for_enterprise
ADVISERS = (Role.OFFICER, Role.STAFF)


@rule("经办人员或服务机构的工作人员", "officers and people of agencies")
def advises(who: Acting, _: object) -> bool:
    return who.has(*ADVISERS)


@rule(
    "园区管理机构的人员、该户的辅导员或该企业的人员",
    "the zone office, the entry's adviser and people of the enterprise",
)
def sees_entry(who: Acting, entry: Entry) -> bool:
    return reads(who) or _is_advised(who, entry) or _is_own(who, entry)


def entries_visible_to(who: Acting) -> QuerySet[Entry]:
    """Those for which `sees_entry` holds."""
    if reads(who):
        return Entry.objects.all()
    return Entry.objects.filter(_advised(who) | _own(who))


def _left(entry: Entry) -> Changed:
    """What somebody reads who wanted to do something for an entry that is over."""
    said = Text(
        f"该户已于 {entry.ended_on} 出库，刚才要做的没有做：任务和记录不能再改。",
        f"It left the list on {entry.ended_on}, and what you asked for was not done: tasks and notes stay as they are.",
    )
    return Changed(reverse("cultivation-entry", args=(entry.pk,)), said)


@while_(lambda entry: entry.is_open, _left)
@rule("经办人员或该户的辅导员", "officers and the entry's adviser")
def works_on(who: Acting, entry: Entry) -> bool:
    return keeps(who) or _is_advised(who, entry)


keeps_entry = while_(lambda entry: entry.is_open, _left)(keeps)


def entries_worked_on_by(who: Acting) -> QuerySet[Entry]:
    """Those for which `works_on` holds."""
    open_ = Entry.objects.filter(ended_on__isnull=True)
    return open_ if keeps(who) else open_.filter(_advised(who))


@while_(lambda task: task.entry.is_open, lambda task: _left(task.entry))
@rule(
    "经办人员、该户的辅导员，企业的任务也可由该企业",
    "officers and the entry's adviser; of its own tasks the enterprise too",
)
def does_task(who: Acting, task: Task) -> bool:
    own = task.doer == Task.Doer.ENTERPRISE and fills_own(who) and _is_own(who, task.entry)
    return own or works_on.whatever_the_state(who, task.entry)


def tasks_done_by(who: Acting) -> QuerySet[Task]:
    """Those for which `does_task` holds."""
    theirs = Q(entry__in=entries_worked_on_by(who))
    if fills_own(who):
        own = Entry.objects.filter(_own(who), ended_on__isnull=True)
        theirs |= Q(doer=Task.Doer.ENTERPRISE, entry__in=own)
    return Task.objects.filter(theirs)


def _is_advised(who: Acting, entry: Entry) -> bool:
    return advises(who) and who.user is not None and entry.adviser_id == who.user.pk


def _advised(who: Acting) -> Q:
    return Q(adviser=who.user.pk) if advises(who) and who.user is not None else Q(pk__in=())


def _is_own(who: Acting, entry: Entry) -> bool:
    own, entity = who.enterprise, entry.entity
    return bool(reads_own(who) and own and entity.kind == ENTERPRISE and entity.identifier == own.identifier)


def _own(who: Acting) -> Q:
    if not reads_own(who) or who.enterprise is None:
        return Q(pk__in=())
    return Q(entity__kind=ENTERPRISE, entity__identifier=who.enterprise.identifier)
