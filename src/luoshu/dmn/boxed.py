"""Boxed expressions ready to be evaluated (DMN 1.5, 8 and 10.2): FEEL trees joined by what their boxes say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from luoshu.dmn.declared import Declared
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.operations import every, some, truth
from luoshu.feel.tree import Node
from luoshu.feel.turns import Scope, Values, item_scope, items_of
from luoshu.feel.values import Function, FunctionValue, NativeFunction, Value, kind_name, kind_of

if TYPE_CHECKING:
    from luoshu.dmn.run import Run


class Evaluable(Protocol):
    """What an expression of a model is made into."""

    def evaluate(self, scope: Values, run: Run) -> Value:
        """Its value where names have the values of `scope`; null where it fails, and `run` hears why."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL tree; `file` and `line` are where its text begins, `text` that text."""

    node: Node
    text: str
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        return run.feel(self, scope)


@dataclass(frozen=True, slots=True)
class Broken:
    """An expression that cannot be read: always null."""

    failure: EvaluationError
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        run.fail(self.line, self.failure)
        return None


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression whose result has a declared type."""

    inner: Evaluable
    declared: Declared
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        return run.coerced(self.inner.evaluate(scope, run), self.declared, self.line)


@dataclass(frozen=True, slots=True)
class Context:
    """An entry sees those before it; `result` is the entry without a name."""

    entries: tuple[tuple[str, Evaluable], ...]
    result: Evaluable | None

    def evaluate(self, scope: Values, run: Run) -> Value:
        found: dict[str, Value] = {}
        inner = Scope(found, scope)
        for name, entry in self.entries:
            found[name] = entry.evaluate(inner, run)
        return found if self.result is None else self.result.evaluate(inner, run)


@dataclass(frozen=True, slots=True)
class List:
    items: tuple[Evaluable, ...]

    def evaluate(self, scope: Values, run: Run) -> Value:
        return [item.evaluate(scope, run) for item in self.items]


@dataclass(frozen=True, slots=True)
class Relation:
    columns: tuple[str, ...]
    rows: tuple[tuple[Evaluable, ...], ...]

    def evaluate(self, scope: Values, run: Run) -> Value:
        return [
            {name: cell.evaluate(scope, run) for name, cell in zip(self.columns, row, strict=True)} for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Invocation:
    function: Evaluable
    arguments: tuple[tuple[str, Evaluable], ...]
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        function = self.function.evaluate(scope, run)
        if not isinstance(function, FunctionValue | NativeFunction):
            run.fail(self.line, EvaluationError("被调用的不是函数", "what is invoked is not a function"))
            return None
        names = tuple(name for name, _ in self.arguments)
        return run.call(function, [each.evaluate(scope, run) for _, each in self.arguments], names, self.line)


@dataclass(frozen=True, slots=True)
class Definition:
    """A function: its parameters with their types, and what it gives. `kind` other than FEEL cannot be called."""

    name: str
    parameters: tuple[tuple[str, Declared], ...]
    body: Evaluable | None
    kind: str
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        return self.function(scope, run)

    def function(self, scope: Values, run: Run) -> Function:
        return NativeFunction(self.name, lambda args, names=(): self.call(args, names, scope, run))

    def call(self, args: Sequence[Value], names: Sequence[str], scope: Values, run: Run) -> Value:
        if self.kind != "FEEL" or self.body is None:
            raise EvaluationError(f"不支持 {self.kind} 函数", f"functions in {self.kind} are not supported")
        given = bound([name for name, _ in self.parameters], args, names)
        for name, declared in self.parameters:
            given[name] = run.coerced(given[name], declared, self.line)  # null where it does not conform (10.3.2.9.4)
        return self.body.evaluate(Scope(given, scope), run)


def bound(parameters: Sequence[str], args: Sequence[Value], names: Sequence[str]) -> dict[str, Value]:
    """The arguments by the names of the parameters.

    Raises:
        EvaluationError: where they do not fit.
    """
    if len(args) != len(parameters) or (names and set(names) != set(parameters)):
        listed = ", ".join(parameters)
        raise EvaluationError(f"函数的参数应为（{listed}）", f"the function takes ({listed})")
    return dict(zip(names or parameters, args, strict=True))


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Evaluable
    then: Evaluable
    otherwise: Evaluable

    def evaluate(self, scope: Values, run: Run) -> Value:
        chosen = self.then if self.condition.evaluate(scope, run) is True else self.otherwise
        return chosen.evaluate(scope, run)


@dataclass(frozen=True, slots=True)
class Filter:
    base: Evaluable
    match: Evaluable
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        base = self.base.evaluate(scope, run)
        if base is None:
            return None
        kept = []
        for item in base if isinstance(base, list) else [base]:
            chosen = self.match.evaluate(item_scope(item, scope), run)
            if chosen is True:
                kept.append(item)
            elif chosen is not None and not isinstance(chosen, bool):
                kind = kind_name(kind_of(chosen))
                text = f"筛选条件应为布尔值，而不是{kind.zh}", f"a match must be a boolean, not a {kind.en}"
                run.fail(self.line, EvaluationError(*text))
                return None
        return kept


@dataclass(frozen=True, slots=True)
class For:
    name: str
    domain: Evaluable
    body: Evaluable
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        items = turns(self.domain.evaluate(scope, run), run, self.line)
        if items is None:
            return None
        results: list[Value] = []
        for item in items:
            results.append(self.body.evaluate(Scope({self.name: item, "partial": list(results)}, scope), run))
        return results


@dataclass(frozen=True, slots=True)
class Quantified:
    kind: str
    name: str
    domain: Evaluable
    condition: Evaluable
    line: int

    def evaluate(self, scope: Values, run: Run) -> Value:
        items = turns(self.domain.evaluate(scope, run), run, self.line)
        if items is None:
            return None
        truths = (truth(self.condition.evaluate(Scope({self.name: item}, scope), run)) for item in items)
        return some(truths) if self.kind == "some" else every(truths)


def turns(domain: Value, run: Run, line: int) -> list[Value] | None:
    """What a variable stands for in turn; None where there is nothing to go through."""
    try:
        return list(items_of(domain))
    except NullOperandError:
        run.fail(line, EvaluationError("没有可逐项取值的列表", "there is no list to go through"))
    except EvaluationError as failure:
        run.fail(line, failure)
    return None
