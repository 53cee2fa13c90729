"""What the parser makes of text: names from scope, the policy dialect, spans, and errors that help."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshu.feel import tree, types
from luoshu.feel.lexing import POLICY, STANDARD, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Name, Node, Number, Span

RIGHT = types.context({"类别": types.STRING, "有效": types.BOOLEAN, "申请 日期": types.DATE}, "知识产权")
NAMES = Names(
    {
        "销售收入": types.NUMBER,
        "销售": types.NUMBER,
        "sales revenue": types.NUMBER,
        "profit-and-loss": types.NUMBER,
        "研发费用（万元）": types.NUMBER,
        "I类知识产权数": types.NUMBER,
        "知识产权": types.list_of(RIGHT),
        "2024年收入": types.NUMBER,
    }
)


def policy(text: str) -> Node:
    return parse(text, NAMES, dialect=POLICY)


def failure(text: str, names: Names = NAMES) -> FeelSyntaxError:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text, names, dialect=POLICY)
    return caught.value


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("销售收入", "销售收入"),
        ("销售收入额", "销售收入额"),
        ("销售额", "销售额"),
        ("I类知识产权数", "I类知识产权数"),
        ("sales  revenue", "sales revenue"),
        ("sales\nrevenue", "sales revenue"),
        ("profit-and-loss", "profit-and-loss"),
        ("研发费用（万元）", "研发费用（万元）"),
        ("2024年收入", "2024年收入"),
        ("date and time", "date and time"),
        ("order", "order"),
        ("notable", "notable"),
        ("?", "?"),
    ],
)
def test_the_longest_known_name_is_read_and_never_part_of_a_word(text: str, name: str) -> None:
    assert policy(text) == Name(name)


def test_signs_divide_unknown_names() -> None:
    assert policy("profit-销售") == tree.Arithmetic("-", Name("profit"), Name("销售"))


def test_an_inner_scope_is_read_before_an_outer_one() -> None:
    inner = NAMES.child({"销售收入净额": types.NUMBER})
    assert parse("销售收入净额", inner) == Name("销售收入净额")
    assert inner.type_of("销售收入") == types.NUMBER
    assert "销售收入净额" not in NAMES


def test_fields_of_items_are_known_in_filters_paths_and_iterations() -> None:
    assert policy("知识产权[申请 日期 = null]") == tree.Filter(
        Name("知识产权"), tree.Comparison("=", Name("申请 日期"), tree.Null())
    )
    assert policy("知识产权.申请 日期") == tree.Path(Name("知识产权"), "申请 日期")
    assert policy("知识产权[有效].申请 日期") == tree.Path(tree.Filter(Name("知识产权"), Name("有效")), "申请 日期")
    some = policy("some 权 in 知识产权 satisfies 权.申请 日期 = null")
    assert isinstance(some, tree.Quantified)
    assert some.condition == tree.Comparison("=", tree.Path(Name("权"), "申请 日期"), tree.Null())


def test_a_dotted_name_may_be_known_as_a_whole() -> None:
    names = Names({"高企.符合条件": types.BOOLEAN})
    assert parse("高企.符合条件", names) == Name("高企.符合条件")


# --- the dialect of policies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [("30%", "0.3"), ("5000万", "50000000"), ("2亿", "200000000"), ("1.8亿", "180000000"), ("-5%", "-0.05")],
)
def test_units_stand_directly_after_a_number(text: str, value: str) -> None:
    assert policy(text) == Number(Decimal(value))
    with pytest.raises(FeelSyntaxError):
        parse(text, NAMES, dialect=STANDARD)


def test_literals_keep_their_34_digits() -> None:
    assert policy("1234567890123456789012345678901234") == Number(Decimal("1234567890123456789012345678901234"))


def test_an_assumption_is_marked() -> None:
    assert policy("⟨30%⟩ * 2") == tree.Arithmetic("*", tree.Assumed(Number(Decimal("0.3"))), Number(Decimal(2)))
    with pytest.raises(FeelSyntaxError):
        parse("⟨1⟩", NAMES)


@pytest.mark.parametrize(
    ("full", "plain"),
    [
        ("（销售收入＋1）×2", "(销售收入 + 1) * 2"),
        ("销售收入＞＝1　and　销售收入 ≤ 2", "销售收入 >= 1 and 销售收入 <= 2"),
        ("销售收入 in （“甲”，“乙”）", '销售收入 in ("甲", "乙")'),
        ("{甲：1}", "{甲: 1}"),
        ("3÷2－1", "3 / 2 - 1"),
    ],
)
def test_full_width_signs_are_read_as_plain_ones(full: str, plain: str) -> None:
    assert policy(full) == policy(plain)


def test_full_width_signs_in_strings_stay() -> None:
    assert policy('"甲（乙），丙"') == tree.String("甲（乙），丙")


def test_an_escaped_pipe_in_a_string_is_a_pipe() -> None:
    assert policy(r'"a\|b"') == tree.String("a|b")
    assert parse(r'"a\|b"', NAMES) == tree.String(r"a\|b")


def test_shi_and_fou_are_no_booleans() -> None:
    assert policy("是") == Name("是")


# --- structure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a or b and c", "a or (b and c)"),
        ("a and b = c", "a and (b = c)"),
        ("a = b + c", "a = (b + c)"),
        ("a + b * c", "a + (b * c)"),
        ("a * b ** c", "a * (b ** c)"),
        ("a - b - c", "(a - b) - c"),
        ("a ** b ** c", "(a ** b) ** c"),
        ("-a ** b", "(-a) ** b"),
        ("-a.b", "-(a.b)"),
        ("a + b instance of number", "a + (b instance of number)"),
        ("a between b and c and d", "(a between b and c) and d"),
        ("a in b or c", "(a in b) or c"),
        ("if a then b else c + d", "if a then b else (c + d)"),
        ("every x in y satisfies x and z", "every x in y satisfies (x and z)"),
    ],
)
def test_precedence(text: str, grouped: str) -> None:
    assert parse(text, Names()) == parse(grouped, Names())


@pytest.mark.parametrize(
    ("text", "low_closed", "high_closed"),
    [("[1..2]", True, True), ("(1..2)", False, False), ("]1..2[", False, False), ("[1..2[", True, False)],
)
def test_brackets_of_ranges(text: str, low_closed: bool, high_closed: bool) -> None:
    assert parse(text, Names()) == tree.Range(Number(Decimal(1)), Number(Decimal(2)), low_closed, high_closed)


def test_a_filter_in_the_end_of_a_range_is_no_bracket() -> None:
    node = parse("[1..a[1]]", Names())
    assert isinstance(node, tree.Range)
    assert node.high == tree.Filter(Name("a"), Number(Decimal(1)))


def test_spans_are_offsets_in_the_whole_text() -> None:
    text = "| 销售收入 + 1 |"
    node = parse(text, NAMES, start=1, end=len(text) - 1)
    assert isinstance(node, tree.Arithmetic)
    assert text[node.span.start : node.span.end] == "销售收入 + 1"
    assert node.left.span == Span(2, 6)


def test_long_chains_and_deep_brackets_are_read() -> None:
    long = " and ".join(["a"] * 5000)
    assert to_feel(parse(long, Names())) == long
    deep = "(" * 100 + "a" + ")" * 100
    assert parse(deep, Names()) == Name("a")


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span", "zh", "en"),
    [
        ("销售收入 >", (6, 6), "表达式到此中断，应为表达式", "the text ends here; expected an expression"),
        ("(1 + 2", (6, 6), "表达式到此中断，应为')'", "the text ends here; expected ')'"),
        ("5000万元", (5, 6), "此处不应出现“元”，应为运算符", "unexpected '元'; expected operator"),
        ('"甲', (0, 2), '字符串缺少结尾的 "', 'the string lacks its closing "'),
        ("1 +* 2", (3, 4), "此处不应出现“*”，应为表达式", "unexpected '*'; expected an expression"),
        ("if 1 then 2", (11, 11), "表达式到此中断，应为'else'", "the text ends here; expected 'else'"),
        ("f(a: 1, 2)", (0, 10), "参数要么都写名称，要么都不写", "either all arguments are named or none is"),
        ("1e9999", (0, 6), "数值过大", "the number is too large"),
        ("", (0, 0), "表达式到此中断，应为表达式", "the text ends here; expected an expression"),
    ],
)
def test_errors_say_what_was_found_and_expected(text: str, span: tuple[int, int], zh: str, en: str) -> None:
    error = failure(text)
    assert (error.text.zh, error.text.en) == (zh, en)
    assert error.span == Span(*span)


def test_the_words_of_an_unknown_name_are_reported_together() -> None:
    error = failure("sales revenu > 1")
    assert error.text.en == "there is nothing named 'sales revenu'"
    assert error.hint is not None
    assert error.hint.en == "did you mean 'sales revenue'?"


@pytest.mark.parametrize(("text", "word"), [("a && b", "and"), ("a == b", "="), ("a 且 b", "and"), ("a || b", "or")])
def test_habits_of_other_languages_get_a_hint(text: str, word: str) -> None:
    hint = failure(text, Names({"a": types.ANY})).hint
    assert hint is not None
    assert word in hint.en


def test_what_is_nested_too_deeply_is_an_error_and_no_crash() -> None:
    assert "deeply" in failure("(" * 5000 + "1" + ")" * 5000).text.en
