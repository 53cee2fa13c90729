"""Whether the value of a tree is null: of a list by what stands around it, of anything else by its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.sql import written_lists
from luoshu.sql.branches import case, is_true
from luoshu.sql.nulls import is_null_value, opposite
from luoshu.sql.numbers import negated, paren
from luoshu.sql.owners import owns
from luoshu.sql.values import Value, boolean

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler


def null_test(compiler: Compiler, node: Node, wanted: bool = True) -> Value:
    """Whether the value of a tree is null (or is not, where `wanted` is false); never null itself."""
    if isinstance(node, tree.Name) and node.name in compiler.environment.lists:
        table = compiler.environment.lists[node.name]
        if table.present and table.incomplete is not None:
            return Value("boolean", table.incomplete if wanted else negated(table.incomplete))
        return boolean(table.present != wanted)
    owner = compiler.environment.owner
    if owner is not None and isinstance(node, tree.Name) and owns(compiler.environment, node):
        test = compiler.of_owner(compiler.within(owner).null_test(node))
        assert isinstance(test, Value)
        return opposite(test, not wanted)
    if isinstance(node, tree.Name) and node.name in compiler.environment.inlined:
        value = compiler.environment.value(node.name)  # the column in which it is written says whether it is there
        assert value is not None
        return opposite(is_null_value(value), not wanted)
    null = _list_is_null(compiler, node)
    return opposite(is_null_value(compiler.compile(node)) if null is None else null, not wanted)


def _list_is_null(compiler: Compiler, node: Node) -> Value | None:
    """Whether a list is null, by the conditions that stand around it; None of what is no list."""
    match node:
        case tree.If(condition, then, otherwise):
            no = _list_is_null(compiler, otherwise)
            yes = boolean(True) if isinstance(then, tree.Null) else _list_is_null(compiler, then)
            if yes is None or no is None:
                return None
            test = compiler.boolean(condition)
            if test.const is not None or yes.const is no.const is not None:
                return yes if test.const is not False else no
            if no.const is False and yes.const is True:
                return Value("boolean", paren(is_true(test.sql)))
            return Value("boolean", case([(test.sql, yes.sql)], no.sql))
        case tree.Name():
            return boolean(False) if isinstance(compiler.environment.constants.get(node.name), list) else None
    if compiler.aggregates.lists(node, compiler) or written_lists.written(node, compiler) is not None:
        return boolean(False)
    return None
