"""What to write instead of a sign or word of another language, or of an official text: hints for syntax errors."""

from __future__ import annotations

import re
from decimal import Decimal

from luoshu.feel.lexing import UNITS, Dialect
from luoshu.problems import Text

_HABITS = {
    "&&": "and",
    "||": "or",
    "==": "=",
    "并且": "and",
    "且": "and",
    "或者": "or",
    "或": "or",
    "'": '"…"',
    "^": "**",
}
_FIGURE = r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+)"
_BEFORE = re.compile(rf"{_FIGURE}[%万亿]?\s*$")
_AMOUNT = re.compile(
    r"(?P<figure>(?:\d+(?:\.\d+)?|\.\d+))\s*"
    r"(?P<size>万亿|[十百千]亿|[十百千]万|[百千万亿%‰])?\s*"
    r"(?P<counted>个月|年|月|日|天|元|人|户|家|个|项|件|分|份)?(?!\w)"
)
_SIZES = {"百": Decimal(100), "千": Decimal(1000), "十": Decimal(10), "万": Decimal(10_000), "‰": Decimal("0.001")}
_PERIODS = {"年": "P{}Y", "个月": "P{}M", "月": "P{}M", "天": "P{}D", "日": "P{}D"}
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?")
_OPERAND = re.compile(r"\s*[\w(\"“.⟨]")


def habit(text: str, position: int, end: int, dialect: Dialect) -> Text | None:
    """What to write for what stands at `position` and should not."""
    for word, feel in _HABITS.items():
        # Of `==` the first sign was read already.
        if text.startswith(word, position - (word == "=="), end):
            return _written(word, feel)
    if dialect.units and (hint := _amount(text, position, end) or _grouped_before(text, position, end)):
        return hint
    if text.startswith("%", position, end):
        if not dialect.units or _OPERAND.match(text, position + 1, end):
            return _written("%", "modulo(a, b)")
        return Text(
            "“%”只能紧跟在数字之后；名称或算式除以 100 写作 … / 100",
            "'%' stands directly after a number only; a name or sum is divided: … / 100",
        )
    return None


def thousands(figure: str) -> Text:
    """The hint for a number with separators of thousands."""
    plain = figure.replace(",", "")
    return Text(f"写作 {plain}，不用千位分隔符", f"write {plain}, without separators of thousands")


def grouped_number(text: str, position: int, end: int) -> re.Match[str] | None:
    """A number with separators of thousands, where it cannot be a list of numbers: a group begins with 0, or it stands
    after a sign of comparison."""
    found = GROUPED.match(text, position, end)
    if found is None:
        return None
    compared = re.search(r"[<>]=?\s*-?\s*$", text[max(0, position - 8) : position])
    return found if compared or ",0" in found[0] else None


def _written(word: str, feel: str) -> Text:
    return Text(f"“{word}”在 FEEL 中写作 {feel}", f"'{word}' is written {feel} in FEEL")


def _amount(text: str, position: int, end: int) -> Text | None:
    """`30 %`, `5000万元`, `3千万`, `1.5 亿`, `5‰`, `3年`: an amount, part of which was read."""
    start = _figure_before(text, position)
    found = _AMOUNT.match(text, start, end) if start is not None else None
    if found is None or found.end() <= position:
        return None
    if found["size"] == "%" and _OPERAND.match(text, found.end(), end):
        return None
    if found["counted"] in _PERIODS and not found["size"] and found["figure"].isdigit():
        period = _PERIODS[found["counted"]].format(found["figure"])
        return Text(f'期间写作 duration("{period}")', f'a period is written duration("{period}")')
    figure = _plain(found["figure"], found["size"] or "")
    return Text(
        f"写作 {figure}：单位紧跟数字，只有 %、万、亿",
        f"write {figure}: directly after a number stand %, 万 and 亿 only",
    )


def _figure_before(text: str, position: int) -> int | None:
    """Where the number begins that stands before `position`."""
    first = max(0, position - 40)
    found = _BEFORE.search(text[first:position])
    return first + found.start() if found else None


def _plain(figure: str, size: str) -> str:
    if size in UNITS or not size:
        return f"{figure}{size}"
    if size == "万亿":
        return f"{_times(figure, _SIZES['万'])}亿"
    if len(size) == 2:
        return f"{_times(figure, _SIZES[size[0]])}{size[1]}"
    return _times(figure, _SIZES[size])


def _times(figure: str, factor: Decimal) -> str:
    product = Decimal(figure) * factor
    return format(product.quantize(Decimal(1)) if product == int(product) else product.normalize(), "f")


def _grouped_before(text: str, position: int, end: int) -> Text | None:
    """`1,000,000`, of which the first group was read."""
    if not text.startswith(",", position, end):
        return None
    start = _figure_before(text, position)
    found = GROUPED.match(text, start, end) if start is not None else None
    return thousands(found[0]) if found else None
