"""What can happen to accounts, what is refused, and what the audit then holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from tests.office.agreement import disagreements
from tests.office.people import CODE, OTHER_CODE, agency, authorise, bureau, cast, enterprise, member, signed_in, user

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions import authorise as authorising
from luoshu.office.accounts.actions.enrol import end_membership, enrol
from luoshu.office.accounts.actions.enter_organisation import change_organisation, enter_organisation
from luoshu.office.accounts.actions.hand_over_data import erase_personal_data, export_personal_data
from luoshu.office.accounts.actions.invite import invite
from luoshu.office.accounts.actions.keep_house import keep_calendar, set_house_rules
from luoshu.office.accounts.actions.mind_account import close_account, describe_oneself, reopen_account, reveal
from luoshu.office.accounts.actions.prune_sign_ins import prune_sign_ins
from luoshu.office.accounts.actions.stand_in import end_stand_in, stand_in
from luoshu.office.accounts.calendars import shipped
from luoshu.office.accounts.models import (
    Authorisation,
    Calendar,
    CalendarDay,
    HouseRules,
    Membership,
    Organisation,
    Role,
    Scope,
    SignIn,
    StandIn,
    User,
)
from luoshu.office.accounts.rules import (
    authorisations_ended_by,
    ends_authorisation,
    ends_membership,
    memberships_ended_by,
)
from luoshu.office.accounts.workdays import add_working_days, is_working_day
from luoshu.office.audit.models import Record
from luoshu.problems import ProblemError

pytestmark = pytest.mark.django_db
CARD = "11010519491231002X"


def today() -> date:
    return timezone.localdate()


def actions() -> list[str]:
    return list(Record.objects.order_by("number").values_list("action", flat=True))


# organisations


@pytest.mark.parametrize("code", ["", "91430000MA4L00001X", "91430000ma4l00001d", "123"])
def test_an_enterprise_has_a_credit_code_whose_check_character_is_right(code: str) -> None:
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        enter_organisation(user("管理"), "enterprise", "洛书精工", code)
    assert not Organisation.objects.exists()


def test_the_database_wants_it_too_and_each_once() -> None:
    enter_organisation(user("管理"), "enterprise", "洛书精工", CODE)
    for wrong in ({"identifier": None}, {"identifier": "1"}, {"identifier": CODE}, {"kind": "club"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(**({"kind": "enterprise", "name": "x", "identifier": OTHER_CODE} | wrong))
    with pytest.raises(ValidationError):
        enter_organisation(User.objects.get(), "enterprise", "又一家", CODE)


def test_changes_of_an_organisation_are_recorded_with_what_was_before() -> None:
    by, firm = user("管理"), enterprise()
    change_organisation(by, firm, "洛书精工股份有限公司", today())
    told = Record.objects.get(action="accounts.organisation-changed").detail
    assert told["before"]["name"] == "洛书精工有限公司"
    assert told["after"] == {"name": "洛书精工股份有限公司", "closed_on": str(today())}


# memberships


@pytest.mark.parametrize(
    ("role", "organisation"), [(Role.OFFICER, enterprise), (Role.OPERATOR, bureau), (Role.AGENT, agency)]
)
def test_a_role_belongs_to_a_kind_of_organisation(role: Role, organisation: Any) -> None:
    with pytest.raises(ValidationError):
        enrol(None, user("刘工"), organisation(), role)
    with pytest.raises(ValidationError):
        invite(user("管理"), "刘工", organisation(), role)


def test_a_membership_is_ended_and_never_deleted() -> None:
    by, who = user("管理"), user("刘工")
    held = enrol(by, who, bureau(), Role.OFFICER)
    with pytest.raises(ValidationError):
        enrol(by, who, bureau(), Role.OFFICER)
    end_membership(by, held, "调离")
    assert not Acting.of(who).has(Role.OFFICER)
    with pytest.raises(ValidationError):
        end_membership(by, held, "又一次")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        held.delete()
    assert actions() == ["accounts.enrolled", "accounts.membership-ended"]
    enrol(by, who, bureau(), Role.OFFICER)  # comes back
    assert Acting.of(who).has(Role.OFFICER)


@pytest.mark.parametrize("table", ["accounts_authorisation", "accounts_standin"])
def test_nor_are_authorisations_and_stand_ins(table: str) -> None:
    people = cast()
    officer = Membership.objects.get(user=people.officer)
    StandIn.objects.create(membership=officer, user=people.editor, since=today(), until=today())
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_last_administrator_stays() -> None:
    one, two = user("甲"), user("乙")
    held = member(one, bureau(), Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="管理员"):
        end_membership(one, held, "离职")
    with pytest.raises(ValidationError, match="管理员"):
        close_account(two, one, "离职")
    with pytest.raises(ValidationError, match="管理员"):
        erase_personal_data(two, one, "本人申请")
    member(two, bureau(), Role.ADMINISTRATOR)
    end_membership(two, held, "离职")
    assert not Acting.of(one).has(Role.ADMINISTRATOR)


def test_a_closed_account_may_open_again_but_not_ones_own_be_closed() -> None:
    by, who = user("管理"), user("刘工")
    close_account(by, who, "长期休假")
    assert Acting.of(who).user is None
    reopen_account(by, who, "回来了")
    assert Acting.of(User.objects.get(pk=who.pk)).signed_in
    with pytest.raises(ValidationError):
        close_account(by, by, "误操作")


# authorisations and stand-ins


def test_the_receiver_is_named_exactly() -> None:
    office, person = agency(), user("laoma")
    assert authorising.receiver_named("诚信财税代理") == office
    assert authorising.receiver_named("LAOMA") == person
    for name in ("诚信", "nobody", "", enterprise().name):
        with pytest.raises(ValidationError):
            authorising.receiver_named(name)


@pytest.mark.parametrize(("since", "until"), [(0, -1), (-5, -1), (0, 2000)])
def test_an_authorisation_has_a_term_of_three_years_at_most(since: int, until: int) -> None:
    term = (today() + timedelta(days=since), today() + timedelta(days=until))
    with pytest.raises(ValidationError):
        authorising.authorise(user("法人"), enterprise(), agency(), Scope.FILL, *term)
    assert not Authorisation.objects.exists()


def test_it_is_given_to_one_and_revoked_at_once() -> None:
    people = cast()
    given = Authorisation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.filter(pk=given.pk).update(person=people.operator)
    authorising.revoke(people.legal_representative, given)
    assert not Acting.of(people.accountant, enterprise()).has(Role.AGENT)
    authorising.revoke(people.legal_representative, given)
    assert actions() == ["accounts.authorisation-revoked"]


def test_who_ends_what_agrees_with_the_querysets() -> None:
    people, elsewhere = cast(), enterprise("别家公司", OTHER_CODE)
    member(user("别家的人"), elsewhere, Role.OPERATOR)
    Authorisation.objects.create(
        enterprise=elsewhere, agency=agency(), scope="read", until=today(), given_by=people.operator
    )
    assert disagreements(ends_membership, memberships_ended_by, Membership.objects.all(), people) == []
    assert disagreements(ends_authorisation, authorisations_ended_by, Authorisation.objects.all(), people) == []
    assert memberships_ended_by(Acting.of(people.legal_representative)).get().user == people.operator


def test_a_stand_in_is_entered_for_roles_that_are_handed_on_and_ends_at_once() -> None:
    people, by = cast(), user("管理")
    held = {each.role: each for each in Membership.objects.all()}
    term = (today(), today() + timedelta(days=5))
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.LEGAL_REPRESENTATIVE):
        with pytest.raises(ValidationError):
            stand_in(by, held[role], people.editor, *term)
    with pytest.raises(ValidationError):
        stand_in(by, held[Role.OFFICER], people.officer, *term)
    made = stand_in(by, held[Role.OFFICER], people.editor, *term)
    with pytest.raises(ValidationError):
        stand_in(by, held[Role.OFFICER], people.editor, term[1], term[1] + timedelta(days=3))
    assert Acting.of(people.editor).roles == {Role.OFFICER, Role.EDITOR}
    end_stand_in(by, made)
    assert Acting.of(people.editor).roles == {Role.EDITOR}


@pytest.mark.parametrize("who", ["legal_representative", "accountant", "stranger", "auditor"])
def test_nobody_from_elsewhere_and_no_auditor_stands_in(who: str) -> None:
    people, by = cast(), user("管理")
    with pytest.raises(ValidationError) as refused:
        stand_in(by, people.officer.memberships.get(), people[who], today(), today())
    assert list(refused.value.error_dict) == ["user"]


def test_an_enterprises_stand_in_is_one_of_its_own() -> None:
    people, by = cast(), user("管理")
    other = user("别家的人")
    member(other, enterprise("别家公司", OTHER_CODE), Role.OPERATOR)
    with pytest.raises(ValidationError, match="洛书精工"):
        stand_in(by, people.operator.memberships.get(), other, today(), today())
    stand_in(by, people.operator.memberships.get(), people.legal_representative, today(), today())


@pytest.mark.parametrize(("since", "until"), [(0, 367), (367, 370)])
def test_a_stand_in_is_for_a_year_at_most(since: int, until: int) -> None:
    people, by = cast(), user("管理")
    term = (today() + timedelta(days=since), today() + timedelta(days=until))
    with pytest.raises(ValidationError, match="最长一年"):
        stand_in(by, people.officer.memberships.get(), people.editor, *term)


def test_who_has_left_stands_in_no_longer() -> None:
    people, by = cast(), user("管理")
    made = stand_in(by, people.officer.memberships.get(), people.editor, today(), today() + timedelta(days=9))
    end_membership(by, people.editor.memberships.get(), "调离")
    made.refresh_from_db()
    assert made.over
    assert Acting.of(people.editor).roles == frozenset()


# the house


@pytest.fixture
def _calendars() -> None:
    for year in (2025, 2026):
        known = shipped(year)
        assert known is not None
        keep_calendar(None, year, *known)


@pytest.mark.usefixtures("_calendars")
@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ((2025, 9, 29), 1, (2025, 9, 30)),
        ((2025, 9, 30), 1, (2025, 10, 9)),  # eight days of holidays
        ((2025, 10, 9), 2, (2025, 10, 11)),  # a Saturday that is worked
        ((2025, 12, 31), 1, (2026, 1, 4)),  # a Sunday that is worked, in the next year
        ((2025, 6, 3), 0, (2025, 6, 3)),
        ((2026, 2, 13), 3, (2026, 2, 25)),
    ],
)
def test_working_days_are_counted_by_the_calendar(start: Any, days: int, end: Any) -> None:
    assert add_working_days(date(*start), days) == date(*end)


@pytest.mark.usefixtures("_calendars")
def test_a_year_that_is_not_kept_is_not_guessed() -> None:
    assert (is_working_day(date(2025, 1, 26)), is_working_day(date(2025, 1, 28))) == (True, False)
    with pytest.raises(ProblemError, match="2027"):
        add_working_days(date(2026, 12, 30), 5)
    with pytest.raises(ProblemError, match="2024"):
        is_working_day(date(2024, 1, 2))


def test_a_calendar_is_read_whole_or_not_at_all() -> None:
    keep_calendar(None, 2025, "通知", "2025-01-01 休 元旦")
    with pytest.raises(ValidationError) as refused:
        keep_calendar(None, 2025, "通知", "2025-13-01 休\n2026-01-01 休\n2025-05-01 休\n2025-05-01 班\n随便")
    assert len(refused.value.messages) == 4
    assert [str(each) for each in CalendarDay.objects.all()] == ["2025-01-01 休 元旦"]


@pytest.mark.parametrize("lines", ["", "2027-10-09 班"])
def test_a_year_without_a_holiday_is_no_calendar(lines: str) -> None:
    with pytest.raises(ValidationError, match="没有一天休假"):
        keep_calendar(None, 2027, "通知", lines)
    assert not Calendar.objects.exists()


def test_logs_are_kept_for_six_months_at_least() -> None:
    by = user("管理")
    for months in (5, 0):
        with pytest.raises(ValidationError):
            set_house_rules(by, months, False, False)
        with pytest.raises(IntegrityError), transaction.atomic():
            HouseRules.objects.create(log_months=months)
    set_house_rules(by, 6, True, False)
    set_house_rules(by, 7, True, True)
    assert HouseRules.objects.get().log_months == 7
    with pytest.raises(TypeError, match="trial_before_approval"):  # who leaves it out switches nothing off
        set_house_rules(by, 7, True)  # type: ignore[call-arg]
    assert HouseRules.objects.get().trial_before_approval


def test_old_entries_of_the_log_go_and_no_others() -> None:
    set_house_rules(user("管理"), 6, False, False)
    now = timezone.now()
    for days in (0, 179, 190, 400):
        SignIn.objects.create(outcome="in", at=now - timedelta(days=days))
    assert prune_sign_ins(now) == 2
    assert prune_sign_ins(now) == 0
    assert actions().count("accounts.sign-ins-pruned") == 1


# personal data


def test_ones_own_numbers_are_checked_and_the_audit_holds_none() -> None:
    who = user("刘工")
    for phone, card in [("123", None), (None, "110105194912310021"), ("２３８１２３４５６７８", None)]:
        with pytest.raises(ValidationError):
            describe_oneself(who, "刘工", phone, card)
    describe_oneself(who, "刘志", "13812345678", CARD.lower())
    again = User.objects.get(pk=who.pk)
    assert (again.name, again.phone.plain, again.identity_number.plain) == ("刘志", "13812345678", CARD)
    told = json.dumps([each.detail for each in Record.objects.all()])
    assert "13812345678" not in told
    assert "fields" in told


def test_reading_a_number_in_full_is_recorded() -> None:
    who = User.objects.create_user("liu", phone="13812345678")
    assert reveal(user("管理"), who, "phone", "电话核实") == "13812345678"
    assert Record.objects.get().detail == {"field": "phone", "reason": "电话核实"}
    with pytest.raises(ValidationError):
        reveal(who, who, "password", "想看")


def test_a_person_gets_all_that_is_held_about_them() -> None:
    people = cast()
    describe_oneself(people.operator, "=cmd()", "13812345678", CARD)
    with ZipFile(BytesIO(export_personal_data(people.administrator, people.operator, "本人申请"))) as packed:
        account = json.loads(packed.read("account.json"))
        sheet = packed.read("account.csv").decode("utf-8-sig")
        held = json.loads(packed.read("memberships.json"))
        about = {each["key"]: each for each in json.loads(packed.read("README.json"))}
    assert account[0]["identity_number"] == CARD
    assert ",'=cmd()," in sheet
    assert held[0]["organisation__name"] == enterprise().name
    assert (about["account"]["erasable"], about["audit"]["erasable"]) == (True, False)
    assert Record.objects.filter(action="accounts.personal-data-exported").exists()


def test_what_may_be_erased_is_and_the_rest_has_no_name() -> None:
    people = cast()
    who = people.operator
    describe_oneself(who, "张三", "13812345678", CARD)
    SignIn.objects.create(user=who, outcome="in")
    authorise(who, people.legal_representative)
    erase_personal_data(people.administrator, who, "本人申请")
    again = User.objects.get(pk=who.pk)
    assert (again.name, again.phone.plain, again.identity_number.plain) == ("", "", "")
    assert not User.objects.filter(phone_digest="13812345678").exists()
    assert (str(again), again.is_active, again.has_usable_password()) == (f"已删除的人（{who.pk}）", False, False)
    with translation.override("en"):
        assert str(again) == f"erased person {who.pk}"
    assert Acting.of(again).user is None
    assert not Membership.objects.in_force().filter(user=who).exists()
    assert (Membership.objects.filter(user=who).count(), SignIn.objects.filter(user=who).count()) == (1, 1)
    with pytest.raises(ValidationError):
        erase_personal_data(people.administrator, again, "又一次")
    with pytest.raises(ValidationError):
        reopen_account(people.administrator, again, "后悔")


def test_nothing_is_half_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshu.office.accounts import personal
    from luoshu.problems import Text

    def broken(who: User) -> int:
        raise RuntimeError("cannot")

    holdings = dict(personal._HOLDINGS)
    monkeypatch.setattr(personal, "_HOLDINGS", holdings)
    personal.register(personal.Holding("other", Text("别的", "Other"), lambda who: [], broken, Text("", "")))
    people = cast()
    with pytest.raises(RuntimeError):
        erase_personal_data(people.administrator, people.operator, "本人申请")
    assert User.objects.get(pk=people.operator.pk).name == "operator"
    assert Membership.objects.in_force().filter(user=people.operator).exists()


def test_who_audits_the_house_does_none_of_its_work() -> None:
    administrator, officer, auditor = (user(name) for name in ("管理", "经办", "审计"))
    member(officer, bureau(), Role.OFFICER)
    member(auditor, bureau(), Role.AUDITOR)
    for who, role in ((officer, Role.AUDITOR), (auditor, Role.OFFICER), (auditor, Role.ADMINISTRATOR)):
        with pytest.raises(ValidationError, match="监督与办理须由不同的人担任"):
            enrol(administrator, who, bureau(), role)
    enrol(administrator, officer, bureau(), Role.EDITOR)
    enrol(administrator, auditor, enterprise(), Role.OPERATOR)  # of an enterprise, elsewhere
    Membership.objects.filter(user=auditor, role=Role.AUDITOR).update(until=timezone.localdate())
    enrol(administrator, auditor, bureau(), Role.OFFICER, timezone.localdate() + timedelta(days=1))


def test_the_audit_tells_both_names_of_who_is_called_otherwise() -> None:
    person = user("旧名")
    describe_oneself(person, "新名", None, None)
    detail = Record.objects.get(action="accounts.own-data-changed").detail
    assert detail == {"fields": ["name"], "from": "旧名", "to": "新名"}


def test_a_role_that_is_to_come_is_not_in_force_yet() -> None:
    administrator = cast().administrator
    person = user("后来")
    held = enrol(administrator, person, bureau(), Role.APPROVER, timezone.localdate() + timedelta(days=9))
    assert (held.to_come, held.over) == (True, False)
    assert "还没有开始" in signed_in(administrator).get(f"/account/house/people/{person.pk}").text
