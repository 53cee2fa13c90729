"""Decisions that SQL refuses, computed by the interpreter for every entity and handed to the query as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_05UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pyarrow as pa

from luoshu.facts.snapshot import Snapshot
from luoshu.feel.text import to_text
from luoshu.policy.evaluate import Answer, answer
from luoshu.policy.graph import Graph
from luoshu.policy.reasons import unknown_name
from luoshu.problems import Problem, ProblemError, Text
from luoshu.sql.masks import WORD, Leaf, mask_name
from luoshu.sql.numbers import MAX_DIGITS, Num
from luoshu.sql.program import Program
from luoshu.sql.values import Value

BATCH = 20_000
_LAGGED = re.compile(r"prior\((?P<fact>.+), (?P<years>[0-9]+)\)")


def lags(graph: Graph) -> list[tuple[str, int]]:
    """The facts of earlier years that a graph speaks of, with how many years back."""
    found = {match for step in graph.steps.values() for name in step.names if (match := _LAGGED.fullmatch(name))}
    return sorted({(match["fact"], int(match["years"])) for match in found})


def cone(graph: Graph, wanted: Iterable[str]) -> Graph:
    """The decisions that the wanted ones rest on, and themselves."""
    return graph.cone(wanted)


def answers(graph: Graph, snapshot: Snapshot, entity: str) -> Iterator[Answer]:
    """The interpreter's answer for every entity of a snapshot, in the order of keys."""
    for facts in snapshot.iterate(entity, on=graph.on, lags=lags(graph)):
        yield answer(graph, facts)


def interpreted_table(program: Program, snapshot: Snapshot) -> pa.Table:
    """A row an entity: `_key`, and for each refused decision its value, whether it is unknown, its reasons as masks."""
    graph = cone(program.graph, program.refused)
    schema = _schema(program)
    batches, rows = [], []
    for key, found in enumerate(answers(graph, snapshot, program.source.entity.name)):
        rows.append({"_key": key, **_row(program, found)})
        if len(rows) == BATCH:
            batches.append(pa.RecordBatch.from_pylist(rows, schema=schema))
            rows = []
    batches.append(pa.RecordBatch.from_pylist(rows, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _schema(program: Program) -> pa.Schema:
    fields: list[tuple[str, pa.DataType]] = [("_key", pa.int64())]
    for name in program.refused:
        fields += [(name, _type(program, name)), (unknown_name(name), pa.bool_())]
        fields += [(mask_name(name, word), pa.int64()) for word in program.leaves.words]
    return pa.schema(fields)


def _type(program: Program, name: str) -> pa.DataType:
    match program.interpreted[name]:
        case Num(exact):
            return pa.int64() if exact.integer else pa.decimal128(MAX_DIGITS, exact.scale)
        case Value("boolean"):
            return pa.bool_()
        case Value("date"):
            return pa.date32()
    return pa.string()


def _row(program: Program, found: Answer) -> Mapping[str, Any]:
    row: dict[str, Any] = {}
    for name in program.refused:
        value, column = found.values[name], program.interpreted[name]
        if value is not None and isinstance(column, Num) and not column.over.low <= value <= column.over.high:
            raise ProblemError([_too_large(program, name, found)])
        row[name] = stored(value, _type(program, name))
        row[unknown_name(name)] = found.is_unknown(name)
        masks = [0] * len(program.leaves.words)
        for fact, cause in found.why.get(name, ()):
            place = program.leaves.index[Leaf(fact, cause)]
            masks[place // WORD] |= 1 << place % WORD
        row |= {mask_name(name, word): mask for word, mask in enumerate(masks)}
    return row


def _too_large(program: Program, name: str, found: Answer) -> Problem:
    decision = program.graph.steps[name].decision
    key = program.source.entity.key
    entity = found.facts[key.name] if key else ""
    text = Text(
        f"{entity} 的“{decision.name}”超过 18 位整数，无法保存",
        f"'{decision.name}' of {entity} has more than 18 digits before the point and cannot be kept",
    )
    hint = Text("请检查公式，或在词汇表里收窄范围", "look at the formula, or narrow the ranges in the vocabulary")
    return Problem("number-too-large", text, decision.place, hint)


def stored(value: Any, type_: pa.DataType) -> Any:
    """A value of the interpreter as a column holds it: what is no number, yes or no, date or text as FEEL text.

    A number with more places is cut so that it compares with every shorter one as the whole number would (ROUND_05UP).
    """
    if value is None or pa.types.is_boolean(type_) or pa.types.is_date(type_):
        return value
    if pa.types.is_integer(type_):
        return int(value)
    if pa.types.is_decimal(type_):
        with localcontext(prec=60):
            exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
            return exact.quantize(Decimal(1).scaleb(-type_.scale), ROUND_05UP)
    return value if isinstance(value, str) else to_text(value)
