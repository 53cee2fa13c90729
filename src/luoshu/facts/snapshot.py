"""An immutable, validated, hashed set of facts: a folder of Parquet files and `snapshot.json`.

For each entity E, `E.parquet` is sorted by its identifier's UTF-8 bytes:

* `_key` INTEGER (BIGINT beyond 2^31 rows): 0, 1, 2, …
* the identifier and the facts that the data has, under their names;
* an annual fact has a column for each year that the data has: `销售收入@2024`;
* where rows of a related list were left out, a column `_incomplete 知识产权` BOOLEAN says whose: their list is not
  known, and none of their items is kept.

For each related list L (named by its fact), `L.parquet` is sorted by owner, then by all columns:

* `_owner`: the `_key` of the owner; `_owner2`: of the second owner, where its entity has a file;
* the item's facts; references but the first owner are text.

Texts are VARCHAR, integers BIGINT, money DECIMAL(18,2), decimals DECIMAL(18,6), rates DECIMAL(9,6), dates DATE, yes or
no BOOLEAN. What the data does not have is not there: a column or file that is absent is unknown everywhere;
values-when-missing are taken at evaluation and never stored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from luoshu.facts.freezing import (
    FileInfo,
    Frozen,
    Progress,
    annual_column,
    freeze_files,
    incomplete_column,
    replace_folder,
)
from luoshu.facts.hashing import hash_texts
from luoshu.facts.loading import Facts, Lag, Loader, Stored, lagged
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.serial import vocabulary_from_json, vocabulary_to_json
from luoshu.facts.validation import OnError
from luoshu.facts.vocabulary import Fact, Record, Vocabulary
from luoshu.problems import Place, Problem, ProblemError, Text

FORMAT = 1
MANIFEST = "snapshot.json"
PROBLEMS = "problems.json"


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot. `hash` is of the facts alone: no path, date of making or wording goes into it.

    `rows_left_out` counts the rows that were left out by the file they stood in. `incomplete` names, by list, the file
    of which rows were left out: the lists of the owners of those rows are not known.
    """

    path: Path
    on: date
    assessed_year: int
    vocabulary: Vocabulary
    vocabulary_hash: str
    hash: str
    files: Mapping[str, FileInfo]
    absent_files: tuple[str, ...] = ()
    absent_columns: Mapping[str, tuple[str, ...]] | None = None
    rows_left_out: Mapping[str, int] = field(default_factory=dict)
    incomplete: Mapping[str, str] = field(default_factory=dict)

    def entity_path(self, name: str) -> Path:
        """The file of an entity. Raises KeyError where the data had none."""
        return self._path(name)

    def list_path(self, fact: str) -> Path | None:
        """The file of a related list, by the name of the fact; None where the data had none: the list is unknown."""
        return self._path(fact) if fact in self.files else None

    def _path(self, file: str) -> Path:
        if file not in self.files:
            raise KeyError(file)
        return self.path / f"{file}.parquet"

    def columns(self, file: str) -> Mapping[str, str]:
        """The columns of a file with their DuckDB types; none where it is absent."""
        return self.files[file].columns if file in self.files else {}

    def has_column(self, file: str, column: str) -> bool:
        return column in self.columns(file)

    def rows(self, file: str) -> int:
        return self.files[file].rows if file in self.files else 0

    def years(self, fact: str, entity: str | None = None) -> list[int]:
        """The years in which the data has an annual fact, ascending."""
        files = [entity] if entity else [record.name for record in self.vocabulary.records.values() if record.key]
        split = (column.rpartition("@") for file in files for column in self.columns(file))
        return sorted({int(year) for name, _, year in split if name == fact})

    def year_column(self, fact: Fact, on: date | None = None, lag: int = 0) -> str:
        """The column of a fact as of a date: the year assessed is the last full one; `lag` years before it."""
        return annual_column(fact.name, (on or self.on).year - 1 - lag) if fact.annual else fact.name

    def load_entity(
        self,
        name: str,
        identifier: str | None = None,
        *,
        key: int | None = None,
        on: date | None = None,
        lags: Iterable[Lag] = (),
    ) -> Facts | None:
        """The facts of one entity, by its identifier or its `_key`; None where it is not there.

        Annual facts are those of the year assessed on `on` (the snapshot's date unless given); a lag `(fact, n)` adds
        `prior(fact, n)`. A related list is a list of dicts, or None where its file is absent.
        """
        loader, asked = self._loader(name, on, lags), (name, identifier, key)
        stored = self._last[asked] if asked in self._last else loader.stored(identifier, key)
        self._last.clear()
        self._last[asked] = stored
        return None if stored is None else loader.facts(*stored)

    @cached_property
    def _last(self) -> dict[tuple[str, str | None, int | None], Stored | None]:
        """The entity that was read last: one policy after another asks for the same."""
        return {}

    def iterate(self, name: str, *, on: date | None = None, lags: Iterable[Lag] = ()) -> Iterator[Facts]:
        """The facts of every entity as `load_entity` gives them, in the order of keys, read in pieces."""
        return self._loader(name, on, lags).all()

    def _loader(self, name: str, on: date | None, lags: Iterable[Lag]) -> Loader:
        record = self.vocabulary.records[name]
        wanted: dict[str, str] = {}
        for fact in record.facts.values():
            wanted[fact.name] = self.year_column(fact, on)
        for fact_name, lag in lags:
            wanted[lagged(fact_name, lag)] = self.year_column(record.facts[fact_name], on, lag)
        lists = {fact.name: self.list_path(fact.name) for fact in record.lists}
        columns = {label: column for label, column in wanted.items() if label not in lists}
        return Loader(self.entity_path(name), _key_of(record), columns, lists, self._items(record))

    def incomplete_column(self, fact: str, entity: str) -> str | None:
        """The column that says of which entities a related list is not known; None where it is known of all or none."""
        column = incomplete_column(fact)
        return column if self.has_column(entity, column) else None

    def _items(self, record: Record) -> dict[str, list[str]]:
        """For each list the names of its items' facts, the owner left out."""
        items = {}
        for fact in record.lists:
            item = self.vocabulary.records[fact.target]
            items[fact.name] = [name for name in item.facts if name != item.owners[0].name]
        return items

    @cached_property
    def _problems(self) -> dict[str, list[Problem]]:
        data = json.loads((self.path / PROBLEMS).read_text(encoding="utf-8"))
        return {name: [_problem_from_json(each) for each in problems] for name, problems in data.items()}

    @property
    def left_out(self) -> list[Problem]:
        """Why rows were left out when the data was frozen with `on_error="skip"`."""
        return self._problems["left_out"]

    @property
    def warnings(self) -> list[Problem]:
        return self._problems["warnings"]


def _key_of(record: Record) -> str:
    if record.key is None:
        raise KeyError(record.name)
    return record.key.name


def is_snapshot(path: Path) -> bool:
    return (path / MANIFEST).is_file()


def freeze(
    data: Path,
    vocabulary: Vocabulary,
    out: Path,
    *,
    on: date,
    on_error: OnError = "refuse",
    progress: Progress | None = None,
    not_known: Mapping[str, Sequence[str]] | None = None,
) -> Snapshot:
    """Reads and validates the facts at `data` (a folder or a workbook) and writes them as a snapshot at `out`.

    `on` sets the year to which annual facts without a year belong. Refused data raises ProblemError with everything
    that is wrong, and writes nothing; `on_error="skip"` leaves out wrong rows, listed in `Snapshot.left_out`. Of the
    owners that `not_known` names by list, the list is not known though it has a file. A snapshot that stands at `out`
    is replaced, anything else is not.
    """
    if out.exists() and not is_snapshot(out) and (not out.is_dir() or any(out.iterdir())):
        text = Text(f"{out} 已有别的内容", f"{out} holds something else")
        raise ProblemError([Problem("not-empty", text, hint=Text("请换一个空文件夹", "choose an empty folder"))])
    made = out.parent / f".{out.name}.{os.getpid()}"
    with folder(out.parent), writing(out):
        try:
            made.mkdir()
            frozen = freeze_files(
                data, vocabulary, made, on=on, on_error=on_error, progress=progress, not_known=not_known
            )
            _write_manifest(made, vocabulary, on, frozen)
            replace_folder(made, out)
        finally:
            if made.exists():
                rmtree(made)
    return open_snapshot(out)


def _write_manifest(folder: Path, vocabulary: Vocabulary, on: date, frozen: Frozen) -> None:
    words = vocabulary_to_json(vocabulary)
    contents = [f"{name} {info.hash}" for name, info in sorted(frozen.files.items())]
    manifest = {
        "format": FORMAT,
        "on": on.isoformat(),
        "assessed_year": on.year - 1,
        "hash": hash_texts([str(FORMAT), str(on.year - 1), *contents]),
        "vocabulary_hash": sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        "files": {name: asdict(info) for name, info in frozen.files.items()},
        "absent": {"files": frozen.absent_files, "columns": frozen.absent_columns},
        "rows_left_out": frozen.rows_left_out,
        "incomplete": frozen.incomplete,
        "vocabulary": words,
    }
    problems = {
        "left_out": [_problem_to_json(problem) for problem in frozen.left_out],
        "warnings": [_problem_to_json(problem) for problem in frozen.warnings],
    }
    for name, content in ((MANIFEST, manifest), (PROBLEMS, problems)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def open_snapshot(path: Path) -> Snapshot:
    """Opens a snapshot. Raises ProblemError where there is none, or one of another format."""
    try:
        data = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise _not_a_snapshot(path)
        return Snapshot(
            path=path,
            on=date.fromisoformat(data["on"]),
            assessed_year=data["assessed_year"],
            vocabulary=vocabulary_from_json(data["vocabulary"]),
            vocabulary_hash=data["vocabulary_hash"],
            hash=data["hash"],
            files={name: FileInfo(**info) for name, info in data["files"].items()},
            absent_files=tuple(data["absent"]["files"]),
            absent_columns={name: tuple(columns) for name, columns in data["absent"]["columns"].items()},
            rows_left_out=data.get("rows_left_out", {}),
            incomplete=data.get("incomplete", {}),
        )
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise _not_a_snapshot(path) from error


def _not_a_snapshot(path: Path) -> ProblemError:
    text = Text(f"{path} 不是本版本可读的快照", f"{path} is no snapshot that this version can read")
    hint = Text("请用 luoshu snapshot 重新生成", "make it anew with `luoshu snapshot`")
    return ProblemError([Problem("not-a-snapshot", text, hint=hint)])


def _problem_to_json(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def _problem_from_json(data: dict[str, Any]) -> Problem:
    return Problem(
        data["code"],
        Text(**data["text"]),
        Place(**data["place"]) if data["place"] else None,
        Text(**data["hint"]) if data["hint"] else None,
        data["severity"],
    )
