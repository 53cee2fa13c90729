"""An office with a whole zone in it, made once and kept, and what is measured there in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import peak_memory
from benchmarks.zones import work_folder

if TYPE_CHECKING:
    from luoshu.office.register.working import Teller
    from luoshu.problems import Text

ON = date(2025, 6, 30)
MADE = "made.json"


def home(firms: int) -> Path:
    return work_folder() / f"office-{firms}"


def is_made(firms: int) -> bool:
    return (home(firms) / MADE).exists()


def open_office(firms: int) -> None:
    """This process works in that office from here on."""
    os.environ["LUOSHU_HOME"] = str(home(firms))
    os.environ["DJANGO_SETTINGS_MODULE"] = "luoshu.office.settings"
    from luoshu.office.serving import prepare

    prepare()


def make(firms: int) -> dict[str, Any]:
    """The sample zone with a sign-in a role, brought as officers bring workbooks."""
    start = time.perf_counter()
    open_office(firms)
    from benchmarks.office_crowd import crowd
    from luoshu.office import sampling
    from luoshu.office.register.models import Entity, Fact, Item

    sampling.fill(firms, ON)
    crowd()
    made = {
        "seconds": time.perf_counter() - start,
        "entities": Entity.objects.count(),
        "facts": Fact.objects.count(),
        "items": Item.objects.count(),
        "peak_mib": peak_memory(),
    }
    (home(firms) / MADE).write_text(json.dumps(made), encoding="utf-8")
    return made


def results(firms: int) -> dict[str, Any]:
    """From the facts in the database to the results of all policies: how long each step takes."""
    open_office(firms)
    from django.utils import timezone

    from luoshu.office.accounts.models import User
    from luoshu.office.register.actions.cut_snapshot import ask_snapshot, cut_snapshot
    from luoshu.office.register.actions.run_trial import ask_trial, run_trial
    from luoshu.office.register.models import Snapshot, Trial
    from luoshu.office.register.policies import runnable_policies
    from luoshu.office.register.working import carry_out

    user = User.objects.get(username="jingban")
    took: dict[str, float] = {}
    policies = [policy.id for policy in runnable_policies()]
    snapshot = ask_snapshot(user, Snapshot(on=ON, as_of=timezone.now(), purpose="benchmark"))
    with _timed(took, "snapshot"):
        carry_out(Snapshot, snapshot.pk, lambda work, tell: cut_snapshot(work, _watched(tell, took)))
    trial = ask_trial(user, Trial(snapshot=snapshot, on=ON, policies=policies))
    with _timed(took, "run"):
        carry_out(Trial, trial.pk, lambda work, tell: run_trial(work, _watched(tell, took)))
    for work in (snapshot, trial):
        work.refresh_from_db()
        if work.state != work.State.DONE:
            raise RuntimeError(f"{work.state}: {work.problems}")
    whole = {"seconds": took.pop("snapshot") + took.pop("run")}
    return {**whole, "steps": took, "policies": len(policies), "peak_mib": peak_memory()}


def _watched(teller: Teller, took: dict[str, float]) -> Teller:
    """The same teller, which also notes how long each step takes that it tells of."""
    from luoshu.office.register.working import Teller

    class Watching(Teller):
        since, step = time.perf_counter(), ""

        def tell(self, done: int, total: int, doing: Text) -> None:
            now = time.perf_counter()
            if self.step:
                took[self.step] = took.get(self.step, 0) + now - self.since
            self.since, self.step = now, doing.en
            super().tell(done, total, doing)

    return Watching(teller.work)


@contextmanager
def _timed(took: dict[str, float], what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    took[what] = time.perf_counter() - start


TASKS: Mapping[str, Any] = {"make": make, "results": results}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("firms", type=int)
    given = parser.parse_args()
    print(json.dumps(TASKS[given.task](given.firms)))
