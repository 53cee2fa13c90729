"""A document while it is written: its problems, and the names that can be used in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from luoshu.engine.check import check
from luoshu.policy.library import SHIPPED, Library, Version
from luoshu.policy.model import Policy
from luoshu.policy.names import Meaning, meanings
from luoshu.problems import Problem, ProblemError


@dataclass(frozen=True)
class Edited:
    """A document as it stands. `policy` is what of it can be read, and None where not even its names can be."""

    path: Path
    text: str
    policy: Policy | None
    problems: tuple[Problem, ...] = ()
    names: Mapping[str, Meaning] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        return self.text.removeprefix("\ufeff").split("\n")


def look_at(path: Path, unsaved: Mapping[Path, str], root: Path = SHIPPED) -> Edited:
    """The document at a path, which is read from `unsaved` where it stands there: everything `check` has to say."""
    text = unsaved.get(path.resolve())
    text = path.read_text(encoding="utf-8") if text is None else text
    library = Library(root, unsaved)
    try:
        [version] = library.named(str(path.resolve()))
        problems = tuple(_own(_problems(library, version), version))
        policy = _policy(library, version)
    except ProblemError as error:
        return Edited(path, text, None, tuple(error.problems))
    return Edited(path, text, policy, problems, meanings(policy) if policy else {})


def _problems(library: Library, version: Version) -> list[Problem]:
    [checked] = check([version], library)
    found = list(checked.problems)
    for example in checked.examples:
        found += example.failures
    found += [claim.problem for claim in checked.claims if claim.problem]
    return found


def _own(problems: list[Problem], version: Version) -> list[Problem]:
    """Those of this document; what is wrong with another that it uses is told where it names that one."""
    return [problem for problem in problems if problem.place is None or problem.place.file == version.shown]


def _policy(library: Library, version: Version) -> Policy | None:
    try:
        return library.read_unfinished(version)
    except ProblemError:
        return None
