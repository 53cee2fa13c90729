"""allauth's pages of OpenID Connect, with an answer for people where the provider cannot be reached.

The way there begins with a form, so that nobody is sent on it by another site; but our pages may send forms to nowhere
else (CSP: browsers hold the answer to a form to it too). So a page stands between, which leads on by itself.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from requests import RequestException

from luoshu.office.accounts.guard import View, public


def _reaching(view: View) -> Any:
    @public
    @wraps(view)
    def reached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except (RequestException, KeyError):  # nobody there, or what answers is no provider
            return render(request, "socialaccount/authentication_error.html", status=502)
        if isinstance(answer, HttpResponseRedirect) and urlsplit(answer.url).netloc:
            return render(request, "socialaccount/going.html", {"address": answer.url})
        return answer

    return reached


sign_in = _reaching(oidc.login)
come_back = _reaching(oidc.callback)
