"""Files that a command writes whole, by the kind that their name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from luoshu.problems import Problem, ProblemError, Text


def write(out: Path, makers: Mapping[str, Callable[[], bytes]]) -> None:
    """Writes what the maker of the file's kind makes, and says where.

    Raises:
        ProblemError: there is no such kind, or the file cannot be written.
    """
    from luoshu.facts.mishaps import folder, writing

    make = makers.get(out.suffix.lower())
    if make is None:
        kinds = list(makers)
        text = Text(f"不会写“{out.name}”这种文件", f"'{out.name}' is no kind of file that is written here")
        hint = Text(f"文件名以 {' 或 '.join(kinds)} 结尾", f"its name ends in {' or '.join(kinds)}")
        raise ProblemError([Problem("kind-of-file", text, hint=hint)])
    made = make()
    with folder(out.parent), writing(out):
        out.write_bytes(made)
    print(out)
