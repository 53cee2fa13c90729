"""Static types: what expressions give, and what is found wrong before anything runs."""

from __future__ import annotations

import pytest

from luoshu.feel import types
from luoshu.feel.cells import parse_tests
from luoshu.feel.check import FeelTypeProblem, infer
from luoshu.feel.lexing import POLICY
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.type_names import type_named

RIGHT = types.context({"类别": types.STRING, "有效": types.BOOLEAN, "授权日": types.DATE}, "知识产权")
NAMES = Names(
    {
        "收入": types.NUMBER,
        "名称": types.STRING,
        "合规": types.BOOLEAN,
        "成立": types.DATE,
        "知识产权": types.list_of(RIGHT),
        "未知": types.ANY,
        "加倍": types.FunctionType(params=(types.NUMBER,), result=types.NUMBER),
    }
)


def check(text: str) -> tuple[types.Type, list[FeelTypeProblem]]:
    return infer(parse(text, NAMES, dialect=POLICY), NAMES)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("1 + 收入", "number"),
        ('名称 + "x"', "string"),
        ("收入 > 1 and 合规", "boolean"),
        ("收入 / 未知", "number"),
        ("成立 - duration(\"P5Y\")", "date"),
        ("成立 - 成立", "days and time duration"),
        ("知识产权.授权日", "list<date>"),
        ("知识产权[有效]", "list<知识产权>"),
        ("知识产权[1].类别", "string"),
        ("知识产权[-1].授权日.year", "number"),
        ("count(知识产权[类别 = \"I类\" and not(有效)])", "number"),
        ("for x in 知识产权 return x.有效", "list<boolean>"),
        ("for i in 1..3 return i * 2", "list<number>"),
        ("some x in 知识产权 satisfies x.有效", "boolean"),
        ("if 合规 then 1 else null", "number"),
        ("if 合规 then 1 else 名称", "Any"),
        ("[1, 2]", "list<number>"),
        ("[1..收入]", "range<number>"),
        ("{a: 1, b: a > 0}", "context<a: number, b: boolean>"),
        ("{a: 1}.a", "number"),
        ("function(x: number) x > 收入", "function<number> -> boolean"),
        ("加倍(收入)", "number"),
        ("max(收入, 2)", "number"),
        ("min(知识产权.授权日)", "date"),
        ("sort(知识产权.授权日)", "list<date>"),
        ('duration("P1D")', "days and time duration"),
        ('@"P1Y"', "years and months duration"),
        ("⟨30%⟩", "number"),
        ("收入 in (1, > 5, [7..9])", "boolean"),
        ("名称 instance of string", "boolean"),
        ("date and time(成立, time(8, 0, 0))", "date and time"),
        ("string(from: 收入)", "string"),
    ],
)  # fmt: skip
def test_types(text: str, type_: str) -> None:
    given, problems = check(text)
    assert problems == []
    assert str(given) == type_


@pytest.mark.parametrize(
    ("text", "at", "en"),
    [
        ("收人 > 1", "收人", "there is nothing named '收人'"),
        ("知识产权.种类", "种类", "知识产权 has no '种类'"),
        ("知识产权[类型 = 1]", "类型", "there is nothing named '类型'"),
        ('收入 + "x"', '收入 + "x"', "no + between number and string"),
        ("收入 > 名称", "收入 > 名称", "number and string cannot be compared by >"),
        ("合规 < true", "合规 < true", "boolean and boolean cannot be compared by <"),
        ("收入 and 合规", "收入", "each side of 'and' must be a boolean, not a number"),
        ("合规 and 合规 and 名称", "名称", "each side of 'and' must be a boolean, not a string"),
        ("if 收入 then 1 else 2", "收入", "the condition of 'if' must be a boolean, not a number"),
        ("知识产权[名称]", "名称", "a filter must be a boolean or an index, not a string"),
        ("abs(名称)", "名称", "the argument must be a number, not a string"),
        ("substring(名称)", "substring(名称)",
         "substring takes (string: string, start position: number, length?: number)"),
        ('date("2025-02-30")', '"2025-02-30"', "'2025-02-30' does not exist or is out of range"),
        ('@"x"', '@"x"', "'x' is not a date, time or duration (example: 2025-06-30)"),
        ("some x in 收入 satisfies x", "收入", "what follows 'in' must be a list or range, not a number"),
        ("some x in 知识产权 satisfies x.类别", "x.类别", "what follows 'satisfies' must be a boolean, not a string"),
        ("收入 in (1, 名称)", "名称", "number and string cannot be compared by ="),
        ("收入 between 1 and 名称", "名称", "number and string cannot be compared by <="),
        ("收入(1)", "收入", "a number is no function"),
        ("not(收入)", "收入", "not needs a boolean, not a number"),
        ("sum(知识产权.类别)", "知识产权.类别", "sum needs a number, not a string"),
        ("mean(知识产权.授权日)", "知识产权.授权日", "mean needs a number, not a date"),
        ("max(知识产权)", "知识产权", "max needs a number, not a context"),
        ("max(收入, 合规)", "合规", "max needs a number, not a boolean"),
        ("median([名称])", "[名称]", "median needs a number, not a string"),
        ("all(知识产权.类别)", "知识产权.类别", "all needs a boolean, not a string"),
        ("加倍(1, 2)", "加倍(1, 2)", "expected 1 arguments, not 2"),
        ("加倍(名称)", "名称", "the argument must be a number, not a string"),
        ("-名称", "名称", "a string cannot be negated"),
        ("收入 instance of nunber", "收入 instance of nunber", "there is no type 'nunber'"),
        ("成立.years", "years", "date has no 'years'"),
        ("{a: 1}.b", "b", "context has no 'b'"),
        ("{a: 1, a: 2}", "{a: 1, a: 2}", "the key 'a' stands twice"),
        ('[1.."x"]', '[1.."x"]', "number and string cannot be compared by .."),
        ("? > 1", "?", "'?' stands only in cells and after 'in'"),
    ],
)  # fmt: skip
def test_problems(text: str, at: str, en: str) -> None:
    _, problems = check(text)
    assert [(text[p.span.start : p.span.end], p.text.en) for p in problems] == [(at, en)]
    assert problems[0].text.zh


def test_the_nearest_known_name_is_offered() -> None:
    _, problems = check("知识产权.类另 = 名你")
    assert [problem.hint.en for problem in problems if problem.hint] == ["did you mean '类别'?", "did you mean '名称'?"]
    assert {problem.code for problem in problems} == {"feel.name"}


def test_all_problems_are_found_at_once_in_the_order_they_stand() -> None:
    text = '甲 + 1 > "x" or 乙 and 收入'
    _, problems = check(text)
    starts = [problem.span.start for problem in problems]
    assert len(problems) == 4
    assert starts[0] == 0
    assert text.index("乙") in starts
    assert text.index("收入") in starts


@pytest.mark.parametrize(
    "text",
    [
        "未知 + 1",
        "未知.x",
        "未知(1)",
        "未知[a]",
        "未知 and 合规",
        "abs(未知)",
        "null = 收入",
        "not(未知)",
        "sum(未知)",
        "max(知识产权.授权日)",
        "sum([收入, null])",
        "max(1, 未知)",
        "not(null)",
    ],
)
def test_nothing_is_said_of_what_is_not_known(text: str) -> None:
    _, problems = check(text)
    assert [problem for problem in problems if "'a'" not in problem.text.en] == []


@pytest.mark.parametrize(
    ("cell", "given", "wrong"),
    [
        (">= 30%", types.NUMBER, False),
        ('"甲", "乙"', types.STRING, False),
        ("[1..5], 7", types.NUMBER, False),
        ("[1, 2]", types.NUMBER, False),
        ("not(1)", types.NUMBER, False),
        ("-", types.STRING, False),
        ("? > 1 and 合规", types.NUMBER, False),
        ("null", types.NUMBER, False),
        (">= 1", types.STRING, True),
        ('"甲"', types.NUMBER, True),
        ('["甲".."乙"]', types.NUMBER, True),
        ("> true", types.BOOLEAN, True),
        ("? + 1", types.NUMBER, True),
    ],
)
def test_tests_are_checked_against_the_type_of_the_input(cell: str, given: types.Type, wrong: bool) -> None:
    names = NAMES.child({"?": given})
    type_, problems = infer(parse_tests(cell, names, dialect=POLICY), names)
    assert type_ == types.BOOLEAN
    assert bool(problems) == wrong


@pytest.mark.parametrize(
    "text",
    ["number", "list<string>", "list<list<date and time>>", "range<date>", "context<a: number, b: list<string>>",
     "function<number, Any> -> boolean", "days and time duration"],
)  # fmt: skip
def test_types_are_written_as_they_are_read(text: str) -> None:
    assert str(type_named(text)) == text


@pytest.mark.parametrize("text", ["nothing", "list<", "list<>", "list<number", "number>", "context<a>", ""])
def test_what_names_no_type(text: str) -> None:
    assert type_named(text) is None
