"""The client confirms what the base reported: from now on it stands in the register of jobs, and counts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.facts.vocabulary import Kind
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.booking.actions.order import locked
from luoshu.office.booking.catalogues import Catalogue, catalogue_of
from luoshu.office.booking.models import Order
from luoshu.office.filing.queries import next_number
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.models import Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import open_facts
from luoshu.office.register.sources import own_source
from luoshu.office.shell.language import here


def confirm_service(actor: User, key: int) -> Order:
    """Confirms it.

    Raises:
        ValidationError: it has moved on, the same person reported it, or no register keeps such jobs any more.
    """
    with transaction.atomic():
        found = locked(key, Order.State.REPORTED)
        if found.reported_by_id == actor.pk:
            raise ValidationError(here("报告的人不能自己确认。", "Who reported it does not confirm it."))
        catalogue = catalogue_of(found.service.kind)
        if catalogue is None:
            raise ValidationError(
                here("服务记录台账已不在有效文件中。", "No document in force keeps such jobs any more.")
            )
        found.confirmed_by, found.confirmed_on = actor, timezone.localdate()
        found.entry = register_entry(
            actor,
            catalogue.jobs.record,
            next_number(catalogue.jobs),
            _stated(found, catalogue),
            own_source(Source.Kind.DECLARED),
            here(f"中试服务 {found}，双方确认", f"service {found}, confirmed by both sides"),
        )
        found.state = Order.State.CONFIRMED
        found.save()
        record(actor, "booking.service-confirmed", found, {"entry": found.entry.identifier})
    return found


def _stated(order: Order, catalogue: Catalogue) -> dict[str, str]:
    """What the register of jobs holds of it: whose, where, which; its stages' days; the amounts that it adds up; and
    what it says of the service in the same words."""
    jobs, register = catalogue.jobs.record, catalogue.jobs.register
    known = open_facts().filter(entity=order.service, year=NO_YEAR).values_list("name", "value")
    alike = {name: value for name, value in known if name in jobs.facts and jobs.facts[name].kind is not Kind.ID}
    stated = alike | {
        register.owner: order.organisation.identifier or "",
        register.within: order.base.identifier,
        catalogue.names: order.service.identifier,
    }
    if catalogue.jobs.called is not None:
        stated[catalogue.jobs.called.name] = str(order.service)
    days = [day for day in (order.done_on, order.confirmed_on) if day is not None]
    stated |= {stage.actual: day.isoformat() for stage, day in zip(register.stages, days, strict=False)}
    money = [name for name in register.sums if jobs.facts[name].kind is Kind.MONEY]
    return stated | {name: str(order.amount) for name in money}
