"""What programs may do with policies: what the pages of the library do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from luoshu.engine.flips import facts_of
from luoshu.engine.labels import article_label, decision_label, label_of
from luoshu.engine.questions import Interview, State
from luoshu.office.accounts.guard import require
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import (
    Day,
    Key,
    Line,
    Operations,
    Page,
    PageNumber,
    caller,
    checked,
    counted,
    page_of,
)
from luoshu.office.library import queries
from luoshu.office.library import schemas as out
from luoshu.office.library.actions import ask as asking
from luoshu.office.library.actions.write import write
from luoshu.office.library.checklist import checklist
from luoshu.office.library.comparing import Comparison, compared
from luoshu.office.library.drafting import Draft, against_published, examine, with_our_ends
from luoshu.office.library.drawing import PDF, SVG, paper_of, picture_of
from luoshu.office.library.inputs import SKIPPED, Given, read_inputs
from luoshu.office.library.items import NONE
from luoshu.office.library.limits import CALCULATOR, PAPER, QUESTIONS
from luoshu.office.library.models import PUBLIC, Document, Question, Version
from luoshu.office.library.models import Instrument as InstrumentOf
from luoshu.office.library.models import State as StateOf
from luoshu.office.library.results import Result, Step, results_in, steps
from luoshu.office.library.rules import answers_questions, reads_questions, works_on_policies, writes_policies
from luoshu.office.library.shelf import Shelf, shelf
from luoshu.office.library.steps import STEPS
from luoshu.office.shell.language import here, language
from luoshu.office.shell.problem_details import Words, errors_of_problems
from luoshu.problems import Text

operations = Operations("policies")


@operations.get("/policies", None, None, Text("查找政策", "Find policies"))
def policies(
    request: HttpRequest,
    q: Line = "",
    about: Line = "",
    instrument: out.InstrumentWord | None = None,
    place: Line = "",
    on: Day | None = None,
    any_day: bool = False,
    page: PageNumber = 1,
) -> Page[out.PolicyRow]:
    """某一天施行的政策，不写即今天；any_day 则不论哪一天。

    Those in force on a day, today where none is given; with any_day those of any time."""
    day = None if any_day else on or timezone.localdate()
    found = queries.found(queries.Wanted(q, about, instrument.value if instrument else "", place, day))
    return page_of(request, found, _row)


@operations.get("/policies/{policy:key}/document", None, None, Text("政策文件", "The document of a policy"))
def policy_document(request: HttpRequest, key: out.PolicyKey, on: Day | None = None) -> out.DocumentOut:
    _, version, _ = _chosen(key, on)
    return out.DocumentOut(policy=key, since=version.since, sha256=version.text_id, body=version.text.body)


@operations.file(
    "/policies/{policy:key}/picture", None, None, Text("一图读懂", "The one-picture explanation"), ("image/svg+xml",)
)
def policy_picture(
    request: HttpRequest, key: out.PolicyKey, on: Day | None = None, landscape: bool = False
) -> HttpResponse:
    """语言按 Accept-Language。 / In the language that the request asks for (Accept-Language)."""
    day, version, _ = _chosen(key, on)
    link = request.build_absolute_uri(reverse("policy", args=[key]))
    return HttpResponse(picture_of(version, day, language(), link, landscape=landscape), content_type=SVG)


@operations.file("/policies/{policy:key}/paper", None, None, Text("排版成文件", "As an official paper"), (PDF,))
def policy_paper(request: HttpRequest, key: out.PolicyKey, on: Day | None = None) -> HttpResponse:
    """没有安装排版软件时为 404。 / 404 where what typesets it is not installed."""
    day, version, _ = _chosen(key, on)
    counted(request, PAPER)
    return HttpResponse(paper_of(version, day, language()), content_type=PDF)


@operations.get("/policies/{policy:key}/versions", None, None, Text("政策的各个版本", "The versions of a policy"))
def policy_versions(request: HttpRequest, key: out.PolicyKey) -> list[out.PolicyRow]:
    return [_row(each) for each in _chosen(key, None)[2]]


@operations.get(
    "/policies/{policy:key}/changes", None, None, Text("一个版本改了什么", "What a version changed of the one before")
)
def policy_changes(request: HttpRequest, key: out.PolicyKey, on: Day | None = None) -> out.ChangesOut:
    day, version, versions = _chosen(key, on)
    before = queries.before(versions, version)
    found: list[Comparison] = []
    if before is not None:
        kept = shelf()
        with kept.lock:
            old, new = (kept.policy(each, each.since or day) for each in (before, version))
            found = [compared(old, new, "zh"), compared(old, new, "en")]
    return out.ChangesOut(
        policy=key,
        before=before.since if before else None,
        since=version.since,
        articles=_changed(*found) if found else [],
        needed=_pairs(found[0].needed, found[1].needed) if found else [],
        no_longer=_pairs(found[0].no_longer, found[1].no_longer) if found else [],
    )


@operations.get(
    "/policies/{policy:key}/questions", None, None, Text("已答复的提问", "Questions that were answered, of a policy")
)
def policy_questions(request: HttpRequest, key: out.PolicyKey, page: PageNumber = 1) -> Page[out.QuestionOut]:
    document = get_object_or_404(Document, key=key)
    return page_of(request, queries.answered(document).select_related("document"), _question)


@operations.post("/policies/{policy:key}/questions", None, None, Text("提问", "Ask about a policy"), 201)
def ask(request: HttpRequest, key: out.PolicyKey, body: out.QuestionIn) -> out.QuestionReceived:
    """不记名；答复后会公开。 / Without a name; it is shown once it is answered."""
    document = get_object_or_404(Document, key=key)
    counted(request, QUESTIONS)
    return out.QuestionReceived(number=asking.ask(document, body.article, body.text).pk)


@operations.get("/policies/{policy:key}", None, None, Text("一项政策", "A policy"))
def policy(request: HttpRequest, key: out.PolicyKey, on: Day | None = None) -> out.PolicyOut:
    """某一天施行的版本，没有即最近的；不写即今天。

    The version in force on a day, or else the nearest; today where none is given."""
    day, version, _ = _chosen(key, on)
    kept = shelf()
    with kept.lock:
        document = kept.policy(version, day)
        known = facts_of(kept.graph(version, day)) if document.about else {}
    return out.PolicyOut(
        **_row(version).model_dump(),
        on=day,
        in_force=version.in_force(day),
        articles=[Words.of(article_label(each)) for each in document.articles],
        decisions=[
            out.DecisionRow(
                name=each.name,
                label=Words.of(decision_label(each)),
                article=Words.of(article_label(each.article)),
                type=str(each.type),
                formula=each.text,
                assumed=each.assumed,
            )
            for each in document.decisions.values()
        ],
        benefits=[
            out.BenefitRow(
                name=each.name,
                label=Words.of(label_of(each.name, document)),
                article=Words.of(article_label(each.article)),
                fund=each.fund,
                automatic=each.automatic,
                assumed=each.assumed,
            )
            for each in document.benefits
        ],
        facts=[out.FactWord.of(fact) for fact in {fact.name: fact for fact, _ in known.values()}.values()],
    )


# --- the calculator ---------------------------------------------------------------------------------------------------


@operations.post("/calculator", None, None, Text("政策计算器", "The calculator"))
def calculator(request: HttpRequest, body: out.CalculatorIn) -> out.CalculatorOut:
    """所有政策一起算：可以、不符合，还是还不能判断；接下来最该问什么。什么也不保存。

    All policies at once: yes, no, or cannot tell yet; and what is best asked next. Nothing is kept."""
    counted(request, CALCULATOR)
    on, versions = _asked(body)
    kept = shelf()
    with kept.lock:
        interview, given = _interview(kept, versions, on, body)
        state = interview.state(given.facts, given.skipped)
        told = results_in(interview, state, given.facts, ("zh", "en"))
        outcomes = [_outcome(interview, state, zh, en) for zh, en in told]
    return out.CalculatorOut(
        on=on,
        about=body.about,
        policies=[each.document.key for each in versions],
        question=_next(state, given),
        left=state.left,
        outcomes=outcomes,
    )


@operations.post("/calculator/why", None, None, Text("一个结果的每一步", "Every step of an outcome"))
def calculator_why(request: HttpRequest, body: out.WhyIn) -> out.WhyOut:
    counted(request, CALCULATOR)
    on, versions = _asked(body)
    kept = shelf()
    with kept.lock:
        interview, given = _interview(kept, versions, on, body)
        outcome = next((each for each in interview.outcomes if each.name == body.outcome), None)
        if outcome is None:
            raise ValidationError({"outcome": here("没有这个结果", "There is no such outcome")})
        zh, en = (_step(steps(interview, outcome, given.facts, lang)) for lang in ("zh", "en"))
    return out.WhyOut(policy=outcome.policy.id, outcome=outcome.name, zh=zh, en=en)


def _asked(body: out.CalculatorIn) -> tuple[date, list[Version]]:
    on = body.on or timezone.localdate()
    versions = queries.answerable(body.about, on)
    if not versions:
        raise ValidationError({"about": here("这一天没有针对它的政策", "No policy about it is in force on this day")})
    if body.only:
        unknown = set(body.only) - {each.document.key for each in versions}
        if unknown:
            names = "、".join(sorted(unknown))
            raise ValidationError(
                {"only": here(f"这一天没有施行：{names}", f"not in force on this day, or not about it: {names}")}
            )
        versions = [each for each in versions if each.document.key in body.only]
    return on, versions


def _interview(kept: Shelf, versions: Sequence[Version], on: date, body: out.CalculatorIn) -> tuple[Interview, Given]:
    """What was sent, read as the page reads its address."""
    interview = kept.interview(versions, on)
    unknown = [name for name in (*body.answers, *body.skipped) if name not in interview.facts]
    if unknown:
        message = here("这些政策不问这一项", "None of these policies asks for it")
        raise ValidationError({f"answers.{name}": message for name in unknown})
    given = read_inputs(_as_query(body), interview.facts, interview.records, on, interview.fields)
    if given.problems:
        wrong = {f"answers.{each.name}": each.problem.text for each in given.problems if each.problem}
        raise ValidationError({name: here(text.zh, text.en) for name, text in wrong.items()})
    return interview, given


def _as_query(body: out.CalculatorIn) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in body.answers.items():
        if not isinstance(value, list):
            query[name] = _typed(value)
        elif not value:
            query[name] = NONE
        else:
            for number, row in enumerate(value, 1):
                for field, cell in row.items():
                    query[f"{name}.{number}.{field}"] = _typed(cell)
    query.setlist(SKIPPED, body.skipped)
    return query


def _typed(value: bool | int | str) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _outcome(interview: Interview, state: State, zh: Result, en: Result) -> out.OutcomeOut:
    outcome = next(each for each in interview.outcomes if each.name == zh.name)
    value = out.plain(state.value(outcome))
    missing = interview.lacks(state.answer, outcome) if zh.answer == "unknown" else []
    return out.OutcomeOut(
        policy=zh.policy.id,
        name=zh.name,
        label=out.words(zh.label, en.label),
        answer=zh.answer or "value",
        word=out.words(zh.word, en.word),
        value=value if isinstance(value, bool | None) else str(value),
        gives=out.words(zh.gives, en.gives) if zh.gives else None,
        article=out.words(zh.article, en.article),
        missing=missing,
        gaps=_pairs(zh.gaps, en.gaps),
        settled_anyway=zh.anyway,
        assumed=zh.assumed,
    )


def _next(state: State, given: Given) -> out.NextQuestion | None:
    asked = state.question
    if asked is None:
        return None
    field = given.inputs[asked.name]
    return out.NextQuestion(
        name=asked.name,
        question=Words.of(field.question),
        fact=out.FactWord.of(asked.fact),
        hint=Words.of(field.hint) if field.hint else None,
        policies=list(dict.fromkeys(each.policy.id for each in asked.decides)),
    )


def _step(step: Step) -> out.StepOut:
    return out.StepOut(
        label=step.label,
        shown=step.shown,
        answer=step.answer,
        article=step.article,
        formula=step.formula,
        rows=list(step.rows),
        note=step.note,
        parts=[_step(each) for each in step.parts],
    )


# --- questions --------------------------------------------------------------------------------------------------------


@operations.get("/questions", reads_questions, TokenScope.QUESTIONS, Text("收到的提问", "Questions received"))
def questions(request: HttpRequest, answered: bool = False, page: PageNumber = 1) -> Page[out.QuestionOut]:
    """等待答复的；answered 则连同已答复的。 / What waits for an answer; with `answered` what was answered too."""
    return page_of(request, queries.questions(answered=answered), _question)


@operations.post(
    "/questions/{number}/answer", answers_questions, TokenScope.QUESTIONS, Text("答复提问", "Answer a question")
)
def question_answer(request: HttpRequest, number: Key, body: out.AnswerIn) -> out.QuestionOut:
    question = get_object_or_404(Question.objects.select_related("document"), pk=number)
    asking.answer(caller(request), question, body.answer, shown=body.shown)
    question.refresh_from_db()
    return _question(question)


# --- publishing -------------------------------------------------------------------------------------------------------


@operations.get("/publishing", works_on_policies, TokenScope.PUBLISHING, Text("各版本", "Versions"))
def versions(
    request: HttpRequest, state: Literal["open", "published"] = "open", page: PageNumber = 1
) -> Page[out.VersionRow]:
    """在办的（open），或已发布的。 / Those that are being worked on (open), or the published ones."""
    found = queries.versions_open() if state == "open" else queries.versions_published()
    return page_of(request, found, _version_row)


@operations.post("/publishing", writes_policies, TokenScope.PUBLISHING, Text("新建草稿", "Write a new draft"), 201)
def draft_new(request: HttpRequest, body: out.DraftIn) -> out.VersionOut:
    draft = examine(with_our_ends(body.body))
    return _version(write(caller(request), with_our_ends(body.body), draft), draft)


@operations.post("/publishing/check", writes_policies, TokenScope.PUBLISHING, Text("检查一份文件", "Check a document"))
def draft_check(request: HttpRequest, body: out.DraftIn) -> out.CheckedOut:
    """不保存。 / Nothing is kept."""
    draft = examine(with_our_ends(body.body))
    return out.CheckedOut(
        policy=draft.key or None, since=draft.since, sound=draft.sound, problems=errors_of_problems(draft.problems)
    )


@operations.get("/publishing/{number}", works_on_policies, TokenScope.PUBLISHING, Text("一个版本", "A version"))
def version(request: HttpRequest, number: Key) -> out.VersionOut:
    found = _versioned(number)
    return _version(found, None if found.state in PUBLIC else examine(found.text.body))


@operations.put("/publishing/{number}", writes_policies, TokenScope.PUBLISHING, Text("修改草稿", "Write a draft"))
def draft_write(request: HttpRequest, number: Key, body: out.RewrittenIn) -> out.VersionOut:
    """给出 base 时，草稿的文本若已不是它，就不改（409）。

    With `base`, nothing is written where the text of the draft is another by now (409)."""
    text = with_our_ends(body.body)
    draft = examine(text)
    return _version(write(caller(request), text, draft, _versioned(number), body.base), draft)


@operations.post(
    "/publishing/{number}/{step}",
    works_on_policies,
    TokenScope.PUBLISHING,
    Text("审查、提交、退回、审批、发布、废止", "Review, submit, send back, approve, publish, repeal"),
)
def version_step(
    request: HttpRequest,
    number: Key,
    step: Literal["review", "submit", "send-back", "approve", "publish", "repeal"],
    body: out.StepIn,
) -> out.VersionRow:
    """谁可以走哪一步，与页面相同；自己写的不能自己审批。

    Who may take which step is as on the pages; nobody approves their own."""
    found, taken = _versioned(number), STEPS[step]
    require(request, taken.rule, found)
    form = taken.form({name: value for name, value in body.model_dump(mode="json").items() if value})
    checked(form)
    taken.take(caller(request), found, form)
    return _version_row(_versioned(number))


# --- rows -------------------------------------------------------------------------------------------------------------


def _chosen(key: str, on: date | None) -> tuple[date, Version, list[Version]]:
    day = on or timezone.localdate()
    found = queries.versions_of(key)
    version = queries.on_day(found, day)
    if version is None:
        raise Http404
    return day, version, found


def _versioned(number: int) -> Version:
    return get_object_or_404(queries.versions(), pk=number)


def _pairs(zh: Sequence[str], en: Sequence[str]) -> list[Words]:
    return [out.words(*pair) for pair in zip(zh, en, strict=True)]


def _title(version: Version) -> Words:
    return out.words(version.title, version.title_en or version.title)


def _row(version: Version) -> out.PolicyRow:
    zh = version.gives.split("\n") if version.gives else []
    en = version.gives_en.split("\n") if version.gives_en else zh
    return out.PolicyRow(
        policy=version.document.key,
        title=_title(version),
        number=version.number,
        issuer=version.issuer,
        about=out.words(version.about, version.about_en or version.about) if version.about else None,
        since=version.since,
        until=version.until,
        instruments=[InstrumentOf(word) for word in version.instruments.split()],
        lead=out.words(version.lead, version.lead_en or version.lead),
        gives=_pairs(zh, en if len(en) == len(zh) else zh),
        state=StateOf(version.state),
        shipped=version.shipped,
        sha256=version.text_id,
    )


def _version_columns(version: Version) -> Mapping[str, Any]:
    return {
        "number": version.pk,
        "policy": version.document.key,
        "title": _title(version),
        "since": version.since,
        "until": version.until,
        "state": StateOf(version.state),
        "author": str(version.author or ""),
        "approver": str(version.approver or ""),
        "remark": version.remark,
        "changed": version.changed,
        "sha256": version.text_id,
    }


def _version_row(version: Version) -> out.VersionRow:
    return out.VersionRow(**_version_columns(version))


def _version(version: Version, draft: Draft | None) -> out.VersionOut:
    return out.VersionOut(
        **_version_columns(version),
        body=version.text.body,
        reviews=[
            out.ReviewOut(
                kind=each.kind,
                name=Words.of(each.name),
                reviewer=each.reviewer,
                on=each.on,
                conclusion=each.conclusion,
            )
            for each in version.reviews.all()
        ],
        checklist=[
            out.ItemOut.of(each)
            for each in checklist(version, draft, against_published(draft, "zh") if draft else None)
        ],
        problems=errors_of_problems(draft.problems) if draft else [],
        sound=draft.sound if draft else None,
    )


def _question(question: Question) -> out.QuestionOut:
    return out.QuestionOut(
        number=question.pk,
        policy=question.document.key,
        article=question.article,
        text=question.text,
        asked_at=question.asked_at,
        answer=question.answer or None,
        answered_at=question.answered_at,
        published=question.published,
    )


def _changed(zh: Comparison, en: Comparison) -> list[out.ArticleChanges]:
    return [
        out.ArticleChanges(
            article=out.words(title, title_en),
            changes=[
                out.ChangeLine(how=one.how, text=out.words(one.text, two.text), before=one.before, after=one.after)
                for one, two in zip(lines, lines_en, strict=True)
            ],
        )
        for (title, lines), (title_en, lines_en) in zip(zh.articles, en.articles, strict=True)
    ]
