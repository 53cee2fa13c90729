"""Snapshots and trials: cut from what was known, run by the engine, told on a page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.office.people import signed_in
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, SmallZone, work_off

from luoshu.engine.run import run
from luoshu.facts.snapshot import freeze, open_snapshot
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.actions.run_trial import ask_trial
from luoshu.office.register.models import Entity, Recording, Snapshot, Source, Trial, Use
from luoshu.office.register.words import words
from luoshu.policy.library import Library
from luoshu.problems import ProblemError

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 30)


def cut(officer: User, **given: object) -> Snapshot:
    work = ask_snapshot(officer, Snapshot(on=ON, purpose="测算", **{"as_of": timezone.now(), **given}))
    work_off()
    work.refresh_from_db()
    return work


def test_a_snapshot_holds_the_same_as_one_of_the_files(
    bring: Bring, zone: SmallZone, officer: User, tmp_path: Path
) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    made = cut(officer)
    assert made.state == "done"
    files = tmp_path / "zone.xlsx"
    files.write_bytes(zone.workbook())
    by_hand = freeze(files, words().vocabulary, tmp_path / "by hand", on=ON)
    office = open_snapshot(made.path)
    assert made.hash == office.hash
    for name in ("企业", "知识产权"):
        for code in CODES[:3] if name == "企业" else ():
            assert office.load_entity(name, code) == by_hand.load_entity(name, code)
    assert not (made.folder / "data").exists()


def test_a_snapshot_is_of_what_was_known_then(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    then = timezone.now()
    correct(officer, Entity.objects.get(identifier=CODES[0]), "研发人员数", 0, "30", "核实")
    facts = {
        moment: open_snapshot(cut(officer, as_of=moment).path).load_entity("企业", CODES[0])
        for moment in (then, timezone.now())
    }
    assert [values and values["研发人员数"] for values in facts.values()] == [19, 30]


def test_a_list_is_not_known_of_those_of_whom_nobody_said(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    from tests.office.register.helping import as_csv

    bring("企业.csv", as_csv([{"统一社会信用代码": CODES[3], "企业名称": "涧西重工"}]), apply=True)
    office = open_snapshot(cut(officer).path)
    rights = {code: (office.load_entity("企业", code) or {})["知识产权"] for code in CODES}
    assert [len(found) if isinstance(found, list) else found for found in rights.values()] == [2, 1, 0, None]


def test_nothing_known_is_no_snapshot(officer: User) -> None:
    made = cut(officer)
    assert made.state == "refused"
    assert made.problems[0]["code"] == "no-facts"


def test_authorised_data_tell_what_they_were_used_for_and_end(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    tax = Source.objects.create(
        kind=Source.Kind.AUTHORISED,
        name="税务",
        scope="销售收入",
        purpose="政策测算",
        expires=timezone.localdate() + timedelta(days=30),
    )
    firm = Entity.objects.get(identifier=CODES[0])
    correct(officer, firm, "销售收入", 2024, "1200万", "税务授权数据", tax)
    before = cut(officer)
    use = Use.objects.get()
    assert (use.source, use.purpose, use.entities, use.subject) == (tax, "测算", 1, f"register.snapshot:{before.pk}")
    tax.expires = timezone.localdate() - timedelta(days=1)
    tax.save()
    after = cut(officer)
    assert after.counts["expired"] == ["税务"]
    values = [open_snapshot(each.path).load_entity("企业", CODES[0]) for each in (before, after)]
    assert [found and found["销售收入"] for found in values] == [12_000_000, None]
    assert Use.objects.count() == 1


def test_a_trial_says_what_the_engine_says(bring: Bring, zone: SmallZone, officer: User, tmp_path: Path) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    snapshot = cut(officer)
    trial = ask_trial(officer, Trial(snapshot=snapshot, on=ON, policies=["cn/tech-sme", "cn/innovative-sme"]))
    work_off()
    trial.refresh_from_db()
    assert trial.state == "done"
    policies, _ = Library().resolve_all(["cn/tech-sme", "cn/innovative-sme"], ON)
    by_hand = run(policies, snapshot.path, tmp_path / "out", on=ON, report=False)
    for told in trial.result["policies"]:
        tallies = by_hand.answers[told["id"]].tallies
        for decision in told["decisions"]:
            tally = tallies[decision["name"]]
            assert (decision["yes"], decision["no"], decision["unknown"]) == (tally.yes, tally.no, tally.unknown)
        assert told["entities"] == 3
    assert any(told["missing"] for told in trial.result["policies"])
    past_the_end = signed_in(officer).get(f"/register/trials/{trial.pk}/cn/tech-sme", {"page": "9"}).text
    assert all(code in past_the_end for code in CODES[:3]), "the last page"


def test_a_changed_parameter_is_laid_beside_the_policy_as_it_is(bring: Bring, zone: SmallZone, officer: User) -> None:
    bring("园区.xlsx", zone.workbook(), apply=True)
    policy = Library().resolve("hengyang/tenant-incentives", ON)
    name = next(iter(policy.parameters))
    snapshot = cut(officer)
    with pytest.raises(ProblemError):
        ask_trial(
            officer, Trial(snapshot=snapshot, on=ON, policies=["hengyang/tenant-incentives"], setting="没有这个=1")
        )
    trial = ask_trial(
        officer, Trial(snapshot=snapshot, on=ON, policies=["hengyang/tenant-incentives"], setting=f"{name}=40%")
    )
    work_off()
    trial.refresh_from_db()
    assert trial.state == "done"
    assert trial.result["beside"]["name"] == name
    assert trial.result["beside"]["said"]
    assert Recording.objects.filter(undoing=True).count() == 0
