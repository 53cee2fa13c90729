"""In the background: policies over a snapshot, for trial; what they answer, and for want of what they cannot."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from luoshu.engine.compare import compare
from luoshu.engine.compare.as_json import as_json
from luoshu.engine.compare.result import Side
from luoshu.engine.compare.words import moved, spent
from luoshu.engine.headlines import headlines
from luoshu.engine.labels import decision_label, fact_label, label_of
from luoshu.engine.report.tallies import missing_facts
from luoshu.engine.run import Run, run, runnable
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.shelf import open_library
from luoshu.office.register.models import Trial
from luoshu.office.register.working import Tell, Teller, apart, ask
from luoshu.policy.model import Policy
from luoshu.policy.settings import read_settings, with_settings
from luoshu.problems import Text

MOST_MISSING = 10


def ask_trial(actor: User | None, work: Trial) -> Trial:
    """Asks for a run.

    Raises:
        ProblemError: no policy is in force on that date, or the parameter cannot be set so.
    """
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

    def job(told: Tell) -> dict[str, Any]:
        named, not_in_force = library.resolve_all(work.policies, work.on)
        policies, about_nothing = runnable(named)
        chosen = list(policies)
        if work.setting:
            chosen[0] = with_settings(chosen[0], read_settings([work.setting], chosen[0], work.on))
        done = run(chosen, data, out, on=work.on, not_run=[*not_in_force, *about_nothing], progress=told, report=False)
        found: dict[str, Any] = {
            "policies": [_told(done, policy) for policy in done.policies],
            "hash": done.snapshot.hash,
        }
        if work.setting:
            found["beside"] = _beside(policies[0], work, told)
        return found

    result = apart(tell, job)
    with transaction.atomic():
        Trial.objects.filter(pk=work.pk).update(result=result)
        record(work.by, "register.trial-run", work, {"policies": work.policies, "snapshot": result["hash"]})


def _told(done: Run, policy: Policy) -> dict[str, Any]:
    """What one policy answered, as the page shows it."""
    answers = done.answers[policy.id]
    chosen = headlines(answers.graph, policy)
    return {
        "id": policy.id,
        "title": _both(policy.title),
        "about": policy.about,
        "key": policy.entity.key.name if policy.entity.key else "",
        "version": policy.since.isoformat() if policy.since else "",
        "entities": done.snapshot.rows(policy.about),
        "decisions": [
            {"name": name, "label": _both(decision_label(policy.decisions[name])), **asdict(answers.tallies[name])}
            for name in chosen
        ],
        "benefits": [
            {
                "name": benefit.name,
                "label": _both(label_of(benefit.name, policy)),
                "fund": benefit.fund or "",
                "entities": paid.entities if (paid := answers.paid.get(benefit.name)) else 0,
                "amount": _yuan(paid.amount) if paid else None,
                "open": paid.without_amount if paid else 0,
                "pays": benefit.amount is not None,
            }
            for benefit in policy.benefits
        ],
        "missing": [
            {
                "label": _both(fact_label(fact.name, policy)),
                "open": sum(fact.open.get(name, 0) for name in chosen),
                "alone": sum(fact.alone.values()),
            }
            for fact in missing_facts(answers.gaps, chosen)[:MOST_MISSING]
            if any(fact.open.get(name) for name in chosen)
        ],
    }


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
        "said": [_both(text) for text in said],
        "decisions": {name: _plain(data["decisions"][name]) for name in data["headlines"]},
        "money": _plain({key: data["money"][key] for key in ("before", "after", "difference", "gain", "lose")}),
    }


def _both(text: Text) -> list[str]:
    return [text.zh, text.en]


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case Decimal() | date():
            return str(value)
        case _:
            return value
