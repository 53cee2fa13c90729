"""A tree as a Python function: the same values as the interpreter's, without its trace, many times faster.

What evaluates one expression for many enterprises asks for this. Common parts of a tree have one number (value
numbering: A. Aho, R. Sethi, J. Ullman, "Compilers", 5.2) and are computed once, where they are first needed; what a
condition keeps from being needed is not computed. Bodies that see other names (of filters, loops, functions), and all
that is rare, stay with the interpreter, their parts compiled.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from luoshu.feel import compiled_operations as operations
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.compiled_operations import EVALUATOR
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.feel.turns import Values
from luoshu.feel.values import Value

Function: TypeAlias = Callable[[Values], Value]

_MOST_INDENTED = 40  # Python reads a hundred levels
_MOST_LOOPS = 15  # and twenty loops, one in another
_OFTEN = 8  # evaluations of a tree that take about as long as to compile it
_NAMES = {
    "Decimal": Decimal,
    "Fraction": Fraction,
    "EVALUATOR": EVALUATOR,
    "UNSET": object(),
    "opposite": operations.opposite,
}
_NULL_TESTS = {"=": "is", "!=": "is not"}
_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": operations.total,
    "-": operations.difference,
    "*": operations.product,
    "/": operations.quotient,
    "**": operations.power,
    "=": operations.equal,
    "!=": operations.unequal,
    "<": operations.less,
    "<=": operations.at_most,
    ">": operations.more,
    ">=": operations.at_least,
}
# What the interpreter looks at, before or beside the value of it, stays what it is.
_KEPT = (tree.Iteration, tree.UnaryTest, tree.AnyTest, tree.Tests, tree.Range, tree.OtherThan)
_PLAIN = (tree.Number, tree.String, tree.Boolean, tree.Null, tree.Name)


def compiled(node: Node) -> Function:
    """A function of the scope with the value of the tree in exact arithmetic; `now()` is the present moment."""
    try:
        return _Writer().function(node)
    except RecursionError:
        return partial(evaluate, node, arithmetic=EXACT)


@dataclass(slots=True)
class Functions:
    """The values of trees that are asked for again and again: a tree is compiled once it has been interpreted often."""

    _asked: dict[int, tuple[Node, int]] = field(default_factory=dict)  # by id, with the node, to keep it alive
    _compiled: dict[int, Function] = field(default_factory=dict)

    def value(self, node: Node, scope: Values) -> Value:
        """The value of the tree in exact arithmetic."""
        function = self._compiled.get(id(node))
        if function is not None:
            return function(scope)
        _, times = self._asked.get(id(node), (node, 0))
        self._asked[id(node)] = node, times + 1
        if times == _OFTEN:
            self._compiled[id(node)] = compiled(node)
        return evaluate(node, scope, arithmetic=EXACT)


@dataclass
class _Writer:
    """Writes the function of one tree, statement by statement: each number's value in a variable of its own."""

    functions: dict[int, tuple[Node, Function]] = field(default_factory=dict)  # of parts, by id, with the part
    lines: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    indent: int = 1
    loops: int = 0
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)
    _numbered: dict[int, tuple[Node, int]] = field(default_factory=dict)  # by id, with the node, to keep it alive
    _unset: set[int] = field(default_factory=set)  # what is computed in branches, where it is not there yet
    _computed: list[set[int]] = field(default_factory=lambda: [set()])

    def function(self, node: Node) -> Function:
        result = self.value(node)
        unset = [f"    {' = '.join(f'v{number}' for number in sorted(self._unset))} = UNSET"] if self._unset else []
        head = ["def function(scope):", "    get = scope.get", *unset]
        text = "\n".join([*head, *self.lines, f"    return {result}"])
        names: dict[str, Any] = {**_NAMES, **self.constants}
        exec(compile(text, "<compiled>", "exec"), names)
        function: Function = names["function"]
        return function

    # --- numbers ------------------------------------------------------------------------------------------------------

    def number(self, node: Node) -> int:
        """Equal for trees that are the same."""
        if id(node) not in self._numbered:
            self._numbered[id(node)] = node, self._numbers.setdefault(self._key(node), len(self._numbers))
        return self._numbered[id(node)][1]

    def is_computed(self, number: int) -> bool:
        return any(number in computed for computed in self._computed)

    def _key(self, node: Node) -> tuple[object, ...]:
        parts = (getattr(node, spec.name) for spec in dataclasses.fields(node) if spec.name != "span")
        return (type(node), *map(self._part, parts))

    def _part(self, part: object) -> object:
        if isinstance(part, Node):
            return Node, self.number(part)
        if isinstance(part, tuple):
            return tuple(map(self._part, part))
        if isinstance(part, Decimal):
            return str(part)  # 1 and 1.0 are told apart where they are shown
        return type(part), part

    # --- statements ---------------------------------------------------------------------------------------------------

    def write(self, line: str) -> None:
        self.lines.append("    " * self.indent + line)

    def once(self, number: int, value: str) -> None:
        """A value that takes time: what another branch may have computed is not computed again."""
        if self.indent == 1:
            self.write(f"v{number} = {value}")
        else:
            self._unset.add(number)
            self.write(f"if v{number} is UNSET: v{number} = {value}")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What stands under a head may not be run: what it computes is not there afterwards."""
        self.write(head)
        self.indent += 1
        self._computed.append(set())
        yield
        self._computed.pop()
        self.indent -= 1

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def value(self, node: Node) -> str:
        """The variable with a tree's value, computed where it is not there yet."""
        match node:
            case tree.Boolean(value):
                return str(value)
            case tree.Null():
                return "None"
            case tree.Number(value) | tree.String(value):
                return self.literal(value)
            case tree.Assumed(inner):
                return self.value(inner)
        number = self.number(node)
        name = f"v{number}"
        if not self.is_computed(number):
            rule = _RULES.get(type(node), _Writer.rare)
            if self.indent > _MOST_INDENTED or self.loops > _MOST_LOOPS:
                rule = _Writer.outlined
            rule(self, name, node)
            self._computed[-1].add(number)
        return name

    def operation(self, sign: str) -> str:
        name = f"op{list(_OPERATIONS).index(sign)}"
        self.constants[name] = _OPERATIONS[sign]
        return name

    def literal(self, value: Decimal | str) -> str:
        name = f"c{self.number(tree.Number(value) if isinstance(value, Decimal) else tree.String(value))}_"
        self.constants[name] = value
        return name

    def outlined(self, name: str, node: Node) -> None:
        """In a function of its own, since Python reads only so many blocks in blocks."""
        self.write(f"{name} = {self.constant(self.function_of(node))}(scope)")

    # --- rules --------------------------------------------------------------------------------------------------------

    def name(self, name: str, node: tree.Name) -> None:
        if node.name in BUILTINS:
            self.rare(name, node)
            return
        self.write(f"{name} = get({node.name!r})")
        self.write(f"if type({name}) is int: {name} = Decimal({name})")

    def arithmetic(self, name: str, node: tree.Arithmetic) -> None:
        chain = [node]
        while isinstance(chain[-1].left, tree.Arithmetic) and not self.is_computed(self.number(chain[-1].left)):
            chain.append(chain[-1].left)
        for part in reversed(chain):  # the left ones first, so that a long chain takes no stack
            left, right = self.value(part.left), self.value(part.right)
            number = self.number(part)
            self.once(number, f"{self.operation(part.op)}({left}, {right})")
            self._computed[-1].add(number)

    def comparison(self, name: str, node: tree.Comparison) -> None:
        if isinstance(node.right, tree.Null) and node.op in _NULL_TESTS:
            self.write(f"{name} = {self.value(node.left)} {_NULL_TESTS[node.op]} None")
            return
        left, right = self.value(node.left), self.value(node.right)
        operation = f"{self.operation(node.op)}({left}, {right})"
        if not isinstance(node.right, tree.Number):
            self.write(f"{name} = {operation}")
            return
        sign = "==" if node.op == "=" else node.op
        exact = Fraction(node.right.value)
        quotient = f"{left}.numerator * {exact.denominator} {sign} {exact.numerator} * {left}.denominator"
        self.write(f"kind = type({left})")
        self.write(f"if kind is Decimal: {name} = {left} {sign} {right}")
        self.write(f"elif kind is Fraction: {name} = {quotient}")
        self.write(f"else: {name} = {operation}")

    def logic(self, name: str, node: tree.And | tree.Or) -> None:
        """Kleene's: the operands until one decides, null where none does and one is null."""
        deciding, other = (False, True) if isinstance(node, tree.And) else (True, False)
        operands = _operands(node)
        known: list[str] = []
        first = self.value(operands[0])
        with self.loop():
            for operand in operands:
                value = first if operand is operands[0] else self.value(operand)
                with self.block(f"if {value} is {deciding}:"):
                    self.write(f"{name} = {deciding}")
                    self.write("break")
                known.append(f"{value} is {other}")
            self.write(f"{name} = {other} if {' and '.join(dict.fromkeys(known))} else None")
            self.write("break")

    @contextmanager
    def loop(self) -> Iterator[None]:
        """A block that is left by `break`."""
        self.loops += 1
        with self.block("while True:"):
            yield
        self.loops -= 1

    def conditional(self, name: str, node: tree.If) -> None:
        condition = self.value(node.condition)
        with self.block(f"if {condition} is True:"):
            self.write(f"{name} = {self.value(node.then)}")
        with self.block("else:"):
            self.write(f"{name} = {self.value(node.otherwise)}")

    def cases(self, name: str, node: tree.Cases) -> None:
        conditions = iter(node.branches)
        first, value = next(conditions)
        condition = self.value(first)
        with self.loop():
            while True:
                with self.block(f"if {condition} is True:"):
                    self.write(f"{name} = {self.value(value)}")
                    self.write("break")
                following = next(conditions, None)
                if following is None:
                    break
                condition, value = self.value(following[0]), following[1]
            self.write(f"{name} = {self.value(node.otherwise)}")
            self.write("break")

    def call(self, name: str, node: tree.Call) -> None:
        if not isinstance(node.function, tree.Name) or node.function.name not in BUILTINS:
            self.rare(name, node)
            return
        values = [self.value(arg) for arg in node.args]
        if node.function.name == "not" and len(values) == 1 and not node.names:
            self.write(f"{name} = opposite({values[0]})")
            return
        called = self.constant(operations.Called(BUILTINS[node.function.name], node.names))
        self.once(self.number(node), f"{called}(scope, [{', '.join(values)}])")

    def rule_table(self, name: str, node: tree.RuleTable) -> None:
        """What the rules give is found once, whatever is asked of it."""
        found = dataclasses.replace(node, asked="value", at=-1)  # of no input: the table itself
        number = self.number(found)
        if not self.is_computed(number):
            inputs = [self.value(part) for part in node.inputs]
            failed = [f"{self.value(part)} is True" for part in node.failed]
            self.once(number, f"{self.constant(node.rules)}.found([{', '.join(inputs)}], [{', '.join(failed)}])")
            self._computed[-1].add(number)
        asked = f"open({node.at})" if node.asked == "open" else node.asked
        self.write(f"{name} = v{number}.{asked}")

    def strict(self, name: str, node: Node) -> None:
        """By the interpreter, for the values of the parts."""
        known: dict[str, None] = {}

        def named(part: Node) -> Node:
            if isinstance(part, _PLAIN) and not isinstance(part, tree.Name):
                return part
            value = self.value(part)
            known[value] = None
            return tree.Name(value)

        made = self.constant(tree.rebuild(node, named))
        scope = ", ".join(f"{value!r}: {value}" for value in known)
        self.once(self.number(node), f"EVALUATOR.evaluate({made}, {{{scope}}})")

    def rare(self, name: str, node: Node) -> None:
        """By the interpreter, its parts compiled: they may see other names."""
        made = tree.rebuild(node, self.part)
        self.once(self.number(node), f"EVALUATOR.evaluate({self.constant(made)}, scope)")

    def part(self, node: Node) -> Node:
        if isinstance(node, _PLAIN):
            return node
        if isinstance(node, _KEPT):
            return tree.rebuild(node, self.part)
        return tree.Compiled(node, self.function_of(node), span=node.span)

    def function_of(self, node: Node) -> Function:
        """A function of its own, once for a tree in several places."""
        if id(node) not in self.functions:
            self.functions[id(node)] = node, _Writer(self.functions).function(node)
        return self.functions[id(node)][1]


def _operands(node: tree.And | tree.Or) -> list[Node]:
    """Those of a chain, which hangs down on the left."""
    operands: list[Node] = [node.right]
    left = node.left
    while isinstance(left, type(node)):
        operands.append(left.right)
        left = left.left
    return [left, *reversed(operands)]


_RULES: dict[type[Node], Callable[[_Writer, str, Any], None]] = {
    tree.Name: _Writer.name,
    tree.Arithmetic: _Writer.arithmetic,
    tree.Comparison: _Writer.comparison,
    tree.And: _Writer.logic,
    tree.Or: _Writer.logic,
    tree.If: _Writer.conditional,
    tree.Cases: _Writer.cases,
    tree.Call: _Writer.call,
    tree.RuleTable: _Writer.rule_table,
    tree.Negate: _Writer.strict,
    tree.Between: _Writer.strict,
    tree.Path: _Writer.strict,
    tree.Range: _Writer.strict,
    tree.OtherThan: _Writer.strict,
    tree.InstanceOf: _Writer.strict,
    tree.ListLiteral: _Writer.strict,
}
