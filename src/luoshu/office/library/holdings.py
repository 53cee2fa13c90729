"""What the library holds about the people who work on policies."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, register
from luoshu.office.library.models import Question, Version
from luoshu.problems import Text

_BASIS = Text(
    "政策由谁起草、审批、答复属于公务记录，须随政策保存",
    "who wrote, approved and answered is an official record, kept with the policy",
)


def _versions(user: User) -> list[dict[str, Any]]:
    versions = Version.objects.filter(Q(author=user) | Q(approver=user)).select_related("document").defer("words")
    return [
        {
            "policy": each.document.key,
            "title": each.title,
            "part": "author" if each.author_id == user.pk else "approver",
            "changed": each.changed.isoformat(),
        }
        for each in versions
    ]


def _answers(user: User) -> list[dict[str, Any]]:
    answered = Question.objects.filter(answered_by=user).select_related("document")
    return [
        {
            "policy": each.document.key,
            "question": each.text,
            "answer": each.answer,
            "answered": each.answered_at.isoformat() if each.answered_at else "",
        }
        for each in answered
    ]


def register_all() -> None:
    register(Holding("policies", Text("起草和审批的政策", "Policies written and approved"), _versions, None, _BASIS))
    register(Holding("answers", Text("对提问的答复", "Answers to questions"), _answers, None, _BASIS))
