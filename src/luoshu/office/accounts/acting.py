"""For whom somebody acts, and in which roles: what every rule looks at.

who = acting(request)          # asked of the database once a request, in two queries
who.user, who.organisation     # the person; the organisation chosen in the bar on top (None: for nobody)
who.roles                      # what they are there today: {Role.OFFICER, Role.EDITOR}
who.has(Role.OFFICER)          # any of several
who.scope                      # of an authorisation, where they act for an enterprise as its agent
user_of(request)               # the person alone, behind a guard
Acting.of(user, organisation)  # the same without a request: for a token, a task, a test
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest

from luoshu.office.accounts.models import Authorisation, Kind, Membership, Organisation, Role, Scope, User
from luoshu.office.accounts.models.memberships import OF_THE_HOUSE
from luoshu.office.accounts.models.terms import in_force

CHOSEN = "acting-for"  # in the session
OPENED_FOR = "opened-for"  # in a form: for whom the page was


@dataclass(frozen=True, slots=True)
class Capacity:
    """One role in one organisation, today: as a member, in a member's place, or as an agent within a scope."""

    organisation: Organisation
    role: Role
    instead_of: User | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """A person, the organisation they act for, and all that they might act for."""

    user: User | None
    organisation: Organisation | None = None
    capacities: tuple[Capacity, ...] = ()

    @classmethod
    def of(cls, user: User | AnonymousUser | None, organisation: Organisation | int | None = None) -> Acting:
        """Acting for that organisation, or where none is given (or they have no part in it) for the first they have."""
        if not isinstance(user, User) or not user.is_active:
            return NOBODY
        capacities = tuple(_capacities(user))
        wanted = organisation.pk if isinstance(organisation, Organisation) else organisation
        theirs = [each.organisation for each in capacities]
        chosen = next((each for each in theirs if each.pk == wanted), theirs[0] if theirs else None)
        return cls(user, chosen, capacities)

    @property
    def here(self) -> tuple[Capacity, ...]:
        """What they are in the organisation that they act for."""
        return tuple(each for each in self.capacities if each.organisation == self.organisation)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(each.role for each in self.here)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def signed_in(self) -> bool:
        return self.user is not None

    @property
    def of_the_house(self) -> bool:
        """Whether they act for the zone's own office."""
        return self.has(*OF_THE_HOUSE)

    @property
    def enterprise(self) -> Organisation | None:
        """The enterprise that they act for, as its own people or its agent."""
        return self.organisation if self.organisation and self.organisation.kind == Kind.ENTERPRISE else None

    @property
    def scope(self) -> Scope | None:
        """How far they may go as an agent; None where they are no agent."""
        scopes = [each.scope for each in self.here if each.scope]
        return max(scopes, key=list(Scope).index) if scopes else None

    def may_for_enterprise(self, needed: Scope) -> bool:
        """Whether they may do so much for the enterprise: its own people all, an agent what was authorised."""
        if self.enterprise is None:
            return False
        own = self.has(Role.LEGAL_REPRESENTATIVE, Role.OPERATOR)
        return own or (self.scope is not None and self.scope.covers(needed))

    @property
    def choices(self) -> list[Organisation]:
        """The organisations that they may act for."""
        return list(dict.fromkeys(each.organisation for each in self.capacities))


NOBODY = Acting(None)


def acting(request: HttpRequest) -> Acting:
    """Who makes this request, and for whom."""
    known: Acting | None = getattr(request, "_acting", None)
    if known is None:
        user = getattr(request, "user", None)
        session = getattr(request, "session", None)
        known = Acting.of(user, session.get(CHOSEN) if session is not None else None)
        request._acting = known  # type: ignore[attr-defined]
    return known


def user_of(request: HttpRequest) -> User:
    """Who makes it, behind a guard that lets nobody through who has not signed in."""
    user = acting(request).user
    assert user is not None
    return user


def _capacities(user: User) -> list[Capacity]:
    """Their own memberships first, then those of others in whose place they are, then authorisations."""
    handed_on = [role.value for role in Role if role.stood_in_for]
    in_place = in_force(prefix="stand_ins__") & Q(stand_ins__user=user, role__in=handed_on, user__is_active=True)
    memberships = (
        Membership.objects.in_force().filter(Q(user=user) | in_place).select_related("organisation", "user").distinct()
    )
    members = [
        Capacity(each.organisation, Role(each.role), None if each.user_id == user.pk else each.user)
        for each in memberships
    ]
    through_agency = in_force(prefix="agency__memberships__") & Q(
        agency__memberships__user=user, agency__closed_on__isnull=True
    )
    agencies = (
        Authorisation.objects.in_force().filter(Q(person=user) | through_agency).select_related("enterprise").distinct()
    )
    agents = [
        Capacity(each.enterprise, Role.AGENT, scope=Scope(each.scope))
        for each in sorted(agencies, key=lambda each: (each.enterprise.name, each.pk))
    ]
    return sorted(members, key=lambda each: each.instead_of is not None) + agents
