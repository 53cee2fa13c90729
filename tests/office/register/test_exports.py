"""Long lists become files in the background: whole, harmless, for who asked, for some days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.office.agreement import disagreements
from tests.office.people import Cast, cast, signed_in
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, SmallZone, work_off

from luoshu.office.accounts.actions.keep_daily import do_chores
from luoshu.office.audit.models import Record
from luoshu.office.library.actions.seed import seed
from luoshu.office.register import exporting
from luoshu.office.register.actions.export_list import KEPT, ask_export, remove_old_exports
from luoshu.office.register.models import Export
from luoshu.office.register.rules import exports_stopped_by, exports_visible_to, sees_export, stops_export
from luoshu.office.register.words import words
from luoshu.office.register.working import carry_on_all

pytestmark = pytest.mark.django_db
LIST = "/register/enterprises/export"


@pytest.fixture
def people(db: None) -> Cast:
    seed()
    return cast()


@pytest.fixture
def asking(people: Cast) -> Client:
    return signed_in(people.officer)


@pytest.fixture
def long_list(bring: Bring, zone: SmallZone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three firms, where two are as many as are answered at once; one has a name that would be computed."""
    zone.firms[1]["企业名称"] = "=1+1"
    bring("园区.zip", zone.archive(), apply=True)
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 2)


def written(client: Client, form: str, query: str = "") -> Export:
    client.post(f"{LIST}.{form}{query}")
    work_off()
    return Export.objects.latest("pk")


def content_of(client: Client, work: Export) -> bytes:
    answer: Any = client.get(f"/register/exports/{work.pk}/file")
    assert work.name in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_a_long_list_is_asked_for_before_it_is_written(long_list: None, asking: Client) -> None:
    page = asking.get(f"{LIST}.xlsx?year=2024")
    assert "3 条" in page.text
    assert not Export.objects.exists()
    answer = asking.post(f"{LIST}.xlsx?year=2024")
    work = Export.objects.get()
    assert answer.headers["Location"] == f"/register/exports/{work.pk}"
    waits = asking.get(answer.headers["Location"])
    assert waits.headers["Refresh"]
    assert asking.get(f"/register/exports/{work.pk}/file").status_code == 404
    work_off()
    done = asking.get(answer.headers["Location"])
    assert work.name in done.text
    assert "Refresh" not in done.headers
    assert "3 条" in done.text


def test_a_short_one_comes_at_once(long_list: None, asking: Client) -> None:
    answer = asking.get(f"{LIST}.csv?q={CODES[0]}")
    assert CODES[0] in b"".join(answer).decode()  # type: ignore[arg-type]
    assert Record.objects.get(action="register.exported").detail["rows"] == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_holds_what_the_list_shows_and_no_formula(long_list: None, asking: Client, form: str) -> None:
    work = written(asking, form, "?year=2024")
    assert (work.state, work.rows) == ("done", 3)
    content = content_of(asking, work)
    if form == "csv":
        head, *lines = content.decode("utf-8-sig").splitlines()
        assert [line.partition(",")[0] for line in lines] == sorted(CODES[:3])
        assert "'=1+1" in content.decode()
        assert head.startswith("统一社会信用代码,企业名称,成立日期,")
        assert "销售收入 2024" in head
        assert lines[0].startswith(f"{CODES[0]},洛川精密,2016-10-24,")
        return
    path = work.path
    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert sheet.max_row == 4


def test_the_filter_of_the_list_holds_and_so_does_its_language(long_list: None, asking: Client) -> None:
    asking.post(f"{LIST}.csv?q={CODES[2]}", headers={"Accept-Language": "en"})
    work_off()
    work = Export.objects.get()
    text = content_of(asking, work).decode("utf-8-sig")
    assert work.rows == 1
    assert text.splitlines()[0].split(",")[1] == "name"


def test_only_who_asked_and_auditors_fetch_it_and_that_is_recorded(
    long_list: None, people: Cast, asking: Client
) -> None:
    work = written(asking, "csv")
    address = f"/register/exports/{work.pk}/file"
    for name in ("editor", "approver", "administrator", "operator", "stranger"):
        assert signed_in(people[name]).get(address).status_code == 403
    content_of(signed_in(people.auditor), work)
    content_of(asking, work)
    fetched = Record.objects.filter(action="register.export-fetched").order_by("number")
    assert [each.actor_name for each in fetched] == ["auditor", "officer"]
    assert disagreements(sees_export, exports_visible_to, Export.objects.all(), people) == []
    assert disagreements(stops_export, exports_stopped_by, Export.objects.all(), people) == []


def test_one_is_stopped(long_list: None, people: Cast, asking: Client) -> None:
    asking.post(f"{LIST}.csv")
    work = Export.objects.get()
    asking.post(f"/register/exports/{work.pk}/stop")
    work_off()
    work.refresh_from_db()
    assert (work.state, work.path.exists()) == ("cancelled", False)


def test_who_asked_alone_stops_one(long_list: None, people: Cast) -> None:
    work = ask_export(people.approver, words().vocabulary.records["企业"], {}, "csv", "zh")
    at = f"/register/exports/{work.pk}"
    assert f"{at}/stop" in signed_in(people.approver).get(at).text
    watching, keeping = signed_in(people.auditor), signed_in(people.officer)
    assert f"{at}/stop" not in watching.get(at).text
    for client, address in ((watching, f"{at}/stop"), (keeping, f"/register/work/export/{work.pk}")):
        assert client.post(address, {"cancel": "1"}).status_code == 403
    program = {"auditor": f"/exports/{work.pk}/stop", "officer": f"/works/export/{work.pk}/cancel"}
    for name, address in program.items():
        assert Program(people[name]).post(address).status_code == 403
    work.refresh_from_db()
    assert work.state == "waiting"
    assert Program(people.approver).post(f"/works/export/{work.pk}/cancel").json()["state"] == "cancelled"


def test_one_that_was_under_way_is_written_anew_after_a_restart(long_list: None, people: Cast) -> None:
    work = ask_export(people.officer, words().vocabulary.records["企业"], {}, "csv", "zh")
    work.folder.mkdir(parents=True)
    (work.folder / "enterprises.new").write_text("half of it", encoding="utf-8")
    long_ago = timezone.now() - timedelta(hours=1)
    Export.objects.filter(pk=work.pk).update(state="running", heard_at=long_ago)
    assert carry_on_all() == 1
    work_off()
    work.refresh_from_db()
    assert (work.state, work.rows) == ("done", 3)
    assert [each.name for each in work.folder.iterdir()] == [work.name]


def test_it_goes_after_some_days(long_list: None, asking: Client) -> None:
    work = written(asking, "csv")
    assert remove_old_exports() == 0
    ended = timezone.now() - KEPT - timedelta(hours=1)
    Export.objects.filter(pk=work.pk).update(ended_at=ended)
    do_chores()
    assert Record.objects.get(action="accounts.daily-done").detail["removed"]["exports"] == 1
    assert not work.folder.exists()
    assert asking.get(f"/register/exports/{work.pk}/file").status_code == 404
    assert "文件已删除" in asking.get(f"/register/exports/{work.pk}").text


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_them_asks_as_much_for_one_as_for_many(
    people: Cast, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        ask_export(people.officer, words().vocabulary.records["企业"], {}, "csv", "zh")
    reading = signed_in(people.officer)
    reading.get("/register/exports/")
    with django_assert_max_num_queries(10):
        assert reading.get("/register/exports/").status_code == 200


def test_what_is_no_list_or_no_form_is_not_there(people: Cast, asking: Client) -> None:
    assert asking.get("/register/nothing/export.csv").status_code == 404
    assert asking.get(f"{LIST}.pdf").status_code == 404


def test_a_workbook_that_nobody_waits_for_is_csv() -> None:
    most = exporting.MOST_WAITED_FOR
    assert [exporting.form_for("xlsx", count) for count in (most, most + 1)] == ["xlsx", "csv"]
    assert exporting.form_for("xlsx", most + 1, exporting.MOST_IN_WORKBOOK) == "xlsx"
    assert exporting.form_for("ics", most + 1) == "ics"
