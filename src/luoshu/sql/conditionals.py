"""`if`, and the chains of a table's rows: each a CASE, in as few words as its operators' own nulls allow."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.reasons import is_null
from luoshu.sql.branches import branched
from luoshu.sql.numbers import Num, negated, paren
from luoshu.sql.patterns import divisors, needed_guard, quick_form
from luoshu.sql.values import NULL, Compiled, Value

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler


def conditional(compiler: Compiler, node: tree.If) -> Compiled:
    default = _default(compiler, node)
    if default is not None:
        return default
    condition_node = node.condition
    if isinstance(node.then, tree.Null):
        condition_node = needed_guard(node.condition, node.otherwise)
        inner = node.otherwise
        if isinstance(inner, tree.If) and condition_node == is_null(inner.condition):
            return _three_way(compiler, inner)
    condition = compiler.boolean(condition_node)
    if condition.const is not None:
        return compiler.compile(node.then if condition.const else node.otherwise)
    then = _assuming(compiler, condition_node, node.then)
    return branched([(condition.sql, then)], compiler.compile(node.otherwise))


def _three_way(compiler: Compiler, node: tree.If) -> Compiled:
    """`if c = null then null else if c then a else b`: one CASE with a test each for true and for false."""
    condition = compiler.boolean(node.condition)
    if condition.const is not None:
        return compiler.compile(node.then if condition.const else node.otherwise)
    opposite = negated(paren(condition.sql.copy()))
    then = _assuming(compiler, node.condition, node.then)
    return branched([(condition.sql, then), (opposite, compiler.compile(node.otherwise))], NULL)


def _default(compiler: Compiler, node: tree.If) -> Compiled | None:
    """`if f = null then value else f`: a value-when-missing."""
    match node:
        case tree.If(tree.Comparison("=", subject, tree.Null()), then, otherwise) if subject == otherwise:
            value, other = compiler.compile(subject), compiler.compile(then)
            if isinstance(value, Value) and isinstance(other, Value) and value.kind == other.kind:
                return replace(value, sql=exp.Coalesce(this=value.sql, expressions=[other.sql]))
            if isinstance(value, Num) and isinstance(other, Num) and value.under is None and other.const is not None:
                exact, bound = value.over, other.const
                sql = exp.Coalesce(this=exact.sql, expressions=[other.over.sql])
                return Num(replace(exact, sql=sql, low=min(exact.low, bound), high=max(exact.high, bound)))
    return None


def _assuming(compiler: Compiler, condition: Node, node: Node) -> Compiled:
    return compiler.within(compiler.environment.assuming(condition)).compile(node)


def cases(compiler: Compiler, node: tree.Cases) -> Compiled:
    quick = quick_form(node)
    if quick is not None:
        safe, simple = quick
        zeros = [
            tree.Comparison(">", name, tree.Number(Decimal(0)))
            for name in divisors(simple)
            if _nonnegative(compiler, name)
        ]
        tests = [compiler.null_test(part, False) for part in safe]
        conditions = [test.sql for test in tests if test.const is None]
        if all(test.const is not False for test in tests) and (conditions or zeros):
            conditions += [compiler.boolean(zero).sql for zero in zeros]
            environment = compiler.environment
            for zero in zeros:
                environment = environment.assuming(zero)
            inner = compiler.within(environment)
            easy = branched(
                [(inner.boolean(test).sql, _assuming(inner, test, value)) for test, value in simple.branches],
                inner.compile(simple.otherwise),
            )
            return branched([(exp.and_(*conditions), easy)], _plain_cases(compiler, node))
    return _plain_cases(compiler, node)


def _nonnegative(compiler: Compiler, name: tree.Name) -> bool:
    value = compiler.environment.value(name.name)
    return isinstance(value, Num) and value.under is None and value.over.low == 0


def _plain_cases(compiler: Compiler, node: tree.Cases) -> Compiled:
    branches: list[tuple[exp.Expr, Compiled]] = []
    for condition, value in node.branches:
        test = compiler.boolean(condition)
        if test.const is True:
            return branched(branches, compiler.compile(value)) if branches else compiler.compile(value)
        if test.const is None:
            branches.append((test.sql, _assuming(compiler, condition, value)))
    otherwise = compiler.compile(node.otherwise)
    return branched(branches, otherwise) if branches else otherwise
