"""The register's pages: what they show, how much they ask of the database, what a form does."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.office.people import CODE, enterprise, member, signed_in, user
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, SmallZone, as_csv, work_off

from luoshu.office.accounts.models import Role, User
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Check, Dispute, Entity, Event, Fact, Import, Snapshot, Source, Trial, Use
from luoshu.office.register.models.facts import Beginning
from luoshu.office.register.own_answers import Known, answers_for

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def firm(bring: Bring, zone: SmallZone) -> Entity:
    bring("园区.xlsx", zone.workbook(), apply=True)
    return Entity.objects.get(identifier=CODES[0])


def many(bring: Bring, count: int) -> None:
    from luoshu.facts.sample_columns import credit_codes

    codes = credit_codes(5000, count, 1).to_pylist()
    rows = [
        {"统一社会信用代码": code, "企业名称": f"企业{number:03}", "研发人员数": number}
        for number, code in enumerate(codes)
    ]
    bring("企业.csv", as_csv(rows), apply=True)


@pytest.mark.parametrize("count", [1, 120])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    client: Client, bring: Bring, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many(bring, count)
    client.get("/register/enterprises/")
    with django_assert_max_num_queries(MOST):
        page = client.get("/register/enterprises/?fact=研发人员数&has=known&show=销售收入")
    assert page.text.count('<th scope="row">') == min(count, 50)


def test_a_long_value_is_found_whole(client: Client, officer: User, firm: Entity) -> None:
    long = "高精度数控机床主轴系统关键零部件精密加工技术研究与产业化应用示范工程"
    assert len(long) > Beginning.LETTERS
    correct(officer, firm, "企业名称", 0, long + "甲", "营业执照")
    for value, count in ((long + "甲", 1), (long + "乙", 0)):
        text = client.get("/register/enterprises/", {"fact": "企业名称", "has": "is", "value": value}).text
        assert text.count('<th scope="row">') == count


def test_the_list_is_searched_and_filtered(client: Client, firm: Entity) -> None:
    def names(query: str) -> set[str]:
        text = client.get(f"/register/enterprises/?{query}").text
        return {name for name in ("洛川精密", "伊滨材料", "瀍河软件") if f">{name}</a>" in text}

    assert names("") == {"洛川精密", "伊滨材料", "瀍河软件"}
    assert names("q=洛川") == {"洛川精密"}
    assert names(f"q={CODES[1]}") == {"伊滨材料"}
    assert names("fact=研发人员数&has=missing") == {"伊滨材料"}
    assert names("fact=研发人员数&has=known") == {"洛川精密", "瀍河软件"}
    assert names("fact=查账征收&has=is&value=否") == {"伊滨材料"}
    assert names("fact=销售收入&has=is&value=1000.01万&year=2024") == {"伊滨材料"}
    assert names("fact=研发人员数&has=is&value=许多") == set()
    assert names("fact=销售收入&has=known&year=2019") == set()
    assert names("state=moved") == set()
    assert "没有符合条件的" in client.get("/register/enterprises/?q=无此企业").text


def test_money_and_days_are_written_as_people_write_them(client: Client, firm: Entity) -> None:
    text = client.get("/register/enterprises/?year=2024").text
    assert "销售收入 2024（万元）</th>" in text
    assert '<td class="number">1,000.00</td>' in text
    assert "2016 年 10 月 24 日" in text
    english = client.get("/register/enterprises/?year=2024", headers={"Accept-Language": "en"}).text
    assert "sales revenue 2024 (¥)</th>" in english
    assert '<td class="number">10,000,000.00</td>' in english
    assert "24 October 2016" in english


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exported_cells_are_no_formulas(client: Client, bring: Bring, form: str) -> None:
    rows = [{"统一社会信用代码": CODES[0], "企业名称": '=HYPERLINK("http://x")', "研发人员数": 3}]
    bring("企业.csv", as_csv(rows), apply=True)
    response = client.get(f"/register/enterprises/export.{form}")
    content = b"".join(response)  # type: ignore[arg-type]
    if form == "csv":
        line = content.decode("utf-8-sig").splitlines()[1]
        assert "'=HYPERLINK" in line
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cell = sheet["B2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


def test_one_entity(client: Client, firm: Entity, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(MOST):
        text = client.get(f"/register/entity/{firm.pk}").text
    for said in ("洛川精密", CODES[0], "2025 年度填报", "ZL1", "10,000,000.00", "800,000.50"):
        assert said in text
    assert client.get("/register/entity/999999").status_code == 404


def test_a_fact_is_corrected_with_its_ground_and_keeps_its_history(client: Client, firm: Entity) -> None:
    address = f"/register/entity/{firm.pk}/fact/销售收入/2024"
    refused = client.post(address, {"value": "很多", "reason": "审计报告"})
    assert refused.status_code == 200
    assert 'class="summary"' in refused.text
    assert "看不懂“很多”" in refused.text
    assert "超出范围" in client.post(address, {"value": "-3", "reason": "审计报告"}).text
    client.post(address, {"value": "1200万", "reason": "审计报告"})
    text = client.get(address).text
    assert "1,200 万元" in text
    assert "1,000 万元" in text
    assert "审计报告" in text
    current = Fact.objects.get(entity=firm, name="销售收入", year=2024, ended=None)
    assert (current.value, current.recording.source.kind) == ("12000000", "office")
    client.post(address, {"value": "", "reason": "其实没有审计"})
    assert not Fact.objects.filter(entity=firm, name="销售收入", year=2024, ended=None).exists()
    assert client.get(f"/register/entity/{firm.pk}/fact/销售收入/0").status_code == 404
    assert client.get(f"/register/entity/{firm.pk}/fact/没有这一项/0").status_code == 404


@pytest.mark.parametrize(
    ("kind", "more", "state"),
    [
        ("moved-out", {}, "moved"),
        ("deregistered", {}, "deregistered"),
        ("merged", {"other": CODES[1]}, "merged"),
        ("split", {"other": CODES[1]}, "active"),
        ("renamed", {"after": "洛川新材"}, "active"),
        ("controller", {"after": "洛川集团"}, "active"),
    ],
)
def test_events(client: Client, firm: Entity, kind: str, more: dict[str, str], state: str) -> None:
    sent = {"kind": kind, "on": "2025-03-01", "document": "变更登记通知书", **more}
    former = firm.name
    client.post(f"/register/entity/{firm.pk}/event", sent)
    firm.refresh_from_db()
    assert firm.state == state
    assert Event.objects.get(entity=firm).document == "变更登记通知书"
    text = client.get(f"/register/entity/{firm.pk}").text
    assert "变更登记通知书" in text
    if kind == "renamed":
        assert firm.name == "洛川新材"
        assert "洛川新材" in client.get(f"/register/enterprises/?q={former}").text  # found by its former name too
        assert Fact.objects.get(entity=firm, name="企业名称", ended=None).value == "洛川新材"
    if kind == "controller":
        assert firm.controller == "洛川集团"


def test_an_event_with_nobody_is_refused(client: Client, firm: Entity) -> None:
    sent = {"kind": "merged", "on": "2025-03-01", "document": "公告", "other": CODES[3]}
    assert "台账里没有这个号码" in client.post(f"/register/entity/{firm.pk}/event", sent).text
    assert not Event.objects.exists()


def test_a_bar_comes_of_the_latest_check(client: Client, firm: Entity) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    fact = _a_bar()

    def check(on: str, found: str, name: str = "凭证.png", content: bytes = png) -> str:
        proof = SimpleUploadedFile(name, content)
        sent = {"name": fact, "on": on, "found": found, "proof": proof}
        return client.post(f"/register/entity/{firm.pk}/check", sent).text

    assert "PDF、PNG 或 JPG" in check("2025-05-01", "no", "x.exe", b"MZ")
    assert "PDF、PNG 或 JPG" in check("2025-05-01", "no", "x.png", b"MZ")
    assert not Check.objects.exists()
    check("2025-05-01", "no")
    check("2025-04-01", "yes")  # an earlier day says nothing any more
    current = Fact.objects.get(entity=firm, name=fact, ended=None)
    assert (current.value, current.recording.source.kind) == ("false", "checked")
    check("2025-06-01", "yes")
    assert Fact.objects.get(entity=firm, name=fact, ended=None).value == "true"
    first = Check.objects.order_by("pk")[0]
    assert b"".join(client.get(f"/register/proof/{first.pk}")) == png  # type: ignore[arg-type]


def _a_bar() -> str:
    from luoshu.office.register.actions.record_check import checked_facts

    return next(fact.name for fact in checked_facts("企业") if "违法" in fact.name or "失信" in fact.name)


def test_an_officer_imports_confirms_and_undoes(client: Client, zone: SmallZone) -> None:
    page = client.post(
        "/register/imports/",
        {"file": SimpleUploadedFile("园区.xlsx", zone.workbook()), "on": "2025-06-30"},
        follow=True,
    )
    work = Import.objects.get()
    assert page.headers["Refresh"] == "3"
    work_off()
    text = client.get(f"/register/imports/{work.pk}").text
    assert "请核对以后确认" in text
    assert "伊滨材料" in text
    client.post(f"/register/imports/{work.pk}/confirm")
    work_off()
    assert "已记入" in client.get(f"/register/imports/{work.pk}").text
    client.post(f"/register/imports/{work.pk}/confirm")  # once more is too late
    client.post(f"/register/imports/{work.pk}/undo")
    work_off()
    assert "已撤销" in client.get(f"/register/imports/{work.pk}").text
    assert not Fact.objects.filter(ended=None).exists()
    assert ">园区.xlsx</a>" in client.get("/register/imports/").text


def test_an_import_page_lists_errors_and_gives_them_as_a_file(
    client: Client, bring: Bring, zone: SmallZone, officer: User
) -> None:
    zone.firms[0]["成立日期"] = "昨天"
    work = bring("园区.xlsx", zone.workbook())
    text = client.get(f"/register/imports/{work.pk}").text
    assert "1 处错误" in text
    assert "成立日期" in text
    assert "确认，记入" not in text
    lines = b"".join(client.get(f"/register/imports/{work.pk}/problems.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "园区.xlsx[企业],2,成立日期" in lines
    last = Program(officer).get(f"/imports/{work.pk}/problems", page=9).json()
    assert (last["page"], len(last["items"])) == (1, 1)


def test_what_is_no_workbook_is_said_beside_the_field(client: Client) -> None:
    sent = {"file": SimpleUploadedFile("x.pdf", b"%PDF"), "on": "2025-06-30"}
    page = client.post("/register/imports/", sent)
    assert "不是可以导入的文件" in page.text
    assert not Import.objects.exists()


def test_a_source_of_authorised_data_says_for_what(client: Client) -> None:
    page = client.post("/register/sources/", {"kind": "authorised", "name": "税务"})
    assert "授权数据必须写明" in page.text
    sent = {"kind": "authorised", "name": "税务", "scope": "收入", "purpose": "测算", "expires": "2099-01-01"}
    assert "税务" in client.post("/register/sources/", sent, follow=True).text


def test_a_snapshot_and_a_trial_from_their_pages(client: Client, firm: Entity) -> None:
    client.post("/register/snapshots/", {"on": "2025-06-30", "purpose": "年度测算"})
    snapshot = Snapshot.objects.get()
    work_off()
    assert "内容哈希" in client.get(f"/register/snapshots/{snapshot.pk}").text
    sent = {"snapshot": snapshot.pk, "on": "2025-06-30", "policies": ["cn/tech-sme", "hengyang/tenant-incentives"]}
    client.post("/register/trials/", sent)
    trial = Trial.objects.get()
    work_off()
    text = client.get(f"/register/trials/{trial.pk}").text
    assert "科技型中小企业" in text
    assert "最缺的数据" in text
    page = client.get(f"/register/trials/{trial.pk}/cn/tech-sme")
    assert page.text.count('<th scope="row">') == 3
    assert "还缺的数据" in page.text
    client.post("/register/trials/", {**sent, "policies": ["cn/tech-sme"]})
    work_off()
    again = Trial.objects.order_by("pk").last()
    assert again is not None
    assert "上次测算" in client.get(f"/register/trials/{again.pk}").text
    wrong = client.post("/register/trials/", {**sent, "setting": "租金补贴比例=40%"})
    assert "只选一项政策" in wrong.text
    client.post("/register/trials/", {**sent, "policies": sent["policies"][1:], "setting": "租金补贴比例=40%"})
    work_off()
    changed = Trial.objects.order_by("pk").last()
    assert changed is not None
    assert "→ 40%" in client.get(f"/register/trials/{changed.pk}").text
    text = client.get(f"/register/trials/{changed.pk}", headers={"Accept-Language": "en"}).text
    assert "with <strong>share of the rent (租金补贴比例)=40%" in text
    assert "share of the rent (租金补贴比例): 50% → 40%" in text
    for name in changed.result["beside"]["decisions"]:
        assert f'<th scope="row">{name}</th>' not in text


@pytest.fixture
def own(bring: Bring, zone: SmallZone) -> Client:
    """The browser of an operator whose enterprise is registered."""
    zone.firms[0]["统一社会信用代码"] = CODE
    for rows in (zone.years, zone.rights):
        for row in rows:
            for name, value in row.items():
                row[name] = CODE if value == CODES[0] else value
    bring("园区.xlsx", zone.workbook(), apply=True)
    operator = user("经办人")
    member(operator, enterprise(), Role.OPERATOR)
    return signed_in(operator)


def test_an_enterprise_sees_its_facts_with_source_and_day(own: Client) -> None:
    text = own.get("/register/mine/").text
    for said in ("洛川精密", "2025 年度填报", "有误？", "10,000,000.00", "（元）"):
        assert said in text
    assert "伊滨材料" not in text


def test_an_enterprise_disputes_and_an_officer_answers(own: Client, client: Client) -> None:
    fact = Fact.objects.get(entity__identifier=CODE, name="研发人员数", ended=None)
    refused = own.post(f"/register/mine/dispute/{fact.pk}", {"reason": "漏了三人", "proposed": "许多"})
    assert "看不懂“许多”" in refused.text
    own.post(f"/register/mine/dispute/{fact.pk}", {"reason": "漏了三人", "proposed": "22"})
    assert "有异议" in own.get("/register/mine/").text
    assert "漏了三人" in client.get("/register/disputes/").text
    client.post(f"/register/entity/{fact.entity_id}/fact/研发人员数/0", {"value": "22", "reason": "社保记录"})
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.answer) == ("corrected", "社保记录")
    assert "已更正" in own.get("/register/mine/").text
    late = own.get(f"/register/mine/dispute/{fact.pk}", follow=True)
    assert "请按现在的值再看" in late.text, "the page of its own facts, and no word of who may"


def test_a_dispute_may_be_answered_by_confirming(own: Client, client: Client) -> None:
    fact = Fact.objects.get(entity__identifier=CODE, name="研发人员数", ended=None)
    own.post(f"/register/mine/dispute/{fact.pk}", {"reason": "不对", "proposed": ""})
    client.post(f"/register/fact/{fact.pk}/confirm", {"note": "与社保一致"})
    assert "维持原值：与社保一致" in own.get("/register/mine/").text


def test_only_what_is_not_known_is_asked(own: Client) -> None:
    page = own.get("/register/mine/fill").text
    assert 'name="asked" value="研发人员数"' not in page
    asked = page.split('name="asked" value="')[1:]
    names = [each.split('"')[0] for each in asked]
    assert names
    wrong = own.post("/register/mine/fill", {"asked": names})
    assert "还没有填写任何一项" in wrong.text
    assert "职工总数" in names
    own.post("/register/mine/fill", {"asked": ["职工总数"], "fact-职工总数": "1,200"})
    fact = Fact.objects.get(entity__identifier=CODE, name="职工总数", ended=None)
    assert (fact.value, fact.recording.source.kind) == ("1200", "declared")
    assert 'value="职工总数"' not in own.get("/register/mine/fill").text


def test_what_became_known_meanwhile_is_neither_changed_nor_taken_for_another_fact(own: Client) -> None:
    """Two people fill in at once: each value is of the fact it was entered for, and what came too late is named."""
    page = ["年末职工", "职工总数", "资产总额", "销售收入"]
    own.post("/register/mine/fill", {"asked": page, "fact-职工总数": "41"})
    late = own.post(
        "/register/mine/fill", {"asked": page, "fact-职工总数": "77", "fact-资产总额": "2亿"}, follow=True
    ).text
    assert "已记录，谢谢" in late
    assert "刚才已有记录，没有改动：职工总数" in late
    facts = dict(Fact.objects.filter(entity__identifier=CODE, ended=None).values_list("name", "value"))
    assert (facts["职工总数"], facts["资产总额"]) == ("41", "200000000")
    again = own.post("/register/mine/fill", {"asked": page, "fact-职工总数": "77"}, follow=True).text
    assert "没有改动：职工总数" in again
    assert "已记录，谢谢" not in again
    assert "77" not in {each.value for each in Fact.objects.filter(entity__identifier=CODE)}


def test_every_policy_answers_for_the_enterprise(own: Client) -> None:
    text = own.get("/register/mine/answers").text
    assert "科技型中小企业" in text
    assert "还不能判断" in text
    assert "高企首次奖励" in text  # each benefit under its own name, not under that of a decision
    assert "·对象" not in text
    assert "注册一年以内" not in text  # where one stands on a ladder is told below, and is no refusal
    one = own.get("/register/mine/answers/cn/tech-sme").text
    assert "展开每一步" in one
    assert own.get("/register/mine/answers/cn/none").status_code == 404


def test_an_answer_is_of_what_is_known_now(own: Client) -> None:
    """What was worked out is kept, and not told once a fact has changed."""

    def told() -> str:
        return "".join(own.get(f"/register/mine/answers{of}").text for of in ("", "/cn/tech-sme"))

    assert "职工总数" in told()
    assert told().count("职工总数") == (before := told().count("职工总数"))
    own.post("/register/mine/fill", {"asked": ["职工总数"], "fact-职工总数": "1,200"})
    assert told().count("职工总数") != before
    assert "1,200" in told()


def test_answers_leave_out_authorised_data_past_their_day_and_note_each_use(own: Client, officer: User) -> None:
    today = timezone.localdate()
    firm = Entity.objects.get(identifier=CODE)
    tax = Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="税务", scope="职工总数", purpose="核对", expires=today
    )
    correct(officer, firm, "职工总数", today.year - 1, "501", "申报表", tax)

    def staff() -> str | None:
        return {name: value for _, name, _, value in Known.of(firm).facts}.get("职工总数")

    assert staff() == "501"
    own.get("/register/mine/answers")
    own.get("/register/mine/answers/cn/tech-sme")
    assert [use.entities for use in Use.objects.filter(source=tax)] == [1, 1]
    before = answers_for(firm, today)
    Source.objects.filter(pk=tax.pk).update(expires=today - timedelta(days=1))
    assert staff() is None
    assert answers_for(firm, today)[0] is not before[0]
    own.get("/register/mine/answers")
    assert Use.objects.filter(source=tax).count() == 2


def test_who_is_not_registered_is_told(officer: User) -> None:
    operator = user("别家")
    member(operator, enterprise(), Role.OPERATOR)
    assert "还没有登记" in signed_in(operator).get("/register/mine/").text
