"""Lists as files, written in the background; and the proofs of checks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import require
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import BYTES, CSV, XLSX, Key, Line, Operations, Page, PageNumber, caller, page_of
from luoshu.office.register import exporting
from luoshu.office.register.actions.confirm_import import cancel
from luoshu.office.register.actions.export_list import KEPT, ask_export, fetched
from luoshu.office.register.finding import register_of
from luoshu.office.register.listing import Asked, EntityList
from luoshu.office.register.models import Check, Export
from luoshu.office.register.proofs import proof_file
from luoshu.office.register.rules import (
    entities_visible_to,
    exports_visible_to,
    reads,
    sees_entity,
    sees_export,
    stops_export,
)
from luoshu.office.register.schemas import ListState, WorkOut
from luoshu.office.shell.language import language
from luoshu.problems import Text

operations = Operations("register")
READ = TokenScope.REGISTER_READ


class ExportIn(Schema):
    """The list as `entries` has it, with every fact of each."""

    form: Literal["csv", "xlsx"] = "csv"
    q: Annotated[str, Field(max_length=100)] = ""
    state: ListState = "active"
    fact: Annotated[str, Field(max_length=80)] = ""
    has: Literal["", "missing", "known", "is"] = ""
    value: Line = ""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None


class ExportOut(WorkOut):
    """A file that is written, or was; it is kept for some days."""

    kind: str
    form: Literal["csv", "xlsx"]
    name: str
    rows: int
    kept_until: datetime | None
    removed: bool

    @classmethod
    def of(cls, each: Export) -> ExportOut:
        return cls(
            **WorkOut.columns(each),
            kind=each.kind,
            form=each.form,  # type: ignore[arg-type]  # the model's choices
            name=each.name,
            rows=each.rows,
            kept_until=each.ended_at + KEPT if each.ended_at else None,
            removed=each.removed_at is not None,
        )


@operations.post("/registers/{slug}/exports", reads, READ, Text("导出台账", "Export a register"), 202)
def export_new(request: HttpRequest, slug: Line, body: ExportIn) -> ExportOut:
    """超过工作簿容量的写成 CSV。 / What is too long for a workbook is written as CSV."""
    _, kind = register_of(slug)
    given = body.model_dump(exclude={"form"}) | {"year": str(body.year or ""), "show": []}
    asked = Asked.of(kind, given)
    count = EntityList(asked, entities_visible_to(acting(request))).count()
    form = exporting.form_for(body.form, count, exporting.MOST_IN_WORKBOOK)
    return ExportOut.of(ask_export(caller(request), kind, given | {"year": str(asked.year)}, form, language()))


@operations.get("/exports", reads, READ, Text("导出的文件", "Files that were exported"))
def exports(request: HttpRequest, page: PageNumber = 1) -> Page[ExportOut]:
    """自己的；审计人员看到全部。 / One's own; an auditor sees all."""
    return page_of(request, exports_visible_to(acting(request)).select_related("by"), ExportOut.of)


@operations.get("/exports/{number}", reads, READ, Text("导出到了哪一步", "Where an export is"))
def export(request: HttpRequest, number: Key) -> ExportOut:
    return ExportOut.of(_export(request, number))


@operations.file("/exports/{number}/file", reads, READ, Text("取导出的文件", "Fetch an export"), (CSV, XLSX))
def export_file(request: HttpRequest, number: Key) -> HttpResponseBase:
    """谁取的，记入审计。 / Who fetched it is in the audit."""
    return fetched(caller(request), _export(request, number))


@operations.post("/exports/{number}/stop", reads, READ, Text("停止导出", "Stop an export"), 202)
def export_stop(request: HttpRequest, number: Key) -> ExportOut:
    found = _export(request, number)
    require(request, stops_export, found)
    cancel(caller(request), found)
    found.refresh_from_db()
    return ExportOut.of(found)


@operations.file("/checks/{number}/proof", reads, READ, Text("核查的凭证", "The proof of a check"), (BYTES,))
def check_proof(request: HttpRequest, number: Key) -> HttpResponseBase:
    """谁看的，记入审计。 / Who read it is in the audit."""
    found = get_object_or_404(Check.objects.select_related("entity"), pk=number)
    require(request, sees_entity, found.entity)
    return proof_file(caller(request), found)


def _export(request: HttpRequest, number: int) -> Export:
    found = get_object_or_404(Export.objects.select_related("by"), pk=number)
    require(request, sees_export, found)
    return found
