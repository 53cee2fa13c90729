"""The words of a literal: a figure with its unit, a text in its quotation marks."""

from __future__ import annotations

from decimal import Decimal

from luoshu.engine.figures import MONEY, RATE, show
from luoshu.engine.wording.phrases import Phrase, Run, has_chinese, words
from luoshu.feel import tree
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.scope import Scope
from luoshu.problems import Lang


def literal(node: Node, unit: str, scope: Scope, lang: Lang) -> Phrase:
    """`unit` is that of a number which has none of its own; nought needs none."""
    match node:
        case tree.Number(value):
            unit = unit or _written_unit(node, scope)
            return (Run(_number(value, unit if value or unit == RATE else "", lang), "figure"),)
        case tree.String(value):
            return (Run(f"“{value}”", lang="zh" if lang == "en" and has_chinese(value) else None),)
        case tree.Boolean(value):
            return (Run(show(value, "", lang)),)
        case tree.Null():
            return words("没有记录" if lang == "zh" else "not on record")
    return (Run(show(evaluate(node, {}), "", lang), "figure"),)


def _number(value: Decimal, unit: str, lang: Lang) -> str:
    """A figure; of the units of writing, 万 and 亿, without 元 where it is no money."""
    if unit in ("万", "亿"):
        return show(value, MONEY, lang).removesuffix("元") if lang == "zh" else show(value, "", "en")
    return show(value, unit, lang, value)


def _written_unit(node: Node, scope: Scope) -> str:
    """`%`, 万 or 亿, where the document writes it so."""
    if node.span.start < 0:
        return ""
    written = scope.policy.text[node.span.start : node.span.end].strip("⟨⟩ ")
    return RATE if written.endswith("%") else written[-1:] if written.endswith(("万", "亿")) else ""
