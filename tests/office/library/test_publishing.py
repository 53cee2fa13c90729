"""From a draft to a published version, by two people; and that it stays as it is."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.office.people import Cast, signed_in

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import Role, User
from luoshu.office.audit.models import Record
from luoshu.office.library.actions import decide
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import ReviewKind, State, Version
from luoshu.office.library.rules import (
    approves_version,
    reads_version,
    versions_approvable_by,
    versions_visible_to,
)
from luoshu.office.library.shelf import path_of, shelf
from luoshu.problems import ProblemError

from .documents import KEY, document

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def drafted(author: User, **changes: str) -> Version:
    body = document(**changes)
    return write(author, body, examine(body))


def reviewed(by: User, version: Version) -> None:
    for kind in ReviewKind:
        decide.review(by, version, kind, "王律师", ON, "没有意见")


def published(author: User, approver: User, **changes: str) -> Version:
    version = drafted(author, **changes)
    reviewed(author, version)
    decide.submit(author, version)
    decide.approve(approver, version)
    decide.publish(approver, version)
    version.refresh_from_db()
    return version


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    from luoshu.office.home import Home

    settings.HOME = Home(tmp_path).prepare()


# --- the steps, as people go them -------------------------------------------------------------------------------------


def test_two_people_publish_a_policy_that_everybody_then_reads(
    library: None, writing: Client, approving: Client, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert client.get(f"/policies/{KEY}/").status_code == 404
    saved = writing.post("/publishing/new/", {"body": document()})
    version = Version.objects.get(document__key=KEY)
    assert saved.headers["Location"] == f"/publishing/{version.pk}/"
    page = writing.get(f"/publishing/{version.pk}/")
    assert "没有错误" in page.text
    assert client.get(f"/policies/{KEY}/").status_code == 404
    steps = f"/publishing/{version.pk}/"
    for kind in ReviewKind:
        writing.post(f"{steps}review/", {"kind": kind, "reviewer": "王律师", "on": "1 月 1 日", "conclusion": "合法"})
    writing.post(f"{steps}submit/")
    assert approving.get(steps).status_code == 200
    approving.post(f"{steps}approve/")
    with django_capture_on_commit_callbacks(execute=True):
        approving.post(f"{steps}publish/")
    version.refresh_from_db()
    assert (version.state, version.approver.username) == ("published", "approver")  # type: ignore[union-attr]
    read = client.get(f"/policies/{KEY}/", {"on": "2026-06-01", "研发费用": "200万"})
    assert "研发补助" in read.text
    path = path_of(KEY, date(2026, 1, 1))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == version.text_id
    record = Record.objects.get(action="library.published")
    assert record.detail == {"document": KEY, "since": "2026-01-01", "sha256": version.text_id}
    asked = client.get("/calculator/", {"on": "2026-06-01", "only": KEY, "研发费用": "200万"})
    assert [(each.answer, each.gives) for each in asked.context["results"]] == [("yes", "10 万元")]


def test_a_document_is_uploaded(library: None, writing: Client) -> None:
    def upload(name: str, content: bytes) -> Any:
        return writing.post("/publishing/new/", {"body": "", "file": SimpleUploadedFile(name, content)})

    assert "UTF-8" in upload("a.md", b"\xff\xfe\x00").text
    assert ".md" in upload("a.exe", b"x").text
    assert not Version.objects.filter(document__key=KEY).exists()
    assert upload("grants.md", document().encode()).status_code == 302
    assert Version.objects.get(document__key=KEY).text.body == document()


def test_what_is_wrong_is_told_with_its_line_and_is_not_submitted(library: None, writing: Client) -> None:
    writing.post("/publishing/new/", {"body": document(more=" and 研发费")})
    version = Version.objects.get(document__key=KEY)
    page = writing.get(f"/publishing/{version.pk}/")
    assert "研发费" in page.text
    assert "还不能提交" in page.text
    refused = writing.post(f"/publishing/{version.pk}/submit/", follow=True)
    assert 'class="error"' in refused.text
    version.refresh_from_db()
    assert version.state == "draft"


def test_an_example_that_does_not_come_out_stops_it(library: None, editor: User) -> None:
    version = drafted(editor, example="90000")
    with pytest.raises(ProblemError, match="examples"):
        decide.submit(editor, version)


def test_a_text_without_an_id_is_not_saved(library: None, writing: Client) -> None:
    page = writing.post("/publishing/new/", {"body": "# 没有开头"})
    assert page.status_code == 422
    assert 'href="#id_body"' in page.text
    assert "没有编号" in page.text
    assert "# 没有开头" in page.text
    assert not Version.objects.filter(shipped=False).exists()


def test_an_editor_sees_what_a_revision_changes(library: None, writing: Client, editor: User, approver: User) -> None:
    first = published(editor, approver)
    started = writing.get("/publishing/new/", {"from": first.pk})
    assert "研发费用 &gt;= 100万" in started.text
    writing.post("/publishing/new/", {"body": document(since="2027-01-01", amount="20万", example="200000")})
    version = Version.objects.get(document__key=KEY, state="draft")
    page = writing.get(f"/publishing/{version.pk}/")
    assert "比现行版本改了什么" in page.text
    assert (
        "20万" in page.context["comparison"].articles[-1][1][-1].text or "20 万" in page.text or "200000" in page.text
    )


def test_a_step_without_what_it_wants_is_told_beside_its_field(library: None, writing: Client, editor: User) -> None:
    version = drafted(editor)
    kept = {"kind": "legality", "reviewer": "王律师", "on": "某天", "conclusion": ""}
    page = writing.post(f"/publishing/{version.pk}/review/", kept)
    assert page.status_code == 422
    assert 'href="#legality-on"' in page.text
    assert 'id="legality-conclusion_error"' in page.text
    assert 'value="王律师"' in page.text
    assert not version.reviews.exists()
    assert writing.post(f"/publishing/{version.pk}/review/", {**kept, "kind": "no-such"}).status_code == 404


def test_a_review_is_of_a_day_that_has_been(library: None, writing: Client, editor: User) -> None:
    version, tomorrow = drafted(editor), timezone.localdate() + timedelta(days=1)
    noted = {"kind": "legality", "reviewer": "王律师", "on": tomorrow.isoformat(), "conclusion": "合法"}
    page = writing.post(f"/publishing/{version.pk}/review/", noted)
    assert page.status_code == 422
    assert f"{tomorrow} 还没有到" in page.text
    assert not version.reviews.exists()
    noted["on"] = timezone.localdate().isoformat()
    assert writing.post(f"/publishing/{version.pk}/review/", noted).status_code == 302


def test_the_checklist_says_what_is_done_by_whom_and_when(library: None, editor: User, approver: User) -> None:
    version = drafted(editor)
    reading = signed_in(approver)

    def listed() -> dict[str, tuple[str, str, date | None]]:
        items = reading.get(f"/publishing/{version.pk}/").context["items"]
        return {item.key: (item.stand, item.name, item.on) for item, _ in items}

    before = listed()
    assert list(before)[:4] == ["check", "difference", "legality", "competition"]
    assert list(before)[-2:] == ["approval", "day"]
    assert (before["check"][0], before["legality"][0], before["approval"][0]) == ("done", "open", "open")
    reviewed(editor, version)
    decide.submit(editor, version)
    decide.approve(approver, version)
    after = listed()
    assert after["legality"] == ("done", "王律师", ON)
    assert after["approval"] == ("done", "approver", timezone.localdate())
    assert after["day"] == ("done", "", date(2026, 1, 1))
    decide.send_back(editor, version, "还要改")
    assert listed()["approval"][0] == "open"


# --- nobody approves their own ----------------------------------------------------------------------------------------


def test_nobody_approves_their_own(library: None, people: Cast, editor: User) -> None:
    from tests.office.people import bureau, member

    member(editor, bureau(), Role.APPROVER)  # who is both
    version = drafted(editor)
    reviewed(editor, version)
    decide.submit(editor, version)
    own = signed_in(editor)
    assert own.post(f"/publishing/{version.pk}/approve/").status_code == 403
    with pytest.raises(ProblemError, match="wrote themselves"):
        decide.approve(editor, version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(approver=editor)
    version.refresh_from_db()
    assert (version.state, version.approver) == ("submitted", None)


def test_without_its_reviews_it_is_not_approved(library: None, editor: User, approver: User) -> None:
    version = drafted(editor)
    decide.review(editor, version, ReviewKind.LEGALITY, "王律师", ON, "合法")
    decide.submit(editor, version)
    with pytest.raises(ProblemError, match="Fair competition"):
        decide.approve(approver, version)


def test_another_text_needs_new_reviews(library: None, editor: User) -> None:
    version = drafted(editor)
    reviewed(editor, version)
    body = document(amount="12万", example="120000")
    write(editor, document(), examine(document()), version)
    assert version.reviews.count() == 2
    write(editor, body, examine(body), version)
    assert version.reviews.count() == 0


def test_what_is_submitted_is_not_written_until_it_is_sent_back(library: None, editor: User, approver: User) -> None:
    version = drafted(editor)
    decide.submit(editor, version)
    with pytest.raises(ProblemError, match="send it back"):
        write(editor, document(amount="12万"), examine(document(amount="12万")), version)
    decide.send_back(approver, version, "金额有误")
    version.refresh_from_db()
    assert (version.state, version.remark) == ("draft", "金额有误")


def test_a_text_that_was_saved_meanwhile_is_not_written_over_unseen(
    library: None, writing: Client, editor: User
) -> None:
    version = drafted(editor)
    at, opened = f"/publishing/{version.pk}/", writing.get(f"/publishing/{version.pk}/").context["base"]
    theirs, mine = document(amount="12万", example="120000"), document(amount="15万", example="150000")
    assert writing.post(at, {"body": theirs, "base": opened}).status_code == 302
    page = writing.post(at, {"body": mine, "base": opened})
    assert (page.status_code, page.context["body"]) == (409, mine)
    assert "没有保存" in page.text
    assert "您自己在另一个窗口" in page.text
    assert "金额：12万 → 15万" in page.text
    assert "提交审批" not in page.text  # which would be the text that is not on this page
    version.refresh_from_db()
    assert version.text.body == theirs
    # whoever has seen it may do so on purpose
    assert writing.post(at, {"body": mine, "base": page.context["base"]}).status_code == 302
    version.refresh_from_db()
    assert version.text.body == mine


def test_the_same_text_sent_twice_is_no_conflict(library: None, writing: Client, editor: User) -> None:
    version = drafted(editor)
    sent = {"body": document(amount="12万", example="120000"), "base": version.text_id}
    assert [writing.post(f"/publishing/{version.pk}/", sent).status_code for _ in range(2)] == [302, 302]


def test_what_is_typed_stays_on_the_page_after_the_draft_was_submitted(
    library: None, writing: Client, editor: User
) -> None:
    version = drafted(editor)
    decide.submit(editor, version)
    page = writing.post(f"/publishing/{version.pk}/", {"body": document(amount="15万"), "base": version.text_id})
    assert page.status_code == 409
    assert "没有保存" in page.text
    assert "| 金额 | 15万 |" in page.text
    version.refresh_from_db()
    assert version.text.body == document()


@pytest.mark.parametrize("step", ["approve", "publish"])
def test_no_step_is_left_out(library: None, editor: User, approver: User, step: str) -> None:
    version = drafted(editor)
    with pytest.raises(ProblemError, match="cannot be done now"):
        getattr(decide, step)(approver, version)


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED])
def test_the_database_wants_an_approver(library: None, editor: User, state: State) -> None:
    version = drafted(editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(state=state)


# --- what is published ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE library_version SET text_id = '{other}' WHERE id = {pk}",
        "UPDATE library_version SET since = '2020-01-01' WHERE id = {pk}",
        "UPDATE library_version SET state = 'draft' WHERE id = {pk}",
        "DELETE FROM library_version WHERE id = {pk}",
    ],
)
def test_a_published_version_never_changes(library: None, editor: User, approver: User, change: str) -> None:
    version = published(editor, approver)
    other = Version.objects.exclude(pk=version.pk).first()
    assert other is not None
    statement = change.format(pk=version.pk, other=other.text_id)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_new_version_replaces_the_one_before(library: None, editor: User, approver: User, client: Client) -> None:
    first = published(editor, approver, since="2020-01-01")
    second = published(editor, approver, since="2021-01-01", amount="20万", example="200000")
    first.refresh_from_db()
    assert (first.until, second.until) == (date(2020, 12, 31), None)
    kept = shelf()
    assert kept.library.resolve(KEY, date(2020, 12, 31)).hash == first.text_id
    assert kept.library.resolve(KEY, date(2021, 1, 1)).hash == second.text_id
    page = client.get(f"/policies/{KEY}/", {"on": "2020-05-01"})
    assert "这是以前的版本" in page.text
    assert "2020 年 12 月 31 日" in page.text
    assert "20万" in client.get(f"/policies/{KEY}/changes/", {"on": "2021-05-01"}).text.replace(" ", "")
    with pytest.raises(ProblemError, match="published already"):
        decide.submit(editor, drafted(editor, since="2021-01-01"))


def test_one_between_two_ends_where_the_later_begins(library: None, editor: User, approver: User) -> None:
    published(editor, approver)
    published(editor, approver, since="2028-01-01")
    between = published(editor, approver, since="2027-01-01")
    assert between.until == date(2027, 12, 31)
    assert len(shelf().library.versions(KEY)) == 3


def test_a_shipped_policy_gets_a_version_of_this_place(library: None, editor: User, approver: User) -> None:
    shipped = Version.objects.get(document__key="cn/unicorn")
    body = shipped.text.body.replace("effective: 2018-01-01/..", "effective: 2027-01-01/..")
    body = body.replace("effective: ⟨2018-01-01⟩/..", "effective: 2027-01-01/..")
    draft = examine(body)
    assert draft.since == date(2027, 1, 1), body[:300]
    assert [each.text.en for each in draft.errors] == []


def test_a_policy_is_repealed(library: None, editor: User, approver: User, client: Client) -> None:
    version = published(editor, approver)
    decide.repeal(approver, version, date(2026, 6, 30), "上位文件已废止")
    assert client.get("/calculator/", {"only": KEY, "on": "2026-07-01"}).status_code == 404
    page = client.get(f"/policies/{KEY}/", {"on": "2026-07-01"})
    assert "已不再施行" in page.text
    assert Record.objects.get(action="library.repealed").detail == {"last": "2026-06-30", "reason": "上位文件已废止"}
    with pytest.raises(ProblemError, match="cannot be done now"):
        decide.repeal(approver, version, date(2026, 6, 1), "x")


def test_what_was_repealed_before_its_first_day_was_never_in_force(
    library: None, editor: User, approver: User, client: Client
) -> None:
    first = published(editor, approver, since="2026-01-01")
    never = published(editor, approver, since="2027-01-01", amount="20万", example="200000")
    decide.repeal(approver, never, date(2026, 12, 31), "上位文件已废止")
    page = client.get(f"/policies/{KEY}/", {"on": "2027-05-01"})
    assert page.context["version"] == first  # which is no longer in force, but was
    assert "未施行即废止（原定 2027 年 1 月 1 日起）" in page.text
    found = client.get("/policies/", {"q": "研发补助 试验区管委会", "on": "any"}).context["page"]
    assert [each.pk for each in found] == [first.pk]
    later = published(editor, approver, since="2026-06-01", amount="30万", example="300000")
    assert later.until is None  # what never was in force ends nothing


def test_the_page_of_a_policy_that_never_was_in_force_says_so(
    library: None, editor: User, approver: User, client: Client
) -> None:
    decide.repeal(approver, published(editor, approver, since="2027-01-01"), date(2026, 12, 31), "上位文件已废止")
    for on in ("2026-06-01", "2027-01-01"):
        page = client.get(f"/policies/{KEY}/", {"on": on})
        assert "从未施行：原定自 2027 年 1 月 1 日起施行，此前已废止。" in page.text
        assert "尚未施行" not in page.text
        assert "至 2026 年 12 月 31 日" not in page.text
        assert client.get("/calculator/", {"only": KEY, "on": on}).status_code == 404
        assert client.get(f"/policies/{KEY}.svg", {"on": on}).status_code == 200
    assert "Never in force" in client.get(f"/policies/{KEY}/", headers={"Accept-Language": "en"}).text


# --- who may ----------------------------------------------------------------------------------------------------------


def test_rules_and_their_querysets_agree(library: None, people: Cast, editor: User, approver: User) -> None:
    drafted(editor)
    version = drafted(editor, key="test/other")
    decide.submit(editor, version)
    published(editor, approver, key="test/third")
    versions = list(Version.objects.all())
    for name in Cast.__dataclass_fields__:
        who = Acting.of(people[name])
        assert {each for each in versions if reads_version(who, each)} == set(versions_visible_to(who))
        waiting = [each for each in versions if each.state == State.SUBMITTED]
        assert {each for each in waiting if approves_version(who, each)} == set(versions_approvable_by(who))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("operator", 403),
        ("officer", 403),
        ("stranger", 403),
        ("administrator", 403),
        ("auditor", 200),
        ("approver", 200),
        ("editor", 200),
    ],
)
def test_who_sees_drafts_and_who_writes(library: None, people: Cast, editor: User, name: str, status: int) -> None:
    version = drafted(editor)
    theirs = signed_in(people[name])
    assert theirs.get("/publishing/").status_code == status
    assert theirs.get(f"/publishing/{version.pk}/").status_code == status
    if name != "editor":
        assert theirs.post("/publishing/new/", {"body": document(key="test/x")}).status_code == 403
        assert theirs.post(f"/publishing/{version.pk}/", {"body": document(amount="1万")}).status_code == 403
        assert theirs.post(f"/publishing/{version.pk}/submit/").status_code == 403
        assert theirs.post("/publishing/check/", {"body": "x"}).status_code == 403
    version.refresh_from_db()
    assert version.text.body == document()
    assert version.state == "draft"
    assert not Version.objects.filter(document__key="test/x").exists()


def test_nobody_without_an_account(client: Client, library: None) -> None:
    assert client.get("/publishing/").headers["Location"].startswith("/account/")


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_takes_few_queries(
    library: None, editor: User, writing: Client, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        drafted(editor, key=f"test/n{number}")
    with django_assert_max_num_queries(12):
        page = writing.get("/publishing/")
    assert page.text.count("test/n") == many


def test_a_text_is_checked_once_until_something_is_published(editor: User, approver: User, library: None) -> None:
    draft = examine(document())
    assert examine(document()) is draft
    published(editor, approver)
    assert examine(document()) is not draft
