"""What is told of an import: what it changes, whom it brings, what is wrong with it; as long as that may be used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Import
from luoshu.office.register.working import as_json
from luoshu.problems import Problem

PROBLEMS = "problems.json"


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that an import changes. `before` is empty where nothing was known; None is what may not be told any
    more."""

    kind: str
    identifier: str
    name: str
    fact: str
    year: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Brought:
    """Some of what an import changes, and of whom it registers; all that is wrong, in the order of files and rows."""

    changes: Sequence[Change]
    arrivals: Sequence[Mapping[str, Any]]
    problems: Sequence[Mapping[str, Any]]


def brought(work: Import, look: Look) -> Brought:
    """What the preview kept."""
    changes, arrivals = work.counts.get("changes", []), work.counts.get("arrivals", [])
    before = [(each["source"], each["identifier"]) for each in changes if each["source"] is not None]
    lapsed = look.at_copies(before)
    told = [_change(each, each["source"] in lapsed, work.source.has_lapsed) for each in changes]
    if work.source.has_lapsed:
        return Brought(told, [], [])
    look.at_copies((work.source_id, each["identifier"]) for each in (*changes, *arrivals))
    return Brought(told, arrivals, problems_of(work, look))


def _change(kept: Mapping[str, Any], before_lapsed: bool, after_lapsed: bool) -> Change:
    return Change(
        kept["kind"],
        kept["identifier"],
        kept["name"],
        kept["fact"],
        kept["year"],
        None if before_lapsed else kept["before"],
        None if after_lapsed else kept["after"],
    )


def problems_of(work: Import, look: Look) -> list[dict[str, Any]]:
    """All that is wrong with it, or worth a warning; an error may quote a cell. Nothing, once its source may not be
    used."""
    path = work.folder / PROBLEMS
    if work.stage != Import.Stage.READ or not path.exists():
        return first_problems(work, look)
    return _told(work, json.loads(path.read_text(encoding="utf-8")), look)


def first_problems(work: Import, look: Look) -> list[dict[str, Any]]:
    """Those that are kept with the import itself."""
    return _told(work, work.problems, look)


def _told(work: Import, problems: list[dict[str, Any]], look: Look) -> list[dict[str, Any]]:
    if work.source.has_lapsed:
        return []
    look.at_copies((work.source_id, (each["file"], each["line"])) for each in problems)
    return problems


def keep_problems(problems: Iterable[Problem], work: Import) -> None:
    """Writes them beside what was brought."""
    text = json.dumps([as_json(problem) for problem in problems], ensure_ascii=False)
    (work.folder / PROBLEMS).write_text(text, encoding="utf-8")
