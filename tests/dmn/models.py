"""Small DMN models of the tests' own, written with as little XML as can be."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from luoshu.dmn.asking import Answer, ask, given
from luoshu.dmn.loading import load
from luoshu.dmn.program import Program

URI = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*parts: str, namespace: str = "urn:test", name: str = "test") -> str:
    root = f'<definitions xmlns="{URI}" name="{name}" namespace="{namespace}">'
    return "\n".join(['<?xml version="1.0"?>', root, *parts, "</definitions>", ""])


def program(folder: Path, *parts: str, **others: str) -> Program:
    """The program of a model with these parts; `others` are whole models beside it."""
    for other, text in others.items():
        (folder / f"{other}.dmn").write_text(text, encoding="utf-8")
    path = folder / "test.dmn"
    path.write_text(model(*parts), encoding="utf-8")
    return load(path)


def input_data(name: str, type_ref: str = "Any") -> str:
    name = escape(name)
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def decision(name: str, expression: str, *needs: str, knows: tuple[str, ...] = (), type_ref: str = "") -> str:
    """A decision; `needs` are ids of input data and decisions, with a namespace where another model's."""
    requirements = "".join(
        f'<informationRequirement><requiredInput href="{_href(need)}"/></informationRequirement>' for need in needs
    )
    known = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(need)}"/></knowledgeRequirement>' for need in knows
    )
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{escape(name)}"{typed}/>'
    return f'<decision id="{escape(name)}" name="{escape(name)}">{variable}{requirements}{known}{expression}</decision>'


def knowledge(name: str, parameters: Mapping[str, str], body: str, *knows: str, type_ref: str = "") -> str:
    known = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(need)}"/></knowledgeRequirement>' for need in knows
    )
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    logic = f"<encapsulatedLogic>{formal(parameters)}{body}</encapsulatedLogic>"
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{typed}/>{logic}{known}'
        "</businessKnowledgeModel>"
    )


def formal(parameters: Mapping[str, str]) -> str:
    return "".join(f'<formalParameter name="{name}" typeRef="{type_}"/>' for name, type_ in parameters.items())


def service(name: str, outputs: str, data: str = "", decisions: str = "", type_ref: str = "") -> str:
    parts = (("outputDecision", outputs), ("inputDecision", decisions), ("inputData", data))
    inner = "".join(f'<{kind} href="{_href(each)}"/>' for kind, names in parts for each in names.split())
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decisionService id="{name}" name="{name}"><variable name="{name}"{typed}/>{inner}</decisionService>'


def feel(text: str) -> str:
    return f"<literalExpression><text>{escape(text, quote=False)}</text></literalExpression>"


def table(policy: str, inputs: Mapping[str, str], outputs: str, *rules: str, aggregation: str = "") -> str:
    """`inputs` are expressions with the XML after them; a rule is its cells, separated by `|`."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression>{more}</input>"
        for text, more in inputs.items()
    )
    rows = []
    for rule in rules:
        cells = [escape(cell.strip(), quote=False) for cell in rule.split("|")]
        tests = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells[: len(inputs)])
        given_ = "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in cells[len(inputs) :])
        rows.append(f"<rule>{tests}{given_}</rule>")
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{aggregated}>{columns}{outputs}{"".join(rows)}</decisionTable>'


OUTPUT = "<output/>"


def values(text: str) -> str:
    return f"<outputValues><text>{escape(text, quote=False)}</text></outputValues>"


def answer(made: Program, name: str, inputs: Mapping[str, Any] | None = None) -> Answer:
    (found,) = ask(made, given(made, inputs or {}, "input.json"), [name])
    return found


def value(made: Program, name: str, inputs: Mapping[str, Any] | None = None) -> Any:
    return answer(made, name, inputs).value


def _href(need: str) -> str:
    return escape(need if "#" in need else f"#{need}")
