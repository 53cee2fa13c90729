"""The use log of a facility as a file; no cell of it can be a formula."""

from __future__ import annotations

from django.http import HttpResponseBase

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.booking.queries import exported, use_of
from luoshu.office.register import exporting
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import here


def use_log(by: User, facility: Entity, form: str) -> HttpResponseBase:
    """As `csv` or `xlsx`; that it was taken out is in the audit."""
    header = [
        here("日期", "day"),
        here("开始", "from"),
        here("结束", "until"),
        here("预约单位", "booked by"),
        here("用途", "what for"),
        here("结果", "outcome"),
        here("小时", "hours"),
        here("数量", "quantity"),
        here("单位", "unit"),
        here("说明", "note"),
    ]
    form = exporting.form_for(form, use_of(facility).count())
    made = exporting.download(form, f"use-{facility.pk}", header, exported(facility))
    record(by, "booking.exported", facility)
    return made
