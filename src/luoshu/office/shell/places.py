"""The places that the bar on top of every page leads to, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from luoshu.problems import Text

Seen = Callable[[HttpRequest], bool]


def anyone(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """A link to the page with this name. It is where the reader is, on pages under its address."""

    name: str
    label: Text
    seen: Seen = anyone


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    label: Text
    here: bool


_PLACES: list[Place] = []


def add(*places: Place) -> None:
    """Called by an app when it is ready: what it adds stands to the right of what others did before."""
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
    return [
        Shown(place.name, place.label, request.path.startswith(reverse(place.name)))
        for place in places
        if place.seen(request)
    ]
