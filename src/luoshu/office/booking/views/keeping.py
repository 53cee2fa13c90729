"""Who keeps a facility: confirms its use, closes it, reads what it was used for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.accounts.rules import of_the_house
from luoshu.office.audit.recording import record
from luoshu.office.booking.actions.close import close, lift
from luoshu.office.booking.actions.end import confirm_missed, confirm_use
from luoshu.office.booking.forms import USED, ClosureForm, UseForm
from luoshu.office.booking.models import Closure
from luoshu.office.booking.queries import by_month, by_user, exported, use_of
from luoshu.office.booking.rules import confirms_booking, minds, operates, reads
from luoshu.office.booking.views.asking import booking_of, facility_of, user_of
from luoshu.office.register import exporting
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows

_sees_use = of_the_house | operates


@allowed(minds)
def confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Says how a booking turned out."""
    found = booking_of(request, key, confirms_booking)
    form = UseForm(sent(request))

    def do() -> None:
        data = form.cleaned_data
        if data["came"] == USED:
            confirm_use(user_of(request), key, data["hours"], data["quantity"], data["unit"], data["note"])
        else:
            confirm_missed(user_of(request), key, data["note"])

    if attempt(form, do):
        messages.success(request, here("已确认。", "Confirmed."))
        return redirect("booking-one", key)
    return render(request, "booking/confirm.html", {"booking": found, "form": form})


@allowed(minds)
def closures(request: HttpRequest, key: int) -> HttpResponse:
    """Closes a facility for some days."""
    found = facility_of(key)
    require(request, operates, found)
    form = ClosureForm(sent(request))
    if attempt(form, lambda: close(user_of(request), key, **form.cleaned_data)):
        messages.success(request, here("这几天不再开放预约。", "It cannot be booked on these days."))
        return redirect("booking-facility", key)
    return render(request, "booking/close.html", {"facility": found, "form": form})


@require_POST
@allowed(minds)
def reopen(request: HttpRequest, key: int) -> HttpResponse:
    """Opens it again."""
    closure = get_object_or_404(Closure.objects.select_related("facility"), pk=key)
    require(request, operates, closure.facility)
    try:
        lift(user_of(request), key)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, here("已恢复开放。", "It is open again."))
    return redirect("booking-facility", closure.facility_id)


@allowed(reads)
def use(request: HttpRequest, key: int) -> HttpResponse:
    """What it was used for, by month and by whom."""
    found = facility_of(key)
    require(request, _sees_use, found)
    context = {
        "facility": found,
        "months": by_month(found),
        "users": by_user(found),
        "rows": rows(request, use_of(found)),
        "operates": may(request, operates, found),
    }
    return render(request, "booking/use.html", context)


@allowed(reads)
def export(request: HttpRequest, key: int, form: str) -> HttpResponseBase:
    """The use log as a file; no cell of it can be a formula."""
    found = facility_of(key)
    require(request, _sees_use, found)
    record(user_of(request), "booking.exported", found)
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
    return exporting.download(form, f"use-{found.pk}", header, exported(found))
