"""The steps from a draft to a published version: who may take each, what it wants to know, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.forms import Form

from luoshu.office.accounts.guard import Rule
from luoshu.office.accounts.models import User
from luoshu.office.accounts.rules import approver, editor
from luoshu.office.library.actions import decide
from luoshu.office.library.forms import ReasonForm, RepealForm, ReviewForm
from luoshu.office.library.models import ReviewKind, Version
from luoshu.office.library.rules import approves_version
from luoshu.problems import Text

Take = Callable[[User, Version, Form], object]


@dataclass(frozen=True, slots=True)
class Step:
    rule: Rule
    form: type[Form]
    take: Take
    done: Text


def _review(by: User, found: Version, form: Form) -> None:
    told = form.cleaned_data
    decide.review(by, found, ReviewKind(told["kind"]), told["reviewer"], told["on"], told["conclusion"])


STEPS: Mapping[str, Step] = {
    "review": Step(editor | approver, ReviewForm, _review, Text("已记录审查。", "The review is noted.")),
    "submit": Step(
        editor,
        Form,
        lambda by, found, _: decide.submit(by, found),
        Text("已提交，等另一人审批。", "Submitted: somebody else is to approve it."),
    ),
    "send-back": Step(
        editor | approver,
        ReasonForm,
        lambda by, found, form: decide.send_back(by, found, form.cleaned_data["reason"]),
        Text("已退回。", "Sent back."),
    ),
    "approve": Step(
        approves_version,
        Form,
        lambda by, found, _: decide.approve(by, found),
        Text("已审批，可以发布。", "Approved: it may be published."),
    ),
    "publish": Step(
        editor | approver, Form, lambda by, found, _: decide.publish(by, found), Text("已发布。", "Published.")
    ),
    "repeal": Step(
        approver,
        RepealForm,
        lambda by, found, form: decide.repeal(by, found, form.cleaned_data["last"], form.cleaned_data["reason"]),
        Text("已废止。", "Repealed."),
    ),
}
