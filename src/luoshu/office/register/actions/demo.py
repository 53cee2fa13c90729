"""Fills an office with the sample zone, by the very way on which officers bring workbooks."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.utils import timezone

from luoshu.engine.lines import growth_in, lines_in
from luoshu.facts.sample import SAMPLED, write_sample
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.apply_import import apply_import
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import confirm_import
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.cut_snapshot import ask_snapshot, cut_snapshot
from luoshu.office.register.actions.demo_registers import demo_registers
from luoshu.office.register.actions.read_import import read_import
from luoshu.office.register.actions.run_trial import ask_trial, run_trial
from luoshu.office.register.actions.tell_source import tell_source
from luoshu.office.register.models import Entity, Import, Snapshot, Source, Trial
from luoshu.office.register.sources import own_source
from luoshu.office.register.working import carry_out
from luoshu.policy.library import Library

FIRMS = 2_000
POLICIES = ("cn/tech-sme", "cn/srdi", "cn/little-giant", "cn/hnte")


def demo(actor: User, on: date, firms: int = FIRMS, own: Mapping[str, str] | None = None) -> Import:
    """Brings a zone of so many firms, applies it, cuts a snapshot and runs a trial, then fills
    the registers with made-up entries; nothing waits for a worker.

    `own` are the enterprises that have accounts, credit code and name: as many firms of the zone are called by these.
    """
    own = own or {}
    with TemporaryDirectory(prefix="luoshu-") as folder:
        archive = _zone(Path(folder), on, firms, own)
        source = Source.objects.get_or_create(name="样本园区", defaults={"kind": Source.Kind.STATISTICS})[0]
        with archive.open("rb") as file:
            work = bring_import(actor, File(file, name=archive.name), source, on, "演示")
    carry_out(Import, work.pk, read_import)
    confirm_import(actor, work.pk)
    carry_out(Import, work.pk, apply_import)
    work.refresh_from_db()
    _tell_otherwise(actor, on, own)
    snapshot = ask_snapshot(actor, Snapshot(on=on, as_of=timezone.now(), purpose="演示测算"))
    carry_out(Snapshot, snapshot.pk, cut_snapshot)
    trial = ask_trial(actor, Trial(snapshot=snapshot, on=on, policies=list(POLICIES)))
    carry_out(Trial, trial.pk, run_trial)
    demo_registers(actor, on)
    return work


def _tell_otherwise(actor: User, on: date, own: Mapping[str, str]) -> None:
    """The tax office says something else of the sales of every fiftieth firm, and some firms declare their R&D anew."""
    tax = Source(
        kind=Source.Kind.AUTHORISED,
        name="税务（样本）",
        scope="销售收入，样本企业",
        purpose="核对申报数据，政策测算",
        expires=timezone.localdate() + timedelta(days=365),
    )
    tell_source(actor, tax)
    declared = own_source(Source.Kind.DECLARED)
    firms = Entity.objects.filter(kind=SAMPLED).order_by("pk")
    chosen = [*firms.filter(identifier__in=own), *firms[::50]]
    year = on.year - 1
    for number, firm in enumerate(dict.fromkeys(chosen)):
        known = dict(
            firm.facts.filter(name__in=("销售收入", "研发费用"), year=year, ended=None).values_list("name", "value")
        )
        told = [("销售收入", tax, Decimal(97 + number % 7) / 100, "税务申报表")]
        told += [("研发费用", declared, Decimal("1.08"), "年度申报")] if number % 3 == 0 else []
        for name, source, share, reason in told:
            if name in known:
                value = (Decimal(known[name]) * share).quantize(Decimal("0.01"))
                correct(actor, firm, name, year, str(value), reason, source)


def _zone(folder: Path, on: date, firms: int, own: Mapping[str, str]) -> Path:
    """The files of a sample zone in an archive."""
    library = Library()
    policies, _ = library.resolve_all(sorted({version.id for version in library.all_versions()}), on)
    deciding = [policy for policy in policies if policy.about == SAMPLED]
    files = write_sample(
        folder / "zone",
        firms=firms,
        seed=1,
        vocabulary=library.resolve("cn/vocabulary", on).vocabulary,
        lines=[*lines_in(deciding), *growth_in(deciding)],
        on=on,
    )
    archive = folder / "样本园区.zip"
    called = _called(folder / "zone" / f"{SAMPLED}.csv", own)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            text = file.read_text(encoding="utf-8-sig")
            for was, wanted in called.items():
                text = text.replace(was, wanted)
            packed.writestr(file.name, "\ufeff" + text)
    return archive


def _called(file: Path, own: Mapping[str, str]) -> dict[str, str]:
    """What the first firms of the file are called there, code and name, and what they are to be called."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {
            was: now for firm, row in zip(own.items(), rows, strict=False) for was, now in zip(row, firm, strict=False)
        }
