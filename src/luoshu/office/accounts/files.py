"""The audit as a file; no cell of it can be a formula."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import record
from luoshu.office.shell.spreadsheets import download


def audit_file(by: User, found: QuerySet[Record], filters: Mapping[str, str]) -> StreamingHttpResponse:
    """What some filters find, as CSV. That it was taken out is in the audit."""
    record(by, "audit.exported", "audit.record", {"filters": {k: v for k, v in filters.items() if v}})
    header = ("编号", "时间", "人员编号", "人员", "事项", "对象", "详情", "摘要")
    return download("audit", header, (_cells(each) for each in found.iterator(chunk_size=2000)))


def _cells(each: Record) -> tuple[object, ...]:
    at = timezone.localtime(each.at).isoformat(sep=" ", timespec="seconds")
    return each.number, at, each.actor, each.actor_name, each.action, each.subject, each.detail, each.digest
