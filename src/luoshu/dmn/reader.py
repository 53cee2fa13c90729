"""DMN's XML to a model. Safe: no document type, no entities, nothing fetched, bounded depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from luoshu.dmn.model import (
    Conditional,
    Context,
    Decision,
    DecisionTable,
    Element,
    Expression,
    Feel,
    Filter,
    For,
    Function,
    Import,
    Input,
    InputData,
    Invocation,
    Item,
    Knowledge,
    List,
    Literal,
    Model,
    Output,
    Quantified,
    Reference,
    Relation,
    Rule,
    Service,
    Variable,
)
from luoshu.dmn.tables import HitPolicy
from luoshu.dmn.xml import Findings, Tag, read_xml


def read_model(path: Path) -> Model:
    """The model in a file.

    Raises:
        ProblemError: where the file cannot be read, is no XML, is not safe, or is no DMN model.
    """
    return _read(read_xml(path), path.name)


def _read(root: Tag, file: str) -> Model:
    findings = Findings(file)
    if root.name != "definitions" or "/DMN/" not in root.namespace:
        findings.error(root, "not-dmn", "这不是 DMN 模型", "this is no DMN model")
        findings.raise_errors()
    reader = _Reader(root, findings)
    model = Model(
        name=root.get("name"),
        namespace=root.get("namespace"),
        file=file,
        imports=tuple(map(reader.import_, root.all("import"))),
        items=tuple(map(reader.item, root.all("itemDefinition"))),
        elements=tuple(reader.elements()),
        language=root.get("expressionLanguage") or None,
        description=root.text_of("description"),
    )
    findings.raise_errors()
    return model


class _Reader:
    def __init__(self, root: Tag, findings: Findings) -> None:
        self.root, self.findings = root, findings

    def import_(self, tag: Tag) -> Import:
        return Import(tag.get("namespace"), " ".join(tag.get("name").split()), tag.get("locationURI"), tag.line)

    # --- types --------------------------------------------------------------------------------------------------------

    def item(self, tag: Tag) -> Item:
        """An item definition or component; in DMN 1.1 and 1.2 the type stands in an element."""
        function = tag.first("functionItem")
        return Item(
            name=_name(tag),
            type_ref=function.get("outputTypeRef") or None if function is not None else tag.text_of("typeRef") or None,
            collection=tag.get("isCollection") == "true",
            components=tuple(map(self.item, tag.all("itemComponent"))),
            allowed=_feel(tag.first("allowedValues")),
            constraint=_feel(tag.first("typeConstraint")),
            function=tuple(map(_variable, function.all("parameters"))) if function is not None else None,
            line=tag.line,
        )

    # --- the graph ----------------------------------------------------------------------------------------------------

    def elements(self) -> Iterator[Element]:
        kinds: dict[str, Callable[[Tag], Element]] = {
            "inputData": self.input_data,
            "decision": self.decision,
            "businessKnowledgeModel": self.knowledge,
            "decisionService": self.service,
        }
        for tag in self.root:
            if tag.name in kinds:
                yield kinds[tag.name](tag)

    def input_data(self, tag: Tag) -> InputData:
        return InputData(_id(tag), _own_variable(tag), tag.text_of("description"), tag.line)

    def decision(self, tag: Tag) -> Decision:
        needs = [
            _reference(inner)
            for requirement in tag.all("informationRequirement")
            for inner in (requirement.first("requiredInput"), requirement.first("requiredDecision"))
            if inner is not None
        ]
        return Decision(
            _id(tag),
            _own_variable(tag),
            tag.text_of("description"),
            tag.line,
            expression=self.only_expression(tag),
            needs=tuple(needs),
            knows=_known(tag),
            question=tag.text_of("question"),
            answers=tag.text_of("allowedAnswers"),
        )

    def knowledge(self, tag: Tag) -> Knowledge:
        logic = tag.first("encapsulatedLogic")
        function = None if logic is None else self.function(logic)
        return Knowledge(
            _id(tag), _own_variable(tag), tag.text_of("description"), tag.line, function=function, knows=_known(tag)
        )

    def service(self, tag: Tag) -> Service:
        def references(name: str) -> tuple[Reference, ...]:
            return tuple(map(_reference, tag.all(name)))

        return Service(
            _id(tag),
            _own_variable(tag),
            tag.text_of("description"),
            tag.line,
            outputs=references("outputDecision"),
            encapsulated=references("encapsulatedDecision"),
            input_decisions=references("inputDecision"),
            input_data=references("inputData"),
        )

    # --- expressions --------------------------------------------------------------------------------------------------

    def only_expression(self, tag: Tag) -> Expression | None:
        """The expression in an element, where there is one."""
        return next((self.expression(inner) for inner in tag if inner.name in self.KINDS), None)

    def needed(self, tag: Tag | None, of: Tag) -> Expression:
        found = None if tag is None else self.only_expression(tag)
        if found is None:
            where = of if tag is None else tag
            self.findings.error(where, "no-expression", "这里缺少表达式", "an expression is missing here")
            return Literal("null", line=where.line)
        return found

    def expression(self, tag: Tag) -> Expression:
        return self.KINDS[tag.name](self, tag)

    def literal(self, tag: Tag) -> Expression:
        text = tag.first("text")
        line = tag.line if text is None else text.line
        return Literal(
            tag.text_of("text", strip=False), tag.get("expressionLanguage") or None, type_ref=_type_ref(tag), line=line
        )

    def context(self, tag: Tag) -> Expression:
        entries = []
        for entry in tag.all("contextEntry"):
            variable = entry.first("variable")
            entries.append((None if variable is None else _variable(variable), self.needed(entry, entry)))
        return Context(tuple(entries), type_ref=_type_ref(tag), line=tag.line)

    def list_(self, tag: Tag) -> Expression:
        items = tuple(self.expression(inner) for inner in tag if inner.name in self.KINDS)
        return List(items, type_ref=_type_ref(tag), line=tag.line)

    def relation(self, tag: Tag) -> Expression:
        columns = tuple(map(_variable, tag.all("column")))
        rows = []
        for row in tag.all("row"):
            cells = tuple(self.expression(inner) for inner in row if inner.name in self.KINDS)
            if len(cells) != len(columns):
                self.findings.error(
                    row,
                    "cells",
                    f"这一行有 {len(cells)} 格，应有 {len(columns)} 格",
                    f"the row has {len(cells)} cells, not {len(columns)}",
                )
            rows.append(cells)
        return Relation(columns, tuple(rows), type_ref=_type_ref(tag), line=tag.line)

    def invocation(self, tag: Tag) -> Expression:
        arguments = []
        for binding in tag.all("binding"):
            parameter = binding.first("parameter")
            if parameter is not None:
                arguments.append((_variable(parameter), self.only_expression(binding)))
        return Invocation(self.needed(tag, tag), tuple(arguments), type_ref=_type_ref(tag), line=tag.line)

    def function(self, tag: Tag) -> Function:
        return Function(
            tuple(map(_variable, tag.all("formalParameter"))),
            self.only_expression(tag),
            tag.get("kind") or "FEEL",
            type_ref=_type_ref(tag),
            line=tag.line,
        )

    def conditional(self, tag: Tag) -> Expression:
        parts = (self.needed(tag.first(name), tag) for name in ("if", "then", "else"))
        return Conditional(*parts, type_ref=_type_ref(tag), line=tag.line)

    def filter(self, tag: Tag) -> Expression:
        parts = (self.needed(tag.first(name), tag) for name in ("in", "match"))
        return Filter(*parts, type_ref=_type_ref(tag), line=tag.line)

    def for_(self, tag: Tag) -> Expression:
        parts = (self.needed(tag.first(name), tag) for name in ("in", "return"))
        return For(tag.get("iteratorVariable"), *parts, type_ref=_type_ref(tag), line=tag.line)

    def quantified(self, tag: Tag) -> Expression:
        parts = (self.needed(tag.first(name), tag) for name in ("in", "satisfies"))
        return Quantified(tag.name, tag.get("iteratorVariable"), *parts, type_ref=_type_ref(tag), line=tag.line)

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, tag: Tag) -> Expression:
        inputs, outputs = tuple(map(self.input, tag.all("input"))), tuple(map(_output, tag.all("output")))
        return DecisionTable(
            self.hit_policy(tag),
            inputs,
            outputs,
            tuple(self.rule(rule, len(inputs), len(outputs)) for rule in tag.all("rule")),
            tuple(note.get("name") for note in tag.all("annotation")),
            tag.get("outputLabel"),
            type_ref=_type_ref(tag),
            line=tag.line,
        )

    def hit_policy(self, tag: Tag) -> HitPolicy:
        name, aggregation = tag.get("hitPolicy") or "UNIQUE", tag.get("aggregation")
        policy = _HIT_POLICIES.get(f"{name} {aggregation}".strip() if name == "COLLECT" else name)
        if policy is None:
            self.findings.error(
                tag,
                "hit-policy",
                f"没有命中策略“{name} {aggregation}”",
                f"there is no hit policy '{f'{name} {aggregation}'.strip()}'",
            )
            return HitPolicy.UNIQUE
        return policy

    def input(self, tag: Tag) -> Input:
        expression = tag.first("inputExpression")
        text = _feel(expression) or Feel("null", tag.line)
        type_ref = None if expression is None else _type_ref(expression)
        return Input(text, type_ref, _feel(tag.first("inputValues")), tag.get("label"))

    def rule(self, tag: Tag, inputs: int, outputs: int) -> Rule:
        tests = tuple(_feel(inner) or Feel("-", inner.line) for inner in tag.all("inputEntry"))
        given = tuple(_feel(inner) or Feel("null", inner.line) for inner in tag.all("outputEntry"))
        if (len(tests), len(given)) != (inputs, outputs):
            self.findings.error(
                tag,
                "cells",
                f"这条规则有 {len(tests)} 个条件、{len(given)} 个结果，应为 {inputs} 个和 {outputs} 个",
                f"the rule has {len(tests)} tests and {len(given)} outputs, not {inputs} and {outputs}",
            )
        return Rule(tests, given, tuple(note.text_of("text") for note in tag.all("annotationEntry")), tag.line)

    KINDS: Mapping[str, Callable[[_Reader, Tag], Expression]] = {
        "literalExpression": literal,
        "context": context,
        "list": list_,
        "relation": relation,
        "invocation": invocation,
        "functionDefinition": function,
        "conditional": conditional,
        "filter": filter,
        "for": for_,
        "some": quantified,
        "every": quantified,
        "decisionTable": table,
    }


_HIT_POLICIES = {
    "UNIQUE": HitPolicy.UNIQUE,
    "ANY": HitPolicy.ANY,
    "PRIORITY": HitPolicy.PRIORITY,
    "FIRST": HitPolicy.FIRST,
    "RULE ORDER": HitPolicy.RULE_ORDER,
    "OUTPUT ORDER": HitPolicy.OUTPUT_ORDER,
    "COLLECT": HitPolicy.COLLECT,
    "COLLECT SUM": HitPolicy.COLLECT_SUM,
    "COLLECT COUNT": HitPolicy.COLLECT_COUNT,
    "COLLECT MIN": HitPolicy.COLLECT_MIN,
    "COLLECT MAX": HitPolicy.COLLECT_MAX,
}


def _name(tag: Tag) -> str:
    return " ".join(tag.get("name").split())


def _id(tag: Tag) -> str:
    """An element that nothing refers to may have no id: its name tells it apart."""
    return tag.get("id") or f"name of {_name(tag)}"


def _type_ref(tag: Tag) -> str | None:
    return tag.get("typeRef") or None


def _variable(tag: Tag) -> Variable:
    return Variable(_name(tag), _type_ref(tag))


def _own_variable(tag: Tag) -> Variable:
    """The variable of an element; its name is the element's (7.3.1), whatever it says itself."""
    variable = tag.first("variable")
    return Variable(_name(tag), None if variable is None else _type_ref(variable))


def _output(tag: Tag) -> Output:
    return Output(
        _name(tag),
        _type_ref(tag),
        _feel(tag.first("outputValues")),
        _feel(tag.first("defaultOutputEntry")),
        tag.get("label"),
    )


def _feel(tag: Tag | None) -> Feel | None:
    """The text in an element; None where there is none, or nothing in it."""
    text = None if tag is None else tag.first("text")
    if text is None or not text.content.strip():
        return None
    return Feel(text.content, text.line)


def _known(tag: Tag) -> tuple[Reference, ...]:
    required = (requirement.first("requiredKnowledge") for requirement in tag.all("knowledgeRequirement"))
    return tuple(_reference(inner) for inner in required if inner is not None)


def _reference(tag: Tag) -> Reference:
    """`#id`, or `namespace#id` (6.3.2)."""
    namespace, _, id_ = tag.get("href").rpartition("#")
    return Reference(namespace, id_, tag.line)
