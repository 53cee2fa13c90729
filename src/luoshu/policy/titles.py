"""The title register: the related list of an entity that says what authorities have granted, from when until when.

It is known by its fields: a text for the title and a date of its last day, by one of the names below. So a vocabulary
may call the list itself as it likes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import String
from luoshu.policy.model import RUN_DATE
from luoshu.policy.terms import Term

TITLE = ("资格名称", "资格", "title")
SINCE = ("自", "起", "有效期自", "有效期起", "from", "since")
UNTIL = ("至", "止", "有效期至", "有效期止", "until")
NUMBER = ("编号", "证书编号", "number")
_ITEM = "项"


@dataclass(frozen=True, slots=True)
class Held:
    """A title that an entity holds on a day; `until` is its last day, `title` which of several it is."""

    until: date
    number: str
    title: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Register:
    """The list, and which of its items' fields say what; without `since` a title holds from ever."""

    list: str
    title: str
    until: str
    since: str | None = None
    number: str | None = None

    def holds(self, titles: tuple[str, ...]) -> str:
        """In FEEL, whether the entity holds one of these titles on the run's date."""
        return self._some(titles, f"{_ITEM}.{self.until} >= {RUN_DATE}")

    def holds_beyond(self, titles: tuple[str, ...], term: Term, *, assumed: bool) -> str:
        """In FEEL, whether it does, and not only for this term more: the title's last day lies beyond."""
        duration = f'duration("P{term.count}{term.unit.value[-1]}")'
        return self._some(titles, f"{_ITEM}.{self.until} > {RUN_DATE} + {f'⟨{duration}⟩' if assumed else duration}")

    def _some(self, titles: tuple[str, ...], ends: str) -> str:
        begins = f"{_ITEM}.{self.since} <= {RUN_DATE} and " if self.since else ""
        names = [to_feel(String(title)) for title in titles]
        named = f"{_ITEM}.{self.title} " + (f"= {names[0]}" if len(names) == 1 else f"in ({', '.join(names)})")
        return f"(some {_ITEM} in {self.list} satisfies ({named} and {begins}{ends}))"

    def is_held(self, facts: Mapping[str, Any], titles: tuple[str, ...], on: date) -> bool | None:
        """Whether an entity with these facts holds one of these titles on a day; None where that cannot be told."""
        listed = facts.get(self.list)
        if not isinstance(listed, Sequence):
            return None
        valid = [self._is_valid(item, titles, on) for item in listed]
        return True if True in valid else None if None in valid else False

    def held(self, facts: Mapping[str, Any], titles: tuple[str, ...], on: date) -> Held | None:
        """The title as it is held on a day: of several the one that lasts longest. None where none surely is."""
        listed = facts.get(self.list)
        items = listed if isinstance(listed, Sequence) else ()
        valid = (item for item in items if self._is_valid(item, titles, on))
        found = (
            Held(item[self.until], str(item.get(self.number) or "") if self.number else "", item[self.title])
            for item in valid
        )
        return max(found, key=lambda held: held.until, default=None)

    def _is_valid(self, item: Mapping[str, Any], titles: tuple[str, ...], on: date) -> bool | None:
        name, since, until = (
            item.get(self.title),
            item.get(self.since) if self.since else date.min,
            item.get(self.until),
        )
        known = [
            None if name is None else name in titles,
            None if since is None else since <= on,
            None if until is None else on <= until,
        ]
        return False if False in known else None if None in known else True


def register_of(vocabulary: Vocabulary, entity: Record | None) -> Register | None:
    """The title register of an entity: the first of its lists whose items have a title and its last day."""
    for fact in entity.lists if entity else ():
        record = vocabulary.records.get(fact.target)
        if record is None:
            continue
        title = _field(record.facts, TITLE, {Kind.TEXT})
        until = _field(record.facts, UNTIL, {Kind.DATE})
        if title and until:
            since = _field(record.facts, SINCE, {Kind.DATE})
            return Register(fact.name, title, until, since, _field(record.facts, NUMBER, {Kind.TEXT}))
    return None


def _field(facts: Mapping[str, Fact], names: Iterable[str], kinds: Collection[Kind]) -> str | None:
    return next((name for name in names if name in facts and facts[name].kind in kinds), None)
