"""What the list calls things, and its figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from luoshu.engine.figures import GAP_UNITS, MISSING, show
from luoshu.engine.gap_words import amount, lacked, needed
from luoshu.feel.failure import EvaluationError
from luoshu.feel.temporal import parse_duration
from luoshu.office.cultivation.models import Entry, Reading, Search, Task
from luoshu.office.cultivation.models.readings import LONGEST
from luoshu.office.register.authorised import Lapsed
from luoshu.problems import Lang, Text

WITHHELD = Text("不再显示", "not shown")  # of a figure that may rest on authorised data past their last day
ENDS = {
    Entry.End.REACHED: Text("达成", "reached"),
    Entry.End.GAVE_UP: Text("放弃", "gave up"),
    Entry.End.MOVED_OUT: Text("迁出", "moved out"),
    Entry.End.NOT_NEAR: Text("不再接近", "no longer near"),
    Entry.End.OTHER: Text("其他", "other"),
}
# A shape, the class of its colour, the word.
STANDINGS: Mapping[str, tuple[str, str, Text]] = {
    Reading.Standing.NEAR: ("○", "no", Text("还差", "lacks")),
    Reading.Standing.UNKNOWN: ("◐", "unknown", Text("不能判断", "cannot tell")),
    Reading.Standing.MEETS: ("◎", "yes", Text("符合条件", "conditions met")),
    Reading.Standing.HOLDS: ("●", "yes", Text("已持有", "title held")),
    Reading.Standing.ABSENT: ("◌", "", Text("快照里没有", "not in the snapshot")),
}
DOERS = {
    Task.Doer.ADVISER: Text("辅导员", "the adviser"),
    Task.Doer.ENTERPRISE: Text("企业", "the enterprise"),
}
ACTIONS = {
    "cultivation.search-asked": Text("查找培育对象", "Search for who is near asked for"),
    "cultivation.searched": Text("完成查找", "Search for who is near done"),
    "cultivation.taken-in": Text("入培育库", "Taken into the cultivation list"),
    "cultivation.put-back": Text("撤销入库", "Taking in undone"),
    "cultivation.adviser-given": Text("指定辅导员", "Adviser given"),
    "cultivation.task-set": Text("布置任务", "Task set"),
    "cultivation.task-done": Text("完成任务", "Task done"),
    "cultivation.task-reopened": Text("重新打开任务", "Task opened again"),
    "cultivation.visit-noted": Text("记录走访", "Visit noted"),
    "cultivation.ended": Text("出培育库", "Left the cultivation list"),
    "cultivation.reopened": Text("撤销出库", "Leaving the list undone"),
    "cultivation.exported": Text("导出培育库", "Cultivation list exported"),
}


class Measured(Protocol):
    """A failing condition: kept with an entry, or as a search's file has it."""

    @property
    def number(self) -> int: ...
    @property
    def have(self) -> str | None: ...
    @property
    def need(self) -> str: ...
    @property
    def gap(self) -> Decimal | None: ...


def asked(condition: str, conditions: Mapping[str, Any]) -> Text:
    """What a condition asks in plain words, as a search keeps them; else as the policy writes it."""
    told = next((each for each in conditions.values() if each["text"][:LONGEST] == condition), None)
    return Text(condition, condition) if told is None else in_words(told)


def in_words(condition: Mapping[str, Any]) -> Text:
    """The same of a condition as a search keeps it."""
    zh, en = condition.get("said", ("", ""))
    return Text(zh or condition["text"], en or condition["text"])


def figures(lack: Measured, search: Search, lapsed: Lapsed) -> tuple[Text, Text, Text]:
    """What is, what is needed, what lacks; the last is empty where nothing can be counted, or may be told."""
    conditions = search.result.get("conditions", {})
    condition = conditions.get(str(lack.number)) or {"kind": "other", "op": "=", "unit": "", "several": False}
    zh, en = _figures(lack, condition, "zh"), _figures(lack, condition, "en")
    have, need, gap = (Text(*both) for both in zip(zh, en, strict=True))
    if search.snapshot_id in lapsed:
        return WITHHELD, WITHHELD if condition["several"] else need, Text("", "")
    return have, need, gap


def _figures(lack: Measured, condition: Mapping[str, Any], lang: Lang) -> tuple[str, str, str]:
    kind, unit, op = condition["kind"], condition["unit"], condition["op"]
    have = _value(lack.have, kind)
    need = lack.need if condition["several"] else _value(lack.need, kind)
    said = MISSING.say(lang) if have is None else show(have, unit, lang, need)
    wanted = lack.need if condition["several"] else show(need, unit, lang, have)
    gap = ""
    if lack.gap is not None:
        gap = lacked(amount(lack.gap, GAP_UNITS.get(kind, unit), kind, lang), op, kind, lang)
    return said, needed(wanted, op, kind, lang), gap


def _value(text: str | None, kind: str) -> Any:
    """What a text of the engine's stands for."""
    if text is None:
        return None
    with suppress(ValueError, ArithmeticError, EvaluationError):
        match kind:
            case "number":
                return Decimal(text)
            case "date":
                return date.fromisoformat(text)
            case "months" | "days":
                return parse_duration(text)
            case "boolean":
                return text == "true"
    return text
