"""What is wrong with what a program sent, in words: of pydantic's errors, those that come up here, in Chinese too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshu.office.shell.problem_details import Error
from luoshu.problems import Text

_WORDS: Mapping[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "应是文本",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "int_parsing_size": "数太大",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "date_type": "应是日期，例如 2025-06-30",
    "date_parsing": "应是日期，例如 2025-06-30",
    "date_from_datetime_parsing": "应是日期，例如 2025-06-30",
    "date_from_datetime_inexact": "应是日期，例如 2025-06-30",
    "datetime_type": "应是时间，例如 2025-06-30T09:00:00+08:00",
    "datetime_parsing": "应是时间，例如 2025-06-30T09:00:00+08:00",
    "datetime_from_date_parsing": "应是时间，例如 2025-06-30T09:00:00+08:00",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "list_type": "应是列表",
    "dict_type": "应是对象",
    "model_attributes_type": "应是对象",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "enum": "应是其中之一：{expected}",
    "literal_error": "应是其中之一：{expected}",
}


def error_of(wrong: Mapping[str, Any]) -> Error:
    """Of one error as pydantic tells it."""
    words = _WORDS.get(str(wrong["type"]), "不是可以接受的值")
    text = Text(words.format_map(_Context(wrong.get("ctx") or {})), str(wrong["msg"]))
    source, *where = map(str, wrong["loc"])
    where = where[1:] if source == "body" else where  # whose first part is what the view calls it
    return Error(field=".".join(where), zh=text.zh, en=text.en)


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
