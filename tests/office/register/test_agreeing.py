"""That a source says what counts already: it shows where sources are compared, and counts nowhere."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.office.people import CODE, signed_in
from tests.office.programs.calling import token_of
from tests.office.register.helping import CODES, LOOK, SmallZone, as_csv, work_off

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import ask_undo, confirm_import
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.comparing import compared
from luoshu.office.register.models import Deviation, Entity, Fact, Import, Item, Recording, Source
from luoshu.office.register.putting import difference, put
from luoshu.office.register.queries import facts_as_of

pytestmark = pytest.mark.django_db
SALES, YEAR = "销售收入", 2024
_WHO = ["申报", "统计", "税务"]
_SAID = st.lists(st.tuples(st.sampled_from(_WHO), st.none() | st.sampled_from(["1", "2"])), min_size=1, max_size=9)


def source_of(name: str) -> Source:
    return Source.objects.get_or_create(name=name, defaults={"kind": Source.Kind.STATISTICS})[0]


@pytest.fixture
def firm(db: None) -> Entity:
    first = Recording.objects.create(at=timezone.now(), source=source_of("申报"))
    return Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=first)


def agreeing() -> int:
    return Fact.objects.filter(ended=F("recording")).count()


def known() -> list[tuple[object, ...]]:
    rows = facts_as_of(timezone.now()).order_by("entity", "name", "year")
    return list(rows.values_list("entity", "name", "year", "value", "recording__source__name"))


@given(_SAID)
def test_who_differs_is_what_a_replay_gives(steps: list[tuple[str, str | None]]) -> None:
    with transaction.atomic():
        made = Recording.objects.create(at=timezone.now(), source=source_of("申报"))
        firm = Entity.objects.create(kind="企业", identifier=CODE, first=made)
        last: dict[str, str] = {}
        counts: tuple[str, str] | None = None
        rows = 0
        for who, value in steps:
            source = source_of(who)
            made = Recording.objects.create(at=timezone.now(), source=source)
            put(made, difference([(firm.pk, SALES, YEAR, value)], [firm.pk], source.pk))
            if value is None:
                counts = None
                continue
            rows += counts is None or counts[1] != value or last.get(who) != value
            if counts is None or counts[1] != value:
                counts = who, value
            last[who] = value
        differ = {who for who, value in last.items() if counts is not None and value != counts[1]}
        assert set(Deviation.objects.values_list("source__name", flat=True)) == differ
        told = compared(firm, LOOK)
        assert {(said.source.name, said.fact.value) for each in told for said in each.said} == (
            set(last.items()) if len(last) > 1 else set()
        )
        assert [said.source.name for each in told for said in each.said if said.counts] == (
            [counts[0]] if counts and told else []
        )
        assert Fact.objects.count() == rows  # what a source says again is recorded once
        transaction.set_rollback(True)


def test_it_shows_and_counts_nowhere(firm: Entity, officer: User) -> None:
    correct(officer, firm, SALES, YEAR, "1200万", "申报", source_of("申报"))
    before, at = known(), timezone.now()
    assert not correct(officer, firm, SALES, YEAR, "1200万", "年报核对", source_of("统计"))
    assert (known(), agreeing(), Deviation.objects.count()) == (before, 1, 0)
    assert Record.objects.latest("pk").action == "register.fact-agreed"
    (found,) = compared(firm, LOOK)
    assert [(said.source.name, said.counts) for said in found.said] == [("申报", True), ("统计", False)]
    assert found.said[1].difference.zh == "相同"  # type: ignore[union-attr]
    assert not correct(officer, firm, SALES, YEAR, "1200万", "又核对", source_of("统计"))
    assert agreeing() == 1
    client = signed_in(officer)
    page = client.get(f"/register/entity/{firm.pk}/fact/{SALES}/{YEAR}").text
    assert "统计 也这样说：年报核对" in page
    assert page.count("现在</td>") == 1
    asked = {"name": SALES, "year": YEAR}
    caller = {"Authorization": f"Bearer {token_of(officer)}"}
    told = Client().get(f"/api/v1/entities/{firm.pk}/history", asked, headers=caller).json()
    assert [(each["agrees"], each["current"]) for each in told] == [(True, False), (False, True)]
    assert "各来源没有不一致" in client.get(f"/register/entity/{firm.pk}/compare").text
    correct(officer, firm, SALES, YEAR, "1300万", "核查", source_of("核查"))
    assert set(Deviation.objects.values_list("source__name", flat=True)) == {"申报", "统计"}
    assert set(facts_as_of(at).values_list("value", flat=True)) == {"12000000"}


def test_a_source_that_comes_to_agree_differs_no_more(firm: Entity, officer: User) -> None:
    correct(officer, firm, SALES, YEAR, "1000万", "申报", source_of("申报"))
    correct(officer, firm, SALES, YEAR, "1200万", "年报", source_of("统计"))
    assert Deviation.objects.get().source.name == "申报"
    correct(officer, firm, SALES, YEAR, "1200万", "改报", source_of("申报"))
    assert not Deviation.objects.exists()
    correct(officer, firm, SALES, YEAR, "1000万", "又改回", source_of("申报"))
    assert Deviation.objects.get().source.name == "统计"


def test_looking_for_it_costs_one_query_and_none_for_who_is_new(
    firm: Entity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own, other = source_of("申报"), source_of("统计")
    stated = [(firm.pk, SALES, year, "1") for year in range(2000, 2020)]
    with django_assert_num_queries(0):
        new = difference([(-1, SALES, YEAR, "1")], [], own.pk)
    assert len(new.added) == 1
    put(Recording.objects.create(at=timezone.now(), source=own), difference(stated, [firm.pk], own.pk))
    with django_assert_num_queries(2):  # what is known, and of whom it may be used no more
        same = difference(stated, [firm.pk], own.pk)
    with django_assert_num_queries(3):
        agrees = difference(stated, [firm.pk], other.pk)
    assert (len(same.agreed), len(agrees.agreed), same.unchanged, agrees.unchanged) == (0, 20, 20, 20)


# --- imports ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def zone_of_two(officer: User, zone: SmallZone) -> tuple[Import, Import]:
    """The same file from two sources."""
    content = zone.workbook()
    return brought(officer, content, "申报"), brought(officer, content, "统计")


def brought(officer: User, content: bytes, who: str, *, apply: bool = True, name: str = "园区.xlsx") -> Import:
    made = bring_import(officer, SimpleUploadedFile(name, content), source_of(who), timezone.localdate())
    work_off()
    if apply:
        confirm_import(officer, made.pk)
        work_off()
    made.refresh_from_db()
    return made


def undone(officer: User, work: Import) -> Import:
    ask_undo(officer, work.pk)
    work_off()
    work.refresh_from_db()
    return work


def test_a_second_source_brings_the_same_file(officer: User, zone: SmallZone) -> None:
    brought(officer, zone.workbook(), "申报")
    before = known()
    again = brought(officer, zone.workbook(), "统计", apply=False)
    assert (again.counts["facts_new"], again.counts["facts_changed"]) == (0, 0)
    assert again.counts["facts_unchanged"] == again.counts["facts_agreed"] == len(before)
    page = signed_in(officer).get(f"/register/imports/{again.pk}").text
    assert "确认，记入" in page
    assert f"有 {len(before)} 项会记下这个来源也这样说" in page
    confirm_import(officer, again.pk)
    work_off()
    assert (known(), agreeing(), Deviation.objects.count()) == (before, len(before), 0)
    third = brought(officer, zone.workbook(), "统计", apply=False)
    assert (third.counts["facts_unchanged"], third.counts["facts_agreed"]) == (len(before), 0)
    recordings = Recording.objects.count()
    confirm_import(officer, third.pk)
    work_off()
    assert (Recording.objects.count(), agreeing()) == (recordings, len(before))


def test_undoing_the_import_takes_back_what_it_said(
    zone_of_two: tuple[Import, Import], officer: User, zone: SmallZone
) -> None:
    before, firm = known(), Entity.objects.get(identifier=CODES[0])
    assert len(compared(firm, LOOK)) > 1
    correct(officer, firm, "研发人员数", 0, "21", "社保记录", source_of("社保"))  # in the way of the first alone
    assert Deviation.objects.count() == 2
    undo = undone(officer, zone_of_two[1])
    assert (undo.state, undo.counts["kept"]) == ("done", 0)
    assert [(each.source.name, each.said.value) for each in Deviation.objects.all()] == [("申报", "19")]
    assert [each.word.name for each in compared(firm, LOOK)] == ["研发人员数"]
    assert len(known()) == len(before)
    page = signed_in(officer).get(f"/register/entity/{firm.pk}/fact/研发人员数/0").text
    assert "统计 也这样说（已撤销）：" in page
    third = brought(officer, zone.workbook(), "统计", apply=False)  # nobody has said so any more
    assert third.counts["facts_agreed"] == len(before) - 1


def test_a_source_whose_agreeing_is_undone_differs_again(officer: User) -> None:
    declared = {"统一社会信用代码": CODE, "企业名称": "洛书精工", "研发人员数": 5}
    brought(officer, as_csv([declared]), "申报", name="企业.csv")
    firm = Entity.objects.get()
    correct(officer, firm, "研发人员数", 0, "9", "社保记录", source_of("社保"))
    assert Deviation.objects.get().source.name == "申报"
    work = brought(officer, as_csv([declared | {"研发人员数": 9}]), "申报", name="企业.csv")
    assert not Deviation.objects.exists()
    undone(officer, work)
    assert Deviation.objects.get().said.value == "5"
    assert known()[-1][-2:] == ("9", "社保")


def test_undoing_what_counted_leaves_what_another_source_said_too(
    zone_of_two: tuple[Import, Import], officer: User
) -> None:
    before = [row[:4] for row in known()]
    lists = list(Item.objects.filter(ended=None).order_by("content").values_list("entity", "name", "content"))
    undo = undone(officer, zone_of_two[0])
    assert (undo.state, [row[:4] for row in known()]) == ("done", before)
    assert {row[-1] for row in known()} == {"统计"}
    assert not Deviation.objects.exists()
    left = Item.objects.filter(ended=None).order_by("content")
    assert (list(left.values_list("entity", "name", "content")), lists != []) == (lists, True)
    assert set(left.values_list("recording__source__name", flat=True)) == {"统计"}
    assert not Entity.objects.filter(state=Entity.State.WITHDRAWN).exists()
    second = undone(officer, zone_of_two[1])
    assert (second.state, known()) == ("done", [])
    assert not Item.objects.filter(ended=None).exists()


def test_undoing_both_the_later_first_leaves_nothing(zone_of_two: tuple[Import, Import], officer: User) -> None:
    for work in reversed(zone_of_two):
        assert undone(officer, work).state == "done"
    assert known() == []
    assert not Entity.objects.exclude(state=Entity.State.WITHDRAWN).exists()


def staff(officer: User, who: str, count: int) -> Import:
    row = {"统一社会信用代码": CODE, "企业名称": "洛书精工", "研发人员数": count}
    return brought(officer, as_csv([row]), who, name="企业.csv")


def counts_now() -> list[tuple[object, ...]]:
    return [row[-2:] for row in known() if row[1] == "研发人员数"]


def test_who_said_the_same_counts_before_what_was_known_earlier(officer: User) -> None:
    staff(officer, "申报", 5)
    work = staff(officer, "社保", 9)
    staff(officer, "统计", 9)
    undone(officer, work)
    assert counts_now() == [("9", "统计")]
    assert Deviation.objects.get().source.name == "申报"


def test_two_imports_are_undone_the_last_first(officer: User) -> None:
    works = [staff(officer, "申报", 5), staff(officer, "社保", 9), staff(officer, "统计", 7)]
    for work, left in zip(reversed(works), ([("9", "社保")], [("5", "申报")], []), strict=True):
        assert (undone(officer, work).state, counts_now()) == ("done", left)


def test_what_is_undone_does_not_come_back_with_a_later_undoing(officer: User) -> None:
    _, second, third = staff(officer, "申报", 5), staff(officer, "社保", 9), staff(officer, "统计", 7)
    assert undone(officer, second).state == "refused"
    ask_undo(officer, second.pk, keep_later=True)
    work_off()
    assert counts_now() == [("7", "统计")]
    undone(officer, third)
    assert counts_now() == [("5", "申报")]
