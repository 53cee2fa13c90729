"""People and organisations to look around with: one sign-in a role, its password made for this installation alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.actions.authorise import authorise
from luoshu.office.accounts.actions.enrol import enrol
from luoshu.office.accounts.actions.enter_organisation import enter_organisation
from luoshu.office.accounts.actions.keep_house import keep_calendar
from luoshu.office.accounts.calendars import shipped
from luoshu.office.accounts.models import Calendar, Kind, Organisation, Role, Scope, User
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class SignInOf:
    """What `make demo` prints."""

    who: Text
    username: str
    password: str


_OF_THE_HOUSE = {
    "jingban": ("周敏", Role.OFFICER),
    "bianji": ("陈文", Role.EDITOR),
    "shenhe": ("林涛", Role.APPROVER),
    "shenji": ("吴岚", Role.AUDITOR),
    "guanli": ("何进", Role.ADMINISTRATOR),
}


@transaction.atomic
def make_demo(enterprises: Iterable[tuple[str, str]]) -> list[SignInOf]:
    """The people, and an organisation for each enterprise given as identifier and name; of the first they act for.

    Nothing is printed twice: where somebody of these names is there already, they get a new password.

    Raises:
        ValidationError: no enterprise is given.
    """
    firms = [_organisation(Kind.ENTERPRISE, name, identifier) for identifier, name in enterprises]
    if not firms:
        raise ValidationError("an enterprise is needed")
    office = _organisation(Kind.BUREAU, "高新区管理委员会")
    agency = _organisation(Kind.AGENCY, "诚信财税服务有限公司")
    made = [_person(username, name, office, role) for username, (name, role) in _OF_THE_HOUSE.items()]
    legal = _person("faren", "王建国", firms[0], Role.LEGAL_REPRESENTATIVE)
    made += [legal, _person("qiye", "李静", firms[0], Role.OPERATOR), _person("kuaiji", "赵芳", agency, Role.STAFF)]
    _let_act(firms, agency, User.objects.get(username="faren"))
    for year in (2025, 2026):
        known = shipped(year)
        if known and not Calendar.objects.filter(year=year).exists():
            keep_calendar(None, year, *known)
    return made


def _organisation(kind: Kind, name: str, identifier: str | None = None) -> Organisation:
    known = Organisation.objects.filter(identifier=identifier) if identifier else Organisation.objects.filter(name=name)
    found = known.filter(kind=kind).first()
    return found or enter_organisation(None, kind, name, identifier)


def _person(username: str, name: str, organisation: Organisation, role: Role) -> SignInOf:
    password = secrets.token_urlsafe(12)
    user = User.objects.filter(username=username).first() or User.objects.create_user(username, name=name)
    user.set_password(password)
    user.save()
    if not user.memberships.filter(organisation=organisation, role=role).exists():
        enrol(None, user, organisation, role)
    words = Text(f"{role.text.zh}（{organisation}）", f"{role.text.en} ({organisation})")
    return SignInOf(words, username, password)


def _let_act(firms: list[Organisation], agency: Organisation, legal: User) -> None:
    """The agency fills in for the first three."""
    today = timezone.localdate()
    for firm in firms[:3]:
        if not firm.authorisations_given.filter(agency=agency).exists():
            authorise(legal, firm, agency, Scope.FILL, today, today + timedelta(days=365))
