"""The places that the bar on top of every page leads to, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.http import HttpRequest
from django.urls import reverse

from luoshu.problems import Text

Seen = Callable[[HttpRequest], bool]


def anyone(request: HttpRequest) -> bool:
    return True


class Group(IntEnum):
    """What stands together in the bar, from left to right: what anyone reads, one's work, who may what."""

    POLICIES = 1
    WORK = 2
    HOUSE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A link to the page with this name. It is where the reader is, on pages under its address."""

    name: str
    label: Text
    seen: Seen = anyone
    group: Group = Group.WORK


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    label: Text
    here: bool
    begins: bool = False  # a group, and not the first


_PLACES: list[Place] = []


def add(*places: Place) -> None:
    """Called by an app when it is ready: what it adds stands in its group, to the right of what others did before."""
    _PLACES.extend(place for place in places if place not in _PLACES)


_WITHIN: dict[str, list[Place]] = {}


def add_within(part: str, *places: Place) -> None:
    """The same for the tabs of a part of the office that another app has: `{% places_within "mine" %}`."""
    known = _WITHIN.setdefault(part, [])
    known.extend(place for place in places if place not in known)


def shown_within(part: str, request: HttpRequest) -> list[Shown]:
    return _shown(_WITHIN.get(part, []), request)


def shown(request: HttpRequest) -> list[Shown]:
    return _shown(_PLACES, request)


def _shown(places: list[Place], request: HttpRequest) -> list[Shown]:
    seen = sorted((place for place in places if place.seen(request)), key=lambda place: place.group)
    before = [seen[0].group, *(place.group for place in seen)] if seen else []
    return [
        Shown(place.name, place.label, request.path.startswith(reverse(place.name)), place.group != last)
        for place, last in zip(seen, before, strict=False)
    ]
