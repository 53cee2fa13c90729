"""What stands in the addresses of bookings: of a facility that the firm which everybody knows keeps."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from tests.office.people import CODE, Cast, enterprise

from luoshu.office.booking.models import Booking, Closure, Order
from luoshu.office.register.models import Entity, Fact, Recording, Source

REGISTER = "大型设施"


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    today, now = timezone.localdate(), timezone.now()
    recording = Recording.objects.create(at=now, source=Source.objects.create(kind=Source.Kind.OFFICE, name="设施"))
    facility = Entity.objects.create(kind=REGISTER, identifier="F1", name="试验箱", first=recording)
    Fact.objects.create(entity=facility, name="所在单位代码", value=CODE, recording=recording)

    def booked(days: int) -> Booking:
        return Booking.objects.create(
            facility=facility,
            day=today + timedelta(days=days),
            begins=time(9),
            ends=time(12),
            organisation=enterprise(),
            purpose="试验",
            made_by=people.operator,
            made_at=now,
        )

    coming, over = booked(2), booked(-2)
    closure = Closure.objects.create(
        facility=facility, first=today, last=today, reason="检修", made_by=people.operator, made_at=now
    )
    base = Entity.objects.create(kind="中试基地", identifier="B1", name="中试基地", first=recording)
    service = Entity.objects.create(kind="中试服务", identifier="S1", name="工艺放大", first=recording)
    for entity, name, value in ((base, "运营单位代码", CODE), (service, "所属基地", "B1")):
        Fact.objects.create(entity=entity, name=name, value=value, recording=recording)
    order = Order.objects.create(
        base=base, service=service, organisation=enterprise(), wanted="样品", made_by=people.operator, made_at=now
    )
    one = {"key": facility.pk}
    return {
        "booking-one": {"key": coming.pk},
        "booking-cancel": {"key": coming.pk},
        "booking-confirm": {"key": over.pk},
        "booking-lift": {"key": closure.pk},
        "booking-ask": {"key": service.pk},
        "booking-order": {"key": order.pk},
        "booking-order-step": {"key": order.pk, "what": "withdraw"},
        "booking-facility": one,
        "booking-take": one,
        "booking-close": one,
        "booking-use": one,
        "booking-export": one | {"form": "csv"},
    }
