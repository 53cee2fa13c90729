"""Which two versions a call of `diff` means: `cn/srdi@2025-01-01 cn/srdi@2026-05-01`, or `cn/srdi` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshu.policy.library import Library, Version, split_pin
from luoshu.problems import Problem, ProblemError, Text


@dataclass(frozen=True, slots=True)
class Chosen:
    """A version, and the day for which it was chosen."""

    version: Version
    on: date


def choose(spec: str, library: Library, today: date) -> Chosen:
    """The version that `id@day` names: the one in force on the day. Without a day the only one there is, or else the
    one in force today.

    Raises:
        ProblemError: not found, no day, none in force, several policies.
    """
    name, day = split_pin(spec)
    if day is not None:
        return Chosen(library.version(name, day), day)
    versions = library.versions_of_one(name)
    version = versions[0] if len(versions) == 1 else _in_force(name, versions, today)
    return Chosen(version, _day_of(version, today))


def choose_both(old: str, new: str | None, library: Library, today: date) -> tuple[Chosen, Chosen]:
    """Both versions. One word alone means the newest version, or the one of its day, and the version before it.

    Raises:
        ProblemError: with what is wrong with either.
    """
    if new is None:
        return _with_the_one_before(old, library, today)
    found: list[Chosen] = []
    problems: list[Problem] = []
    for spec in (old, new):
        try:
            found.append(choose(spec, library, today))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(dict.fromkeys(problems))
    return found[0], found[1]


def _with_the_one_before(spec: str, library: Library, today: date) -> tuple[Chosen, Chosen]:
    name, day = split_pin(spec)
    versions = library.versions_of_one(name)
    version = versions[-1] if day is None else library.version(name, day)
    at = versions.index(version)
    if at == 0:
        text = Text(
            f"{spec} 之前没有别的版本，没有可以比较的", f"there is no version before {spec}: nothing to compare it with"
        )
        raise ProblemError([Problem("no-earlier-version", text, hint=Text("请再写上一份", "name a second one"))])
    before = versions[at - 1]
    return Chosen(before, _day_of(before, today)), Chosen(version, day or _day_of(version, today))


def _in_force(name: str, versions: list[Version], today: date) -> Version:
    found = next((version for version in versions if version.in_force(today)), None)
    if found is None:
        periods = ", ".join(version.period for version in versions)
        text = Text(f"{name} 今天（{today}）不施行", f"{name} is not in force today ({today})")
        hint = Text(
            f"写上日期，如 {name}@2025-06-30；施行期间：{periods}", f"add a day, as {name}@2025-06-30: {periods}"
        )
        raise ProblemError([Problem("not-in-force", text, hint=hint)])
    return found


def _day_of(version: Version, today: date) -> date:
    """Today where a version is in force, or else the day of its term that is nearest."""
    if version.since is not None and today < version.since:
        return version.since
    return today if version.until is None else min(today, version.until)
