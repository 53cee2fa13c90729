"""Decision tables as the standard decides them (DMN 1.5, 8.2): which rules hit, and what follows by the hit policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from luoshu.dmn.boxed import Evaluable, Literal
from luoshu.dmn.columns import ColumnIndex, bits
from luoshu.dmn.declared import Declared
from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree
from luoshu.feel.failure import EvaluationError
from luoshu.feel.operations import same
from luoshu.feel.tree import Node
from luoshu.feel.turns import Scope, Values
from luoshu.feel.values import Value

if TYPE_CHECKING:
    from luoshu.dmn.run import Run


@dataclass(frozen=True, slots=True)
class Column:
    """An input: what is tested, the type of that, and the tests of the values that it may have."""

    value: Evaluable
    declared: Declared
    allowed: Node | None
    line: int


@dataclass(frozen=True, slots=True)
class Given:
    """An output: `ranked` are the values that it may have, the first the most important."""

    name: str
    declared: Declared
    ranked: tuple[Value, ...]
    allowed: Node | None
    default: Evaluable | None
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A rule; a test that is None asks nothing."""

    tests: tuple[Evaluable | None, ...]
    outputs: tuple[Evaluable, ...]
    line: int


@dataclass(frozen=True)
class Table:
    hit_policy: HitPolicy
    columns: tuple[Column, ...]
    outputs: tuple[Given, ...]
    rows: tuple[Row, ...]
    line: int

    @cached_property
    def index(self) -> list[ColumnIndex]:
        """Of each column, which rows a value leaves."""
        return [ColumnIndex([_tree(row.tests[at]) for row in self.rows]) for at in range(len(self.columns))]

    def evaluate(self, scope: Values, run: Run) -> Value:
        try:
            return self._result(scope, run)
        except EvaluationError as failure:
            run.fail(self.line, failure)
            return None

    def _result(self, scope: Values, run: Run) -> Value:
        inputs = [self._input(column, scope, run) for column in self.columns]
        hits = self._hits(inputs, scope, run)
        match self.hit_policy:
            case HitPolicy.FIRST:
                row = next(hits, None)
                return self._default(scope, run) if row is None else self._output(row, scope, run)
            case HitPolicy.UNIQUE:
                rows = list(hits)
                if len(rows) > 1:
                    raise EvaluationError("多于一条规则命中", "more than one rule hits")
                return self._output(rows[0], scope, run) if rows else self._default(scope, run)
        found = [self._output(row, scope, run) for row in hits]
        if not found and any(each.default for each in self.outputs):
            return self._default(scope, run)
        return self._joined(found, run)

    def _hits(self, inputs: Sequence[Value], scope: Values, run: Run) -> Iterator[Row]:
        """The rows that hit, in order: what the index leaves, where its open cells hold too."""
        found = [column.rows(value) for column, value in zip(self.index, inputs, strict=True)]
        left = (1 << len(self.rows)) - 1
        for each in found:
            left &= each.rows
        for at in bits(left):
            row = self.rows[at]
            open_ = (number for number, each in enumerate(found) if each.open >> at & 1)
            if all(_holds(row.tests[number], inputs[number], scope, run) for number in open_):
                yield row

    def _joined(self, found: list[Value], run: Run) -> Value:
        match self.hit_policy:
            case HitPolicy.ANY:
                if any(not same(found[0], each) for each in found[1:]):
                    raise EvaluationError("命中的规则结果不同", "the rules that hit do not agree")
                return found[0] if found else None
            case HitPolicy.PRIORITY:
                return min(found, key=self._rank, default=None)
            case HitPolicy.OUTPUT_ORDER:
                return sorted(found, key=self._rank)
            case HitPolicy.COLLECT_COUNT:
                return run.built_in("count", found)
            case HitPolicy.COLLECT_SUM:
                return run.built_in("sum", found)
            case HitPolicy.COLLECT_MIN:
                return run.built_in("min", found)
            case HitPolicy.COLLECT_MAX:
                return run.built_in("max", found)
        return found

    def _input(self, column: Column, scope: Values, run: Run) -> Value:
        value = column.declared.coerced(column.value.evaluate(scope, run), run.meets)
        if column.allowed is not None and value is not None and not run.meets(column.allowed, value):
            raise EvaluationError("输入不在允许的取值之内", "an input is none of the allowed values")
        return value

    def _output(self, row: Row, scope: Values, run: Run) -> Value:
        return self._named([each.evaluate(scope, run) for each in row.outputs], run)

    def _default(self, scope: Values, run: Run) -> Value:
        if all(each.default is None for each in self.outputs):
            return None
        return self._named(
            [None if each.default is None else each.default.evaluate(scope, run) for each in self.outputs], run
        )

    def _named(self, values: Sequence[Value], run: Run) -> Value:
        """One output is its value, several are a context."""
        told = [self._checked(value, each, run) for value, each in zip(values, self.outputs, strict=True)]
        return told[0] if len(told) == 1 else {each.name: value for each, value in zip(self.outputs, told, strict=True)}

    @staticmethod
    def _checked(value: Value, given: Given, run: Run) -> Value:
        value = run.coerced(value, given.declared, given.line)
        if value is not None and given.allowed is not None and not run.meets(given.allowed, value):
            run.fail(given.line, EvaluationError("结果不在允许的取值之内", "an output is none of the allowed values"))
            return None
        return value

    def _rank(self, value: Value) -> list[int]:
        """The places of an output's values among those that it may have; what is not among them comes last."""
        parts = [value] if len(self.outputs) == 1 else list(value.values()) if isinstance(value, dict) else []
        return [
            next((at for at, other in enumerate(each.ranked) if same(part, other)), len(each.ranked))
            for part, each in zip(parts, self.outputs, strict=True)
        ]


def _holds(test: Evaluable | None, value: Value, scope: Values, run: Run) -> bool:
    return test is None or test.evaluate(Scope({"?": value}, scope), run) is True


def _tree(test: Evaluable | None) -> Node | None:
    """A cell's tree; of one that could not be read null, which no index knows."""
    return None if test is None else test.node if isinstance(test, Literal) else tree.Null()
