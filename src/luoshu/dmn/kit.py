"""The test cases of the DMN Technology Compatibility Kit: what is given, what is expected, and whether it comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Literal

from luoshu.dmn.loading import load
from luoshu.dmn.model import Decision, Element, InputData, Knowledge, Service
from luoshu.dmn.program import Program, Unit
from luoshu.dmn.run import Key, Run
from luoshu.dmn.xml import Findings, Tag, read_xml
from luoshu.feel import temporal
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import CLOCKS, nanosecond
from luoshu.feel.operations import same
from luoshu.feel.text import to_text
from luoshu.feel.values import Value
from luoshu.problems import ProblemError

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# Expected numbers are written out to some places; results agree to this many significant digits.
_CLOSE = Fraction(1, 10**8)

Outcome = Literal["SUCCESS", "ERROR", "IGNORED"]


@dataclass(frozen=True, slots=True)
class Result:
    """One case. `detail` says what was expected and what came out, where these differ."""

    folder: str
    file: str
    case: str
    outcome: Outcome
    detail: str = ""


def run_kit(folder: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Iterator[Result]:
    """Every case of every `*-test-*.xml` under a folder, beside the models in its own folder."""
    files = sorted(folder.rglob("*-test-*.xml"))
    for done, file in enumerate(files):
        progress(done, len(files))
        yield from _run_file(file, folder)
    progress(len(files), len(files))


def _run_file(file: Path, root: Path) -> Iterator[Result]:
    folder = str(file.parent.relative_to(root))
    try:
        cases = read_xml(file)
        program = _program(cases, file)
    except ProblemError as error:
        yield Result(folder, file.name, "", "ERROR", error.problems[0].say())
        return
    for case in cases.all("testCase"):
        yield _run_case(case, program, folder, file.name)


def _program(cases: Tag, file: Path) -> Program:
    name = cases.text_of("modelName") or f"{file.name.partition('-test-')[0]}.dmn"
    if not (file.parent / name).is_file():
        findings = Findings(file.name)
        findings.error(cases, "model", f"找不到模型“{name}”", f"the model '{name}' was not found")
        findings.raise_errors()
    return load(file.parent / name)


def _run_case(case: Tag, program: Program, folder: str, file: str) -> Result:
    differences = []
    given = _given(case, program)
    for node in case.all("resultNode"):
        run = Run(program, given)
        expected = node.first("expected")
        wanted = None if expected is None else read_value(expected)
        got = _asked(case, node, program, run)
        if not agree(wanted, got):
            causes = "; ".join(dict.fromkeys(cause.text.en for cause in run.causes))
            differences.append(
                f"{node.get('name')}: expected {to_text(wanted)}, got {to_text(got)}{f' ({causes})' if causes else ''}"
            )
    return Result(folder, file, case.get("id"), "ERROR" if differences else "SUCCESS", "; ".join(differences))


def _given(case: Tag, program: Program) -> dict[Key, Value]:
    given: dict[Key, Value] = {}
    for node in case.all("inputNode"):
        value, namespace = read_value(node), node.get("namespace")
        for unit, element in _named(program, node.get("name"), namespace):
            if isinstance(element, InputData | Decision):
                given[unit.source.namespace, element.id] = value
    return given


def _named(program: Program, name: str, namespace: str) -> list[tuple[Unit, Element]]:
    units = [unit for unit in program.units.values() if unit.source.namespace == namespace] or [program.main]
    return [(unit, element) for unit in units for element in unit.source.named(" ".join(name.split()))]


def _asked(case: Tag, node: Tag, program: Program, run: Run) -> Value:
    kind = case.get("type")
    if kind in ("decisionService", "bkm"):
        wanted = Service if kind == "decisionService" else Knowledge
        invoked = case.get("invocableName")
        for unit, element in _named(program, invoked, ""):
            if isinstance(element, wanted):
                return _invoked(case, node, unit, element, run)
    for unit, element in _named(program, node.get("name"), node.get("namespace")):
        if isinstance(element, Decision):
            return run.value(unit, element)
    return None


def _invoked(case: Tag, node: Tag, unit: Unit, element: Element, run: Run) -> Value:
    if isinstance(element, Service):
        result = run.served(unit, element, run.given)
        several = len(unit.outputs(element)) > 1 and isinstance(result, dict)
        return result.get(" ".join(node.get("name").split())) if several else result  # type: ignore[union-attr]
    values = {each.get("name"): read_value(each) for each in case.all("inputNode")}
    function = run.value(unit, element)
    return run.call(function, list(values.values()), tuple(values), 0)  # type: ignore[arg-type]


# --- values -----------------------------------------------------------------------------------------------------------


def read_value(tag: Tag) -> Value:
    """The value that an element of the kit describes: one, a list, or components by name."""
    listed = tag.first("list")
    if listed is not None:
        return None if _is_nil(listed) else [read_value(item) for item in listed.all("item")]
    components = tag.all("component")
    if components:
        return {" ".join(each.get("name").split()): read_value(each) for each in components}
    single = tag.first("value")
    return None if single is None or _is_nil(single) else _simple(single)


def _is_nil(tag: Tag) -> bool:
    return tag.qualified("nil", SCHEMA_INSTANCE) in ("true", "1")


def _simple(tag: Tag) -> Value:
    kind = tag.qualified("type", SCHEMA_INSTANCE).rpartition(":")[2]
    text = tag.content
    read = _READERS.get(kind)
    try:
        return text if read is None else read(text.strip())
    except (EvaluationError, InvalidOperation):
        return text


_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(("decimal", "integer", "int", "long", "short", "byte", "double", "float"), Decimal),
    "boolean": lambda text: text in ("true", "1"),
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "dateTime": temporal.parse_date_time,
    "duration": temporal.parse_duration,
    "dayTimeDuration": temporal.parse_duration,
    "yearMonthDuration": temporal.parse_duration,
}


def agree(expected: Value, got: Value) -> bool:
    """Whether a result is the expected one; numbers to 8 significant digits, as the kit writes them."""
    if isinstance(expected, Decimal | Fraction) and isinstance(got, Decimal | Fraction):
        one, other = Fraction(expected), Fraction(got)
        return bool(abs(one - other) <= _CLOSE * max(abs(one), Fraction(1)))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(agree, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(agree(value, got[name]) for name, value in expected.items())
    # Times are equal to the second; of a result more is asked.
    if isinstance(expected, CLOCKS) and isinstance(got, CLOCKS) and nanosecond(expected) != nanosecond(got):
        return False
    return same(expected, got)


def summary(results: Sequence[Result]) -> tuple[int, int]:
    """How many passed, and how many failed."""
    passed = sum(each.outcome == "SUCCESS" for each in results)
    return passed, len(results) - passed
