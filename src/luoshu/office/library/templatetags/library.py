"""What the pages of the library say of versions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from luoshu.engine.page.words import period as period_in_words
from luoshu.office.library.inputs import Input
from luoshu.office.library.models import State, Version
from luoshu.office.shell.language import language

register = template.Library()
_LONGEST = {"zh": 90, "en": 220}
_SENTENCE = re.compile(r".+?(?:[。！？；]|[.!?;](?=\s|$)|$)", re.DOTALL)


@register.simple_tag
def lead(version: Version) -> str:
    """The document's first sentences, as many as are short together."""
    lang = language()
    text = version.lead if lang == "zh" else version.lead_en or version.lead
    told = ""
    for sentence in _SENTENCE.findall(text):
        if told and len(told) + len(sentence) > _LONGEST[lang]:
            break
        told += sentence
    return told.rstrip("；;")


@register.simple_tag
def gives(version: Version) -> SafeString:
    """Its benefits, the first three."""
    text = version.gives if language() == "zh" else version.gives_en or version.gives
    lines = text.split("\n") if text else []
    if not lines:
        return mark_safe("")
    more = len(lines) - 3
    rest = "" if more <= 0 else f"另有 {more} 项" if language() == "zh" else f"and {more} more"
    items = format_html_join("", "<li>{}</li>", ((line,) for line in [*lines[:3], *filter(None, [rest])]))
    return format_html('<ul class="gives">{}</ul>', items)


@register.simple_tag
def period(version: Version) -> str:
    return period_in_words(version.since, version.until, language())


@register.filter
def a_day(version: Version, on: date | None) -> date:
    """A day on which it is in force: that one, or the nearest."""
    day = on or timezone.localdate()
    return max(min(day, version.until or date.max), version.since or date.min)


@register.simple_tag(takes_context=True)
def replaced(context: dict[str, Any], **changes: Any) -> str:
    """The query string with some of its parameters written anew; empty ones left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value != "":
            query[name] = value
    return str(query.urlencode())


@register.simple_tag
def shown(given: Input) -> str:
    """What was answered, as people write it."""
    return given.shown(language())


@register.simple_tag
def state_of(version: Version) -> str:
    return State(version.state).text.say(language())


@register.filter
def listed(names: Iterable[str]) -> str:
    """Names with what stands between them in the reader's language."""
    return ("、" if language() == "zh" else ", ").join(names)
