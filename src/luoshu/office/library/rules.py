"""Who may work on policies, and who may decide about a version."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule, rule
from luoshu.office.accounts.models import Role
from luoshu.office.accounts.rules import approver, auditor, editor, officer
from luoshu.office.library.models import PUBLIC, State, Version

works_on_policies: Rule = editor | approver | auditor
writes_policies: Rule = editor
answers_questions: Rule = officer | editor
reads_questions: Rule = answers_questions | auditor


@rule(
    "政策编辑、审批人和审计人员；已发布的任何人都可以看",
    "policy editors, approvers and auditors; what is published, anyone",
)
def reads_version(who: Acting, version: Version) -> bool:
    return version.state in PUBLIC or works_on_policies(who)


def versions_visible_to(who: Acting) -> QuerySet[Version]:
    everything = Version.objects.all()
    return everything if works_on_policies(who) else everything.filter(state__in=PUBLIC)


@rule("没有写这一版的审批人", "approvers who did not write this version")
def approves_version(who: Acting, version: Version) -> bool:
    return approver(who) and who.user is not None and version.author_id != who.user.pk


def versions_approvable_by(who: Acting) -> QuerySet[Version]:
    waiting = Version.objects.filter(state=State.SUBMITTED)
    return waiting.exclude(author=who.user) if who.user and who.has(Role.APPROVER) else waiting.none()
