"""A fenced `feel` block: lines `名称: 表达式`; indented lines continue the one above."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.feel.cells import split_context_lines
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.tree import Span
from luoshu.policy.drafts import FormulaDraft
from luoshu.policy.forms.naming import read_name
from luoshu.policy.markdown import Fence
from luoshu.policy.model import Article
from luoshu.policy.source import Findings
from luoshu.problems import Text

_INDENT = Text("延续上一行的内容要缩进", "indent a line that continues the one above")


def read_formulas(fence: Fence, article: Article, findings: Findings) -> Iterator[FormulaDraft]:
    """A draft for each entry of the block."""
    source = findings.source
    errors: list[FeelSyntaxError] = []
    start, end = fence.span.start, fence.span.end
    for entry in split_context_lines(source.text, dialect=POLICY, start=start, end=end, errors=errors):
        body = source.trimmed(entry.start, entry.end)
        name = read_name(entry.name_span, findings, _INDENT)
        if not source.slice(body):
            findings.error(
                "formula",
                Span(entry.start - 1, entry.start),
                Text("冒号之后缺少表达式", "after the colon an expression is missing"),
                Text("续行要缩进", "indent the lines that continue it"),
            )
        elif name:
            yield FormulaDraft(article, (name,), (entry.name_span,), body)
    for error in errors:
        findings.error("syntax", error.span, error.text, error.hint)
