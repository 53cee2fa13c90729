"""What programs may do with the cultivation list: what the pages do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import may
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import (
    CSV,
    XLSX,
    FileForm,
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
from luoshu.office.accounts.rules import signed_in
from luoshu.office.cultivation import queries
from luoshu.office.cultivation import schemas as out
from luoshu.office.cultivation.actions.end_entry import end_entry, reopen_entry
from luoshu.office.cultivation.actions.finish_task import finish_task, reopen_task
from luoshu.office.cultivation.actions.give_adviser import give_adviser
from luoshu.office.cultivation.actions.note_visit import note_visit
from luoshu.office.cultivation.actions.search_near import ask_search
from luoshu.office.cultivation.actions.set_task import set_task
from luoshu.office.cultivation.actions.take_in import put_back, take_in
from luoshu.office.cultivation.aims import offered
from luoshu.office.cultivation.asking import AdviserForm, EndForm, NoteForm, SearchForm, TaskForm
from luoshu.office.cultivation.files import one_report, the_list
from luoshu.office.cultivation.finding import page as page_found
from luoshu.office.cultivation.lapsing import at_entries, at_found, at_readings
from luoshu.office.cultivation.looking import entry_of, task_of
from luoshu.office.cultivation.models import Entry, Search
from luoshu.office.cultivation.moving import moved
from luoshu.office.cultivation.reports import NAMES, report
from luoshu.office.cultivation.rules import (
    advises,
    entries_visible_to,
    keeps,
    reads,
    reads_own,
    works_on,
)
from luoshu.office.register.purposes import OWN_CULTIVATED
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import SIZE, pages_of
from luoshu.problems import Text

operations = Operations("cultivation")
MOST = 500  # rows of a report
READ, WRITE = TokenScope.CULTIVATION_READ, TokenScope.CULTIVATION_WRITE
AdviserWord = Annotated[
    str, Field(max_length=12, description="人员编号；none 即没有辅导员 / a person's number; none: nobody")
]
ReportName = Literal["aims", "conditions", "conversion", "reasons", "advisers", "overdue"]
assert get_args(ReportName) == NAMES


@operations.get("/cultivation", reads, READ, Text("培育库", "The cultivation list"))
def cultivation(
    request: HttpRequest,
    q: Line = "",
    aim: Key | None = None,
    adviser: AdviserWord = "",
    condition: Annotated[str, Field(max_length=300, description="现在差的条件 / one that fails now")] = "",
    state: Literal["open", "ended", "all"] = "open",
    overdue: bool = False,
    page: PageNumber = 1,
) -> Page[out.EntryRow]:
    found = _asked(q, aim, adviser, condition, state, overdue).entries(entries_visible_to(acting(request)))
    return page_together(request, found, lambda some: _rows(request, some))


@operations.file("/cultivation/file", reads, READ, Text("培育库的文件", "The list as a file"), (CSV, XLSX))
def cultivation_file(
    request: HttpRequest,
    q: Line = "",
    aim: Key | None = None,
    adviser: AdviserWord = "",
    condition: Annotated[str, Field(max_length=300)] = "",
    state: Literal["open", "ended", "all"] = "open",
    overdue: bool = False,
    form: FileForm = "csv",
) -> HttpResponseBase:
    return the_list(acting(request), _given(q, aim, adviser, condition, state, overdue), form)


@operations.get("/cultivation/advised", advises, READ, Text("由本人辅导的", "Those whom you advise"))
def cultivation_advised(request: HttpRequest, page: PageNumber = 1) -> Page[out.EntryRow]:
    who = acting(request)
    found = queries.Asked.of({}).entries(entries_visible_to(who).filter(adviser=who.user))
    return page_together(request, found, lambda some: _rows(request, some))


@operations.get("/cultivation/own", reads_own, READ, Text("本企业在培育库里的", "The enterprise's own entries"))
def cultivation_own(request: HttpRequest, page: PageNumber = 1) -> Page[out.OwnEntry]:
    found = queries.own_entries(entries_visible_to(acting(request)))
    return page_together(request, found, lambda some: _own(request, some))


@operations.get("/cultivation/aims", reads, READ, Text("可以查找的目标", "What one can be near to"))
def cultivation_aims(request: HttpRequest) -> list[out.AimOut]:
    return [out.AimOut.of(each) for each in offered()]


@operations.get("/cultivation/advisers", keeps, READ, Text("可以做辅导员的人", "Who may advise"))
def cultivation_advisers(request: HttpRequest, page: PageNumber = 1) -> Page[out.AdviserOut]:
    return page_of(request, queries.may_advise(), out.AdviserOut.of)


# --- an entry ---------------------------------------------------------------------------------------------------------


@operations.get("/cultivation/entries/{number}", signed_in, READ, Text("一户", "An entry"))
def cultivation_entry(request: HttpRequest, number: Key) -> out.EntryOut:
    """园区管理机构、该户的辅导员和该企业可以看。 / For the zone office, its adviser and the enterprise."""
    return _entry(request, entry_of(request, number))


@operations.post("/cultivation/entries/{number}/adviser", keeps, WRITE, Text("指定辅导员", "Give it an adviser"))
def adviser_give(request: HttpRequest, number: Key, body: out.AdviserIn) -> out.EntryOut:
    found = entry_of(request, number)
    given = checked(AdviserForm({"adviser": body.adviser or ""}))
    give_adviser(caller(request), found.pk, given["adviser"])
    return _again(request, found)


@operations.post("/cultivation/entries/{number}/tasks", advises, WRITE, Text("布置任务", "Set a task"), 201)
def task_set(request: HttpRequest, number: Key, body: out.TaskIn) -> out.TaskOut:
    found = entry_of(request, number, works_on)
    given = checked(TaskForm(found, body.model_dump(mode="json")))
    return out.TaskOut.of(set_task(caller(request), found.pk, **given))


@operations.post("/cultivation/entries/{number}/notes", advises, WRITE, Text("记录走访", "Note a visit"), 201)
def visit_note(request: HttpRequest, number: Key, body: out.NoteIn) -> out.NoteOut:
    found = entry_of(request, number, works_on)
    given = checked(NoteForm(body.model_dump(mode="json")))
    return out.NoteOut.of(note_visit(caller(request), found.pk, given["on"], given["text"]))


@operations.post("/cultivation/entries/{number}/end", keeps, WRITE, Text("出库", "It leaves the list"))
def entry_end(request: HttpRequest, number: Key, body: out.EndIn) -> out.EntryOut:
    found = entry_of(request, number)
    end_entry(caller(request), found.pk, **checked(EndForm(body.model_dump(mode="json"))))
    return _again(request, found)


@operations.post("/cultivation/entries/{number}/reopen", keeps, WRITE, Text("撤销出库", "Undo that it left"))
def entry_reopen(request: HttpRequest, number: Key) -> out.EntryOut:
    found = entry_of(request, number)
    reopen_entry(caller(request), found.pk)
    return _again(request, found)


@operations.post("/cultivation/tasks/{number}/finish", signed_in, WRITE, Text("完成任务", "A task is done"))
def task_finish(request: HttpRequest, number: Key, body: out.OutcomeIn) -> out.TaskOut:
    """经办人员、该户的辅导员；企业的任务也可由该企业。 / Officers, its adviser; of its own tasks the enterprise."""
    return out.TaskOut.of(finish_task(caller(request), task_of(request, number).pk, body.outcome))


@operations.post("/cultivation/tasks/{number}/reopen", signed_in, WRITE, Text("重新打开任务", "A task is open again"))
def task_reopen(request: HttpRequest, number: Key) -> out.TaskOut:
    return out.TaskOut.of(reopen_task(caller(request), task_of(request, number).pk))


# --- searches ---------------------------------------------------------------------------------------------------------


@operations.get("/cultivation/searches", reads, READ, Text("查找", "Searches for who is near"))
def searches(request: HttpRequest, page: PageNumber = 1) -> Page[out.SearchOut]:
    return page_of(request, Search.objects.select_related("by", "aim", "snapshot"), out.SearchOut.of)


@operations.post("/cultivation/searches", keeps, WRITE, Text("开始查找", "Search for who is near"), 202)
def search_new(request: HttpRequest, body: out.SearchIn) -> out.SearchOut:
    form = SearchForm(body.model_dump(mode="json"))
    checked(form)
    return out.SearchOut.of(ask_search(caller(request), form.search()))


@operations.get("/cultivation/searches/{number}", reads, READ, Text("一次查找", "A search"))
def search(request: HttpRequest, number: Key) -> out.SearchOut:
    """停止和继续见 `/works/near-search/…`。 / It is stopped and carried on by `/works/near-search/…`."""
    return out.SearchOut.of(get_object_or_404(Search.objects.select_related("by", "aim", "snapshot"), pk=number))


@operations.get("/cultivation/searches/{number}/found", reads, READ, Text("找到了谁", "Whom a search found"))
def search_found(
    request: HttpRequest,
    number: Key,
    standing: out.FoundStanding = "near",
    condition: Annotated[int, Field(ge=0, le=10**6, description="差这一条的 / who fails this one")] | None = None,
    page: PageNumber = 1,
) -> Page[out.FoundOut]:
    """最接近的在前。 / The nearest first."""
    work = get_object_or_404(Search.objects.select_related("aim"), pk=number, state=Search.State.DONE)
    if not work.found.exists():
        raise Http404
    if condition is not None and str(condition) not in work.result["conditions"]:
        raise ValidationError({"condition": here("没有这个条件", "There is no such condition")})
    total, found = page_found(work.found, standing, condition, (page - 1) * SIZE, SIZE)
    lapsed = at_found(request, work, found)
    items = [out.FoundOut.of(work, lapsed, *each) for each in queries.with_entries(work, found)]
    return paged(request, items, total, page, pages_of(total))


@operations.post("/cultivation/searches/{number}/take", keeps, WRITE, Text("入库", "Take in whom it found"), 201)
def search_take(request: HttpRequest, number: Key, body: out.TakenIn) -> out.TakenOut:
    work = get_object_or_404(Search, pk=number, state=Search.State.DONE)
    return out.TakenOut(entries=[entry.pk for entry in take_in(caller(request), work, body.identifiers)])


@operations.post("/cultivation/put-back", keeps, WRITE, Text("撤销入库", "Undo the taking in"))
def taken_put_back(request: HttpRequest, body: out.PutBackIn) -> out.PutBackOut:
    """只限本人今天入库、还没有办过什么的。 / Whom you took in today, and for whom nothing has been done yet."""
    return out.PutBackOut(count=put_back(caller(request), body.entries))


# --- reports ----------------------------------------------------------------------------------------------------------


@operations.get("/cultivation/reports/{name}", reads, READ, Text("一张报表", "A report"))
def cultivation_report(request: HttpRequest, name: ReportName) -> out.ReportOut:
    """至多 500 行，全部的见文件。 / At most 500 rows; the file has all."""
    return out.ReportOut.of(report(name, MOST))


@operations.file(
    "/cultivation/reports/{name}/file", reads, READ, Text("一张报表的文件", "A report as a file"), (CSV, XLSX)
)
def cultivation_report_file(request: HttpRequest, name: ReportName, form: FileForm = "csv") -> HttpResponseBase:
    return one_report(acting(request), name, form)


# --- what they share --------------------------------------------------------------------------------------------------


def _given(q: str, aim: int | None, adviser: str, condition: str, state: str, overdue: bool) -> dict[str, str]:
    return {
        "q": q,
        "aim": str(aim or ""),
        "adviser": adviser,
        "condition": condition,
        "state": state,
        "overdue": "1" if overdue else "",
    }


def _asked(q: str, aim: int | None, adviser: str, condition: str, state: str, overdue: bool) -> queries.Asked:
    return queries.Asked.of(_given(q, aim, adviser, condition, state, overdue))


def _again(request: HttpRequest, entry: Entry) -> out.EntryOut:
    return _entry(request, queries.with_all(Entry.objects.all()).get(pk=entry.pk))


def _rows(request: HttpRequest, entries: Sequence[Entry]) -> list[out.EntryRow]:
    lapsed = at_entries(request, entries)
    return [out.EntryRow.of(entry, lapsed) for entry in entries]


def _own(request: HttpRequest, entries: Sequence[Entry]) -> list[out.OwnEntry]:
    lapsed = at_entries(request, entries, OWN_CULTIVATED)
    return [
        out.OwnEntry(
            **out.EntryRow.of(entry, lapsed).model_dump(), tasks=[out.TaskOut.of(each) for each in entry.tasks.all()]
        )
        for entry in entries
    ]


def _entry(request: HttpRequest, entry: Entry) -> out.EntryOut:
    readings = queries.readings_of(entry)
    lapsed = at_readings(request, entry, readings)
    columns, moves = moved(readings, lapsed)
    notes = may(request, reads) or may(request, advises)
    return out.EntryOut(
        **out.EntryRow.of(entry, lapsed).model_dump(),
        tasks=[out.TaskOut.of(each) for each in entry.tasks.select_related("done_by")],
        searches=[reading.search.on for reading in columns],
        moved=[out.MovedOut.of(each) for each in moves],
        notes=[out.NoteOut.of(each) for each in entry.notes.select_related("by")] if notes else None,
    )
