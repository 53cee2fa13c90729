"""Regular expressions by XPath's rules, which are FEEL's: translated to Python's, and stopped where they take too long.

Import it where one is needed: what it rests on takes longer to load than all of FEEL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import regex
from elementpath.regex import RegexError, translate_pattern

from luoshu.feel.failure import EvaluationError

PATIENCE = 1.0  # seconds for one search: some patterns would take longer than anybody lives
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": regex.VERBOSE}
_WHITE = re.compile(r"\s+")
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]", re.DOTALL)


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str | None) -> regex.Pattern[str]:
    """A regular expression as XPath has it (XQuery and XPath Functions and Operators 3.1, 5.6), as Python's.

    Flag `q` takes the pattern literally; `x` takes white space out.
    """
    options = 0
    for flag in flags or "":
        if flag != "q" and flag not in _FLAGS:
            raise EvaluationError(f"没有标志 {flag}", f"there is no flag {flag}")
        options |= _FLAGS.get(flag, 0)
    if options & regex.VERBOSE:  # Python's would also read comments
        pattern, options = _without_white(pattern), options & ~regex.VERBOSE
    try:
        if "q" in (flags or ""):
            return regex.compile(re.escape(pattern), options & regex.IGNORECASE)
        return regex.compile(translate_pattern(pattern, options, xsd_version="1.1"), options)
    except (regex.error, RegexError, OverflowError, RecursionError) as error:
        raise EvaluationError(
            f"正则表达式“{pattern}”有误：{error}", f"the regular expression '{pattern}' is wrong: {error}"
        ) from None


@contextmanager
def patience() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise EvaluationError("正则表达式耗时过长", "the regular expression takes too long") from None


def _without_white(pattern: str) -> str:
    """The pattern without white space, but for that inside brackets."""
    pieces: list[str] = []
    position = 0
    for found in _CLASS.finditer(pattern):
        pieces += [_WHITE.sub("", pattern[position : found.start()]), found[0]]
        position = found.end()
    return "".join([*pieces, _WHITE.sub("", pattern[position:])])
