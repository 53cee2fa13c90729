"""Pages that are one form, or one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from luoshu.office.shell.forms import attempt
from luoshu.office.shell.language import language
from luoshu.problems import Text


def told(request: HttpRequest, text: Text) -> None:
    messages.success(request, text.say(language()))


def asked(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: Text,
    button: Text,
    done: Text,
    back: str,
    lead: Text | None = None,
    against: bool = False,
    reads_only: bool = False,
) -> HttpResponse:
    """The form, until what it asks for is done; then back to where it came from. Who only reads gets no button."""
    if reads_only:
        for field in form.fields.values():
            field.disabled = True
    if request.method == "POST" and attempt(form, lambda: do(form.cleaned_data)):
        told(request, done)
        return redirect(back)
    shown = {
        "form": form,
        "title": title,
        "button": button,
        "back": resolve_url(back),
        "lead": lead,
        "against": against,
        "reads_only": reads_only,
    }
    return render(request, "accounts/form.html", shown, status=422 if form.errors else 200)


def linked(request: HttpRequest, token: str, name: str, back: str, lasts: Text) -> HttpResponse:
    """The link of an invitation, once."""
    from django.urls import reverse

    address = request.build_absolute_uri(reverse("invitation", args=[token]))
    shown = {"address": address, "name": name, "back": back, "lasts": lasts}
    answer = render(request, "accounts/link.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer
