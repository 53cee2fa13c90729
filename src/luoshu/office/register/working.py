"""Work in the background: begun once, telling how far it is, cancelled when asked, carried on after a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshu.office.register.models import DraftTrial, Export, Import, Snapshot, Trial, Work
from luoshu.office.register.models.work import SILENT
from luoshu.problems import Problem, ProblemError, Text

W = TypeVar("W", bound=Work)
T = TypeVar("T")
Tell = Callable[[int, int, Text], None]
KINDS: dict[str, type[Work]] = {
    "import": Import,
    "snapshot": Snapshot,
    "trial": Trial,
    "draft-trial": DraftTrial,
    "export": Export,
}
_STEPS: dict[str, Callable[[Any, Any], None]] = {}  # of the kinds that other apps have
_OFTEN = 0.5  # seconds between two words of progress
_KEPT = 50  # problems kept in the row; more are in files

log = logging.getLogger(__name__)


class CancelledError(Exception):
    """Somebody asked for the work to stop."""


@dataclass
class Teller:
    """Tells how far a work is. Raises CancelledError where somebody asked for it to stop."""

    work: Work
    told: float = field(default=0, repr=False)

    def __call__(self, done: int, total: int, doing: Text) -> None:
        if done < total and time.monotonic() - self.told < _OFTEN:
            return
        self.told = time.monotonic()
        self.tell(done, total, doing)

    def tell(self, done: int, total: int, doing: Text) -> None:
        """The same, however short ago it last did."""
        of_it = type(self.work)._default_manager.filter(pk=self.work.pk)
        of_it.update(done=done, total=total, doing_zh=doing.zh, doing_en=doing.en, heard_at=timezone.now())
        if of_it.filter(cancel_asked=True).exists():
            raise CancelledError


def add_kind(name: str, model: type[W], steps: Callable[[W, Teller], None]) -> None:
    """Called by an app when it is ready: its works are done, stopped and carried on as those of this one.

    `name` is also that of the address that shows such a work.
    """
    KINDS[name], _STEPS[name] = model, steps


def carry_out_other(name: str, key: int) -> None:
    """Does a work of another app's kind."""
    carry_out(KINDS[name], key, _STEPS[name])


def ask(work: Work) -> None:
    """Asks for a work to be done, once the transaction that is going on is over."""
    from luoshu.office.register.tasks import carry_on

    carry_on.enqueue(_kind(work), work.pk)


def ask_again(work: Work, after: datetime | None = None) -> None:
    """Asks for a work to be carried on whose process is gone, or will turn out to be."""
    from luoshu.office.register.tasks import carry_on

    (carry_on.using(run_after=after) if after else carry_on).enqueue(_kind(work), work.pk)


def _kind(work: Work) -> str:
    return next(name for name, model in KINDS.items() if isinstance(work, model))


def carry_out(model: type[W], key: int, steps: Callable[[W, Teller], None]) -> None:
    """Does a work that waits, or was left behind by a process that is gone."""
    if not _begin(model, key):
        return
    work = model._default_manager.get(pk=key)
    try:
        steps(work, Teller(work))
    except CancelledError:
        _end(work, Work.State.CANCELLED)
    except ProblemError as error:
        _end(work, Work.State.REFUSED, error.problems)
    except Exception:
        log.exception("%s %s", model.__name__, key)
        text = Text(
            "出了意外，没有完成；请告诉管理员", "something unexpected went wrong; please tell the administrator"
        )
        _end(work, Work.State.FAILED, [Problem("unexpected", text)])
    except BaseException:  # the process is told to stop: another will carry on
        model._default_manager.filter(pk=key).update(state=Work.State.WAITING)
        raise
    else:
        _end(work, Work.State.DONE)


def carry_on_all() -> int:
    """After a restart: asks for everything that is not done. What another process is at, it leaves alone."""
    count = 0
    for model in KINDS.values():
        for work in model._default_manager.filter(state__in=(Work.State.WAITING, Work.State.RUNNING)):
            after = work.heard_at + SILENT if work.state == Work.State.RUNNING and work.heard_at else None
            ask_again(work, after if after and after > timezone.now() else None)
            count += 1
    return count


def _begin(model: type[Work], key: int) -> bool:
    silent = Q(state=Work.State.RUNNING) & (Q(heard_at=None) | Q(heard_at__lte=timezone.now() - SILENT))
    of_it = model._default_manager.filter(Q(state=Work.State.WAITING) | silent, pk=key)
    return of_it.update(state=Work.State.RUNNING, heard_at=timezone.now()) == 1


def _end(work: Work, state: Work.State, problems: list[Problem] | None = None) -> None:
    told = [as_json(problem) for problem in (problems or [])[:_KEPT]]
    with transaction.atomic():
        of_it = type(work)._default_manager.filter(pk=work.pk)
        of_it.update(state=state, ended_at=timezone.now(), problems=told, cancel_asked=False)


def apart(tell: Teller, job: Callable[[Tell], T]) -> T:
    """Does a job that knows nothing of databases in a thread of its own, and tells meanwhile how far it is."""
    noted = _Noted()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(job, noted)
        while not wait([future], _OFTEN).done:
            try:
                tell.tell(*noted.latest)
            except CancelledError:
                noted.cancelled = True
        result = future.result()
    if noted.cancelled:
        raise CancelledError
    return result


@dataclass
class _Noted:
    """How far a job was when it last told."""

    latest: tuple[int, int, Text] = (0, 0, Text("", ""))
    cancelled: bool = False

    def __call__(self, done: int, total: int, doing: Text) -> None:
        self.latest = done, total, doing
        if self.cancelled:
            raise CancelledError


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept: what, where, what to do, in both languages; PostgreSQL keeps no NUL."""
    place = problem.place
    kept = {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file if place else "",
        "line": place.line if place else None,
        "column": place.column if place else None,
        "zh": problem.text.zh,
        "en": problem.text.en,
        "hint_zh": problem.hint.zh if problem.hint else "",
        "hint_en": problem.hint.en if problem.hint else "",
    }
    return {name: part.replace("\0", "␀") if isinstance(part, str) else part for name, part in kept.items()}
