"""A program asked from outside: values by name in, answers by name out, with the causes of what is null."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshu.dmn.model import Decision, InputData, Service
from luoshu.dmn.program import Program, Unit
from luoshu.dmn.run import Cause, Key, Run
from luoshu.dmn.values import Misfit, from_json
from luoshu.feel.values import Value
from luoshu.problems import Place, Problem, ProblemError, Text, suggest


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision or service gives. `causes` say why parts of it are null; without any that is its value."""

    name: str
    value: Value
    causes: tuple[Cause, ...]


def given(program: Program, values: Mapping[str, Any], file: str) -> dict[Key, Value]:
    """The values of input data by name; those of an imported model stand in an object under the import's name.

    Raises:
        ProblemError: where a name is none of the model's, or a text is no date, time or duration as declared.
    """
    problems: list[Problem] = []
    found = dict(_given(program.main, values, file, problems))
    if problems:
        raise ProblemError(problems)
    return found


def _given(
    unit: Unit, values: Mapping[str, Any], file: str, problems: list[Problem], under: tuple[str, ...] = ()
) -> Iterator[tuple[Key, Value]]:
    known = {each.name: each for each in unit.source.elements if isinstance(each, InputData)}
    for name, value in values.items():
        if name in known:
            misfits: list[Misfit] = []
            yield (
                (unit.source.namespace, known[name].id),
                from_json(value, unit.declared(known[name]), misfits, (*under, name)),
            )
            problems += [Problem("dmn.input", each.text, Place(file, None, ".".join(each.path))) for each in misfits]
        elif name in unit.imported and isinstance(value, dict):
            yield from _given(unit.imported[name], value, file, problems, (*under, name))
        else:
            text = Text(f"模型没有输入“{name}”", f"the model has no input '{name}'")
            hint = suggest(name, [*known, *filter(None, unit.imported)])
            problems.append(Problem("dmn.input", text, Place(file, None, ".".join((*under, name))), hint))


def ask(program: Program, values: Mapping[Key, Value], names: Sequence[str] = ()) -> list[Answer]:
    """The answers of the named decisions and services; without names of all decisions.

    Raises:
        ProblemError: where there is none of a name.
    """
    unit = program.main
    known: dict[str, Decision | Service] = {
        each.name: each for each in reversed(unit.source.elements) if isinstance(each, Decision | Service)
    }
    if wrong := [name for name in names if name not in known]:
        raise ProblemError([_unknown(name, list(known)) for name in wrong])
    chosen = [known[name] for name in names] or [each for each in unit.source.elements if isinstance(each, Decision)]
    return [_answer(program, values, each) for each in chosen]


def _answer(program: Program, values: Mapping[Key, Value], element: Decision | Service) -> Answer:
    run = Run(program, values)
    unit = program.main
    value = run.served(unit, element, values) if isinstance(element, Service) else run.value(unit, element)
    return Answer(element.name, value, tuple(dict.fromkeys(run.causes)))


def _unknown(name: str, known: Sequence[str]) -> Problem:
    text = Text(f"模型没有决策“{name}”", f"the model has no decision '{name}'")
    return Problem("dmn.decision", text, hint=suggest(name, known))
