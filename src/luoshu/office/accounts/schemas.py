"""What programs are told of accounts, and what they send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema

from luoshu.office.accounts.models import (
    Authorisation,
    Calendar,
    Invitation,
    Kind,
    Membership,
    Organisation,
    Role,
    Scope,
    SignIn,
    StandIn,
    User,
)
from luoshu.office.accounts.models.house_rules import LEAST_MONTHS
from luoshu.office.accounts.programs import Day, Key, Name, Reason, Stripped
from luoshu.office.audit.models import Record
from luoshu.office.shell.problem_details import one_of

KindWord = Annotated[Kind, one_of(Kind)]
RoleWord = Annotated[Role, one_of(Role)]
ScopeWord = Annotated[Scope, one_of(Scope)]


class OrganisationOut(Schema):
    number: int
    kind: KindWord
    name: str
    identifier: str | None = Field(description="统一社会信用代码 / its credit code")
    closed_on: date | None = Field(description="从这一天起停用 / nobody acts for it from this day on")

    @classmethod
    def of(cls, each: Organisation) -> OrganisationOut:
        return cls(
            number=each.pk,
            kind=Kind(each.kind),
            name=each.name,
            identifier=each.identifier,
            closed_on=each.closed_on,
        )


Ended = Annotated[
    date | None,
    Field(
        description="最后一天：提前结束的是结束那天 / its last day: that on which it was ended, or the last of its term"
    ),
]


class PersonRow(Schema):
    number: int
    username: str = Field(description="登录名 / signs in as")
    name: str
    active: bool

    @classmethod
    def of(cls, each: User) -> PersonRow:
        return cls(number=each.pk, username=each.username, name=each.name, active=each.is_active)


class MembershipOut(Schema):
    number: int
    person: PersonRow
    organisation: OrganisationOut
    role: RoleWord
    since: date
    until: date | None
    last_day: Ended
    over: bool = Field(description="已结束 / it has ended")

    @classmethod
    def of(cls, each: Membership) -> MembershipOut:
        return cls(
            number=each.pk,
            person=PersonRow.of(each.user),
            organisation=OrganisationOut.of(each.organisation),
            role=Role(each.role),
            since=each.since,
            until=each.until,
            last_day=each.last_day,
            over=each.over,
        )


class AuthorisationOut(Schema):
    number: int
    enterprise: OrganisationOut
    receiver: str = Field(description="授权给谁 / whom")
    agency: bool = Field(description="是服务机构 / it is an agency")
    scope: ScopeWord
    since: date
    until: date
    last_day: Ended
    holds: bool

    @classmethod
    def of(cls, each: Authorisation) -> AuthorisationOut:
        return cls(
            number=each.pk,
            enterprise=OrganisationOut.of(each.enterprise),
            receiver=str(each.receiver),
            agency=each.agency_id is not None,
            scope=Scope(each.scope),
            since=each.since,
            until=each.until,
            last_day=each.last_day,
            holds=each.holds,
        )


class InvitationOut(Schema):
    number: int
    name: str
    organisation: OrganisationOut | None
    role: RoleWord | None
    expires_at: datetime

    @classmethod
    def of(cls, each: Invitation) -> InvitationOut:
        return cls(
            number=each.pk,
            name=each.name,
            organisation=OrganisationOut.of(each.organisation) if each.organisation else None,
            role=Role(each.role) if each.role else None,
            expires_at=each.expires_at,
        )


class InvitationMade(InvitationOut):
    link: str = Field(description="一次性链接，只在这里给一次 / the one-time link, given here alone")


class StandInOut(Schema):
    number: int
    membership: MembershipOut
    person: PersonRow = Field(description="谁代理 / who stands in")
    since: date
    until: date
    last_day: Ended
    over: bool

    @classmethod
    def of(cls, each: StandIn) -> StandInOut:
        return cls(
            number=each.pk,
            membership=MembershipOut.of(each.membership),
            person=PersonRow.of(each.user),
            since=each.since,
            until=each.until,
            last_day=each.last_day,
            over=each.over,
        )


class MeOut(Schema):
    """Who calls, and for whom."""

    person: PersonRow
    phone: str = Field(description="只显示一部分 / shown in part")
    identity_number: str = Field(description="只显示一部分 / shown in part")
    organisation: OrganisationOut | None
    roles: list[RoleWord]
    memberships: list[MembershipOut]
    authorisations: list[AuthorisationOut] = Field(description="授权给我的 / what I am authorised to do")
    stand_ins: list[StandInOut]


class OwnDataIn(Schema):
    """What is not sent stays."""

    name: Name
    phone: Annotated[str, Field(max_length=20)] = ""
    identity_number: Annotated[str, Field(max_length=18)] = ""


class PeopleOut(Schema):
    """An organisation's people, those invited, and whom it lets act for it."""

    organisation: OrganisationOut
    memberships: list[MembershipOut]
    invitations: list[InvitationOut]
    authorisations: list[AuthorisationOut]


class OperatorIn(Schema):
    name: Name
    until: Day | None = None


class InvitationIn(OperatorIn):
    role: RoleWord


class AuthorisationIn(Schema):
    receiver: Annotated[
        Stripped,
        Field(
            min_length=1,
            max_length=150,
            description="服务机构的全称或代码，或个人的登录名"
            " / an agency's full name or code, or the name that a person signs in with",
        ),
    ]
    scope: ScopeWord
    since: Day
    until: Day


class ReasonIn(Schema):
    reason: Reason


class OrganisationIn(Schema):
    kind: KindWord
    name: Annotated[Stripped, Field(min_length=1, max_length=120)]
    identifier: Annotated[str, Field(max_length=18, description="企业必填 / an enterprise must have one")] = ""


class OrganisationChange(Schema):
    name: Annotated[Stripped, Field(min_length=1, max_length=120)]
    closed_on: Day | None = None


class EnrolIn(Schema):
    organisation: Annotated[Stripped, Field(min_length=1, max_length=120, description="全称或代码 / full name or code")]
    role: RoleWord
    since: Day | None = None
    until: Day | None = None


class PersonOut(PersonRow):
    second_factor: bool
    erased: bool
    memberships: list[MembershipOut]
    authorisations: list[AuthorisationOut]
    stand_ins: list[StandInOut]


class StandInIn(Schema):
    membership: Key
    user: Annotated[
        Stripped, Field(min_length=1, max_length=150, description="代理人的登录名 / the name they sign in with")
    ]
    since: Day
    until: Day


class CalendarDayOut(Schema):
    day: date
    worked: bool
    name: str


class CalendarOut(Schema):
    year: int
    source: str
    days: list[CalendarDayOut] = Field(description="与平常不同的日子 / days that are not as usual")

    @classmethod
    def of(cls, each: Calendar) -> CalendarOut:
        days = [CalendarDayOut(day=one.day, worked=one.worked, name=one.name) for one in each.days.all()]
        return cls(year=each.year, source=each.source, days=days)


class CalendarIn(Schema):
    source: Annotated[Stripped, Field(min_length=1, max_length=120)]
    lines: Annotated[
        str,
        Field(
            max_length=20_000,
            examples=["2025-10-01/2025-10-08 休 国庆节\n2025-09-28 班"],
            description="每行一天或一段 / a line a day or a span",
        ),
    ]


class HouseRulesOut(Schema):
    log_months: int
    second_factor: bool
    trial_before_approval: bool = Field(description="审批以前须按实际数据测算 / a draft is tried on real data first")


class HouseRulesIn(Schema):
    log_months: Annotated[int, Field(ge=LEAST_MONTHS, le=600)]
    second_factor: bool
    trial_before_approval: bool


class SignInOut(Schema):
    at: datetime
    person: PersonRow | None
    outcome: str
    method: str
    address: str | None

    @classmethod
    def of(cls, each: SignIn) -> SignInOut:
        person = PersonRow.of(each.user) if each.user else None
        return cls(at=each.at, person=person, outcome=each.outcome, method=each.method, address=each.address)


class TokenRow(Schema):
    number: int
    beginning: str
    name: str
    person: PersonRow
    organisation: OrganisationOut
    scopes: list[str]
    since: date
    until: date
    used_on: date | None
    holds: bool


class RecordOut(Schema):
    number: int
    at: datetime
    actor: int | None
    actor_name: str
    action: str
    subject: str
    detail: dict[str, Any]
    digest: str

    @classmethod
    def of(cls, each: Record) -> RecordOut:
        return cls(
            number=each.number,
            at=each.at,
            actor=each.actor,
            actor_name=each.actor_name,
            action=each.action,
            subject=each.subject,
            detail=each.detail,
            digest=each.digest,
        )
