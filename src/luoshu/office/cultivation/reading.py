"""Where entries stand by a search: written down, so that one sees how a gap has moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luoshu.office.cultivation.finding import Found, of
from luoshu.office.cultivation.models import Entry, Lack, Reading, Search
from luoshu.office.cultivation.models.readings import LONGEST
from luoshu.office.register import bulk

_PIECE = 500


def read_open_entries(search: Search) -> int:
    """Reads all open entries of the search's aim; how many."""
    count = 0
    entries = Entry.objects.filter(aim=search.aim_id, ended_on__isnull=True).select_related("entity", "reading__search")
    for piece in bulk.pieces(entries.order_by("pk").iterator(_PIECE), _PIECE):
        read(search, piece)
        count += len(piece)
    return count


def read(search: Search, entries: Iterable[Entry]) -> None:
    """Reads these, in the transaction that is going on. What counts is the reading as of the latest day, and of those
    of one day the latest: a search into the past tells what was, and not what is."""
    entries = list(entries)
    found = of(search.found, [entry.entity.identifier for entry in entries])
    labels: Mapping[str, list[str]] = search.result.get("labels", {})
    made = Reading.objects.bulk_create(
        [_reading(search, entry, found.get(entry.entity.identifier), labels) for entry in entries]
    )
    Lack.objects.bulk_create(
        [
            Lack(
                reading=reading,
                number=each.number,
                condition=each.condition[:LONGEST],
                have=each.have,
                need=each.need,
                gap=each.gap,
                share=each.share,
            )
            for entry, reading in zip(entries, made, strict=True)
            for each in _lacks(found.get(entry.entity.identifier))
        ]
    )
    for entry, reading in zip(entries, made, strict=True):
        latest = entry.reading
        if latest is None or (latest.search.on, latest.search_id) <= (search.on, search.pk):
            entry.reading = reading
    Entry.objects.bulk_update(entries, ["reading"])


def _reading(search: Search, entry: Entry, found: Found | None, labels: Mapping[str, Any]) -> Reading:
    if found is None:
        return Reading(entry=entry, search=search, standing=Reading.Standing.ABSENT)
    missing = [labels.get(fact, [fact, fact]) for fact in found.missing]
    return Reading(entry=entry, search=search, standing=found.standing, failing=found.failing, missing=missing)


def _lacks(found: Found | None) -> list[Any]:
    return list(found.lacks) if found is not None else []
