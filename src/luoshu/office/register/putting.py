"""What is stated of entities, put beside what is known: only what differs is recorded, and ends what it differs from.

Everything that records facts comes through here: imports, corrections, checks, what undoes an import.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luoshu.office.register import bulk
from luoshu.office.register.deviating import Key, follow
from luoshu.office.register.models import Fact, Item, Recording

Stated = tuple[int, str, int, str | None]  # and its value; None: it is not known after all
List = tuple[int, str]  # entity, name of the list


@dataclass(slots=True)
class Difference:
    """What of a statement is new: `added` are rows to record, `ends` the keys of those that they end."""

    added: list[tuple[int, str, int, str]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    before: dict[Key, str] = field(default_factory=dict)  # the values that are changed
    unchanged: int = 0

    @property
    def new(self) -> int:
        """How many facts had no value."""
        return len(self.added) + self.withdrawn - len(self.ends)

    @property
    def changed(self) -> int:
        return len(self.ends)

    withdrawn: int = 0


@dataclass(slots=True)
class ListDifference:
    """The same of related lists: items to record, keys of those that are no longer on their list."""

    added: list[tuple[int, str, str]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    unchanged: int = 0


def difference(stated: Iterable[Stated], entities: Collection[int]) -> Difference:
    """What of it is not known already; `entities` are all that it speaks of and that are known."""
    known = current(entities)
    found = Difference()
    for entity, name, year, value in stated:
        have = known.get((entity, name, year))
        if have is None:
            if value is not None:
                found.added.append((entity, name, year, value))
        elif have[1] == value:
            found.unchanged += 1
        else:
            found.ends.append(have[0])
            found.before[entity, name, year] = have[1]
            if value is None:
                found.withdrawn += 1
            else:
                found.added.append((entity, name, year, value))
    return found


def current(entities: Collection[int]) -> dict[Key, tuple[int, str]]:
    """The key and value of every current fact of some entities."""
    rows = Fact.objects.filter(entity__in=entities, ended__isnull=True) if entities else Fact.objects.none()
    return {
        (entity, name, year): (key, value)
        for key, entity, name, year, value in rows.values_list("pk", "entity_id", "name", "year", "value").iterator(
            10_000
        )
    }


def list_difference(stated: Mapping[List, Sequence[str]], entities: Collection[int]) -> ListDifference:
    """What differs of lists that are stated as a whole: what is not among them any more is ended."""
    found = ListDifference()
    known: dict[List, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    if entities:
        rows = Item.objects.filter(entity__in=entities, ended__isnull=True)
        for key, entity, name, content in rows.values_list("pk", "entity_id", "name", "content").iterator(10_000):
            known[entity, name][content].append(key)
    for (entity, name), contents in stated.items():
        have = known[entity, name]
        for content, count in Counter(contents).items():
            keys = have.pop(content, [])
            found.unchanged += min(count, len(keys))
            found.added += [(entity, name, content)] * (count - len(keys))
            found.ends += keys[count:]
        found.ends += [key for keys in have.values() for key in keys]
    return found


def put(recording: Recording, facts: Difference, lists: ListDifference | None = None) -> None:
    """Records differences, in the transaction that is going on."""
    bulk.end(Fact, facts.ends, recording.pk)
    number = recording.pk
    bulk.insert(Fact, ("entity_id", "name", "year", "value", "recording_id"), ((*row, number) for row in facts.added))
    said = {(entity, name, year): (value, recording.source_id) for entity, name, year, value in facts.added}
    follow(dict.fromkeys(facts.before) | said)
    if lists is not None:
        bulk.end(Item, lists.ends, number)
        bulk.insert(Item, ("entity_id", "name", "content", "recording_id"), ((*row, number) for row in lists.added))
