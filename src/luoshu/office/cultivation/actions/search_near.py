"""In the background: who of a snapshot is near an aim, who cannot be told, who meets it; the open entries of the aim
are told by it what they lack now."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import transaction
from django.utils import timezone

from luoshu.engine.near import near
from luoshu.facts.snapshot import open_snapshot
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.aims import step_of
from luoshu.office.cultivation.finding import keep, told
from luoshu.office.cultivation.models import Search
from luoshu.office.cultivation.reading import read_open_entries
from luoshu.office.register.authorised import note_run, refuse_lapsed
from luoshu.office.register.purposes import SEARCH
from luoshu.office.register.working import Tell, Teller, apart, ask


def ask_search(actor: User, work: Search) -> Search:
    """Asks for a search.

    Raises:
        ProblemError: what is aimed at is not there on that date.
        ValidationError: the snapshot may not be used any more.
    """
    refuse_lapsed(work.snapshot)
    step_of(work.aim, work.on)
    with transaction.atomic():
        work.asked_at, work.by = timezone.now(), actor
        work.save()
        detail = {"aim": work.aim.zh, "on": work.on.isoformat(), "snapshot": work.snapshot_id}
        record(actor, "cultivation.search-asked", work, detail)
        ask(work)
    return work


def search_near(work: Search, tell: Teller) -> None:
    """Searches, keeps what was found in a file of its own, and reads from it where the open entries stand."""
    shutil.rmtree(work.folder, ignore_errors=True)
    work.folder.mkdir(parents=True)
    # All that the database is asked for: the job is done in a thread that has no connection of its own.
    step, data, titles = step_of(work.aim, work.on), work.snapshot.path, tuple(work.aim.titles)

    def job(progress: Tell) -> dict[str, Any]:
        snapshot = open_snapshot(data)
        found = near(step.policy, step.decision.name, snapshot, work.on, progress=progress)
        keep(work.found, found, snapshot, titles)
        return told(work.found, found, work.on)

    result = apart(tell, job)
    with transaction.atomic():
        work.result = result
        result["read"] = read_open_entries(work)
        Search.objects.filter(pk=work.pk).update(result=result)
        note_run(work.by, SEARCH, work, work.snapshot)
        record(work.by, "cultivation.searched", work, {"aim": work.aim.zh, **result["counts"]})
