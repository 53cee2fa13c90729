"""The pages of the list: what they show, how much they ask of the database, what their forms do."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries
from tests.office.cultivation.conftest import Cultivating
from tests.office.people import signed_in
from tests.office.programs.calling import Program

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.cultivation.actions.take_in import take_in
from luoshu.office.cultivation.models import Aim, Entry, Lack, Reading, Search, Task
from luoshu.office.cultivation.reports import NAMES, report
from luoshu.office.register.models import Entity, Recording, Snapshot, Source

pytestmark = pytest.mark.django_db
MOST = 15
SAID = ["研发费用不低于 50 万元", "R&D spending of 500,000 or more"]
NEAR = {"1": {"text": "研发费用 >= 50万", "said": SAID, "kind": "number", "op": ">=", "unit": "元", "several": False,
              "assumed": False, "article": ["第七条", "Article 7"], "policy": "cn/tech-sme", "fails": 1}}  # fmt: skip


def many(officer: User, adviser: User, count: int) -> list[Entry]:
    """So many entries, each with a lack and an overdue task."""
    now, today = timezone.now(), timezone.localdate()
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="名单")
    first = Recording.objects.create(at=now, source=source)
    aim = Aim.objects.create(policy="cn/tech-sme", decision="符合", kind="企业", zh="科小", en="S&T SME")
    snapshot = Snapshot.objects.create(as_of=now, on=today, purpose="培育", asked_at=now, state="done", hash="1")
    search = Search.objects.create(
        aim=aim, snapshot=snapshot, on=today, asked_at=now, result={"conditions": NEAR, "counts": {}}, state="done"
    )
    made = []
    for number in range(count):
        firm = Entity.objects.create(kind="企业", identifier=f"9199{number:014}", name=f"企业{number:03}", first=first)
        entry = Entry.objects.create(
            entity=firm, aim=aim, since=today - timedelta(days=60), taken_by=officer, taken_at=now, adviser=adviser
        )
        entry.reading = Reading.objects.create(entry=entry, search=search, standing="near", failing=1)
        entry.save()
        Lack.objects.create(
            reading=entry.reading, number=1, condition="研发费用 >= 50万", have="200000", need="500000", gap=300000
        )
        Task.objects.create(
            entry=entry, what="补账", doer="adviser", due=today - timedelta(days=3), set_by=officer, set_at=now
        )
        made.append(entry)
    return made


@pytest.mark.parametrize("count", [1, 120])
def test_the_list_asks_as_often_for_many_as_for_one(
    officer: User, adviser: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many(officer, adviser, count)
    for who, address in ((officer, "/cultivation/?overdue=1"), (adviser, "/cultivation/advised/")):
        client = signed_in(who)
        with django_assert_max_num_queries(MOST):
            text = client.get(address).text
        assert text.count('<th scope="row">') == min(count, 50)
        assert "30 万元" in text
        assert "1 项逾期" in text


def test_the_list_is_filtered(officer: User, adviser: User) -> None:
    first, second, third = many(officer, adviser, 3)
    Entry.objects.filter(pk=second.pk).update(adviser=officer)
    Task.objects.filter(entry=second).update(done_on=timezone.localdate(), done_by=officer)
    Entry.objects.filter(pk=third.pk).update(
        end="gave-up", ended_on=timezone.localdate(), ended_by=officer, reason="搬迁"
    )
    client = signed_in(officer)

    def names(query: str) -> set[str]:
        text = client.get(f"/cultivation/?{query}").text
        return {name for name in ("企业000", "企业001", "企业002") if f">{name}</a>" in text}

    assert names("") == {"企业000", "企业001"}
    assert names("state=ended") == {"企业002"}
    assert names("state=all") == {"企业000", "企业001", "企业002"}
    assert names("q=企业001") == {"企业001"}
    assert names(f"adviser={adviser.pk}") == {"企业000"}
    assert names("adviser=none") == set()
    assert names("overdue=1") == {"企业000"}
    assert names("condition=研发费用 >= 50万") == {"企业000", "企业001"}
    assert names("condition=无此条件") == set()
    assert names(f"aim={first.aim_id}") == {"企业000", "企业001"}
    assert names("aim=999999") == set()
    assert names("aim=x&adviser=y&state=z&page=q") == {"企业000", "企业001"}


def test_the_reports_count(officer: User, adviser: User) -> None:
    first, second, third = many(officer, adviser, 3)
    today = timezone.localdate()
    Entry.objects.filter(pk=second.pk).update(
        end="reached", ended_on=today, ended_by=officer, reason="取得", document="T1"
    )
    Entry.objects.filter(pk=third.pk).update(adviser=None)
    found = {name: report(name).rows for name in NAMES}
    assert found["aims"] == [["科小", 2, 1, 2, 0, 0, 0]]
    assert found["conditions"] == [["研发费用不低于 50 万元", "科小", 2, 2]]
    assert found["conversion"] == [[str(first.since.year), "科小", 3, 1, 0, 2, "33.3%"]]
    assert found["reasons"] == [[str(today.year), "达成", "取得", 1]]
    assert found["advisers"] == [["（没有辅导员）", 1, 1, 1, 0], ["何顾问", 1, 1, 1, 0]] or found["advisers"] == [
        ["何顾问", 1, 1, 1, 0],
        ["（没有辅导员）", 1, 1, 1, 0],
    ]
    assert [row[5] for row in found["overdue"]] == [3, 3]
    client = signed_in(officer)
    page = client.get("/cultivation/reports/").text
    assert "33.3%" in page
    for name in NAMES:
        content = b"".join(client.get(f"/cultivation/reports/{name}.csv"))  # type: ignore[arg-type]
        assert len(content.decode("utf-8-sig").splitlines()) == len(found[name]) + 1
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/cultivation/reports/aims.xlsx").content)).active
    assert sheet["A2"].value == "科小"
    kept = Record.objects.count()
    for address in ("reports/nothing.csv", "reports/aims.pdf", "export.pdf"):
        assert client.get(f"/cultivation/{address}").status_code == 404
    assert Record.objects.count() == kept


def test_a_report_has_them_all(officer: User, adviser: User) -> None:
    (first,) = many(officer, adviser, 1)
    left = {"end": "other", "ended_on": first.since, "ended_by": officer}
    alike = {"entity": first.entity, "aim": first.aim, "since": first.since, "taken_by": officer}
    Entry.objects.bulk_create(
        Entry(**alike, **left, taken_at=first.taken_at, reason=f"原因{number:03}") for number in range(501)
    )
    assert len(report("reasons").rows) == 501
    client = signed_in(officer)
    assert b"".join(client.get("/cultivation/reports/reasons.csv")).count(b"\n") == 502  # type: ignore[arg-type]
    assert "原因500" not in client.get("/cultivation/reports/").text, "the page shows the first of them"


@pytest.mark.parametrize("count", [1, 60])
def test_the_reports_ask_as_often_for_many_as_for_one(
    officer: User, adviser: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many(officer, adviser, count)
    client = signed_in(officer)
    with django_assert_max_num_queries(MOST):
        client.get("/cultivation/reports/")


def test_who_was_found_is_taken_in_and_that_is_undone(
    firms: list[str], cultivating: Cultivating, officer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    work = cultivating.search()
    client = signed_in(officer)
    address = f"/cultivation/searches/{work.pk}"
    with django_assert_max_num_queries(MOST):
        text = client.get(address).text
    assert f'value="{firms[0]}"' in text
    assert client.get(f"{address}?standing=unknown").text.count('type="checkbox"') == 1
    after = client.post(f"{address}/take", {"who": [firms[0], firms[1]], "back": "standing=near"}, follow=True)
    assert "已入库 2 户" in after.text
    assert "撤销刚才的入库" in after.text
    assert Entry.objects.count() == 2
    assert "还没有选中" in client.post(f"{address}/take", {}, follow=True).text
    client.post(f"{address}/put-back", follow=True)
    assert Entry.objects.count() == 0
    work.found.unlink()
    assert "请重新查找" in client.get(address).text
    assert "请重新查找" in client.post(f"{address}/take", {"who": firms}, follow=True).text


def test_a_search_is_asked_for_at_its_form(firms: list[str], cultivating: Cultivating, officer: User) -> None:
    snapshot = cultivating.cut()
    client = signed_in(officer)
    page = client.get("/cultivation/searches/")
    assert "科技企业梯次：小" in page.text
    wrong = client.post("/cultivation/searches/", {"aim": "", "snapshot": snapshot.pk, "on": "2025-06-30"})
    assert 'class="summary"' in wrong.text
    early = {"aim": "luoyang/ladders||科技企业梯次|小", "snapshot": snapshot.pk, "on": "1999-06-30"}
    assert 'class="summary"' in client.post("/cultivation/searches/", early).text
    sent = client.post("/cultivation/searches/", early | {"on": "2025-06-30"})
    work = Search.objects.get()
    assert sent.headers["Location"] == f"/cultivation/searches/{work.pk}"
    waiting = client.get(sent.headers["Location"])
    assert waiting.headers["Refresh"] == "3"
    client.post(f"/register/work/near-search/{work.pk}", {"cancel": "1"})
    work.refresh_from_db()
    assert work.state == "cancelled"


def test_an_entry_is_worked_on_and_ends(firms: list[str], cultivating: Cultivating, officer: User, adviser: User,
                                        operator: User) -> None:  # fmt: skip
    (entry,) = take_in(officer, cultivating.search(), [firms[0]])
    here = f"/cultivation/entry/{entry.pk}"
    client, theirs, own = signed_in(officer), signed_in(adviser), signed_in(operator)
    assert theirs.get(here).status_code == 403
    client.post(f"{here}/adviser", {"adviser-adviser": adviser.pk})
    assert theirs.get(here).status_code == 200
    today = timezone.localdate()
    wrong = client.post(f"{here}/task", {"task-what": "补账", "task-doer": "enterprise", "task-due": "2020-01-01"})
    assert "日期已过" in wrong.text
    theirs.post(f"{here}/task", {"task-what": "补账", "task-doer": "enterprise", "task-due": today.isoformat()})
    task = Task.objects.get()
    theirs.post(f"{here}/note", {"note-on": today.isoformat(), "note-text": "法人有顾虑"})
    assert "法人有顾虑" in client.get(here).text
    assert "法人有顾虑" not in own.get(here).text
    assert own.post(f"{here}/note", {"note-on": today.isoformat(), "note-text": "x"}).status_code == 403
    assert theirs.post(f"{here}/end", {}).status_code == 403
    mine = own.get("/register/mine/cultivation").text
    assert "补账" in mine
    assert f"/cultivation/task/{task.pk}" in mine
    assert 'class="summary"' in own.post(f"/cultivation/task/{task.pk}", {"outcome": ""}).text
    done = own.post(f"/cultivation/task/{task.pk}", {"outcome": "辅助账已建"}, follow=True)
    assert "辅助账已建" in done.text
    assert "证书编号" in client.post(f"{here}/end", {"end-end": "reached", "end-on": today.isoformat(),
                                                  "end-reason": "公告"}).text  # fmt: skip
    client.post(f"{here}/end", {"end-end": "reached", "end-on": today.isoformat(), "end-reason": "公告",
                                "end-document": "豫科〔2025〕1号"})  # fmt: skip
    entry.refresh_from_db()
    assert entry.end == "reached"
    assert "豫科〔2025〕1号" in own.get("/register/mine/cultivation").text
    assert own.post(f"/cultivation/task/{task.pk}/reopen").headers["Location"] == here  # and it says why
    task.refresh_from_db()
    assert task.done_on is not None
    client.post(f"{here}/reopen")
    entry.refresh_from_db()
    assert entry.is_open


def test_conditions_are_said_in_plain_words(officer: User, adviser: User) -> None:
    """In filters, tables of gaps and tasks; as the policy writes it only where no search has said it."""
    (entry,) = many(officer, adviser, 1)
    Task.objects.update(condition="研发费用 >= 50万")
    client = signed_in(officer)
    for address in ("/cultivation/", f"/cultivation/entry/{entry.pk}", f"/cultivation/task/{Task.objects.get().pk}"):
        for lang, said in zip(("zh", "en"), SAID, strict=True):
            text = client.get(address, headers={"Accept-Language": lang}).text
            assert escape(said) in text
            assert ">研发费用 &gt;= 50万<" not in text
    Lack.objects.update(condition="研发人员数 >= 5")
    Task.objects.update(condition="研发人员数 >= 5")
    assert 'value="研发人员数 &gt;= 5">研发人员数 &gt;= 5<' in client.get("/cultivation/").text
    assert '<code class="condition" lang="zh-Hans">研发人员数 &gt;= 5<' in client.get(address).text


def test_pages_in_english(officer: User, adviser: User) -> None:
    (entry,) = many(officer, adviser, 1)
    client = signed_in(officer)
    for address in ("/cultivation/", f"/cultivation/entry/{entry.pk}", "/cultivation/reports/"):
        text = client.get(address, headers={"Accept-Language": "en"}).text
        assert "S&amp;T SME" in text
        assert "¥300,000" in text or "reports" in address


def test_what_comes_after_an_entry_has_ended_is_told_so(officer: User, adviser: User, operator: User) -> None:
    (entry,) = many(officer, adviser, 1)
    (task,) = entry.tasks.all()
    client, today = signed_in(officer), timezone.localdate()
    left = {"end-end": "gave-up", "end-on": today, "end-reason": "另有打算"}
    for _ in range(2):
        answer = client.post(f"/cultivation/entry/{entry.pk}/end", left, follow=True)
    assert "刚才要做的没有做" in answer.text
    late = signed_in(adviser).post(f"/cultivation/task/{task.pk}", {"outcome": "补好了"}, follow=True)
    assert f"已于 {today} 出库" in late.text
    note = client.post(f"/cultivation/entry/{entry.pk}/note", {"note-on": today, "note-text": "看了"}, follow=True)
    assert "刚才要做的没有做" in note.text
    told = Program(officer).post(f"/cultivation/tasks/{task.pk}/finish", outcome="补好了")
    assert told.status_code == 409
    assert "出库" in told.json()["errors"][0]["zh"]
    assert signed_in(operator).get(f"/cultivation/task/{task.pk}").status_code == 403, "it is another firm's"
