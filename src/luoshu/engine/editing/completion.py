"""What can stand at a position: names by their beginning, or by a word of their English label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshu.dmn.tables import HitPolicy
from luoshu.engine.editing.document import Edited
from luoshu.engine.editing.places import Spot, Where, spot
from luoshu.engine.editing.words import about_builtin, about_name, about_property, kind_of, label_of_meaning
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.lexing import KEYWORDS
from luoshu.policy.frontmatter import KEYS
from luoshu.policy.keywords import FORMS, MEANINGS
from luoshu.policy.names import FactName
from luoshu.policy.properties import PROPERTIES
from luoshu.problems import Lang

_LONGEST = 40  # characters of a name that are looked back at


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that can stand here, from column `start` on. `detail` is a few words, `about` Markdown."""

    word: str
    start: int
    sort: str  # name, function, keyword
    detail: str = ""
    about: str = ""
    label: str = ""  # English, by which it is found too


def complete(edited: Edited, line: int, column: int, lang: Lang = "zh") -> list[Offer]:
    """What can stand at a position, the likeliest first."""
    lines = edited.lines
    if line >= len(lines):
        return []
    before = lines[line][:column]
    place = spot(lines, line, column)
    found = [each for offer in _offers(edited, place, lang) if (each := _fitting(offer, before)) is not None]
    longest = min((offer.start for offer in found), default=column)
    return [offer for offer in found if offer.start == longest]


def _fitting(offer: Offer, before: str) -> Offer | None:
    """The offer from where the text before the position begins it; None where it does not."""
    for start in range(max(0, len(before) - _LONGEST), len(before) + 1):
        begun = before[start:]
        if begun != begun.lstrip() or (start and before[start - 1].isascii() and before[start - 1].isalnum()):
            continue
        if offer.word.startswith(begun) or _found_by_label(offer.label, begun):
            return Offer(offer.word, start, offer.sort, offer.detail, offer.about, offer.label)
    return None


def _found_by_label(label: str, begun: str) -> bool:
    return len(begun) > 1 and any(word.startswith(begun.lower()) for word in label.lower().split())


def _offers(edited: Edited, place: Spot, lang: Lang) -> Iterator[Offer]:
    match place.where:
        case Where.FRONT_MATTER:
            for key, meaning in KEYS.items():
                yield Offer(key, 0, "keyword", meaning.say(lang))
        case Where.KEYWORD:
            for word, form in FORMS.items():
                yield Offer(word, 0, "keyword", MEANINGS[form].say(lang))
            for policy in HitPolicy:
                yield Offer(policy.value, 0, "keyword", "DMN")
        case Where.PROPERTY if place.form is not None:
            for known in PROPERTIES[place.form]:
                for word in known.names:
                    yield Offer(word, 0, "keyword", known.meaning.say(lang), about_property(known, lang))
        case Where.VALUE if place.known is not None and place.known.choices:
            for word in place.known.choices:
                yield Offer(word, 0, "keyword", place.known.meaning.say(lang))
        case Where.VALUE | Where.CELL | Where.FORMULA:
            yield from _names(edited, lang)
            yield from _functions(lang)
            yield from (Offer(word, 0, "keyword") for word in sorted(KEYWORDS))


def _names(edited: Edited, lang: Lang) -> Iterable[Offer]:
    """The entity's names, and the fields of the items of its lists."""
    policy = edited.policy
    if policy is None:
        return
    for name, meaning in edited.names.items():
        label = label_of_meaning(meaning, name, policy)
        detail = " · ".join(filter(None, [kind_of(meaning).say(lang), label]))
        yield Offer(name, 0, "name", detail, about_name(name, meaning, policy, lang), label)
    for list_ in policy.vocabulary.records[policy.about].lists if policy.about in policy.vocabulary.records else []:
        record = policy.vocabulary.records.get(list_.target)
        for field in record.facts.values() if record else ():
            if field.name not in edited.names:
                about = about_name(field.name, FactName(field), policy, lang)
                detail = " · ".join(filter(None, [list_.name, field.english]))
                yield Offer(field.name, 0, "name", detail, about, field.english)


def _functions(lang: Lang) -> Iterator[Offer]:
    for name, function in BUILTINS.items():
        yield Offer(name, 0, "function", function.doc.say(lang), about_builtin(name, lang))
