"""Which article of one document is which of the other, and the order in which those of both are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from luoshu.policy.difference.changes import Change, What, how
from luoshu.policy.difference.prose import TOP, Key, changed_paragraphs, key_of, prose
from luoshu.policy.model import Article, Policy


def article_at(policy: Policy, line: int) -> Article | None:
    """The article in which a line stands."""
    return next((article for article in reversed(policy.articles) if article.line <= line), None)


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of two documents by key. `paired` holds the new key of each old one that is still there."""

    old: Mapping[Key, Article]
    new: Mapping[Key, Article]
    paired: Mapping[Key, Key]

    def is_where_it_was(self, old: Article, new: Article) -> bool:
        return self.paired.get(key_of(old)) == key_of(new)

    def home(self, article: Article) -> Article:
        """An article of the old document in the new one; itself where it is gone."""
        return self.new.get(self.paired.get(key_of(article), ("",)), article)

    def position(self, article: Article) -> tuple[int, int]:
        """Where an article comes among those of both: one that is gone, after what stood before it."""
        if key_of(article) == TOP:
            return -1, -1
        places = {key: place for place, key in enumerate(self.new)}
        if self.new.get(key_of(article)) == article:
            return places[key_of(article)], -1
        before = -1
        for number, (key, other) in enumerate(self.old.items()):
            if other == article:
                return before, number
            before = places.get(self.paired.get(key, ("",)), before)
        return before, -1


def pair_articles(old: Policy, new: Policy, renamed: Mapping[str, str]) -> Articles:
    """Pairs articles by their titles; or else by what stands under them: the same text, or most of the decisions there
    and below."""
    before = {key_of(article): article for article in old.articles}
    after = {key_of(article): article for article in new.articles}
    old_words, new_words = prose(old), prose(new)
    homes = {name: key_of(decision.article) for name, decision in new.decisions.items()}
    by_text = {tuple(new_words[key]): key for key in reversed(after) if key in new_words}
    paired: dict[Key, Key] = {TOP: TOP}
    for key in before:
        if key in paired:
            continue
        same_title = (*paired.get(key[:-1], key[:-1]), key[-1])
        names = [name for name, decision in old.decisions.items() if key_of(decision.article)[: len(key)] == key]
        there = [homes.get(renamed.get(name, name)) for name in names]
        most = _most([home[: len(key)] if home else None for home in there])
        likely = by_text.get(tuple(old_words.get(key, ()))), most
        choice = [same_title, *(each for each in likely if each is not None and each not in before)]
        found = next((each for each in choice if each in after and each not in paired.values()), None)
        if found is not None:
            paired[key] = found
    return Articles(before, after, paired)


def _most(found: Sequence[Key | None]) -> Key | None:
    """What most are; None where there is no such."""
    most = max(found, key=found.count, default=None)
    return most if 2 * found.count(most) > len(found) else None


def article_changes(articles: Articles) -> Iterator[Change]:
    """The articles that came, went, or have another title."""
    for key, article in articles.old.items():
        there = articles.paired.get(key)
        if there is None:
            yield Change(What.ARTICLE, "removed", before=article.title, lines=(article.line, None), article=article)
        elif key and there in articles.new and key[-1] != there[-1]:
            now = articles.new[there]
            lines = article.line, now.line
            yield Change(What.ARTICLE, "renamed", before=article.title, after=now.title, lines=lines, article=now)
    kept = set(articles.paired.values())
    for key, article in articles.new.items():
        if key not in kept:
            yield Change(What.ARTICLE, "added", after=article.title, lines=(None, article.line), article=article)


def text_changes(old: Policy, new: Policy, articles: Articles) -> Iterator[Change]:
    """The words of articles that are not what they were; those of an article that came or went go with it."""
    before, after = prose(old), prose(new)
    for key, there in articles.paired.items():
        was, now = articles.old.get(key), articles.new.get(there)
        pairs = list(changed_paragraphs(before.get(key, []), after.get(there, [])))
        if pairs:
            gone, come = ("\n".join(text for text in texts if text) for texts in zip(*pairs, strict=True))
            lines = was.line if was else 1, now.line if now else 1
            yield Change(What.TEXT, how(gone, come), before=gone, after=come, lines=lines, article=now or was)
