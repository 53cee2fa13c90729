"""The words for operators and functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from luoshu.engine.figures import MONEY, RATE
from luoshu.problems import Text

Sort = Literal["number", "date", "span", "other"]  # what is compared: a span is a length of time

# {0} is what is compared, {1} that with which it is.
_NUMBERS: Mapping[str, Text] = {
    "=": Text("{0}为 {1}", "{0} is {1}"),
    "!=": Text("{0}不为 {1}", "{0} is not {1}"),
    ">=": Text("{0}不少于 {1}", "{0}: at least {1}"),
    "<=": Text("{0}不超过 {1}", "{0}: at most {1}"),
    ">": Text("{0}超过 {1}", "{0}: more than {1}"),
    "<": Text("{0}少于 {1}", "{0}: less than {1}"),
}
# Shares, amounts and scores are high or low; people and things are many or few.
_LEVELS: Mapping[str, Text] = {
    **_NUMBERS,
    ">=": Text("{0}不低于 {1}", "{0}: at least {1}"),
    ">": Text("{0}高于 {1}", "{0}: above {1}"),
    "<": Text("{0}低于 {1}", "{0}: below {1}"),
}
_DATES: Mapping[str, Text] = {
    **_NUMBERS,
    ">=": Text("{0}不早于 {1}", "{0}: on or after {1}"),
    "<=": Text("{0}不晚于 {1}", "{0}: on or before {1}"),
    ">": Text("{0}晚于 {1}", "{0}: after {1}"),
    "<": Text("{0}早于 {1}", "{0}: before {1}"),
}
_SPANS: Mapping[str, Text] = {
    **_NUMBERS,
    ">=": Text("{0}满 {1}", "{0}: at least {1}"),
    "<=": Text("{0}不超过 {1}", "{0}: at most {1}"),
    ">": Text("{0}超过 {1}", "{0}: more than {1}"),
    "<": Text("{0}不满 {1}", "{0}: less than {1}"),
}
# Of a day against the run's date less a length of time: {1} is that length.
AGE = Text("{0}距{1}", "time from {0} to the {1}")
AGES: Mapping[str, Text] = {">=": _SPANS["<="], ">": _SPANS["<"], "<=": _SPANS[">="], "<": _SPANS[">"]}
_NOUGHT = {">": Text("{0}大于 {1}", "{0}: more than {1}"), "<": Text("{0}小于 {1}", "{0}: less than {1}")}
_WORDS = Text("{0}为{1}", "{0} is {1}")
_NOT_WORDS = Text("{0}不为{1}", "{0} is not {1}")


def comparison(op: str, sort: Sort, unit: str = "", *, to_nought: bool = False) -> Text:
    """The template of a comparison."""
    if to_nought and op in _NOUGHT:
        return _NOUGHT[op]
    if sort == "other":
        return {"=": _WORDS, "!=": _NOT_WORDS}.get(op, _NUMBERS[op])
    if sort == "date":
        return _DATES[op]
    if sort == "span":
        return _SPANS[op]
    return (_LEVELS if unit in (RATE, MONEY, "分", "") else _NUMBERS)[op]


SWAPPED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "**": " ^ "}

# {0} is the argument, or all of them one after the other.
FUNCTIONS: Mapping[str, Text] = {
    "min": Text("{0} 中最小的", "the least of {0}"),
    "max": Text("{0} 中最大的", "the greatest of {0}"),
    "sum": Text("{0}之和", "the sum of {0}"),
    "mean": Text("{0}的平均数", "the mean of {0}"),
    "median": Text("{0}的中位数", "the median of {0}"),
    "abs": Text("{0}的绝对值", "{0} without its sign"),
    "floor": Text("{0}（舍去小数）", "{0} rounded down"),
    "ceiling": Text("{0}（进位取整）", "{0} rounded up"),
    "count": Text("{0}的项数", "number of items in {0}"),
    "date": Text("{0}", "{0}"),
    "number": Text("{0}", "{0}"),
}
# Of two arguments of which one is a figure, {1}.
BOUNDED: Mapping[str, Text] = {
    "min": Text("{0}，最高 {1}", "{0}, at most {1}"),
    "max": Text("{0}，最低 {1}", "{0}, at least {1}"),
}
# {1} is the number of places.
ROUNDING: Mapping[str, Text] = {
    "round half up": Text("{0}（四舍五入，保留 {1} 位小数）", "{0} rounded half up to {1} decimal places"),
    "round up": Text("{0}（进位，保留 {1} 位小数）", "{0} rounded up to {1} decimal places"),
    "round down": Text("{0}（舍去，保留 {1} 位小数）", "{0} rounded down to {1} decimal places"),
    "round half down": Text("{0}（五舍六入，保留 {1} 位小数）", "{0} rounded half down to {1} decimal places"),
    "decimal": Text("{0}（保留 {1} 位小数）", "{0} to {1} decimal places"),
}

ALL_OF = Text("同时符合：", "all of:")
ANY_OF = Text("符合下列任一项：", "any of:")
NOT = Text("并非（{0}）", "not ({0})")
AND, OR = Text("，且", ", and "), Text("，或", ", or ")
NO_ANSWER = Text("{0}：否", "{0}: no")
SOME = Text("{0}中至少有一项：{1}", "at least one item in {0}: {1}")
SOME_HEAD = Text("{0}中至少有一项，该项同时符合：", "at least one item in {0} meets all of:")
EVERY = Text("{0}中每一项都：{1}", "every item in {0}: {1}")
EVERY_HEAD = Text("{0}中每一项都同时符合：", "every item in {0} meets all of:")
COUNT = Text("符合条件的{0}项数（条件：{1}）", "number of items in {0} with: {1}")
COUNT_HEAD = Text("{0}的项数，只计同时符合下列条件的：", "number of items in {0} that meet all of:")
SELECTED = Text("{0}（{1}）", "{0} ({1})")
FIELD = Text("{0}的{1}", "{1} of {0}")
PARTS_OF_DATES: Mapping[str, Text] = {
    "year": Text("{0}的年份", "the year of {0}"),
    "month": Text("{0}的月份", "the month of {0}"),
    "day": Text("{0}的日", "the day of {0}"),
}
EARLIER = Text("{0}（{1} 年前）", "{0} {1} earlier")
NOT_ON_RECORD, ON_RECORD = Text("{0}没有记录", "{0} not on record"), Text("{0}有记录", "{0} on record")
ONE_OF, NONE_OF = Text("{0}为{1}之一", "{0} one of {1}"), Text("{0}不是{1}中任何一项", "{0} none of {1}")
OTHER_THAN = Text("除 {0} 以外", "other than {0}")
IF_THEN, OTHERWISE = Text("如果{0}，则为 {1}", "if {0}, then {1}"), Text("其余情况为 {0}", "otherwise {0}")
RUN_DATE = Text("评价日期", "assessment date")
