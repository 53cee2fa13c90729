"""Who may see a page or do a thing: the one way in which views of the office are guarded.

Every view stands under `@allowed(RULE)` or `@public`; `tests/office/test_routes.py` fails for one that does not.

    from luoshu.office.accounts.acting import acting
    from luoshu.office.accounts.guard import allowed, public, require
    from luoshu.office.accounts.rules import auditor, officer

    @public                                  # anyone, signed in or not
    def policy(request, name): ...

    @allowed(officer | auditor)              # a role in the organisation that they act for
    def enterprises(request): ...

    @allowed(officer, post=administrator)    # who may only look, and who may also send the form
    def calendar(request): ...

    @allowed(signed_in)                      # what depends on the thing itself is asked for where it is known
    def enterprise(request, identifier):
        found = get_object_or_404(Organisation, identifier=identifier)
        require(request, may_read_enterprise, found)

A rule is a :class:`Rule`: words in both languages ("经办人员" / "officers", which a refused person reads) and a test
of `(acting, subject)`. Rules combine with `|`, `&` and `~`. Make your own in your app's `rules.py`:

    may_import = Rule(Text("经办人员", "officers"), lambda who, _: who.has(Role.OFFICER))

    @rule("该企业的人员", "people of the enterprise")
    def may_read_enterprise(who: Acting, enterprise: Organisation) -> bool: ...

and beside each rule about a thing a queryset of the things for which it holds, `visible_to(who)`, with a test that the
two agree (`tests/office/agreement.py` has one to call).

Whoever is not signed in is sent to sign in, and comes back (of a form to its page: what was sent is lost, which the
page for signing in says); whoever is signed in and may not gets 403 and a page that
says who may, for whom they act now, and what to do. Either way nothing has happened: the guard stands before the view,
and `require` belongs before anything is written. `may(request, rule, subject)` asks without refusing (for links).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from luoshu.office.accounts.acting import OPENED_FOR, Acting, acting
from luoshu.office.shell.openness import View, public
from luoshu.office.shell.queries import page_of_form
from luoshu.problems import Text

__all__ = ["Refused", "Rule", "View", "allowed", "may", "public", "require", "rule"]

Test = Callable[[Acting, Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: in words, and as a test of the person who acts and (where it is about one) of a thing."""

    who: Text
    test: Test

    def __call__(self, who: Acting, subject: Any = None) -> bool:
        return self.test(who, subject)

    def __or__(self, other: Rule) -> Rule:
        words = Text(f"{self.who.zh}或{other.who.zh}", f"{self.who.en} or {other.who.en}")
        return Rule(words, lambda who, subject: self(who, subject) or other(who, subject))

    def __and__(self, other: Rule) -> Rule:
        words = Text(f"{self.who.zh}（并且是{other.who.zh}）", f"{self.who.en} who are also {other.who.en}")
        return Rule(words, lambda who, subject: self(who, subject) and other(who, subject))

    def __invert__(self) -> Rule:
        return Rule(
            Text(f"不是{self.who.zh}的人", f"those who are not {self.who.en}"),
            lambda who, subject: not self(who, subject),
        )


def rule(zh: str, en: str) -> Callable[[Test], Rule]:
    """Makes a test a rule, with the words for whom it holds."""
    return lambda test: Rule(Text(zh, en), test)


class Refused(PermissionDenied):
    """Somebody who is signed in may not: answered with 403 and a page that says why."""

    def __init__(self, broken: Rule) -> None:
        super().__init__(broken.who.en)
        self.rule = broken


def may(request: HttpRequest, asked: Rule, subject: Any = None) -> bool:
    return asked(acting(request), subject)


def require(request: HttpRequest, asked: Rule, subject: Any = None) -> None:
    """
    Raises:
        Refused: the rule does not hold for who makes the request.
    """
    if not may(request, asked, subject):
        raise Refused(asked)


def allowed(
    asked: Rule, *, post: Rule | None = None, first: bool = False, for_whomever: bool = False
) -> Callable[[View], View]:
    """Lets a request through to the view where the rule holds; `post`, where given, for what may change something.

    `first`: also before the second factor that the house may want of its people (for the pages that set it up).
    `for_whomever`: also a form that was opened while its sender acted for another organisation.
    """

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = acting(request)
            if not who.signed_in:
                return _to_sign_in(request)
            if not for_whomever and (changed := _changed_over(request, who)) is not None:
                return changed
            needed = asked if post is None or request.method in ("GET", "HEAD") else post
            if not needed(who):
                raise Refused(needed)
            return (None if first else _second_factor_first(request, who)) or view(request, *args, **kwargs)

        guarded.rule = asked  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guarding


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    # After signing in somebody comes back to the page of the form; what was sent is lost, and they are told.
    return redirect_to_login(page_of_form(request), f"{resolve_url(settings.LOGIN_URL)}?unsaved")


def _changed_over(request: HttpRequest, who: Acting) -> HttpResponse | None:
    """The page for a form that was opened for another organisation than its sender acts for now: in another window
    they have changed over. Nothing of it is taken."""
    opened_for = request.POST.get(OPENED_FOR)
    if opened_for is None or (who.organisation is not None and opened_for == str(who.organisation.pk)):
        return None
    before = next((each for each in who.choices if str(each.pk) == opened_for), None)
    shown = {"opened_for": before, "page": page_of_form(request)}
    return render(request, "accounts/changed_over.html", shown, status=409)


def _second_factor_first(request: HttpRequest, who: Acting) -> HttpResponse | None:
    """Where the house wants it, its own people set up a second factor before they do anything else."""
    from luoshu.office.accounts.second_factor import lacking

    return redirect("mfa_activate_totp") if who.of_the_house and lacking(request, who) else None
