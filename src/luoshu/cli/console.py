"""What the commands print: problems, progress, tables, JSON."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from luoshu.cli.language import language, say
from luoshu.problems import Place, Problem, Text

if TYPE_CHECKING:
    from rich.progress import Progress

    from luoshu.facts.snapshot import Snapshot

SAME_SHOWN = 10  # problems of one kind in a column of a file
_Kind = tuple[str, str | None, str | None]  # code, file, column
PATIENCE = 2.0  # seconds of silence before progress is shown


def print_problems(problems: Iterable[Problem]) -> None:
    """Every problem, on the error stream, in the chosen language."""
    for problem in problems:
        print(problem.say(language()), file=sys.stderr)


def print_many_problems(problems: Iterable[Problem], everything: tuple[str, str]) -> None:
    """Problems of data, of which there may be as many as rows: of each kind in a column of a file the first ones, and
    how many more there are. `everything` says in both languages where all of them are."""
    shown: Counter[_Kind] = Counter()
    rest: Counter[_Kind] = Counter()
    places: dict[_Kind, Place] = {}
    for problem in problems:
        place = problem.place
        column = place.column if place and isinstance(place.column, str) else None
        kind = (problem.code, place.file if place else None, column)
        if place is None or isinstance(place.column, int) or shown[kind] < SAME_SHOWN:
            shown[kind] += 1
            print_problems([problem])
        else:
            rest[kind] += 1
            places[kind] = Place(place.file, None, column)
    for kind, count in rest.items():
        print(
            say(f"{places[kind]}: 同样的还有 {count:,} 处", f"{places[kind]}: {count:,} more of the same"),
            file=sys.stderr,
        )
    if rest:
        print(f"  → {say(*everything)}", file=sys.stderr)


def print_data_problems(snapshot: Snapshot) -> None:
    """What is to be said of the data of a command that went well: warnings, and what `--on-error skip` left out."""
    everything = (
        "全部列在 luoshu snapshot --on-error skip --json 的结果里",
        "luoshu snapshot --on-error skip --json lists them all",
    )
    print_many_problems(snapshot.warnings, everything)
    if snapshot.left_out:
        print(left_out_heading(snapshot.rows_left_out), file=sys.stderr)
    print_many_problems(snapshot.left_out, everything)


def left_out_heading(rows: Mapping[str, int]) -> str:
    """`3 rows were left out (企业.csv 2, 知识产权.csv 1)`."""
    count = sum(rows.values())
    files_zh = "、".join(f"{file} {n:,} 行" for file, n in rows.items())
    files_en = ", ".join(f"{file} {n:,}" for file, n in rows.items())
    if not count:
        return say(
            "没有略去任何行，但略去了以下内容；其余照常使用：", "no row was left out, but this was; the rest was used:"
        )
    return say(
        f"已略去 {count:,} 行（{files_zh}），其余照常使用；原因如下：",
        f"{count:,} row{'s were' if count > 1 else ' was'} left out ({files_en}); the rest was used. Why:",
    )


def print_json(value: object) -> None:
    """`value` as JSON on the output stream; what JSON has no form for (dates, decimals) as text."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """A problem for programs: its code, severity, place, and text in the chosen language."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "text": problem.text.say(language()),
        "hint": problem.hint.say(language()) if problem.hint else None,
    }


def columns(rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """Rows as lines of aligned columns; those numbered in `right` stand to the right. Chinese is two cells wide."""
    aligned = set(right)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            (" " * (room - width(cell)) + cell) if number in aligned else (cell + " " * (room - width(cell)))
            for number, (cell, room) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """The cells a text takes on a screen of fixed width."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


class ProgressCallback(Protocol):
    """How long work tells how far it is."""

    def __call__(self, done: int, total: int, what: Text) -> None: ...


@contextmanager
def progress() -> Iterator[ProgressCallback]:
    """A callback that shows nothing for two seconds, then a bar on the error stream (off a terminal: a line a step)."""
    shown = _Shown()
    try:
        yield shown
    finally:
        shown.close()


class _Shown:
    def __init__(self) -> None:
        self.began = time.monotonic()
        self.bar: Progress | None = None
        self.tasks: dict[str, Any] = {}

    def __call__(self, done: int, total: int, what: Text) -> None:
        if time.monotonic() - self.began < PATIENCE:
            return
        label = what.say(language())
        if not sys.stderr.isatty():
            if label not in self.tasks and done < total:
                self.tasks[label] = None
                print(f"{label} …", file=sys.stderr, flush=True)
            return
        if self.bar is None:
            self.bar = _bar()
        if label not in self.tasks:
            self.tasks[label] = self.bar.add_task(label, total=total)
        self.bar.update(self.tasks[label], completed=done, total=total)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    bar.start()
    return bar


def warn(zh: str, en: str) -> None:
    """A remark beside the result, on the error stream."""
    print(say(zh, en), file=sys.stderr)
