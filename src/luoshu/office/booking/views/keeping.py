"""Who keeps a facility: confirms its use, closes it, reads what it was used for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.guard import allowed
from luoshu.office.booking.actions.close import close, lift
from luoshu.office.booking.actions.end import confirm
from luoshu.office.booking.files import use_log
from luoshu.office.booking.forms import ClosureForm, UseForm
from luoshu.office.booking.looking import booking_of, closure_of, facility_of
from luoshu.office.booking.queries import by_month, by_user, use_of
from luoshu.office.booking.rules import confirms_booking, minds, operates, reads, sees_use
from luoshu.office.shell.forms import attempt, done, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(minds)
def outcome(request: HttpRequest, key: int) -> HttpResponse:
    """Says how a booking turned out."""
    found = booking_of(request, key, confirms_booking)
    form = UseForm(sent(request))
    if attempt(form, lambda: confirm(user_of(request), key, **form.cleaned_data)):
        messages.success(request, here("已确认。", "Confirmed."))
        return redirect("booking-one", key)
    return render(request, "booking/confirm.html", {"booking": found, "form": form})


@allowed(minds)
def closures(request: HttpRequest, key: int) -> HttpResponse:
    """Closes a facility for some days."""
    found = facility_of(request, key, operates)
    form = ClosureForm(sent(request))
    if attempt(form, lambda: close(user_of(request), key, **form.cleaned_data)):
        messages.success(request, here("这几天不再开放预约。", "It cannot be booked on these days."))
        return redirect("booking-facility", key)
    return render(request, "booking/close.html", {"facility": found, "form": form})


@require_POST
@allowed(minds)
def reopen(request: HttpRequest, key: int) -> HttpResponse:
    """Opens it again."""
    closure = closure_of(request, key)
    done(request, lambda: lift(user_of(request), key), here("已恢复开放。", "It is open again."))
    return redirect("booking-facility", closure.facility_id)


@allowed(reads)
def use(request: HttpRequest, key: int) -> HttpResponse:
    """What it was used for, by month and by whom."""
    found = facility_of(request, key, sees_use)
    context = {
        "facility": found,
        "months": by_month(found),
        "users": by_user(found),
        "rows": rows(request, use_of(found)),
    }
    return render(request, "booking/use.html", context)


@allowed(reads)
def export(request: HttpRequest, key: int, form: str) -> HttpResponseBase:
    """The use log as a file; no cell of it can be a formula."""
    found = facility_of(request, key, sees_use)
    return use_log(user_of(request), found, form)
