"""For whom somebody acts, and in which roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from tests.office.people import (
    OTHER_CODE,
    agency,
    authorise,
    bureau,
    cast,
    enterprise,
    member,
    signed_in,
    user,
)

from luoshu.office.accounts.acting import NOBODY, Acting
from luoshu.office.accounts.models import Authorisation, Membership, Role, Scope, StandIn

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_nobody_acts_for_nothing() -> None:
    assert Acting.of(AnonymousUser()) == Acting.of(None) == NOBODY
    stranger = Acting.of(user("陌生人"))
    assert (stranger.signed_in, stranger.organisation, stranger.roles) == (True, None, frozenset())


def test_roles_are_those_in_the_chosen_organisation() -> None:
    who = user("刘工")
    member(who, bureau(), Role.OFFICER)
    member(who, bureau(), Role.EDITOR)
    member(who, enterprise(), Role.OPERATOR)
    assert Acting.of(who, bureau()).roles == {Role.OFFICER, Role.EDITOR}
    assert Acting.of(who, enterprise()).roles == {Role.OPERATOR}
    assert Acting.of(who, enterprise()).enterprise == enterprise()
    assert Acting.of(who, agency()).organisation in (bureau(), enterprise())  # not theirs: the first that is


def test_a_form_is_sent_for_whom_it_was_opened() -> None:
    """Two windows of an accountant: in the second they change over to another client."""
    people, other = cast(), enterprise("伊滨软件", OTHER_CODE)
    Authorisation.objects.create(
        enterprise=other, agency=agency(), given_by=people.officer, since=TODAY(), until=TODAY(), scope=Scope.SUBMIT
    )
    browser = signed_in(people.accountant, enterprise())
    page = browser.get("/account/data").text
    assert f'name="opened-for" value="{enterprise().pk}"' in page
    browser.post("/account/acting-for", {"organisation": other.pk, "opened-for": enterprise().pk})
    sent = {"name": "新名字", "phone": "", "identity_number": "", "opened-for": enterprise().pk}
    refused = browser.post("/account/data", sent)
    assert refused.status_code == 409
    assert "没有提交：代表的单位换过了" in refused.text
    assert str(enterprise()) in refused.text
    people.accountant.refresh_from_db()
    assert people.accountant.name != "新名字"
    browser.post("/account/acting-for", {"organisation": enterprise().pk, "opened-for": other.pk})
    assert browser.post("/account/data", sent).status_code == 302
    alone = signed_in(people.operator)
    assert 'name="opened-for"' not in alone.get("/account/data").text, "who acts for one alone cannot change over"


def test_a_membership_holds_from_its_first_to_its_last_day() -> None:
    who = user("刘工")
    held = member(who, bureau(), Role.OFFICER, until=TODAY())
    assert Acting.of(who).has(Role.OFFICER)
    Membership.objects.filter(pk=held.pk).update(until=TODAY() - timedelta(days=1))
    assert not Acting.of(who).has(Role.OFFICER)
    Membership.objects.filter(pk=held.pk).update(since=TODAY() + timedelta(days=1), until=None)
    assert not Acting.of(who).has(Role.OFFICER)


def test_nobody_acts_for_an_organisation_that_has_closed_nor_with_an_account_that_has() -> None:
    who, firm = user("刘工"), enterprise()
    member(who, firm, Role.OPERATOR)
    firm.closed_on = TODAY()
    firm.save()
    assert Acting.of(who).roles == frozenset()
    firm.closed_on = TODAY() + timedelta(days=1)
    firm.save()
    assert Acting.of(who).roles == {Role.OPERATOR}
    who.is_active = False
    assert Acting.of(who) == NOBODY


@pytest.mark.parametrize(
    ("role", "handed_on"), [(Role.OFFICER, True), (Role.AUDITOR, False), (Role.ADMINISTRATOR, False)]
)
def test_a_stand_in_has_the_role_during_leave_where_it_may_be_handed_on(role: Role, handed_on: bool) -> None:
    absent, other = user("休假的人"), user("代理的人")
    term = {"since": TODAY(), "until": TODAY() + timedelta(days=3)}
    stand_in = StandIn.objects.create(membership=member(absent, bureau(), role), user=other, **term)
    assert Acting.of(other).has(role) is handed_on
    if handed_on:
        assert Acting.of(other).here[0].instead_of == absent
    StandIn.objects.filter(pk=stand_in.pk).update(since=TODAY() - timedelta(days=3), until=TODAY() - timedelta(days=1))
    assert not Acting.of(other).has(role)


def test_a_stand_in_ends_with_the_membership() -> None:
    absent, other = user("休假的人"), user("代理的人")
    held = member(absent, bureau(), Role.OFFICER)
    StandIn.objects.create(membership=held, user=other, since=TODAY(), until=TODAY() + timedelta(days=9))
    Membership.objects.filter(pk=held.pk).update(until=TODAY() - timedelta(days=1))
    assert not Acting.of(other).has(Role.OFFICER)


def test_an_authorisation_makes_agents_of_the_agencys_people() -> None:
    people = cast()
    accountant = Acting.of(people.accountant, enterprise())
    assert (accountant.roles, accountant.scope) == ({Role.AGENT}, Scope.SUBMIT)
    assert Acting.of(people.unauthorised, enterprise()).enterprise is None


@pytest.mark.parametrize(("scope", "may"), [(Scope.READ, [True, False, False]), (Scope.FILL, [True, True, False])])
def test_an_agent_goes_as_far_as_the_authorisation(scope: Scope, may: list[bool]) -> None:
    who = user("会计")
    authorise(who, user("法人"), scope)
    assert [Acting.of(who).may_for_enterprise(each) for each in Scope] == may


@pytest.mark.parametrize(
    "changed",
    [{"ended_at": timezone.now()}, {"until": TODAY() - timedelta(days=1), "since": TODAY() - timedelta(days=1)}],
)
def test_an_authorisation_ends_by_its_term_or_by_being_revoked(changed: dict[str, Any]) -> None:
    who = user("会计")
    given = authorise(who, user("法人"))
    type(given).objects.filter(pk=given.pk).update(**changed)
    assert Acting.of(who).roles == frozenset()


def test_it_ends_for_who_leaves_the_agency() -> None:
    who = user("会计")
    held = member(who, agency(), Role.STAFF)
    authorise(agency(), user("法人"))
    assert Acting.of(who, enterprise()).scope == Scope.SUBMIT
    Membership.objects.filter(pk=held.pk).update(until=TODAY() - timedelta(days=1))
    assert Acting.of(who, enterprise()).roles == frozenset()


def test_it_is_asked_in_two_queries_however_many_there_are(django_assert_num_queries: Any) -> None:
    who = user("会计")
    for number in range(5):
        member(who, agency(f"代理{number}"), Role.STAFF)
        authorise(agency(f"代理{number}"), user(f"法人{number}"))
    with django_assert_num_queries(2):
        found = Acting.of(who)
    assert len(found.capacities) == 10
    assert len(found.choices) == 6


def test_the_bar_switches_between_ones_own_organisations_only() -> None:
    who = user("刘工")
    member(who, bureau(), Role.OFFICER)
    member(who, enterprise(), Role.OPERATOR)
    elsewhere = enterprise("别家公司", OTHER_CODE)
    client = signed_in(who)
    client.post("/account/acting-for", {"organisation": enterprise().pk})
    assert client.get("/account/").context["who"].organisation == enterprise()
    client.post("/account/acting-for", {"organisation": elsewhere.pk})
    assert client.get("/account/").context["who"].organisation == enterprise()
    answer = client.post("/account/acting-for", {"organisation": bureau().pk, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert Client().post("/account/acting-for", {"organisation": bureau().pk}).status_code == 302
