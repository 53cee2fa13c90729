"""Somebody asks about a policy; an officer answers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.articles import has_article
from luoshu.office.library.models import Document, Question
from luoshu.office.shell.language import here


def ask(document: Document, article: str, text: str) -> Question:
    """The question; where the very same waits for an answer already, that one: a button was pressed twice.

    Raises:
        ValidationError: the policy has no such article.
    """
    if article and not has_article(document, article):
        raise ValidationError(
            {"article": here("这项政策没有这一条，请另选。", "The policy has no such article: choose another.")}
        )
    asked = {"article": article, "text": text}
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        known = Question.objects.filter(document=document, answered_at=None, **asked).first()
        if known is not None:
            return known
        made = Question.objects.create(document=document, **asked)
        record(None, "library.asked", made, {"document": document.key})
    return made


@transaction.atomic
def answer(by: User, question: Question, text: str, *, shown: bool, seen: str | None = None) -> None:
    """A later answer takes the place of the one before; the audit tells of both. `seen` is the moment (`seen_of`) of
    the answer that they read, or empty where there was none; None is whatever stands there.

    Raises:
        ValidationError: somebody else answered since it was seen.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    if seen is not None and seen != seen_of(question):
        theirs = Truncator(question.answer).chars(300)
        raise ValidationError(
            here(
                f"{question.answered_as}刚才已经答复：“{theirs}”。要换成您的答复，请再提交一次。",
                f"{question.answered_as} has answered meanwhile: '{theirs}'. "
                "To put your answer in its place, send this again.",
            )
        )
    question.answer, question.published = text, shown
    question.answered_by, question.answered_as, question.answered_at = by, str(by)[:80], timezone.now()
    question.save()
    record(by, "library.answered", question, {"shown": shown, "answer": text[:2000]})


def seen_of(question: Question) -> str:
    return question.answered_at.isoformat() if question.answered_at else ""
