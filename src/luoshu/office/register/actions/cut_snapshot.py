"""In the background: the facts of a moment become a snapshot; what is used of authorised data is noted."""

from __future__ import annotations

import shutil

import duckdb
from django.db import transaction
from django.utils import timezone

from luoshu.facts.snapshot import freeze
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.authorised import Look, lapsed_sources
from luoshu.office.register.models import Snapshot
from luoshu.office.register.queries import entities_as_of, facts_as_of, items_as_of
from luoshu.office.register.words import words
from luoshu.office.register.working import Tell, Teller, apart, ask
from luoshu.office.register.writing import Files
from luoshu.problems import Problem, ProblemError, Text


def ask_snapshot(actor: User | None, work: Snapshot) -> Snapshot:
    """Asks for the facts of `work.as_of` to be cut."""
    with transaction.atomic():
        work.asked_at, work.by = timezone.now(), actor
        work.save()
        record(actor, "register.snapshot-asked", work, {"as of": work.as_of.isoformat(), "purpose": work.purpose})
        ask(work)
    return work


def cut_snapshot(work: Snapshot, tell: Teller) -> None:
    """Cuts it. Raises ProblemError where nothing was known then, or the facts do not fit the vocabulary of today."""
    tell.tell(0, 0, Text("读取数据", "reading the facts"))
    known, items = facts_as_of(work.as_of), items_as_of(work.as_of)
    vocabulary = words().vocabulary
    data = work.folder / "data"
    shutil.rmtree(work.folder, ignore_errors=True)
    try:
        with duckdb.connect() as connection:
            files = Files(vocabulary, connection)
            files.take(
                entities_as_of(work.as_of).values_list("pk", "kind", "identifier").iterator(10_000),
                known.values_list("entity_id", "name", "year", "value").iterator(10_000),
                items.values_list("entity_id", "name", "content").iterator(10_000),
            )
            files.write(data)
        if not any(data.iterdir()):
            text = Text("那时还没有任何数据", "nothing was known then")
            raise ProblemError([Problem("no-facts", text)])

        def job(told: Tell) -> str:
            made = freeze(data, vocabulary, work.path, on=work.on, progress=told, not_known=files.not_known)
            counts.update({name: info.rows for name, info in made.files.items()})
            return made.hash

        counts: dict[str, int] = {}
        digest = apart(tell, job)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    with transaction.atomic(), Look(work.by, work.purpose, work) as look:
        look.at(known, items)
        rows = {"files": counts, "expired": [source.name for source in lapsed_sources()]}
        Snapshot.objects.filter(pk=work.pk).update(hash=digest, counts=rows)
        record(work.by, "register.snapshot-cut", work, {"hash": digest})
