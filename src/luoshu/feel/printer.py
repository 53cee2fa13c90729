"""Tree to text: plain standard FEEL, with no more parentheses than it needs.

Extensions are written out: `30%` is 0.3, and an assumption is its value. :class:`tree.Cases` becomes a chain of ifs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from luoshu.feel import tree
from luoshu.feel.parser import ADD, AND, COMPARE, INSTANCE, MULTIPLY, NEGATE, OR, POSTFIX, POWER
from luoshu.feel.text import key_text, quoted
from luoshu.feel.tree import Node

# `if`, `for` and their like reach as far to the right as they can; whole expressions need no parentheses at all.
_LOOSE, _ATOM = 0, POSTFIX + 1
_ARITHMETIC = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER}


def to_feel(node: Node) -> str:
    """The text of a tree; parsing it with the same names in scope gives the same tree, but for what is written out."""
    return _write(node, _LOOSE)


def _write(node: Node, minimum: int) -> str:
    """The text of a node where operators must bind at least as tightly as `minimum`."""
    binding, write = _RULES[type(node)]
    text: str = write(node)
    return f"({text})" if (binding(node) if callable(binding) else binding) < minimum else text


def _chain(node: Any, sign: str, binding: int) -> str:
    """A left-hanging chain of one operator, by a loop."""
    rights: list[str] = []
    left: Any = node
    while type(left) is type(node):
        rights.append(_write(left.right, binding + 1))
        left = left.left
    return f" {sign} ".join([_write(left, binding), *reversed(rights)])


def _arithmetic(node: tree.Arithmetic) -> str:
    pieces: list[str] = []
    left: Node = node
    binding = _ARITHMETIC[node.op]
    while isinstance(left, tree.Arithmetic) and _ARITHMETIC[left.op] == binding:
        pieces.append(f" {left.op} {_write(left.right, binding + 1)}")
        left = left.left
    return _write(left, binding) + "".join(reversed(pieces))


def _number(node: tree.Number) -> str:
    text = format(node.value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _negate(node: tree.Negate) -> str:
    # `-5` would be read as a number, also where more follows it.
    inner = _write(node.operand, INSTANCE)
    return f"-({inner})" if inner[0].isdigit() else f"-{inner}"


def _comparison(node: tree.Comparison) -> str:
    # The standard does not say that `a > 0 = null` is read from the left: not every reader does.
    return f"{_write(node.left, ADD)} {node.op} {_write(node.right, ADD)}"


def _call(node: tree.Call) -> str:
    args = [_write(arg, _LOOSE) for arg in node.args]
    if node.names:
        args = [f"{name}: {arg}" for name, arg in zip(node.names, args, strict=True)]
    return f"{_write(node.function, POSTFIX)}({', '.join(args)})"


def _test(node: Node) -> str:
    """A test as it stands in a cell, or in the parentheses after `in`."""
    if not isinstance(node, tree.UnaryTest):
        return _write(node, _LOOSE)
    # Without the sign a `?` in the end point would make it a condition.
    if node.op != "=" or any(isinstance(part, tree.Name) and part.name == "?" for part in tree.walk(node.end)):
        return f"{node.op} {_write(node.end, ADD)}"
    return _write(node.end, _LOOSE)


def _in(node: tree.In) -> str:
    value = _write(node.value, COMPARE)
    single = node.tests[0] if len(node.tests) == 1 else None
    if isinstance(single, tree.UnaryTest):
        bare = _test(tree.UnaryTest(single.op, single.end)) if single.op != "=" else _write(single.end, ADD)
        # After `in` a parenthesis opens a list of tests, unless it is that of a range.
        if not bare.startswith("(") or (isinstance(single.end, tree.Range) and ".." in bare):
            return f"{value} in {bare}"
    return f"{value} in ({', '.join(_test(test) for test in node.tests)})"


def _tests(node: tree.Tests) -> str:
    parts = ", ".join(_test(part) for part in node.parts)
    return f"not({parts})" if node.negated else parts


def _if(node: tree.If) -> str:
    return f"if {_write(node.condition, _LOOSE)} then {_write(node.then, _LOOSE)} else {_write(node.otherwise, _LOOSE)}"


def _cases(node: tree.Cases) -> str:
    pieces = [
        f"if {_write(condition, _LOOSE)} then {_write(value, _LOOSE)} else " for condition, value in node.branches
    ]
    return "".join(pieces) + _write(node.otherwise, _LOOSE)


def _iterations(iterators: tuple[tree.Iteration, ...]) -> str:
    def one(iteration: tree.Iteration) -> str:
        end = "" if iteration.end is None else f"..{_write(iteration.end, _LOOSE)}"
        return f"{iteration.name} in {_write(iteration.domain, _LOOSE)}{end}"

    return ", ".join(map(one, iterators))


def _quantified(node: tree.Quantified) -> str:
    return f"{node.kind} {_iterations(node.iterators)} satisfies {_write(node.condition, _LOOSE)}"


def _context(node: tree.ContextLiteral) -> str:
    return "{" + ", ".join(f"{key_text(name)}: {_write(value, _LOOSE)}" for name, value in node.entries) + "}"


def _range(node: tree.Range) -> str:
    if node.sign and node.low is not None:
        return f"({node.sign} {_write(node.low, ADD)})"
    if node.low is None or node.high is None:
        end = node.high if node.low is None else node.low
        sign = ("<=" if node.high_closed else "<") if node.low is None else (">=" if node.low_closed else ">")
        return f"({sign} {_write(end, ADD)})" if end is not None else "(null..null)"
    opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{opening}{_write(node.low, _LOOSE)}..{_write(node.high, _LOOSE)}{closing}"


def _function(node: tree.FunctionLiteral) -> str:
    params = (
        name if type_ is None else f"{name}: {type_}" for name, type_ in zip(node.params, node.types, strict=True)
    )
    external = "external " if node.external else ""
    return f"function({', '.join(params)}) {external}{_write(node.body, _LOOSE)}"


def _binding_of_assumed(node: tree.Assumed) -> int:
    binding = _RULES[type(node.value)][0]
    return binding(node.value) if callable(binding) else binding


_Binding = int | Callable[[Any], int]
_RULES: dict[type[Node], tuple[_Binding, Callable[[Any], str]]] = {
    tree.Number: (_ATOM, _number),
    tree.String: (_ATOM, lambda node: quoted(node.value)),
    tree.Boolean: (_ATOM, lambda node: "true" if node.value else "false"),
    tree.Null: (_ATOM, lambda node: "null"),
    tree.AtLiteral: (_ATOM, lambda node: f"@{quoted(node.text)}"),
    tree.Assumed: (_binding_of_assumed, lambda node: _write(node.value, _LOOSE)),
    tree.Name: (_ATOM, lambda node: node.name),
    tree.Path: (POSTFIX, lambda node: f"{_write(node.base, POSTFIX)}.{node.name}"),
    tree.Filter: (POSTFIX, lambda node: f"{_write(node.base, POSTFIX)}[{_write(node.condition, _LOOSE)}]"),
    tree.Call: (POSTFIX, _call),
    tree.Negate: (NEGATE, _negate),
    tree.Arithmetic: (lambda node: _ARITHMETIC[node.op], _arithmetic),
    tree.Comparison: (COMPARE, _comparison),
    tree.And: (AND, lambda node: _chain(node, "and", AND)),
    tree.Or: (OR, lambda node: _chain(node, "or", OR)),
    tree.Between: (
        COMPARE,
        lambda node: f"{_write(node.value, COMPARE)} between {_write(node.low, ADD)} and {_write(node.high, ADD)}",
    ),
    tree.In: (COMPARE, _in),
    tree.InstanceOf: (INSTANCE, lambda node: f"{_write(node.value, INSTANCE)} instance of {node.type_name}"),
    tree.AnyTest: (_ATOM, lambda node: "-"),
    tree.UnaryTest: (_ATOM, _test),
    tree.Tests: (_ATOM, _tests),
    tree.If: (_LOOSE, _if),
    tree.Cases: (_LOOSE, _cases),
    tree.For: (_LOOSE, lambda node: f"for {_iterations(node.iterators)} return {_write(node.body, _LOOSE)}"),
    tree.Quantified: (_LOOSE, _quantified),
    tree.ListLiteral: (_ATOM, lambda node: f"[{', '.join(_write(item, _LOOSE) for item in node.items)}]"),
    tree.ContextLiteral: (_ATOM, _context),
    tree.Range: (_ATOM, _range),
    tree.OtherThan: (_ATOM, lambda node: f"(!= {_write(node.point, ADD)})"),
    tree.FunctionLiteral: (_LOOSE, _function),
}
