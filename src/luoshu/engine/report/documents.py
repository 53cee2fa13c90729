"""A policy's document as HTML, so that every answer has its article at one click."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

from luoshu.policy.model import Policy

# No raw HTML, and no pictures: the report must not fetch anything when it is opened.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def document_html(policy: Policy, prefix: str) -> Markup:
    """The document without its front matter; a heading's id is `prefix-LINE`, its line in the file."""
    body, skipped = _without_front_matter(policy.text)
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        if token.type == "heading_open" and token.map:
            token.attrSet("id", f"{prefix}-{token.map[0] + 1 + skipped}")
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type in ("table_open", "fence"):
            token.attrSet("tabindex", "0")  # what scrolls sideways must be in reach of the keyboard
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _without_front_matter(text: str) -> tuple[str, int]:
    """The body, and how many lines stand before it."""
    lines = text.split("\n")
    if lines and lines[0].strip("\ufeff \r") == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() == "---":
                return "\n".join(lines[number + 1 :]), number + 1
    return text, 0
