"""Questions about policies: asked by anyone, answered by officers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshu.office.accounts.guard import allowed, may, public
from luoshu.office.library import queries
from luoshu.office.library.actions import ask as asking
from luoshu.office.library.forms import AnswerForm, QuestionForm
from luoshu.office.library.limits import QUESTIONS as LIMIT
from luoshu.office.library.models import Document
from luoshu.office.library.rules import answers_questions, reads_questions
from luoshu.office.shell.language import here


@public
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    document = get_object_or_404(Document, key=key)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, here("请写下您的问题，最多 500 字。", "Write your question, of at most 500 signs."))
    elif LIMIT.passed(request):
        return render(request, "library/too_many.html", {"minutes": LIMIT.seconds // 60}, status=429)
    else:
        asking.ask(document, form.cleaned_data["article"], form.cleaned_data["text"])
        messages.success(
            request, here("已收到。答复后会出现在这一页。", "Received. It appears on this page once it is answered.")
        )
    return redirect(f"{reverse('policy', args=[key])}#questions")


@allowed(reads_questions)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then what was answered."""
    questions = queries.questions(answered="all" in request.GET)
    page = Paginator(questions, 50).get_page(request.GET.get("page"))
    return render(request, "library/questions.html", {"page": page, "all": "all" in request.GET})


@allowed(reads_questions, post=answers_questions)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    question = get_object_or_404(queries.questions(answered=True), pk=number)
    known = {"answer": question.answer, "shown": question.published or question.answered_at is None}
    form = AnswerForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        asking.answer(request.user, question, form.cleaned_data["answer"], shown=form.cleaned_data["shown"])  # type: ignore[arg-type]
        messages.success(request, here("已答复。", "Answered."))
        return redirect("questions")
    shown = {"question": question, "form": form, "answers": may(request, answers_questions)}
    return render(request, "library/question.html", shown, status=422 if form.errors else 200)
