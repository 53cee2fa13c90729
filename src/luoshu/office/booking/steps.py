"""The steps of an order: who may take each, in which state, what it wants to know, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule
from luoshu.office.accounts.models import User
from luoshu.office.booking.actions import order as actions
from luoshu.office.booking.actions.confirm_service import confirm_service
from luoshu.office.booking.forms import ReportForm, SaidForm
from luoshu.office.booking.models import Order
from luoshu.office.booking.rules import answers_order, settles_order

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    rule: Rule
    state: Order.State
    form: Callable[..., forms.Form]
    take: Callable[[User, int, Given], object]

    def can_be_taken(self, who: Acting, order: Order) -> bool:
        return order.state == self.state and self.rule(who, order)


_MAY_SAY, _MUST_SAY = partial(SaidForm, False), partial(SaidForm, True)
STEPS: Mapping[str, Step] = {
    "take": Step(
        answers_order, Order.State.ASKED, _MAY_SAY, lambda by, key, given: actions.take(by, key, given["said"])
    ),
    "decline": Step(
        answers_order, Order.State.ASKED, _MUST_SAY, lambda by, key, given: actions.decline(by, key, given["said"])
    ),
    "report": Step(
        answers_order, Order.State.TAKEN, ReportForm, lambda by, key, given: actions.report(by, key, **given)
    ),
    "confirm": Step(settles_order, Order.State.REPORTED, forms.Form, lambda by, key, _: confirm_service(by, key)),
    "send-back": Step(
        settles_order, Order.State.REPORTED, _MUST_SAY, lambda by, key, given: actions.send_back(by, key, given["said"])
    ),
    "withdraw": Step(settles_order, Order.State.ASKED, forms.Form, lambda by, key, _: actions.withdraw(by, key)),
}
