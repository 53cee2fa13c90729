"""Expressions to read: every formula and every table's inputs and outputs of the shipped policies, in plain FEEL."""

from __future__ import annotations

from typing import Any

from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.policy.library import Library
from luoshu.policy.model import RUN_DATE


def expressions() -> dict[str, Any]:
    """`texts`, each once, and the `names` that they may speak of."""
    library = Library()
    nodes, names = [], {RUN_DATE}
    for version in library.all_versions():
        policy = library.read(version)
        names |= set(policy.decisions)
        for record in policy.vocabulary.records.values():
            names |= set(record.facts)
        for decision in policy.decisions.values():
            if decision.formula is not None:
                nodes.append(decision.formula)
            elif decision.table is not None:
                nodes += [column.expression for column in decision.table.inputs]
                nodes += [output for rule in decision.table.rules for output in rule.outputs]
    texts = dict.fromkeys(to_feel(node) for node in nodes if not isinstance(node, tree.Number | tree.Null))
    return {"texts": list(texts), "names": sorted(names)}
