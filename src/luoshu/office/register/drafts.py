"""Trials of drafts, as the page of a version tells of them: which there are, what the checklist says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from luoshu.engine.figures import MONEY, show
from luoshu.office.accounts.guard import may
from luoshu.office.accounts.models import HouseRules
from luoshu.office.library.checklist import Further, Item
from luoshu.office.library.models import PUBLIC, Version
from luoshu.office.register.asking import DraftTrialForm
from luoshu.office.register.models import DraftTrial, Snapshot, Work
from luoshu.office.register.rules import tries_drafts
from luoshu.problems import Text

TITLE = Text("按实际数据测算费用", "Trial cost on real data")


def trials_of(version: Version) -> QuerySet[DraftTrial]:
    """The latest first."""
    return DraftTrial.objects.filter(version=version).select_related("snapshot", "by")


def _last(version: Version) -> DraftTrial | None:
    """The last that came to its end."""
    return trials_of(version).filter(state=Work.State.DONE).first()


def item(version: Version) -> Item:
    """What the checklist says: a trial counts for the text that it was of."""
    needed = HouseRules.now().trial_before_approval
    last = _last(version)
    if last is None:
        return Item("trial", TITLE, "open", needed=needed, anchor="trial")
    on = timezone.localtime(last.ended_at).date() if last.ended_at else None
    if last.text_id != version.text_id:
        told = Text("测算的是以前的文本", "the trial is of a former text")
        return Item("trial", TITLE, "open", told, str(last.by or ""), on, needed, "trial")
    return Item("trial", TITLE, "done", _cost(last), str(last.by or ""), on, needed, "trial")


def _cost(work: DraftTrial) -> Text:
    cost = work.result.get("cost")
    if cost is None:
        return Text("不涉及金额", "no money in it")
    amount = Decimal(cost)
    return Text(f"一年 {show(amount, MONEY, 'zh')}", f"{show(amount, MONEY, 'en')} a year")


def context(request: HttpRequest, version: Version) -> Mapping[str, Any]:
    """The last trial and those before it; the form for another, for who may."""
    works = list(trials_of(version)[:6])
    last = _last(version)
    asks = may(request, tries_drafts) and version.state not in PUBLIC
    return {
        "version": version,
        "title": TITLE,
        "going_on": next((each for each in works if each.is_going_on), None),
        "failed": works[0] if works and works[0].state in (Work.State.REFUSED, Work.State.FAILED) else None,
        "last": last,
        "former": last is not None and last.text_id != version.text_id,
        "earlier": [each for each in works if each != last],
        "asks": asks,
        "form": DraftTrialForm(auto_id="trial-%s", initial=_initial()) if asks else None,
    }


def _initial() -> dict[str, Any]:
    latest = Snapshot.objects.filter(state=Work.State.DONE).first()
    return {"snapshot": latest, "on": latest.on} if latest else {}


FURTHER = Further(item, "register/draft_trials.html", context)
