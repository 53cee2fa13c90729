"""People for tests: one of each role, in organisations of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import Authorisation, Kind, Membership, Organisation, Role, Scope, User

CODE = "91430000MA4L00001D"  # check characters are right; nobody's
OTHER_CODE = "91430000MA4L00002G"
PASSWORD = "tests know this one"


def user(name: str, *, password: str | None = None) -> User:
    return User.objects.create_user(name, password, name=name)


def bureau(name: str = "高新区管委会") -> Organisation:
    return Organisation.objects.get_or_create(kind=Kind.BUREAU, name=name)[0]


def enterprise(name: str = "洛书精工有限公司", identifier: str = CODE) -> Organisation:
    made = {"kind": Kind.ENTERPRISE, "name": name}
    return Organisation.objects.get_or_create(identifier=identifier, defaults=made)[0]


def agency(name: str = "诚信财税代理") -> Organisation:
    return Organisation.objects.get_or_create(kind=Kind.AGENCY, name=name)[0]


def member(who: User, organisation: Organisation, role: Role, until: date | None = None) -> Membership:
    since = timezone.localdate() - timedelta(days=30)
    return Membership.objects.create(user=who, organisation=organisation, role=role, since=since, until=until)


def authorise(to: Organisation | User, by: User, scope: Scope = Scope.SUBMIT, days: int = 30) -> Authorisation:
    receiver = {"agency": to} if isinstance(to, Organisation) else {"person": to}
    today = timezone.localdate()
    made = {"since": today - timedelta(days=1), "until": today + timedelta(days=days), "given_by": by, "scope": scope}
    return Authorisation.objects.create(enterprise=enterprise(), **receiver, **made)


@dataclass(frozen=True)
class Cast:
    """One person of each kind that the office knows; all act for something, but the stranger."""

    operator: User
    legal_representative: User
    accountant: User  # of an agency that is authorised
    unauthorised: User  # of another, which is not
    officer: User
    editor: User
    approver: User
    auditor: User
    administrator: User
    stranger: User  # has an account and belongs nowhere

    def __getitem__(self, name: str) -> User:
        found: User = getattr(self, name)
        return found


def cast() -> Cast:
    people = {name: user(name, password=PASSWORD) for name in Cast.__dataclass_fields__}
    member(people["operator"], enterprise(), Role.OPERATOR)
    member(people["legal_representative"], enterprise(), Role.LEGAL_REPRESENTATIVE)
    member(people["accountant"], agency(), Role.STAFF)
    member(people["unauthorised"], agency("无授权代理"), Role.STAFF)
    for role in (Role.OFFICER, Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR):
        member(people[role.value], bureau(), role)
    authorise(agency(), people["legal_representative"])
    return Cast(**people)


def signed_in(who: User | None, acting_for: Organisation | None = None) -> Client:
    """A browser of theirs; of an agency's people one that acts for the enterprise, where they may."""
    client = Client()
    if who is not None:
        client.force_login(who)
        chosen = acting_for or _for_enterprise(who)
        if chosen is not None:
            client.post("/account/acting-for", {"organisation": chosen.pk})
    return client


def _for_enterprise(who: User) -> Organisation | None:
    agents = (each.organisation for each in Acting.of(who).capacities if each.role == Role.AGENT)
    return next(agents, None)
