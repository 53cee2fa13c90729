"""What every template has: words in the reader's language, the stylesheet, the bar of places.

`{% say "政策" "Policies" %}`; `{{ text|said }}` of a Text, which has both.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from luoshu.engine.look import answers
from luoshu.office.shell import places as bar
from luoshu.office.shell.language import language
from luoshu.office.shell.style import address
from luoshu.problems import Text

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    return Text(zh, en).say(language())


@register.filter
def said(text: Text | str | None) -> str:
    return text.say(language()) if isinstance(text, Text) else text or ""


@register.filter
def as_written(value: Any) -> str:
    """A value of JSON as people write it: a list with its commas, what belongs to a name behind it."""
    match value:
        case None | "":
            return "–"
        case bool():
            return (Text("是", "yes") if value else Text("否", "no")).say(language())
        case list():
            return Text("、", ", ").say(language()).join(map(as_written, value))
        case dict():
            colon = Text("：", ": ").say(language())
            parts = (f"{name}{colon}{as_written(each)}" for name, each in value.items())
            return Text("；", "; ").say(language()).join(parts)
        case _:
            return str(value)


def marked(shape: str, classes: str, text: Text) -> SafeString:
    """A word with the shape that goes with its colour, for the filters of every app that tell a state."""
    words = text.say(language())
    return format_html('<span class="{}"><span aria-hidden="true">{}</span> {}</span>', classes, shape, words)


@register.filter
def day(on: date | None) -> str:
    """2025 年 6 月 30 日, 30 June 2025."""
    if on is None:
        return ""
    return f"{on.year} 年 {on.month} 月 {on.day} 日" if language() == "zh" else f"{on.day} {on:%B %Y}"


@register.filter
def moment(at: datetime | None) -> str:
    """A day and the time on it, here: 2025 年 6 月 30 日 09:05."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{day(local)} {local:%H:%M}"


@register.simple_tag
def stylesheet(name: str = "office") -> str:
    return address(name)


@register.inclusion_tag("shell/shape.html")
def shape(answer: str) -> dict[str, Any]:
    """The shape of a yes, a no, or what cannot be told; `{% shapes %}` belongs before the first on a page."""
    return {"answer": answer}


@register.inclusion_tag("shell/shapes.html")
def shapes() -> dict[str, Any]:
    return {"symbols": mark_safe(answers())}


@register.inclusion_tag("shell/places_within.html", takes_context=True)
def places_within(context: dict[str, Any], part: str) -> dict[str, Any]:
    """The tabs that other apps have put beside a part's own."""
    return {"shown": bar.shown_within(part, context["request"])}


@register.inclusion_tag("shell/places.html", takes_context=True)
def places(context: dict[str, Any]) -> dict[str, Any]:
    return {"shown": bar.shown(context["request"])}
