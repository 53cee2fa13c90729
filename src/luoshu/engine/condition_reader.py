"""Reads a yes-or-no decision as a tree of conditions.

References to other decisions are followed, into used policies too, and so are tables and `if`, as far as what they
give is written in them: each row, each branch is a way. `not` is carried down to the single conditions, so that every
one of them reads as something that must be met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshu.dmn.tables import Rule, Table
from luoshu.engine.condition_forms import as_comparison, cell_label, end_of, is_order, operands
from luoshu.engine.condition_known import Known, literal_of
from luoshu.engine.condition_tables import Output, rows_in_order, simple_tests, ways
from luoshu.engine.conditions import All, Condition, Conditions, Kind, each, instead, together
from luoshu.engine.conditions import Any as AnyOf
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.graph import Graph, Step
from luoshu.policy.lower import speaks_of_null
from luoshu.policy.lower_rows import constant, lower_cell, negation
from luoshu.policy.model import Decision, Policy
from luoshu.policy.reasons import both, can_fail, is_null, unknown
from luoshu.policy.scope import DecisionRef, Scope, canonical
from luoshu.problems import Place

MOST_CONDITIONS = 150  # of one decision; once there are so many, tables and `if` are single conditions
MOST_NESTED = 20  # tables and ifs, one in another
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SWAPPED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_TREE = (Condition, All, AnyOf)
Wanted = Callable[[object], bool]  # whether a value will do
Branch = Callable[[Node, "_At"], Output | None]


def conditions_of(step: Step, graph: Graph) -> Conditions:
    """The conditions of a yes-or-no decision of the graph."""
    return Reader(graph).of(step)


@dataclass(frozen=True, slots=True)
class _Key:
    """A decision, and how it is read."""

    name: str
    negated: bool
    assumed: bool
    failed: bool | None


@dataclass(frozen=True, slots=True)
class _At:
    """Where the reader is: the names in scope, the decision that is read, whether `not` or ⟨…⟩ stands above.

    In a cell of a table `failed` is what a condition is whose operands have no value (a row whose input failed does
    not hit), and `written` the header with the cell. `nested` counts the tables and ifs around.
    """

    scope: Scope
    decision: Decision
    negated: bool = False
    assumed: bool = False
    failed: bool | None = None
    written: str = ""
    nested: int = 0

    @property
    def policy(self) -> Policy:
        return self.scope.policy

    @property
    def name(self) -> str:
        return canonical(self.policy.id, self.decision.name)


class Reader:
    """`cut` names the decisions of which not every way was followed, by their canonical names."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known = Known(graph)
        self.cut: dict[str, None] = {}
        self._read: dict[_Key, Conditions] = {}
        self._wanted: list[_Key] = []  # decisions that are referred to and not read yet
        self._conditions: dict[tuple[object, ...], Condition] = {}

    # --- decisions ----------------------------------------------------------------------------------------------------

    def of(self, step: Step) -> Conditions:
        """Reads a decision, after those that it refers to: a chain of them may be longer than the stack is deep."""
        first = _Key(step.name, False, False, None)
        stack = [first]
        while stack:
            key = stack[-1]
            if key in self._read:
                stack.pop()
                continue
            self._wanted = []
            found = self._decision(key)
            if self._wanted:
                stack += reversed(self._wanted)
            else:
                self._read[key] = found
        found = self._read[first]
        if any(each(found)):
            return found
        at = _At(Scope(step.policy, self.graph.on), step.decision)  # it is always a yes
        return self._yes_or_no(tree.Name(step.decision.name), at, step.decision.name)

    def _decision(self, key: _Key) -> Conditions:
        step = self.graph.steps[key.name]
        decision = step.decision
        at = _At(Scope(step.policy, self.graph.on), decision, key.negated, key.assumed, key.failed)
        if decision.formula is not None:
            return self.read(decision.formula, at)
        found = self._through_table(at, lambda value: value is (not key.negated), reads=True)
        return found if isinstance(found, _TREE) else self._yes_or_no(tree.Name(decision.name), at, decision.name)

    def _reference(self, name: str, at: _At) -> Conditions:
        key = _Key(name, at.negated, at.assumed, at.failed)
        if key not in self._read:
            self._wanted.append(key)
            return All(())
        return self._read[key]

    # --- expressions --------------------------------------------------------------------------------------------------

    def read(self, node: Node, at: _At) -> Conditions:
        match node:
            case tree.Assumed(inner):
                return self.read(inner, replace(at, assumed=True))
            case tree.Call(tree.Name("not"), (inner,)):
                found = self.read(inner, replace(at, negated=not at.negated))
                if isinstance(found, Condition) and found.decision is at.decision and not at.negated:
                    # `not(fact)` is said as written, rather than by the bare name of the fact.
                    return replace(found, text=self._text(node, at))
                return found
            case tree.And() | tree.Or():
                return self._joined(isinstance(node, tree.And), operands(node), at)
            case tree.Between(value, low, high):
                return self._in(node, value, (tree.Range(low, high, span=node.span),), at)
            case tree.Comparison():
                return self._comparison(node, at)
            case tree.In(value, tests):
                return self._in(node, value, tests, at)
            case tree.If():
                branches = self._through_if(node, at, self.read)
                if isinstance(branches, _TREE):
                    return branches
            case tree.Name(name):
                binding = at.scope.resolve(name)
                if isinstance(binding, DecisionRef):
                    return self._reference(binding.canonical, at)
        return self._yes_or_no(node, at, self._text(node, at))

    def _joined(self, whole: bool, nodes: Sequence[Node], at: _At) -> Conditions:
        """The nodes joined by `and`, or by `or` where they are not the whole."""
        parts = [self.read(node, at) for node in nodes]
        return together(parts) if whole is not at.negated else instead(parts)

    def _comparison(self, node: tree.Comparison, at: _At) -> Conditions:
        left, right, op = node.left, node.right, str(node.op)
        if isinstance(left, tree.Null) or isinstance(right, tree.Null):
            return self._yes_or_no(node, at, self._text(node, at))
        if not self.known.varies(left, at.scope) and self.known.varies(right, at.scope):
            left, right, op = right, left, _SWAPPED[op]
        kind = self.known.kind(left, at.policy)
        kind = self.known.kind(right, at.policy) if kind == "other" else kind
        if kind == "boolean" and isinstance(right, tree.Boolean) and op in ("=", "!="):
            inner = replace(at, negated=at.negated != (right.value != (op == "=")))
            if self._is_followed(left, at):
                return self.read(left, replace(inner, written=""))
            return self._yes_or_no(left, inner, self._text(node, at))
        found = self._by_value(left, at, lambda value: tree.Comparison(op, value, right))  # type: ignore[arg-type]
        if isinstance(found, _TREE):
            return found
        op = _OPPOSITE[op] if at.negated else op
        compared = tree.Comparison(op, left, right, span=node.span)  # type: ignore[arg-type]
        return self._single(compared, at, kind, op, left, right)

    def _is_followed(self, node: Node, at: _At) -> bool:
        if isinstance(node, tree.Name):
            return isinstance(at.scope.resolve(node.name), DecisionRef)
        return not isinstance(node, tree.Path)

    def _in(self, node: Node, value: Node, tests: Sequence[Node], at: _At) -> Conditions:
        found = self._by_value(value, at, lambda value: tree.In(value, tuple(tests)))
        if isinstance(found, _TREE):
            return found
        ends = [end_of(test) for test in tests]
        if any(isinstance(end, tree.Range) for end in ends) or any(map(is_order, tests)):
            parts = [part for test in tests if (part := as_comparison(value, test, node)) is not None]
            if len(parts) == len(tests):
                return self._joined(False, parts, at)
        if all(isinstance(end, tree.String | tree.Number | tree.AtLiteral) for end in ends):
            among = tuple(end for end in ends if end is not None)
            shown = ", ".join(self._text(end, at) for end in among)
            whole: Node = tree.Call(tree.Name("not"), (node,), span=node.span) if at.negated else node
            op = "not in" if at.negated else "in"
            return self._single(
                whole, at, self.known.kind(value, at.policy), op, value, None, need_text=shown, among=among
            )
        return self._yes_or_no(node, at, self._text(node, at))

    # --- through tables and ifs ---------------------------------------------------------------------------------------

    def _by_value(self, node: Node, at: _At, test: Callable[[Node], Node]) -> Output | None:
        """What makes the value of an expression pass a test that rests on no fact, where it is one of literals."""
        if not self._is_followed(node, at) or self.known.varies(test(tree.Number(Decimal(0))), at.scope):
            return None

        def wanted(value: object) -> bool:
            literal = literal_of(value)
            if literal is None:
                return False
            passes = self.known.value(test(literal), at.scope)
            return passes is (not at.negated)

        return self._value(node, replace(at, written=""), wanted)

    def _value(self, node: Node, at: _At, wanted: Wanted) -> Output | None:
        """What makes the value of an expression one that is wanted; None where it is not one of literals."""
        match node:
            case tree.Assumed(inner):
                return self._value(inner, replace(at, assumed=True), wanted)
            case tree.If():
                return self._through_if(node, at, lambda inner, at: self._value(inner, at, wanted))
            case tree.Name(name):
                match at.scope.resolve(name):
                    case DecisionRef(policy, used):
                        decision = policy.decisions[used]
                        scope = Scope(policy, self.graph.on)
                        below = replace(at, scope=scope, decision=decision, nested=at.nested + 1)
                        if decision.formula is not None:
                            return self._value(decision.formula, below, wanted)
                        return self._through_table(below, wanted)
        if self.known.varies(node, at.scope):
            return None
        return wanted(self.known.value(node, at.scope))

    def _through_if(self, node: tree.If, at: _At, read: Branch) -> Output | None:
        if not self._may_branch(at):
            return None
        inner = replace(at, nested=at.nested + 1)
        then = read(node.then, replace(inner, scope=at.scope.assuming(node.condition)))
        otherwise = None if then is None else read(node.otherwise, inner)
        if then is None or otherwise is None:
            return None
        found = []
        for output, negated in ((then, False), (otherwise, True)):
            if output is not False:
                taken = self.read(node.condition, replace(inner, negated=negated))
                found.append(taken if output is True else together([taken, output]))
        return instead(found) if found else False

    def _through_table(self, at: _At, wanted: Wanted, *, reads: bool = False) -> Output | None:
        """What makes the table of a decision give a value that is wanted. Outputs that are no literals are read as
        conditions where it `reads` them."""
        table = at.decision.table
        if table is None or not self._may_branch(at):
            return None
        inner = replace(at, nested=at.nested + 1)
        values: list[object] = []
        outputs: list[Output] = []
        for node in (rule.outputs[at.decision.output] for rule in table.rules):
            varies = self.known.varies(node, at.scope)
            if varies and not reads:
                return None
            values.append(None if varies else self.known.value(node, at.scope))
            outputs.append(self.read(node, inner) if varies else wanted(values[-1]))
        allowed = [constant(self.known.plain(node, at.scope)) for node in table.outputs[at.decision.output].allowed]
        order = rows_in_order(table, values, allowed)
        if order is None:
            return None
        found = ways(table, order, outputs, _Cells(self, table, inner))
        if found.cut:
            self.cut[at.name] = None
        return found.conditions or False

    def _may_branch(self, at: _At) -> bool:
        """Whether there is room for more ways; where there is not, it is noted."""
        if len(self._conditions) < MOST_CONDITIONS and at.nested < MOST_NESTED:
            return True
        self.cut[at.name] = None
        return False

    def cell(self, table: Table, rule: Rule, column: int, at: _At) -> Conditions:
        """What makes a cell hold, or, where `at` denies it, fail."""
        subject, test = table.inputs[column], rule.tests[column]
        simple = simple_tests(test)
        text = rule.texts[column] if rule.texts else ""
        at = replace(at, assumed=at.assumed or isinstance(test, tree.Assumed))
        if simple is None or speaks_of_null(test) or not all(self._is_scalar(part, at) for part in simple[0]):
            return self._whole_cell(subject.expression, test, replace(at, written=f"{subject.text}: {text}"))
        parts, negated = simple
        at = replace(at, negated=at.negated != negated, written=cell_label(subject.text, text, parts, negated))
        if len(parts) == 1:
            compared = as_comparison(subject.expression, parts[0], test)
            assert compared is not None
            return self.read(compared, at)
        return self._in(tree.In(subject.expression, parts, span=test.span), subject.expression, parts, at)

    def _is_scalar(self, test: Node, at: _At) -> bool:
        end = end_of(test)
        return end is not None and (isinstance(end, tree.Range) or self.known.kind(end, at.policy) != "other")

    def _whole_cell(self, subject: Node, test: Node, at: _At) -> Condition:
        cell = lower_cell(test, self.known.lowered(subject, at.scope), self.known.lowering, at.scope)
        value = self.known.with_durations(cell.value)
        wanted = tree.Boolean(not at.negated)
        told = negation(value) if at.negated else value
        return self._condition(at, test, told, value, wanted, kind="boolean", op="=", written=(subject, None))

    # --- single conditions --------------------------------------------------------------------------------------------
    def _yes_or_no(self, node: Node, at: _At, text: str) -> Condition:
        whole: Node = tree.Call(tree.Name("not"), (node,), span=node.span) if at.negated else node
        return self._single(whole, at, "boolean", "=", node, tree.Boolean(not at.negated), text=text)

    def _single(
        self,
        whole: Node,
        at: _At,
        kind: Kind,
        op: str,
        have: Node,
        need: Node | None,
        *,
        text: str = "",
        need_text: str = "",
        among: tuple[Node, ...] = (),
    ) -> Condition:
        lowered = self.known.lowered(whole, at.scope)
        value = self.known.with_durations(lowered.value)
        if at.failed is not None and can_fail(lowered.reasons):
            failed = both(is_null(value), negation(unknown(lowered.reasons)))
            value = tree.If(failed, tree.Boolean(at.failed), value)
        plain = None if need is None else self.known.as_literal(self.known.plain(need, at.scope))
        return self._condition(
            at,
            whole,
            value,
            self.known.plain(have, at.scope),
            plain,
            kind=kind,
            op=op,
            written=(have, need),
            text=text,
            need_text=need_text,
            among=among,
        )

    def _condition(
        self,
        at: _At,
        whole: Node,
        value: Node,
        have: Node,
        need: Node | None,
        *,
        kind: Kind,
        op: str,
        written: tuple[Node, Node | None],
        text: str = "",
        need_text: str = "",
        among: tuple[Node, ...] = (),
    ) -> Condition:
        """The condition, the same object each time it is read."""
        found = Condition(
            text=at.written or text or self._text(whole, at),
            policy=at.policy,
            decision=at.decision,
            scope=at.scope,
            place=_place(at, whole),
            kind=kind,
            op=op,
            value=value,
            have=have,
            need=need,
            written=written,
            need_text=need_text,
            among=among,
            assumed=at.assumed or self.known.rests_on_assumption([whole], at.scope),
            fixed=self.known.fixed(value),
        )
        key = (found.value, found.text, id(found.decision), found.assumed)
        return self._conditions.setdefault(key, found)

    # --- what is known of an expression -------------------------------------------------------------------------------

    def _text(self, node: Node, at: _At) -> str:
        if node.span.start >= 0:
            written = at.policy.text[node.span.start : node.span.end]
        else:  # composed: as its decision says it, where it is the whole of it
            written = at.decision.text if node == at.decision.formula else to_feel(node)
        return " ".join(written.split())


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a decision's table."""

    reader: Reader
    table: Table
    at: _At

    def cell(self, rule: Rule, column: int, *, negated: bool) -> Conditions:
        """What makes a cell hold, or fail. A row that is assumed to give what it gives is an assumed way."""
        assumed = self.at.assumed or isinstance(rule.outputs[self.at.decision.output], tree.Assumed)
        at = replace(self.at, negated=negated, failed=negated, assumed=assumed, written="")
        return self.reader.cell(self.table, rule, column, at)


def _place(at: _At, node: Node) -> Place:
    """Where a condition stands in its document; that of its decision where it was not written by itself."""
    if node.span.start < 0:
        return at.decision.place
    text = at.policy.text
    line = text.count("\n", 0, node.span.start) + 1
    column = node.span.start - (text.rfind("\n", 0, node.span.start) + 1) + 1
    return Place(at.decision.place.file, line, column, None, max(1, node.span.end - node.span.start))
