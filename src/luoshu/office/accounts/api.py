"""What programs may do with accounts: their own, an organisation's people, the house, the audit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field

from luoshu.office.accounts import queries, second_factor
from luoshu.office.accounts import schemas as out
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.actions.authorise import authorise, receiver_named, revoke
from luoshu.office.accounts.actions.enrol import end_membership, enrol
from luoshu.office.accounts.actions.enter_organisation import change_organisation, enter_organisation
from luoshu.office.accounts.actions.invite import invite, withdraw
from luoshu.office.accounts.actions.keep_house import keep_calendar, set_house_rules
from luoshu.office.accounts.actions.keep_tokens import revoke_token
from luoshu.office.accounts.actions.mind_account import describe_oneself
from luoshu.office.accounts.actions.stand_in import end_stand_in, stand_in
from luoshu.office.accounts.files import audit_file
from luoshu.office.accounts.forms import EnrolForm, OrganisationForm, StandInForm
from luoshu.office.accounts.guard import require
from luoshu.office.accounts.models import (
    Calendar,
    HouseRules,
    Invitation,
    Membership,
    Organisation,
    Role,
    StandIn,
    Token,
    TokenScope,
    User,
)
from luoshu.office.accounts.models.calendars import FIRST_YEAR, LAST_YEAR
from luoshu.office.accounts.programs import CSV, Day, Key, Line, Operations, Page, PageNumber, caller, checked, page_of
from luoshu.office.accounts.rules import (
    administrator,
    auditor,
    ends_authorisation,
    ends_membership,
    legal_representative,
    minds_people_of,
    of_an_enterprise,
    reads_house,
    signed_in,
)
from luoshu.problems import Text

operations = Operations("accounts")
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


@operations.get("/me", signed_in, TokenScope.ACCOUNT, Text("本人", "Oneself"))
def me(request: HttpRequest) -> out.MeOut:
    """令牌是谁的、代表谁、那里有什么角色。 / Whose token it is, for whom it acts, in which roles."""
    who, user = acting(request), caller(request)
    return out.MeOut(
        person=out.PersonRow.of(user),
        phone=str(user.phone),
        identity_number=str(user.identity_number),
        organisation=out.OrganisationOut.of(who.organisation) if who.organisation else None,
        roles=sorted(who.roles),
        **_parts_of(user),
    )


@operations.put("/me", signed_in, TokenScope.ACCOUNT, Text("修改本人信息", "Change one's own data"))
def me_change(request: HttpRequest, body: out.OwnDataIn) -> out.PersonRow:
    user = caller(request)
    describe_oneself(user, body.name, body.phone.strip() or None, body.identity_number.strip() or None)
    return out.PersonRow.of(user)


# --- an organisation's people -----------------------------------------------------------------------------------------


@operations.get("/people", of_an_enterprise, TokenScope.PEOPLE, Text("本单位的人员和授权", "Our people"))
def our_people(request: HttpRequest) -> out.PeopleOut:
    return _people_of(_ours(request))


@operations.post(
    "/people/invitations", legal_representative, TokenScope.PEOPLE, Text("邀请企业经办人", "Invite an operator"), 201
)
def operator_invite(request: HttpRequest, body: out.OperatorIn) -> out.InvitationMade:
    return _invited(request, _ours(request), body.name, Role.OPERATOR, body.until)


@operations.post(
    "/people/authorisations", legal_representative, TokenScope.PEOPLE, Text("授权他人代办", "Authorise"), 201
)
def agent_authorise(request: HttpRequest, body: out.AuthorisationIn) -> out.AuthorisationOut:
    try:
        receiver = receiver_named(body.receiver.strip())
    except ValidationError as unknown:
        raise ValidationError({"receiver": unknown}) from unknown
    made = authorise(caller(request), _ours(request), receiver, body.scope, body.since, body.until)
    return out.AuthorisationOut.of(made)


@operations.post("/authorisations/{number}/end", signed_in, TokenScope.PEOPLE, Text("撤回授权", "Revoke"))
def authorisation_end(request: HttpRequest, number: Key) -> out.AuthorisationOut:
    held = get_object_or_404(queries.authorisations(), pk=number)
    require(request, ends_authorisation, held)
    revoke(caller(request), held)
    return out.AuthorisationOut.of(queries.authorisations().get(pk=number))


@operations.post("/memberships/{number}/end", signed_in, TokenScope.PEOPLE, Text("结束角色", "End a role"))
def membership_end(request: HttpRequest, number: Key, body: out.ReasonIn) -> out.MembershipOut:
    found = Membership.objects.select_related("user", "organisation")
    held = get_object_or_404(found, pk=number)
    require(request, ends_membership, held)
    end_membership(caller(request), held, body.reason)
    return out.MembershipOut.of(found.get(pk=number))


@operations.post("/invitations/{number}/withdraw", signed_in, TokenScope.PEOPLE, Text("撤回邀请", "Withdraw"))
def invitation_withdraw(request: HttpRequest, number: Key) -> out.InvitationOut:
    held = get_object_or_404(Invitation.objects.select_related("organisation"), pk=number)
    require(request, minds_people_of, held.organisation)
    withdraw(caller(request), held)
    return out.InvitationOut.of(held)


# --- the house --------------------------------------------------------------------------------------------------------


@operations.get("/house/organisations", reads_house, TokenScope.HOUSE_READ, Text("单位", "Organisations"))
def organisations(
    request: HttpRequest, q: Line = "", kind: out.KindWord | None = None, page: PageNumber = 1
) -> Page[out.OrganisationOut]:
    found = queries.organisations(q.strip(), kind.value if kind else "")
    return page_of(request, found, out.OrganisationOut.of)


@operations.post(
    "/house/organisations", administrator, TokenScope.HOUSE_WRITE, Text("登记单位", "Enter an organisation"), 201
)
def organisation_new(request: HttpRequest, body: out.OrganisationIn) -> out.OrganisationOut:
    given = checked(OrganisationForm(body.model_dump()))
    return out.OrganisationOut.of(enter_organisation(caller(request), **given))


@operations.get(
    "/house/organisations/{number}",
    reads_house,
    TokenScope.HOUSE_READ,
    Text("一个单位的人员", "Its people"),
)
def organisation(request: HttpRequest, number: Key) -> out.PeopleOut:
    return _people_of(get_object_or_404(Organisation, pk=number))


@operations.put(
    "/house/organisations/{number}", administrator, TokenScope.HOUSE_WRITE, Text("修改单位", "Change an organisation")
)
def organisation_change(request: HttpRequest, number: Key, body: out.OrganisationChange) -> out.OrganisationOut:
    found = get_object_or_404(Organisation, pk=number)
    change_organisation(caller(request), found, body.name, body.closed_on)
    return out.OrganisationOut.of(found)


@operations.post(
    "/house/organisations/{number}/invitations",
    administrator,
    TokenScope.HOUSE_WRITE,
    Text("邀请加入单位", "Invite into an organisation"),
    201,
)
def organisation_invite(request: HttpRequest, number: Key, body: out.InvitationIn) -> out.InvitationMade:
    found = get_object_or_404(Organisation, pk=number)
    return _invited(request, found, body.name, body.role, body.until)


@operations.get("/house/people", reads_house, TokenScope.HOUSE_READ, Text("人员", "People"))
def people(
    request: HttpRequest, q: Line = "", role: out.RoleWord | None = None, page: PageNumber = 1
) -> Page[out.PersonRow]:
    return page_of(request, queries.people(q.strip(), role.value if role else ""), out.PersonRow.of)


@operations.get("/house/people/{number}", reads_house, TokenScope.HOUSE_READ, Text("一个人", "A person"))
def person(request: HttpRequest, number: Key) -> out.PersonOut:
    found = get_object_or_404(User, pk=number)
    return out.PersonOut(
        **out.PersonRow.of(found).model_dump(),
        second_factor=second_factor.has_one(found),
        erased=found.erased_at is not None,
        **_parts_of(found),
    )


@operations.post(
    "/house/people/{number}/memberships", administrator, TokenScope.HOUSE_WRITE, Text("登记角色", "Enter a role"), 201
)
def person_enrol(request: HttpRequest, number: Key, body: out.EnrolIn) -> out.MembershipOut:
    found = get_object_or_404(User, pk=number, is_active=True)
    given = checked(EnrolForm(body.model_dump(mode="json")))
    role = Role(given["role"])
    return out.MembershipOut.of(
        enrol(caller(request), found, given["organisation"], role, given["since"], given["until"])
    )


@operations.get("/house/authorisations", reads_house, TokenScope.HOUSE_READ, Text("授权", "Authorisations"))
def authorisations(request: HttpRequest, page: PageNumber = 1) -> Page[out.AuthorisationOut]:
    return page_of(request, queries.authorisations(), out.AuthorisationOut.of)


@operations.get("/house/stand-ins", reads_house, TokenScope.HOUSE_READ, Text("休假代理", "Stand-ins during leave"))
def stand_ins(request: HttpRequest, page: PageNumber = 1) -> Page[out.StandInOut]:
    return page_of(request, queries.stand_ins(), out.StandInOut.of)


@operations.post(
    "/house/stand-ins", administrator, TokenScope.HOUSE_WRITE, Text("登记休假代理", "Enter a stand-in"), 201
)
def stand_in_new(request: HttpRequest, body: out.StandInIn) -> out.StandInOut:
    held = [(str(each.pk), str(each)) for each in queries.may_be_stood_in_for()]
    given = checked(StandInForm(held, body.model_dump(mode="json")))
    membership = Membership.objects.get(pk=given["membership"])
    made = stand_in(caller(request), membership, given["user"], given["since"], given["until"])
    return out.StandInOut.of(queries.stand_ins().get(pk=made.pk))


@operations.post(
    "/house/stand-ins/{number}/end", administrator, TokenScope.HOUSE_WRITE, Text("结束休假代理", "End a stand-in")
)
def stand_in_end(request: HttpRequest, number: Key) -> out.StandInOut:
    end_stand_in(caller(request), get_object_or_404(StandIn, pk=number))
    return out.StandInOut.of(queries.stand_ins().get(pk=number))


@operations.get("/house/calendars", reads_house, TokenScope.HOUSE_READ, Text("工作日历", "Working days"))
def calendars(request: HttpRequest) -> list[out.CalendarOut]:
    return [out.CalendarOut.of(each) for each in Calendar.objects.prefetch_related("days")]


@operations.put("/house/calendars/{year}", administrator, TokenScope.HOUSE_WRITE, Text("保存一年的日历", "Keep a year"))
def calendar_keep(request: HttpRequest, year: Year, body: out.CalendarIn) -> out.CalendarOut:
    keep_calendar(caller(request), year, body.source, body.lines)
    return out.CalendarOut.of(Calendar.objects.get(year=year))


@operations.get(
    "/house/rules", reads_house, TokenScope.HOUSE_READ, Text("日志、登录与审批规定", "Logs, signing in, approval")
)
def house_rules(request: HttpRequest) -> out.HouseRulesOut:
    now = HouseRules.now()
    return out.HouseRulesOut(
        log_months=now.log_months,
        second_factor=now.second_factor,
        trial_before_approval=now.trial_before_approval,
    )


@operations.put("/house/rules", administrator, TokenScope.HOUSE_WRITE, Text("修改规定", "Set the house rules"))
def house_rules_set(request: HttpRequest, body: out.HouseRulesIn) -> out.HouseRulesOut:
    set_house_rules(caller(request), **body.model_dump())
    return house_rules(request)


@operations.get("/house/sign-ins", reads_house, TokenScope.HOUSE_READ, Text("登录日志", "Log of signing in"))
def sign_ins(request: HttpRequest, page: PageNumber = 1) -> Page[out.SignInOut]:
    return page_of(request, queries.sign_ins(), out.SignInOut.of)


@operations.get("/house/tokens", reads_house, TokenScope.HOUSE_READ, Text("程序令牌", "Tokens for programs"))
def tokens(request: HttpRequest, page: PageNumber = 1) -> Page[out.TokenRow]:
    return page_of(request, queries.tokens(), _token)


@operations.post(
    "/house/tokens/{number}/revoke", administrator, TokenScope.HOUSE_WRITE, Text("撤销令牌", "Revoke a token")
)
def token_revoke(request: HttpRequest, number: Key) -> out.TokenRow:
    revoke_token(caller(request), get_object_or_404(Token, pk=number))
    return _token(queries.tokens().get(pk=number))


@operations.get("/audit", auditor, TokenScope.AUDIT_READ, Text("审计记录", "The audit"))
def audit(
    request: HttpRequest,
    action: Line = "",
    person: Line = "",
    subject: Line = "",
    since: Day | None = None,
    until: Day | None = None,
    page: PageNumber = 1,
) -> Page[out.RecordOut]:
    """action 和 subject 按开头找。 / `action` and `subject` by their beginning."""
    found = queries.records(action, person, subject, since, until)
    return page_of(request, found, out.RecordOut.of)


@operations.file("/audit/file", auditor, TokenScope.AUDIT_READ, Text("审计记录的文件", "The audit as a file"), (CSV,))
def audit_download(
    request: HttpRequest,
    action: Line = "",
    person: Line = "",
    subject: Line = "",
    since: Day | None = None,
    until: Day | None = None,
) -> HttpResponseBase:
    """取出文件也记入审计。 / That it was taken out is in the audit."""
    given = {"action": action, "person": person, "subject": subject}
    days = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    return audit_file(caller(request), queries.records(action, person, subject, since, until), given | days)


# --- what they share --------------------------------------------------------------------------------------------------


def _ours(request: HttpRequest) -> Organisation:
    ours = acting(request).organisation
    assert ours is not None  # a token has one
    return ours


def _parts_of(user: User) -> dict[str, Any]:
    return {
        "memberships": [out.MembershipOut.of(each) for each in user.memberships.select_related("organisation", "user")],
        "authorisations": [out.AuthorisationOut.of(each) for each in queries.authorisations().filter(person=user)],
        "stand_ins": [out.StandInOut.of(each) for each in queries.stand_ins().filter(user=user)],
    }


def _people_of(organisation: Organisation) -> out.PeopleOut:
    given = queries.authorisations().filter(enterprise=organisation)
    return out.PeopleOut(
        organisation=out.OrganisationOut.of(organisation),
        memberships=[out.MembershipOut.of(each) for each in queries.memberships_of(organisation)],
        invitations=[out.InvitationOut.of(each) for each in queries.open_invitations(organisation)],
        authorisations=[out.AuthorisationOut.of(each) for each in given],
    )


def _invited(
    request: HttpRequest, organisation: Organisation, name: str, role: Role, until: date | None
) -> out.InvitationMade:
    made, secret = invite(caller(request), name, organisation, role, until)
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return out.InvitationMade(**out.InvitationOut.of(made).model_dump(), link=link)


def _token(each: Token) -> out.TokenRow:
    return out.TokenRow(
        number=each.pk,
        beginning=each.beginning,
        name=each.name,
        person=out.PersonRow.of(each.user),
        organisation=out.OrganisationOut.of(each.organisation),
        scopes=[scope.value for scope in each.scope_list],
        since=each.since,
        until=each.until,
        used_on=each.used_on,
        holds=each.holds,
    )
