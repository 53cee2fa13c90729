"""What is stated of entities, put beside what is known: only what differs is recorded, and ends what it differs from.

Where another source says what counts already, that is recorded beside it, ended at once: it counts nowhere, and is
known when sources are compared. Everything that records facts comes through here: imports, corrections, checks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from luoshu.office.register import bulk
from luoshu.office.register.authorised import lapsed_sources
from luoshu.office.register.deviating import FORMERLY, Current, Key, agree, follow
from luoshu.office.register.models import Fact, Item, Recording

Added = tuple[int, str, int, str]  # entity, name, year and value
Stated = tuple[int, str, int, str | None]  # the same; None: it is not known after all
List = tuple[int, str]  # entity, name of the list


@dataclass(slots=True)
class Difference:
    """What of a statement is new: `added` are rows to record, `ends` the keys of those that they end.

    `agreed` are of the unchanged those that count from another source, and that this one did not say last. What counts
    from a source whose authorisation has ended is not known any more: whatever is said takes its place, and `lapsed`
    are those of `ends` where it does.
    """

    added: list[Added] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lapsed: set[int] = field(default_factory=set)
    agreed: dict[Key, str] = field(default_factory=dict)
    before: dict[Key, str] = field(default_factory=dict)  # the values that are changed; "" where it may not be told
    unchanged: int = 0

    @property
    def new(self) -> int:
        """How many facts had no value."""
        return len(self.added) + self.withdrawn - len(self.ends)

    @property
    def changed(self) -> int:
        return len(self.ends)

    withdrawn: int = 0

    @property
    def entities(self) -> set[int]:
        """Of whom something is recorded or ended."""
        return {entity for entity, *_ in self.added} | {entity for entity, *_ in self.before}

    def counting(self, source: int) -> Current:
        """What counts of the facts that change, once it is recorded from this source."""
        said = {(entity, name, year): (value, source) for entity, name, year, value in self.added}
        return dict.fromkeys(self.before) | said

    def __bool__(self) -> bool:
        """Whether there is anything to record."""
        return bool(self.added or self.ends or self.agreed)


@dataclass(slots=True)
class ListDifference:
    """The same of related lists: items to record, keys of those that are no longer on their list. `emptied` are the
    lists that are stated to have none, and had some: how many."""

    added: list[tuple[int, str, str]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    emptied: dict[List, int] = field(default_factory=dict)
    unchanged: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to record."""
        return bool(self.added or self.ends)


def difference(stated: Iterable[Stated], entities: Collection[int], source: int) -> Difference:
    """What of it is not known already from this source; `entities` are all that it speaks of and that are known."""
    known = current(entities)
    found = Difference()
    if not known:
        found.added = cast(list[Added], [row for row in stated if row[3] is not None])
        return found
    lapsed = _lapsed_but(source)
    for entity, name, year, value in stated:
        have = known.get((entity, name, year))
        if have is None:
            if value is not None:
                found.added.append((entity, name, year, value))
        elif have[1] == value and have[2] not in lapsed:
            found.unchanged += 1
            if have[2] != source:
                found.agreed[entity, name, year] = value
        else:
            found.ends.append(have[0])
            found.before[entity, name, year] = "" if have[2] in lapsed else have[1]
            if have[2] in lapsed:
                found.lapsed.add(have[0])
            if value is None:
                found.withdrawn += 1
            else:
                found.added.append((entity, name, year, value))
    _leave_out_repeated(found.agreed, source)
    return found


def current(entities: Collection[int]) -> dict[Key, tuple[int, str, int]]:
    """The key, value and source of every current fact of some entities."""
    rows = Fact.objects.filter(entity__in=entities, ended__isnull=True) if entities else Fact.objects.none()
    told = rows.values_list("pk", "entity_id", "name", "year", "value", "recording__source")
    return {
        (entity, name, year): (key, value, source) for key, entity, name, year, value, source in told.iterator(10_000)
    }


def _leave_out_repeated(agreed: dict[Key, str], source: int) -> None:
    """Of what agrees with what counts: what the source said last anyway is nothing new."""
    if not agreed:
        return
    entities = {entity for entity, _, _ in agreed}
    said = Fact.objects.filter(FORMERLY, entity__in=entities, recording__source=source).order_by("pk")
    told = said.values_list("entity_id", "name", "year", "value").iterator(10_000)
    last = {(entity, name, year): value for entity, name, year, value in told}
    for key in [key for key, value in agreed.items() if last.get(key) == value]:
        del agreed[key]


def _lapsed_but(source: int) -> set[int]:
    """The sources whose authorisation has ended, but for the one that speaks now."""
    return set(lapsed_sources().exclude(pk=source).values_list("pk", flat=True))


def list_difference(stated: Mapping[List, Sequence[str]], entities: Collection[int], source: int) -> ListDifference:
    """What differs of lists that are stated as a whole: what is not among them any more is ended, and so is what
    another source said whose authorisation has ended."""
    found = ListDifference()
    known: dict[List, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    if entities:
        lapsed = _lapsed_but(source)
        rows = Item.objects.filter(entity__in=entities, ended__isnull=True)
        told = rows.values_list("pk", "entity_id", "name", "content", "recording__source")
        for key, entity, name, content, by in told.iterator(10_000):
            if by not in lapsed:
                known[entity, name][content].append(key)
            elif (entity, name) in stated:
                found.ends.append(key)
    for (entity, name), contents in stated.items():
        have = known[entity, name]
        for content, count in Counter(contents).items():
            keys = have.pop(content, [])
            found.unchanged += min(count, len(keys))
            found.added += [(entity, name, content)] * (count - len(keys))
            found.ends += keys[count:]
        gone = [key for keys in have.values() for key in keys]
        found.ends += gone
        if gone and not contents:
            found.emptied[entity, name] = len(gone)
    return found


def put(recording: Recording, facts: Difference, lists: ListDifference | None = None) -> None:
    """Records differences, in the transaction that is going on."""
    bulk.end(Fact, facts.ends, recording.pk)
    number = recording.pk
    columns = ("entity_id", "name", "year", "value")
    bulk.insert(Fact, columns, facts.added, recording_id=number)
    agreed = ((*key, value) for key, value in facts.agreed.items())
    bulk.insert(Fact, columns, agreed, recording_id=number, ended_id=number)
    follow(facts.entities, lambda: facts.counting(recording.source_id))
    agree(facts.agreed, recording.source_id)
    if lists is not None:
        bulk.end(Item, lists.ends, number)
        bulk.insert(Item, ("entity_id", "name", "content"), lists.added, recording_id=number)
