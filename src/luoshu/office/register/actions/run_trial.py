"""In the background: policies over a snapshot, for trial; what they answer, and for want of what they cannot."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import transaction
from django.utils import timezone

from luoshu.engine.compare import compare
from luoshu.engine.compare.as_json import as_json
from luoshu.engine.compare.result import Side
from luoshu.engine.compare.words import moved, spent
from luoshu.engine.run import run, runnable
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.shelf import open_library
from luoshu.office.register.authorised import note_run, refuse_lapsed
from luoshu.office.register.models import Trial
from luoshu.office.register.purposes import TRIAL
from luoshu.office.register.telling import both, plain, told
from luoshu.office.register.working import Tell, Teller, apart, ask
from luoshu.policy.model import Policy
from luoshu.policy.settings import read_settings, with_settings


def ask_trial(actor: User | None, work: Trial) -> Trial:
    """Asks for a run.

    Raises:
        ProblemError: no policy is in force on that date, or the parameter cannot be set so.
        ValidationError: the snapshot may not be used any more.
    """
    refuse_lapsed(work.snapshot)
    policies, _ = open_library().resolve_all(work.policies, work.on)
    policies, _ = runnable(policies)
    if work.setting:
        read_settings([work.setting], policies[0], work.on)
    work.policies = [policy.id for policy in policies]
    with transaction.atomic():
        work.asked_at, work.by = timezone.now(), actor
        work.save()
        record(actor, "register.trial-asked", work, {"policies": work.policies, "on": work.on.isoformat()})
        ask(work)
    return work


def run_trial(work: Trial, tell: Teller) -> None:
    """Runs it; with a changed parameter, the first policy is also laid beside itself without the change."""
    shutil.rmtree(work.folder, ignore_errors=True)
    work.folder.mkdir(parents=True)
    data, out = work.snapshot.path, work.folder / "results"
    library = open_library()

    def job(tell_it: Tell) -> dict[str, Any]:
        named, not_in_force = library.resolve_all(work.policies, work.on)
        policies, about_nothing = runnable(named)
        chosen = list(policies)
        if work.setting:
            chosen[0] = with_settings(chosen[0], read_settings([work.setting], chosen[0], work.on))
        done = run(
            chosen, data, out, on=work.on, not_run=[*not_in_force, *about_nothing], progress=tell_it, report=False
        )
        found: dict[str, Any] = {
            "policies": [told(done, policy) for policy in done.policies],
            "hash": done.snapshot.hash,
        }
        if work.setting:
            found["beside"] = _beside(policies[0], work, tell_it)
        return found

    result = apart(tell, job)
    with transaction.atomic():
        Trial.objects.filter(pk=work.pk).update(result=result)
        note_run(work.by, TRIAL, work, work.snapshot)
        record(work.by, "register.trial-run", work, {"policies": work.policies, "snapshot": result["hash"]})


def _beside(policy: Policy, work: Trial, tell: Tell) -> dict[str, Any]:
    """The policy as it is, and with the changed parameter."""
    settings = tuple(read_settings([work.setting], policy, work.on))
    after = Side(with_settings(policy, settings), settings)
    found = compare(Side(policy), after, work.snapshot.path, on=work.on, progress=tell)
    said = [moved(change, policy.entity) for change in found.final]
    if found.money.benefits:
        said.append(spent(found.money.total, policy.entity))
    data = as_json(found)
    return {
        "was": settings[0].was,
        "name": settings[0].name,
        "now": settings[0].text,
        "said": [both(text) for text in said],
        "decisions": {name: plain(data["decisions"][name]) for name in data["headlines"]},
        "money": plain({key: data["money"][key] for key in ("before", "after", "difference", "gain", "lose")}),
    }
