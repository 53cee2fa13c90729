"""How wide words are, and where a line of them ends.

The widths are those of Noto Sans CJK SC, kept in `widths.json` in thousandths of the size, so that a picture is laid
out alike on every machine, with or without that font; what is drawn says how wide each line is, and fits in another
font too.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

_WHOLE, _ELSE = 1000, 700
_OTHERS = {"⟨": 500, "⟩": 500}  # from another font: Noto Sans CJK has none
_NEVER_FIRST = "，。；：、？！）》」』”’…％%⟩,.;:?!)]}·"
_NEVER_LAST = "（《「『“‘⟨([{¥"


@cache
def _widths() -> Mapping[str, Mapping[str, int]]:
    text = files("luoshu.engine.picture").joinpath("widths.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, int]] = json.loads(text)
    return found


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line, in the unit of its size."""
    return sum(_of_sign(sign, bold) for sign in text) * size / 1000


@cache
def _of_sign(sign: str, bold: bool) -> int:
    known = _widths()["bold" if bold else "regular"]
    if sign in known or sign in _OTHERS:
        return known.get(sign) or _OTHERS[sign]
    return _WHOLE if unicodedata.east_asian_width(sign) in "WFA" else _ELSE


@lru_cache(maxsize=20_000)  # a sheet is laid out many times over until it fits
def lines(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `room`. A single word that is wider is cut."""
    found: list[str] = []
    line, long = "", 0.0
    for piece in _pieces(text):
        more = width(piece, size, bold=bold)
        if long + width(piece.rstrip(), size, bold=bold) <= room:
            line, long = line + piece, long + more
            continue
        if line.strip():
            found.append(line.rstrip())
        line = piece.lstrip()
        while (long := width(line.rstrip(), size, bold=bold)) > room:
            cut = next((at for at in range(len(line), 1, -1) if width(line[:at], size, bold=bold) <= room), 1)
            found.append(line[:cut])
            line = line[cut:]
        long = width(line, size, bold=bold)
    return (*found, line.rstrip()) if line.strip() else tuple(found)


@lru_cache(maxsize=5_000)  # the same for every size and room
def _pieces(text: str) -> tuple[str, ...]:
    """The text in pieces that stay whole: a sign of Chinese, a word, a figure with its unit; with the signs that may
    not begin or end a line."""
    found, piece = [], ""
    for at, sign in enumerate(text):
        if piece and _may_part(text, at):
            found.append(piece)
            piece = ""
        piece += sign
    return (*found, piece) if piece else tuple(found)


def _may_part(text: str, at: int) -> bool:
    """Whether a line may end before the sign at a place."""
    before, after = text[at - 1], text[at]
    if after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    if before == " ":  # a figure stays with its unit, a sign of arithmetic with what follows it
        last = text[at - 2] if at >= 2 else ""
        return not (last.isdigit() and _is_wide(after)) and last not in "×÷+−="
    return _is_wide(before) or _is_wide(after)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
