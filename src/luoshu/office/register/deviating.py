"""What each source said last, kept up with the facts: called by whatever records some, in its transaction.

That a source says what counts already is recorded too (`putting`). What an import said and its undoing took back was
never said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from luoshu.facts.vocabulary import NUMERIC
from luoshu.office.register.models import Deviation, Fact
from luoshu.office.register.words import words

Key = tuple[int, str, int]  # entity, fact, year
Current = Mapping[Key, tuple[str, int] | None]  # the value and the source of what counts
MOST = Decimal(1_000_000)  # the size of a difference from nothing, and of what is larger
_PLACES = Decimal("0.000001")


# Former facts that their source has said: an undoing ends what its import said and counts still, and it undoes the
# recording in which it said what counted already, which was ended then.
FORMERLY = Q(ended__undoing=False) & (~Q(ended=F("recording")) | Q(recording__undone__isnull=True))
SAID = Q(ended__isnull=True) | FORMERLY


def follow(entities: Collection[int], current: Callable[[], Current]) -> None:
    """Works out anew who deviates from some facts of these entities.

    `current` gives the facts, each with the value and source that count (None: not known); it is asked only where
    something was said of the entities before, which of those that are new nothing was.
    """
    if not entities:
        return
    former = Fact.objects.filter(FORMERLY, entity__in=entities).order_by("pk")
    rows = list(former.values_list("pk", "entity_id", "name", "year", "value", "recording__source").iterator(10_000))
    deviations = Deviation.objects.filter(entity__in=entities)
    if not rows and not deviations.exists():
        return
    counting = current()
    latest: dict[Key, dict[int, tuple[int, str]]] = defaultdict(dict)
    for fact, entity, name, year, value, source in rows:
        if (entity, name, year) in counting:
            latest[entity, name, year][source] = (fact, value)
    _forget(counting, deviations)
    numbers = _numbers()
    Deviation.objects.bulk_create(
        [
            Deviation(
                entity_id=key[0],
                name=key[1],
                year=key[2],
                source_id=source,
                said_id=fact,
                counting_id=counts[1],
                size=size(value, counts[0]) if key[1] in numbers else Decimal(0),
            )
            for key, said in latest.items()
            if (counts := counting[key]) is not None
            for source, (fact, value) in said.items()
            if source != counts[1] and value != counts[0]
        ],
        batch_size=1_000,
    )


def agree(keys: Collection[Key], source: int) -> None:
    """Of these facts a source says what counts: if it deviated, it does no more."""
    if keys:
        _forget(keys, Deviation.objects.filter(entity__in={entity for entity, _, _ in keys}, source=source))


def _forget(keys: Collection[Key], among: QuerySet[Deviation]) -> None:
    gone = [pk for pk, *key in among.values_list("pk", "entity_id", "name", "year") if tuple(key) in keys]
    for start in range(0, len(gone), 1_000):
        Deviation.objects.filter(pk__in=gone[start : start + 1_000]).delete()


def size(said: str, counts: str) -> Decimal:
    """The difference of two numbers as a share of the one that counts."""
    gap, whole = abs(Decimal(said) - Decimal(counts)), abs(Decimal(counts))
    return min(MOST, (gap / whole).quantize(_PLACES)) if whole else MOST


def _numbers() -> frozenset[str]:
    """The facts that are numbers."""
    return frozenset(fact.name for record in words().kinds for fact in record.facts.values() if fact.kind in NUMERIC)
