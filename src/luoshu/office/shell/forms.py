"""How forms look everywhere (label above, hint, error beside the field and in a summary), and what they do.

`{{ form }}` in a template is enough, ours or another's: the renderer of the settings is this one. A form whose errors
come from an action: `if request.method == "POST" and attempt(form, lambda: do(…)): return redirect(…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict

from luoshu.office.shell.language import language, lazily
from luoshu.problems import Text


class Renderer(TemplatesSetting):
    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"


def attempt(form: forms.BaseForm, do: Callable[[], object]) -> bool:
    """Whether the form is valid and it was done; what the action has against it becomes errors of the form."""
    if not form.is_valid():
        return False
    try:
        do()
    except ValidationError as wrong:
        known = getattr(wrong, "error_dict", None)
        if known is not None and not set(known) <= {*form.fields, "__all__"}:
            form.add_error(None, wrong.messages)
        else:
            form.add_error(None, wrong)
        return False
    return True


def done(request: HttpRequest, do: Callable[[], object], said: str) -> bool:
    """Whether it was done: a message on the next page says so, or what is against it. For buttons that ask nothing."""
    try:
        do()
    except ValidationError as wrong:
        for each in wrong.messages:
            messages.error(request, each)
        return False
    messages.success(request, said)
    return True


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is made with: what was sent, were it nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def choices(texts: Iterable[tuple[Any, Text]], empty: Text | None = None) -> Callable[[], list[tuple[Any, str]]]:
    """Choices in the reader's language: `ChoiceField(choices=choices((kind, kind.text) for kind in Kind))`."""
    known = list(texts)

    def now() -> list[tuple[Any, str]]:
        first = [("", empty.say(language()))] if empty else []
        return [*first, *((value, text.say(language())) for value, text in known)]

    return now


class DayField(forms.DateField):
    """A day, by the browser's calendar or typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        wrong = lazily("日期请写成 2025-06-30", "Write the day as 2025-06-30")
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
        super().__init__(
            **{"widget": widget, "input_formats": formats, "error_messages": {"invalid": wrong}, **options}
        )


class SeeingForm(forms.Form):
    """Of something that others may change while somebody fills in: with how it was when the page showed it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def saw(self) -> str | None:
        """How it was; None where what was sent does not say."""
        return str(self.cleaned_data["seen"]) if "seen" in self.data else None

    def has_seen(self, now: str) -> None:
        """That the page shows how it is now, whatever it was when the form was sent."""
        if self.is_bound:
            self.data = {name: self.data[name] for name in self.data} | {"seen": now}


class ReasonForm(forms.Form):
    """Why something is done; it is kept in the audit."""

    reason = forms.CharField(
        label=lazily("原因", "Reason"),
        help_text=lazily("会写入审计记录，请勿填写证件号码。", "It is kept in the audit: no identity numbers, please."),
        min_length=2,
        max_length=200,
    )
