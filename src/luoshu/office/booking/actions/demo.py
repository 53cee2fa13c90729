"""Made-up bookings for an office to look around in: some to come, some used, one to be confirmed, a closure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.booking.actions.book import book
from luoshu.office.booking.actions.close import close
from luoshu.office.booking.actions.end import confirm_missed, confirm_use
from luoshu.office.booking.facilities import facilities, slots_of
from luoshu.office.booking.models import Booking
from luoshu.office.register.models import Entity

FACILITIES = 3
_PURPOSES = ("样机高低温试验（演示数据）", "材料成分分析（演示数据）", "主轴振动测试（演示数据）")


def demo(officer: User, firms: list[tuple[User, Organisation]]) -> None:
    """Books what is made up for firms in turn; nothing where no register has slots."""
    for number, facility in enumerate(facilities().order_by("identifier")[:FACILITIES]):
        for step in range(6):
            by, firm = firms[(number + step) % len(firms)]
            _to_come(facility, by, firm, step)
            _used(officer, facility, by, firm, step)
        first = timezone.localdate() + timedelta(days=21 + number)
        close(officer, facility.pk, first, first + timedelta(days=1), "年度检修（演示数据）")


def _to_come(facility: Entity, by: User, firm: Organisation, step: int) -> None:
    slots = slots_of(facility)
    day = timezone.localdate() + timedelta(days=1 + step)
    book(by, firm, facility.pk, day, slots[step % len(slots)], _PURPOSES[step % len(_PURPOSES)])


def _used(officer: User, facility: Entity, by: User, firm: Organisation, step: int) -> None:
    """As it was: a slot that is over cannot be booked any more. The last is left to be confirmed."""
    slot = slots_of(facility)[0]
    made = Booking.objects.create(
        facility=facility,
        day=timezone.localdate() - timedelta(days=40 - 7 * step),
        begins=slot.begins,
        ends=slot.ends,
        organisation=firm,
        purpose=_PURPOSES[step % len(_PURPOSES)],
        made_by=by,
        made_at=timezone.now() - timedelta(days=45 - 7 * step),
    )
    if step == 3:
        confirm_missed(officer, made.pk, "演示数据")
    elif step < 5:
        confirm_use(officer, made.pk, Decimal(2 + step) / 2, Decimal(4 * step + 2), "个样品", "演示数据")
