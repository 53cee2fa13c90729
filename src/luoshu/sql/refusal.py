"""What SQL cannot express exactly is refused, by name and place; the run then interprets that decision alone."""

from __future__ import annotations

from luoshu.feel.tree import Node
from luoshu.problems import Text


class RefusalError(Exception):
    """Raised while compiling; `node` is where it happened, when known."""

    def __init__(self, text: Text, node: Node | None = None) -> None:
        super().__init__(text.en)
        self.text, self.node = text, node


def refuse(zh: str, en: str, node: Node | None = None) -> RefusalError:
    return RefusalError(Text(zh, en), node)
