"""Questions about policies: asked by anyone, answered by officers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.guard import allowed, may, public
from luoshu.office.library import queries
from luoshu.office.library.actions import ask as asking
from luoshu.office.library.articles import articles_on
from luoshu.office.library.forms import AnswerForm, QuestionForm
from luoshu.office.library.limits import QUESTIONS as LIMIT
from luoshu.office.library.models import Document, Question
from luoshu.office.library.rules import answers_questions, reads_questions
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language


@public
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    document = get_object_or_404(Document, key=key)
    today = timezone.localdate()
    version = queries.on_day(queries.versions_of(key), today)
    if version is None:
        raise Http404
    form = QuestionForm(articles_on(version, today, language()), request.POST)
    if form.is_valid() and LIMIT.passed(request):
        return render(request, "library/too_many.html", {"minutes": LIMIT.seconds // 60}, status=429)
    if attempt(form, lambda: asking.ask(document, **form.cleaned_data)):
        messages.success(
            request, here("已收到。答复后会出现在这一页。", "Received. It appears on this page once it is answered.")
        )
        return redirect(f"{reverse('policy', args=[key])}#questions")
    return render(request, "library/ask.html", {"version": version, "form": form}, status=422)


@allowed(reads_questions)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then what was answered."""
    questions = queries.questions(answered="all" in request.GET)
    page = Paginator(questions, 50).get_page(request.GET.get("page"))
    return render(request, "library/questions.html", {"page": page, "all": "all" in request.GET})


@allowed(reads_questions, post=answers_questions)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    question = get_object_or_404(queries.questions(answered=True), pk=number)
    known = {
        "answer": question.answer,
        "shown": question.published or question.answered_at is None,
        "seen": asking.seen_of(question),
    }
    form = AnswerForm(sent(request), initial=known)

    def answer_it() -> None:
        data = form.cleaned_data
        asking.answer(user_of(request), question, data["answer"], shown=data["shown"], seen=form.saw)

    if attempt(form, answer_it):
        messages.success(request, here("已答复。", "Answered."))
        return redirect("questions")
    if form.non_field_errors():  # somebody else's answer, which they read now
        form.has_seen(asking.seen_of(get_object_or_404(Question, pk=number)))
    shown = {"question": question, "form": form, "answers": may(request, answers_questions)}
    return render(request, "library/question.html", shown, status=422 if form.errors else 200)
