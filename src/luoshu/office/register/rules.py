"""Who may read and keep the register. An enterprise sees itself; the house sees all; officers alone change anything."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule, rule
from luoshu.office.accounts.meanwhile import Changed, while_
from luoshu.office.accounts.rules import (
    approver,
    auditor,
    editor,
    fills_for_enterprise,
    of_the_house,
    officer,
    reads_for_enterprise,
)
from luoshu.office.register.models import DraftTrial, Entity, Export, Fact, Source, Work
from luoshu.office.register.queries import current_facts
from luoshu.office.register.words import ENTERPRISE
from luoshu.problems import Text

reads = of_the_house
keeps = officer
reads_own = reads_for_enterprise
fills_own = fills_for_enterprise
tries_drafts = editor | approver


@rule("该企业的人员、其受托代理人或园区管理机构的人员", "people of this enterprise, its agents and the zone office")
def sees_entity(who: Acting, entity: Entity) -> bool:
    return reads(who) or (
        reads_own(who)
        and who.enterprise is not None
        and entity.kind == ENTERPRISE
        and entity.identifier == who.enterprise.identifier
    )


def entities_visible_to(who: Acting) -> QuerySet[Entity]:
    """Those for which `sees_entity` holds."""
    if reads(who):
        return Entity.objects.all()
    if reads_own(who) and who.enterprise is not None:
        return Entity.objects.filter(kind=ENTERPRISE, identifier=who.enterprise.identifier)
    return Entity.objects.none()


def _counts(fact: Fact) -> bool:
    return fact.ended_id is None and not fact.recording.source.has_lapsed


def _not_any_more(page: str) -> Callable[[Fact], Changed]:
    """What somebody reads who wanted to say something of a value that no longer counts."""
    said = Text(
        "这项数据已有变化，刚才要做的没有做：请按现在的值再看。",
        "This has changed meanwhile, and what you asked for was not done: please look at what it is now.",
    )
    return lambda _: Changed(reverse(page), said)


@while_(_counts, _not_any_more("mine"))
@rule("该企业的人员或有填报权限的代理人", "people of the enterprise, or agents who may fill in")
def disputes_fact(who: Acting, fact: Fact) -> bool:
    return fills_own(who) and sees_entity(who, fact.entity)


def facts_disputable_by(who: Acting) -> QuerySet[Fact]:
    """Those for which `disputes_fact` holds."""
    if not fills_own(who) or who.enterprise is None:
        return Fact.objects.none()
    own = {"entity__kind": ENTERPRISE, "entity__identifier": who.enterprise.identifier}
    return current_facts().filter(**own)


@rule("要求导出的人和审计人员", "who asked for it, and auditors")
def sees_export(who: Acting, export: Export) -> bool:
    return reads(who) and who.user is not None and (export.by_id == who.user.pk or auditor(who))


def exports_visible_to(who: Acting) -> QuerySet[Export]:
    """Those for which `sees_export` holds."""
    if not reads(who) or who.user is None:
        return Export.objects.none()
    return Export.objects.all() if auditor(who) else Export.objects.filter(by=who.user)


@rule("要求导出的人", "who asked for it")
def stops_export(who: Acting, export: Export) -> bool:
    return sees_export(who, export) and who.user is not None and export.by_id == who.user.pk


def exports_stopped_by(who: Acting) -> QuerySet[Export]:
    """Those for which `stops_export` holds."""
    return exports_visible_to(who).filter(by=who.user)


def rule_of(work: Work) -> Rule:
    """Who may stop a work in the background or carry on with it; with the work as its subject."""
    if isinstance(work, Export):
        return stops_export
    return tries_drafts if isinstance(work, DraftTrial) else keeps


@while_(_counts, _not_any_more("mine-compare"))
@rule(
    "该企业的人员或有填报权限的代理人（只限自己申报的数据）",
    "people of the enterprise, or agents who may fill in (its own declarations)",
)
def corrects_own(who: Acting, fact: Fact) -> bool:
    return disputes_fact.whatever_the_state(who, fact) and fact.recording.source.kind == Source.Kind.DECLARED


def facts_corrected_by(who: Acting) -> QuerySet[Fact]:
    """Those for which `corrects_own` holds."""
    return facts_disputable_by(who).filter(recording__source__kind=Source.Kind.DECLARED)
