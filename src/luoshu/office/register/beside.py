"""The pages that other apps have of an entity: ways to them stand on its own page."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from luoshu.office.accounts.guard import Rule, may
from luoshu.office.register.models import Entity
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Way:
    """To the page with this name, whose address has the key of an entity of one of these kinds; for whom it is."""

    kinds: Callable[[], Container[str]]
    label: Text
    page: str
    rule: Rule


_WAYS: list[Way] = []


def add(way: Way) -> None:
    _WAYS.append(way)


def ways(request: HttpRequest, entity: Entity) -> list[tuple[Text, str]]:
    """Those that the reader may go: in words, with the address."""
    return [
        (way.label, reverse(way.page, args=[entity.pk]))
        for way in _WAYS
        if entity.kind in way.kinds() and may(request, way.rule)
    ]
