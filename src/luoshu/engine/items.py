"""An item of a related list that meets a condition, built from what the condition says of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from luoshu.facts.vocabulary import PLACES, Fact, Kind
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.graph import Graph
from luoshu.policy.references import Selection
from luoshu.policy.scope import Scope

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def item_for(
    selection: Selection,
    scope: Scope,
    graph: Graph,
    values: Mapping[str, Any],
    used: Iterable[str] = (),
    *,
    meeting: bool = True,
) -> dict[str, Any] | None:
    """An item that meets the condition of a selection, or fails it, as far as `and`, `or`, comparisons and yes-or-no
    fields say how; by the first way where there are several. None where the condition is of another form.

    `values` are those of facts and decisions. Yes-or-no fields of which the condition says nothing, but that are `used`
    elsewhere, are no.
    """
    builder = _Builder(selection, scope, graph, values)
    if not builder.meet(selection.condition, meeting):
        return None
    fields = selection.record.facts
    others = {name: False for name in used if name in fields and fields[name].kind is Kind.BOOLEAN}
    return others | builder.item


def fields_used(selections: Iterable[Selection]) -> set[str]:
    """The names, fields of items among them, that conditions speak of."""
    nodes = [node for selection in selections for node in tree.walk(selection.condition)]
    return {node.name for node in nodes if isinstance(node, tree.Name | tree.Path)}


class _Builder:
    def __init__(self, selection: Selection, scope: Scope, graph: Graph, values: Mapping[str, Any]) -> None:
        self.selection, self.scope, self.graph, self.values = selection, scope, graph, values
        self.item: dict[str, Any] = {}

    def meet(self, node: Node, wanted: bool) -> bool:
        """Makes the item meet a condition, or fail it; says whether that could be done."""
        match node:
            case tree.Assumed(inner):
                return self.meet(inner, wanted)
            case tree.Call(tree.Name("not"), (inner,)):
                return self.meet(inner, not wanted)
            case tree.And(left, right) if wanted:
                return self.meet(left, True) and self.meet(right, True)
            case tree.Or(left, right) if not wanted:
                return self.meet(left, False) and self.meet(right, False)
            case tree.And(left, right) | tree.Or(left, right):
                return self._try(left, wanted) or self._try(right, wanted)
            case tree.Comparison(op, left, right):
                return self._compare(op if wanted else _OPPOSITE[op], left, right)
            case tree.In(value, (tree.UnaryTest("=", end), *_)) if wanted:
                return self._compare("=", value, end)
            case tree.Between(value, low, _) if wanted:
                return self._compare("=", value, low)
        field = self._field(node)
        return field is not None and self._set(field, wanted)

    def _try(self, node: Node, wanted: bool) -> bool:
        """Meets a condition, or leaves the item as it was."""
        before = dict(self.item)
        if self.meet(node, wanted):
            return True
        self.item = before
        return False

    def _field(self, node: Node) -> Fact | None:
        match node:
            case tree.Name(name) if self.selection.name is None:
                return self.selection.record.facts.get(name)
            case tree.Path(tree.Name(base), name) if base == (self.selection.name or "item"):
                return self.selection.record.facts.get(name)
        return None

    def _compare(self, op: str, left: Node, right: Node) -> bool:
        field = self._field(left)
        if field is None or op == "!=":
            return False
        lowered = self.graph.lowering().lower(right, self.selection.inside(self.scope)).value
        value = evaluate(lowered, self.selection.with_item(self.values, self.item), arithmetic=EXACT)
        step = {"<": -1, ">": 1}.get(op, 0)
        if isinstance(value, date):
            value += timedelta(days=step)
        elif isinstance(value, Decimal):
            value += step * Decimal(1).scaleb(-PLACES.get(field.kind, 0))
        elif step:
            return False
        return value is not None and self._set(field, value)

    def _set(self, field: Fact, value: Any) -> bool:
        if self.item.setdefault(field.name, value) == value:
            return True
        return isinstance(value, date | Decimal)  # a second bound of a field is left to the evaluation that follows
