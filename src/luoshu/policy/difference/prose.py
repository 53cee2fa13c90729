"""The words of a document, article by article: everything in it that is not carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.markdown import Fence, Grid, Heading, read_blocks
from luoshu.policy.model import Article, Policy
from luoshu.policy.sections import is_executable
from luoshu.policy.source import Findings, Source

Key = tuple[str, ...]
TOP: Key = ()  # what stands under the title, or before any heading
_RULE = re.compile("[|:-][|: -]*")  # between the heading of a table and its rows
SHOWN = 80  # letters of a paragraph around what changed


def key_of(article: Article) -> Key:
    """The titles that lead to an article; the document's own is none of them."""
    return article.path[1:]


def prose(policy: Policy) -> dict[Key, list[str]]:
    """The paragraphs of each article, their spaces made single: lines may be broken elsewhere. A row of a table that is
    not carried out is a paragraph."""
    source = Source(policy.text, policy.path)
    findings = Findings(source=source)
    body = read_front_matter(source, findings).body
    carried_out: set[int] = set()
    for block in read_blocks(source, findings, body=body):
        carried_out.update(_lines_carried_out(block, source))
    heads = {article.line: key_of(article) for article in policy.articles}
    found: dict[Key, list[str]] = {}
    key, paragraph = TOP, list[str]()
    for line in range(body, len(source.lines) + 2):
        text = source.lines[line - 1].strip() if line <= len(source.lines) else ""
        ends = not text or line in heads or line in carried_out
        if paragraph and (ends or text.startswith("|")):
            found.setdefault(key, []).append(" ".join(" ".join(paragraph).split()))
            paragraph = []
        ends = ends or _RULE.fullmatch(text) is not None
        key = heads.get(line, key)
        if not ends:
            paragraph.append(text)
    return found


def _lines_carried_out(block: Heading | Grid | Fence, source: Source) -> range:
    match block:
        case Fence(info="feel"):
            return range(block.line, source.line_of(block.span.end) + 1)
        case Grid() if is_executable(block):
            last = block.rows[-1].line if block.rows else block.line + 1
            return range(block.line, last + 1)
    return range(0)


def changed_paragraphs(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """The paragraphs that differ, old beside new, each cut to where it does; empty where there is none beside it."""
    for tag, low, high, new_low, new_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[low:high], after[new_low:new_high]
        both = min(len(gone), len(come))
        yield from map(_cut, gone[:both], come[:both])
        yield from ((_short(text), "") for text in gone[both:])
        yield from (("", _short(text)) for text in come[both:])


def _cut(before: str, after: str) -> tuple[str, str]:
    """Two paragraphs from shortly before the first letter in which they differ."""
    same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    start = max(0, (min(len(before), len(after)) if same is None else same) - SHOWN // 4)
    lead = "…" if start else ""
    return lead + _short(before[start:]), lead + _short(after[start:])


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rstrip() + "…"
