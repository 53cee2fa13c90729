"""What somebody may do with a thing while it is in some state, and what they read once it is so no more.

A form that is sent twice, or was opened before somebody else went on with the thing, is no matter of who may: a page
that speaks of roles would mislead. A rule that asks for a state says so beside it:

    @while_(lambda booking: booking.state == Booking.State.BOOKED, changed=lambda booking: Changed(address, Text(…)))
    @rule("预约单位的人员", "people of who booked")
    def cancels_booking(who: Acting, booking: Booking) -> bool: ...

It holds where both hold, for links and lists as any rule. `require_now` refuses whom it would not hold for in whatever
state; all others are told what has changed: a page leads them to the thing (`LeadingOn`, a middleware), a program gets
409.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import Refused, Rule, Test
from luoshu.office.shell.language import language
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Changed:
    """Where the thing is to be seen now, and what to say of it."""

    address: str
    said: Text


@dataclass(frozen=True, slots=True)
class StateRule(Rule):
    """Who may while a thing is in some state."""

    whatever_the_state: Test
    changed: Callable[[Any], Changed]


class ChangedError(Exception):
    """The thing is no longer in the state in which somebody who may do it could do it."""

    def __init__(self, changed: Changed) -> None:
        super().__init__(changed.said.en)
        self.changed = changed


def while_(holds: Callable[[Any], bool], changed: Callable[[Any], Changed]) -> Callable[[Rule], StateRule]:
    """Makes a rule about who may one that asks for a state of the thing as well."""

    def made(rule: Rule) -> StateRule:
        return StateRule(rule.who, lambda who, subject: rule(who, subject) and holds(subject), rule.test, changed)

    return made


def require_now(request: HttpRequest, asked: Rule, subject: Any) -> None:
    """
    Raises:
        Refused: the rule does not hold for who makes the request, whatever the state.
        ChangedError: it would, were the thing still as it was.
    """
    who = acting(request)
    if asked(who, subject):
        return
    if isinstance(asked, StateRule) and asked.whatever_the_state(who, subject):
        raise ChangedError(asked.changed(subject))
    raise Refused(asked)


class LeadingOn:
    """Middleware: who came too late is led to the thing, and reads what has changed."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        if not isinstance(wrong, ChangedError):
            return None
        messages.warning(request, wrong.changed.said.say(language()))
        return redirect(wrong.changed.address)
