"""Who may apply, see, and decide. The owner's people and agents on one side, officers on the other; never one person
on both."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule, rule
from luoshu.office.accounts.meanwhile import Changed, while_
from luoshu.office.accounts.models import Kind, Organisation, Role, Scope
from luoshu.office.accounts.rules import of_the_house, officer
from luoshu.office.filing.models import DECIDED, OPEN, Application
from luoshu.office.filing.registers import registers
from luoshu.office.filing.saying import state_of
from luoshu.office.register.models import Entity, Fact
from luoshu.office.register.queries import current_facts
from luoshu.problems import Text

_EDITABLE = (Application.State.DRAFT, Application.State.OWED)


def owner_of(who: Acting) -> Organisation | None:
    """The enterprise or institution for which somebody acts, where it has an identifier that an entry could name."""
    organisation = who.organisation
    if organisation is None or organisation.kind not in (Kind.ENTERPRISE, Kind.INSTITUTION):
        return None
    return organisation if organisation.identifier else None


def _may(who: Acting, needed: Scope) -> bool:
    own = who.has(Role.LEGAL_REPRESENTATIVE, Role.OPERATOR)
    return owner_of(who) is not None and (own or who.may_for_enterprise(needed))


def _for_owner(zh: str, en: str, needed: Scope) -> Rule:
    return Rule(Text(zh, en), lambda who, _: _may(who, needed))


reads_own = _for_owner("企业、机构的人员或受托代理人", "people or agents of an enterprise or institution", Scope.READ)
fills_own = _for_owner(
    "企业、机构的人员或有填报权限的代理人",
    "people of an enterprise or institution, or agents who may fill in",
    Scope.FILL,
)
submits_own = _for_owner(
    "企业、机构的人员或有提交权限的代理人",
    "people of an enterprise or institution, or agents who may submit",
    Scope.SUBMIT,
)
works = of_the_house
decides = officer


@rule("申请单位的人员、其受托代理人或园区管理机构的人员", "people and agents of who applies, and the zone office")
def sees_application(who: Acting, application: Application) -> bool:
    """The office sees what was submitted; a draft is the owner's own."""
    if works(who):
        return application.state != Application.State.DRAFT
    return reads_own(who) and application.organisation == who.organisation


def applications_visible_to(who: Acting) -> QuerySet[Application]:
    if works(who):
        return Application.objects.exclude(state=Application.State.DRAFT)
    if reads_own(who):
        return Application.objects.filter(organisation=who.organisation)
    return Application.objects.none()


def changed(application: Application) -> Changed:
    """What somebody reads who wanted to go on with it as it was."""
    now = state_of(application)
    said = Text(
        f"这件申请已有变化，现在是“{now.zh}”：刚才要做的没有做，请看最新情况。",
        f"This application has moved on (now: {now.en}): what you asked for was not done. Look at where it is.",
    )
    return Changed(reverse("filing-one", args=(application.pk,)), said)


@while_(lambda application: application.state in _EDITABLE, changed)
@rule(
    "申请单位的人员或有填报权限的代理人（草稿和待补正时）",
    "people of who applies, or agents who may fill in, while it is a draft or to be supplemented",
)
def edits_application(who: Acting, application: Application) -> bool:
    return fills_own(who) and application.organisation == who.organisation


def applications_editable_by(who: Acting) -> QuerySet[Application]:
    own = Application.objects.filter(organisation=who.organisation, state__in=_EDITABLE)
    return own if fills_own(who) else Application.objects.none()


@while_(lambda application: application.state not in DECIDED, changed)
@rule(
    "申请单位的人员或有提交权限的代理人（办结以前）",
    "people of who applies, or agents who may submit, until it is decided",
)
def submits_application(who: Acting, application: Application) -> bool:
    return submits_own(who) and application.organisation == who.organisation


def applications_submittable_by(who: Acting) -> QuerySet[Application]:
    own = Application.objects.filter(organisation=who.organisation).exclude(state__in=DECIDED)
    return own if submits_own(who) else Application.objects.none()


@while_(lambda application: application.is_open, changed)
@rule(
    "与申请单位没有关系、也没有经手申请的经办人员",
    "officers who have no part in who applies, and did not file it themselves",
)
def decides_application(who: Acting, application: Application) -> bool:
    if not decides(who) or who.user is None or application.is_draft:
        return False
    filed = who.user.pk in (application.made_by_id, application.submitted_by_id)
    return not filed and application.organisation not in who.choices


def applications_decidable_by(who: Acting) -> QuerySet[Application]:
    if not decides(who):
        return Application.objects.none()
    filed = Q(made_by=who.user) | Q(submitted_by=who.user)
    return Application.objects.filter(state__in=OPEN).exclude(filed).exclude(organisation__in=who.choices)


def _no_longer_registered(entry: Entity) -> Changed:
    said = Text(
        f"“{entry}”已不在册，不能再申请变更或注销。",
        f"'{entry}' is no longer registered: it cannot be changed or cancelled any more.",
    )
    return Changed(reverse("filing"), said)


@while_(lambda entry: entry.state == Entity.State.ACTIVE, _no_longer_registered)
@rule("登记人的人员或有填报权限的代理人", "people of who owns the entry, or agents who may fill in")
def changes_entry(who: Acting, entry: Entity) -> bool:
    """Applies for a change or the cancellation of an entry that is one's own."""
    owner, kept = owner_of(who), registers().get(entry.kind)
    if owner is None or kept is None or not kept.files or not fills_own(who):
        return False
    return _owned(owner, kept.register.owner).filter(entity=entry).exists()


def entries_changeable_by(who: Acting) -> QuerySet[Entity]:
    return entries_of(who).filter(state=Entity.State.ACTIVE) if fills_own(who) else Entity.objects.none()


def entries_of(who: Acting) -> QuerySet[Entity]:
    """What stands in the registers as their own."""
    owner = owner_of(who)
    if owner is None or not reads_own(who):
        return Entity.objects.none()
    own = Q(pk__in=())
    for kept in registers().values():
        if kept.files:
            own |= Q(kind=kept.name) & Q(Exists(_owned(owner, kept.register.owner).filter(entity=OuterRef("pk"))))
    return Entity.objects.filter(own)


def _owned(owner: Organisation, fact: str) -> QuerySet[Fact]:
    return current_facts().filter(name=fact, value=owner.identifier or "")
