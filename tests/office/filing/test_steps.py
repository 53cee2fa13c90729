"""From a draft to the register, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from tests.office.filing.helping import drafted, kept, registered, submitted
from tests.office.people import Cast, enterprise
from tests.office.register.helping import LOOK

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.audit.models import Record
from luoshu.office.filing.actions.decide import refuse, register
from luoshu.office.filing.actions.draft import draft, redraft
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.actions.supplement import ask_supplement, give_supplement
from luoshu.office.filing.actions.withdraw import drop, withdraw
from luoshu.office.filing.models import Application, Step
from luoshu.office.filing.showing import term_of
from luoshu.office.register.counting import counts_at
from luoshu.office.register.models import Entity, Fact, Source

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def facts(entry: Entity) -> dict[str, str]:
    return dict(Fact.objects.filter(entity=entry, ended__isnull=True).values_list("name", "value"))


def test_a_contract_is_filed_and_registered(people: Cast, firm: Organisation) -> None:
    made = submitted(people.operator, firm)
    assert made.due == TODAY() + timedelta(days=30)
    done = register(people.officer, made.pk, "2026-0001", {"登记结论": "予以登记"}, "材料齐全")
    entry = done.entry
    assert entry is not None
    assert (entry.kind, entry.identifier, entry.name) == ("试验合同", "2026-0001", "主轴热误差补偿")
    assert facts(entry)["合同总额"] == "1200000"
    assert facts(entry)["卖方代码"] == firm.identifier
    annual = Fact.objects.get(entity=entry, name="履行金额")
    assert annual.year == TODAY().year - 1
    sources = dict(Fact.objects.filter(entity=entry).values_list("name", "recording__source__kind"))
    assert sources["合同总额"] == Source.Kind.DECLARED
    assert sources["登记结论"] == Source.Kind.OFFICE
    counts = counts_at(kept().record, TODAY(), LOOK)
    assert counts is not None
    assert counts.total == 1
    assert [step.kind for step in done.steps.all()] == ["submitted", "registered"]
    told = list(Record.objects.filter(action__startswith="filing.").values_list("action", "actor_name"))
    assert told == [
        ("filing.drafted", "operator"),
        ("filing.submitted", "operator"),
        ("filing.registered", "officer"),
    ]


def test_what_identifies_it_must_be_stated(people: Cast, firm: Organisation) -> None:
    made = drafted(people.operator, firm, 买方名称="")
    with pytest.raises(ValidationError, match="买方名称"):
        submit(people.operator, made.pk)
    assert Application.objects.get().is_draft


def test_the_same_contract_is_registered_once(people: Cast, firm: Organisation, other: User) -> None:
    first = submitted(people.operator, firm)
    again = drafted(people.operator, firm, 合同名称=" 主轴热误差补偿 ")
    with pytest.raises(ValidationError, match=first.reference):
        submit(people.operator, again.pk)
    register(people.officer, first.pk, "2026-0001")
    with pytest.raises(ValidationError, match="2026-0001"):
        submit(people.operator, again.pk)
    elsewhere = submitted(other, enterprise("伊滨材料有限公司", "91430000MA4L00002G"))
    assert elsewhere.holds, "another seller's contract of this name is another contract"


def test_of_anothers_one_learns_only_that_it_is_there(
    people: Cast, firm: Organisation, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = submitted(people.operator, firm)
    Application.objects.filter(pk=first.pk).update(organisation=enterprise("伊滨材料有限公司", "91430000MA4L00002G"))
    again = drafted(people.operator, firm)
    with pytest.raises(ValidationError, match="已有申请或登记") as told:
        submit(people.operator, again.pk)
    assert first.reference not in str(told.value)


def test_what_was_imported_is_registered_too(people: Cast, firm: Organisation) -> None:
    done = registered(people.operator, firm, people.officer)
    Application.objects.filter(pk=done.pk).update(holds=False, same="")
    again = drafted(people.operator, firm)
    with pytest.raises(ValidationError, match="2026-0001"):
        submit(people.operator, again.pk)


def test_the_database_holds_it_to_once(people: Cast, firm: Organisation) -> None:
    first = submitted(people.operator, firm)
    again = drafted(people.operator, firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=again.pk).update(
            same=first.same,
            holds=True,
            state="submitted",
            submitted_on=TODAY(),
            submitted_by=people.operator,
        )


def test_refused_or_withdrawn_it_may_be_filed_anew(people: Cast, firm: Organisation) -> None:
    first = submitted(people.operator, firm)
    with pytest.raises(ValidationError):
        refuse(people.officer, first.pk, " ")
    refuse(people.officer, first.pk, "不是书面合同")
    second = submitted(people.operator, firm)
    assert term_of(withdraw(people.operator, second.pk), kept()).why_none is None, "nobody decides it any more"
    third = submitted(people.operator, firm)
    assert third.holds
    assert Application.objects.get(pk=first.pk).grounds == "不是书面合同"
    assert Entity.objects.filter(kind="试验合同").count() == 0


def test_the_term_stands_still_while_a_supplement_is_owed(
    people: Cast, firm: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submitted(people.operator, firm)
    asked_on = TODAY() + timedelta(days=10)
    monkeypatch.setattr(timezone, "localdate", lambda *_: asked_on)
    asked = ask_supplement(people.officer, made.pk, "请补合同文本")
    assert (asked.due, asked.left) == (None, 20)
    given_on = asked_on + timedelta(days=40)
    monkeypatch.setattr(timezone, "localdate", lambda *_: given_on)
    redraft(people.operator, made.pk, {**{"合同名称": "主轴热误差补偿", "买方名称": "瀍河重工"}, "合同总额": "110万"})
    given = give_supplement(people.operator, made.pk, "已补")
    assert given.due == given_on + timedelta(days=20)
    step = given.steps.get(kind=Step.Kind.GIVEN)
    assert step.changed["合同总额"] == ["1200000", "1100000"]
    assert "合同名称" not in step.changed


def test_a_change_supersedes_and_a_cancellation_ends(people: Cast, firm: Organisation) -> None:
    first = registered(people.operator, firm, people.officer)
    entry = first.entry
    assert entry is not None
    stated = first.stated | {"合同总额": "150万", "书面": "是"}
    change = draft(people.operator, firm, kept(), stated, kind=Application.Kind.CHANGE, entry=entry, reason="补充协议")
    with pytest.raises(ValidationError, match="未办结"):
        draft(people.operator, firm, kept(), {}, kind=Application.Kind.CANCEL, entry=entry, reason="终止")
    submit(people.operator, change.pk)
    done = register(people.officer, change.pk)
    assert facts(entry)["合同总额"] == "1500000"
    assert facts(entry)["登记结论"] == "予以登记", "what the officer filled in stays"
    assert Fact.objects.filter(entity=entry, name="合同总额", ended__isnull=False).get().value == "1200000"
    assert done.steps.last().changed == {"合同总额": ["1200000", "1500000"]}  # type: ignore[union-attr]

    cancel = draft(people.operator, firm, kept(), {}, kind=Application.Kind.CANCEL, entry=entry, reason="合同终止")
    submit(people.operator, cancel.pk)
    register(people.officer, cancel.pk)
    entry.refresh_from_db()
    assert entry.state == Entity.State.DEREGISTERED
    counts = counts_at(kept().record, TODAY(), LOOK)
    assert counts is not None
    assert counts.total == 0
    assert submitted(people.operator, firm).holds, "what was cancelled may be registered anew"


def test_a_change_changes_something(people: Cast, firm: Organisation) -> None:
    first = registered(people.operator, firm, people.officer)
    stated = first.stated | {"书面": "是"}
    change = draft(
        people.operator, firm, kept(), stated, kind=Application.Kind.CHANGE, entry=first.entry, reason="补充协议"
    )
    with pytest.raises(ValidationError, match="没有要变更的"):
        submit(people.operator, change.pk)
    redraft(people.operator, change.pk, stated | {"合同总额": "150万"}, "补充协议")
    submit(people.operator, change.pk)
    ask_supplement(people.officer, change.pk, "请补合同文本")
    redraft(people.operator, change.pk, stated, "补充协议")
    with pytest.raises(ValidationError, match="没有要变更的"):
        give_supplement(people.operator, change.pk)


def test_a_change_of_what_identifies_it_lets_go_of_what_it_was(people: Cast, firm: Organisation) -> None:
    first = registered(people.operator, firm, people.officer)
    stated = first.stated | {"买方名称": "伊川重工", "书面": "是"}
    change = draft(
        people.operator, firm, kept(), stated, kind=Application.Kind.CHANGE, entry=first.entry, reason="买方更名"
    )
    submit(people.operator, change.pk)
    register(people.officer, change.pk)
    with pytest.raises(ValidationError):
        submitted(people.operator, firm, 买方名称="伊川重工")
    assert submitted(people.operator, firm).holds


def test_who_filed_does_not_decide(people: Cast, firm: Organisation) -> None:
    made = submitted(people.officer, firm)
    with pytest.raises(ValidationError, match="不能由谁决定"):
        register(people.officer, made.pk, "2026-0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(
            state="refused", grounds="否", decided_by=people.officer, decided_on=TODAY(), holds=False
        )


def test_nothing_is_decided_twice(people: Cast, firm: Organisation) -> None:
    made = submitted(people.operator, firm)
    ask_supplement(people.officer, made.pk, "请补合同文本")
    for step in (lambda: register(people.officer, made.pk, "1"), lambda: refuse(people.officer, made.pk, "否")):
        with pytest.raises(ValidationError):
            step()
    give_supplement(people.operator, made.pk)
    register(people.officer, made.pk, "2026-0001")
    with pytest.raises(ValidationError):
        withdraw(people.operator, made.pk)


def test_a_number_is_given_once(people: Cast, firm: Organisation) -> None:
    registered(people.operator, firm, people.officer)
    second = submitted(people.operator, firm, 买方名称="另一家")
    with pytest.raises(ValidationError, match="已经登记过了") as told:
        register(people.officer, second.pk, "2026-0001")
    assert "number" in told.value.error_dict
    assert Application.objects.get(pk=second.pk).state == "submitted"


def test_a_draft_is_dropped_and_a_step_stays(people: Cast, firm: Organisation) -> None:
    drop(people.operator, drafted(people.operator, firm).pk)
    assert not Application.objects.exists()
    made = submitted(people.operator, firm)
    step = made.steps.get()
    for statement in ("UPDATE filing_step SET said = 'x' WHERE id = %s", "DELETE FROM filing_step WHERE id = %s"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [step.pk])
