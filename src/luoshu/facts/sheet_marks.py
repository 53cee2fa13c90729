"""What a worksheet's cells say beside their values: which hold an error, and which a formula that was never computed.

The reader of workbooks gives both as empty cells. They stand in the file's XML, which is looked at only where it has
any formula or error at all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

Cells = dict[tuple[int, int], str]  # by row and column, from 1

_CHUNK = 1 << 20
_OVERLAP = 64
_WORTH_A_LOOK = re.compile(rb"""<(?:[\w.-]+:)?f[\s/>]|\st\s*=\s*["']e["']""")
_HINTS = (b"<f", b":f", b'"e"', b"'e'")  # one is in whatever the pattern finds; looked for much faster


def errors_and_formulas(workbook: Path, sheet: str) -> tuple[Cells, Cells]:
    """The errors of a sheet (`#DIV/0!`), and its formulas without a value (`=B9`)."""
    with ZipFile(workbook) as archive:
        part = _part_of(archive, sheet)
        if part is None or not _is_worth_a_look(archive, part):
            return {}, {}
        found = _Cells()
        for chunk in _chunks(archive, part):
            found.parser.Parse(chunk, False)
        found.parser.Parse(b"", True)
        return found.errors, found.formulas


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_worth_a_look(archive: ZipFile, part: str) -> bool:
    before = b""
    for chunk in _chunks(archive, part):
        if b"\0" in chunk:  # in UTF-16
            return True
        text = before + chunk
        if any(hint in text for hint in _HINTS) and _WORTH_A_LOOK.search(text):
            return True
        before = chunk[-_OVERLAP:]
    return False


class _Cells:
    """Goes through a sheet's XML. Cells and rows that do not say where they stand follow the ones before them."""

    def __init__(self) -> None:
        self.errors: Cells = {}
        self.formulas: Cells = {}
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row = self._column = 0
        self._type = ""
        self._formula: str | None = None
        self._value = ""
        self._inside = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition("}")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                place = re.fullmatch(r"([A-Z]+)([0-9]+)", attributes.get("r", ""))
                self._column = _number(place[1]) if place else self._column + 1
                self._type, self._formula, self._value = attributes.get("t", ""), None, ""
            case "f":
                self._formula, self._inside = "", "f"
            case "v":
                self._inside = "v"

    def _text(self, text: str) -> None:
        if self._inside == "f":
            self._formula = (self._formula or "") + text
        elif self._inside == "v":
            self._value += text

    def _end(self, name: str) -> None:
        self._inside = ""
        if name.rpartition("}")[2] != "c":
            return
        if self._type == "e":
            self.errors[self._row, self._column] = self._value
        elif self._formula is not None and not self._value and self._type != "str":  # an empty text is a value
            self.formulas[self._row, self._column] = f"={self._formula}"


def _number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds a sheet; None where there is none of that name."""
    [workbook] = list(_related(archive, "", "/officeDocument").values())[:1] or ["xl/workbook.xml"]
    ids: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition("}")[2] == "sheet":
            by = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            ids[by.get("name", "")] = by.get("id", "")

    _parse(archive, workbook, start)
    return _related(archive, workbook, "/worksheet").get(ids.get(sheet, ""))


def _related(archive: ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of a kind that a part names, by their ids."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition("}")[2] == "Relationship" and attributes.get("Type", "").endswith(kind):
            path = posixpath.join("/", folder, attributes.get("Target", ""))
            if (target := _named(archive, posixpath.normpath(path).lstrip("/"))) is not None:
                found[attributes.get("Id", "")] = target

    _parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _parse(archive: ZipFile, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    if (named := _named(archive, part)) is not None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = start
        parser.Parse(archive.read(named), True)


def _named(archive: ZipFile, part: str) -> str | None:
    """The part as the archive spells it: some programs mix capitals."""
    return next((name for name in archive.namelist() if name.casefold() == part.casefold()), None)
