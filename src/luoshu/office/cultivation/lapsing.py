"""Looks at what searches worked out: what of it rests on authorised data is noted, and past their last day no figure
of it is told."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import may
from luoshu.office.cultivation.finding import Found
from luoshu.office.cultivation.models import Entry, Reading, Search
from luoshu.office.cultivation.rules import advises, reads
from luoshu.office.register.authorised import Lapsed, Look
from luoshu.office.register.purposes import CULTIVATED, FOUND, OWN_CULTIVATED
from luoshu.problems import Text

LISTED = "cultivation"  # what the audit calls the list


def at_entries(request: HttpRequest, entries: Iterable[Entry], purpose: Text = CULTIVATED) -> Lapsed:
    """Entries of the list, each by its latest reading."""
    with Look(acting(request).user, purpose, LISTED) as look:
        return look.at_results(
            (entry.reading.search.snapshot_id, entry.entity_id) for entry in entries if entry.reading
        )


def at_readings(request: HttpRequest, entry: Entry, readings: Iterable[Reading]) -> Lapsed:
    """One entry, with what several searches found about it."""
    purpose = CULTIVATED if may(request, reads) or may(request, advises) else OWN_CULTIVATED
    with Look(acting(request).user, purpose, entry) as look:
        return look.at_results((reading.search.snapshot_id, entry.entity_id) for reading in readings)


def at_found(request: HttpRequest, search: Search, found: Iterable[Found]) -> Lapsed:
    """Whom a search found."""
    with Look(acting(request).user, FOUND, search) as look:
        return look.at_results((search.snapshot_id, each.identifier) for each in found)
