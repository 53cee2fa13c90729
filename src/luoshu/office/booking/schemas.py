"""What programs are told of bookings and services, and what they send."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from luoshu.office.accounts.programs import Day, Line, Stripped
from luoshu.office.booking import saying
from luoshu.office.booking.models import Booking, Closure, Order
from luoshu.office.booking.queries import Cell, Sums
from luoshu.office.register.models import Entity
from luoshu.office.register.stating import FactValue
from luoshu.office.shell.problem_details import Words, one_of

BookingState = Annotated[Booking.State, one_of(Booking.State)]
OrderState = Annotated[Order.State, one_of(Order.State)]
Clock = Annotated[str, Field(examples=["09:00"], description="24 小时制 / by 24 hours")]
Plain = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,2})?$", max_length=15, examples=["12.5"])]


def clock(at: time) -> str:
    return f"{at:%H:%M}"


def number(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None


class FacilityRow(Schema):
    """What can be booked."""

    number: int
    identifier: str
    name: str
    kind: str = Field(examples=["大型设施"])

    @classmethod
    def of(cls, each: Entity) -> FacilityRow:
        return cls(number=each.pk, identifier=each.identifier, name=each.name, kind=each.kind)


class SlotOut(Schema):
    """A slot on a day; of whom it is, who keeps it and the office are told."""

    day: date
    begins: Clock
    ends: Clock
    state: Literal["free", "taken", "mine", "closed", "over"]
    booking: int | None
    organisation: str | None
    reason: str = Field(description="为什么不开放 / why it is closed")

    @classmethod
    def of(cls, cell: Cell, *, named: bool) -> SlotOut:
        told = cell.booking if cell.booking is not None and (named or cell.state == "mine") else None
        return cls(
            day=cell.day,
            begins=clock(cell.slot.begins),
            ends=clock(cell.slot.ends),
            state=cell.state,  # type: ignore[arg-type]  # the words of `queries`
            booking=told.pk if told else None,
            organisation=told.organisation.name if told else None,
            reason=cell.reason,
        )


class ClosureOut(Schema):
    number: int
    first: date
    last: date
    reason: str
    lifted: bool

    @classmethod
    def of(cls, each: Closure) -> ClosureOut:
        return cls(
            number=each.pk,
            first=each.first,
            last=each.last,
            reason=each.reason,
            lifted=each.lifted_at is not None,
        )


class FacilityOut(FacilityRow):
    """A facility with a week of its slots."""

    facts: list[FactValue]
    monday: date
    slots: list[SlotOut]
    closures: list[ClosureOut]


class ClosureIn(Schema):
    first: Day
    last: Day
    reason: Annotated[Stripped, Field(min_length=2, max_length=200)]


class BookingIn(Schema):
    day: Day
    begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:00"])]
    purpose: Annotated[Stripped, Field(min_length=2, max_length=200)]


class BookingOut(Schema):
    number: int
    facility: FacilityRow
    day: date
    begins: Clock
    ends: Clock
    organisation: str
    purpose: str
    state: BookingState
    word: Words = Field(description="状态，如人所写 / its state as people write it")
    made_at: datetime
    ended_at: datetime | None = Field(description="取消或确认的时间 / when it was cancelled or confirmed")
    hours: str | None = Field(description="实际用了几小时 / hours of use")
    quantity: str | None
    unit: str
    note: str

    @classmethod
    def of(cls, each: Booking) -> BookingOut:
        return cls(
            number=each.pk,
            facility=FacilityRow.of(each.facility),
            day=each.day,
            begins=clock(each.begins),
            ends=clock(each.ends),
            organisation=each.organisation.name,
            purpose=each.purpose,
            state=Booking.State(each.state),
            word=Words.of(saying.STATES[Booking.State(each.state)]),
            made_at=each.made_at,
            ended_at=each.ended_at,
            hours=number(each.hours),
            quantity=number(each.quantity),
            unit=each.unit,
            note=each.note,
        )


class UseIn(Schema):
    """How a booking turned out: `used` with its hours, or `missed`."""

    came: Literal["used", "missed"]
    hours: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d)?$", examples=["2.5"])] | None = None
    quantity: Plain | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class UseSum(Schema):
    by: str = Field(description="月份或单位 / a month, or who booked")
    hours: str
    uses: int
    missed: int

    @classmethod
    def of(cls, each: Sums) -> UseSum:
        by = f"{each.by:%Y-%m}" if isinstance(each.by, date) else str(each.by)
        return cls(by=by, hours=f"{each.hours:f}", uses=each.uses, missed=each.missed)


class UseOut(Schema):
    months: list[UseSum]
    users: list[UseSum]


# --- services ---------------------------------------------------------------------------------------------------------


class ServiceOut(Schema):
    """A service of a catalogue, with its base."""

    number: int
    identifier: str
    name: str
    base: str
    facts: list[FactValue]


class OrderIn(Schema):
    wanted: Annotated[Stripped, Field(min_length=2, max_length=2000)]


class OrderStepIn(Schema):
    """What a step wants to know. take: said, if anything; decline, send-back: said; report: done_on, quantity, unit,
    amount (yuan), and said, if anything; confirm and withdraw nothing."""

    said: Annotated[str, Field(max_length=1000)] = ""
    done_on: Day | None = None
    quantity: Plain | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    amount: Line = Field(default="", examples=["12000"])


class OrderOut(Schema):
    """A service that somebody asked for."""

    number: int
    reference: str = Field(examples=["FW2026-00012"])
    service: str
    base: str
    organisation: str = Field(description="服务对象 / the client")
    wanted: str
    state: OrderState
    word: Words = Field(description="状态，如人所写 / its state as people write it")
    said: str = Field(description="一方最近对另一方说的 / the last that one side told the other")
    made_at: datetime
    done_on: date | None
    quantity: str | None
    unit: str
    amount: str | None
    confirmed_on: date | None
    waits: bool = Field(description="等您这一方办 / it waits for your side")
    entry: int | None = Field(description="服务记录台账里的编号 / in the register of jobs")

    @classmethod
    def of(cls, each: Order, *, waits: bool) -> OrderOut:
        return cls(
            number=each.pk,
            reference=str(each),
            service=str(each.service),
            base=str(each.base),
            organisation=each.organisation.name,
            wanted=each.wanted,
            state=Order.State(each.state),
            word=Words.of(saying.ORDERS[Order.State(each.state)]),
            said=each.said,
            made_at=each.made_at,
            done_on=each.done_on,
            quantity=number(each.quantity),
            unit=each.unit,
            amount=number(each.amount),
            confirmed_on=each.confirmed_on,
            waits=waits,
            entry=each.entry_id,
        )
