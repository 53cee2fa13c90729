"""The characters of FEEL: what separates, what a name is made of, and the extensions that a dialect allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from luoshu.feel.tree import Span
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which extensions to the standard are read.

    units: `30%`, `5000万`, `2亿` directly after a number. assumed: `⟨x⟩`. full_width: the signs of Chinese typing
    outside strings, and strings in “”. escaped_pipe: `\\|` in a string is `|`, which a cell of a Markdown table
    cannot hold.
    """

    units: bool = False
    assumed: bool = False
    full_width: bool = False
    escaped_pipe: bool = False


STANDARD = Dialect()
POLICY = Dialect(units=True, assumed=True, full_width=True, escaped_pipe=True)

UNITS = {"%": Decimal("0.01"), "万": Decimal(10_000), "亿": Decimal(100_000_000)}

_FULL_WIDTH = str.maketrans("（）｛｝［］【】，：；＞＜＝！＋－×÷／＊．？％＠", "(){}[][],:;><=!+-*//*.?%@")
_TWO_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}

# DMN 1.5, 10.3.1.2, rules 27 to 29, without `?`, which is a token of its own here.
NAME_PART = r"[\w\u00b7\u203f\u2040\u2190-\u21ff\u2600-\u27bf\U00010000-\U000effff]"
NAME_START = rf"(?![\d\u00b7\u203f\u2040]){NAME_PART}"

SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
WORD = re.compile(rf"{NAME_START}{NAME_PART}*")
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
INFIX = re.compile(rf"\*\*|<=|>=|!=|\.\.|[-+*/=<>.\[(≥≤≠]|(?:and|or|between|in|instance)(?!{NAME_PART})")
COMPARISON = re.compile(r"<=|>=|!=|[<>=≥≤≠]")
# A name that is being declared: words up to the keyword `in`, or up to a colon.
DECLARED_IN = re.compile(rf"({NAME_START}{NAME_PART}*(?:[\s.'/*+-]+{NAME_PART}+)*?)\s+in(?!{NAME_PART})")
KEY = re.compile(r"([^\s:{}\[\](),<>=\"“”][^:{}\[\](),<>=\"“”]*?)\s*:")
PARAMETER = re.compile(rf"({NAME_START}{NAME_PART}*(?:\s+{NAME_PART}+)*)")

_OPERATOR_WORDS = ("and", "or", "between", "in", "instance")
_CLAUSE_WORDS = ("if", "then", "else", "for", "return", "some", "every", "satisfies", "function")
KEYWORDS = frozenset((*_OPERATOR_WORDS, *_CLAUSE_WORDS, "true", "false", "null"))


class FeelSyntaxError(ValueError):
    """Text that is not FEEL: where, what was found, what could have stood there, and where possible what to do.

    A hint that takes long to find is given as a function: the parser may only be trying.
    """

    def __init__(
        self,
        span: Span,
        text: Text,
        expected: tuple[str, ...] = (),
        hint: Text | Callable[[], Text | None] | None = None,
    ) -> None:
        super().__init__(text.en)
        self.span = span
        self.text = text
        self.expected = expected
        self._hint = hint

    @property
    def hint(self) -> Text | None:
        return self._hint() if callable(self._hint) else self._hint


@lru_cache(maxsize=16)
def plain_signs(text: str, dialect: Dialect) -> str:
    """The text with full-width signs made plain, of the same length; strings are to be read from the original."""
    return text.translate(_FULL_WIDTH) if dialect.full_width else text


def operator(sign: str) -> str:
    """`≥` and its like written as FEEL writes them."""
    return _TWO_SIGNS.get(sign, sign)


_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'", "/": "/", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def unescape(text: str, dialect: Dialect) -> str:
    """The value of what stands between the quotes of a string; an unknown escape stands for itself."""
    if "\\" not in text:
        return text

    def replaced(found: re.Match[str]) -> str:
        short, long, char = found.groups()
        if char is None:
            return chr(int(short or long, 16)) if int(short or long, 16) < 0x110000 else found[0]
        if char == "|" and dialect.escaped_pipe:
            return "|"
        return _SIMPLE_ESCAPES.get(char, found[0])

    return _SURROGATES.sub(_joined, _ESCAPE.sub(replaced, text))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
