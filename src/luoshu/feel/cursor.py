"""The reading head of the parser: where it stands in the text, what comes next, and errors that say so.

It knows characters, words and the two literals that need care; what they mean together is the parser's.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from luoshu.feel import lexing, tree
from luoshu.feel.arithmetic import STANDARD, to_decimal
from luoshu.feel.failure import EvaluationError
from luoshu.feel.habits import grouped_number, habit, thousands
from luoshu.feel.lexing import Dialect, FeelSyntaxError
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node, Span
from luoshu.problems import Text, suggest


class Cursor:
    """Reads text[start:end]; `position` moves, `last` is the end of what was read last."""

    def __init__(self, text: str, names: Names, dialect: Dialect, start: int = 0, end: int | None = None) -> None:
        self.original = text
        self.text = lexing.plain_signs(text, dialect)
        self.names = names
        self.dialect = dialect
        self.position = self.last = start
        self.end = len(text) if end is None else end

    def skip(self) -> None:
        found = lexing.SPACE.match(self.text, self.position, self.end)
        if found:
            self.position = found.end()

    def at(self, sign: str) -> bool:
        """Whether `sign` comes next."""
        self.skip()
        return self.text.startswith(sign, self.position, self.end)

    def take(self, sign: str) -> bool:
        """Steps over `sign` where it comes next."""
        if self.at(sign):
            self.position = self.last = self.position + len(sign)
            return True
        return False

    def expect(self, *signs: str) -> str:
        """Steps over the one of `signs` that comes next."""
        for sign in signs:
            if self.take(sign):
                return sign
        raise self.unexpected(*(f"'{sign}'" for sign in signs))

    def at_word(self, word: str) -> bool:
        """Whether the keyword comes next."""
        self.skip()
        found = lexing.WORD.match(self.text, self.position, self.end)
        return found is not None and found[0] == word

    def take_word(self, word: str) -> bool:
        if self.at_word(word):
            self.position = self.last = self.position + len(word)
            return True
        return False

    def expect_word(self, word: str) -> None:
        if not self.take_word(word):
            raise self.unexpected(f"'{word}'")

    def span(self, start: int) -> Span:
        return Span(start, self.last)

    # --- errors -------------------------------------------------------------------------------------------------------

    def unexpected(self, *expected: str) -> FeelSyntaxError:
        """What stands here, and what should."""
        self.skip()
        zh_expected = "或".join("表达式" if part == "expression" else _zh(part) for part in expected)
        en_expected = " or ".join("an expression" if part == "expression" else part for part in expected)
        if self.position >= self.end:
            at = Span(self.end, self.end)
            return FeelSyntaxError(
                at, Text(f"表达式到此中断，应为{zh_expected}", f"the text ends here; expected {en_expected}"), expected
            )
        found = lexing.WORD.match(self.text, self.position, self.end)
        stop = found.end() if found else self.position + 1
        what = self.original[self.position : stop]
        return FeelSyntaxError(
            Span(self.position, stop),
            Text(f"此处不应出现“{what}”，应为{zh_expected}", f"unexpected '{what}'; expected {en_expected}"),
            expected,
            habit(self.text, self.position, self.end, self.dialect),
        )

    def stray(self, before: Node) -> FeelSyntaxError:
        """What follows an expression that was complete; after an unknown name, its remaining words."""
        word = lexing.WORD.match(self.text, self.position, self.end)
        if word and isinstance(before, tree.Name) and before.name not in self.names:
            stop = lexing.PARAMETER.match(self.text, before.span.start, self.end)
            end = max(stop.end() if stop else 0, word.end())
            name = " ".join(self.text[before.span.start : end].split())
            return FeelSyntaxError(
                Span(before.span.start, end),
                Text(f"没有名为“{name}”的数据", f"there is nothing named '{name}'"),
                ("operator",),
                partial(suggest, name, self.names),
            )
        return self.unexpected("operator")

    # --- literals -----------------------------------------------------------------------------------------------------

    def number(self, start: int, negative: bool = False) -> Node:
        """The number that comes next, its unit multiplied out."""
        found = lexing.NUMBER.match(self.text, self.position, self.end)
        if found is None:
            raise self.unexpected("number")
        grouped = grouped_number(self.text, self.position, self.end) if self.dialect.units else None
        if grouped is not None:
            zh, en = "数字里不能有千位分隔符“,”", "a number has no separators of thousands here"
            raise FeelSyntaxError(Span(self.position, grouped.end()), Text(zh, en), hint=thousands(grouped[0]))
        stop = found.end()
        unit = lexing.UNITS.get(self.text[stop : min(stop + 1, self.end)]) if self.dialect.units else None
        try:
            value = to_decimal(STANDARD.multiply(Decimal(found[0]), unit or Decimal(1)))
        except EvaluationError as error:
            raise FeelSyntaxError(Span(start, stop), error.text) from None
        stop += unit is not None
        self.position = self.last = stop
        if lexing.WORD.match(self.text, stop, self.end):
            raise self.unexpected("operator")
        return tree.Number(value.copy_negate() if negative and value else value, span=self.span(start))

    def string(self) -> str:
        """The value of the string that begins here."""
        start = self.position
        quote = "”" if self.text[start] == "“" else '"'
        stop = start + 1
        while stop < self.end and self.original[stop] != quote:
            stop += 2 if self.original[stop] == "\\" else 1
        if stop >= self.end:
            raise FeelSyntaxError(
                Span(start, self.end),
                Text(f"字符串缺少结尾的 {quote}", f"the string lacks its closing {quote}"),
                (quote,),
            )
        self.position = self.last = stop + 1
        return lexing.unescape(self.original[start + 1 : stop], self.dialect)


_ZH = {
    "operator": "运算符",
    "number": "数",
    "string": "字符串",
    "name": "名称",
    "type": "类型",
    "key ':'": "“键:”",
    "name 'in'": "“变量 in”",
}


def _zh(expected: str) -> str:
    return _ZH.get(expected, expected)
