"""Expressions that a grammar makes, mostly well formed; and texts of words in no order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from luoshu.feel import types
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.scope import Names

NAMES = Names(
    {"销售收入": types.NUMBER, "a b": types.STRING, "知识产权": types.ListType(), "x": types.ANY, "?": types.ANY}
)
SCOPE = {"销售收入": 5, "a b": "ab", "知识产权": [{"类别": "I类"}, {"类别": None}], "x": None, "?": 3}

_WORDS = [
    *BUILTINS, "销售收入", "a b", "知识产权", "x", "?", "类别", "item", "partial", "true", "false", "null", "and", "or",
    "not", "in", "between", "if", "then",
    "else", "for", "return", "some", "every", "satisfies", "function", "external", "instance of", "number", "list<",
    "0", "1", "2.5", ".5", "1e3", '"a"', '"',
    '@"2025-06-30"', '@"P1Y"', "(", ")", "[", "]", "{", "}", "..", ".", ",", ":", "+", "-", "*", "/", "**", "=",
    "!=", "<", "<=", ">", ">=", "%", "万", "⟨", "⟩",
    "（", "）", "，", "“", "”", "//", "/*", "*/", "\n", "\\",
]  # fmt: skip


_BETWEEN = ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]
_TYPES = ["number", "list<string>", "date and time", "function<Any> -> Any"]


def expression(random_: random.Random, depth: int) -> str:
    """Mostly well formed; now and then a sign too many."""
    if depth <= 0 or random_.random() < 0.2:
        return random_.choice(
            ['"a"', "1", "0", "2.5", "x", "销售收入", "a b", "知识产权", "null", "true", '@"2025-06-30"', "?"]
        )
    inner: Callable[[], str] = lambda: expression(random_, depth - 1)  # noqa: E731
    made = random_.choice(
        [
            lambda: f"{inner()} {random_.choice(_BETWEEN)} {inner()}",
            lambda: f"if {inner()} then {inner()} else {inner()}",
            lambda: f"for i in {inner()} return {inner()}",
            lambda: f"some i in {inner()} satisfies {inner()}",
            lambda: f"{inner()}[{inner()}]",
            lambda: f"[{inner()}, {inner()}]",
            lambda: f"[{inner()}..{inner()})",
            lambda: f"{{a: {inner()}, b: a}}",
            lambda: f"({inner()})",
            lambda: f"{random_.choice(list(BUILTINS))}({', '.join(inner() for _ in range(random_.randint(0, 3)))})",
            lambda: f"(function(i) {inner()})({inner()})",
            lambda: f"{inner()} between {inner()} and {inner()}",
            lambda: f"{inner()}.{random_.choice(['类别', 'year', 'days', 'a', 'start'])}",
            lambda: f"-{inner()}",
            lambda: f"{inner()} instance of {random_.choice(_TYPES)}",
        ]
    )()
    return made if random_.random() < 0.97 else made + random_.choice(_WORDS)


def texts(random_: random.Random) -> Iterator[str]:
    while True:
        if random_.random() < 0.6:
            yield expression(random_, random_.randint(1, 4))
        else:
            yield " ".join(random_.choice(_WORDS) for _ in range(random_.randint(1, 12)))
