"""The language of whoever reads, and words that wait until it is known (labels of forms)."""

from __future__ import annotations

from typing import cast

from django.utils.functional import lazystr
from django.utils.translation import get_language

from luoshu.problems import Lang, Text


def language() -> Lang:
    return "en" if (get_language() or "").startswith("en") else "zh"


class _Lazily:
    """Both languages; which one is asked for when it is written."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text.say(language())


def lazily(zh: str, en: str) -> str:
    """For what is written once and read by many: `forms.CharField(label=lazily("姓名", "Name"))`."""
    return cast(str, lazystr(_Lazily(Text(zh, en))))


class Said(str):
    """What was said in one language, which still knows the other: a program is told both."""

    __slots__ = ("text",)
    text: Text

    def __new__(cls, text: Text) -> Said:
        made = super().__new__(cls, text.say(language()))
        made.text = text
        return made


def here(zh: str, en: str) -> str:
    """In the language of the request that is being answered: for messages."""
    return Said(Text(zh, en))
