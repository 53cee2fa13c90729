"""Regular expressions that RE2 and XPath read alike, and the interpreter with them: all others are refused.

Letters, digits, `.`, brackets, groups, alternatives, repetition, and the ends of the text. Not `\\d`, `\\w` and `\\s`,
which are all of Unicode in XPath and ASCII in RE2; no references, and nothing that depends on the order of trying.
"""

from __future__ import annotations

import re

from luoshu.feel.tree import Node
from luoshu.sql.refusal import refuse

_LITERAL = r"[^\\.*+?()\[\]{}|^$\s]| |\\[.*+?()\[\]{}|^$\-]"
_ONE = r"[^\\\[\]^\-&~\s]| "  # in brackets
_CLASS = rf"\[\^?(?:(?:{_ONE})(?:-(?:{_ONE}))?)+\]"
_REPEAT = r"(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})"
_ATOM = rf"(?:(?:{_LITERAL}|\.|{_CLASS}){_REPEAT}?)"
_SEQUENCE = rf"{_ATOM}*"
_GROUP = rf"(?:\({_SEQUENCE}(?:\|{_SEQUENCE})*\)\??)"
_PATTERN = re.compile(rf"\^?(?:{_ATOM}|{_GROUP})*\$?|{_SEQUENCE}(?:\|{_SEQUENCE})*")


def checked(pattern: str, node: Node) -> str:
    """The pattern, if all read it alike."""
    if not _PATTERN.fullmatch(pattern):
        raise refuse(
            f"正则表达式“{pattern}”在 SQL 里不一定是同样的意思",
            f"the regular expression '{pattern}' may mean something else in SQL",
            node,
        )
    try:
        re.compile(pattern)
    except re.error:
        raise refuse(f"正则表达式“{pattern}”有误", f"the regular expression '{pattern}' is wrong", node) from None
    return pattern


def replaceable(pattern: str, node: Node) -> str:
    """A checked pattern that never finds nothing, which engines replace in different places."""
    if re.search(checked(pattern, node), "") is not None or re.search(r"[\^$|*?{]", pattern) is not None:
        raise refuse(
            f"替换“{pattern}”在 SQL 里不一定是同样的结果",
            f"replacing '{pattern}' may have another result in SQL",
            node,
        )
    return pattern
