"""What programs may do with applications to registers: what the pages do, on both sides."""

from __future__ import annotations

from typing import Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, UploadedFile

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import may
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import BYTES, Key, Line, Operations, Page, PageNumber, caller, page_of
from luoshu.office.filing import schemas as out
from luoshu.office.filing.actions.attach import attach, leave_out
from luoshu.office.filing.actions.decide import refuse, register
from luoshu.office.filing.actions.draft import draft, redraft
from luoshu.office.filing.actions.give import give, take_back
from luoshu.office.filing.actions.supplement import ask_supplement
from luoshu.office.filing.checking import checked
from luoshu.office.filing.files import paper_file
from luoshu.office.filing.looking import application_of, kept_of, paper_of
from luoshu.office.filing.models import Application
from luoshu.office.filing.queries import Asked, counted, next_number, usual_dates, work_list
from luoshu.office.filing.registers import Kept, filed_registers, of_slug, registers
from luoshu.office.filing.rules import (
    applications_visible_to,
    changes_entry,
    decides,
    decides_application,
    edits_application,
    entries_of,
    fills_own,
    owner_of,
    reads_own,
    sees_application,
    submits_application,
    submits_own,
    works,
)
from luoshu.office.filing.showing import papers_of, seen_of, shown, term_of
from luoshu.office.library.schemas import FactWord
from luoshu.office.register.actions.confirm_import import NotNowError
from luoshu.office.register.answer_schemas import AnswerOut
from luoshu.office.register.models import Entity
from luoshu.office.register.schemas import EntityRow
from luoshu.office.register.stating import FactValue, stated, values_of
from luoshu.office.shell.language import here
from luoshu.office.shell.problem_details import Words
from luoshu.problems import Text

operations = Operations("applications")
READ, WRITE = TokenScope.APPLICATIONS_READ, TokenScope.APPLICATIONS_WRITE
BOTH = reads_own | works


@operations.get("/applications/registers", BOTH, READ, Text("可以申请登记的台账", "Registers that take applications"))
def filed(request: HttpRequest) -> list[out.FiledRegister]:
    return [out.FiledRegister.of(kept) for kept in filed_registers()]


@operations.get("/applications/own", reads_own, READ, Text("本单位的申请", "What your organisation applied for"))
def own_applications(request: HttpRequest, page: PageNumber = 1) -> Page[out.ApplicationRow]:
    found = applications_visible_to(acting(request)).select_related("entry", "organisation").order_by("-pk")
    return page_of(request, found, out.ApplicationRow.of)


@operations.get(
    "/applications/own/entries", reads_own, READ, Text("本单位登记在册的", "What is registered as your own")
)
def own_entries(request: HttpRequest, page: PageNumber = 1) -> Page[EntityRow]:
    return page_of(request, entries_of(acting(request)).order_by("-pk"), EntityRow.of)


@operations.get("/applications", works, READ, Text("待办的申请", "Applications to be worked through"))
def applications(
    request: HttpRequest,
    state: Literal["open", "overdue", "all", "submitted", "owed", "registered", "refused", "withdrawn"] = "open",
    filed_to: Line = "",
    q: Line = "",
    page: PageNumber = 1,
) -> Page[out.ApplicationRow]:
    """先到期的在前；草稿不在里面。 / What is due first comes first; drafts are not among them."""
    kept = of_slug(filed_to) if filed_to else None
    if filed_to and (kept is None or not kept.files):
        raise ValidationError({"filed_to": here("没有这样的台账", "There is no such register")})
    asked = Asked(state, kept.name if kept else "", q.strip()[:100])
    found = work_list(applications_visible_to(acting(request)), asked)
    return page_of(request, found, out.ApplicationRow.of)


@operations.get("/applications/counts", works, READ, Text("有多少申请待办", "How many applications wait"))
def application_counts(request: HttpRequest) -> out.Counted:
    return out.Counted(**counted(applications_visible_to(acting(request))))


@operations.post("/applications", fills_own, WRITE, Text("起草申请", "Begin an application"), 201)
def application_new(request: HttpRequest, body: out.ApplicationIn) -> out.ApplicationOut:
    """可以先填一部分；提交以前都可以改。 / It may be filled in by and by, until it is submitted."""
    who = acting(request)
    owner, kind = owner_of(who), Application.Kind(body.kind)
    assert owner is not None  # behind `fills_own`
    entry, kept = None, of_slug(body.filed_to)
    if kind is not Application.Kind.NEW:
        entry = get_object_or_404(Entity, pk=body.entry)
        require_now(request, changes_entry, entry)
        kept = registers()[entry.kind]
        _because(body.reason)
    if kept is None or not kept.files:
        raise ValidationError({"filed_to": here("没有这样的台账", "There is no such register")})
    told = {} if kind is Application.Kind.CANCEL else stated(kept.asked, body.facts)
    made = draft(caller(request), owner, kept, told, kind=kind, entry=entry, reason=body.reason if entry else "")
    return _told(request, made)


@operations.get("/applications/papers/{number}", BOTH, READ, Text("一份材料的信息", "What is known of a paper"))
def paper(request: HttpRequest, number: Key) -> out.PaperOut:
    return out.PaperOut.of(paper_of(request, number, sees_application))


@operations.file(
    "/applications/papers/{number}/file", BOTH, READ, Text("一份材料的文件", "A paper as a file"), (BYTES,)
)
def paper_download(request: HttpRequest, number: Key) -> HttpResponseBase:
    """按原样。 / As it came."""
    return paper_file(acting(request), paper_of(request, number, sees_application))


@operations.post("/applications/papers/{number}/leave-out", fills_own, WRITE, Text("去掉一份材料", "Leave a paper out"))
def paper_leave_out(request: HttpRequest, number: Key) -> out.ApplicationOut:
    """只限上次提交以后附上的。 / One that was attached since the application last lay with the office."""
    found = paper_of(request, number, edits_application)
    leave_out(caller(request), found.application_id, found.pk)
    return _told(request, found.application)


@operations.get("/applications/{number}", BOTH, READ, Text("一件申请", "An application"))
def application(request: HttpRequest, number: Key) -> out.ApplicationOut:
    return _told(request, application_of(request, number, sees_application))


@operations.put("/applications/{number}", fills_own, WRITE, Text("填写草稿或补正", "Fill in a draft or a supplement"))
def application_write(request: HttpRequest, number: Key, body: out.RewrittenIn) -> out.ApplicationOut:
    found = application_of(request, number, edits_application)
    if found.kind != Application.Kind.NEW:
        _because(body.reason)
    cancels = found.kind == Application.Kind.CANCEL
    told = {} if cancels else stated(kept_of(found).asked, body.facts)
    redraft(caller(request), found.pk, told, "" if found.kind == Application.Kind.NEW else body.reason)
    return _told(request, found)


@operations.post("/applications/{number}/papers", fills_own, WRITE, Text("附上材料", "Attach a paper"), 201)
def paper_attach(request: HttpRequest, number: Key, file: File[UploadedFile]) -> out.PaperOut:
    """PDF、PNG、JPG 或 .docx、.xlsx、.pptx，不超过 20 MB。

    PDF, PNG, JPG or .docx, .xlsx, .pptx, of at most 20 MB."""
    found = application_of(request, number, edits_application)
    return out.PaperOut.of(attach(caller(request), found.pk, file))


@operations.post(
    "/applications/{number}/submit", submits_own, WRITE, Text("提交，或交回补正", "Submit it, or give the supplement")
)
def application_submit(request: HttpRequest, number: Key, body: out.GivenIn) -> out.ApplicationOut:
    found = application_of(request, number, submits_application)
    if found.state not in (Application.State.DRAFT, Application.State.OWED):
        raise NotNowError
    return _told(request, give(caller(request), found, body.said))


@operations.post("/applications/{number}/take-back", submits_own, WRITE, Text("撤回，或删除草稿", "Take it back"))
def application_take_back(request: HttpRequest, number: Key) -> out.TakenBack:
    """提交过的撤回，草稿删除。 / What was submitted is withdrawn; a draft is gone."""
    left = take_back(caller(request), application_of(request, number, submits_application))
    return out.TakenBack(application=out.ApplicationRow.of(left) if left else None)


@operations.post("/applications/{number}/lacks", decides, WRITE, Text("通知补正", "Ask for a supplement"))
def application_lacks(request: HttpRequest, number: Key, body: out.LackingIn) -> out.ApplicationOut:
    return _told(request, ask_supplement(caller(request), _to_decide(request, number).pk, body.said))


@operations.post("/applications/{number}/refuse", decides, WRITE, Text("不予登记", "Refuse it"))
def application_refuse(request: HttpRequest, number: Key, body: out.RefusedIn) -> out.ApplicationOut:
    return _told(request, refuse(caller(request), _to_decide(request, number).pk, body.grounds))


@operations.post("/applications/{number}/register", decides, WRITE, Text("予以登记", "Register it"))
def application_register(request: HttpRequest, number: Key, body: out.RegisteredIn) -> out.ApplicationOut:
    """谁申请的，不能由谁决定。 / Who filed it does not decide it."""
    found = _to_decide(request, number)
    told = stated(kept_of(found).decided, body.facts)
    return _told(request, register(caller(request), found.pk, body.number.strip(), told, body.note))


# --- what they share --------------------------------------------------------------------------------------------------


def _because(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": here("请写明原因。", "Say why.")})


def _to_decide(request: HttpRequest, number: int) -> Application:
    found = application_of(request, number, decides_application)
    if found.state != Application.State.SUBMITTED:
        raise NotNowError
    return found


def _told(request: HttpRequest, application: Application) -> out.ApplicationOut:
    """As it stands now, for who asks."""
    found = Application.objects.select_related("organisation", "entry").get(pk=application.pk)
    kept, to_office = kept_of(found), works(acting(request))
    steps = list(found.steps.select_related("by"))
    seen = seen_of(found, kept, acting(request).user, to_office=to_office)
    told = shown(found, kept, steps, seen)
    answers = checked(found, kept, seen)
    return out.ApplicationOut(
        **out.ApplicationRow.of(found).model_dump(),
        reason=seen.reason,
        grounds=found.grounds,
        facts=[value for value in map(out.ChangedValue.row, told.rows) if value is not None],
        left_out=[FactValue.of(row.word, row.before, row.year) for row in told.rows if not row.value and row.before],
        missing=[FactWord.of(word) for word in told.missing],
        term=out.TermOut.of(term_of(found, kept)),
        steps=[out.StepOut.of(step) for step in steps],
        papers=[out.PaperOut.of(each) for each in papers_of(found, to_office=to_office)],
        answers=[AnswerOut.of(each) for each in answers.answers] if answers else None,
        fault=Words.of(answers.fault) if answers and answers.fault else None,
        suggested=_suggested(found, kept) if may(request, decides_application, found) else None,
    )


def _suggested(application: Application, kept: Kept) -> out.Suggested:
    number = next_number(kept) if application.kind == Application.Kind.NEW else None
    return out.Suggested(number=number, facts=values_of(kept.name, usual_dates(application, kept).items()))
