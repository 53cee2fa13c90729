"""Evaluates a program: decisions from what is given, each once; the cause of every null that a failure left is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshu.dmn.boxed import Literal, bound
from luoshu.dmn.declared import Declared
from luoshu.dmn.model import Decision, Element, InputData, Knowledge, Service
from luoshu.dmn.program import Need, Program, Unit
from luoshu.feel.arithmetic import STANDARD
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.builtins.registry import call as call_builtin
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.interpreter import Clock, Interpreter, system_clock
from luoshu.feel.tree import Node
from luoshu.feel.turns import Values
from luoshu.feel.values import Function, NativeFunction, Value, plain
from luoshu.problems import Text

Key = tuple[str, str]  # the namespace of a model, and an element's id


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a value is null: the element that was evaluated, the line of the file, and the text where it is FEEL's."""

    element: str
    file: str
    line: int
    expression: str
    text: Text


class Run:
    """One evaluation. `given` holds the values of input data, and of decisions that are not to be evaluated."""

    def __init__(self, program: Program, given: Mapping[Key, Value], clock: Clock | None = None) -> None:
        self.program = program
        self.given = given
        self.clock = clock or system_clock
        self.values: dict[Key, Value] = {}
        self.causes: list[Cause] = []
        self._open: set[Key] = set()  # decisions being evaluated
        self._at: tuple[Unit, Element] | None = None
        self._literal: Literal | None = None
        self._interpreters: dict[str, Interpreter] = {}

    # --- elements -----------------------------------------------------------------------------------------------------

    def value(self, unit: Unit, element: Element) -> Value:
        """What an element's name stands for."""
        key = unit.source.namespace, element.id
        if key not in self.values:
            before, self._at = self._at, (unit, element)
            try:
                self.values[key] = self._evaluated(unit, element, key)
            finally:
                self._at = before
        return self.values[key]

    def _evaluated(self, unit: Unit, element: Element, key: Key) -> Value:
        if key in self.given:
            return self.coerced(plain(self.given[key]), unit.declared(element), element.line)
        match element:
            case InputData():
                self.fail(
                    element.line,
                    EvaluationError(f"没有给出“{element.name}”", f"'{element.name}' was not given"),
                )
                return None
            case Knowledge():
                return unit.function(element).function(self._scope(unit, element), self)
            case Service():
                return NativeFunction(element.name, lambda args, names=(): self._served(unit, element, args, names))
            case Decision():
                return self._decided(unit, element, key)
        raise TypeError(element)

    def _decided(self, unit: Unit, decision: Decision, key: Key) -> Value:
        made, _ = unit.ready(decision)
        if made is None:
            self.fail(decision.line, EvaluationError("这个决策没有内容", "the decision has no logic"))
            return None
        if key in self._open:
            self.fail(decision.line, EvaluationError("决策循环引用", "the decision depends on itself"))
            return None
        self._open.add(key)
        try:
            return made.evaluate(self._scope(unit, decision), self)
        except RecursionError:
            self.fail(decision.line, EvaluationError("计算嵌套过深", "the evaluation is nested too deeply"))
            return None
        finally:
            self._open.discard(key)

    def _scope(self, unit: Unit, element: Element) -> Values:
        scope: dict[str, Any] = {name: {} for name in unit.imported if name}
        for need in unit.needs(element):
            if need.element is not element:
                (scope[need.under] if need.under else scope)[need.element.name] = self.value(need.unit, need.element)
        if isinstance(element, Knowledge):  # it may call itself
            scope[element.name] = NativeFunction(
                element.name, lambda args, names=(): unit.function(element).call(args, names, scope, self)
            )
        return scope

    def _served(self, unit: Unit, service: Service, args: Sequence[Value], names: Sequence[str]) -> Value:
        """What a service gives for what it is given; nothing else that was given reaches its decisions."""
        needs = unit.parameters(service)
        values = bound([need.element.name for need in needs], args, names)
        return self.served(unit, service, {_key(need): values[need.element.name] for need in needs})

    def served(self, unit: Unit, service: Service, given: Mapping[Key, Value]) -> Value:
        """The value of a service's output decision, of several a context; an input that is not given is null."""
        inner = Run(self.program, {_key(need): given.get(_key(need)) for need in unit.parameters(service)}, self.clock)
        found = {need.element.name: inner.value(need.unit, need.element) for need in unit.outputs(service)}
        self.causes += inner.causes
        result = next(iter(found.values())) if len(found) == 1 else found
        return self.coerced(result, unit.declared(service), service.line)

    @property
    def interpreter(self) -> Interpreter:
        """That of the model whose element is evaluated: it knows its types."""
        unit = self._at[0] if self._at is not None else self.program.main
        namespace = unit.source.namespace
        if namespace not in self._interpreters:
            self._interpreters[namespace] = Interpreter(STANDARD, self, self.clock, unit.known_types.type_named)
        return self._interpreters[namespace]

    # --- what expressions ask -----------------------------------------------------------------------------------------

    def feel(self, literal: Literal, scope: Values) -> Value:
        before, self._literal = self._literal, literal
        try:
            return self.interpreter.evaluate(literal.node, scope)
        finally:
            self._literal = before

    def call(self, function: Function, args: list[Value], names: tuple[str, ...], line: int) -> Value:
        try:
            return self.interpreter.invoke(function, args, names)
        except NullOperandError:
            return None
        except EvaluationError as failure:
            self.fail(line, failure)
            return None

    def built_in(self, name: str, values: list[Value]) -> Value:
        return call_builtin(BUILTINS[name], self.interpreter, [values], ())

    def coerced(self, value: Value, declared: Declared, line: int) -> Value:
        """The value as one of a declared type; null where it is none."""
        try:
            return declared.coerced(value, self.meets)
        except EvaluationError as failure:
            self.fail(line, failure)
            return None

    def meets(self, test: Node, value: Value) -> bool:
        """Whether a value meets a constraint."""
        return self.interpreter.evaluate(test, {"?": value}) is True

    # --- causes -------------------------------------------------------------------------------------------------------

    def fail(self, line: int, failure: EvaluationError) -> None:
        self._cause(line, "", failure.text)

    def step(self, node: Node, value: Value) -> None:
        """The interpreter's trace: values are not kept."""

    def failure(self, node: Node, cause: Text) -> None:
        """The interpreter's trace: an operation failed."""
        literal = self._literal
        self._cause(literal.line if literal else 0, literal.text.strip() if literal else "", cause)

    def _cause(self, line: int, expression: str, text: Text) -> None:
        unit, element = self._at if self._at is not None else (self.program.main, None)
        self.causes.append(Cause(element.name if element else "", unit.source.file, line, expression, text))


def _key(need: Need) -> Key:
    return need.unit.source.namespace, need.element.id
