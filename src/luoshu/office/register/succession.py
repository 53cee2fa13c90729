"""The line of succession of an entity: what it came of, what came of it, on which day, by which document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from luoshu.office.register.models import Entity, Event
from luoshu.office.register.models.entities import BETWEEN
from luoshu.office.register.naming import chain
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened on a day: `before` became, or became part of, `after`; of a name, within one entity."""

    on: date
    kind: str
    before: Entity
    after: Entity
    document: str
    names: tuple[str, str] = ("", "")  # where it was renamed


@dataclass(frozen=True)
class Line:
    """The turns in order, what is left at its end, and of the entity that is asked for what it came of and became."""

    turns: list[Turn]
    ends: list[Entity]
    came_of: list[Entity]
    became: list[Entity]
    said: Text  # the same in words


def line_of(entity: Entity) -> Line | None:
    """None where nothing ever befell it that changed who it is. In three queries, however long the line is."""
    events = list(Event.objects.standing().filter(entity__kind=entity.kind, kind__in=BETWEEN))
    edges = [_edge(event) for event in events]
    keys = _connected(entity.pk, edges)
    known = {each.pk: each for each in Entity.objects.filter(pk__in=keys)} if len(keys) > 1 else {entity.pk: entity}
    told = [
        (event.pk, Turn(event.on, event.kind, known[before], known[after], event.document))
        for event, (before, after) in zip(events, edges, strict=True)
        if before in keys
    ]
    renamings: dict[int, list[Event]] = {}
    for event in Event.objects.filter(entity__in=keys, kind=Event.Kind.RENAMED):
        renamings.setdefault(event.entity_id, []).append(event)
    for key, its in renamings.items():
        for event, before, after in chain(its):
            turn = Turn(event.on, event.kind, known[key], known[key], event.document, (before, after))
            told.append((event.pk, turn))
    if not told:
        return None
    turns = [turn for _, turn in sorted(told, key=_in_order)]
    gone = {turn.before.pk for turn in turns if turn.kind in (Event.Kind.MERGED, Event.Kind.REAPPROVED)}
    between = [turn for turn in turns if turn.kind != Event.Kind.RENAMED]
    return Line(
        turns,
        [each for each in known.values() if each.pk not in gone],
        [turn.before for turn in between if turn.after == entity],
        [turn.after for turn in between if turn.before == entity],
        _said(entity, between),
    )


def _in_order(told: tuple[int, Turn]) -> tuple[date, int, bool, int]:
    """By the day; of one entity on one day first what it was called, and as it was told."""
    number, turn = told
    return turn.on, turn.before.pk, turn.kind != Event.Kind.RENAMED, number


def leads_to(one: Entity, other: Entity) -> bool:
    """Whether the other came of the one, over whatever stood between."""
    events = Event.objects.standing().filter(entity__kind=one.kind, kind__in=BETWEEN)
    after: dict[int, list[int]] = {}
    for before, became in map(_edge, events):
        after.setdefault(before, []).append(became)
    found, ahead = set[int](), [one.pk]
    while ahead:
        for each in after.get(ahead.pop(), ()):
            if each not in found:
                found.add(each)
                ahead.append(each)
    return other.pk in found


# By what happened and whether the entity that is asked for was there before it (what becomes of it) or after.
_WORDS: Mapping[tuple[str, bool], Text] = {
    (Event.Kind.REAPPROVED, False): Text("由{}而来", "It came of {}"),
    (Event.Kind.SPLIT, False): Text("由{}分出", "It was split off {}"),
    (Event.Kind.MERGED, False): Text("{}并入", "{} was merged into it"),
    (Event.Kind.SPLIT, True): Text("分出{}", "{} was split off"),
    (Event.Kind.MERGED, True): Text("后来并入{}", "It was merged into {}"),
    (Event.Kind.REAPPROVED, True): Text("后来成为{}", "It became {}"),
}


def _said(entity: Entity, turns: list[Turn]) -> Text:
    """What of it still stands is not said to have become another: `由“甲”而来，“乙”并入，分出“丙”。`"""
    zh, en = list[str](), list[str]()
    for (kind, was), words in _WORDS.items():
        told = [turn for turn in turns if turn.kind == kind and entity == (turn.before if was else turn.after)]
        others = [str(turn.after if was else turn.before) for turn in told]
        if others:
            zh.append(words.zh.format("、".join(f"“{each}”" for each in others)))
            en.append(words.en.format(", ".join(others)))
    return Text("，".join(zh) + "。", ". ".join(en) + ".") if zh else Text("", "")


def _edge(event: Event) -> tuple[int, int]:
    """What it was before, and after."""
    assert event.other_id is not None  # the database demands it of these events
    return (event.other_id, event.entity_id) if event.kind == Event.Kind.SPLIT else (event.entity_id, event.other_id)


def _connected(key: int, edges: Iterable[tuple[int, int]]) -> set[int]:
    """All that can be reached from one along the events, whichever way."""
    beside: dict[int, set[int]] = {}
    for one, other in edges:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    found, ahead = {key}, [key]
    while ahead:
        for each in beside.get(ahead.pop(), set()) - found:
            found.add(each)
            ahead.append(each)
    return found
