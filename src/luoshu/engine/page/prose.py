"""The prose of a document, each language apart: one in two languages says a thing in Chinese, then in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from luoshu.engine.page.parts import Block, Bullets, Paragraph, Quotation, Verbatim
from luoshu.engine.wording.phrases import CLOSE, OPEN, Phrase, Run, has_chinese
from luoshu.problems import Lang

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_LATIN = re.compile(r"[A-Za-z]")
_MARKS = {"⟨": OPEN, "⟩": CLOSE}


def language_of(text: str) -> Lang | None:
    """The language of some words; an English sentence may have a Chinese name in it. None: neither."""
    chinese, latin = sum(map(has_chinese, text)), len(_LATIN.findall(text))
    if not chinese and not latin:
        return None
    return "zh" if 2 * chinese >= latin else "en"


def apart(text: str) -> list[tuple[Lang | None, str]]:
    """A paragraph's languages: `中文 / English` on one line, or lines of Chinese before lines of English."""
    for stroke in re.finditer(r"\s/\s", text):
        left, right = text[: stroke.start()], text[stroke.end() :]
        if language_of(left) == "zh" and language_of(right) == "en":
            return [("zh", left), ("en", right)]
    found = [(lang, "\n".join(lines)) for lang, lines in groupby(text.split("\n"), language_of)]
    return found if [lang for lang, _ in found] == ["zh", "en"] else [(language_of(text), text)]


def blocks_of(tokens: Sequence[Token], lang: Lang) -> list[Block]:
    """Prose: paragraphs, lists, quotations, blocks of code. What is no prose is left out."""
    return paired(list(_blocks(tokens, lang)), lang)


def _blocks(tokens: Sequence[Token], lang: Lang) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _end_of(tokens, at)
        inner = tokens[at + 1 : end]
        match token.type:
            case "paragraph_open":
                for said_in, text in apart(inner[0].content):
                    yield Paragraph(phrase_of(text), said_in)
            case "bullet_list_open" | "ordered_list_open":
                items = tuple(tuple(blocks_of(item, lang)) for item in _items(inner))
                yield Bullets(items, token.type == "ordered_list_open")
            case "blockquote_open":
                yield Quotation(tuple(blocks_of(inner, lang)))
            case "fence" | "code_block":
                yield Verbatim(token.content)
        at = end + 1


def _end_of(tokens: Sequence[Token], at: int) -> int:
    """The token that closes the one at a place, or the place itself."""
    if tokens[at].nesting != 1:
        return at
    level = tokens[at].level
    return next(end for end in range(at + 1, len(tokens)) if tokens[end].level == level and tokens[end].nesting == -1)


def _items(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    at = 0
    while at < len(tokens):
        end = _end_of(tokens, at)
        yield tokens[at + 1 : end]
        at = end + 1


def paired(blocks: list[Block], lang: Lang) -> list[Block]:
    """Chinese paragraphs that English ones follow: a Chinese page leaves the English out, an English one puts it first.

    Words in the page's own language lose their mark; of those in the other there is no translation.
    """
    found: list[Block] = []
    for is_prose, group in groupby(blocks, lambda block: isinstance(block, Paragraph)):
        if not is_prose:
            found += group
            continue
        chinese: list[Paragraph] = []
        english: list[Paragraph] = []
        for each in group:
            assert isinstance(each, Paragraph)
            if each.lang == "zh" and english:
                found += _pair(chinese, english, lang)
                chinese, english = [], []
            (english if each.lang == "en" else chinese).append(each)
        found += _pair(chinese, english, lang)
    return found


def _pair(chinese: list[Paragraph], english: list[Paragraph], lang: Lang) -> list[Paragraph]:
    both = bool(chinese) and bool(english)
    if lang == "zh":
        return [_in(lang, each) for each in (chinese if both else chinese + english)]
    originals = [replace(each, original=both) for each in chinese]
    return [_in(lang, each) for each in [*english, *originals]]


def _in(lang: Lang, paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, lang=None) if paragraph.lang == lang else paragraph


# --- inside a line ----------------------------------------------------------------------------------------------------


def phrase_of(text: str) -> Phrase:
    """The runs of a line of Markdown."""
    (inline,) = MARKDOWN.parseInline(text)
    return tuple(_runs(inline.children or []))


def marked(text: str) -> Phrase:
    """Plain words, the signs around an assumption apart."""
    return tuple(_MARKS.get(piece) or Run(piece) for piece in re.split("([⟨⟩])", text) if piece)


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    strong = slanted = False
    link = ""
    for at, token in enumerate(tokens):
        match token.type:
            case "strong_open" | "strong_close":
                strong = token.nesting == 1
            case "em_open" | "em_close":
                slanted = token.nesting == 1
            case "link_open":
                link = str(token.attrGet("href") or "")
            case "link_close":
                link = ""
            case "code_inline":
                yield Run(token.content, "code", link, strong=strong, slanted=slanted)
            case "softbreak" | "hardbreak":
                before, after = _neighbour(tokens, at - 1)[-1:], _neighbour(tokens, at + 1)[:1]
                if not (_is_wide(before) and _is_wide(after)):
                    yield Run(" ")
            case _:
                for run in marked(token.content):
                    yield replace(run, target=link, strong=strong, slanted=slanted) if run.kind == "text" else run


def _neighbour(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].content if 0 <= at < len(tokens) else ""


def _is_wide(sign: str) -> bool:
    """A sign of Chinese: between two of them a new line is no space."""
    return bool(sign) and (has_chinese(sign) or sign in "，。；：、？！（）《》“”〔〕⟨⟩")
