"""Who books: what there is, a facility's week, a slot taken and given back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.booking.actions.book import book
from luoshu.office.booking.actions.end import cancel
from luoshu.office.booking.facilities import bookable, facilities_asked, public_facts
from luoshu.office.booking.forms import BookForm
from luoshu.office.booking.looking import booking_of, facility_of
from luoshu.office.booking.models import Booking
from luoshu.office.booking.queries import closures_of, week_of
from luoshu.office.booking.rules import (
    bookings_confirmable_by,
    books,
    cancels_booking,
    confirms_booking,
    minds,
    operates,
    reads,
    sees_booking,
)
from luoshu.office.booking.views.asking import day_asked, slot_asked
from luoshu.office.filing.rules import owner_of
from luoshu.office.shell.forms import attempt, done, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(reads)
def listed(request: HttpRequest) -> HttpResponse:
    """What can be booked, one's own bookings, and what is to be confirmed."""
    who = acting(request)
    asked = request.GET.get("q", "").strip()[:100]
    mine = Booking.objects.none()
    if owner_of(who) is not None:
        mine = Booking.objects.filter(organisation=who.organisation).select_related("facility", "organisation")
    context = {
        "rows": rows(request, facilities_asked(asked)),
        "asked": asked,
        "coming": list(mine.filter(day__gte=timezone.localdate(), state=Booking.State.BOOKED)[:50]),
        "past": list(
            mine.exclude(day__gte=timezone.localdate(), state=Booking.State.BOOKED).order_by("-day", "-begins")[:20]
        ),
        "waiting": list(bookings_confirmable_by(who).select_related("facility", "organisation")[:50]),
        "any": bool(bookable()),
    }
    return render(request, "booking/listed.html", context)


@allowed(reads)
def facility(request: HttpRequest, key: int) -> HttpResponse:
    """A facility with a week of its slots."""
    found = facility_of(request, key)
    who = acting(request)
    operator = may(request, operates, found)
    context = {
        "facility": found,
        "kept": bookable()[found.kind],
        "facts": public_facts(found),
        "week": week_of(found, day_asked(request), owner_of(who)),
        "today": timezone.localdate(),
        "books": may(request, books),
        "operates": operator,
        "names": operator or who.of_the_house,
        "closures": list(closures_of(found)),
    }
    return render(request, "booking/facility.html", context)


@allowed(books)
def take(request: HttpRequest, key: int) -> HttpResponse:
    """Books the slot that the address names."""
    found = facility_of(request, key)
    slot, day = slot_asked(request, found), day_asked(request, "day")
    owner = owner_of(acting(request))
    assert owner is not None
    form = BookForm(sent(request))
    made: list[Booking] = []
    if attempt(form, lambda: made.append(book(user_of(request), owner, key, day, slot, form.cleaned_data["purpose"]))):
        messages.success(request, here("已预约。", "It is booked."))
        return redirect("booking-one", made[0].pk)
    context = {"facility": found, "slot": slot, "day": day, "form": form, "owner": owner}
    return render(request, "booking/take.html", context)


@allowed(reads)
def one(request: HttpRequest, key: int) -> HttpResponse:
    found = booking_of(request, key, sees_booking)
    context = {
        "booking": found,
        "cancels": may(request, cancels_booking, found),
        "confirms": may(request, confirms_booking, found),
    }
    return render(request, "booking/one.html", context)


@require_POST
@allowed(minds)
def give_back(request: HttpRequest, key: int) -> HttpResponse:
    """Cancels a booking."""
    found = booking_of(request, key, cancels_booking)
    said = here("已取消，时段又空出来了。", "Cancelled: the slot is free again.")
    done(request, lambda: cancel(user_of(request), key), said)
    return redirect("booking-one", found.pk)
