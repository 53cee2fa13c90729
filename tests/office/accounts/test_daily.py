"""What the office does by itself once a day, and that it does so once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.office.people import cast, signed_in, user
from tests.office.register.helping import work_off

from luoshu.office.accounts import daily
from luoshu.office.accounts.actions.keep_daily import DONE, ask_for_next, do_chores
from luoshu.office.accounts.models.sign_ins import Outcome, SignIn
from luoshu.office.accounts.tasks import daily as task
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import broken
from luoshu.problems import Text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cache_table(db: None) -> None:
    call_command("createcachetable", verbosity=0)


def waiting() -> list[datetime]:
    ready = DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
    return list(ready.values_list("run_after", flat=True))


def test_what_is_over_goes_and_the_rest_stays() -> None:
    now = timezone.now()
    for days in (1, 900):
        SignIn.objects.create(at=now - timedelta(days=days), outcome=Outcome.values[0])
        session = SessionStore()
        session["kept"] = days
        session.save()
        Session.objects.filter(session_key=session.session_key).update(expire_date=now + timedelta(days=2 - days))
        cache.set(f"after-{days}", 1, 3600)
        task.enqueue()
    with connection.cursor() as cursor:
        over = connection.ops.adapt_datetimefield_value(now - timedelta(days=3))
        cursor.execute("UPDATE office_cache SET expires = %s WHERE cache_key LIKE %s", [over, "%900%"])
    old = DBTaskResult.objects.first()
    assert old is not None
    ended = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": now - timedelta(days=30)}
    DBTaskResult.objects.filter(pk=old.pk).update(**ended)
    assert do_chores()
    removed = Record.objects.get(action=DONE).detail["removed"]
    assert {name: removed[name] for name in ("sign-ins", "sessions", "cache", "task-results")} == {
        "sign-ins": 1,
        "sessions": 1,
        "cache": 1,
        "task-results": 1,
    }
    assert (SignIn.objects.count(), Session.objects.count(), DBTaskResult.objects.count()) == (1, 1, 1)
    assert cache.get("after-1") == 1
    assert list(broken()) == []


def test_each_day_asks_for_the_next_in_the_night() -> None:
    assert ask_for_next()
    work_off()
    assert Record.objects.filter(action=DONE).count() == 1
    (after,) = waiting()
    local = timezone.localtime(after)
    assert (local.hour, local.minute) == (3, 0)
    assert timedelta(0) < after - timezone.now() <= timedelta(days=1)
    assert not ask_for_next()  # the office starts again


def test_two_starts_at_once_leave_one() -> None:
    task.enqueue()
    task.enqueue()
    work_off()
    assert Record.objects.filter(action=DONE).count() == 1
    assert len(waiting()) == 1


def test_an_office_that_was_off_for_days_does_it_at_once() -> None:
    do_chores()
    ask_for_next(timezone.now() + timedelta(days=3))
    assert DBTaskResult.objects.ready().count() == 1


def test_a_worker_that_was_killed_at_it_does_not_end_it_for_ever() -> None:
    ask_for_next()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert ask_for_next()


def test_an_office_started_by_day_does_it_in_the_night_that_comes() -> None:
    assert do_chores()
    assert not do_chores()
    (last,) = Record.objects.filter(action=DONE)
    night = timezone.localtime(last.at + timedelta(days=1)).replace(hour=3, minute=0)
    assert do_chores(night)


def test_a_chore_that_fails_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> int:
        raise OSError

    known = {"broken": daily.Chore("broken", Text("坏", "broken"), breaks), **daily._CHORES}
    monkeypatch.setattr(daily, "_CHORES", known)
    do_chores()
    detail = Record.objects.get(action=DONE).detail
    assert detail["failed"] == ["broken"]
    assert "sign-ins" in detail["removed"]
    anew = daily.Chore("new", Text("新的", "new"), lambda: 0)
    monkeypatch.setattr(daily, "_CHORES", known | {"new": anew})
    page = signed_in(cast().administrator).get("/account/house/")
    assert page.text.count("没有完成") == 1
    assert page.text.count("还没有进行过") == 1  # what came since has not failed


def test_the_house_page_says_when_it_was(django_assert_max_num_queries: DjangoAssertNumQueries, client: Any) -> None:
    people = cast()
    theirs = signed_in(people.auditor)
    assert "还没有进行过" in theirs.get("/account/house/").text
    do_chores()
    with django_assert_max_num_queries(10):
        assert timezone.localtime().strftime("%H:") in theirs.get("/account/house/").text
    assert signed_in(user("nobody")).get("/account/house/").status_code == 403
