"""What a draft would cost, tried over a snapshot before it is approved; kept with the text that it was of."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.office.library.documents import document
from tests.office.people import Cast, cast, signed_in
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import SmallZone, work_off

from luoshu.office.accounts.actions.keep_house import set_house_rules
from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.home import Home
from luoshu.office.library.actions import decide
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import ReviewKind, Version
from luoshu.office.register.actions.confirm_import import cancel
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.actions.try_draft import ask_draft_trial
from luoshu.office.register.drafts import item
from luoshu.office.register.models import DraftTrial, Snapshot
from luoshu.problems import ProblemError

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 30)
LOWER = {"100万": "50万", "999999": "499999"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = Home(tmp_path / "home").prepare()


@pytest.fixture
def people(db: None) -> Cast:
    seed()
    return cast()


@pytest.fixture
def snapshot(people: Cast, bring: Bring, zone: SmallZone, officer: User) -> Snapshot:
    """Three firms; each spent 800,000.50 on R&D in 2024."""
    bring("园区.xlsx", zone.workbook(), apply=True)
    work = ask_snapshot(officer, Snapshot(on=ON, purpose="测算", as_of=timezone.now()))
    work_off()
    work.refresh_from_db()
    return work


def drafted(
    author: User, changed: dict[str, str] | None = None, version: Version | None = None, **told: str
) -> Version:
    body = document(**told)
    for before, after in (changed or {}).items():
        body = body.replace(before, after)
    return write(author, body, examine(body), version)


def published(people: Cast) -> Version:
    version = drafted(people.editor, since="2020-01-01")
    for kind in ReviewKind:
        decide.review(people.editor, version, kind, "王律师", ON, "没有意见")
    decide.submit(people.editor, version)
    decide.approve(people.approver, version)
    decide.publish(people.approver, version)
    return version


def tried(by: User, version: Version, snapshot: Snapshot, on: date = ON) -> DraftTrial:
    work = ask_draft_trial(by, version, snapshot, on)
    work_off()
    work.refresh_from_db()
    return work


def test_a_draft_is_laid_beside_the_version_that_it_would_replace(people: Cast, snapshot: Snapshot) -> None:
    published(people)
    version = drafted(people.editor, LOWER, since="2025-01-01")
    work = tried(people.editor, version, snapshot)
    assert (work.state, work.problems) == ("done", [])
    found = work.result
    assert [(each["name"], each["yes"], each["no"]) for each in found["policy"]["decisions"]] == [("符合条件", 3, 0)]
    assert float(found["cost"]) == 300_000
    assert found["before"]["since"] == "2020-01-01"
    beside = found["beside"]
    money = beside["money"]
    assert [float(money[name]) for name in ("before", "after", "difference")] == [0, 300_000, 300_000]
    assert (money["gain"], money["lose"]) == (3, 0)
    lines = {article["title"][0]: article["lines"] for article in beside["articles"]}
    assert list(lines) == ["第一条 对象", "第二条 补助"]
    assert [(each["gain"], each["lose"]) for each in lines["第一条 对象"]] == [(3, 0)]
    assert any(each.get("money") and float(each["money"]["difference"]) == 300_000 for each in lines["第二条 补助"])
    record = Record.objects.get(action="register.draft-tried")
    assert record.detail["sha256"] == version.text_id


def test_a_new_policy_is_tried_alone_and_before_its_first_day(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER, since="2027-01-01")
    work = tried(people.approver, version, snapshot)
    assert work.state == "done"
    assert float(work.result["cost"]) == 300_000
    assert "before" not in work.result


def test_one_that_says_the_same_changes_nothing(people: Cast, snapshot: Snapshot) -> None:
    published(people)
    work = tried(people.editor, drafted(people.editor, since="2025-01-01"), snapshot)
    assert work.result["beside"]["articles"] == []
    assert float(work.result["beside"]["money"]["difference"]) == 0


def test_what_is_missing_most_is_told(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, {"研发费用 >= 100万": "研发费用 >= 100万 or 资产总额 >= 1亿", "| false |": "| |"})
    work = tried(people.editor, version, snapshot)
    assert work.state == "done", work.problems
    assert [(each["label"][0], each["open"]) for each in work.result["policy"]["missing"]] == [("资产总额", 3)]


def test_a_later_text_has_not_been_tried(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER)
    tried(people.editor, version, snapshot)
    assert item(version).stand == "done"
    assert "30 万元" in item(version).told.zh
    later = drafted(people.editor, version=version)
    assert (item(later).stand, item(later).told.en) == ("open", "the trial is of a former text")
    page = signed_in(people.approver).get(f"/publishing/{version.pk}/")
    assert "这是以前文本的测算" in page.text


def test_the_house_decides_whether_a_trial_is_a_must(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER)
    assert not item(version).needed
    for kind in ReviewKind:
        decide.review(people.editor, version, kind, "王律师", ON, "没有意见")
    decide.submit(people.editor, version)
    set_house_rules(people.administrator, 12, second_factor=False, trial_before_approval=True)
    with pytest.raises(ProblemError, match="Trial cost"):
        decide.approve(people.approver, version)
    tried(people.approver, version, snapshot)
    decide.approve(people.approver, version)


def test_an_editor_asks_for_one_on_the_page_of_the_version(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER)
    writing = signed_in(people.editor)
    page = writing.get(f"/publishing/{version.pk}/")
    assert f'action="/register/drafts/{version.pk}/try"' in page.text
    assert 'value="2025-06-30"' in page.text  # that of the snapshot
    wrong = writing.post(f"/register/drafts/{version.pk}/try", {"snapshot": snapshot.pk, "on": "某天"})
    assert wrong.status_code == 422
    assert 'href="#id_on"' in wrong.text
    asked = writing.post(f"/register/drafts/{version.pk}/try", {"snapshot": snapshot.pk, "on": "2025-06-30"})
    work = DraftTrial.objects.get()
    assert asked.headers["Location"] == f"/register/drafts/trials/{work.pk}"
    waiting = writing.get(asked.headers["Location"])
    assert waiting.headers["Refresh"]
    work_off()
    assert "30 万元" in writing.get(asked.headers["Location"]).text
    assert "30 万元" in signed_in(people.approver).get(f"/publishing/{version.pk}/").text
    assert writing.get(f"/publishing/{version.pk}/", headers={"Accept-Language": "en"}).status_code == 200


def test_one_with_errors_is_not_tried(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, {"研发费用 >=": "研发费 >="})
    answer = signed_in(people.editor).post(
        f"/register/drafts/{version.pk}/try", {"snapshot": snapshot.pk, "on": "2025-06-30"}
    )
    assert answer.status_code == 422
    assert "研发费" in answer.text
    assert not DraftTrial.objects.exists()


def test_one_is_stopped(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER)
    work = ask_draft_trial(people.editor, version, snapshot, ON)
    page, program = signed_in(people.officer), Program(people.officer)
    assert page.post(f"/register/work/draft-trial/{work.pk}", {"cancel": "1"}).status_code == 403
    assert program.post(f"/works/draft-trial/{work.pk}/cancel").status_code == 403
    assert DraftTrial.objects.get(pk=work.pk).state == "waiting"
    cancel(people.editor, work)
    work_off()
    work.refresh_from_db()
    assert (work.state, work.result) == ("cancelled", {})


def test_what_is_published_is_not_tried_as_a_draft(people: Cast, snapshot: Snapshot) -> None:
    version = published(people)
    with pytest.raises(ProblemError):
        ask_draft_trial(people.editor, version, snapshot, ON)
    page = signed_in(people.editor).get(f"/publishing/{version.pk}/")
    assert f'action="/register/drafts/{version.pk}/try"' not in page.text


def test_the_last_that_ended_is_shown_after_many_that_were_stopped(people: Cast, snapshot: Snapshot) -> None:
    version = drafted(people.editor, LOWER)
    tried(people.editor, version, snapshot)
    for _ in range(6):
        cancel(people.editor, ask_draft_trial(people.editor, version, snapshot, ON))
    page = signed_in(people.editor).get(f"/publishing/{version.pk}/").text
    assert "还没有测算" not in page
    assert page.split('id="trial">')[1].startswith("按实际数据测算费用</h2>")


@pytest.mark.parametrize("trials", [1, 6])
def test_the_page_asks_as_much_of_one_trial_as_of_many(
    people: Cast, snapshot: Snapshot, trials: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = drafted(people.editor, LOWER)
    for _ in range(trials):
        tried(people.editor, version, snapshot)
    reading: Client = signed_in(people.approver)
    reading.get(f"/publishing/{version.pk}/")
    with django_assert_max_num_queries(25):
        reading.get(f"/publishing/{version.pk}/")
