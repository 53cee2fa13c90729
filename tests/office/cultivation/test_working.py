"""What can happen to an entry, what the database itself refuses, and who may do what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.office.agreement import disagreements
from tests.office.cultivation.conftest import Cultivating
from tests.office.people import CODE, OTHER_CODE, cast, user

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import holdings
from luoshu.office.audit.models import Record
from luoshu.office.cultivation.actions.end_entry import end_entry, reopen_entry
from luoshu.office.cultivation.actions.finish_task import finish_task, reopen_task
from luoshu.office.cultivation.actions.give_adviser import give_adviser
from luoshu.office.cultivation.actions.note_visit import note_visit
from luoshu.office.cultivation.actions.set_task import set_task
from luoshu.office.cultivation.actions.take_in import put_back, take_in
from luoshu.office.cultivation.models import Aim, Entry, Note, Task
from luoshu.office.cultivation.rules import (
    does_task,
    entries_visible_to,
    entries_worked_on_by,
    sees_entry,
    tasks_done_by,
    works_on,
)
from luoshu.office.register.models import Entity, Recording, Source

pytestmark = pytest.mark.django_db
TODAY = date.today


@pytest.fixture
def firm(db: None) -> Entity:
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="名单")
    first = Recording.objects.create(at=timezone.now(), source=source)
    return Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=first)


@pytest.fixture
def aim(db: None) -> Aim:
    return Aim.objects.create(policy="cn/tech-sme", decision="符合现行评价条件", kind="企业", zh="科小", en="S&T SME")


@pytest.fixture
def entry(firm: Entity, aim: Aim, officer: User) -> Entry:
    today = timezone.localdate()
    return Entry.objects.create(entity=firm, aim=aim, since=today, taken_by=officer, taken_at=timezone.now())


def test_many_are_taken_in_at_once_and_put_back(firms: list[str], cultivating: Cultivating, officer: User) -> None:
    work = cultivating.search()
    made = take_in(officer, work, firms)
    assert len(made) == 3
    assert all(entry.reading and entry.reading.search == work for entry in made)
    with pytest.raises(ValidationError, match="已经在库"):
        take_in(officer, work, firms)
    with pytest.raises(ValidationError, match="没有选中"):
        take_in(officer, work, [])
    note_visit(officer, made[0].pk, timezone.localdate(), "第一次走访")
    assert put_back(user("别人"), [entry.pk for entry in made]) == 0
    assert put_back(officer, [entry.pk for entry in made]) == 2
    assert list(Entry.objects.all()) == [made[0]]
    assert Record.objects.filter(action="cultivation.put-back").count() == 2


def test_an_entity_stands_once_an_aim_while_open(entry: Entry, officer: User) -> None:
    again = {"entity": entry.entity, "aim": entry.aim, "since": entry.since, "taken_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**again, taken_by=officer)
    end_entry(officer, entry.pk, "gave-up", timezone.localdate(), "改做其他产品")
    Entry.objects.create(**again, taken_by=officer)
    with pytest.raises(ValidationError, match="重新入库"):
        reopen_entry(officer, entry.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": "gave-up"},
        {"ended_on": date(2099, 1, 1), "end": "gave-up"},  # without a reason
        {"ended_on": date(2099, 1, 1), "end": "reached", "reason": "达成"},  # without a document
        {"ended_on": date(2000, 1, 1), "end": "other", "reason": "以前"},  # before it was taken in
    ],
)
def test_the_database_refuses_an_end_without_what_belongs_to_it(
    entry: Entry, officer: User, wrong: dict[str, object]
) -> None:
    given = {"ended_by": officer} | wrong if "ended_on" in wrong else wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**given)


def test_an_entry_ends_once_with_its_reason_and_comes_back(entry: Entry, officer: User) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="证书编号"):
        end_entry(officer, entry.pk, "reached", today, "取得证书")
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(ValidationError, match="之间"):
            end_entry(officer, entry.pk, "gave-up", day, "放弃")
    end_entry(officer, entry.pk, "reached", today, "取得证书", "2025410311A8000001")
    entry.refresh_from_db()
    assert (entry.end, entry.document, entry.is_open) == ("reached", "2025410311A8000001", False)
    for late in (
        lambda: end_entry(officer, entry.pk, "other", today, "再来一次"),
        lambda: set_task(officer, entry.pk, "做", "enterprise", today),
        lambda: note_visit(officer, entry.pk, today, "走访"),
        lambda: give_adviser(officer, entry.pk, None),
    ):
        with pytest.raises(ValidationError):
            late()
    reopen_entry(officer, entry.pk)
    entry.refresh_from_db()
    assert (entry.end, entry.document, entry.reason, entry.is_open) == ("", "", "", True)
    actions = list(Record.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["cultivation.ended", "cultivation.reopened"]


def test_an_adviser_is_an_officer_or_of_an_agency(entry: Entry, officer: User, adviser: User, operator: User) -> None:
    for person in (adviser, officer):
        assert give_adviser(officer, entry.pk, person).adviser == person
    for person in (operator, user("路人")):
        with pytest.raises(ValidationError):
            give_adviser(officer, entry.pk, person)
    assert give_adviser(officer, entry.pk, None).adviser is None


def test_a_task_is_set_done_and_opened_again(entry: Entry, officer: User, operator: User) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="已过"):
        set_task(officer, entry.pk, "补账", "enterprise", today - timedelta(days=1))
    with pytest.raises(ValidationError, match="辅导员"):
        set_task(officer, entry.pk, "看账", "adviser", today)
    task = set_task(officer, entry.pk, "补研发辅助账", "enterprise", today, "研发费用占比 >= 5%")
    finish_task(operator, task.pk, "已建账")
    with pytest.raises(ValidationError, match="已经完成"):
        finish_task(operator, task.pk, "又一次")
    task.refresh_from_db()
    assert (task.done_on, task.done_by, task.outcome) == (today, operator, "已建账")
    held = {each.key: each.export for each in holdings()}
    assert [(row["part"], row["outcome"]) for row in held["tasks"](officer)] == [("set", "")]
    assert [(row["part"], row["outcome"]) for row in held["tasks"](operator)] == [("done", "已建账")]
    assert [row["part"] for row in held["taken-in"](officer)] == ["taken in"]
    reopen_task(officer, task.pk)
    task.refresh_from_db()
    assert (task.done_on, task.done_by, task.outcome) == (None, None, "")
    with pytest.raises(ValidationError, match="没有完成"):
        reopen_task(officer, task.pk)


def test_notes_stay_as_they_are(entry: Entry, officer: User) -> None:
    with pytest.raises(ValidationError, match="没有到"):
        note_visit(officer, entry.pk, timezone.localdate() + timedelta(days=1), "明天")
    note = note_visit(officer, entry.pk, timezone.localdate(), "看了车间")
    for change in (lambda: Note.objects.update(text="没看"), note.delete):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change()


def test_the_rules_and_what_they_hold_for_agree(firm: Entity, aim: Aim) -> None:
    people = cast()
    today, now = timezone.localdate(), timezone.now()
    other = Entity.objects.create(kind="企业", identifier=OTHER_CODE, first=firm.first)
    made = []
    for entity in (firm, other):
        for ended in (False, True):
            end = {"end": "other", "reason": "测试", "ended_on": today, "ended_by": people.officer} if ended else {}
            entry = Entry.objects.create(
                entity=entity, aim=aim, since=today, taken_by=people.officer, taken_at=now,
                adviser=people.unauthorised if entity == firm else people.accountant, **end,
            )  # fmt: skip
            for doer in Task.Doer:
                Task.objects.create(entry=entry, what="做", doer=doer, due=today, set_by=people.officer, set_at=now)
            made.append(entry)
    entries = Entry.objects.select_related("entity")
    tasks = Task.objects.select_related("entry__entity")
    assert disagreements(sees_entry, entries_visible_to, entries, people) == []
    assert disagreements(works_on, entries_worked_on_by, entries, people) == []
    assert disagreements(does_task, tasks_done_by, tasks, people) == []
    from luoshu.office.accounts.acting import Acting

    assert entries_visible_to(Acting.of(people.operator)).count() == 2
    assert entries_visible_to(Acting.of(people.unauthorised)).count() == 2
    assert entries_visible_to(Acting.of(people.stranger)).count() == 0
    assert tasks_done_by(Acting.of(people.operator)).count() == 1
    assert entries_worked_on_by(Acting.of(people.auditor)).count() == 0
