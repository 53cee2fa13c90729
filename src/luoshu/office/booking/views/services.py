"""Services of a catalogue: asked for by a client, taken and reported by who keeps the base, confirmed by the client."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.booking import offering
from luoshu.office.booking.actions.order import ask as ask_for
from luoshu.office.booking.catalogues import catalogues
from luoshu.office.booking.forms import AskForm
from luoshu.office.booking.looking import order_of, service_of
from luoshu.office.booking.models import Order
from luoshu.office.booking.rules import books, reads
from luoshu.office.booking.steps import STEPS
from luoshu.office.filing.rules import owner_of
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(reads)
def services(request: HttpRequest) -> HttpResponse:
    """The catalogues, and the orders that one has a part in."""
    who = acting(request)
    asked = request.GET.get("q", "").strip()[:100]
    page = rows(request, offering.services(asked))
    waiting = offering.waiting_for(who)
    context = {
        "rows": page,
        "asked": asked,
        "any": bool(catalogues()),
        "table": [(each.entity, each.base, each.facts) for each in offering.described(page)],
        "orders": [(order, order.pk in waiting) for order in offering.orders_of(who)[:50]],
        "asks": owner_of(who) is not None and may(request, books),
    }
    return render(request, "booking/services.html", context)


@allowed(books)
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """Asks for a service."""
    service, owner = service_of(key), owner_of(acting(request))
    assert owner is not None  # behind `books`
    form = AskForm(sent(request))
    made: list[Order] = []
    if attempt(form, lambda: made.append(ask_for(user_of(request), owner, service, form.cleaned_data["wanted"]))):
        messages.success(
            request, here("已发给基地，答复会列在这里。", "It went to the base; its answer will stand here.")
        )
        return redirect("booking-order", made[0].pk)
    told = offering.described([service])[0]
    context = {"service": service, "base": told.base, "facts": told.facts, "form": form, "owner": owner}
    return render(request, "booking/ask.html", context)


@allowed(reads)
def order(request: HttpRequest, key: int) -> HttpResponse:
    """An order, and what may be done with it now."""
    found = order_of(request, key)
    can = [what for what, step in STEPS.items() if step.can_be_taken(acting(request), found)]
    return render(request, "booking/order.html", {"order": found, "can": can})


@allowed(books)
def step(request: HttpRequest, key: int, what: str) -> HttpResponse:
    """A step of one side: take, decline, report, confirm, send back, withdraw."""
    found = order_of(request, key)
    if what not in STEPS:
        raise Http404
    taken = STEPS[what]
    if not taken.can_be_taken(acting(request), found):
        messages.info(request, here("现在不能这样办。", "That cannot be done now."))
        return redirect("booking-order", key)
    form = taken.form(sent(request))
    if attempt(form, lambda: taken.take(user_of(request), key, form.cleaned_data)):
        messages.success(request, here("已办。", "Done."))
        return redirect("booking-order", key)
    return render(request, "booking/order_step.html", {"order": found, "what": what, "form": form})
