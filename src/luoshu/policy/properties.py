"""The instruments' own properties: a closed list each, with the type of every value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from luoshu.policy.keywords import Form
from luoshu.problems import Text


class ValueKind(Enum):
    """What a property's value may be."""

    CONDITION = Text("真假表达式", "a condition")
    AMOUNT = Text("金额表达式", "an amount")
    TEXT = Text("文字", "text")
    TEXTS = Text("逗号分隔的文字", "texts, separated by commas")
    CHOICE = Text("下列之一", "one of a list")
    TERM = Text("期限，如 3 年、30 天、5 个工作日", "a term such as 3 years, 30 days or 5 working days")
    UNTIL = Text("期限（如 1 年）或日期", "a term such as 1 year, or a date")


@dataclass(frozen=True, slots=True)
class Property:
    """A row of an instrument's table: `names` in Chinese, then in English; `choices` by word, to their meaning."""

    key: str
    names: tuple[str, ...]
    kind: ValueKind
    meaning: Text
    choices: Mapping[str, str] | None = None


_WAYS = {"免申即享": "automatic", "automatic": "automatic", "申报": "applied", "applied": "applied"}
_RHYTHMS = {
    "一次性": "once",
    "once": "once",
    "每月": "month",
    "月度": "month",
    "monthly": "month",
    "季度": "quarter",
    "每季度": "quarter",
    "quarterly": "quarter",
    "半年": "half-year",
    "half-yearly": "half-year",
    "年度": "year",
    "每年": "year",
    "yearly": "year",
}

BENEFIT = (
    Property("who", ("对象", "who"), ValueKind.CONDITION, Text("谁可以享受", "who is entitled")),
    Property("amount", ("金额", "amount"), ValueKind.AMOUNT, Text("每次给付多少元", "how much, in yuan, each time")),
    Property("fund", ("出资", "fund"), ValueKind.TEXT, Text("由哪个资金支付", "the fund that pays")),
    Property("relief", ("减免", "relief"), ValueKind.TEXTS, Text("免收哪些费用", "the charges waived")),
    Property("until", ("期限", "until", "term"), ValueKind.UNTIL, Text("享受到何时", "until when")),
    Property("rhythm", ("周期", "period"), ValueKind.CHOICE, Text("多久一次", "how often"), _RHYTHMS),
    Property("way", ("方式", "way"), ValueKind.CHOICE, Text("免申即享或申报", "automatic or applied for"), _WAYS),
    Property(
        "publication", ("公示", "publication"), ValueKind.TERM, Text("公示多久", "how long it is published first")
    ),
    Property("recovery", ("追回", "recovery"), ValueKind.TEXT, Text("何时追回", "when it is taken back")),
    Property("stacking", ("叠加", "stacking"), ValueKind.TEXT, Text("能否与其他支持并享", "whether it adds to others")),
    Property("basis", ("依据", "basis"), ValueKind.TEXT, Text("文件依据", "the document it rests on")),
    Property("note", ("说明", "note"), ValueKind.TEXT, Text("说明", "a note")),
)

# Every instrument written as two columns, property and value.
PROPERTIES: Mapping[Form, tuple[Property, ...]] = {Form.BENEFIT: BENEFIT}
