"""What the language can say, an example each: literals, expressions, the tests in a table's cells.

The reference is written from these tables, and a test evaluates every example. What is not in the standard is marked
as an extension: it is written out when a policy becomes DMN.
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Example:
    """`text` gives `answer`, as FEEL writes it. Of a test `given` is the input of its column."""

    text: str
    answer: str
    doc: Text
    extension: bool = False
    given: str = ""


LITERALS = (
    Example("12.5", "12.5", Text("数，34 位十进制", "a number, of 34 decimal digits")),
    Example("1e3", "1000", Text("数，科学记数法", "a number in scientific notation")),
    Example("30%", "0.3", Text("百分数，% 紧跟数字", "a percentage: % directly after the number"), extension=True),
    Example("5000万", "50000000", Text("万，紧跟数字", "ten thousands, directly after the number"), extension=True),
    Example("2.5亿", "250000000", Text("亿，紧跟数字", "hundred millions, directly after the number"), extension=True),
    Example('"I类"', '"I类"', Text("文字；\\n、\\u 等转义照 JSON", "text; escapes as in JSON")),
    Example("“I类”", '"I类"', Text("文字，全角引号", "text in the quotes of Chinese typing"), extension=True),
    Example("true", "true", Text("是；否写作 false", "yes; no is false")),
    Example("null", "null", Text("没有值", "no value")),
    Example('date("2025-06-30")', 'date("2025-06-30")', Text("日期", "a date")),
    Example('@"2025-06-30"', 'date("2025-06-30")', Text("日期，简写", "a date, in short")),
    Example('duration("P1Y6M")', 'duration("P1Y6M")', Text("年月时长", "years and months")),
    Example('@"P30D"', 'duration("P30D")', Text("天数时长，简写", "days, in short")),
    Example("[1, 2, 3]", "[1, 2, 3]", Text("列表", "a list")),
    Example("[60..80)", "[60..80)", Text("范围，[ ] 含端点，( ) 不含", "a range; [ ] with the end, ( ) without it")),
    Example("{甲: 1, 乙: 甲 + 1}", "{甲: 1, 乙: 2}", Text("一组有名字的值", "values with names")),
    Example("⟨6%⟩", "0.06", Text("假设：没有出处的数值", "an assumption: a value without a source"), extension=True),
    Example("1 ＞ 0", "true", Text("全角符号与半角相同", "full-width signs are as plain ones"), extension=True),
)

EXPRESSIONS = (
    Example("7 / 2 - 3 * 1", "0.5", Text("加减乘除，乘方是 **", "arithmetic; ** is power")),
    Example(
        "6% >= 6%", "true", Text("比较：= != < <= > >=，也可写 ≠ ≤ ≥", "comparison, also written ≠ ≤ ≥"), extension=True
    ),
    Example("5 between 1 and 5", "true", Text("在两数之间，含两端", "between two values, both included")),
    Example("5 in (< 3, [5..6])", "true", Text("符合其中一个测试", "passes one of some tests")),
    Example("true and not(false) or false", "true", Text("逻辑：and、or、not()", "logic")),
    Example('if 1 > 2 then "甲" else "乙"', '"乙"', Text("条件，else 不能省", "a condition; else is needed")),
    Example(
        "[1, 5, 9][item > 3]", "[5, 9]", Text("挑选列表中符合条件的项", "the items of a list that meet a condition")
    ),
    Example("[{额: 1}, {额: 2}].额", "[1, 2]", Text("每一项的一个字段", "a field of every item")),
    Example("[1, 5, 9][-1]", "9", Text("第几项，从 1 数，负数从后数", "an item by its place, from 1, or from the end")),
    Example("for 年 in 1..3 return 年 * 10", "[10, 20, 30]", Text("逐项计算", "a value for each item")),
    Example("some x in [1, 2] satisfies x > 1", "true", Text("有一项符合", "one of them does")),
    Example("every x in [1, 2] satisfies x > 1", "false", Text("每一项都符合", "all of them do")),
    Example(
        'date("2025-06-30") - date("2025-06-01")', 'duration("P29D")', Text("日期相减得天数", "days between dates")
    ),
    Example('date("2024-02-29") + @"P1Y"', 'date("2025-02-28")', Text("日期加时长", "a date and a duration")),
    Example("1 instance of number", "true", Text("是不是某种类型", "whether it is of a type")),
)

TESTS = (
    Example("-", "true", Text("任何值", "anything"), given="1"),
    Example(">= 6%", "true", Text("与左边表头的值比较", "a comparison with the value of the header"), True, "0.06"),
    Example("[60..80)", "false", Text("在范围内", "within a range"), given="80"),
    Example('"I类", "II类"', "true", Text("其中之一", "one of some"), given='"II类"'),
    Example("not(1, 2)", "true", Text("不是其中任何一个", "none of some"), given="3"),
    Example("null", "true", Text("没有值", "has no value"), given="null"),
    Example("? * 2 > 5", "true", Text("问号是表头的值", "? is the value of the header"), given="3"),
)
