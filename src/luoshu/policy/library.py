"""Finds policies: by path, by the id of a shipped one, by the `uses` of another; and their versions by date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import luoshu.packs
from luoshu.policy.dates import first_day, today
from luoshu.policy.frontmatter import is_end_of_front_matter, read_front_matter
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy, read_unfinished
from luoshu.policy.remembered import read_once
from luoshu.policy.source import Findings, Source
from luoshu.policy.surroundings import NoSuchPolicyError
from luoshu.policy.variants import as_of
from luoshu.problems import Place, Problem, ProblemError, Text, nearest, suggest

__all__ = ["SHIPPED", "Library", "Stamp", "Version", "is_path", "split_pin", "stamp", "today"]

SHIPPED = Path(luoshu.packs.__file__).parent


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy, known by its front matter alone. `shown` is its path for people; `id_place` and
    `period_place` say where its id and its period stand, where they can be read."""

    id: str
    since: date | None
    until: date | None
    path: Path
    shown: str
    id_place: Place | None = None
    period_place: Place | None = None

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def first_day(self) -> date:
        """The day its examples are taken to be on."""
        return first_day(self.since, self.until)

    def nearest_day(self, on: date) -> date:
        """The date, or else the nearest day on which it is in force."""
        return max(min(on, self.until or date.max), self.since or date.min)

    @property
    def period(self) -> str:
        """`2022-06-01/2026-03-31`, as in the front matter."""
        return f"{self.since or '..'}/{self.until or '..'}"


class Library:
    """The shipped policies under `root`, and whatever paths are asked for. Documents are read once a date.

    `unsaved` holds the text of documents that are being written, by their resolved paths: it is read instead of theirs.
    `more` are folders of policies that stand beside the shipped ones, under ids of their own or with further versions.
    `ended` holds the last days of versions, by id and first day, that ended before the day that they name themselves:
    those that were repealed, or that a later version replaced.
    """

    def __init__(
        self,
        root: Path = SHIPPED,
        unsaved: Mapping[Path, str] | None = None,
        more: Sequence[Path] = (),
        ended: Mapping[tuple[str, date | None], date] | None = None,
    ) -> None:
        self.root = root
        self.unsaved = unsaved or {}
        self.more = tuple(more)
        self._bases = tuple(base.resolve() for base in (root, *more))
        self.ended = ended or {}
        self._read: dict[tuple[Path, date], Policy] = {}
        self._reading: list[Version] = []
        self._folders: dict[Path, dict[str, list[Version]]] = {}
        self.documents: dict[Path, Stamp | None] = {}  # that were read whole, each as it was just before

    def folders(self) -> set[Path]:
        """The folders of the documents, and those in which it has looked for others."""
        looked = {
            version.path.parent for found in self._folders.values() for each in found.values() for version in each
        }
        return {folder.resolve() for folder in looked} | {path.parent for path in self.documents}

    # --- what there is ------------------------------------------------------------------------------------------------

    def all_versions(self) -> list[Version]:
        """Every shipped policy in every version, by id and date."""
        known = self._known()
        return [version for policy_id in sorted(known) for version in known[policy_id]]

    def _known(self) -> dict[str, list[Version]]:
        """The versions of the shipped policies and of those beside them, by id, oldest first."""
        known = self._folder(self.root)
        if not self.more:
            return known
        known = {policy_id: list(versions) for policy_id, versions in known.items()}
        for folder in self.more:
            for policy_id, versions in self._folder(folder).items():
                known.setdefault(policy_id, []).extend(versions)
        for versions in known.values():
            versions.sort(key=lambda version: version.since or date.min)
        return known

    def versions(self, spec: str) -> list[Version]:
        """The versions that a path or an id names: of one policy, or of every policy in a pack.

        Raises:
            ProblemError: nothing is there, or two versions are in force on the same day.
        """
        found = self.named(spec)
        _refuse_overlaps(found)
        return found

    def named(self, spec: str) -> list[Version]:
        """The same, whether or not two versions are in force on the same day.

        Raises:
            ProblemError: nothing is there.
        """
        return self._at_path(spec) if is_path(spec) else self._shipped(spec)

    # --- what is in force ---------------------------------------------------------------------------------------------

    def resolve(self, spec: str, on: date) -> Policy:
        """The one policy that `spec` names, in the version in force on a date.

        Raises:
            ProblemError: not found, none in force, several policies (a pack), or errors in the document.
        """
        return self.read(self.version(spec, on), on)

    def version(self, spec: str, on: date) -> Version:
        """The version in force on a date of the one policy that `spec` names.

        Raises:
            ProblemError: not found, none in force, or several policies (a pack).
        """
        return self._in_force(spec, self.versions_of_one(spec), on)

    def versions_of_one(self, spec: str) -> list[Version]:
        """Every version of the one policy that `spec` names, oldest first.

        Raises:
            ProblemError: not found, or several policies (a pack).
        """
        by_id = _by_id(self.versions(spec))
        if len(by_id) > 1:
            names = sorted(by_id)
            raise _error(
                "several-policies",
                Text(f"{spec} 里有多项政策：{'、'.join(names)}", f"{spec} holds several policies: {', '.join(names)}"),
                Text("请指明其中一项", "name one of them"),
            )
        return next(iter(by_id.values()))

    def rule(self, spec: str, on: date) -> Policy:
        """The rule that `spec` names, to be judged beside another over the facts of a date: in force then or not.

        `cn/srdi@2026-04-01` is the rule of that day: the version, the policies it uses and its parameters. A version
        named outright that is not in force on the date is taken as of the nearest day on which it is. Whatever else
        must be in force on the date.

        Raises:
            ProblemError: as `resolve` does.
        """
        named, day = split_pin(spec)
        if day is None:
            found = self.versions(named)
            outright = len(found) == 1 and (Path(named).is_file() or found[0].id != named.strip("/"))
            day = found[0].nearest_day(on) if outright else on
        policy = self.resolve(named, day)
        return policy if day == on else as_of(policy, day)

    def nearest(self, spec: str, on: date) -> tuple[Version, Sequence[Version]]:
        """The version of the one policy that `spec` names which is in force on a date, or else the nearest to it; and
        all there are of that policy. For those who read a document, also before and after its time.

        Raises:
            ProblemError: not found, or several policies (a pack).
        """
        versions = self.versions_of_one(spec)
        found = min(versions, key=lambda version: abs((version.nearest_day(on) - on).days))
        return found, self._beside(found).get(found.id) or versions

    def resolve_all(self, specs: Iterable[str], on: date) -> tuple[list[Policy], list[Problem]]:
        """Every policy that the specs name, in the versions in force on a date; and a problem for each that has none in
        force, where others do.

        Raises:
            ProblemError: not found, none in force at all, or errors in documents (those of all documents at once).
        """
        chosen: dict[Path, Version] = {}
        absent: list[Problem] = []
        errors: list[Problem] = []
        for spec in specs:
            try:
                groups = _by_id(self.versions(spec))
            except ProblemError as error:
                errors += error.problems
                continue
            for versions in groups.values():
                try:
                    version = self._in_force(versions[0].id, versions, on)
                    chosen[version.path] = version
                except ProblemError as error:
                    absent += error.problems
        policies = []
        for version in chosen.values():
            try:
                policies.append(self.read(version, on))
            except ProblemError as error:
                errors += error.problems
        if errors or not policies:
            raise ProblemError(list(dict.fromkeys(errors or absent)))
        return policies, absent

    def read(self, version: Version, on: date | None = None) -> Policy:
        """The document of a version; the policies it uses are those in force on the date (by default its first day).

        Raises:
            ProblemError: with every error of the document.
        """
        on = on or version.first_day
        key = (version.path, on)
        if key not in self._read:
            self.documents[version.path.resolve()] = stamp(version.path)
            self._refuse_stranger(version)
            if any(version.path == above.path for above in self._reading):
                raise _circle([*self._reading, version])
            self._reading.append(version)
            try:
                # What is being written is another text at every change, and not worth remembering.
                read = read_policy if version.path.resolve() in self.unsaved else read_once
                policy = read(self._text_of(version), version.shown, lambda used: self._used(used, version, on))
                if (version.id, version.since) in self.ended:
                    policy = replace(policy, until=version.until, until_assumed=False)
                self._read[key] = policy
            finally:
                self._reading.pop()
        return self._read[key]

    def read_unfinished(self, version: Version) -> Policy:
        """What of a document can be read, whatever is wrong with it: for those who are writing it."""
        on = version.first_day
        return read_unfinished(self._text_of(version), version.shown, lambda used: self._used(used, version, on))

    def _used(self, policy_id: str, user: Version, on: date) -> Policy:
        """The policy that a document uses: from its own pack, or else among the shipped."""
        candidates = self._beside(user).get(policy_id) or self._known().get(policy_id)
        if not candidates:
            raise _not_found(policy_id, {*self._beside(user), *self._known()} - {user.id})
        _refuse_overlaps(candidates)
        return self.read(self._in_force(policy_id, candidates, on), on)

    def _in_force(self, spec: str, versions: Sequence[Version], on: date) -> Version:
        found = next((version for version in versions if version.in_force(on)), None)
        if found is not None:
            return found
        periods = ", ".join(version.period for version in versions)
        raise _error(
            "not-in-force",
            Text(f"{spec} 在 {on} 不施行", f"{spec} is not in force on {on}"),
            Text(f"施行期间：{periods}", f"it is in force {periods}"),
        )

    # --- folders ------------------------------------------------------------------------------------------------------

    def _shipped(self, policy_id: str) -> list[Version]:
        shipped = self._known()
        policy_id = policy_id.strip("/")
        found = shipped.get(policy_id)
        if found is None:
            # The path of one version under the packs, or of a pack.
            found = [version for version in self.all_versions() if version.shown == f"{policy_id}.md"] or [
                version for version in self.all_versions() if version.id.startswith(f"{policy_id}/")
            ]
        if not found:
            raise _not_found(policy_id, shipped)
        return found

    def _at_path(self, spec: str) -> list[Version]:
        path = Path(spec)
        if path.is_file() or path.resolve() in self.unsaved:
            return [self._version(path, spec)]
        if not path.is_dir():
            raise _error("no-file", Text(f"没有文件或文件夹 {spec}", f"there is no file or folder {spec}"))
        found = [version for versions in self._folder(path, shown=spec).values() for version in versions]
        if not found:
            raise _error("no-file", Text(f"{spec} 里没有政策文件（.md）", f"{spec} holds no policy documents (.md)"))
        return found

    def _beside(self, user: Version) -> dict[str, list[Version]]:
        """The policies among which a document looks first for those that it uses."""
        if self.more and self._base_of(user.path) is not None:
            return self._known()
        return self._own_pack(user)

    def _base_of(self, path: Path) -> Path | None:
        """The folder of policies in which a document stands, resolved: the shipped one, or one beside it."""
        whole = path.resolve()
        return next((base for base in self._bases if whole.is_relative_to(base)), None)

    def _own_pack(self, user: Version) -> dict[str, list[Version]]:
        """The policies beside a document; where it stands in a folder of versions, those beside that folder."""
        folder = _folder_of(user.path)
        beside = self._folder(folder, deep=False)
        if folder.name == _last(user.id) and (set(beside) == {user.id} or _is_dated(user.path)):
            folder = folder.parent
        return self._folder(folder, deep=False)

    def _refuse_stranger(self, version: Version) -> None:
        """A document among the versions of a policy that is named otherwise: nothing it uses would be found."""
        folder = _folder_of(version.path)
        if version.id_place is None or not _is_dated(version.path):
            return
        dated = {
            policy_id: sum(each.path.parent.resolve() == folder.resolve() and _is_dated(each.path) for each in versions)
            for policy_id, versions in self._folder(folder, deep=False).items()
            if _last(policy_id) == folder.name
        }
        expected = max(dated, key=lambda policy_id: dated[policy_id], default=version.id)
        if version.id != expected:
            text = Text(
                f"这个文件夹里是“{expected}”的各个版本，这一份的编号却是“{version.id}”",
                f"the folder holds the versions of '{expected}', but the id of this one is '{version.id}'",
            )
            hint = Text(
                f"写作 id: {expected}，或把文件移出这个文件夹", f"write id: {expected}, or move the file elsewhere"
            )
            raise ProblemError([Problem("other-id", text, version.id_place, hint)])

    # --- files --------------------------------------------------------------------------------------------------------

    def _version(self, path: Path, shown: str) -> Version:
        """The version that a file holds, by its front matter; errors there are reported when the file is read."""
        try:
            source = Source(self._head(path), shown)
        except UnicodeDecodeError:
            return Version(path.stem, None, None, path, shown)
        front = read_front_matter(source, Findings(source=source))
        places = [source.place(span) if span else None for span in (front.id_span, front.effective_span)]
        policy_id = front.id or path.stem
        until = min(front.until or date.max, self.ended.get((policy_id, front.since), date.max))
        return Version(policy_id, front.since, None if until == date.max else until, path, shown, *places)

    def _text(self, path: Path) -> str:
        unsaved = self.unsaved.get(path.resolve()) if self.unsaved else None
        return path.read_text(encoding="utf-8") if unsaved is None else unsaved

    def _text_of(self, version: Version) -> str:
        try:
            return self._text(version.path)
        except UnicodeDecodeError as error:
            text = Text("文件不是 UTF-8 编码", "the file is not in UTF-8")
            hint = Text("另存为 UTF-8 再试", "save it as UTF-8")
            line = error.object[: error.start].count(b"\n") + 1
            raise ProblemError([Problem("encoding", text, Place(version.shown, line), hint)]) from None

    def _head(self, path: Path) -> str:
        """The text as far as the front matter goes."""
        unsaved = self.unsaved.get(path.resolve()) if self.unsaved else None
        if unsaved is not None:
            return unsaved
        with path.open(encoding="utf-8") as file:
            lines = [file.readline()]
            for line in file:
                lines.append(line)
                if is_end_of_front_matter(line):
                    break
        return "".join(lines)

    def _has_front_matter(self, path: Path) -> bool:
        if self.unsaved and (text := self.unsaved.get(path.resolve())) is not None:
            first = text.partition("\n")[0]
        elif path.is_file():
            with path.open(encoding="utf-8", errors="replace") as file:
                first = file.readline()
        else:
            return False
        return first.lstrip("\ufeff").rstrip() == "---"

    def _new_in(self, folder: Path, *, deep: bool) -> Iterator[Path]:
        """The documents of a folder that are being written and were never saved."""
        whole = folder.resolve() if self.unsaved else folder
        for path in self.unsaved:
            if path.suffix == ".md" and whole in path.parents and not path.exists():
                inside = path.relative_to(whole)
                if deep or len(inside.parts) <= 2:
                    yield folder / inside

    def _folder(self, folder: Path, *, shown: str = "", deep: bool = True) -> dict[str, list[Version]]:
        """The versions in a folder by id, oldest first. A file without front matter (a README) is no policy."""
        key = folder.resolve() / ("**" if deep else "*")
        if key not in self._folders:
            paths = folder.rglob("*.md") if deep else [*folder.glob("*.md"), *folder.glob("*/*.md")]
            found: dict[str, list[Version]] = {}
            for path in sorted({*paths, *self._new_in(folder, deep=deep)}):
                if self._has_front_matter(path):
                    relative = path.relative_to(folder).as_posix()
                    base = self._base_of(path)
                    name = (
                        path.resolve().relative_to(base).as_posix()
                        if base is not None
                        else f"{(shown or str(folder)).rstrip('/')}/{relative}"
                    )
                    version = self._version(path, name)
                    found.setdefault(version.id, []).append(version)
            for versions in found.values():
                versions.sort(key=lambda version: version.since or date.min)
            self._folders[key] = found
        return self._folders[key]


# A file's inode, size and time: an editor may write it anew, or put another in its place.
Stamp = tuple[int, int, int]


def stamp(path: Path) -> Stamp | None:
    """What tells one state of a file from the next; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def is_path(spec: str) -> bool:
    """Whether a policy named on a command line is a path, or else an id."""
    return spec.endswith(".md") or spec.startswith((".", "/")) or (len(spec) > 1 and spec[1:3] in (":\\", ":/"))


def split_pin(spec: str) -> tuple[str, date | None]:
    """A spec and the day after its `@` (`cn/srdi@2026-04-01`), which picks a version; None where it has none. A file
    may have the sign in its name.

    Raises:
        ProblemError: what follows the sign is no day.
    """
    name, sign, day = spec.rpartition("@")
    if not sign or "/" in day or (is_path(spec) and Path(spec).exists()):
        return spec, None
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        text = Text(f"{spec}：“{day}”不是日期", f"{spec}: '{day}' is no day")
        raise _error("date", text, Text("写作 @2025-06-30", "write @2025-06-30")) from None


def _by_id(versions: Iterable[Version]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for version in versions:
        found.setdefault(version.id, []).append(version)
    return found


def _folder_of(path: Path) -> Path:
    """The folder of a file, under its name: that of a file in the working folder has none."""
    return path.parent if path.parent.name else path.parent.resolve()


def _last(policy_id: str) -> str:
    """The last part of an id, by which the folder of its versions is called."""
    return policy_id.rsplit("/", 1)[-1]


def _is_dated(path: Path) -> bool:
    """Whether a file is called as a version is: by a day."""
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path.stem) is not None


def _refuse_overlaps(versions: Iterable[Version]) -> None:
    problems = list(overlaps(versions).values())
    if problems:
        raise ProblemError(problems)


def overlaps(versions: Iterable[Version]) -> dict[Path, Problem]:
    """A problem for each version, by its path, that is in force on days of the one before it."""
    problems = {}
    for same in _by_id(versions).values():
        readable = [version for version in same if version.period_place is not None]
        for earlier, later in pairwise(sorted(readable, key=lambda version: version.since or date.min)):
            if (earlier.until or date.max) >= (later.since or date.min):
                pair = [f"{version.shown} ({version.period})" for version in (earlier, later)]
                text = Text(
                    f"{earlier.id} 的两个版本施行期间重叠：{' 与 '.join(pair)}",
                    f"two versions of {earlier.id} overlap: {' and '.join(pair)}",
                )
                hint = Text("旧版本写上最后施行的一天", "give the older version its last day")
                place = later.period_place or Place(later.shown)
                problems[later.path] = Problem("versions-overlap", text, place, hint)
    return problems


def _circle(reading: Sequence[Version]) -> ProblemError:
    chain = " → ".join(version.id for version in reading)
    text = Text(f"政策互相引用成环：{chain}", f"policies use each other in a circle: {chain}")
    return ProblemError([Problem("uses-circle", text, Place(reading[0].shown))])


def _not_found(policy_id: str, known: Iterable[str]) -> NoSuchPolicyError:
    known = list(known)
    text = Text(f"没有编号为 {policy_id} 的政策", f"there is no policy with the id {policy_id}")
    path = Text("路径以 . 或 / 开头，或以 .md 结尾", "a path begins with . or / or ends in .md")
    problem = Problem("not-found", text, hint=suggest(policy_id, known) or path)
    return NoSuchPolicyError(problem, nearest(policy_id, known))


def _error(code: str, text: Text, hint: Text | None = None) -> ProblemError:
    return ProblemError([Problem(code, text, hint=hint)])
