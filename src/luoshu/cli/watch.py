"""`luoshu watch`: check on every save."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshu.cli.check import report, report_as_json
from luoshu.cli.console import problem_as_json
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang, Policies

if TYPE_CHECKING:
    from luoshu.engine.check import Checked
    from luoshu.policy.library import Stamp
    from luoshu.problems import Problem

# After so many milliseconds without word from the system it looks for itself: some network drives tell nothing.
PATIENCE = 500


def example() -> str:
    return "luoshu watch my/grant.md"


def watch(policy: Policies, as_json: Json = False, lang: Lang = None) -> None:
    from luoshu.policy.library import Library

    for spec in policy:
        Library().named(spec)  # what is not there is told at once
    try:
        _watch(policy, as_json)
    except KeyboardInterrupt:  # how it ends
        return


def _watch(specs: Sequence[str], as_json: bool) -> None:
    """Checks, waits until something has changed of what was read, and checks again."""
    changed: Sequence[Path] = ()
    while True:
        checked = _check(specs)
        _say(checked, changed, as_json)
        changed = _wait(checked)


@dataclass
class _Check:
    """One check: what it found, the documents that it read, each as it then was, and the documents in their folders."""

    found: list[Checked] = field(default_factory=list)
    problems: Sequence[Problem] = ()
    documents: dict[Path, Stamp | None] = field(default_factory=dict)
    beside: dict[Path, set[Path]] = field(default_factory=dict)

    def changed(self) -> list[Path]:
        """The documents that are no longer what they were, and those that came into their folders or went."""
        from luoshu.policy.library import stamp

        found = [path for path, was in self.documents.items() if stamp(path) != was]
        for folder, names in self.beside.items():
            found += sorted(_beside(folder) ^ names)
        return list(dict.fromkeys(found))


def _check(specs: Sequence[str]) -> _Check:
    from luoshu.engine.check import check
    from luoshu.policy.library import Library, is_path
    from luoshu.problems import ProblemError

    library, result = Library(), _Check()
    try:
        versions = [version for spec in specs for version in library.named(spec)]
        result.found = list(check(versions, library))
    except ProblemError as error:  # the document itself is gone, for now or for good
        result.problems = error.problems
    named = [Path(spec).resolve() for spec in specs if is_path(spec)]
    folders = library.folders() | {path if path.is_dir() else path.parent for path in named}
    result.documents = {**dict.fromkeys(path for path in named if not path.exists()), **library.documents}
    result.beside = {folder: _beside(folder) for folder in folders}
    return result


def _beside(folder: Path) -> set[Path]:
    """The documents in a folder; what an editor puts there for itself is hidden."""
    return {path for path in folder.glob("*.md") if not path.name.startswith(".")}


def _wait(checked: _Check) -> list[Path]:
    """Waits until something has changed, and says what. Folders are watched, not files: an editor may put a new file in
    the place of the old."""
    import watchfiles

    folders = [folder if folder.is_dir() else _nearest(folder) for folder in checked.beside]
    wakings = watchfiles.watch(
        *folders, watch_filter=None, recursive=False, rust_timeout=PATIENCE, yield_on_timeout=True
    )
    with closing(wakings):
        return next(changed for changed in (checked.changed() for _ in wakings) if changed)


def _nearest(folder: Path) -> Path:
    """The nearest folder above one that is gone."""
    return next(above for above in folder.parents if above.is_dir())


def _say(checked: _Check, changed: Iterable[Path], as_json: bool) -> None:
    """The report, with the time and what has changed; every word at once, for whoever reads from a pipe."""
    now = datetime.now().astimezone()
    names = [path.name for path in changed]
    if as_json:
        told = {
            "time": now.isoformat(timespec="seconds"),
            "changed": names,
            **report_as_json(checked.found),
            "problems": [problem_as_json(problem) for problem in checked.problems],
        }
        print(json.dumps(told, ensure_ascii=False, default=str), flush=True)
        return
    if not names:
        count = len(checked.documents)
        print(say(f"看着 {count} 份文件，Ctrl-C 结束", f"watching {count} documents; Ctrl-C ends"), file=sys.stderr)
    listed = say(f"{'、'.join(names)} 已改动", f"{', '.join(names)} changed") if names else say("开始", "begins")
    lines = [problem.say(language()) for problem in checked.problems] or list(report(checked.found))
    print("\n".join([f"[{now:%H:%M:%S}] {listed}", *lines, ""]), flush=True)
