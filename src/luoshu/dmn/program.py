"""A model with those that it imports, ready to be asked: every element with the names that its expression knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luoshu.dmn import boxed, model
from luoshu.dmn.boxed import Evaluable
from luoshu.dmn.compiling import Compiler
from luoshu.dmn.declared import Declared, Types
from luoshu.dmn.model import Decision, Element, InputData, Knowledge, Model, Reference, Service
from luoshu.dmn.xml import Findings
from luoshu.feel import types
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.scope import Names
from luoshu.feel.types import Type
from luoshu.problems import Problem, Text

DATA: tuple[type[Element], ...] = (InputData, Decision)
FUNCTIONS: tuple[type[Element], ...] = (Knowledge, Service)


@dataclass(frozen=True)
class Need:
    """An element that an expression uses, and the name under which it knows it: after that of an import, where it is
    another model's."""

    unit: Unit
    element: Element
    under: str = ""


class Unit:
    """One model of a program. Elements are made ready when they are first asked for."""

    known_types: Types

    def __init__(self, source: Model, imported: Mapping[str, Unit]) -> None:
        self.source, self.imported = source, imported
        self.findings = Findings(source.file)
        self.known_types = Types(source.items, {name: unit.known_types for name, unit in imported.items()}, self.report)
        self.compiler = Compiler(self.known_types, self.report, source.language)
        self.made: dict[str, tuple[Evaluable | None, Type]] = {}
        self.open: set[str] = set()
        self._needs: dict[str, list[Need]] = {}

    def report(self, line: int, error: FeelSyntaxError) -> None:
        expected = " ".join(error.expected)
        hint = Text(f"这里可以是 {expected}", f"here may stand: {expected}") if expected else None
        self.findings.error(line, "feel", error.text.zh, error.text.en, hint)

    # --- what elements use --------------------------------------------------------------------------------------------

    def needs(self, element: Element) -> list[Need]:
        """What an element's requirements name; those that name nothing are told."""
        if element.id not in self._needs:
            found: list[Need] = []
            if isinstance(element, Decision):
                found += self._found(element.needs, DATA)
            if isinstance(element, Decision | Knowledge):
                found += self._found(element.knows, FUNCTIONS)
            self._needs[element.id] = found
        return self._needs[element.id]

    def _found(self, references: Iterable[Reference], kinds: tuple[type[Element], ...]) -> list[Need]:
        """The elements of some kinds that references name; those that name no such element are told."""
        found = []
        for reference in references:
            need = self._named(reference)
            if need is not None and isinstance(need.element, kinds):
                found.append(need)
                continue
            self.findings.error(
                reference.line,
                "reference",
                f"这里不能引用 id 为“{reference.id}”的元素" if need else f"没有 id 为“{reference.id}”的元素",
                f"the element with the id '{reference.id}' cannot be required here"
                if need
                else f"there is no element with the id '{reference.id}'",
            )
        return found

    def _named(self, reference: Reference) -> Need | None:
        """The element that a reference names: this model's, or one of a model that it imports."""
        if reference.namespace in ("", self.source.namespace) and reference.id in self.source.by_id:
            return Need(self, self.source.by_id[reference.id])
        for name, unit in self.imported.items():
            if unit.source.namespace == reference.namespace and reference.id in unit.source.by_id:
                return Need(unit, unit.source.by_id[reference.id], name)
        return None

    def names(self, element: Element) -> Names:
        """The names that an element's expression knows, with their types."""
        known: dict[str, Type] = {}
        under: dict[str, dict[str, Type]] = {name: {} for name in self.imported if name}
        for need in self.needs(element):
            (under[need.under] if need.under else known)[need.element.name] = need.unit.type_of(need.element)
        if isinstance(element, Knowledge):
            known[element.name] = self.signature(element)
        return Names({**{name: types.context(fields) for name, fields in under.items()}, **known})

    # --- types --------------------------------------------------------------------------------------------------------

    def declared(self, element: Element) -> Declared:
        return self.known_types.declared(element.variable.type_ref)

    def type_of(self, element: Element) -> Type:
        """The declared type of what a name stands for, or else what can be told of it."""
        if isinstance(element, Knowledge | Service):
            return self.signature(element)
        declared = self.declared(element).type
        if declared != types.ANY or isinstance(element, InputData):
            return declared
        return types.ANY if element.id in self.open else self.ready(element)[1]

    def signature(self, element: Knowledge | Service) -> types.FunctionType:
        declared = self.declared(element).type
        if isinstance(declared, types.FunctionType):
            return declared
        if isinstance(element, Service):
            params = tuple(need.unit.type_of(need.element) for need in self.parameters(element))
            return types.FunctionType(params=params, result=declared)
        function = element.function
        params = (
            tuple(self.known_types.declared(each.type_ref).type for each in function.parameters) if function else ()
        )
        return types.FunctionType(params=params, result=declared)

    def parameters(self, service: Service) -> list[Need]:
        """What a service is given: its input data, then its input decisions."""
        return self._found((*service.input_data, *service.input_decisions), DATA)

    def outputs(self, service: Service) -> list[Need]:
        return self._found(service.outputs, (Decision,))

    # --- expressions --------------------------------------------------------------------------------------------------

    def ready(self, decision: Decision) -> tuple[Evaluable | None, Type]:
        """A decision's expression and the type that it has; None where it has none."""
        if decision.id not in self.made:
            self.open.add(decision.id)
            declared = decision.variable.type_ref
            if decision.expression is None:
                self.made[decision.id] = None, self.known_types.declared(declared).type
            else:
                made = self.compiler.make(decision.expression, self.names(decision))
                self.made[decision.id] = self.compiler.typed(*made, declared, decision.line)
            self.open.discard(decision.id)
        return self.made[decision.id]

    def function(self, knowledge: Knowledge) -> boxed.Definition:
        """A knowledge model as a function."""
        if knowledge.id not in self.made:
            ref = knowledge.variable.type_ref
            declared = self.known_types.declared(ref)
            result = None if isinstance(declared.type, types.FunctionType) else ref
            function = knowledge.function or model.Function((), None)
            made = self.compiler.definition(knowledge.name, function, self.names(knowledge), result)
            self.made[knowledge.id] = made, types.ANY
        found = self.made[knowledge.id][0]
        assert isinstance(found, boxed.Definition)
        return found

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong with any expression of the model."""
        for element in self.source.elements:
            match element:
                case Decision():
                    self.ready(element)
                case Knowledge():
                    self.function(element)
                case Service():
                    self.parameters(element)
                    self.outputs(element)
        return list(dict.fromkeys(self.findings.problems))


class Program:
    """The unit of a model and, by their namespaces, those of the models that it imports, however far."""

    def __init__(self, main: Model, others: Sequence[Model] = ()) -> None:
        self.models = {each.namespace: each for each in (*others, main)}
        self.units: dict[str, Unit] = {}
        self.main = self._unit(main, ())

    def _unit(self, source: Model, importing: tuple[str, ...]) -> Unit:
        namespace = source.namespace
        if namespace not in self.units:
            imported: dict[str, Unit] = {}
            missing = []
            for each in source.imports:
                other = self.models.get(each.namespace)
                if other is None or other.namespace in (*importing, namespace):
                    missing.append(each)
                else:
                    imported[each.name] = self._unit(other, (*importing, namespace))
            self.units[namespace] = unit = Unit(source, imported)
            for each in missing:
                unit.findings.error(
                    each.line,
                    "import",
                    f"找不到要导入的模型“{each.namespace}”",
                    f"the model '{each.namespace}' that is imported was not found",
                )
        return self.units[namespace]

    @property
    def problems(self) -> list[Problem]:
        return [problem for unit in self.units.values() for problem in unit.problems]
