"""How an entry's gaps moved from search to search: a row a condition, a column a reading, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshu.office.cultivation.models import Lack, Reading
from luoshu.office.cultivation.saying import WITHHELD, asked, figures
from luoshu.office.register.authorised import Lapsed
from luoshu.problems import Text

COLUMNS = 5  # readings that are shown
_MET, _UNKNOWN, _NOWHERE = Text("已符合", "met"), Text("不能判断", "cannot tell"), Text("–", "–")
# A shape, the class of its colour, the word.
_NEW = ("＋", "no", Text("新出现", "new"))
_CLOSED = ("●", "yes", Text("已补上", "closed"))
_NEARER = ("↓", "yes", Text("缩小", "smaller"))
_FARTHER = ("↑", "no", Text("扩大", "larger"))
_SAME = ("＝", "", Text("没有变化", "unchanged"))
_WITHHELD = ("–", "", WITHHELD)
_OPEN = ("◐", "unknown", Text("还不能判断", "cannot tell"))
Trend = tuple[str, str, Text]


@dataclass(frozen=True)
class Moved:
    """A condition: what is and what is needed by the last reading in which it failed, the gaps, where it leads."""

    condition: str
    asked: Text
    article: Text
    have: Text
    need: Text
    cells: list[Text]
    trend: Trend | None
    fails: bool


def moved(readings: Sequence[Reading], lapsed: Lapsed) -> tuple[list[Reading], list[Moved]]:
    """The readings that are columns, and the rows; those that fail now come first."""
    columns = list(reversed(readings))
    lacks = [{lack.condition: lack for lack in reading.lacks.all()} for reading in columns]
    names = dict.fromkeys(name for found in reversed(lacks) for name in found)
    rows = [_row(name, columns, [found.get(name) for found in lacks], lapsed) for name in names]
    return columns, sorted(rows, key=lambda row: not row.fails)


def _row(name: str, columns: list[Reading], lacks: list[Lack | None], lapsed: Lapsed) -> Moved:
    last = max(place for place, lack in enumerate(lacks) if lack is not None)
    lack = lacks[last]
    assert lack is not None
    conditions = columns[last].search.result["conditions"]
    have, need, _ = figures(lack, columns[last].search, lapsed)
    article = conditions.get(str(lack.number), {}).get("article", ["", ""])
    cells = [_cell(reading, each, lapsed) for reading, each in zip(columns, lacks, strict=True)]
    trend, fails = _trend(columns, lacks, lapsed), lacks[-1] is not None
    return Moved(name, asked(name, conditions), Text(*article), have, need, cells, trend, fails)


def _cell(reading: Reading, lack: Lack | None, lapsed: Lapsed) -> Text:
    if lack is not None:
        have, _, gap = figures(lack, reading.search, lapsed)
        return gap if gap.zh else have
    match reading.standing:
        case Reading.Standing.UNKNOWN:
            return _UNKNOWN
        case Reading.Standing.ABSENT:
            return _NOWHERE
    return _MET


def _trend(columns: list[Reading], lacks: list[Lack | None], lapsed: Lapsed) -> Trend | None:
    """From the last reading but one to the last; None where there is only one."""
    if len(columns) < 2:
        return None
    before, now = lacks[-2], lacks[-1]
    if now is None:
        settled = columns[-1].standing not in (Reading.Standing.UNKNOWN, Reading.Standing.ABSENT)
        return _CLOSED if settled else _OPEN
    if before is None:
        return _NEW
    if any(reading.search.snapshot_id in lapsed for reading in columns[-2:]):
        return _WITHHELD
    if before.gap is None or now.gap is None or before.gap == now.gap:
        return _SAME
    return _NEARER if now.gap < before.gap else _FARTHER
