"""Expressions as people read them: by the canonical printer, with the literals and ⟨…⟩ of the document."""

from __future__ import annotations

from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.model import Policy


def shown(node: Node, policy: Policy) -> str:
    """`研发费用 / 销售收入 >= ⟨6%⟩`: laid out alike whatever the spaces and brackets of the document are."""

    def as_written(part: Node) -> Node:
        match part:
            case tree.Number() if part.span.start >= 0:
                return tree.Name(policy.text[part.span.start : part.span.end].strip())
            case tree.Assumed(value):
                return tree.Name(f"⟨{to_feel(value)}⟩")
        return part

    return to_feel(tree.transform(node, as_written))
