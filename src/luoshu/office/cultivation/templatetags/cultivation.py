"""`{% load cultivation %}`: what lacks, where an entry stands, how it ended, as people read it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from luoshu.office.cultivation import saying
from luoshu.office.cultivation.models import Entry, Search, Task
from luoshu.office.cultivation.saying import Measured
from luoshu.office.register.authorised import Lapsed
from luoshu.office.shell.language import language
from luoshu.office.shell.templatetags.words import marked
from luoshu.problems import Text

register = template.Library()


@register.inclusion_tag("cultivation/lack.html")
def lacking(lack: Measured, search: Search, lapsed: Lapsed) -> dict[str, Any]:
    """A failing condition with what is, what is needed, what lacks; its article at one click."""
    have, need, gap = (_set_off(each) for each in saying.figures(lack, search, lapsed))
    told = search.result.get("conditions", {}).get(str(lack.number), {})
    return {
        "lack": lack,
        "asked": Text(*told.get("said", ("", ""))),
        "says_all": told.get("kind") == "boolean" or search.snapshot_id in lapsed,  # the words without a figure
        "have": have,
        "need": need,
        "gap": gap,
        "article": Text(*told.get("article", ("", ""))),
        "policy": told.get("policy"),
    }


@register.simple_tag
def condition_of(task: Task) -> SafeString:
    """What the condition asks that a task serves: as the last search of its entry has it."""
    reading = task.entry.reading
    asked = saying.asked(task.condition, reading.search.result["conditions"] if reading else {})
    if asked.en == task.condition:  # nothing is known of it but how the policy writes it
        return format_html('<code class="condition" lang="zh-Hans">{}</code>', task.condition)
    return format_html('<span class="condition">{}</span>', asked.say(language()))


def _set_off(text: Text) -> Text:
    """A figure stands off from the Chinese before it, a word does not."""
    return Text(f" {text.zh}" if text.zh[:1].isdigit() else text.zh, text.en)


@register.filter
def standing(value: str) -> SafeString:
    return state(saying.STANDINGS[value])


@register.filter
def standing_word(value: str) -> str:
    return saying.STANDINGS[value][2].say(language())


@register.filter
def state(told: tuple[str, str, Text]) -> SafeString:
    """A shape and a word in a colour."""
    shape, colour, word = told
    return marked(shape, f"state {colour}", word)


@register.filter
def end_word(value: str) -> str:
    return saying.ENDS[Entry.End(value)].say(language())


@register.filter
def doer(value: str) -> str:
    return saying.DOERS[Task.Doer(value)].say(language())


@register.filter
def label(pair: list[Any]) -> str:
    """Of a fact's name as JSON keeps it, the one in the reader's language."""
    return str(pair[0 if language() == "zh" else 1])


@register.filter
def get(found: dict[str, Any], key: str) -> Any:
    return found.get(key)
