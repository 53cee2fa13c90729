"""The language of the screen: `--lang`, else LUOSHU_LANG, else the locale. Imports nothing: help comes at once."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from luoshu.problems import Lang

_chosen: Lang = "en"


def choose(arguments: list[str]) -> None:
    """Settles the language from the arguments of a call (wherever `--lang` stands in it) and the environment."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = "zh" if _wanted(arguments).lower().startswith("zh") else "en"


def _wanted(arguments: list[str]) -> str:
    for position, word in enumerate(arguments):
        if word == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    names = ("LUOSHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((value for name in names if (value := os.environ.get(name))), "")


def language() -> Lang:
    """The language that was chosen."""
    return _chosen


def say(zh: str, en: str) -> str:
    """The one of two texts that is in the chosen language."""
    return zh if _chosen == "zh" else en
