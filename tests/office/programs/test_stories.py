"""What programs do with applications, bookings, services, the cultivation list, comparisons and files, end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.office.cultivation.conftest import ON, Cultivating
from tests.office.library.documents import document
from tests.office.people import CODE, OTHER_CODE, Cast, cast, enterprise, member, user
from tests.office.register.conftest import Bring, _files, bring, source, zone  # noqa: F401
from tests.office.register.helping import SmallZone, work_off

from luoshu.office.accounts.models import HouseRules, Role, User
from luoshu.office.audit.models import Record
from luoshu.office.booking.models import Booking
from luoshu.office.library.actions.seed import seed
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.models import Entity, Fact, Recording, Source
from luoshu.office.register.sources import own_source
from luoshu.office.register.words import words

from .calling import Program

pytestmark = pytest.mark.django_db
ACHIEVEMENTS = "service-achievements"


@pytest.fixture
def people() -> Cast:
    seed()
    return cast()


@pytest.fixture
def officer(people: Cast) -> User:
    return people.officer


def kept(by: User, kind: str, number: str, **facts: str) -> Entity:
    record = words().vocabulary.records[kind]
    return register_entry(by, record, number, facts, own_source(Source.Kind.OFFICE), "试验用")


def test_an_achievement_is_filed_supplemented_and_registered(people: Cast) -> None:
    firm, office = Program(people.operator), Program(people.officer)
    (asked,) = (each for each in firm.get("/applications/registers").json() if each["slug"] == ACHIEVEMENTS)
    assert "成果名称" in asked["needed"]
    made = firm.post("/applications", filed_to=ACHIEVEMENTS, facts={"成交金额": "120万"}).json()
    at = f"/applications/{made['number']}"
    assert (made["state"], made["facts"][0]["value"]) == ("draft", "1200000")
    assert office.get(at).status_code == 403  # a draft is the owner's own
    lacking = firm.post(f"{at}/submit")
    assert (lacking.status_code, lacking.json()["errors"][0]["en"]) == (422, "Not filled in yet: name.")
    wrong = firm.put(at, facts={"成果名称": "主轴", "成交金额": "许多", "谁": 1}).json()["errors"]
    assert [each["field"] for each in wrong] == ["facts.谁"]
    wrong = firm.put(at, facts={"成果名称": "主轴", "成交金额": "许多"}).json()["errors"]
    assert [each["field"] for each in wrong] == ["facts.成交金额"]
    assert firm.put(at, facts={"成果名称": "主轴热误差补偿", "成交金额": "120万"}).json()["title"] == "主轴热误差补偿"
    paper = firm.upload(f"{at}/papers", file=SimpleUploadedFile("协议.pdf", b"%PDF-1.4 x")).json()
    assert firm.post(f"{at}/submit").json()["state"] == "submitted"
    assert firm.post(f"{at}/submit").status_code == 409
    assert [each["number"] for each in office.get("/applications").json()["items"]] == [made["number"]]
    assert office.get("/applications/counts").json()["waiting"] == 1
    assert office.file(f"/applications/papers/{paper['number']}/file") == b"%PDF-1.4 x"
    assert Record.objects.filter(action="filing.paper-read").count() == 1
    assert office.post(f"{at}/lacks", said="请补上公示日期").json()["state"] == "owed"
    facts = {"成果名称": "主轴热误差补偿", "成交金额": "120万", "公示日期": "2026-03-02"}
    assert firm.put(at, facts=facts).status_code == 200
    assert firm.post(f"{at}/submit", said="已补").json()["state"] == "submitted"
    suggested = office.get(at).json()["suggested"]
    done = office.post(f"{at}/register", number=suggested["number"]).json()
    assert (done["state"], [step["kind"] for step in done["steps"]]) == (
        "registered",
        ["submitted", "asked", "given", "registered"],
    )
    (entry,) = firm.get("/applications/own/entries").json()["items"]
    assert entry["identifier"] == suggested["number"]
    change = firm.post("/applications", kind="change", entry=entry["number"], facts=facts, reason="")
    assert [each["field"] for each in change.json()["errors"]] == ["reason"]
    change = firm.post("/applications", kind="change", entry=entry["number"], facts=facts, reason="更名").json()
    assert firm.post(f"/applications/{change['number']}/take-back").json() == {"application": None}
    cancel = firm.post("/applications", kind="cancel", entry=entry["number"], reason="不再实施").json()
    assert firm.post(f"/applications/{cancel['number']}/submit").json()["state"] == "submitted"
    refused = office.post(f"/applications/{cancel['number']}/refuse", grounds="仍在实施").json()
    assert (refused["state"], refused["grounds"]) == ("refused", "仍在实施")


def test_who_filed_does_not_decide_and_of_others_one_sees_nothing(people: Cast) -> None:
    member(people.officer, enterprise(), Role.OPERATOR)
    made = Program(people.operator).post("/applications", filed_to=ACHIEVEMENTS, facts={"成果名称": "主轴"}).json()
    at = f"/applications/{made['number']}"
    Program(people.operator).post(f"{at}/submit")
    assert Program(people.officer).post(f"{at}/refuse", grounds="不是").status_code == 403
    other = user("别家的人")
    member(other, enterprise("别家公司", OTHER_CODE), Role.OPERATOR)
    assert Program(other).get(at).status_code == 403
    assert Program(other).get("/applications/own").json()["count"] == 0


def test_a_facility_is_booked_used_and_its_use_told(people: Cast) -> None:
    facility = kept(people.officer, "大型设施", "F1", 设施名称="试验箱", 所在单位代码=OTHER_CODE)
    keeper = user("设施管理员")
    member(keeper, enterprise("轴承研究所", OTHER_CODE), Role.OPERATOR)
    client, base = Program(people.operator), Program(keeper)
    at, day = f"/facilities/{facility.pk}", timezone.localdate() + timedelta(days=3)
    free = client.get(at, week=day.isoformat()).json()
    (slot,) = (each for each in free["slots"] if (each["day"], each["begins"]) == (day.isoformat(), "09:00"))
    assert slot["state"] == "free"
    body = {"day": day.isoformat(), "purpose": "样机高低温试验"}
    assert client.post(f"{at}/bookings", begins="10:00", **body).json()["errors"][0]["field"] == "begins"
    made = client.post(f"{at}/bookings", begins="09:00", **body)
    assert made.status_code == 201
    twice = client.post(f"{at}/bookings", begins="09:00", **body)
    assert twice.json()["number"] == made.json()["number"]  # sent twice is booked once
    another = body | {"purpose": "另一件事"}
    assert client.post(f"{at}/bookings", begins="09:00", **another).status_code == 422  # taken once
    own, theirs = (
        next(each for each in some.get(at, week=day.isoformat()).json()["slots"] if each["booking"])
        for some in (client, base)
    )
    assert (own["state"], theirs["state"], theirs["organisation"]) == ("mine", "taken", "洛书精工有限公司")
    stranger = user("第三家的人")
    member(stranger, enterprise("第三家", "91430000MA4L00003E"), Role.OPERATOR)
    seen = Program(stranger).get(at, week=day.isoformat()).json()["slots"]
    assert [each["organisation"] for each in seen if each["state"] == "taken"] == [None]
    assert client.post(f"{at}/closures", first=day.isoformat(), last=day.isoformat(), reason="检修").status_code == 403
    number = made.json()["number"]
    assert base.post(f"/bookings/{number}/outcome", came="used", hours="2.5").status_code == 409  # not over yet
    Booking.objects.filter(pk=number).update(day=timezone.localdate() - timedelta(days=1))
    assert base.get("/bookings", which="to-confirm").json()["count"] == 1
    assert base.post(f"/bookings/{number}/outcome", came="used").json()["errors"][0]["field"] == "hours"
    told = base.post(f"/bookings/{number}/outcome", came="used", hours="2.5", quantity="12", unit="个样品").json()
    assert (told["state"], told["hours"], told["quantity"]) == ("used", "2.5", "12.00")
    assert base.get(f"{at}/use").json()["users"] == [{"by": "洛书精工有限公司", "hours": "2.5", "uses": 1, "missed": 0}]
    assert client.get(f"{at}/use").status_code == 403
    assert "样机高低温试验" in base.file(f"{at}/use/file").decode()
    assert base.file(f"{at}/use/file", form="xlsx").startswith(b"PK")
    closed = base.post(f"{at}/closures", first=day.isoformat(), last=day.isoformat(), reason="检修").json()
    assert [each["reason"] for each in client.get(at).json()["closures"]] == ["检修"]
    assert base.post(f"/closures/{closed['number']}/lift").json()["lifted"]


def test_a_service_is_asked_for_reported_and_confirmed(people: Cast) -> None:
    kept(people.officer, "中试基地", "B1", 基地名称="中试基地", 运营单位代码=OTHER_CODE)
    service = kept(people.officer, "中试服务", "S1", 服务名称="工艺放大", 所属基地="B1")
    keeper = user("基地的人")
    member(keeper, enterprise("轴承研究所", OTHER_CODE), Role.OPERATOR)
    client, base = Program(people.operator), Program(keeper)
    (offered,) = client.get("/services").json()["items"]
    assert (offered["name"], offered["base"]) == ("工艺放大", "中试基地")
    number = client.post(f"/services/{service.pk}/orders", wanted="十二个样品").json()["number"]
    assert base.get(f"/orders/{number}").json()["waits"]
    assert client.post(f"/orders/{number}/take").status_code == 403
    assert base.post(f"/orders/{number}/confirm").status_code == 409  # nothing is reported yet
    assert base.post(f"/orders/{number}/take").json()["state"] == "taken"
    done = {"done_on": timezone.localdate().isoformat(), "quantity": "12", "unit": "个", "amount": "1.2万"}
    assert base.post(f"/orders/{number}/report", **done).json()["amount"] == "12000.00"
    confirmed = client.post(f"/orders/{number}/confirm").json()
    assert confirmed["state"] == "confirmed"
    assert Entity.objects.get(pk=confirmed["entry"]).kind == "中试服务记录"
    assert Program(user_of_nobody_else()).get(f"/orders/{number}").status_code == 404


def user_of_nobody_else() -> User:
    other = user("又一家的人")
    member(other, enterprise("又一家", "91430000MA4L00003E"), Role.OPERATOR)
    return other


def test_who_is_near_is_found_taken_in_and_worked_on(
    people: Cast,
    bring: Bring,  # noqa: F811
    zone: SmallZone,  # noqa: F811
) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    office, adviser = Program(people.officer), Program(people.unauthorised)
    snapshot = Cultivating(people.officer).cut()
    aims = {each["aim"] for each in office.get("/cultivation/aims").json()}
    asked = {"aim": "cn/tech-sme|符合现行评价条件||", "snapshot": snapshot.pk, "on": ON.isoformat()}
    assert asked["aim"] in aims
    made = office.post("/cultivation/searches", **asked)
    assert made.status_code == 202
    work_off()
    at = f"/cultivation/searches/{made.json()['number']}"
    found = office.get(at).json()
    assert (found["state"], sum(found["counts"].values())) == ("done", 3)
    standing = next(name for name in ("near", "unknown") if found["counts"][name])
    rows = office.get(f"{at}/found", standing=standing).json()["items"]
    assert rows[0]["lacks"] or rows[0]["missing"]
    identifier = rows[0]["identifier"]
    (entry,) = office.post(f"{at}/take", identifiers=[identifier]).json()["entries"]
    assert office.post("/cultivation/put-back", entries=[entry]).json() == {"count": 1}
    (entry,) = office.post(f"{at}/take", identifiers=[identifier]).json()["entries"]
    one = f"/cultivation/entries/{entry}"
    assert adviser.get(one).status_code == 403
    assert people.unauthorised.pk in {each["number"] for each in office.get("/cultivation/advisers").json()["items"]}
    given = office.post(f"{one}/adviser", adviser=people.unauthorised.pk).json()
    assert given["adviser"]["number"] == people.unauthorised.pk
    assert [each["number"] for each in adviser.get("/cultivation/advised").json()["items"]] == [entry]
    due = timezone.localdate().isoformat()
    task = adviser.post(f"{one}/tasks", what="补研发辅助账", doer="adviser", due=due).json()
    assert adviser.post(f"{one}/tasks", what="x", doer="adviser", due=due, condition="没有").status_code == 422
    adviser.post(f"{one}/notes", on=due, text="看了车间")
    assert adviser.post(f"/cultivation/tasks/{task['number']}/finish", outcome="已补").json()["done_on"] == due
    assert adviser.post(f"/cultivation/tasks/{task['number']}/reopen").json()["done_on"] is None
    assert adviser.post(f"{one}/end", end="other", on=due, reason="试验").status_code == 403
    wrong = office.post(f"{one}/end", end="reached", on=due, reason="达到").json()["errors"]
    assert [each["field"] for each in wrong] == ["document"]
    assert office.post(f"{one}/end", end="gave-up", on=due, reason="放弃").json()["end"] == "gave-up"
    assert office.get("/cultivation").json()["count"] == 0
    assert office.post(f"{one}/reopen").json()["end"] is None
    assert identifier in office.file("/cultivation/file").decode()
    assert office.get("/cultivation/reports/aims").json()["rows"][0][1] == 1
    assert office.file("/cultivation/reports/aims/file").decode().count("\r\n") == 2


def test_an_enterprise_sees_no_notes_of_visits(people: Cast) -> None:
    from tests.office.cultivation.routes import arguments

    known = arguments(people)
    at = f"/cultivation/entries/{known['cultivation-entry']['key']}"
    Program(people.officer).post(f"{at}/notes", on=timezone.localdate().isoformat(), text="内部")
    assert Program(people.operator).get(at).json()["notes"] is None
    assert len(Program(people.officer).get(at).json()["notes"]) == 1
    (own,) = Program(people.operator).get("/cultivation/own").json()["items"]
    assert own["tasks"][0]["what"] == "补研发辅助账"


def said(entity: Entity, kind: Source.Kind, value: str) -> Fact:
    recording = Recording.objects.create(at=timezone.now(), source=own_source(kind))
    return Fact.objects.create(entity=entity, name="职工总数", year=2024, value=value, recording=recording)


def test_a_firm_corrects_its_own_declaration(people: Cast) -> None:
    recording = Recording.objects.create(at=timezone.now(), source=own_source(Source.Kind.OFFICE))
    firm = Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=recording)
    fact = said(firm, Source.Kind.DECLARED, "90")
    program = Program(people.operator)
    told = program.post("/own/corrections", fact=fact.pk, value=120, reason="漏报").json()
    assert (told["value"], told["current"]) == (120, True)
    assert program.post("/own/corrections", fact=fact.pk, value=130, reason="再改").status_code == 409  # not current
    other = Fact.objects.create(entity=firm, name="研发人员数", year=2024, value="9", recording=recording)
    assert program.post("/own/corrections", fact=other.pk, value=10, reason="不对").status_code == 403
    assert program.get("/own/compared").json() == []
    assert program.get("/own/titles").json() == {"titles": [], "endings": []}
    assert program.file("/own/titles/calendar").startswith(b"BEGIN:VCALENDAR")
    assert Program(people.officer).file("/endings/file", form="ics").startswith(b"BEGIN:VCALENDAR")
    assert Program(people.officer).file("/differences/file").decode().count("\r\n") == 1


def test_a_register_is_exported_and_fetched_by_who_asked(people: Cast) -> None:
    kept(people.officer, "职务科技成果", "2026-0001", 成果名称="主轴", 成交金额="1200000", 赋权日期="2026-01-05")
    office, other = Program(people.officer), Program(people.approver)
    made = office.post(f"/registers/{ACHIEVEMENTS}/exports", form="csv")
    assert made.status_code == 202
    at = f"/exports/{made.json()['number']}"
    assert office.get(f"{at}/file").status_code == 404  # not written yet
    work_off()
    assert office.get(at).json()["rows"] == 1
    assert "主轴" in office.file(f"{at}/file").decode()
    assert (other.get(at).status_code, Program(people.auditor).get(at).status_code) == (403, 200)
    figures = office.get(f"/registers/{ACHIEVEMENTS}/figures").json()
    assert figures["by_kind"][0]["rows"][0]["values"] == ["1200000"]
    assert figures["growth"][-1]["counts"]


def test_an_entry_is_approved_again_and_found_by_its_state(people: Cast) -> None:
    office = Program(people.officer)
    former, _ = (kept(people.officer, "创新平台", number, 平台名称=f"平台{number}") for number in ("P1", "P2"))
    register = f"/registers/{words().slug('创新平台')}"
    told = {"kind": "reapproved", "on": timezone.localdate().isoformat(), "document": "认定文件", "other": "P2"}
    assert office.post(f"/entities/{former.pk}/events", **told).status_code == 201
    found = office.get(f"{register}/entries", state="succeeded").json()["items"]
    assert [each["identifier"] for each in found] == ["P1"]
    assert office.post(f"{register}/exports", state="succeeded").status_code == 202


def test_a_draft_is_not_written_over_by_who_has_not_seen_its_text(people: Cast) -> None:
    editor = Program(people.editor)
    made = editor.post("/publishing", body=document()).json()
    at, seen = f"/publishing/{made['number']}", made["sha256"]
    theirs = editor.put(at, body=document(amount="12万", example="120000"), base=seen).json()
    refused = editor.put(at, body=document(amount="15万", example="150000"), base=seen)
    assert (refused.status_code, editor.get(at).json()["sha256"]) == (409, theirs["sha256"])
    assert editor.put(at, body=document(amount="15万", example="150000")).status_code == 200


def test_a_policy_is_drawn_and_typeset(people: Cast) -> None:
    anyone = Program()
    assert anyone.file("/policies/cn/srdi/picture", on="2025-06-30").startswith(b"<svg")
    assert anyone.file("/policies/cn/srdi/paper", on="2025-06-30").startswith(b"%PDF-")


def test_the_audit_is_taken_out_and_that_is_in_it(people: Cast) -> None:
    auditor = Program(people.auditor)
    assert auditor.file("/audit/file", action="accounts").decode().startswith("\ufeff编号")
    assert Record.objects.get(action="audit.exported").detail["filters"] == {"action": "accounts"}


def test_house_rules_are_set_all_together(people: Cast) -> None:
    administrator = Program(people.administrator)
    rules = {"log_months": 12, "second_factor": False, "trial_before_approval": True}
    assert administrator.put("/house/rules", **rules).json() == rules
    assert HouseRules.now().trial_before_approval
    assert administrator.put("/house/rules", log_months=12, second_factor=False).status_code == 422


@pytest.mark.parametrize("path", ["/applications/own", "/bookings", "/orders", "/cultivation/own"])
def test_a_list_takes_as_many_queries_with_one_row_as_with_many(
    path: str, people: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    from tests.office.walking import arguments

    arguments(people)
    program = Program(people.operator)
    program.get(path)
    with django_assert_max_num_queries(25) as one:
        first = program.get(path).json()["count"]
    arguments_again(path, people)
    with django_assert_max_num_queries(25) as many:
        assert program.get(path).json()["count"] > first
    assert len(one) == len(many)


def arguments_again(path: str, people: Cast) -> None:
    """More of what stands in that list."""
    from luoshu.office.booking.models import Order
    from luoshu.office.cultivation.models import Aim, Entry
    from luoshu.office.filing.models import Application

    if path == "/applications/own":
        for each in Application.objects.all():
            each.pk = None
            each.save()
    elif path == "/bookings":
        for booking in Booking.objects.filter(state="booked"):
            booking.pk, booking.day = None, booking.day + timedelta(days=20)
            booking.save()
    elif path == "/orders":
        for order in Order.objects.all():
            order.pk = None
            order.save()
    else:
        aim = Aim.objects.create(policy="cn/hnte", decision="符合条件", kind="企业", zh="高企", en="HNTE")
        for entry in Entry.objects.all():
            entry.pk, entry.aim = None, aim
            entry.save()


@pytest.fixture(autouse=True)
def _kept_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
