"""`{% load booking %}`: slots and states of bookings as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from luoshu.office.booking import saying
from luoshu.office.booking.models import Booking, Order
from luoshu.office.shell.language import language
from luoshu.office.shell.templatetags.words import marked
from luoshu.policy.quantities import Slot

register = template.Library()


@register.filter
def hours_of(slot: Slot | Booking) -> str:
    """09:00–12:00."""
    return f"{slot.begins:%H:%M}–{slot.ends:%H:%M}"


@register.filter
def weekday(day: date) -> str:
    return saying.WEEKDAYS[day.weekday()].say(language())


@register.filter
def month_day(day: date) -> str:
    """Without the year, which stands above: 12 月 1 日, 1 December."""
    return f"{day.month} 月 {day.day} 日" if language() == "zh" else f"{day.day} {day:%B}"


@register.filter
def figure(number: Decimal | None) -> str:
    """Without zeros behind the point."""
    return "" if number is None else f"{number.normalize():,f}"


@register.filter
def booking_state(booking: Booking) -> SafeString:
    shape, colour = saying.MARKS[Booking.State(booking.state)]
    return marked(shape, f"state {colour}", saying.STATES[Booking.State(booking.state)])


@register.filter
def order_state(order: Order) -> SafeString:
    shape, colour = saying.ORDER_MARKS[Order.State(order.state)]
    return marked(shape, colour, saying.ORDERS[Order.State(order.state)])
