"""Text made by a grammar and XML that was damaged: no crash, no hang, no error without a place.

A seed corpus and a few generated cases run always; `make test-all` goes on for a minute.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.expressions import NAMES, SCOPE, texts

from luoshu.dmn.asking import ask
from luoshu.dmn.loading import load
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.cells import parse_tests
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY, STANDARD, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.printer import to_feel
from luoshu.feel.text import to_text
from luoshu.feel.trace import Recorder
from luoshu.problems import Problem, ProblemError

from .models import OUTPUT, decision, feel, input_data, knowledge, model, service, table

MINUTE = 60.0
# Once found by fuzzing, or likely to be: each is read and evaluated as text, as tests, and in both dialects.
CORPUS = [
    "", " ", "-", "--", "- -1", "1..", "..1", "[1..", "]1..2[", "(1..2)", "[..]", "(", "((((", ")", "{", "{a:",
    "{:1}", '{"', '"',
    '"\\u', '"\\uD83D"', '"\\U10FFFF"', '"\\UFFFFFF"', "@", '@"', '@"P"', '@"PT"', '@"2025-02-30"',
    '@"-999999999-01-01"',
    "if", "if x then", "for", "for i in", "for i in 1..1e400 return i", "for i in [1] return", "some x in",
    "every in in in satisfies",
    "function", "function(", "function() external {}", "function(f) f(f)", "(function(f) f(f))(function(f) f(f))",
    "1e999999999",
    "9" * 5000, "2 ** 99999", "10 ** -99999", "0 / 0", "-5 ** 0.5", "sqrt(-1)", "x.y.z", "知识产权.类别[1].y",
    "知识产权[类别 = null]",
    "知识产权[item.类别 = \"I类\"][99]", "[1,2,3][-4]", "[1,2,3][1.5]", "[[[[[]]]]]", "not(", "not()",
    "not(not(not(x)))",
    "date(", "date()",
    'date("x")', "date(9999999999, 1, 1)", 'duration("P99999999999Y")', 'duration("P1Y") * 1e30',
    'date("9999-12-31") + duration("P1D")',
    'matches("a", "(")', 'replace("a", "a", "$9$")', 'split("a", "")', "substring(\"a\", 1e30)",
    "string(x)", "number(\"1\", \",\", \",\")", "sort([3,1,2], function(a, b) a)", "sort([1,2], function(a) a < 1)",
    "get value({}, x)",
    "context merge([1])", "x instance of", "x instance of list<", "x instance of context<a:",
    "x instance of function<> ->",
    "x between 1 and", "x in (", "x in (1, 2", "x in [1..", "1 < 2 < 3", "= 1", "> > 1", "1 = = 1", "⟨", "⟨1", "⟨⟩",
    "30%%", "5万亿", "1%2", "销售收入额",
    "销售收入.", "a  b", "a\nb", "/*", "/* /", "//", "1 // x", "\x00", "\ufeff1", "\u2028", "🙂", "é + 1", "“a”", "‘a’",
    "？ > 1", "１＋１", "\\", "#", "a b()",
    "x()", "1()", "\"a\"(1)", "partial", "item", "for i in 1..3 return partial[-1] + i",
    "some i in 1..3, j in i..1 satisfies j", "-" * 400 + "1",
    "(" * 400 + "1" + ")" * 400, "[" * 400, "not(" * 300 + "true" + ")" * 300, "if true then " * 300 + "1",
    "1" + " + 1" * 3000, "x" + ".y" * 3000,
]  # fmt: skip


def check_placed(error: FeelSyntaxError, text: str) -> None:
    assert 0 <= error.span.start <= error.span.end <= len(text)
    assert error.text.zh
    assert error.text.en


def try_text(text: str) -> None:
    """Read as an expression and as tests, in both dialects; what reads is checked, evaluated, and written."""
    for dialect in (STANDARD, POLICY):
        for read in (parse, parse_tests):
            try:
                node = read(text, NAMES, dialect=dialect)  # type: ignore[operator]
            except FeelSyntaxError as error:
                check_placed(error, text)
                continue
            infer(node, NAMES)
            for arithmetic in (EXACT,) if dialect is POLICY else ():
                to_text(evaluate(node, SCOPE, arithmetic=arithmetic))
            to_text(evaluate(node, SCOPE, clock=lambda: datetime(2025, 6, 30, tzinfo=UTC)))
            if read is parse:
                assert parse(to_feel(node), NAMES) is not None


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_the_corpus(text: str) -> None:
    try_text(text)


def test_a_pattern_that_would_take_for_ever_fails() -> None:
    trace = Recorder()
    node = parse(f'matches("{"a" * 40}!", "(a|a)*$")', NAMES)
    assert evaluate(node, {}, trace=trace) is None
    assert [cause.en for _, cause in trace.failures] == ["the regular expression takes too long"]


def test_text_made_by_a_grammar() -> None:
    made = texts(random.Random(1))
    for _ in range(400):
        try_text(next(made))


@pytest.mark.slow
def test_text_made_by_a_grammar_for_a_minute() -> None:
    until, made = time.monotonic() + MINUTE, texts(random.Random())
    while time.monotonic() < until:
        text = next(made)
        try:
            try_text(text)
        except Exception as error:
            raise AssertionError(f"on {text!r}") from error


# --- damaged files ----------------------------------------------------------------------------------------------------


ALLOWED = "<allowedValues><text>[0..10]</text></allowedValues>"
WHOLE = model(
    f'<itemDefinition name="t"><typeRef>number</typeRef>{ALLOWED}</itemDefinition>',
    input_data("x", "t"),
    knowledge("f", {"n": "number"}, feel("if n <= 0 then 0 else f(n - 1)")),
    decision("d", table("COLLECT", {"x": ""}, OUTPUT, "> 1 | x", "- | f(x)", aggregation="SUM"), "x", knows=("f",)),
    decision("e", f"<list>{feel('d')}{feel('s(x)')}</list>", "d", "x", knows=("s",)),
    service("s", "d", data="x"),
)


def damaged(random_: random.Random) -> str:
    text = WHOLE
    for _ in range(random_.randint(1, 3)):
        start = random_.randrange(len(text))
        stop = min(len(text), start + random_.choice((0, 1, 1, 8, 40)))
        other = random_.randrange(len(text))
        piece = random_.choice(
            ("", "<", ">", "&", "&amp;", '"', "\x00", "x", text[other : other + 30], "<list/>", "]]>", "﷐")
        )
        text = text[:start] + piece + text[stop:]
    return text


def check_all_placed(problems: list[Problem]) -> None:
    assert all(problem.place is not None and problem.text.zh for problem in problems)


def try_file(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    try:
        made = load(path)
    except ProblemError as error:
        check_all_placed(error.problems)
        return
    check_all_placed(made.problems)
    key = made.main.source.namespace, "x"
    for answer in ask(made, {key: 3}):  # type: ignore[dict-item]
        to_text(answer.value)


def test_damaged_files(tmp_path: Path) -> None:
    random_ = random.Random(1)
    try_file(tmp_path / "m.dmn", WHOLE)
    for _ in range(400):
        try_file(tmp_path / "m.dmn", damaged(random_))


@pytest.mark.slow
def test_damaged_files_for_a_minute(tmp_path: Path) -> None:
    until, random_ = time.monotonic() + MINUTE, random.Random()
    while time.monotonic() < until:
        text = damaged(random_)
        try:
            try_file(tmp_path / "m.dmn", text)
        except Exception as error:
            raise AssertionError(f"on {text!r}") from error
