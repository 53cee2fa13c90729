"""Services of a catalogue: asked for by a client, taken and reported by who keeps the base, confirmed by the client."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from luoshu.office.accounts.acting import Acting, acting
from luoshu.office.accounts.guard import Rule, allowed, may
from luoshu.office.booking.actions import order as steps
from luoshu.office.booking.actions.confirm_service import confirm_service
from luoshu.office.booking.catalogues import Catalogue, catalogue_of, catalogues
from luoshu.office.booking.forms import AskForm, ReportForm, SaidForm
from luoshu.office.booking.models import Order
from luoshu.office.booking.rules import (
    answers_order,
    books,
    orders_answerable_by,
    orders_settleable_by,
    orders_visible_to,
    reads,
    sees_order,
    settles_order,
)
from luoshu.office.booking.views.asking import user_of
from luoshu.office.filing.rules import owner_of
from luoshu.office.register.models import Entity, Fact
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows

# Who may take each step, and in which state.
_STEPS: dict[str, tuple[Rule, Order.State]] = {
    "take": (answers_order, Order.State.ASKED),
    "decline": (answers_order, Order.State.ASKED),
    "report": (answers_order, Order.State.TAKEN),
    "confirm": (settles_order, Order.State.REPORTED),
    "send-back": (settles_order, Order.State.REPORTED),
    "withdraw": (settles_order, Order.State.ASKED),
}


@allowed(reads)
def services(request: HttpRequest) -> HttpResponse:
    """The catalogues, and the orders that one has a part in."""
    who = acting(request)
    asked = request.GET.get("q", "").strip()[:100]
    kinds = [each.services.name for each in catalogues()]
    found = Entity.objects.filter(kind__in=kinds, state=Entity.State.ACTIVE).order_by("kind", "identifier")
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(identifier__istartswith=asked))
    page = rows(request, found)
    orders = orders_visible_to(who).select_related("base", "service", "organisation")
    waiting = _waiting_for(who)
    context = {
        "rows": page,
        "asked": asked,
        "any": bool(kinds),
        "table": _described(list(page)),
        "orders": [(order, order.pk in waiting) for order in orders[:50]],
        "asks": owner_of(who) is not None and may(request, books),
    }
    return render(request, "booking/services.html", context)


def _described(found: list[Entity]) -> list[tuple[Entity, str, list[tuple[str, str]]]]:
    """Each service with its base and what is open to the public of it, in two queries."""
    by_kind = {each.services.name: each for each in catalogues()}
    known: dict[int, dict[str, str]] = {service.pk: {} for service in found}
    facts = Fact.objects.filter(entity__in=known, ended__isnull=True).values_list("entity_id", "name", "value")
    for key, name, value in facts:
        known[key][name] = value
    codes = {service.pk: known[service.pk].get(by_kind[service.kind].services.register.within, "") for service in found}
    bases = Entity.objects.filter(kind__in=[each.base.name for each in by_kind.values()], identifier__in=codes.values())
    names = {base.identifier: str(base) for base in bases}
    return [
        (service, names.get(codes[service.pk], ""), _public(by_kind[service.kind], known[service.pk]))
        for service in found
    ]


def _public(catalogue: Catalogue, facts: dict[str, str]) -> list[tuple[str, str]]:
    """What the register opens of a service, but for its name and base, which stand apart."""
    kept = catalogue.services
    apart = {kept.register.within, kept.called.name if kept.called else ""}
    return [(name, facts[name]) for name in kept.register.public if name in facts and name not in apart]


def _waiting_for(who: Acting) -> set[int]:
    """The orders that wait for who looks: requests and what is under way for the base, reports for the client."""
    theirs = orders_answerable_by(who).exclude(organisation=who.organisation).values_list("pk", flat=True)
    reports = orders_settleable_by(who).filter(state=Order.State.REPORTED).values_list("pk", flat=True)
    return {*theirs, *reports}


@allowed(books)
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """Asks for a service."""
    service = get_object_or_404(Entity, pk=key, state=Entity.State.ACTIVE)
    catalogue = catalogue_of(service.kind)
    owner = owner_of(acting(request))
    if catalogue is None or owner is None:
        raise Http404
    form = AskForm(sent(request))
    made: list[Order] = []
    if attempt(form, lambda: made.append(steps.ask(user_of(request), owner, service, form.cleaned_data["wanted"]))):
        messages.success(
            request, here("已发给基地，答复会列在这里。", "It went to the base; its answer will stand here.")
        )
        return redirect("booking-order", made[0].pk)
    _, base, facts = _described([service])[0]
    context = {"service": service, "base": base, "facts": facts, "form": form, "owner": owner}
    return render(request, "booking/ask.html", context)


def _order(request: HttpRequest, key: int) -> Order:
    return get_object_or_404(
        Order.objects.select_related("base", "service", "organisation", "reported_by", "confirmed_by", "entry"), pk=key
    )


@allowed(reads)
def order(request: HttpRequest, key: int) -> HttpResponse:
    """An order, and what may be done with it now."""
    found = _order(request, key)
    if not may(request, sees_order, found):
        raise Http404
    can = [what for what, (rule, state) in _STEPS.items() if found.state == state and may(request, rule, found)]
    return render(request, "booking/order.html", {"order": found, "can": can})


@allowed(books)
def step(request: HttpRequest, key: int, what: str) -> HttpResponse:
    """A step of one side: take, decline, report, confirm, send back, withdraw."""
    found = _order(request, key)
    if what not in _STEPS or not may(request, sees_order, found):
        raise Http404
    rule, state = _STEPS[what]
    if found.state != state or not may(request, rule, found):
        messages.info(request, here("现在不能这样办。", "That cannot be done now."))
        return redirect("booking-order", key)
    form = ReportForm(sent(request)) if what == "report" else SaidForm(what in ("decline", "send-back"), sent(request))
    if attempt(form, _doing(request, key, what, form)):
        messages.success(request, here("已办。", "Done."))
        return redirect("booking-order", key)
    bare = what in ("confirm", "withdraw")  # there is nothing to be said
    context = {"order": found, "what": what, "form": None if bare else form}
    return render(request, "booking/order_step.html", context)


def _doing(request: HttpRequest, key: int, what: str, form: forms.Form) -> Callable[[], object]:
    user = user_of(request)
    match what:
        case "take":
            return lambda: steps.take(user, key, form.cleaned_data["said"])
        case "decline":
            return lambda: steps.decline(user, key, form.cleaned_data["said"])
        case "report":
            return lambda: steps.report(user, key, **form.cleaned_data)
        case "send-back":
            return lambda: steps.send_back(user, key, form.cleaned_data["said"])
        case "withdraw":
            return lambda: steps.withdraw(user, key)
        case _:
            return lambda: confirm_service(user, key)
