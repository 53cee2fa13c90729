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
from typing import Any

from benchmarks.measure import peak_memory
from benchmarks.zones import work_folder

ON = date(2025, 6, 30)
_MADE = "made.json"


def home(firms: int) -> Path:
    return work_folder() / f"office-{firms}"


def is_made(firms: int) -> bool:
    return (home(firms) / _MADE).exists()


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
    (home(firms) / _MADE).write_text(json.dumps(made), encoding="utf-8")
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
        carry_out(Snapshot, snapshot.pk, cut_snapshot)
    trial = ask_trial(user, Trial(snapshot=snapshot, on=ON, policies=policies))
    with _timed(took, "run"):
        carry_out(Trial, trial.pk, run_trial)
    for work in (snapshot, trial):
        work.refresh_from_db()
        if work.state != work.State.DONE:
            raise RuntimeError(f"{work.state}: {work.problems}")
    return {"seconds": sum(took.values()), **took, "policies": len(policies), "peak_mib": peak_memory()}


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
