"""A model to DMN's XML, with the picture of its graph: what the reader gives back is the same model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from luoshu.dmn import model
from luoshu.dmn.diagram import Diagram, layout
from luoshu.dmn.editions import DC, DI, DMN_1_5, Edition
from luoshu.dmn.model import (
    Decision,
    Element,
    Expression,
    Feel,
    Import,
    InputData,
    Item,
    Knowledge,
    Model,
    Node,
    Reference,
    Service,
    Variable,
)
from luoshu.dmn.tables import HitPolicy

_ID = re.compile(r"[^\W\d][\w.-]*")  # an XML name without a colon, as far as Python's letters go

_HIT_POLICIES: Mapping[HitPolicy, tuple[str, str]] = {
    HitPolicy.UNIQUE: ("UNIQUE", ""),
    HitPolicy.ANY: ("ANY", ""),
    HitPolicy.PRIORITY: ("PRIORITY", ""),
    HitPolicy.FIRST: ("FIRST", ""),
    HitPolicy.RULE_ORDER: ("RULE ORDER", ""),
    HitPolicy.OUTPUT_ORDER: ("OUTPUT ORDER", ""),
    HitPolicy.COLLECT: ("COLLECT", ""),
    HitPolicy.COLLECT_SUM: ("COLLECT", "SUM"),
    HitPolicy.COLLECT_COUNT: ("COLLECT", "COUNT"),
    HitPolicy.COLLECT_MIN: ("COLLECT", "MIN"),
    HitPolicy.COLLECT_MAX: ("COLLECT", "MAX"),
}


def write_model(source: Model, exporter_version: str = "", edition: Edition = DMN_1_5) -> bytes:
    """The XML of a model.

    Raises:
        ProblemError: the model has what the edition has no element for.
    """
    root = _Writer(source, edition).definitions(exporter_version)
    etree.indent(root)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _tag(name: str, namespace: str) -> str:
    return f"{{{namespace}}}{name}"


def _set(element: etree._Element, **attributes: str | None) -> etree._Element:
    """Sets those attributes that say something."""
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    return element


class _Writer:
    def __init__(self, source: Model, edition: Edition) -> None:
        self.source = source
        self.edition = edition
        self.taken = {each.id for each in source.elements}
        self.requirements: dict[tuple[str, Reference], str] = {}  # the ids of what the picture shows as lines

    def definitions(self, exporter_version: str) -> etree._Element:
        edition = self.edition
        namespaces: Any = {None: edition.model, "dmndi": edition.picture, "dc": DC, "di": DI}  # None: without a prefix
        root = etree.Element(_tag("definitions", edition.model), nsmap=namespaces)
        root.set("name", self.source.name)
        root.set("namespace", self.source.namespace)
        _set(root, expressionLanguage=self.source.language, exporter="Luoshu", exporterVersion=exporter_version)
        self.described(root, self.source.description)
        for imported in self.source.imports:
            self.import_(root, imported)
        for item in self.source.items:
            self.item(root, item, "itemDefinition")
        for element in self.source.elements:
            self.element(root, element)
        self.picture(root, layout(self.source))
        return root

    # --- pieces -------------------------------------------------------------------------------------------------------

    def child(self, parent: etree._Element, tag: str, /, **attributes: str | None) -> etree._Element:
        return _set(etree.SubElement(parent, _tag(tag, self.edition.model)), **attributes)

    def text(self, parent: etree._Element, name: str, text: str) -> None:
        self.child(parent, name).text = text

    def described(self, parent: etree._Element, text: str) -> None:
        if text:
            self.text(parent, "description", text)

    def feel(self, parent: etree._Element, name: str, feel: Feel | None, type_ref: str | None = None) -> None:
        if feel is not None:
            self.text(self.child(parent, name, typeRef=type_ref), "text", feel.text)

    def variable(self, parent: etree._Element, name: str, variable: Variable) -> None:
        inner = self.child(parent, name)
        inner.set("name", variable.name)
        _set(inner, typeRef=variable.type_ref)

    def import_(self, root: etree._Element, imported: Import) -> None:
        tag = self.child(root, "import")
        tag.set("name", imported.name)
        tag.set("namespace", imported.namespace)
        tag.set("importType", self.edition.model)
        _set(tag, locationURI=imported.location)

    def item(self, parent: etree._Element, item: Item, name: str) -> None:
        tag = self.child(parent, name)
        tag.set("name", item.name)
        _set(tag, isCollection="true" if item.collection else None)
        if item.function is not None:
            function = self.child(tag, "functionItem", outputTypeRef=item.type_ref)
            for parameter in item.function:
                self.variable(function, "parameters", parameter)
            return
        if item.type_ref:
            self.text(tag, "typeRef", item.type_ref)
        self.feel(tag, "allowedValues", item.allowed)
        if item.constraint is not None and not self.edition.constraints:
            raise self.edition.refuse("typeConstraint")
        self.feel(tag, "typeConstraint", item.constraint)
        for component in item.components:
            self.item(tag, component, "itemComponent")

    # --- the graph ----------------------------------------------------------------------------------------------------

    def element(self, root: etree._Element, element: Element) -> None:
        match element:
            case InputData():
                self.named(root, "inputData", element)
            case Decision():
                self.decision(root, element)
            case Knowledge():
                tag = self.named(root, "businessKnowledgeModel", element)
                if element.function is not None:
                    self.function(self.child(tag, "encapsulatedLogic"), element.function)
                self.known(tag, element)
            case Service():
                self.service(root, element)

    def named(self, root: etree._Element, name: str, element: Node) -> etree._Element:
        """The tag of an element with its description and variable. An id that only stands in for one is not written."""
        tag = self.child(root, name)
        if element.id != f"name of {element.name}":
            tag.set("id", element.id)
        tag.set("name", element.name)
        self.described(tag, element.description)
        if not isinstance(element, Decision):
            self.variable(tag, "variable", element.variable)
        return tag

    def decision(self, root: etree._Element, decision: Decision) -> None:
        tag = self.named(root, "decision", decision)
        if decision.question:
            self.text(tag, "question", decision.question)
        if decision.answers:
            self.text(tag, "allowedAnswers", decision.answers)
        self.variable(tag, "variable", decision.variable)
        for need in decision.needs:
            required = self.source.by_id.get(need.id) if self.is_own(need) else None
            kind = "requiredInput" if isinstance(required, InputData) else "requiredDecision"
            self.required(tag, "informationRequirement", kind, decision, need)
        self.known(tag, decision)
        if decision.expression is not None:
            self.expression(tag, decision.expression)

    def known(self, tag: etree._Element, element: Decision | Knowledge) -> None:
        for need in element.knows:
            self.required(tag, "knowledgeRequirement", "requiredKnowledge", element, need)

    def required(self, tag: etree._Element, name: str, kind: str, of: Node, need: Reference) -> None:
        id_ = self.free(f"{of.id if _ID.fullmatch(of.id) else 'element'}_needs_{len(self.requirements) + 1}")
        self.requirements[of.id, need] = id_
        self.child(self.child(tag, name, id=id_), kind, href=_href(need))

    def free(self, id_: str) -> str:
        while id_ in self.taken:
            id_ += "_"
        self.taken.add(id_)
        return id_

    def is_own(self, reference: Reference) -> bool:
        return reference.namespace in ("", self.source.namespace)

    def service(self, root: etree._Element, service: Service) -> None:
        tag = self.named(root, "decisionService", service)
        parts = (
            ("outputDecision", service.outputs),
            ("encapsulatedDecision", service.encapsulated),
            ("inputDecision", service.input_decisions),
            ("inputData", service.input_data),
        )
        for name, references in parts:
            for reference in references:
                self.child(tag, name, href=_href(reference))

    # --- expressions --------------------------------------------------------------------------------------------------

    def boxed(self, parent: etree._Element, name: str, of: Expression, **attributes: str | None) -> etree._Element:
        return self.child(parent, name, typeRef=of.type_ref, **attributes)

    def inside(self, parent: etree._Element, name: str, expression: Expression) -> None:
        self.expression(self.child(parent, name), expression)

    def expression(self, parent: etree._Element, each: Expression) -> None:
        write, name = self.KINDS[type(each)]
        if type(each) in self.edition.lacks:
            raise self.edition.refuse(name or getattr(each, "kind", ""))
        write(self, self.boxed(parent, name or getattr(each, "kind", ""), each), each)

    def literal(self, tag: etree._Element, each: model.Literal) -> None:
        _set(tag, expressionLanguage=each.language)
        self.text(tag, "text", each.text)

    def context(self, tag: etree._Element, each: model.Context) -> None:
        for variable, expression in each.entries:
            entry = self.child(tag, "contextEntry")
            if variable is not None:
                self.variable(entry, "variable", variable)
            self.expression(entry, expression)

    def list_(self, tag: etree._Element, each: model.List) -> None:
        for item in each.items:
            self.expression(tag, item)

    def relation(self, tag: etree._Element, each: model.Relation) -> None:
        for column in each.columns:
            self.variable(tag, "column", column)
        for row in each.rows:
            cells = self.child(tag, "row")
            for cell in row:
                self.expression(cells, cell)

    def invocation(self, tag: etree._Element, each: model.Invocation) -> None:
        self.expression(tag, each.function)
        for variable, argument in each.arguments:
            binding = self.child(tag, "binding")
            self.variable(binding, "parameter", variable)
            if argument is not None:
                self.expression(binding, argument)

    def function(self, tag: etree._Element, each: model.Function) -> None:
        _set(tag, kind=each.kind if each.kind != "FEEL" else None, typeRef=each.type_ref)
        for parameter in each.parameters:
            self.variable(tag, "formalParameter", parameter)
        if each.body is not None:
            self.expression(tag, each.body)

    def conditional(self, tag: etree._Element, each: model.Conditional) -> None:
        self.inside(tag, "if", each.condition)
        self.inside(tag, "then", each.then)
        self.inside(tag, "else", each.otherwise)

    def filter(self, tag: etree._Element, each: model.Filter) -> None:
        self.inside(tag, "in", each.base)
        self.inside(tag, "match", each.match)

    def for_(self, tag: etree._Element, each: model.For) -> None:
        _set(tag, iteratorVariable=each.name)
        self.inside(tag, "in", each.domain)
        self.inside(tag, "return", each.body)

    def quantified(self, tag: etree._Element, each: model.Quantified) -> None:
        _set(tag, iteratorVariable=each.name)
        self.inside(tag, "in", each.domain)
        self.inside(tag, "satisfies", each.condition)

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, tag: etree._Element, table: model.DecisionTable) -> None:
        name, aggregation = _HIT_POLICIES[table.hit_policy]
        _set(tag, hitPolicy=name, aggregation=aggregation, outputLabel=table.label)
        for column in table.inputs:
            input_ = self.child(tag, "input", label=column.label)
            self.feel(input_, "inputExpression", column.expression, column.type_ref)
            self.feel(input_, "inputValues", column.values)
        for output in table.outputs:
            given = self.child(tag, "output", label=output.label, name=output.name, typeRef=output.type_ref)
            self.feel(given, "outputValues", output.values)
            self.feel(given, "defaultOutputEntry", output.default)
        for note in table.annotations:
            self.child(tag, "annotation").set("name", note)
        for rule in table.rules:
            self.rule(tag, rule)

    def rule(self, tag: etree._Element, rule: model.Rule) -> None:
        inner = self.child(tag, "rule")
        self.described(inner, "; ".join(filter(None, rule.notes)))  # dmn-js shows this, and no annotations
        for test in rule.tests:
            self.feel(inner, "inputEntry", test)
        for given in rule.outputs:
            self.feel(inner, "outputEntry", given)
        for note in rule.notes:
            self.text(self.child(inner, "annotationEntry"), "text", note)

    KINDS: Mapping[type, tuple[Callable[..., None], str]] = {
        model.Literal: (literal, "literalExpression"),
        model.Context: (context, "context"),
        model.List: (list_, "list"),
        model.Relation: (relation, "relation"),
        model.Invocation: (invocation, "invocation"),
        model.Function: (function, "functionDefinition"),
        model.Conditional: (conditional, "conditional"),
        model.Filter: (filter, "filter"),
        model.For: (for_, "for"),
        model.Quantified: (quantified, ""),  # its kind is the name of its element
        model.DecisionTable: (table, "decisionTable"),
    }

    # --- the picture --------------------------------------------------------------------------------------------------

    def picture(self, root: etree._Element, drawn: Diagram) -> None:
        """Boxes and lines; only of what has an id that can be named."""
        namespace = self.edition.picture
        diagram = etree.SubElement(etree.SubElement(root, _tag("DMNDI", namespace)), _tag("DMNDiagram", namespace))
        diagram.set("id", self.free("diagram"))
        size = etree.SubElement(diagram, _tag("Size", namespace))
        _figures(size, width=drawn.width, height=drawn.height)
        for id_, box in drawn.boxes.items():
            if _ID.fullmatch(id_):
                shape = etree.SubElement(diagram, _tag("DMNShape", namespace))
                shape.set("id", self.free(f"{id_}_shape"))
                shape.set("dmnElementRef", id_)
                bounds = etree.SubElement(shape, _tag("Bounds", DC))
                _figures(bounds, x=box.x, y=box.y, width=box.width, height=box.height)
        for line in drawn.lines:
            edge = etree.SubElement(diagram, _tag("DMNEdge", namespace))
            required = self.requirements[line.to, line.reference]
            edge.set("id", self.free(f"{required}_edge"))
            edge.set("dmnElementRef", required)
            for x, y in line.points:
                _figures(etree.SubElement(edge, _tag("waypoint", DI)), x=x, y=y)


def _figures(element: etree._Element, **values: int) -> None:
    for name, value in values.items():
        element.set(name, str(value))


def _href(reference: Reference) -> str:
    return f"{reference.namespace}#{reference.id}"
