"""Who may book, cancel, confirm: firms and institutions book; who keeps the facility, and officers, confirm its use."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import rule
from luoshu.office.accounts.meanwhile import Changed, while_
from luoshu.office.accounts.rules import of_the_house, officer
from luoshu.office.booking.catalogues import catalogues
from luoshu.office.booking.facilities import bookable, facilities, keeper_of
from luoshu.office.booking.models import Booking, Order
from luoshu.office.booking.saying import STATES
from luoshu.office.filing.registers import Kept
from luoshu.office.filing.rules import fills_own, owner_of, reads_own
from luoshu.office.register.models import Entity
from luoshu.office.register.queries import current_facts
from luoshu.problems import Text

reads = reads_own | of_the_house
books = fills_own
minds = officer | fills_own  # some facility, perhaps: which one is asked for where it is known


@rule("设施所在单位的人员或经办人员", "people of who keeps the facility, and officers")
def operates(who: Acting, facility: Entity) -> bool:
    """Confirms its use and closes it for maintenance."""
    if facility.kind not in bookable() or facility.state != Entity.State.ACTIVE:
        return False
    owner = owner_of(who)
    return officer(who) or (owner is not None and fills_own(who) and keeper_of(facility) == owner.identifier)


sees_use = of_the_house | operates  # what it was used for, and by whom


def facilities_operated_by(who: Acting) -> QuerySet[Entity]:
    if officer(who):
        return facilities()
    return facilities().filter(_kept_by(who, bookable().values())) if fills_own(who) else Entity.objects.none()


def _kept_by(who: Acting, registers: Iterable[Kept], entity: str = "pk") -> Q:
    """That an entry of some registers names them as its owner."""
    owner = owner_of(who)
    found = Q(pk__in=())
    for kept in registers:
        if owner is not None and kept.files:
            facts = current_facts().filter(
                entity=OuterRef(entity),
                entity__kind=kept.name,
                name=kept.register.owner,
                value=owner.identifier or "",
            )
            found |= Q(Exists(facts))
    return found


@rule("预约单位、设施所在单位的人员或园区管理机构的人员", "people of who booked, of who keeps it, and the zone office")
def sees_booking(who: Acting, booking: Booking) -> bool:
    own = reads_own(who) and booking.organisation == who.organisation
    return own or of_the_house(who) or operates(who, booking.facility)


def bookings_visible_to(who: Acting) -> QuerySet[Booking]:
    if of_the_house(who):
        return Booking.objects.all()
    own = Q(organisation=who.organisation) if reads_own(who) else Q(pk__in=())
    return Booking.objects.filter(own | Q(facility__in=facilities_operated_by(who)))


def _changed(booking: Booking, otherwise: Text) -> Changed:
    """What somebody reads who wanted to end it: that it has ended already, or else what is in the way."""
    said = otherwise
    if booking.state != Booking.State.BOOKED:
        now = STATES[Booking.State(booking.state)]
        said = Text(
            f"这个预约已有变化，现在是“{now.zh}”：刚才要做的没有做。",
            f"This booking has changed (now: {now.en}): what you asked for was not done.",
        )
    return Changed(reverse("booking-one", args=(booking.pk,)), said)


@while_(
    lambda booking: booking.state == Booking.State.BOOKED and not booking.has_begun,
    lambda booking: _changed(booking, Text("已经开始，不能再取消。", "It has begun and cannot be cancelled.")),
)
@rule(
    "预约单位、设施所在单位的人员或经办人员（开始以前）",
    "people of who booked, of who keeps it, and officers, before it begins",
)
def cancels_booking(who: Acting, booking: Booking) -> bool:
    return (fills_own(who) and booking.organisation == who.organisation) or operates(who, booking.facility)


def bookings_cancellable_by(who: Acting) -> QuerySet[Booking]:
    now = timezone.localtime()
    later = Q(day__gt=now.date()) | Q(day=now.date(), begins__gt=now.time())
    own = Q(organisation=who.organisation) if fills_own(who) else Q(pk__in=())
    return Booking.objects.filter(later, own | Q(facility__in=facilities_operated_by(who)), state=Booking.State.BOOKED)


@while_(
    lambda booking: booking.state == Booking.State.BOOKED and booking.is_over,
    lambda booking: _changed(
        booking, Text("还没有用完，用过以后再确认。", "It is not over yet: confirm it afterwards.")
    ),
)
@rule("设施所在单位的人员或经办人员（用过以后）", "people of who keeps the facility, and officers, once it is over")
def confirms_booking(who: Acting, booking: Booking) -> bool:
    return operates(who, booking.facility)


def bookings_confirmable_by(who: Acting) -> QuerySet[Booking]:
    now = timezone.localtime()
    over = Q(day__lt=now.date()) | Q(day=now.date(), ends__lte=now.time())
    return Booking.objects.filter(over, facility__in=facilities_operated_by(who), state=Booking.State.BOOKED)


def _keeps_base(who: Acting, order: Order) -> bool:
    owner = owner_of(who)
    return owner is not None and keeper_of(order.base) == owner.identifier


def _of_own_bases(who: Acting) -> Q:
    return _kept_by(who, [each.base for each in catalogues()], "base")


@rule(
    "服务对象、基地运营单位的人员或园区管理机构的人员",
    "people of the client, of who keeps the base, and the zone office",
)
def sees_order(who: Acting, order: Order) -> bool:
    if of_the_house(who):
        return True
    return reads_own(who) and (order.organisation == who.organisation or _keeps_base(who, order))


def orders_visible_to(who: Acting) -> QuerySet[Order]:
    if of_the_house(who):
        return Order.objects.all()
    own = Q(organisation=who.organisation) | _of_own_bases(who)
    return Order.objects.filter(own) if reads_own(who) else Order.objects.none()


@rule("基地运营单位的人员", "people of who keeps the base")
def answers_order(who: Acting, order: Order) -> bool:
    """Takes or declines it, and reports it once it is done."""
    return fills_own(who) and order.state in _THE_BASES_TURN and _keeps_base(who, order)


def orders_answerable_by(who: Acting) -> QuerySet[Order]:
    theirs = Order.objects.filter(_of_own_bases(who), state__in=_THE_BASES_TURN)
    return theirs if fills_own(who) else Order.objects.none()


@rule("服务对象的人员或有填报权限的代理人", "people of the client, or agents who may fill in")
def settles_order(who: Acting, order: Order) -> bool:
    """Confirms what was reported or sends it back; withdraws what nobody took yet."""
    return fills_own(who) and order.state in _THE_CLIENTS_TURN and order.organisation == who.organisation


def orders_settleable_by(who: Acting) -> QuerySet[Order]:
    theirs = Order.objects.filter(organisation=who.organisation, state__in=_THE_CLIENTS_TURN)
    return theirs if fills_own(who) else Order.objects.none()


_THE_BASES_TURN = (Order.State.ASKED, Order.State.TAKEN)
_THE_CLIENTS_TURN = (Order.State.ASKED, Order.State.REPORTED)
