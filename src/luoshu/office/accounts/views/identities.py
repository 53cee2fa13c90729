"""allauth's pages of OpenID Connect, with an answer for people where the provider cannot be reached."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from requests import RequestException

from luoshu.office.accounts.guard import View, public


def _reaching(view: View) -> Any:
    @public
    @wraps(view)
    def reached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, KeyError):  # nobody there, or what answers is no provider
            return render(request, "socialaccount/authentication_error.html", status=502)

    return reached


sign_in = _reaching(oidc.login)
come_back = _reaching(oidc.callback)
