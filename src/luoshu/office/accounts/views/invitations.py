"""What a one-time link opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.actions.accept import PENDING, find, join, open_account, set_new_password
from luoshu.office.accounts.forms import JoinForm, NewPasswordForm
from luoshu.office.accounts.guard import public
from luoshu.office.accounts.models import Invitation, Purpose
from luoshu.office.accounts.provider import openid_connect
from luoshu.office.accounts.views.asking import told
from luoshu.office.shell.forms import attempt, sent
from luoshu.problems import Text

_IN = Text("已加入，请登录。", "You have joined. Please sign in.")


@sensitive_post_parameters("password")
@never_cache
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = find(token)
    if found is None:
        return render(request, "accounts/link_over.html", status=410)
    if found.purpose == Purpose.PASSWORD:
        return _password(request, token, found)
    user = acting(request).user
    if user is not None:
        return _joined_by(request, token, found)
    form = JoinForm(sent(request), initial={"name": found.name})
    if request.method == "POST" and attempt(form, lambda: open_account(token, **form.cleaned_data)):
        told(request, _IN)
        return redirect("account_login")
    if openid_connect():
        request.session[PENDING] = token
    shown = {"form": form, "invitation": found, "oidc": bool(openid_connect())}
    return render(request, "accounts/join.html", shown, status=422 if form.errors else 200)


def _joined_by(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    from django import forms

    user = acting(request).user
    assert user is not None
    form = forms.Form(sent(request))
    if request.method == "POST" and attempt(form, lambda: join(token, user)):
        messages.success(request, str(found.organisation))
        return redirect("me")
    shown = {"form": form, "invitation": found}
    return render(request, "accounts/join_as.html", shown, status=422 if form.errors else 200)


def _password(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    form = NewPasswordForm(sent(request))
    if request.method == "POST" and attempt(form, lambda: set_new_password(token, form.cleaned_data["password"])):
        told(request, Text("密码已设置，请登录。", "The password is set. Please sign in."))
        return redirect("account_login")
    shown = {"form": form, "invitation": found}
    return render(request, "accounts/new_password.html", shown, status=422 if form.errors else 200)
