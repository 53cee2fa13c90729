"""What changed from one version to the next, by article, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from luoshu.engine.difference_text import SIGNS, sentence
from luoshu.engine.labels import fact_label
from luoshu.policy.difference.changes import What
from luoshu.policy.difference.compare import difference
from luoshu.policy.model import Policy
from luoshu.problems import Lang, Text

_FRONT, _BESIDE = Text("文件头", "Front matter"), Text("此外", "Besides")


@dataclass(frozen=True, slots=True)
class Line:
    how: str  # added, removed, changed
    sign: str
    text: str
    before: str = ""  # of prose
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    articles: tuple[tuple[str, tuple[Line, ...]], ...]
    needed: tuple[str, ...]
    no_longer: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.needed or self.no_longer)


def compared(old: Policy, new: Policy, lang: Lang) -> Comparison:
    found = difference(old, new)
    articles = []
    for article, together in groupby(found.changes, key=lambda change: change.article):
        changes = list(together)
        title = article.say(lang) if article else (_FRONT if changes[0].what is What.FRONT else _BESIDE).say(lang)
        lines = tuple(
            Line(
                each.how,
                SIGNS[each.how],
                sentence(each, found).say(lang),
                each.before if each.what is What.TEXT else "",
                each.after if each.what is What.TEXT else "",
            )
            for each in changes
        )
        articles.append((title, lines))
    needed = tuple(fact_label(name, new).say(lang) for name in found.needed)
    no_longer = tuple(fact_label(name, old).say(lang) for name in found.no_longer)
    return Comparison(tuple(articles), needed, no_longer)
