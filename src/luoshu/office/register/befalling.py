"""What may befall an entity on a day, beside all else that has befallen it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshu.office.register import saying
from luoshu.office.register.models import Entity, Event
from luoshu.office.register.models.entities import BETWEEN, STATES
from luoshu.office.register.queries import current_facts
from luoshu.office.register.succession import leads_to
from luoshu.office.shell.language import here

FOUNDED = "成立日期"
_GONE = (Entity.State.MERGED, Entity.State.SUCCEEDED, Entity.State.DEREGISTERED, Entity.State.WITHDRAWN)
_ENDS = tuple(kind for kind, state in STATES.items() if state in _GONE)


def refuse_out_of_place(entity: Entity, kind: str, on: date, other: Entity | None) -> None:
    """Raises ValidationError where it cannot have befallen the entity on that day: it is to come, was before its
    founding or after its end, is what it is already, or turns a line of succession round."""
    if on > timezone.localdate():
        raise ValidationError({"on": here("这一天还没有到；到了再记。", "That day is still to come: tell it then.")})
    _refuse_before_founding(entity, on, "on")
    last = _last(entity, on, same_day=kind in STATES)
    if last is not None and last.kind in _ENDS:
        raise ValidationError({"on": _after_its_end(entity, last)})
    twice = next((each for each in (last, _next(entity, on)) if each is not None and each.kind == kind), None)
    if kind in STATES and twice is not None:
        told = saying.EVENTS[Event.Kind(kind)]
        raise ValidationError(
            {"kind": here(f"{twice.on} 已经记过“{told.zh}”。", f"It is told already of {twice.on}: {told.en}.")}
        )
    if kind in _ENDS and (later := _later(entity, on)) is not None:
        what = saying.EVENTS[Event.Kind(later.kind)]
        raise ValidationError(
            {
                "on": here(
                    f"{later.on} 还记有“{what.zh}”，不能在这之前终止；记错了的，请先撤回。",
                    f"It cannot end before {later.on} ({what.en}): take that back first, if it is wrong.",
                )
            }
        )
    if other is not None:
        _refuse_other(entity, kind, on, other)


def _refuse_before_founding(entity: Entity, on: date, field: str) -> None:
    founded = current_facts().filter(entity=entity, name=FOUNDED).values_list("value", flat=True).first()
    if founded and on.isoformat() < founded:
        told = here(f"{entity}的成立日期是 {founded}，在这之后。", f"{entity} was founded on {founded} only.")
        raise ValidationError({field: told})


def _refuse_other(entity: Entity, kind: str, on: date, other: Entity) -> None:
    _refuse_before_founding(other, on, "other")
    end = _last(other, on, same_day=kind != Event.Kind.SPLIT)  # what it was split from may end by that
    if end is not None and end.kind in _ENDS:
        raise ValidationError({"other": _after_its_end(other, end)})
    if kind == Event.Kind.SPLIT and leads_to(entity, other):
        raise ValidationError(
            {
                "other": here(
                    f"沿革里，{other}正是由{entity}而来，不能再反过来；记错了的，请先撤回。",
                    f"{other} came of {entity}, and not the other way round: take that back first, if it is wrong.",
                )
            }
        )


def _after_its_end(entity: Entity, end: Event) -> str:
    what = saying.EVENTS[Event.Kind(end.kind)]
    return here(
        f"{entity}在 {end.on} 已有“{what.zh}”，这一天起不再有别的变更；记错了的，请先撤回。",
        f"Nothing befalls {entity} after {end.on} ({what.en}): take that back first, if it is wrong.",
    )


def _last(entity: Entity, on: date, *, same_day: bool) -> Event | None:
    """The last before that day (or on it) that made it what it was then."""
    told = Event.objects.standing().filter(entity=entity, kind__in=list(STATES))
    return (told.filter(on__lte=on) if same_day else told.filter(on__lt=on)).order_by("-on", "-pk").first()


def _next(entity: Entity, on: date) -> Event | None:
    """The next after that day that makes it something else."""
    told = Event.objects.standing().filter(entity=entity, kind__in=list(STATES), on__gt=on)
    return told.order_by("on", "pk").first()


def _later(entity: Entity, on: date) -> Event | None:
    """What befell it after that day, or another with it."""
    standing = Event.objects.standing().filter(on__gt=on)
    return standing.filter(entity=entity).first() or standing.filter(other=entity, kind__in=BETWEEN).first()
