"""Writing records, and seeing that nobody has meddled with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django.db import connection, models, transaction
from django.utils import timezone

from luoshu.office.audit.models import FIRST, Record

_LOCK = 7_405_801_226  # any number that nothing else locks


class Actor(Protocol):
    """Whoever does something: an account, or nobody (`AnonymousUser`, whose key is None)."""

    @property
    def pk(self) -> Any: ...

    # An account may also say `through` which token a program does it in its name.


def record(
    actor: Actor | None, action: str, subject: models.Model | str = "", detail: Mapping[str, Any] | None = None
) -> Record:
    """Writes a record at the end of the chain, in the transaction of what it tells of.

    `action` is an app and what was done (`facts.corrected`); `detail` is JSON, and holds no personal identifiers. What
    a program does says its token there too.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's transactions have one writer from their start
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Record.objects.order_by("-number").values_list("number", "digest").first()
        number, previous = last or (0, FIRST)
        known = actor is not None and actor.pk is not None
        through = getattr(actor, "through", "")
        made = Record(
            number=number + 1,
            at=timezone.now(),
            actor=actor.pk if actor is not None and known else None,
            actor_name=str(actor)[:80] if known else "",
            action=action,
            subject=subject if isinstance(subject, str) else name_of(subject),
            detail={**(detail or {}), **({"through": through} if through else {})},
            previous=previous,
        )
        made.digest = made.computed()
        made.save(force_insert=True)
    return made


def name_of(subject: models.Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def broken() -> Iterator[int]:
    """The numbers of records that were changed, or before which others are missing."""
    number, digest = 0, FIRST
    for each in Record.objects.order_by("number").iterator():
        if each.number != number + 1 or each.previous != digest or each.computed() != each.digest:
            yield each.number
        number, digest = each.number, each.digest
