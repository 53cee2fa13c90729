"""Data that another authority lets us see: each look at them is noted; past their last day they are told nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests.office.people import CODE, enterprise, member, signed_in, user
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import as_csv, work_off

from luoshu.office import register
from luoshu.office.accounts.models import Role, User
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.actions.declare import declare
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.actions.export_list import ask_export, remove_old_exports
from luoshu.office.register.actions.run_trial import ask_trial
from luoshu.office.register.models import Entity, Export, Fact, Item, Recording, Snapshot, Source, Trial, Use
from luoshu.office.register.sources import own_source
from luoshu.office.register.wanting import wanted
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1
LISTED = f"/register/enterprises/?fact=职工总数&has=known&year={YEAR}&show=职工总数"


@pytest.fixture
def tax(db: None) -> Source:
    return Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="税务", scope="职工总数", purpose="政策测算", expires=timezone.localdate()
    )


@pytest.fixture
def firm(officer: User, tax: Source) -> Entity:
    """Of which the tax office alone says how many it employs."""
    first = Recording.objects.create(at=timezone.now(), source=own_source(Source.Kind.DECLARED))
    made = Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=first)
    correct(officer, made, "职工总数", YEAR, "50123", "申报表", tax)
    return made


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def own(db: None) -> Client:
    operator = user("经办人")
    member(operator, enterprise(), Role.OPERATOR)
    return signed_in(operator)


def lapse(source: Source) -> None:
    """Its authorisation ended yesterday."""
    source.expires = timezone.localdate() - timedelta(days=1)
    source.save()


def pages(firm: Entity) -> list[tuple[str, str]]:
    """Whatever tells a fact of an enterprise to officers, and for what it says so."""
    one = f"/register/entity/{firm.pk}"
    return [
        (LISTED, "查看台账列表"),
        (one, "查看主体数据"),
        (f"{one}/fact/职工总数/{YEAR}", "查看主体数据"),
        (f"/register/enterprises/export.csv?year={YEAR}", "导出台账列表"),
    ]


def told(client: Client, address: str) -> bool:
    answer = client.get(address)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text  # type: ignore[attr-defined]
    return "50123" in text.replace(",", "")


def test_each_page_notes_its_look_and_tells_nothing_past_the_last_day(
    client: Client, own: Client, firm: Entity, tax: Source
) -> None:
    mine = ("/register/mine/", "企业查看自己的数据")
    fact = Fact.objects.get(entity=firm, name="职工总数")
    disputing = (f"/register/mine/dispute/{fact.pk}", "企业查看自己的数据")
    for who, (address, purpose) in [*((client, page) for page in pages(firm)), (own, mine), (own, disputing)]:
        before = Use.objects.count()
        assert told(who, address), address
        latest = Use.objects.first()
        assert latest is not None
        assert (Use.objects.count() - before, latest.purpose, latest.entities) == (1, purpose, 1), address
    lapse(tax)
    noted = Use.objects.count()
    for who, (address, _) in [*((client, page) for page in pages(firm)), (own, mine)]:
        assert not told(who, address), address
    assert Use.objects.count() == noted


# Who reads facts past `queries`: what records them, and pages about one fact, which ask by their rule.
BY_THEMSELVES = {
    "queries", "putting", "deviating", "comparing", "expiring", "rules",
    "actions/undo_import", "actions/dispute", "actions/redeclare", "actions/demo",
    "views/mine", "views/comparing", "api/comparing", "api/keeping",
}  # fmt: skip


def test_facts_are_read_where_it_is_seen_to_whether_they_may_be_used() -> None:
    office = Path(register.__file__).parents[1]
    direct = re.compile(r"\b(Fact|Item)\.objects\b|\b(entity|firm|own|found)\.(facts|items)\.(filter|all|exclude)\(")
    found = {
        file.relative_to(office).with_suffix("").as_posix()
        for file in office.rglob("*.py")
        if "migrations" not in file.parts and direct.search(file.read_text(encoding="utf-8"))
    }
    assert found - {"cultivation/actions/demo"} <= {f"register/{name}" for name in BY_THEMSELVES}


def test_the_page_says_what_it_does_not_show_any_more(client: Client, own: Client, firm: Entity, tax: Source) -> None:
    lapse(tax)
    for page in (client.get(f"/register/entity/{firm.pk}").text, own.get("/register/mine/").text):
        assert "授权到期的数据" in page
        assert f"职工总数 {YEAR}" in page
        assert "到期，不再显示" in page
    fact = client.get(f"/register/entity/{firm.pk}/fact/职工总数/{YEAR}").text
    assert "税务：授权已于" in fact
    assert "核对无误" not in fact
    english = client.get(f"/register/entity/{firm.pk}", headers={"accept-language": "en"}).text
    assert "not shown: authorised until" in english


def test_what_it_is_called_stays_known(client: Client, officer: User, firm: Entity, tax: Source) -> None:
    """By its name and number it stands in the register, whoever told them."""
    correct(officer, firm, "企业名称", 0, "洛书智能", "执照", tax)
    lapse(tax)
    page = client.get(f"/register/entity/{firm.pk}").text
    assert "<h1>洛书智能</h1>" in page
    assert "企业名称" not in page.split("授权到期的数据")[1].split("</ul>")[0]
    fact = client.get(f"/register/entity/{firm.pk}/fact/企业名称/0").text
    assert "洛书智能" in fact
    assert "授权已于" not in fact


def test_programs_are_told_the_same(firm: Entity, officer: User, tax: Source) -> None:
    office = Program(officer)
    one = f"/entities/{firm.pk}"
    name = {"name": "职工总数", "year": YEAR}
    reads: list[Callable[[], object]] = [
        lambda: office.get(one).json()["facts"],
        lambda: office.get(f"{one}/facts").json(),
        lambda: office.get(f"{one}/history", **name).json(),
        lambda: office.get("/registers/enterprises/entries", show="职工总数", year=YEAR).json()["items"],
    ]
    for place, read in enumerate(reads):
        assert "50123" in str(read())
        assert Use.objects.count() == place + 1
    lapse(tax)
    for read in reads:
        assert "50123" not in str(read())
    assert Use.objects.count() == len(reads)
    (lapsed,) = office.get(one).json()["lapsed"]
    assert (lapsed["fact"]["name"], lapsed["year"], lapsed["source"]["name"]) == ("职工总数", YEAR, "税务")
    (value,) = office.get(f"{one}/history", **name).json()
    assert value["value"] is None
    assert "到期，不再显示" in value["shown"]["zh"]


def test_it_is_looked_for_like_what_is_not_known(client: Client, firm: Entity, tax: Source) -> None:
    of = f"/register/enterprises/?fact=职工总数&year={YEAR}&has="
    found = [("known", True), ("missing", False), ("is&value=50123", True)]
    for has, there in found:
        assert ("洛书精工" in client.get(of + has).text) is there
    lapse(tax)
    for has, there in found:
        assert ("洛书精工" in client.get(of + has).text) is (not there and has == "missing")


def test_what_is_said_next_counts_even_where_it_is_the_same(officer: User, firm: Entity, tax: Source) -> None:
    assert "职工总数" not in {word.name for word in wanted(firm)}
    lapse(tax)
    assert "职工总数" in {word.name for word in wanted(firm)}
    declare(officer, firm.pk, {"职工总数": "50123"})
    fact = Fact.objects.get(entity=firm, name="职工总数", ended=None)
    assert (fact.value, fact.recording.source.kind) == ("50123", "declared")


def test_a_new_authorisation_brings_it_back(client: Client, firm: Entity, tax: Source, bring: Bring) -> None:
    """The same files from the source of the new term: items count again, and so does how many there are."""
    content = as_csv([{"企业": CODE, "编号": "ZL50123", "类别": "I类", "有效": "是"}])
    page = f"/register/entity/{firm.pk}"
    bring("知识产权.csv", content, apply=True, of=tax)
    assert "ZL50123" in client.get(page).text
    lapse(tax)
    assert "ZL50123" not in client.get(page).text
    with pytest.raises(ValidationError, match="授权已到期"):
        bring("知识产权.csv", content, of=tax)
    renewed = Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="税务（新）", scope="全部", purpose="核对", expires=timezone.localdate()
    )
    bring("知识产权.csv", content, apply=True, of=renewed)
    assert "ZL50123" in client.get(page).text
    assert [item.recording.source for item in Item.objects.filter(ended=None)] == [renewed]
    count = Fact.objects.get(name="知识产权", ended=None)
    assert (count.value, count.recording.source) == ("1", renewed)


def test_what_was_brought_before_the_last_day_is_not_recorded_after_it(
    client: Client, officer: User, firm: Entity, tax: Source, bring: Bring
) -> None:
    work = bring("企业年度.csv", as_csv([{"统一社会信用代码": CODE, "年度": YEAR, "职工总数": 7}]), of=tax)
    lapse(tax)
    assert "授权已到期" in client.post(f"/register/imports/{work.pk}/confirm", follow=True).text
    assert Program(officer).post(f"/imports/{work.pk}/confirm").status_code == 422
    work_off()
    assert Fact.objects.get(entity=firm, name="职工总数", ended=None).value == "50123"


def test_a_preview_does_not_tell_what_may_not_be_used(
    client: Client, officer: User, firm: Entity, tax: Source, bring: Bring
) -> None:
    content = as_csv([{"统一社会信用代码": CODE, "年度": YEAR, "职工总数": 7}])
    seen = bring("企业年度.csv", content)
    page = f"/register/imports/{seen.pk}"
    assert [(use.purpose, use.subject) for use in Use.objects.all()] == [
        ("预览导入的改动", f"register.import:{seen.pk}")
    ]
    assert told(client, page)
    latest = Use.objects.first()
    assert latest is not None
    assert (latest.purpose, latest.by, latest.entities) == ("查看一次导入", officer, 1)
    lapse(tax)
    noted = Use.objects.count()
    assert not told(client, page)
    assert "授权已到期，不再显示" in client.get(page).text
    assert '<td class="changed">7' in client.get(page).text
    assert Use.objects.count() == noted
    assert bring("企业年度.csv", content).counts["changes"][0]["before"] == ""


def test_what_was_brought_is_not_told_after_the_last_day(
    client: Client, officer: User, firm: Entity, tax: Source, bring: Bring
) -> None:
    """Neither what it changes, nor whom it brings, nor a cell that an error quotes."""
    office = Program(officer)
    other = "91990000MA01K9F02A"
    right = bring("企业年度.csv", as_csv([{"统一社会信用代码": CODE, "年度": YEAR, "职工总数": 64321}]), of=tax)
    new = bring("企业.csv", as_csv([{"统一社会信用代码": other, "企业名称": "后来"}]), of=tax)
    wrong = bring("企业年度.csv", as_csv([{"统一社会信用代码": CODE, "年度": YEAR, "职工总数": "64321人左右"}]), of=tax)
    page, problems = f"/register/imports/{right.pk}", f"/imports/{wrong.pk}/problems"

    def reads() -> list[str]:
        csv = b"".join(client.get(f"/register/imports/{wrong.pk}/problems.csv").streaming_content)  # type: ignore[attr-defined]
        pages = [client.get(page).text, client.get(f"/register/imports/{wrong.pk}").text, csv.decode()]
        return [*pages, *(str(office.get(each).json()) for each in (problems, f"/imports/{wrong.pk}", "/imports"))]

    Use.objects.all().delete()
    assert ["64321" in text.replace(",", "") for text in reads()] == [True] * 6
    assert {use.purpose for use in Use.objects.all()} == {"查看一次导入"}
    assert Use.objects.count() == 6
    arrivals = f"/register/imports/{new.pk}"
    assert other in client.get(arrivals).text
    lapse(tax)
    noted = Use.objects.count()
    assert ["64321" in text.replace(",", "") for text in reads()] == [False] * 6
    assert other not in client.get(arrivals).text
    assert "税务：授权已于" in client.get(page).text
    assert Use.objects.count() == noted


def test_what_is_not_shown_is_not_disputed(own: Client, client: Client, firm: Entity, tax: Source) -> None:
    fact = Fact.objects.select_related("entity", "recording__source").get(entity=firm, name="职工总数")
    operator = User.objects.get(name="经办人")
    dispute(operator, fact.pk, "不对")
    assert "50,123" in client.get("/register/disputes/").text
    lapse(tax)
    page = client.get("/register/disputes/").text
    assert "50,123" not in page
    assert "到期，不再显示" in page
    late = own.get(f"/register/mine/dispute/{fact.pk}", follow=True)
    assert late.redirect_chain == [("/register/mine/", 302)]
    assert "50,123" not in late.text
    assert client.post(f"/register/fact/{fact.pk}/confirm", {"note": "对"}).status_code == 404


def test_a_snapshot_that_holds_them_is_not_run_any_more(officer: User, firm: Entity, tax: Source) -> None:
    today = timezone.localdate()
    snapshot = ask_snapshot(officer, Snapshot(on=today, as_of=timezone.now(), purpose="年度测算"))
    work_off()
    snapshot.refresh_from_db()
    ask_trial(officer, Trial(snapshot=snapshot, on=today, policies=["cn/tech-sme"]))
    work_off()
    assert [(use.purpose, use.entities) for use in Use.objects.all()] == [("测算", 1), ("年度测算", 1)]
    lapse(tax)
    with pytest.raises(ValidationError, match="重新切取快照"):
        ask_trial(officer, Trial(snapshot=snapshot, on=today, policies=["cn/tech-sme"]))
    page = signed_in(officer).post(
        "/register/trials/", {"snapshot": snapshot.pk, "on": today.isoformat(), "policies": ["cn/tech-sme"]}
    )
    assert "重新切取快照" in page.text


def test_answers_of_a_trial_stand_and_their_figures_are_told_no_more(
    client: Client, officer: User, firm: Entity, tax: Source, bring: Bring
) -> None:
    """Of a conclusion that has a value (a sort, a share) or an amount; whether it is yes or no was concluded then."""
    today = timezone.localdate()
    moved_in = today - timedelta(days=60)
    known = {"入驻认定双创平台": "是", "在高新区注册": "是", "列入经营异常名录": "否", "列入严重违法失信名单": "否"}
    known |= {"入驻日期": moved_in.isoformat(), "成立日期": "2020-01-01", "近十二个月租金": "50123"}
    for name, value in known.items():
        correct(officer, firm, name, 0, value, "核查表", tax)
    title = {"企业": CODE, "资格名称": "科技型中小企业", "编号": "T1", "自": "2020-01-01", "至": "2020-12-31"}
    bring("资格.csv", as_csv([title]), apply=True)
    snapshot = ask_snapshot(officer, Snapshot(on=today, as_of=timezone.now(), purpose="年度测算"))
    work_off()
    trial = ask_trial(officer, Trial(snapshot=snapshot, on=today, policies=["hengyang/tenant-incentives"]))
    work_off()
    trial.refresh_from_db()
    (policy,) = trial.result["policies"]
    valued = next(each["name"] for each in policy["decisions"] if each["value"])
    page = f"/register/trials/{trial.pk}/hengyang/tenant-incentives?decision={valued}"
    (row,) = _answers(officer, trial, valued)
    assert (row["answer"], row["value"], row["amount"], row["withheld"]) == ("value", "新入驻", "25061.50", False)
    assert all(figure in client.get(page).text for figure in ("<td>新入驻</td>", "25,061.5"))
    latest = Use.objects.first()
    assert latest is not None
    assert (latest.purpose, latest.subject, latest.entities) == (
        "查看测算里各主体的答案",
        f"register.trial:{trial.pk}",
        1,
    )
    lapse(tax)
    noted = Use.objects.count()
    shown = client.get(page).text
    assert not any(figure in shown for figure in ("<td>新入驻</td>", "25,061.5"))
    assert "<td>有结果</td>" in shown
    assert "税务的授权已于" in shown
    (after,) = _answers(officer, trial, valued)
    assert (after["answer"], after["value"], after["amount"], after["withheld"]) == ("value", None, None, True)
    assert Use.objects.count() == noted


def _answers(officer: User, trial: Trial, decision: str) -> list[dict[str, object]]:
    address = f"/trials/{trial.pk}/entities"
    found: list[dict[str, object]] = (
        Program(officer).get(address, policy=trial.policies[0], decision=decision).json()["items"]
    )
    return found


def test_a_file_that_holds_them_is_removed(officer: User, client: Client, firm: Entity, tax: Source) -> None:
    work = ask_export(officer, words().vocabulary.records["企业"], {"year": str(YEAR)}, "csv", "zh")
    work_off()
    address = f"/register/exports/{work.pk}/file"
    assert told(client, address)
    assert [(use.purpose, use.subject) for use in Use.objects.all()] == [("导出台账列表", f"register.export:{work.pk}")]
    assert remove_old_exports() == 0
    lapse(tax)
    assert client.get(address).status_code == 404
    page = client.get(f"/register/exports/{work.pk}").text
    assert "授权已到期的数据，不再提供" in page
    assert address not in page
    assert remove_old_exports() == 1
    assert not Export.objects.get().path.exists()


def test_the_page_of_uses(client: Client, firm: Entity, tax: Source) -> None:
    client.get(f"/register/entity/{firm.pk}")
    client.get(LISTED)
    other = Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="社保", scope="参保人数", purpose="核对", expires=timezone.localdate()
    )
    for page in (client.get("/register/sources/").text, client.get(f"/register/sources/uses?source={tax.pk}").text):
        assert f'<a href="/register/entity/{firm.pk}">洛书精工</a>' in page
        assert ">企业</a>" in page
        assert page.index("查看台账列表") < page.index("查看主体数据")
    assert "还没有使用过" in client.get(f"/register/sources/uses?source={other.pk}").text
    assert "税务" in client.get("/register/sources/uses?source=x").text
    lapse(tax)
    assert "已到期" in client.get("/register/sources/").text


def test_an_entity_as_it_was_known_on_a_day(client: Client, officer: User, firm: Entity) -> None:
    """What was recorded later is not among it; a day to come, or none, is now."""
    Recording.objects.update(at=timezone.now() - timedelta(days=10))
    correct(officer, firm, "职工总数", YEAR, "60456", "社保")
    today, page = timezone.localdate(), f"/register/entity/{firm.pk}"

    def numbers(on: str) -> tuple[bool, bool]:
        text = client.get(page, {"on": on}).text
        return "50,123" in text, "60,456" in text

    assert numbers((today - timedelta(days=5)).isoformat()) == (True, False)
    assert numbers((today - timedelta(days=20)).isoformat()) == (False, False)
    for now in ("", "昨天", today.isoformat(), (today + timedelta(days=1)).isoformat()):
        assert numbers(now) == (False, True)
    assert "那天结束时已知的" in client.get(page, {"on": (today - timedelta(days=5)).isoformat()}).text
