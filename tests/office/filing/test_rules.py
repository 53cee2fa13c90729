"""Each rule about a thing, and the things for which it holds: the two agree for everybody, in every state."""

from __future__ import annotations

import pytest
from tests.office.agreement import disagreements
from tests.office.filing.helping import drafted, registered, submitted
from tests.office.people import OTHER_CODE, Cast, bureau, enterprise, member

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import Authorisation, Kind, Organisation, Role, Scope, User
from luoshu.office.filing import rules
from luoshu.office.filing.actions.decide import refuse
from luoshu.office.filing.actions.supplement import ask_supplement
from luoshu.office.filing.models import Application
from luoshu.office.register.models import Entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(people: Cast, firm: Organisation, other: User) -> None:
    """An application in each state, of two firms; entries of both; one that the officer filed."""
    second = enterprise("伊滨材料有限公司", OTHER_CODE)
    registered(people.operator, firm, people.officer, "2026-0001", 合同名称="一")
    registered(other, second, people.officer, "2026-0002", 合同名称="二")
    drafted(people.operator, firm, 合同名称="三")
    drafted(other, second, 合同名称="四")
    ask_supplement(people.officer, submitted(people.operator, firm, 合同名称="五").pk, "补")
    refuse(people.officer, submitted(people.operator, firm, 合同名称="六").pk, "否")
    submitted(other, second, 合同名称="七")
    submitted(people.officer, firm, 合同名称="八")


def test_the_rules_and_what_they_hold_for_agree(people: Cast, everything: None) -> None:
    member(people.editor, bureau(), Role.OFFICER)
    member(people.editor, enterprise(), Role.OPERATOR)  # of the house, and of who applies
    pairs = (
        (rules.sees_application, rules.applications_visible_to, Application),
        (rules.edits_application, rules.applications_editable_by, Application),
        (rules.submits_application, rules.applications_submittable_by, Application),
        (rules.decides_application, rules.applications_decidable_by, Application),
        (rules.changes_entry, rules.entries_changeable_by, Entity),
    )
    for scope in Scope:
        Authorisation.objects.update(scope=scope)
        for rule, visible, model in pairs:
            assert disagreements(rule, visible, model._default_manager.all(), people) == []


def test_the_office_never_sees_a_draft(people: Cast, everything: None) -> None:
    seen = rules.applications_visible_to(Acting.of(people.auditor))
    assert seen.count() == 6
    assert not seen.filter(state="draft").exists()
    own = rules.applications_visible_to(Acting.of(people.operator))
    assert {each.organisation_id for each in own} == {enterprise().pk}


def test_an_officer_with_a_part_in_the_firm_decides_nothing_of_it(people: Cast, everything: None) -> None:
    mine = Application.objects.filter(organisation=enterprise(), state="owed").get()
    assert rules.decides_application(Acting.of(people.officer, bureau()), mine)
    member(people.officer, enterprise(), Role.OPERATOR)
    assert not rules.decides_application(Acting.of(people.officer, bureau()), mine)


def test_an_institution_applies_as_an_enterprise_does(people: Cast) -> None:
    institute = Organisation.objects.create(kind=Kind.INSTITUTION, name="轴承研究所", identifier=OTHER_CODE)
    member(people.stranger, institute, Role.OPERATOR)
    who = Acting.of(people.stranger)
    assert rules.submits_own(who)
    assert rules.submits_application(who, submitted(people.stranger, institute))
