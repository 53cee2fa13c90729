"""Somebody asks about a policy; an officer answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.models import Document, Question


@transaction.atomic
def ask(document: Document, article: str, text: str) -> Question:
    made = Question.objects.create(document=document, article=article, text=text)
    record(None, "library.asked", made, {"document": document.key})
    return made


@transaction.atomic
def answer(by: User, question: Question, text: str, *, shown: bool) -> None:
    """A later answer takes the place of the one before; the audit tells of both."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    question.answer, question.published = text, shown
    question.answered_by, question.answered_as, question.answered_at = by, str(by)[:80], timezone.now()
    question.save()
    record(by, "library.answered", question, {"shown": shown, "answer": text[:2000]})
