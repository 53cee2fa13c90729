"""A condition that is not met in people's words: what is, what must be, what lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from luoshu.engine.explanation import Gap
from luoshu.engine.figures import in_brackets, show
from luoshu.feel.values import Months
from luoshu.problems import Lang, Text

_NUMBERS = {
    "=": Text("须为 {}", "must be {}"),
    "in": Text("须为 {}", "must be {}"),
    "not in": Text("须不为 {}", "must not be {}"),
    "!=": Text("须不为 {}", "must not be {}"),
    ">=": Text("须 ≥ {}", "must be ≥ {}"),
    "<=": Text("须 ≤ {}", "must be ≤ {}"),
    ">": Text("须大于 {}", "must be above {}"),
    "<": Text("须小于 {}", "must be below {}"),
}
_DURATIONS = _NUMBERS | {
    ">=": Text("须满 {}", "must be at least {}"),
    "<=": Text("须不超过 {}", "must be at most {}"),
    ">": Text("须超过 {}", "must be more than {}"),
    "<": Text("须不满 {}", "must be less than {}"),
}
_DATES = _NUMBERS | {
    ">=": Text("须不早于 {}", "must be {} or later"),
    "<=": Text("须不晚于 {}", "must be {} or earlier"),
    ">": Text("须晚于 {}", "must be after {}"),
    "<": Text("须早于 {}", "must be before {}"),
}
# What is needed, alone in a cell: on a line that is not to be reached, a figure by itself would promise too much.
_IN_A_CELL = {
    ">": Text("高于 {}", "more than {}"),
    "<": Text("低于 {}", "less than {}"),
    "!=": Text("不为 {}", "not {}"),
    "not in": Text("不为 {}", "not {}"),
}
_DURATIONS_IN_A_CELL = _IN_A_CELL | {">": Text("超过 {}", "more than {}"), "<": Text("不满 {}", "less than {}")}
_DATES_IN_A_CELL = _IN_A_CELL | {">": Text("晚于 {}", "after {}"), "<": Text("早于 {}", "before {}")}
_CELLS = {"date": _DATES_IN_A_CELL, "months": _DURATIONS_IN_A_CELL, "days": _DURATIONS_IN_A_CELL}
_PLAIN = Text("{}", "{}")
_LACKING = {
    ">=": Text("差 {}", "short by {}"),
    ">": Text("差 {}", "short by {}"),
    "<=": Text("差 {}", "off by {}"),
    "<": Text("差 {}", "off by {}"),
    "=": Text("差 {}", "off by {}"),
}
_DAYS_LACKING = _LACKING | {
    ">=": Text("早了 {}", "{} too early"),
    ">": Text("早了 {}", "{} too early"),
    "<=": Text("晚了 {}", "{} too late"),
    "<": Text("晚了 {}", "{} too late"),
}
_NEEDS = {"date": _DATES, "months": _DURATIONS, "days": _DURATIONS}


def sentence(gap: Gap, lang: Lang) -> str:
    """`职工总数 <= 500：现为 501 人，须 ≤ 500 人，差 1 人`."""
    have = show(gap.have, gap.unit, lang, gap.need)
    need = _NEEDS.get(gap.kind, _NUMBERS)[gap.op].say(lang).format(_need(gap, lang))
    comma, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    if gap.gap == 0:  # only what must lie beyond a line can fail on it
        on_line = f"现正好是 {have}" if lang == "zh" else f"is exactly {have}"
        told = [on_line, need] if lang == "zh" else [need, on_line]
    else:
        told = [f"现为 {have}" if lang == "zh" else f"is {have}", need]
        if gap.gap is not None:
            told.append(lacking(gap, lang))
    return gap.text + colon + comma.join(told)


def needed(shown: str, op: str, kind: str, lang: Lang) -> str:
    """`70`, `高于 70`: what must be reached, and what must be passed."""
    return _CELLS.get(kind, _IN_A_CELL).get(op, _PLAIN).say(lang).format(shown)


def lacked(shown: str, op: str, kind: str, lang: Lang) -> str:
    """`7`; `超过 7` where the gap leads to a line that must be passed. That of a date leads to a day that will do."""
    more = Text("超过 {}", "more than {}") if op in ("<", ">") and kind != "date" else _PLAIN
    return more.say(lang).format(shown)


def _need(gap: Gap, lang: Lang) -> str:
    return gap.need_text or show(gap.need, gap.unit, lang, gap.have)


def lacking(gap: Gap, lang: Lang) -> str:
    """`差 1 人`, `早了 1 天`; only where there is a gap."""
    words = _DAYS_LACKING if gap.kind == "date" else _LACKING
    return words[gap.op].say(lang).format(amount(gap.gap, gap.gap_unit, gap.kind, lang))


def amount(gap: Any, unit: str, kind: str, lang: Lang) -> str:
    """A gap alone: `1 人`, `1 年 2 个月`."""
    if kind == "months":
        return show(Months(int(gap)), "", lang)
    if kind == "days" and gap == int(gap):
        return show(timedelta(days=int(gap)), "", lang)
    return show(gap, unit, lang, 0)


def cut(names: Sequence[str]) -> Text:
    """That of some decisions not every way was compared. The names are canonical."""
    told = [name.rpartition("::")[2] for name in names]
    return Text(
        f"路太多，没有全部比较：{'、'.join(told)}",
        f"there are more ways than were compared through: {', '.join(told)}",
    )


def with_article(gap: Gap, lang: Lang) -> str:
    """The sentence and where it is written."""
    return sentence(gap, lang) + where(gap, lang)


def where(gap: Gap, lang: Lang) -> str:
    mark = {"zh": "，含假设", "en": ", assumed"}[lang] if gap.assumed else ""
    return in_brackets(f"{gap.article.say(lang)}{mark}", lang)
