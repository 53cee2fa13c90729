"""Imports: errors told all at once, a preview, recording, coming again, taking back."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, LOOK, SmallZone, as_csv, work_off

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.register import staging, uploads
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import NotNowError, ask_undo, cancel, confirm_import
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.tell_event import take_back_event, tell_event
from luoshu.office.register.brought import problems_of
from luoshu.office.register.models import Entity, Event, Fact, Import, Item, Recording, Source, Work
from luoshu.problems import ProblemError

pytestmark = pytest.mark.django_db


def known() -> dict[tuple[str, str, int], str]:
    rows = Fact.objects.filter(ended=None).values_list("entity__identifier", "name", "year", "value")
    return {(identifier, name, year): value for identifier, name, year, value in rows}


def items() -> list[tuple[str, str]]:
    rows = Item.objects.filter(ended=None).values_list("entity__identifier", "content")
    return sorted(rows)


def test_nothing_is_recorded_before_somebody_confirms(bring: Bring, zone: SmallZone) -> None:
    work = bring("园区.xlsx", zone.workbook())
    assert (work.stage, work.state) == ("read", "done")
    assert not Fact.objects.exists()
    assert not Entity.objects.exists()
    # 3 names and days, 2 of one fact, 2 of another, 2 facts of 6 years, 3 numbers of rights
    assert work.counts["facts_new"] == 3 + 3 + 2 + 2 + 12 + 3
    assert (work.counts["entities"], work.counts["entities_new"], work.counts["items_new"]) == (3, 3, 3)
    assert [each["name"] for each in work.counts["arrivals"]] == ["洛川精密", "伊滨材料", "瀍河软件"]


@pytest.mark.parametrize("form", ["workbook", "archive"])
def test_what_is_recorded(bring: Bring, zone: SmallZone, form: str) -> None:
    name = {"workbook": "园区.xlsx", "archive": "园区.zip"}[form]
    work = bring(name, getattr(zone, form)(), apply=True)
    assert (work.stage, work.state) == ("apply", "done")
    facts = known()
    assert facts[CODES[0], "企业名称", 0] == "洛川精密"
    assert facts[CODES[0], "查账征收", 0] == "true"
    assert facts[CODES[0], "成立日期", 0] == "2016-10-24"
    assert facts[CODES[1], "研发费用", 2023] == "800000.5"
    assert facts[CODES[1], "销售收入", 2024] == "10000100"
    assert (CODES[1], "研发人员数", 0) not in facts
    assert [facts[code, "知识产权", 0] for code in CODES[:3]] == ["2", "1", "0"]
    assert items()[0] == (CODES[0], '{"编号": "ZL1", "类别": "I类", "有效": "true"}')
    assert list(Entity.objects.order_by("pk").values_list("name", "state")) == [
        ("洛川精密", "active"),
        ("伊滨材料", "active"),
        ("瀍河软件", "active"),
    ]
    actions = list(Record.objects.values_list("action", flat=True))
    assert actions == ["register.import-brought", "register.import-confirmed", "register.import-applied"]


def test_a_zone_is_arranged_some_entities_at_a_time(
    bring: Bring, zone: SmallZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "SORTED", 2)
    work = bring("园区.xlsx", zone.workbook(), apply=True)
    assert work.counts["facts_new"] == 3 + 3 + 2 + 2 + 12 + 3
    assert len(known()) == 3 + 3 + 2 + 2 + 12 + 3
    assert len(items()) == 3


def test_the_same_file_again_changes_nothing(bring: Bring, zone: SmallZone) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    before, recordings = known(), Recording.objects.count()
    again = bring("再来.zip", zone.archive())
    assert {name: again.counts[name] for name in ("facts_new", "facts_changed", "items_new", "items_gone")} == {
        "facts_new": 0,
        "facts_changed": 0,
        "items_new": 0,
        "items_gone": 0,
    }
    assert again.counts["facts_unchanged"] == len(before)
    confirm_import(again.by, again.pk)  # type: ignore[arg-type]
    work_off()
    assert known() == before
    assert Recording.objects.count() == recordings


def test_an_updated_file_changes_only_what_changed(bring: Bring, zone: SmallZone) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    facts, rows = known(), items()
    zone.firms[0]["企业名称"] = "洛川精密制造"
    zone.firms[2]["研发人员数"] = ""  # an empty cell says nothing
    zone.rights[1]["有效"] = "否"
    del zone.rights[2]
    work = bring("园区.xlsx", zone.workbook())
    assert (work.counts["facts_changed"], work.counts["facts_new"]) == (2, 0)
    assert (work.counts["items_new"], work.counts["items_gone"]) == (1, 2)
    assert {(each["fact"], each["before"], each["after"]) for each in work.counts["changes"]} == {
        ("企业名称", "洛川精密", "洛川精密制造"),
        ("知识产权", "1", "0"),
    }
    confirm_import(work.by, work.pk)  # type: ignore[arg-type]
    work_off()
    facts[CODES[0], "企业名称", 0], facts[CODES[1], "知识产权", 0] = "洛川精密制造", "0"
    assert known() == facts
    assert items() == [rows[0], (CODES[0], '{"编号": "ZL2", "类别": "II类", "有效": "false"}')]
    assert Entity.objects.get(identifier=CODES[0]).name == "洛川精密制造"


def test_every_error_is_told_by_file_row_and_column(bring: Bring, zone: SmallZone) -> None:
    zone.firms[0]["成立日期"] = "2016-13-01"
    zone.firms[1]["研发人员数"] = "许多"
    zone.firms[2]["统一社会信用代码"] = "91990000MA012GLM3X"
    zone.years[0]["销售收入"] = -1
    zone.rights[0]["类别"] = "III类"
    work = bring("园区.xlsx", zone.workbook())
    assert work.state == "refused"
    assert not Fact.objects.exists()
    found = {
        (each["file"], each["line"], each["column"]) for each in problems_of(work, LOOK) if each["severity"] == "error"
    }
    assert found >= {
        ("园区.xlsx[企业]", 2, "成立日期"),
        ("园区.xlsx[企业]", 3, "研发人员数"),
        ("园区.xlsx[企业]", 4, "统一社会信用代码"),
        ("园区.xlsx[企业年度]", 2, "销售收入"),
        ("园区.xlsx[知识产权]", 2, "类别"),
    }
    assert work.counts["errors"] == len([each for each in problems_of(work, LOOK) if each["severity"] == "error"])
    with pytest.raises(NotNowError):
        confirm_import(work.by, work.pk)  # type: ignore[arg-type]


def test_a_list_alone_is_laid_beside_who_is_registered(bring: Bring, zone: SmallZone) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    zone.rights.append({"企业": CODES[2], "编号": "ZL9", "类别": "I类", "有效": "是"})
    work = bring("知识产权.csv", as_csv(zone.rights), apply=True)
    assert (work.state, work.counts["items_new"]) == ("done", 1)
    assert known()[CODES[2], "知识产权", 0] == "1"
    stranger = bring("知识产权.csv", as_csv([{**zone.rights[0], "企业": CODES[3]}]))
    assert [each["code"] for each in problems_of(stranger, LOOK)] == ["orphan"]


def test_an_import_is_taken_back_whole(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    facts, rows = known(), items()
    zone.firms[0]["企业名称"] = "错名"
    zone.firms.append({"统一社会信用代码": CODES[3], "企业名称": "多余的"})
    zone.rights[0]["有效"] = "否"
    zone.rights.append({"企业": CODES[3], "编号": "ZL8", "类别": "I类", "有效": "是"})
    second = bring("园区.xlsx", zone.workbook(), apply=True)
    assert known() != facts
    ask_undo(officer, second.pk)
    work_off()
    second.refresh_from_db()
    assert (second.stage, second.state) == ("undo", "done")
    assert known() == facts
    assert items() == rows
    gone = Entity.objects.get(identifier=CODES[3])
    assert gone.state == "withdrawn"
    assert Entity.objects.get(identifier=CODES[0]).name == "洛川精密"
    restored = Fact.objects.get(entity__identifier=CODES[0], name="企业名称", ended=None)
    assert restored.recording.undoing
    third = bring("园区.xlsx", zone.workbook(), apply=True)
    gone.refresh_from_db()
    assert (third.counts["entities_new"], gone.state) == (0, "active")
    assert [event.kind for event in Event.objects.filter(entity=gone).order_by("pk")] == ["withdrawn", "restored"]


def test_who_has_merged_or_moved_since_is_neither_withdrawn_with_an_import_nor_brought_back_by_it(
    bring: Bring, zone: SmallZone, officer: User
) -> None:
    brought = bring("园区.xlsx", zone.workbook(), apply=True)
    one, two, three = (Entity.objects.get(identifier=code) for code in CODES[:3])
    today = timezone.localdate()
    tell_event(officer, one.pk, "merged", today, "协议", other=two.identifier)
    tell_event(officer, three.pk, "moved-out", today, "函")

    def states() -> list[str]:
        return [Entity.objects.get(identifier=code).state for code in CODES[:3]]

    ask_undo(officer, brought.pk, keep_later=True)
    work_off()
    assert states() == ["merged", "active", "moved"], "something besides the import is known of them"
    take_back_event(officer, Event.objects.get(entity=three).pk, "记错")
    assert states() == ["merged", "active", "withdrawn"], "now nothing is"
    tell = bring("园区.xlsx", zone.workbook(), apply=True)
    assert states() == ["merged", "active", "active"]
    tell_event(officer, three.pk, "moved-out", today, "函")
    ask_undo(officer, tell.pk, keep_later=True)
    work_off()
    bring("园区.xlsx", zone.workbook(), apply=True)
    assert states() == ["merged", "active", "moved"]


def test_a_former_name_in_a_file_is_told_before_it_comes_back(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    one = Entity.objects.get(identifier=CODES[0])
    tell_event(officer, one.pk, "renamed", timezone.localdate(), "执照", after="洛川智能")
    work = bring("园区.xlsx", zone.workbook())
    (warning,) = [each for each in problems_of(work, LOOK) if each["code"] == "former-name"]
    assert "曾用名“洛川精密”" in warning["zh"]
    assert work.counts["warnings"] == len(problems_of(work, LOOK))
    zone.firms[0]["企业名称"] = "洛川智能"
    assert "former-name" not in {each["code"] for each in problems_of(bring("园区.xlsx", zone.workbook()), LOOK)}


def test_whose_list_becomes_empty_is_told_before(bring: Bring, zone: SmallZone) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    before = Item.objects.filter(entity__identifier=CODES[1], name="知识产权", ended=None).count()
    zone.rights = [row for row in zone.rights if row["企业"] != CODES[1]]
    work = bring("园区.xlsx", zone.workbook())
    (told,) = [each for each in problems_of(work, LOOK) if each["code"] == "list-emptied"]
    assert f"“知识产权”表里没有 伊滨材料 的行：它已有的 {before} 项会去掉" in told["zh"]
    assert told["severity"] == "warning"


def test_what_is_of_a_registered_firm_need_not_bring_it_along(bring: Bring, zone: SmallZone) -> None:
    """One new firm in the sheet of firms does not make strangers of all that are registered."""
    bring("园区.xlsx", zone.workbook(), apply=True)
    new = {"统一社会信用代码": CODES[3], "企业名称": "新来的"}
    years = [{"统一社会信用代码": code, "年度": 2024, "职工总数": 7} for code in (CODES[0], CODES[3])]
    work = bring("新增.zip", _zip(企业__csv=as_csv([new]), 企业年度__csv=as_csv(years)), apply=True)
    assert [each["code"] for each in problems_of(work, LOOK)] == []
    told = Fact.objects.filter(name="职工总数", year=2024, ended=None).values_list("entity__identifier", "value")
    assert {(CODES[0], "7"), (CODES[3], "7")} <= set(told)
    years[0]["统一社会信用代码"] = "91990000MA0G71GM62"
    stranger = bring("新增.zip", _zip(企业__csv=as_csv([new]), 企业年度__csv=as_csv(years)))
    assert [each["code"] for each in problems_of(stranger, LOOK)] == ["orphan"]


def test_later_corrections_stand_in_the_way_of_an_undo_or_are_kept(
    bring: Bring, zone: SmallZone, officer: User
) -> None:
    work = bring("园区.xlsx", zone.workbook(), apply=True)
    firm = Entity.objects.get(identifier=CODES[0])
    correct(officer, firm, "研发人员数", 0, "21", "社保记录")
    ask_undo(officer, work.pk)
    work_off()
    work.refresh_from_db()
    assert work.state == "refused"
    assert [each["code"] for each in work.problems] == ["corrected-since", "corrected-since"]
    assert "洛川精密" in work.problems[1]["zh"]
    assert len(known()) > 1
    ask_undo(officer, work.pk, keep_later=True)
    work_off()
    work.refresh_from_db()
    assert work.state == "done"
    assert known() == {(CODES[0], "研发人员数", 0): "21"}
    firm.refresh_from_db()
    assert firm.state == "active"


def test_an_import_can_be_stopped_and_taken_up_again(
    bring: Bring, zone: SmallZone, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshu.office.register.actions.apply_import.ENTITIES", 1)
    work = bring("园区.xlsx", zone.workbook())
    confirm_import(officer, work.pk)
    put = "luoshu.office.register.actions.apply_import.put"
    from luoshu.office.register.putting import put as really

    def put_and_cancel(*given: object) -> None:
        really(*given)  # type: ignore[arg-type]
        if Entity.objects.count() == 2:
            cancel(officer, Import.objects.get(pk=work.pk))

    with monkeypatch.context() as patch:
        patch.setattr(put, put_and_cancel)
        work_off()
    work.refresh_from_db()
    assert (work.state, work.counts["applied"]) == ("cancelled", 2)
    assert Entity.objects.count() == 2
    confirm_import(officer, work.pk)
    work_off()
    work.refresh_from_db()
    assert (work.state, Entity.objects.count()) == ("done", 3)


def test_an_import_survives_a_restart(
    bring: Bring, zone: SmallZone, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command

    monkeypatch.setattr("luoshu.office.register.actions.apply_import.ENTITIES", 1)
    work = bring("园区.xlsx", zone.workbook())
    confirm_import(officer, work.pk)
    from luoshu.office.register.actions.apply_import import apply_import
    from luoshu.office.register.working import carry_out

    def dies(work: Import, tell: object) -> None:
        calls = []

        def told(*said: object) -> None:
            calls.append(said)
            if len(calls) == 2:
                raise SystemExit(1)

        told.tell = told  # type: ignore[attr-defined]
        apply_import(work, told)  # type: ignore[arg-type]

    with pytest.raises(SystemExit):
        carry_out(Import, work.pk, dies)
    work.refresh_from_db()
    assert (work.state, work.counts["applied"], Entity.objects.count()) == ("waiting", 1, 1)
    call_command("carry_on")
    work_off()
    work.refresh_from_db()
    assert (work.state, Entity.objects.count()) == ("done", 3)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("表.xls", b"\xd0\xcf\x11\xe0", "file-type"),
        ("园区.pdf", b"%PDF", "file-type"),
        ("大.csv", b"a" * 2000, "file-size"),
    ],
)
def test_what_is_no_file_to_import_is_refused_at_once(
    officer: User, source: Source, name: str, content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(ProblemError) as error:
        bring_import(officer, SimpleUploadedFile(name, content), source, date(2025, 6, 30))
    assert [problem.code for problem in error.value.problems] == [code]
    assert not Import.objects.exists()


def _zip(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name.replace("__", "."), inside)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("企业.xlsx", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "old-workbook"),
        ("企业.xlsx", b"PK\x03\x04 no", "bad-workbook"),
        ("企业.xlsx", _zip(企业__txt=b""), "bad-workbook"),
        ("企业.csv", b"a\x00b\x00", "not-text"),
        ("企业.zip", b"nothing", "bad-archive"),
        ("企业.zip", _zip(说明__txt=b"x"), "empty-archive"),
        ("企业.zip", _zip(企业__csv=b"0" * 3_000_000), "too-much-inside"),
        ("别的.csv", b"a,b\n1,2\n", "no-data"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    bring: Bring, name: str, content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 2_000_000)
    work = bring(name, content)
    assert work.state == Work.State.REFUSED
    assert code in [each["code"] for each in problems_of(work, LOOK)]


def test_a_workbook_with_a_password_is_not_only_called_old(bring: Bring) -> None:
    (problem,) = problems_of(bring("企业.xlsx", b"\xd0\xcf\x11\xe0" + bytes(512)), LOOK)
    assert (problem["zh"], problem["hint_zh"]) == (
        "企业.xlsx 设了密码，或者是旧式工作簿（.xls）",
        "请去掉密码，或另存为 .xlsx",
    )


def test_a_nul_is_told_by_row_and_column(bring: Bring) -> None:
    rows = [{"统一社会信用代码": code, "企业名称": name} for code, name in zip(CODES, ("甲", "乙\0公司"), strict=False)]
    padding = [{"统一社会信用代码": "", "企业名称": ""}] * 3000  # further down it would not be taken for a binary file
    for lines in (rows, padding + rows):
        work = bring("企业.csv", as_csv(lines))
        (problem,) = problems_of(work, LOOK)
        assert (work.state, problem["code"], problem["column"]) == ("refused", "nul", "企业名称")
        assert problem["line"] == len(lines) + 1
        assert "乙␀公司" in problem["zh"]
    bring("企业.csv", as_csv([{"统一社会信用代码": CODES[0], "企业\0名称": "甲"}]))  # told, and the database keeps it


def test_what_the_register_has_no_room_for_is_told_by_row_and_column(bring: Bring) -> None:
    platforms = [{"平台编号": "P" * 80, "平台名称": "名" * 200}, {"平台编号": "P" * 81, "平台名称": "名" * 201}]
    work = bring("创新平台.csv", as_csv(platforms))
    assert work.state == "refused"
    assert [(each["code"], each["line"], each["column"]) for each in problems_of(work, LOOK)] == [
        ("too-long", 3, "平台编号"),
        ("too-long", 3, "平台名称"),
    ]
    assert bring("创新平台.csv", as_csv(platforms[:1]), apply=True).state == "done"


def test_what_refers_to_nothing_that_is_registered_is_a_warning(bring: Bring) -> None:
    carriers = [{"载体编号": "ZT1", "载体名称": "一号楼"}]
    bring("孵化载体.csv", as_csv(carriers), apply=True)
    leases = [{"租约编号": f"ZY{n}", "所属载体": carrier} for n, carrier in enumerate(("ZT1", "ZT2", "", "ZT9"))]
    work = bring("租约.csv", as_csv(leases))
    found = [(each["severity"], each["line"], each["column"]) for each in problems_of(work, LOOK)]
    assert (work.state, found) == ("done", [("warning", 3, "所属载体"), ("warning", 5, "所属载体")])
    both = {"租约__csv": as_csv(leases[:2]), "孵化载体__csv": as_csv([{"载体编号": "ZT2", "载体名称": "二号楼"}])}
    assert problems_of(bring("台账.zip", _zip(**both)), LOOK) == []
    confirm_import(work.by, work.pk)  # type: ignore[arg-type]
    work_off()
    work.refresh_from_db()
    assert work.state == "done"


def test_names_written_by_chinese_windows_are_read(bring: Bring, zone: SmallZone) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, rows in zone.tables.items():
            info = zipfile.ZipInfo(f"{name}.csv".encode("gb18030").decode("cp437"))
            archive.writestr(info, as_csv(rows))
    # Python marks such names as UTF-8; Windows does not.
    data = content.getvalue()
    for name in zone.tables:
        written = f"{name}.csv".encode("gb18030").decode("cp437").encode()
        data = data.replace(written, f"{name}.csv".encode("gb18030"))
    assert bring("园区.zip", data).state in (Work.State.DONE, Work.State.REFUSED)
