"""In the background: what a version that is not published yet would do, over a snapshot; beside the one it replaces."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from luoshu.engine.compare import Comparison, compare
from luoshu.engine.compare.result import Amounts, Moves, Side
from luoshu.engine.compare.words import moved, spent
from luoshu.engine.labels import decision_label, label_of
from luoshu.engine.run import run, runnable
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.drafting import place_of
from luoshu.office.library.models import PUBLIC, Version
from luoshu.office.register.authorised import note_run, refuse_lapsed
from luoshu.office.register.models import DraftTrial, Snapshot, Work
from luoshu.office.register.purposes import DRAFT
from luoshu.office.register.telling import both, told, yuan
from luoshu.office.register.working import Tell, Teller, apart, ask
from luoshu.policy.model import Article
from luoshu.problems import Problem, ProblemError, Text


def ask_draft_trial(actor: User, version: Version, snapshot: Snapshot, on: date) -> DraftTrial:
    """Asks for a trial of the text as it stands.

    Raises:
        ProblemError: the text has errors, is about no entity, or is published already; or the snapshot is not finished.
        ValidationError: the snapshot may not be used any more.
    """
    version = Version.objects.select_related("text").get(pk=version.pk)
    if version.state in PUBLIC:
        text = Text("已发布的版本用“测算”来算", "what is published is run by a trial of the register")
        raise ProblemError([Problem("published", text)])
    if snapshot.state != Work.State.DONE:
        raise ProblemError([Problem("no-snapshot", Text("快照还没有切取好", "the snapshot is not finished"))])
    refuse_lapsed(snapshot)
    runnable([place_of(version.text.body).policy(on)])
    with transaction.atomic():
        work = DraftTrial(version=version, text=version.text, snapshot=snapshot, on=on)
        work.asked_at, work.by = timezone.now(), actor
        work.save()
        told_of = {"version": version.pk, "sha256": work.text_id, "snapshot": snapshot.hash, "on": on.isoformat()}
        record(actor, "register.draft-trial-asked", work, told_of)
        ask(work)
    return work


def try_draft(work: DraftTrial, tell: Teller) -> None:
    """Runs the text that was asked for, whatever the version says by now."""
    shutil.rmtree(work.folder, ignore_errors=True)
    work.folder.mkdir(parents=True)
    place, data, on = place_of(work.text.body), work.snapshot.path, work.on
    before = place.before

    def job(tell_it: Tell) -> dict[str, Any]:
        policy, replaced = place.policy(on), place.policy_before(on)
        done = run([policy], data, work.folder / "results", on=on, progress=tell_it, report=False)
        paid = [each.amount for each in done.answers[policy.id].paid.values() if each.amount is not None]
        found: dict[str, Any] = {
            "policy": told(done, policy),
            "cost": yuan(sum(paid, Decimal(0))) if any(each.amount for each in policy.benefits) else None,
            "hash": done.snapshot.hash,
        }
        if replaced is None or before is None:
            return found
        found["before"] = {"title": both(replaced.title), "since": before.since.isoformat() if before.since else ""}
        try:
            found["beside"] = beside(compare(Side(replaced), Side(policy), data, on=on, progress=tell_it))
        except ProblemError as error:
            found["not_beside"] = [both(problem.text) for problem in error.problems[:5]]
        return found

    result = apart(tell, job)
    with transaction.atomic():
        DraftTrial.objects.filter(pk=work.pk).update(result=result)
        told_of = {
            "version": work.version_id,
            "sha256": work.text_id,
            "snapshot": result["hash"],
            "cost": result["cost"],
        }
        note_run(work.by, DRAFT, work, work.snapshot)
        record(work.by, "register.draft-tried", work, told_of)


def beside(found: Comparison) -> dict[str, Any]:
    """Who gains and who loses, in all and by the articles of the new text; what only one of the two decides."""
    entity = found.after.policy.entity
    said = [moved(change, entity) for change in found.final]
    if found.money.benefits:
        said.append(spent(found.money.total, entity))
    return {
        "said": [both(text) for text in said],
        "money": _amounts(found.money.total) if found.money.benefits else None,
        "articles": _by_article(found),
        "only_before": [both(decision_label(each)) for each in found.pairing.only_before],
        "only_after": [both(decision_label(each)) for each in found.pairing.only_after],
    }


def _by_article(found: Comparison) -> list[dict[str, Any]]:
    """Where something changes, in the order of the new text; benefits that are no more at the end."""
    policy = found.after.policy
    lines: list[tuple[Article | None, dict[str, Any]]] = [
        (
            change.pair.after.article,
            {"label": both(decision_label(change.pair.after)), **_moves(change.moves, change.changed)},
        )
        for change in (*found.final, *found.others)  # what is part of a benefit is told with it
        if change.changed and not change.alike
    ]
    for each in found.money.benefits:
        amounts = each.amounts
        if amounts.before != amounts.after or amounts.entitled_before != amounts.entitled_after:
            side = each.after or each.before
            label = both(label_of(side.name if side else each.name, policy if each.after else found.before.policy))
            article = each.after.article if each.after else None
            lines.append(
                (article, {"label": label, "money": _amounts(amounts) if each.pays else None, **_gains(amounts)})
            )
    lines.sort(key=lambda line: line[0].line if line[0] else 1_000_000)
    return [
        {
            "title": [article.say("zh"), article.say("en")] if article else None,
            "lines": [line for _, line in together],
        }
        for article, together in groupby(lines, key=lambda line: line[0])
    ]


def _moves(moves: Moves, changed: int) -> dict[str, Any]:
    return {
        "before": asdict(moves.before),
        "after": asdict(moves.after),
        "gain": moves.gain,
        "lose": moves.lose,
        "changed": changed,
    }


def _gains(amounts: Amounts) -> dict[str, Any]:
    return {
        "before": {"yes": amounts.entitled_before},
        "after": {"yes": amounts.entitled_after},
        "gain": amounts.gain,
        "lose": amounts.lose,
    }


def _amounts(amounts: Amounts) -> dict[str, Any]:
    return {
        "before": yuan(amounts.before),
        "after": yuan(amounts.after),
        "difference": yuan(amounts.difference),
        "gain": amounts.gain,
        "lose": amounts.lose,
        "open": amounts.open,
    }
