"""Where two versions of a decision table differ: its columns, its rows, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from luoshu.dmn.tables import Rule, Table
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.difference.changes import Change, What, how
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.shown import shown
from luoshu.policy.model import Article, Policy

HIT_POLICY = "hit policy"
OTHERWISE = "-"


@dataclass(frozen=True)
class TablePair:
    """A table in both documents. `outputs` holds the places of the results that are in both."""

    old: Table
    new: Table
    outputs: Sequence[tuple[int, int]]
    comparer: Comparer
    article: Article

    @property
    def name(self) -> str:
        """By its results."""
        return "、".join(self.new.outputs[at].name for _, at in self.outputs)

    def changes(self) -> Iterator[Change]:
        yield from map(self._placed, self._heading())
        for change in self._rows():
            yield replace(change, name=self.name, article=self.article)

    def _placed(self, change: Change) -> Change:
        return replace(change, name=self.name, lines=(self.old.line, self.new.line), article=self.article)

    # --- columns ------------------------------------------------------------------------------------------------------

    @cached_property
    def inputs(self) -> list[tuple[int, int]]:
        """The places of the inputs that are in both, each once."""
        found: list[tuple[int, int]] = []
        for at, column in enumerate(self.old.inputs):
            taken = {there for _, there in found}
            same = (
                there
                for there, other in enumerate(self.new.inputs)
                if there not in taken and self.comparer.same(column.expression, other.expression)
            )
            if (place := next(same, None)) is not None:
                found.append((at, place))
        return found

    @cached_property
    def gone(self) -> list[int]:
        kept = {at for at, _ in self.inputs}
        return [at for at in range(len(self.old.inputs)) if at not in kept]

    @cached_property
    def come(self) -> list[int]:
        kept = {at for _, at in self.inputs}
        return [at for at in range(len(self.new.inputs)) if at not in kept]

    def _heading(self) -> Iterator[Change]:
        before, after = self.old.hit_policy.value, self.new.hit_policy.value
        if before != after:
            yield Change(What.TABLE, "changed", part=HIT_POLICY, before=before, after=after)
        for at in self.gone:
            yield Change(What.COLUMN, "removed", part=self._old_input(at))
        for at in self.come:
            yield Change(What.COLUMN, "added", part=self._new_input(at))
        for at, there in self.outputs:
            allowed = self.old.outputs[at].allowed, self.new.outputs[there].allowed
            if allowed[0] != allowed[1]:
                values = [
                    ", ".join(shown(value, policy) for value in each)
                    for each, policy in zip(allowed, (self.comparer.old, self.comparer.new), strict=True)
                ]
                yield Change(
                    What.COLUMN, "changed", part=self.new.outputs[there].name, before=values[0], after=values[1]
                )

    def _old_input(self, at: int) -> str:
        return shown(self.old.inputs[at].expression, self.comparer.old)

    def _new_input(self, at: int) -> str:
        return shown(self.new.inputs[at].expression, self.comparer.new)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Change]:
        pairs, gone, come = self._paired()
        for before, after in pairs:
            yield from self._cells(before, after)
        moved: set[int] = set()
        for before in gone:
            same = (at for at, rule in enumerate(come) if at not in moved and self._is_same(before, rule))
            place = next(same, None)
            if place is None:
                yield self._row("removed", before, None)
            else:
                moved.add(place)
                yield replace(self._row("moved", before, come[place]), before="")
        for at, after in enumerate(come):
            if at not in moved:
                yield self._row("added", None, after)

    def _paired(self) -> tuple[list[tuple[Rule, Rule]], list[Rule], list[Rule]]:
        """The rows that are one another, and those that went and came; rows keep their order."""
        before = [self._old_cells(rule) for rule in self.old.rules]
        after = [self._new_cells(rule) for rule in self.new.rules]
        pairs: list[tuple[int, int]] = []
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for tag, low, high, new_low, new_high in matcher.get_opcodes():
            old_rows, new_rows = range(low, high), range(new_low, new_high)
            if tag == "equal" or len(old_rows) == len(new_rows):
                pairs += zip(old_rows, new_rows, strict=True)
                continue
            for row in old_rows:
                # What comes before a row's like cannot be that of a later row.
                likeness = [_likeness(before[row], after[other]) for other in new_rows]
                best = max(likeness, default=0)
                if best:
                    pairs.append((row, new_rows[likeness.index(best)]))
                    new_rows = range(pairs[-1][1] + 1, new_high)
        kept = {row for row, _ in pairs}, {row for _, row in pairs}
        return (
            [(self.old.rules[row], self.new.rules[other]) for row, other in pairs],
            [rule for row, rule in enumerate(self.old.rules) if row not in kept[0]],
            [rule for row, rule in enumerate(self.new.rules) if row not in kept[1]],
        )

    def _is_same(self, before: Rule, after: Rule) -> bool:
        return not self.gone and not self.come and self._old_cells(before) == self._new_cells(after)

    def _old_cells(self, rule: Rule) -> tuple[Node, ...]:
        cells = [rule.tests[at] for at, _ in self.inputs] + [rule.outputs[at] for at, _ in self.outputs]
        return tuple(map(self.comparer.with_new_names, cells))

    def _new_cells(self, rule: Rule) -> tuple[Node, ...]:
        return (*(rule.tests[at] for _, at in self.inputs), *(rule.outputs[at] for _, at in self.outputs))

    def _cells(self, before: Rule, after: Rule) -> Iterator[Change]:
        """The cells of one row that are not what they were."""
        old, new = self.comparer.old, self.comparer.new
        names = [self._new_input(at) for _, at in self.inputs] + [self.new.outputs[at].name for _, at in self.outputs]
        for name, was, now in zip(names, self._old_cells(before), self._new_cells(after), strict=True):
            if was != now:
                yield _cell(name, shown(was, old), shown(now, new), before, after)
        for at in self.gone:
            if not isinstance(before.tests[at], tree.AnyTest):
                yield _cell(self._old_input(at), shown(before.tests[at], old), "", before, after)
        for at in self.come:
            if not isinstance(after.tests[at], tree.AnyTest):
                yield _cell(self._new_input(at), "", shown(after.tests[at], new), before, after)
        for heading in dict.fromkeys((*self.old.annotations, *self.new.annotations)):
            notes = _note(self.old, before, heading), _note(self.new, after, heading)
            if notes[0] != notes[1]:
                yield _cell(heading, *notes, before, after)

    def _row(self, kind: str, before: Rule | None, after: Rule | None) -> Change:
        was = _whole_row(before, self.old, self.comparer.old) if before else ""
        now = _whole_row(after, self.new, self.comparer.new) if after else ""
        numbers = before.number if before else None, after.number if after else None
        lines = before.line if before else None, after.line if after else None
        return Change(What.ROW, kind, before=was, after=now, rows=numbers, lines=lines)  # type: ignore[arg-type]


def _likeness(before: Sequence[Node], after: Sequence[Node]) -> int:
    """How many cells of two rows are the same, but for those that are any value."""
    return sum(one == other and not isinstance(one, tree.AnyTest) for one, other in zip(before, after, strict=True))


def _cell(part: str, was: str, now: str, before: Rule, after: Rule) -> Change:
    return Change(
        What.CELL,
        how(was, now),
        part=part,
        before=was,
        after=now,
        rows=(before.number, after.number),
        lines=(before.line, after.line),
    )


def _note(table: Table, rule: Rule, heading: str) -> str:
    return next((note for name, note in zip(table.annotations, rule.notes, strict=True) if name == heading), "")


def _whole_row(rule: Rule, table: Table, policy: Policy) -> str:
    """`研发费用 / 销售收入: >= 3% → 补贴比例: 5%`; tests of any value are left out."""
    tests = [
        f"{shown(column.expression, policy)}: {shown(test, policy)}"
        for column, test in zip(table.inputs, rule.tests, strict=True)
        if not isinstance(test, tree.AnyTest)
    ]
    outputs = [
        f"{column.name}: {shown(value, policy)}" for column, value in zip(table.outputs, rule.outputs, strict=True)
    ]
    return f"{', '.join(tests) or OTHERWISE} → {', '.join(outputs)}"
