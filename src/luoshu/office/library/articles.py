"""The articles of a policy by their headings, as its page has them: what a question may be about."""

from __future__ import annotations

from datetime import date
from itertools import product

from django.utils import timezone

from luoshu.engine.page.parts import Page
from luoshu.office.library import queries
from luoshu.office.library.models import Document, Version
from luoshu.office.library.shelf import shelf
from luoshu.problems import Lang

_LANGS: tuple[Lang, ...] = ("zh", "en")  # what we add to a document has headings of its own in each


def articles_of(page: Page) -> list[str]:
    titles = (each.original or each.title for each in page.sections if each.level <= 3)
    return [each for each in titles if each]


def articles_on(version: Version, on: date, lang: Lang) -> list[str]:
    kept = shelf()
    with kept.lock:
        return articles_of(kept.page(version, on, lang))


def has_article(document: Document, title: str) -> bool:
    """Whether any version of the policy that people can read has it, the latest first."""
    today, versions = timezone.localdate(), queries.versions_of(document.key)
    return any(title in articles_on(version, today, lang) for version, lang in product(versions, _LANGS))
