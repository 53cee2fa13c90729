"""Entities and their facts, registers, sources, imports, snapshots, trials, an enterprise's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, UploadedFile

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import require
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import (
    XLSX,
    Day,
    Key,
    Line,
    Operations,
    Page,
    PageNumber,
    caller,
    checked,
    page_of,
    page_together,
    paged,
)
from luoshu.office.library.schemas import FactWord, PolicyKey
from luoshu.office.register import queries
from luoshu.office.register import schemas as out
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import ask_undo, cancel, confirm_import
from luoshu.office.register.actions.correct import confirm, correct
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.actions.declare import declare
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.actions.record_check import record_check
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.actions.run_trial import ask_trial
from luoshu.office.register.actions.tell_event import take_back_event, tell_event
from luoshu.office.register.actions.tell_source import tell_source
from luoshu.office.register.answer_schemas import AnswerOut
from luoshu.office.register.asking import CheckForm, EventForm, SourceForm, TakeBackForm, TrialForm
from luoshu.office.register.authorised import Look, in_register
from luoshu.office.register.blank import blank
from luoshu.office.register.brought import problems_of
from luoshu.office.register.counting import counts_at, expiring
from luoshu.office.register.entries import day_of
from luoshu.office.register.finding import entity_of, own_of, register_of
from luoshu.office.register.listing import Asked, EntityList
from luoshu.office.register.models import Check, Entity, Event, Fact, Import, Snapshot, Source, Trial, Work
from luoshu.office.register.own_answers import answer_in_full, answers_for, note_answered
from luoshu.office.register.profile import profile
from luoshu.office.register.purposes import COUNTS, ENTRY, IMPORTED, LIST, OWN_ENTRY, TRIED
from luoshu.office.register.results import Told, answers_of, beside_last
from luoshu.office.register.rules import (
    disputes_fact,
    entities_visible_to,
    fills_own,
    keeps,
    reads,
    reads_own,
    rule_of,
)
from luoshu.office.register.sources import own_source
from luoshu.office.register.stating import stated, stated_value
from luoshu.office.register.wanting import wanted
from luoshu.office.register.words import fact_word, name_fact, scalars, text_of, words
from luoshu.office.register.working import KINDS, ask_again
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import pages_of, part_of
from luoshu.office.shell.problem_details import Error
from luoshu.office.shell.problem_details import Words as Both
from luoshu.problems import Text

operations = Operations("register")
own_operations = Operations("own")
READ, WRITE, RUNS = TokenScope.REGISTER_READ, TokenScope.REGISTER_WRITE, TokenScope.RUNS
OWN_READ, OWN_WRITE = TokenScope.OWN_READ, TokenScope.OWN_WRITE


# --- registers --------------------------------------------------------------------------------------------------------


@operations.get("/registers", reads, READ, Text("有哪些台账", "The registers"))
def registers(request: HttpRequest) -> list[out.RegisterRow]:
    vocabulary = words()
    return [out.RegisterRow.of(record, vocabulary) for record in vocabulary.kinds]


@operations.get("/registers/{slug}", reads, READ, Text("一个台账记什么", "What a register holds"))
def register(request: HttpRequest, slug: Line) -> out.RegisterOut:
    vocabulary, record = register_of(slug)
    return out.RegisterOut(
        **out.RegisterRow.of(record, vocabulary).model_dump(),
        facts=[FactWord.of(fact) for fact in scalars(record)],
        lists=[FactWord.of(fact) for fact in record.lists],
    )


@operations.get("/registers/{slug}/entries", reads, READ, Text("台账的条目", "The entries of a register"))
def entries(
    request: HttpRequest,
    slug: Line,
    q: Annotated[
        str, Field(max_length=100, description="名称的一部分或代码的开头 / of the name, or how the code begins")
    ] = "",
    state: out.ListState = "active",
    fact: Annotated[str, Field(max_length=80, description="按这一项筛选 / the fact to filter by")] = "",
    has: Annotated[
        Literal["", "missing", "known", "is"], Field(description="缺、有，或等于 value / missing, known, or equal")
    ] = "",
    value: Line = "",
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None,
    show: Annotated[
        str, Field(max_length=2000, description="列出哪些数据项，用逗号分开 / facts to list, by commas")
    ] = "",
    page: PageNumber = 1,
) -> Page[out.ListedEntity]:
    _, record = register_of(slug)
    given = {"q": q, "state": state, "fact": fact, "has": has, "value": value, "year": str(year or "")}
    asked = Asked.of(record, given, [name.strip() for name in show.replace("，", ",").split(",")])
    visible = entities_visible_to(acting(request))

    def told(entities: Sequence[Entity]) -> list[out.ListedEntity]:
        with Look(caller(request), LIST, in_register(record)) as look:
            values = asked.values(entities, look)
        return [_listed(entity, asked, values.get(entity.pk, {})) for entity in entities]

    return page_together(request, EntityList(asked, visible), told)


@operations.file(
    "/registers/{slug}/template", reads, READ, Text("台账的空白工作簿", "An empty workbook of a register"), (XLSX,)
)
def register_template(request: HttpRequest, slug: Line) -> HttpResponseBase:
    """填好以后可以导入。 / To fill in and import."""
    _, record = register_of(slug)
    return HttpResponse(blank(record, timezone.localdate()), content_type=XLSX)


@operations.post("/registers/{slug}/entries", keeps, WRITE, Text("登记一条", "Register an entry"), 201)
def entry_new(request: HttpRequest, slug: Line, body: out.EntryIn) -> out.EntityRow:
    _, record = register_of(slug)
    told = stated(scalars(record), body.facts)
    called = name_fact(record)
    if called is not None and called.name not in told:
        raise ValidationError({f"facts.{called.name}": here("请填写名称", "Enter its name")})
    return out.EntityRow.of(register_entry(caller(request), record, body.identifier, told))


@operations.get("/registers/{slug}/counts", reads, READ, Text("某一天有多少", "How many there were on a date"))
def counts(request: HttpRequest, slug: Line, on: Day | None = None) -> out.CountsOut:
    _, record = register_of(slug)
    day = day_of(on)
    with Look(caller(request), COUNTS, in_register(record)) as look:
        found = counts_at(record, day, look)
    if found is None:
        return out.CountsOut(on=day, rows=None, rule=None, total=None)
    table = [
        out.CountsRow(name=row, counts=dict(zip(found.columns, cells, strict=True)), total=total)
        for row, cells, total in found.table
    ]
    return out.CountsOut(on=day, rows=table, rule=Both.of(found.rule), total=found.total)


@operations.get("/registers/{slug}/expiring", reads, READ, Text("一年内到期的", "What expires within a year"))
def expiring_soon(request: HttpRequest, slug: Line) -> list[out.ExpiringOut]:
    _, record = register_of(slug)
    with Look(caller(request), COUNTS, in_register(record)) as look:
        soon = expiring(record, timezone.localdate(), look)
    return [out.ExpiringOut(until=until, entity=out.EntityRow.of(entity)) for until, entity in soon]


# --- entities and facts -----------------------------------------------------------------------------------------------


@operations.get("/entities/{number}", reads, READ, Text("一个主体", "An entity"))
def entity(request: HttpRequest, number: Key) -> out.EntityOut:
    """已知的每一项连同来源和日期，不知道的也列出。 / Each fact that is known with source and date; and what is not."""
    return _profiled(request, entity_of(request, number), ENTRY)


@operations.get("/entities/{number}/facts", reads, READ, Text("某一时刻知道的数据项", "The facts as of a moment"))
def facts(request: HttpRequest, number: Key, as_of: datetime | None = None) -> list[out.FactOut]:
    """不填 as_of 即现在。 / Now, where no as_of is given."""
    found = entity_of(request, number)
    known = queries.facts_as_of(_moment(as_of) or timezone.now()).filter(entity=found)
    known = known.select_related("recording__source", "recording__by").order_by("name", "year")
    return _facts(request, found, known)


@operations.get(
    "/entities/{number}/history", reads, READ, Text("一项数据的全部历史", "Every value that a fact has had")
)
def history(request: HttpRequest, number: Key, name: Line, year: out.Year = 0) -> list[out.FactOut]:
    found = entity_of(request, number)
    if fact_word(found, name, year) is None:
        raise Http404
    return _facts(request, found, queries.history(found, name, year))


@operations.post("/entities/{number}/corrections", keeps, WRITE, Text("更正一项数据", "Correct a fact"))
def fact_correct(request: HttpRequest, number: Key, body: out.CorrectionIn) -> out.CorrectedOut:
    """原值保留在历史里；有关的异议随之答复。

    The former value stays in the history; what was disputed about it is thereby answered."""
    found = entity_of(request, number)
    word = fact_word(found, body.name, body.year)
    if word is None:
        raise ValidationError({"name": here("没有这一项，或年度不对", "There is no such fact, or not of such a year")})
    value = "" if body.value is None else stated_value(word, body.value, "value")
    changed = correct(caller(request), found, body.name, body.year, value, body.reason)
    now = queries.history(found, body.name, body.year).filter(ended__isnull=True).first()
    return out.CorrectedOut(changed=changed, fact=out.FactOut.of(now, word) if now else None)


@operations.post("/facts/{number}/confirmation", keeps, WRITE, Text("确认一项数据", "Confirm a fact"))
def fact_confirm(request: HttpRequest, number: Key, body: out.ConfirmationIn) -> out.FactOut:
    """它是对的；有关的异议随之答复。 / It is right as it stands; what was disputed is thereby answered."""
    current = queries.current_facts().select_related("entity", "recording__source", "recording__by")
    found = get_object_or_404(current, pk=number)
    word = fact_word(found.entity, found.name, found.year)
    if word is None:
        raise Http404
    confirm(caller(request), found, body.note)
    return out.FactOut.of(found, word)


@operations.post("/entities/{number}/events", keeps, WRITE, Text("记录变更事项", "Tell what befell an entity"), 201)
def event(request: HttpRequest, number: Key, body: out.EventIn) -> out.EventOut:
    found = entity_of(request, number)
    given = checked(EventForm(found.kind, body.model_dump(mode="json")))
    return out.EventOut.of(tell_event(caller(request), found.pk, **given))


@operations.post("/events/{number}/take-back", keeps, WRITE, Text("撤回记错的变更事项", "Take back a wrong event"))
def event_take_back(request: HttpRequest, number: Key, body: out.TakeBackIn) -> out.EventOut:
    """主体的状态和名称按其余的变更事项。 / The entity is again what the others make it."""
    found = get_object_or_404(Event, pk=number)
    given = checked(TakeBackForm(body.model_dump(mode="json")))
    return out.EventOut.of(take_back_event(caller(request), found.pk, given["why"]))


@operations.post("/entities/{number}/checks", keeps, WRITE, Text("记录核查", "Record a check"), 201)
def check(
    request: HttpRequest,
    number: Key,
    proof: File[UploadedFile],
    name: Form[Line],
    on: Form[Day],
    found: Form[bool],
) -> out.CheckOut:
    """凭证是 PDF、PNG 或 JPG，不超过 10 MB。 / The proof is a PDF, PNG or JPG of at most 10 MB."""
    asked = entity_of(request, number)
    data = {"name": name, "on": on.isoformat(), "found": "yes" if found else "no"}
    given = checked(CheckForm(asked.kind, data, {"proof": proof}))
    return out.CheckOut.of(record_check(caller(request), asked.pk, **given))


@operations.get("/entities/{number}/checks", reads, READ, Text("核查记录", "The checks of an entity"))
def checks(request: HttpRequest, number: Key, page: PageNumber = 1) -> Page[out.CheckOut]:
    found = entity_of(request, number)
    return page_of(request, Check.objects.filter(entity=found).select_related("by"), out.CheckOut.of)


@operations.get("/disputes", reads, READ, Text("待答复的异议", "What is disputed"))
def disputes(request: HttpRequest, page: PageNumber = 1) -> Page[out.DisputeOut]:
    return page_of(request, queries.open_disputes(), out.DisputeOut.of)


# --- sources ----------------------------------------------------------------------------------------------------------


@operations.get("/sources", reads, READ, Text("数据来源", "Where facts come from"))
def sources(request: HttpRequest, page: PageNumber = 1) -> Page[out.SourceOut]:
    return page_of(request, Source.objects.all(), out.SourceOut.of)


@operations.post("/sources", keeps, WRITE, Text("登记来源", "Register a source"), 201)
def source_new(request: HttpRequest, body: out.SourceIn) -> out.SourceOut:
    form = SourceForm(body.model_dump(mode="json"))
    checked(form)
    return out.SourceOut.of(tell_source(caller(request), form.instance))


@operations.get("/uses", reads, READ, Text("授权数据的使用", "How authorised data were used"))
def uses(request: HttpRequest, source: Key | None = None, page: PageNumber = 1) -> Page[out.UseOut]:
    """最近的在前。 / The latest first."""
    of = get_object_or_404(Source, pk=source) if source is not None else None
    return page_of(request, queries.uses_of(of), out.UseOut.of)


# --- imports ----------------------------------------------------------------------------------------------------------


@operations.get("/imports", reads, READ, Text("导入", "Imports"))
def imports(request: HttpRequest, page: PageNumber = 1) -> Page[out.ImportOut]:
    def told(some: Sequence[Import]) -> list[out.ImportOut]:
        with Look(caller(request), IMPORTED, Import._meta.label_lower) as look:
            return [out.ImportOut.of(each, look) for each in some]

    return page_together(request, Import.objects.select_related("source", "by"), told)


@operations.post("/imports", keeps, WRITE, Text("上传要导入的文件", "Bring files to import"), 202)
def import_bring(
    request: HttpRequest,
    file: File[UploadedFile],
    on: Form[Day],
    source: Form[Key | None] = None,
    purpose: Form[Line | None] = None,
) -> out.ImportOut:
    """.xlsx、.csv 或 .zip。先读取、检查；确认以后才记入。

    .xlsx, .csv or .zip. It is read and checked; nothing is recorded until it is confirmed."""
    found = get_object_or_404(Source, pk=source) if source is not None else own_source(Source.Kind.IMPORTED)
    return _import(request, bring_import(caller(request), file, found, on, purpose or "").pk)


@operations.get("/imports/{number}", reads, READ, Text("一次导入到了哪一步", "Where an import is"))
def import_one(request: HttpRequest, number: Key) -> out.ImportOut:
    return _import(request, number)


@operations.get("/imports/{number}/problems", reads, READ, Text("导入的全部问题", "All that is wrong with an import"))
def import_problems(request: HttpRequest, number: Key, page: PageNumber = 1) -> Page[Error]:
    found = get_object_or_404(Import.objects.select_related("source"), pk=number)
    with Look(caller(request), IMPORTED, found) as look:
        problems = problems_of(found, look)
    pages = pages_of(len(problems))
    number = min(page, pages)
    return paged(request, [out.said(each) for each in problems[part_of(number)]], len(problems), number, pages)


@operations.post("/imports/{number}/confirm", keeps, WRITE, Text("确认，记入", "Confirm: record it"), 202)
def import_confirm(request: HttpRequest, number: Key) -> out.ImportOut:
    get_object_or_404(Import, pk=number)
    confirm_import(caller(request), number)
    return _import(request, number)


@operations.post("/imports/{number}/undo", keeps, WRITE, Text("撤销整次导入", "Undo the whole import"), 202)
def import_undo(request: HttpRequest, number: Key, body: out.UndoIn) -> out.ImportOut:
    get_object_or_404(Import, pk=number)
    ask_undo(caller(request), number, keep_later=body.keep_later)
    return _import(request, number)


@operations.post(
    "/works/{kind}/{number}/{deed}", reads, WRITE, Text("停止或继续后台的事", "Stop or carry on with a work"), 202
)
def work(
    request: HttpRequest,
    kind: Literal["import", "snapshot", "trial", "draft-trial", "near-search", "export"],
    number: Key,
    deed: Literal["cancel", "resume"],
) -> out.WorkOut:
    """继续只用于进程已经不在的。草稿测算由编辑和审批人员，导出由要求导出的人，其余由经办人员。

    Carrying on is for what a process left behind. Trials of drafts: editors and approvers; exports: who asked for
    them; the rest: officers."""
    found = get_object_or_404(KINDS[kind]._default_manager.all(), pk=number)
    require(request, rule_of(found), found)
    if deed == "cancel":
        cancel(caller(request), found)
    elif found.is_silent:
        ask_again(found)
    found.refresh_from_db()
    return out.WorkOut(**out.WorkOut.columns(found))


# --- snapshots and trials ---------------------------------------------------------------------------------------------


@operations.get("/snapshots", reads, RUNS, Text("快照", "Snapshots"))
def snapshots(request: HttpRequest, page: PageNumber = 1) -> Page[out.SnapshotOut]:
    return page_of(request, Snapshot.objects.select_related("by"), out.SnapshotOut.of)


@operations.post("/snapshots", keeps, RUNS, Text("切取快照", "Cut a snapshot"), 202)
def snapshot_new(request: HttpRequest, body: out.SnapshotIn) -> out.SnapshotOut:
    made = Snapshot(on=body.on, as_of=_moment(body.as_of) or timezone.now(), purpose=body.purpose)
    return out.SnapshotOut.of(ask_snapshot(caller(request), made))


@operations.get("/snapshots/{number}", reads, RUNS, Text("一个快照", "A snapshot"))
def snapshot(request: HttpRequest, number: Key) -> out.SnapshotOut:
    return out.SnapshotOut.of(get_object_or_404(Snapshot.objects.select_related("by"), pk=number))


@operations.get("/trials", reads, RUNS, Text("测算", "Trials"))
def trials(request: HttpRequest, page: PageNumber = 1) -> Page[out.TrialRow]:
    return page_of(request, Trial.objects.select_related("by"), out.TrialRow.of)


@operations.post("/trials", keeps, RUNS, Text("开始测算", "Run policies for trial"), 202)
def trial_new(request: HttpRequest, body: out.TrialIn) -> out.TrialRow:
    given = checked(TrialForm(body.model_dump(mode="json")))
    made = Trial(snapshot=given["snapshot"], on=given["on"], policies=given["policies"], setting=given["setting"])
    return out.TrialRow.of(ask_trial(caller(request), made))


@operations.get("/trials/{number}", reads, RUNS, Text("一次测算的结果", "What a trial found"))
def trial(request: HttpRequest, number: Key) -> out.TrialOut:
    """与上一次测算并列；改了参数的，与不改时并列。

    Beside the last trial; with a changed parameter, beside the same without it."""
    found = get_object_or_404(Trial.objects.select_related("by", "snapshot"), pk=number)
    return out.TrialOut.told(found, [_policy_of(told) for told in beside_last(found)])


@operations.get(
    "/trials/{number}/entities", reads, RUNS, Text("测算里每个主体的答案", "Each entity's answer in a trial")
)
def trial_entities(
    request: HttpRequest,
    number: Key,
    policy: Line,
    decision: Line = "",
    answer: Literal["", "yes", "no", "value", "unknown"] = "",
    page: PageNumber = 1,
) -> Page[out.TrialEntity]:
    """不写 decision 即第一个结论。 / The first conclusion, where no decision is given."""
    found = get_object_or_404(Trial.objects.select_related("snapshot"), pk=number, state=Work.State.DONE)
    told = next((each for each in found.result.get("policies", ()) if each["id"] == policy), None)
    if told is None:
        raise Http404
    names = [each["name"] for each in told["decisions"]]
    if decision and decision not in names:
        raise ValidationError({"decision": here("没有这个结论", "There is no such conclusion")})
    with Look(caller(request), TRIED, found) as look:
        answers = answers_of(
            found, told, decision or names[0], answer, lambda total: part_of(min(page, pages_of(total))), look
        )
    known = {
        each.identifier: each
        for each in Entity.objects.filter(kind=told["about"], identifier__in=[row.identifier for row in answers.rows])
    }
    items = [
        out.TrialEntity(
            identifier=row.identifier,
            number=known[row.identifier].pk if row.identifier in known else None,
            name=known[row.identifier].name if row.identifier in known else "",
            answer=row.answer,  # type: ignore[arg-type]  # the words of `results.ANSWERS`
            value=row.value or None,
            amount=row.amount,
            missing=row.missing,
            withheld=bool(answers.lapsed),
        )
        for row in answers.rows
    ]
    pages = pages_of(answers.total)
    return paged(request, items, answers.total, min(page, pages), pages)


# --- an enterprise's own ----------------------------------------------------------------------------------------------


@own_operations.get("/own", reads_own, OWN_READ, Text("本企业的数据", "The enterprise's facts"))
def own(request: HttpRequest) -> out.EntityOut:
    return _profiled(request, own_of(request), OWN_ENTRY)


@own_operations.get("/own/wanted", fills_own, OWN_READ, Text("还缺哪些数据", "What is not known yet"))
def own_wanted(request: HttpRequest) -> out.WantedOut:
    facts = [FactWord.of(word) for word in wanted(own_of(request))]
    return out.WantedOut(facts=facts, year=timezone.localdate().year - 1)


@own_operations.post("/own/facts", fills_own, OWN_WRITE, Text("填报还缺的数据", "Fill in what is not known"), 201)
def own_fill(request: HttpRequest, body: out.OwnFactsIn) -> out.DeclaredOut:
    """已知的不能这样改，请提异议。 / What is known is disputed, and never overwritten so."""
    found = own_of(request)
    asked = {word.name for word in wanted(found)}
    told = stated(scalars(words().vocabulary.records[found.kind]), body.facts)
    known = [name for name in told if name not in asked]
    if known:
        message = here("已有记录；如有误请提异议", "It is known already; dispute it where it is wrong")
        raise ValidationError({f"facts.{name}": message for name in known})
    made = declare(caller(request), found.pk, told)
    return out.DeclaredOut(recorded=sorted(told), at=made.at)


@own_operations.post("/own/disputes", fills_own, OWN_WRITE, Text("对一项数据提出异议", "Dispute a fact"), 201)
def own_dispute(request: HttpRequest, body: out.DisputeIn) -> out.DisputeOut:
    fact = get_object_or_404(Fact.objects.select_related("entity"), pk=body.fact)
    require_now(request, disputes_fact, fact)
    made = dispute(caller(request), fact.pk, body.reason, body.proposed)
    return out.DisputeOut.of(made)


@own_operations.get("/own/answers", reads_own, OWN_READ, Text("各项政策的答案", "Every policy's answer"))
def own_answers(request: HttpRequest) -> list[AnswerOut]:
    found = own_of(request)
    note_answered(caller(request), found)
    return [AnswerOut.of(each) for each in answers_for(found, timezone.localdate())]


@own_operations.get(
    "/own/answers/{policy:key}", reads_own, OWN_READ, Text("一项政策的答案和每一步", "One answer, in steps")
)
def own_answer(request: HttpRequest, key: PolicyKey) -> AnswerOut:
    found, on = own_of(request), timezone.localdate()
    told = answer_in_full(found, key, on)
    if told is None:
        raise Http404
    note_answered(caller(request), found)
    return AnswerOut.of(told)


# --- what they share --------------------------------------------------------------------------------------------------


def _import(request: HttpRequest, number: int) -> out.ImportOut:
    found = get_object_or_404(Import.objects.select_related("source", "by"), pk=number)
    with Look(caller(request), IMPORTED, found) as look:
        return out.ImportOut.of(found, look)


def _moment(at: datetime | None) -> datetime | None:
    """A time without a zone is of here."""
    if at is None:
        return None
    if not 1900 <= at.year <= 2200:
        raise ValidationError({"as_of": here("年份应在 1900 到 2200 之间", "The year must be from 1900 to 2200")})
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def _listed(entity: Entity, asked: Asked, values: dict[str, str]) -> out.ListedEntity:
    facts = {
        word.name: out.value_of(word, values[word.name]) if word.name in values else None for word in asked.columns
    }
    return out.ListedEntity(**out.EntityRow.of(entity).model_dump(), facts=facts)


def _facts(request: HttpRequest, entity: Entity, asked: QuerySet[Fact]) -> list[out.FactOut]:
    known = words().vocabulary.records[entity.kind].facts
    found = [each for each in asked if each.name in known]
    with Look(caller(request), ENTRY, entity) as look:
        look.at_each(found)
    return [out.FactOut.of(each, known[each.name]) for each in found]


def _profiled(request: HttpRequest, entity: Entity, purpose: Text) -> out.EntityOut:
    with Look(caller(request), purpose, entity) as look:
        told = profile(entity, look)
    disputed = told.disputed
    known = [(word, fact) for word, fact in told.facts]
    known += [(word, fact) for word, found in told.yearly for fact in found if fact is not None]
    for each in told.disputes:
        each.fact.entity = entity
    return out.EntityOut(
        entity=out.EntityRow.of(entity),
        facts=[out.FactOut.of(fact, word, disputed=fact.pk in disputed) for word, fact in known],
        missing=[FactWord.of(word) for word in told.missing],
        lapsed=[out.LapsedOut.of(word, year, source) for word, year, source in told.lapsed],
        lists=[
            out.ListOut(
                name=word.name,
                label=Both.of(text_of(word)),
                items=[{column.name: cell for column, cell in zip(columns, row, strict=True) if cell} for row in rows],
            )
            for word, columns, rows in told.lists
        ],
        unknown_lists=[FactWord.of(word) for word in told.unknown_lists],
        events=[out.EventOut.of(each) for each in told.events],
        disputes=[out.DisputeOut.of(each) for each in told.disputes],
        checks=[out.CheckOut.of(each) for each in told.checks],
    )


def _policy_of(told: Told) -> out.TrialPolicy:
    policy = told.policy
    return out.TrialPolicy(
        policy=policy["id"],
        title=out.pair(policy["title"]),
        version=policy["version"],
        entities=policy["entities"],
        decisions=[
            out.Tallied(
                name=each["name"],
                label=out.pair(each["label"]),
                **{sort: each[sort] for sort in _SORTS},
                before={sort: before[sort] for sort in _SORTS} if before else None,
            )
            for each, before in told.decisions
        ],
        benefits=[
            out.BenefitTotal(
                name=each["name"],
                label=out.pair(each["label"]),
                fund=each["fund"],
                entities=each["entities"],
                amount=each["amount"],
                without_amount=each["open"],
            )
            for each in policy["benefits"]
        ],
        missing=[
            out.MissingFact(label=out.pair(each["label"]), open=each["open"], alone=each["alone"])
            for each in policy["missing"]
        ],
        last_trial=told.last.pk if told.last else None,
    )


_SORTS = ("yes", "no", "value", "unknown", "failed")
