"""What a version that is not published yet would cost: tried over a snapshot."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import Day, Key, Operations, Page, PageNumber, caller, checked, page_of
from luoshu.office.library.models import Version
from luoshu.office.library.rules import works_on_policies
from luoshu.office.register.actions.confirm_import import cancel
from luoshu.office.register.actions.try_draft import ask_draft_trial
from luoshu.office.register.asking import DraftTrialForm
from luoshu.office.register.drafts import trials_of
from luoshu.office.register.models import DraftTrial
from luoshu.office.register.rules import tries_drafts
from luoshu.office.register.schemas import WorkOut
from luoshu.problems import Text

operations = Operations("policies")
SCOPE = TokenScope.PUBLISHING


class DraftTrialIn(Schema):
    version: Key
    snapshot: Key
    on: Day


class DraftTrialRow(WorkOut):
    """A trial of a draft; `former` where the text was changed since."""

    version: int
    snapshot: int
    on: Day
    sha256: str
    former: bool = Field(description="测算的是以前的文本 / it is of a former text")
    cost: str | None = Field(description="一年多少，元；不涉及金额为 null / a year, in yuan; null: no money in it")

    @staticmethod
    def columns_of(each: DraftTrial) -> dict[str, Any]:
        return WorkOut.columns(each) | {
            "version": each.version_id,
            "snapshot": each.snapshot_id,
            "on": each.on,
            "sha256": each.text_id,
            "former": each.text_id != each.version.text_id,
            "cost": each.result.get("cost"),
        }

    @classmethod
    def of(cls, each: DraftTrial) -> DraftTrialRow:
        return cls(**cls.columns_of(each))


class DraftTrialOut(DraftTrialRow):
    """With what came out, as its page tells it; texts are pairs of Chinese and English."""

    policy: dict[str, Any] | None = Field(description="结论、支持项、最缺的数据 / conclusions, benefits, missing facts")
    replaces: dict[str, Any] | None = Field(description="它代替的版本 / the version that it would replace")
    beside: dict[str, Any] | None = Field(description="与它并列：谁得谁失 / beside that: who gains and who loses")
    not_beside: list[list[str]] = Field(description="为什么不能并列 / why they cannot stand side by side")

    @classmethod
    def told(cls, each: DraftTrial) -> DraftTrialOut:
        found = each.result
        return cls(
            **DraftTrialRow.columns_of(each),
            policy=found.get("policy"),
            replaces=found.get("before"),
            beside=found.get("beside"),
            not_beside=found.get("not_beside", []),
        )


@operations.get("/draft-trials", works_on_policies, SCOPE, Text("草稿的测算", "Trials of a draft"))
def draft_trials(request: HttpRequest, version: Key, page: PageNumber = 1) -> Page[DraftTrialRow]:
    found = trials_of(get_object_or_404(Version, pk=version)).select_related("version", "snapshot", "by")
    return page_of(request, found, DraftTrialRow.of)


@operations.post("/draft-trials", tries_drafts, SCOPE, Text("按实际数据测算草稿", "Try a draft on real data"), 202)
def draft_trial_new(request: HttpRequest, body: DraftTrialIn) -> DraftTrialRow:
    version = get_object_or_404(Version.objects.select_related("text"), pk=body.version)
    given = checked(DraftTrialForm(body.model_dump(mode="json")))
    return DraftTrialRow.of(ask_draft_trial(caller(request), version, given["snapshot"], given["on"]))


@operations.get("/draft-trials/{number}", works_on_policies, SCOPE, Text("一次草稿测算", "A trial of a draft"))
def draft_trial(request: HttpRequest, number: Key) -> DraftTrialOut:
    return DraftTrialOut.told(_trial(number))


@operations.post("/draft-trials/{number}/stop", tries_drafts, SCOPE, Text("停止草稿测算", "Stop it"), 202)
def draft_trial_stop(request: HttpRequest, number: Key) -> DraftTrialRow:
    found = _trial(number)
    cancel(caller(request), found)
    return DraftTrialRow.of(_trial(number))


def _trial(number: int) -> DraftTrial:
    return get_object_or_404(DraftTrial.objects.select_related("version", "by"), pk=number)
