"""The rules of a model's decision table as rows of a policy's, in the names of the policy; guard rows dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from luoshu.dmn import model
from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree, types
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import LeftOutError, Piece, RowDraft, TableDraft
from luoshu.policy.exchange.places import Place
from luoshu.policy.exchange.tables import NOTE, UNKNOWN
from luoshu.policy.exchange.translate import Translator
from luoshu.policy.exchange.unguarded import without_null
from luoshu.policy.exchange.wording import FLAG
from luoshu.policy.lower_rows import is_literal


@dataclass(frozen=True)
class TableReader:
    """Reads one table where it stands; `piece` makes a piece of a translated tree."""

    table: model.DecisionTable
    place: Place
    translator: Translator
    piece: Callable[[Node], Piece]

    def draft(self) -> TableDraft:
        """The table without names for its outputs and without its defaults."""
        table, place, translator = self.table, self.place, self.translator
        inputs = [
            translator.feel(each.expression.text, replace(place, line=each.expression.line or place.line))
            for each in table.inputs
        ]
        kinds = [self._tested(each) for each in table.inputs]
        rows = []
        for rule in table.rules:
            if UNKNOWN in rule.notes:
                continue
            at = replace(place, line=rule.line or place.line)
            tests = tuple(
                without_null(translator.tests(feel.text, at, kind))
                for feel, kind in zip(rule.tests, kinds, strict=True)
            )
            outputs = tuple(self.piece(translator.feel(feel.text, at)) for feel in rule.outputs)
            rows.append(RowDraft(tests, outputs, rule.notes))
        made = TableDraft(table.hit_policy, tuple(map(self.piece, inputs)), (), tuple(rows), table.annotations)
        return _without_flags(_without_notes(made), [each.label for each in table.inputs])

    def _tested(self, column: model.Input) -> types.Type:
        declared = self.place.unit.known_types.declared(column.type_ref).type
        if declared != types.ANY:
            return declared
        return self.place.unit.compiler.feel(column.expression.text, column.expression.line, self.place.names)[1]

    def defaults(self) -> tuple[Node, ...] | None:
        """What the outputs are where no rule hits; None where none has a default."""
        if all(output.default is None for output in self.table.outputs):
            return None
        return tuple(
            tree.Null() if output.default is None else self.translator.feel(output.default.text, self.place)
            for output in self.table.outputs
        )

    def allowed(self, output: model.Output) -> list[Node]:
        """The values that an output may have, the first the most important, where they are listed: by the column, or by
        its type."""
        unit = self.place.unit
        tests = [] if output.values is None else [unit.compiler.allowed(output.values, _NO_NAMES)]
        tests = [test for test in tests if test is not None] or list(unit.known_types.declared(output.type_ref).tests)
        parts = [part for test in tests for part in (test.parts if isinstance(test, tree.Tests) else (test,))]
        listed = [part.end for part in parts if isinstance(part, tree.UnaryTest) and part.op == "="]
        return listed if parts and len(listed) == len(parts) else []

    def ranked(self, made: TableDraft) -> TableDraft:
        """The table with its rows in the order of what they give, so that the first hit is the most important.

        Raises:
            LeftOutError: where an output has to be worked out first.
        """
        orders = [self.allowed(output) for output in self.table.outputs]

        def rank(row: RowDraft) -> list[int]:
            values = [piece.written for piece in row.outputs]
            if not all(map(is_literal, values)):
                raise LeftOutError(
                    f"命中策略 {self.table.hit_policy.value} 的次序要先算出结果才能知道，没有对应的写法",
                    f"the order of the hit policy {self.table.hit_policy.value} depends on outputs that are worked "
                    "out: policies have no form for it here",
                    self.place.line,
                )
            return [
                order.index(value) if value in order else len(order)
                for value, order in zip(values, orders, strict=True)
            ]

        return replace(made, rows=tuple(sorted(made.rows, key=rank)))


def with_last(made: TableDraft, outputs: Sequence[Piece], hit_policy: HitPolicy) -> TableDraft:
    """The table with a last row for everything else."""
    row = RowDraft((tree.AnyTest(),) * len(made.inputs), tuple(outputs), ("",) * len(made.annotations))
    return replace(made, hit_policy=hit_policy, rows=(*made.rows, row))


def allowed_text(listed: Sequence[Node]) -> str:
    return ", ".join(map(to_feel, listed))


def _without_notes(table: TableDraft) -> TableDraft:
    """The table without the column of notes on guard rows, where nothing else stands in it."""
    kept = [
        at
        for at, name in enumerate(table.annotations)
        if name != NOTE or any(at < len(row.notes) and row.notes[at] for row in table.rows)
    ]
    rows = tuple(
        replace(row, notes=tuple(row.notes[at] if at < len(row.notes) else "" for at in kept)) for row in table.rows
    )
    return replace(table, rows=rows, annotations=tuple(table.annotations[at] for at in kept))


def _without_flags(table: TableDraft, labels: Sequence[str]) -> TableDraft:
    """The table without the columns that only guard rows asked for."""
    kept = [
        at
        for at, label in enumerate(labels)
        if not label.endswith(f" {FLAG}") or any(not isinstance(row.tests[at], tree.AnyTest) for row in table.rows)
    ]
    rows = tuple(replace(row, tests=tuple(row.tests[at] for at in kept)) for row in table.rows)
    return replace(table, inputs=tuple(table.inputs[at] for at in kept), rows=rows)


_NO_NAMES = Names({"?": types.ANY})
