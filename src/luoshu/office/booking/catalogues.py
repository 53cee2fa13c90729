"""Catalogues of services, as documents declare them: a register of services that are part of something with an owner
(a pilot-scale base), and a register of the jobs done, whose entries name base, service and client."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luoshu.facts.vocabulary import Kind
from luoshu.office.filing.registers import Kept, registers
from luoshu.office.register.shelves import revision
from luoshu.policy.library import today


@dataclass(frozen=True)
class Catalogue:
    """`services` are part of a `base`; a job done is an entry of `jobs`, whose fact `names` holds the service."""

    base: Kept
    services: Kept
    jobs: Kept
    names: str


def catalogues() -> tuple[Catalogue, ...]:
    """Those of the documents in force today."""
    return _catalogues(today(), revision())


@lru_cache(maxsize=1)
def _catalogues(on: date, state: Hashable) -> tuple[Catalogue, ...]:
    found = []
    for services in registers().values():
        base = _part_of(services)
        if base is None or not base.files:
            continue
        for jobs in registers().values():
            named = next((f.name for f in jobs.record.facts.values() if _refers(f.kind, f.target, services.name)), None)
            if named is not None and jobs.files and _part_of(jobs) == base:
                found.append(Catalogue(base, services, jobs, named))
    return tuple(found)


def catalogue_of(kind: str) -> Catalogue | None:
    """The one whose services are of a kind."""
    return next((each for each in catalogues() if each.services.name == kind), None)


def _part_of(kept: Kept) -> Kept | None:
    fact = kept.record.facts.get(kept.register.within)
    return registers().get(fact.target) if fact is not None and fact.kind is Kind.REFERENCE else None


def _refers(kind: Kind, target: str, name: str) -> bool:
    return kind is Kind.REFERENCE and target == name
