"""What actions are called on the screen. Each app says so of its own when it is ready."""

from __future__ import annotations

from collections.abc import Mapping

from luoshu.problems import Text

_WORDS: dict[str, Text] = {"audit.exported": Text("导出审计记录", "Audit exported")}


def call(words: Mapping[str, Text]) -> None:
    """`call({"facts.corrected": Text("更正数据", "Fact corrected")})`."""
    _WORDS.update(words)


def words_of(action: str) -> Text:
    """The action itself where nothing is said of it."""
    return _WORDS.get(action) or Text(action, action)


def known() -> dict[str, Text]:
    return dict(sorted(_WORDS.items()))
