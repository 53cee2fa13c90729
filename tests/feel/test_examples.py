"""Every example of the reference gives what it says."""

from __future__ import annotations

import pytest

from luoshu.feel.cells import parse_tests
from luoshu.feel.examples import EXPRESSIONS, LITERALS, TESTS, Example
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY, STANDARD, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.text import to_text


@pytest.mark.parametrize("example", [*LITERALS, *EXPRESSIONS], ids=lambda example: example.text)
def test_an_expression(example: Example) -> None:
    assert to_text(evaluate(parse(example.text, Names(), dialect=POLICY), {})) == example.answer


@pytest.mark.parametrize("example", TESTS, ids=lambda example: example.text)
def test_a_test(example: Example) -> None:
    given = evaluate(parse(example.given, Names(), dialect=POLICY), {})
    assert to_text(evaluate(parse_tests(example.text, Names(), dialect=POLICY), {"?": given})) == example.answer


@pytest.mark.parametrize("example", [*LITERALS, *EXPRESSIONS, *TESTS], ids=lambda example: example.text)
def test_extensions_are_what_the_standard_does_not_read(example: Example) -> None:
    read = parse_tests if example.given else parse
    if example.extension:
        with pytest.raises(FeelSyntaxError):
            read(example.text, Names(), dialect=STANDARD)
    else:
        read(example.text, Names(), dialect=STANDARD)
