"""Tokens for programs: one's own, and for administrators those of all."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts import queries
from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.actions.keep_tokens import make_token, revoke_token
from luoshu.office.accounts.forms import TokenForm
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.accounts.models import Token, TokenScope
from luoshu.office.accounts.rules import administrator, makes_tokens, reads_house, revokes_token, signed_in
from luoshu.office.accounts.views.asking import told
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.paging import rows
from luoshu.problems import Text

USUAL = timedelta(days=90)


@allowed(signed_in)
def own_tokens(request: HttpRequest) -> HttpResponse:
    shown = {"rows": rows(request, queries.tokens(user_of(request))), "makes": may(request, makes_tokens)}
    return render(request, "accounts/tokens.html", shown)


@allowed(makes_tokens)
def token_new(request: HttpRequest) -> HttpResponse:
    """For the organisation that they act for now, with what is of use to what they are there."""
    who = acting(request)
    assert who.organisation is not None  # the rule
    organisation = who.organisation
    offered = [scope for scope in TokenScope if not scope.of_use_to.isdisjoint(who.roles)]
    form = TokenForm(offered, sent(request), initial={"until": timezone.localdate() + USUAL})
    made: list[tuple[Token, str]] = []

    def do() -> None:
        given = form.cleaned_data
        scopes = [TokenScope(each) for each in given["scopes"]]
        made.append(make_token(user_of(request), organisation, given["name"], scopes, given["until"]))

    if request.method == "POST" and attempt(form, do):
        token, secret = made[0]
        answer = render(request, "accounts/token_made.html", {"token": token, "secret": secret})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    shown = {
        "form": form,
        "title": Text("新建令牌", "A new token"),
        "lead": Text(
            f"程序用它以您的身份代表“{organisation}”办事：您不能做的，它也不能；您的任职结束，它随之失效。",
            f"With it a program acts as you do for {organisation}: it may never do what you may not, "
            "and it ends with your role there.",
        ),
        "button": Text("生成令牌", "Make the token"),
        "back": reverse("own-tokens"),
    }
    return render(request, "accounts/form.html", shown, status=422 if form.errors else 200)


@require_POST
@allowed(signed_in)
def token_revoke(request: HttpRequest, number: int) -> HttpResponse:
    held = get_object_or_404(Token, pk=number)
    require(request, revokes_token, held)
    revoke_token(user_of(request), held)
    told(request, Text("令牌已撤销，立即失效。", "The token is revoked, from now on."))
    return redirect("own-tokens" if held.user_id == user_of(request).pk else "tokens")


@allowed(reads_house)
def tokens(request: HttpRequest) -> HttpResponse:
    shown = {"rows": rows(request, queries.tokens()), "all": True, "changes": may(request, administrator)}
    return render(request, "accounts/tokens.html", shown)
