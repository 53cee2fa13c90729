"""What every template has: words in the reader's language, the stylesheet, the bar of places.

`{% say "政策" "Policies" %}`; `{{ text|said }}` of a Text, which has both.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from luoshu.office.shell import places as bar
from luoshu.office.shell.language import language
from luoshu.office.shell.style import fingerprint
from luoshu.problems import Text

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    return Text(zh, en).say(language())


@register.filter
def said(text: Text | str | None) -> str:
    return text.say(language()) if isinstance(text, Text) else text or ""


@register.simple_tag
def stylesheet() -> str:
    return reverse("stylesheet", args=[fingerprint()])


@register.inclusion_tag("shell/places.html", takes_context=True)
def places(context: dict[str, Any]) -> dict[str, Any]:
    return {"shown": bar.shown(context["request"])}
