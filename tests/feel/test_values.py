"""What expressions of the standard give, as pairs of text; and an example of every built-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshu.feel.builtins import BUILTINS
from luoshu.feel.builtins.registry import Builtin
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.text import to_text

FIXTURE = Path(__file__).parent / "fixtures" / "values.txt"


def pairs() -> list[tuple[int, str, str]]:
    """Each expression with the line it ends on; a line without an arrow goes on in the next."""
    found = []
    begun = ""
    for number, line in enumerate(FIXTURE.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        expression, arrow, answer = line.rpartition(" => ")
        if not arrow:
            begun += line + "\n"
            continue
        found.append((number, begun + expression, answer))
        begun = ""
    return found


@pytest.mark.parametrize(("line", "expression", "answer"), pairs(), ids=str)
def test_expression_gives_its_value(line: int, expression: str, answer: str) -> None:
    if answer == "error":
        with pytest.raises(FeelSyntaxError):
            parse(expression, Names())
    else:
        assert to_text(evaluate(parse(expression, Names()), {})) == answer, f"line {line}"


@pytest.mark.parametrize("entry", BUILTINS.values(), ids=lambda entry: entry.name)
def test_example_of_a_builtin_gives_its_answer(entry: Builtin) -> None:
    assert to_text(evaluate(parse(entry.example, Names()), {})) == entry.answer


@pytest.mark.parametrize("entry", BUILTINS.values(), ids=lambda entry: entry.name)
def test_a_builtin_is_described_in_both_languages(entry: Builtin) -> None:
    assert entry.doc.zh
    assert entry.doc.en
    assert entry.overloads
