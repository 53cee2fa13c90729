"""P and O: rows in the order of their outputs' rank among the allowed values.

A row whose output is no literal stands once for each allowed value, hitting where its output is that value: what is
picked, or listed, is then ranked by the value that the output has. An output without a value may be any of them; one
that is not among them has no rank, and fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from luoshu.dmn.tables import Table
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.lower import FALSE, NULL, Lowered, Lowering, compared
from luoshu.policy.lower_rows import Row, all_of, constant
from luoshu.policy.reasons import Failed, both, choose, either, is_known, is_null, union
from luoshu.policy.scope import Scope
from luoshu.problems import Text

Values = tuple[Lowered, ...]


def by_rank(name: str, table: Table, rows: Sequence[Row], output: int, lowering: Lowering, scope: Scope) -> list[Row]:
    """The rows of one output, the most important first: ranked by all outputs with allowed values, from left to right
    (DMN 1.5, 8.2.8), rows of one rank in the order of the table."""
    ranked = {at: _allowed(table, at, lowering, scope) for at, column in enumerate(table.outputs) if column.allowed}
    given = [_outputs(name, table, row, ranked, lowering, scope) for row in rows]
    found = []
    for values in product(*ranked.values()):
        wanted = dict(zip(ranked, values, strict=True))
        for row, outputs in zip(rows, given, strict=True):
            same = [_same(outputs[at], value) for at, value in wanted.items()]
            test = all_of([row.test, *same])
            if test.value != FALSE:
                told = wanted.get(output)
                out, literal = (row.output, row.literal) if told is None else (told, constant(told.value))
                found.append(Row(row.number, test, out, literal))
    return found


def _allowed(table: Table, output: int, lowering: Lowering, scope: Scope) -> Values:
    """The allowed values of an output, each once."""
    found: dict[object, Lowered] = {}
    for value in table.outputs[output].allowed:
        lowered = lowering.lower(value, scope)
        found.setdefault(constant(lowered.value), lowered)
    return tuple(found.values())


def _outputs(
    name: str, table: Table, row: Row, ranked: dict[int, Values], lowering: Lowering, scope: Scope
) -> dict[int, Lowered]:
    """What a row gives in the columns that rank it: null, with a cause, where that is not among the allowed values."""
    rule = next(rule for rule in table.rules if rule.number == row.number)
    cause = Failed(
        Text(
            f"表“{name}”第 {row.number} 行的结果不在允许值之列",
            f"the result of row {row.number} of table '{name}' is not among the allowed values",
        )
    )
    found = {}
    for at, allowed in ranked.items():
        given = lowering.lower(rule.outputs[at], scope)
        if constant(given.value) not in [constant(value.value) for value in allowed]:
            among = either(*(compared("=", Lowered(given.value), value).value for value in allowed))
            other = both(is_known(given.value), tree.Call(tree.Name("not"), (among,)))
            value: Node = tree.If(among, given.value, NULL)
            given = Lowered(value, union(given.reasons, choose(other, cause)))
        found[at] = given
    return found


def _same(given: Lowered, value: Lowered) -> Lowered:
    """Whether an output is an allowed value: known outright of a literal."""
    literal = constant(given.value)
    if literal is not None:
        return Lowered(tree.Boolean(literal == constant(value.value)))
    same = compared("=", given, value)
    return Lowered(same.value, choose(is_null(same.value), same.reasons))
