"""Who is near: what a search finds, keeps, and tells the open entries."""

from __future__ import annotations

from datetime import date

import pytest
from tests.office.cultivation.conftest import ON, RUNG, Cultivating
from tests.office.people import signed_in
from tests.office.register.helping import work_off

from luoshu.engine.near import near
from luoshu.facts.snapshot import open_snapshot
from luoshu.office.accounts.models import User
from luoshu.office.cultivation import moving, queries
from luoshu.office.cultivation.actions.search_near import ask_search
from luoshu.office.cultivation.actions.take_in import take_in
from luoshu.office.cultivation.aims import offered
from luoshu.office.cultivation.finding import page
from luoshu.office.cultivation.models import Entry, Search
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.authorised import Lapsed
from luoshu.office.register.models import Entity
from luoshu.policy.library import Library

pytestmark = pytest.mark.django_db


def test_rungs_and_decisions_are_offered() -> None:
    values = {each.value for each in offered(ON)}
    assert {RUNG, "cn/tech-sme|符合现行评价条件||"} <= values
    assert "luoyang/ladders||科技企业梯次|微" in values
    little = next(each for each in offered(ON) if each.value == RUNG)
    assert little.titles == ("科技型中小企业",)


def test_a_search_finds_what_the_engine_finds(firms: list[str], cultivating: Cultivating) -> None:
    work = cultivating.search()
    policy = Library().resolve("cn/tech-sme", ON)
    by_hand = near(policy, "符合现行评价条件", open_snapshot(work.snapshot.path), ON)
    counts = work.result["counts"]
    assert (counts["near"], counts["unknown"], counts["meets"]) == (by_hand.no, by_hand.cannot_tell, by_hand.yes)
    total, found = page(work.found, "near", None, 0, 50)
    rows = by_hand.rows.to_pylist()
    assert total == by_hand.no > 0
    assert [each.identifier for each in found] == list(dict.fromkeys(row["统一社会信用代码"] for row in rows))
    told = [(each.identifier, lack.condition, lack.have, lack.gap) for each in found for lack in each.lacks]
    assert told == [(row["统一社会信用代码"], row["condition"], row["have"], row["gap"]) for row in rows]
    _, unknown = page(work.found, "unknown", None, 0, 50)
    assert [firms[2]] == [each.identifier for each in unknown]
    assert unknown[0].missing


def test_who_holds_the_title_is_not_near(firms: list[str], cultivating: Cultivating, bring, officer: User) -> None:  # type: ignore[no-untyped-def]
    from tests.office.register.helping import as_csv

    before = cultivating.search(RUNG)
    assert before.result["counts"]["holds"] == 0
    row = {"企业": firms[0], "资格名称": "科技型中小企业", "编号": "T1", "自": "2025-01-01", "至": "2025-12-31"}
    bring("资格.csv", as_csv([row]), apply=True)
    after = cultivating.search(RUNG)
    assert after.result["counts"]["holds"] == 1
    assert [each.identifier for each in page(after.found, "holds", None, 0, 50)[1]] == [firms[0]]
    assert firms[0] not in [each.identifier for each in page(after.found, "near", None, 0, 50)[1]]


def test_a_later_search_tells_how_the_gap_moved(firms: list[str], cultivating: Cultivating, officer: User) -> None:
    first = cultivating.search()
    (entry,) = take_in(officer, first, [firms[0]])
    lacks = {lack.condition: lack.gap for lack in entry.reading.lacks.all()}  # type: ignore[union-attr]
    assert lacks
    year = {"销售收入": 2024}
    correct(officer, Entity.objects.get(identifier=firms[0]), "资产总额", year["销售收入"], "2.5亿", "审计报告")
    second = cultivating.search()
    entry.refresh_from_db()
    assert second.result["read"] == 1
    assert entry.reading is not None
    assert entry.reading.search == second
    assert entry.readings.count() == 2
    now = {lack.condition: lack.gap for lack in entry.reading.lacks.all()}
    moved = [name for name in lacks if lacks[name] and now.get(name) and now[name] < lacks[name]]
    assert len(moved) == 1, (lacks, now)
    columns, (row, *_) = moving.moved(queries.readings_of(entry), Lapsed({}))
    assert [reading.search for reading in columns] == [first, second]
    assert [cell.zh for cell in row.cells] == ["1 亿元", "5,000 万元"]
    assert (row.trend and row.trend[2].zh) == "缩小"


def test_a_search_into_the_past_does_not_tell_what_is(
    firms: list[str], cultivating: Cultivating, officer: User
) -> None:
    now = cultivating.search()
    (entry,) = take_in(officer, now, [firms[0]])
    chosen = next(each for each in offered(ON) if each.value == "cn/tech-sme|符合现行评价条件||")
    past = ask_search(officer, Search(aim=chosen.aim(), snapshot=now.snapshot, on=date(2023, 6, 30)))
    work_off()
    entry.refresh_from_db()
    assert entry.reading is not None
    assert entry.reading.search == now
    assert [reading.search for reading in queries.readings_of(entry)] == [now, past]
    page = signed_in(officer).get(f"/cultivation/entry/{entry.pk}").text
    assert page.index("2023 年 6 月 30 日") < page.index("2025 年 6 月 30 日")
    again = cultivating.search(snapshot=now.snapshot)
    entry.refresh_from_db()
    assert entry.reading.search == again


def test_an_entry_of_whom_the_snapshot_knows_nothing_is_said_to_be_absent(
    firms: list[str], cultivating: Cultivating, officer: User
) -> None:
    work = cultivating.search()
    firm = Entity.objects.filter(identifier=firms[0]).select_related("first").get()
    newer = Entity.objects.create(kind="企业", identifier="91990000MA01K9F02A", name="后来", first=firm.first)
    take_in(officer, work, [newer.identifier])
    assert Entry.objects.get().reading.standing == "absent"  # type: ignore[union-attr]


def test_a_search_that_broke_off_is_carried_on(firms: list[str], cultivating: Cultivating) -> None:
    from tests.office.register.helping import work_off

    from luoshu.office.register.working import carry_on_all

    work = cultivating.search()
    Search.objects.filter(pk=work.pk).update(state="running", heard_at=None, result={})
    assert carry_on_all() == 1
    work_off()
    work.refresh_from_db()
    assert (work.state, bool(work.result)) == ("done", True)
