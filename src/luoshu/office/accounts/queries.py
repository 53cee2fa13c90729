"""What the pages of accounts read; each list in a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from luoshu.office.accounts.models import (
    Authorisation,
    Invitation,
    Membership,
    Organisation,
    Role,
    SignIn,
    StandIn,
    Token,
    User,
)
from luoshu.office.accounts.models.terms import in_force
from luoshu.office.audit.models import Record


def organisations(asked: str = "", kind: str = "") -> QuerySet[Organisation]:
    """With how many people belong to each today."""
    held = Membership.objects.filter(in_force(), organisation=OuterRef("pk")).order_by().values("organisation")
    counted = held.annotate(people=Count("pk")).values("people")  # of the rows on the page, not of all
    found = Organisation.objects.annotate(people=Coalesce(Subquery(counted), 0))
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(identifier__startswith=asked.upper()))
    return found.filter(kind=kind) if kind else found


def people(asked: str = "", role: str = "") -> QuerySet[User]:
    """With their memberships today; by a part of the name, the name to sign in with, or a whole phone number."""
    found = User.objects.order_by("name", "pk").prefetch_related("memberships__organisation")
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(username__icontains=asked) | Q(phone_digest=asked))
    if role:
        held = Membership.objects.in_force().filter(role=role).values("user")
        found = found.filter(pk__in=held)
    return found


def memberships_of(organisation: Organisation) -> QuerySet[Membership]:
    """All there were; those that hold come first."""
    return organisation.memberships.select_related("user", "organisation").order_by("ended_at", "role", "user__name")


def open_invitations(organisation: Organisation | None = None) -> QuerySet[Invitation]:
    found = Invitation.objects.filter(
        used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    ).select_related("organisation", "by")
    return found.filter(organisation=organisation) if organisation else found


def authorisations() -> QuerySet[Authorisation]:
    return Authorisation.objects.select_related("enterprise", "agency", "person", "given_by")


def stand_ins() -> QuerySet[StandIn]:
    return StandIn.objects.select_related("user", "membership__user", "membership__organisation")


def may_be_stood_in_for() -> QuerySet[Membership]:
    handed_on = [role.value for role in Role if role.stood_in_for]
    return Membership.objects.in_force().filter(role__in=handed_on).select_related("user", "organisation")


def sign_ins(user: User | None = None) -> QuerySet[SignIn]:
    found = SignIn.objects.select_related("user")
    return found.filter(user=user) if user else found


def tokens(user: User | None = None) -> QuerySet[Token]:
    """Those that hold and have held, the latest first."""
    found = Token.objects.select_related("user", "organisation")
    return found.filter(user=user) if user else found


def records(
    action: str = "", person: str = "", subject: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Record]:
    """Of the audit, the latest first; `action` and `subject` by their beginning, days inclusive."""
    found = Record.objects.order_by("-number")
    if action:
        found = found.filter(action__startswith=action)
    if person:
        found = found.filter(actor_name__icontains=person)
    if subject:
        found = found.filter(subject__startswith=subject)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
