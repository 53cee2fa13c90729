"""What a firm told tax, statistics and us: side by side, of one and of all; each look at authorised data is noted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.office.agreement import disagreements
from tests.office.people import CODE, cast, enterprise, member, signed_in, user
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import LOOK, as_csv, work_off

from luoshu.office.accounts.models import Role, User
from luoshu.office.audit.models import Record
from luoshu.office.register.actions.confirm_import import ask_undo
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.actions.redeclare import redeclare
from luoshu.office.register.comparing import Asked, compared, difference, lines
from luoshu.office.register.models import Deviation, Entity, Fact, Recording, Source, Use
from luoshu.office.register.rules import corrects_own, facts_corrected_by
from luoshu.office.register.sources import own_source
from luoshu.office.register.words import text_of, words

pytestmark = pytest.mark.django_db
MOST = 15
YEAR = 2024


@pytest.fixture
def tax(db: None) -> Source:
    return Source.objects.create(
        kind=Source.Kind.AUTHORISED,
        name="税务",
        scope="销售收入、研发费用",
        purpose="政策测算和核对",
        expires=timezone.localdate() + timedelta(days=30),
    )


@pytest.fixture
def statistics(db: None) -> Source:
    return Source.objects.create(kind=Source.Kind.STATISTICS, name="统计年报")


@pytest.fixture
def firm(db: None) -> Entity:
    first = Recording.objects.create(at=timezone.now(), source=own_source(Source.Kind.DECLARED))
    return Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=first)


@pytest.fixture
def told(officer: User, firm: Entity, tax: Source, statistics: Source) -> Entity:
    """Declared 1,000 万, statistics 1,050 万, tax 1,200 万: the last counts."""
    for source, text in ((own_source(Source.Kind.DECLARED), "1000万"), (statistics, "1050万"), (tax, "1200万")):
        correct(officer, firm, "销售收入", YEAR, text, "填报", source)
    return firm


def differing() -> dict[str, Decimal]:
    return {each.source.name: each.size for each in Deviation.objects.select_related("source")}


def test_the_last_word_of_each_source_stands_beside_what_counts(told: Entity) -> None:
    (found,) = compared(told, LOOK)
    assert found.counting is not None
    assert found.counting.source.name == "税务"
    said = {each.source.name: (each.value.zh, each.difference and each.difference.zh) for each in found.said}
    assert said == {
        "税务": ("1,200 万元", None),
        "企业申报": ("1,000 万元", "少 200 万元（16.7%）"),
        "统计年报": ("1,050 万元", "少 150 万元（12.5%）"),
    }
    assert differing() == {"企业申报": Decimal("0.166667"), "统计年报": Decimal("0.125000")}


def test_a_later_word_takes_the_place_of_the_former(told: Entity, officer: User, statistics: Source) -> None:
    correct(officer, told, "销售收入", YEAR, "1200万", "统计核实", statistics)  # it says now what counts
    assert differing() == {"企业申报": Decimal("0.166667")}
    correct(officer, told, "销售收入", YEAR, "1250万", "统计核实", statistics)
    assert differing() == {"企业申报": Decimal("0.200000"), "税务": Decimal("0.040000")}
    correct(officer, told, "销售收入", YEAR, "", "都不对")
    assert differing() == {}
    assert compared(told, LOOK)[0].counting is None


def test_other_kinds_of_facts_are_different_or_not(firm: Entity, officer: User, statistics: Source) -> None:
    correct(officer, firm, "成立日期", 0, "2016-10-24", "执照")
    correct(officer, firm, "成立日期", 0, "2016-10-25", "年报", statistics)
    assert differing() == {"办理人更正": Decimal(0)}
    assert compared(firm, LOOK)[0].said[1].difference.zh == "不同"  # type: ignore[union-attr]


def test_a_difference_from_nothing_has_no_percent() -> None:
    word = words().vocabulary.records["企业"].facts["研发费用"]
    assert difference(word, "500000", "0").zh == "多 50 万元"
    assert difference(word, "500000", "0").en == "¥500,000 more"


def test_an_import_that_was_undone_has_said_nothing(bring: Bring, officer: User) -> None:
    own = [{"统一社会信用代码": CODE, "企业名称": "洛书精工", "研发人员数": 5}]
    bring("企业.csv", as_csv(own), apply=True)
    work = bring("企业.csv", as_csv([own[0] | {"研发人员数": 9}]))
    other = Source.objects.create(kind=Source.Kind.STATISTICS, name="另一来源")
    type(work).objects.filter(pk=work.pk).update(source=other)
    from luoshu.office.register.actions.confirm_import import confirm_import

    confirm_import(officer, work.pk)
    work_off()
    assert list(differing()) == ["2025 年度填报"]
    ask_undo(officer, work.pk)
    work_off()
    assert differing() == {}
    assert compared(Entity.objects.get(), LOOK) == []


def test_authorised_data_are_noted_and_end(told: Entity, officer: User, tax: Source) -> None:
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    own, theirs = signed_in(operator), signed_in(officer)
    text = own.get("/register/mine/compare").text
    assert "1 项数据各来源说法不一" in text
    assert "1,200 万元" in text
    assert "政策测算和核对" in text
    use = Use.objects.get()
    assert (use.source, use.by, use.entities, use.purpose) == (tax, operator, 1, "企业核对各来源的数据")
    for address in (f"/register/entity/{told.pk}/compare", "/register/differences/"):
        assert "1,200 万元" in theirs.get(address).text
    b"".join(theirs.get("/register/differences/export.csv"))  # type: ignore[arg-type]
    assert Use.objects.count() == 4
    Source.objects.filter(pk=tax.pk).update(expires=timezone.localdate() - timedelta(days=1))
    for client, address in (
        (own, "/register/mine/compare"),
        (theirs, f"/register/entity/{told.pk}/compare"),
        (theirs, "/register/differences/"),
    ):
        assert "1,200 万元" not in client.get(address).text
    assert Use.objects.count() == 4


def test_a_firm_corrects_its_own_declaration_and_no_other(told: Entity, officer: User) -> None:
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    client = signed_in(operator)
    counts = Fact.objects.get(entity=told, ended=None)
    assert client.get(f"/register/mine/compare/{counts.pk}").status_code == 403
    with pytest.raises(ValidationError, match="异议"):
        redeclare(operator, counts.pk, "1000万", "报错")
    correct(officer, told, "研发费用", YEAR, "100万", "填报", own_source(Source.Kind.DECLARED))
    declared = Fact.objects.get(entity=told, name="研发费用", ended=None)
    assert "更正申报" in client.get(f"/register/mine/compare/{declared.pk}").text
    wrong = client.post(f"/register/mine/compare/{declared.pk}", {"value": "很多", "reason": "漏报"})
    assert 'class="summary"' in wrong.text
    same = client.post(f"/register/mine/compare/{declared.pk}", {"value": "100万", "reason": "漏报"})
    assert "一样" in same.text
    client.post(f"/register/mine/compare/{declared.pk}", {"value": "120万", "reason": "漏报一项"})
    now = Fact.objects.get(entity=told, name="研发费用", ended=None)
    assert (now.value, now.recording.source.kind, now.recording.by) == ("1200000", "declared", operator)
    with pytest.raises(ValidationError, match="刚刚更正"):
        redeclare(operator, declared.pk, "130万", "再改")


def test_what_the_vocabulary_does_not_have_any_more_is_not_corrected(told: Entity, officer: User) -> None:
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    declared = Recording.objects.filter(source=own_source(Source.Kind.DECLARED)).latest("pk")
    lost = Fact.objects.create(entity=told, name="不再有的", year=0, value="1", recording=declared)
    assert signed_in(operator).get(f"/register/mine/compare/{lost.pk}").status_code == 404
    body = {"fact": lost.pk, "value": "2", "reason": "报错"}
    assert Program(operator).post("/own/corrections", **body).status_code == 404


def test_a_correction_answers_what_was_disputed_and_renames(told: Entity, officer: User) -> None:
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    correct(officer, told, "企业名称", 0, "洛书精工", "填报", own_source(Source.Kind.DECLARED))
    declared = Fact.objects.get(entity=told, name="企业名称", ended=None)
    disputed = dispute(operator, declared.pk, "写错了", "洛书精密")
    redeclare(operator, declared.pk, "洛书精密", "报错")
    disputed.refresh_from_db()
    assert (disputed.state, disputed.answered_by, disputed.answer) == ("corrected", operator, "报错")
    told.refresh_from_db()
    assert told.name == "洛书精密"


def test_the_list_is_filtered_and_sorted(told: Entity, officer: User, tax: Source) -> None:
    def found(query: str) -> list[str]:
        from django.http import QueryDict

        told = Asked.of(QueryDict(query)).deviations()
        return [f"{line.deviation.source.name} {line.difference.zh}" for line in lines(list(told), LOOK)]

    every = ["企业申报 少 200 万元（16.7%）", "统计年报 少 150 万元（12.5%）"]
    assert found("") == every
    assert found(f"fact=销售收入&year={YEAR}&q=洛书") == every
    assert found("over=15") == every[:1]
    assert found("over=12.5%") == every
    assert found(f"source={tax.pk}") == []
    assert found("fact=研发费用") == found("year=1999") == found("q=别家") == []
    assert found("year=x&source=y&over=z&page=w") == every


def test_the_file_of_differences_is_in_the_readers_language(told: Entity, officer: User) -> None:
    client = signed_in(officer)
    client.cookies["language"] = "en"
    called = text_of(words().vocabulary.records["企业"].facts["销售收入"]).en
    assert called != "销售收入"
    lines = b"".join(client.get("/register/differences/export.csv")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert [line.split(",")[2] for line in lines[1:]] == [called, called]
    correct(officer, told, "销售收入", YEAR, "1200万", "统计核实", Source.objects.get(name="统计年报"))
    heading = client.get(f"/register/entity/{told.pk}/compare").text.split("<h1>")[1]
    assert heading.startswith("1 fact on which sources differ")
    assert f'<option value="销售收入">{called}</option>' in client.get("/register/differences/").text
    kept = Record.objects.count()
    assert client.get("/register/differences/export.pdf").status_code == 404
    assert Record.objects.count() == kept


@pytest.mark.parametrize("count", [1, 80])
def test_the_list_asks_as_often_for_many_as_for_one(
    officer: User, firm: Entity, tax: Source, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        each = Entity.objects.create(
            kind="企业", identifier=f"9199{number:014}", name=f"企业{number}", first=firm.first
        )
        correct(officer, each, "销售收入", YEAR, "1000万", "填报")
        correct(officer, each, "销售收入", YEAR, "1100万", "税务", tax)
    client = signed_in(officer)
    with django_assert_max_num_queries(MOST):
        text = client.get("/register/differences/").text
    assert text.count('<th scope="row">') == min(count, 50)
    with django_assert_max_num_queries(MOST):
        client.get(f"/register/entity/{Entity.objects.latest('pk').pk}/compare")


def test_the_rule_and_what_it_holds_for_agree(told: Entity, officer: User) -> None:
    people = cast()
    correct(officer, told, "研发费用", YEAR, "100万", "填报", own_source(Source.Kind.DECLARED))
    facts = Fact.objects.select_related("entity", "recording__source")
    assert disagreements(corrects_own, facts_corrected_by, facts, people) == []
    from luoshu.office.accounts.acting import Acting

    assert facts_corrected_by(Acting.of(people.operator)).count() == 1
