"""What an address names: a register, an entity, an enterprise's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from luoshu.facts.vocabulary import Record
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import require
from luoshu.office.register.models import Entity
from luoshu.office.register.rules import entities_visible_to, sees_entity
from luoshu.office.register.words import Words, words


def own_or_none(request: HttpRequest) -> Entity | None:
    """The entity of the enterprise for which somebody acts; None where it is not registered."""
    return entities_visible_to(acting(request)).first()


def own_of(request: HttpRequest) -> Entity:
    found = own_or_none(request)
    if found is None:
        raise Http404
    return found


def entity_of(request: HttpRequest, number: int) -> Entity:
    found = get_object_or_404(Entity, pk=number)
    require(request, sees_entity, found)
    return found


def register_of(slug: str) -> tuple[Words, Record]:
    vocabulary = words()
    record = vocabulary.of_slug(slug)
    if record is None:
        raise Http404
    return vocabulary, record
