"""Other values of a policy's parameters, as a call gives them: `--set 门槛=6%`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import NOWHERE, Node, Number, transform
from luoshu.feel.values import kind_name
from luoshu.policy.expressions import unmarked
from luoshu.policy.lower_rows import constant
from luoshu.policy.model import Parameter, Policy
from luoshu.policy.units import PURE, read_unit
from luoshu.policy.variants import changed
from luoshu.problems import Problem, ProblemError, Text, suggest

RATE = "%"
_EQUALS = "=＝"


@dataclass(frozen=True, slots=True)
class Setting:
    """Another value of a parameter: `text` as written, `was` the document's own."""

    policy: Policy  # whose parameter it is
    name: str
    text: str
    was: str
    parameter: Parameter


def read_settings(given: Iterable[str], policy: Policy, on: date) -> list[Setting]:
    """The settings of a policy's parameters and of those of the policies it uses; `on` picks the values they replace.

    Raises:
        ProblemError: with everything that is wrong: an unknown parameter, a value of another type or unit, two for one.
    """
    settings: list[Setting] = []
    problems: list[Problem] = []
    for text in given:
        try:
            settings.append(_setting(text, policy, on))
        except ProblemError as error:
            problems += error.problems
    seen: set[tuple[str, str]] = set()
    for each in settings:
        if (key := (each.policy.id, each.name)) in seen:
            problems.append(_problem(f"参数“{each.name}”给了两个值", f"the parameter '{each.name}' is given twice"))
        seen.add(key)
    if problems:
        raise ProblemError(problems)
    return settings


def as_they_are(policy: Policy, on: date) -> Iterator[str]:
    """The policy's own parameters that have a value on that day, each as `read_settings` reads it: `门槛=5%`."""
    for name in policy.parameters:
        row = policy.parameter(name, on)
        if row is not None and (written := _written(row, policy)):
            yield f"{name}={written}"


def with_settings(policy: Policy, settings: Iterable[Setting]) -> Policy:
    """The policy, and the policies that it uses, with these values. A value without a source is an assumption."""
    wanted = {(each.policy.id, each.name): each for each in settings}

    def change(each: Policy) -> Policy:
        parameters = {
            name: (wanted[each.id, name].parameter,) if (each.id, name) in wanted else rows
            for name, rows in each.parameters.items()
        }
        return replace(each, parameters=parameters)

    return changed(policy, change) if wanted else policy


def _setting(given: str, policy: Policy, on: date) -> Setting:
    at = next((place for place, sign in enumerate(given) if sign in _EQUALS), None)
    if at is None:
        raise _error(
            f"“{given}”里没有等号", f"'{given}' has no '='", Text("写作 参数=值，例如 门槛=6%", "write NAME=VALUE")
        )
    owner, name = _found(given[:at].strip(), policy)
    text = given[at + 1 :].strip()
    rows = owner.parameters[name]
    row = owner.parameter(name, on) or rows[-1]
    value = _parsed(name, text)
    _check_type(name, text, value, row)
    _check_unit(name, text, value, row, owner)
    _check_sign(name, text, value, row, owner)
    written = _written(row, owner)
    unit = row.unit or (RATE if written.endswith(RATE) else "")
    parameter = replace(row, value=value, since=None, until=None, source="", assumed=True, unit=unit)
    return Setting(owner, name, text, written, parameter)


def _found(name: str, policy: Policy) -> tuple[Policy, str]:
    """Whose parameter a name is: the policy's own, else that of one it uses, its title before it where two clash."""
    if name in policy.parameters:
        return policy, name
    used = list(_used(policy))
    found = [each for each in used if name in each.parameters]
    if len(found) == 1:
        return found[0], name
    qualified = {
        f"{title}.{inner}": (each, inner)
        for each in [policy, *used]
        for inner in each.parameters
        for title in (each.title.zh, each.title.en, each.id)
    }
    if name in qualified:
        return qualified[name]
    if found:
        names = [f"{each.title.zh}.{name}" for each in found]
        raise _error(
            f"有几项政策都有参数“{name}”",
            f"several policies have a parameter '{name}'",
            Text(f"写作：{'、'.join(names)}", f"write one of: {', '.join(names)}"),
        )
    known = dict.fromkeys(inner for each in [policy, *used] for inner in each.parameters)
    hint = suggest(name, known)
    if hint is None and known:
        hint = Text(f"可以设的参数：{'、'.join(known)}", f"its parameters are: {', '.join(known)}")
    none = Text("它和它引用的政策都没有参数（参数 表）", "neither it nor what it uses has parameters (a table 参数)")
    raise _error(f"“{policy.title.zh}”没有参数“{name}”", f"'{policy.title.en}' has no parameter '{name}'", hint or none)


def _used(policy: Policy) -> Iterator[Policy]:
    """All that a policy uses, however far, each once."""
    seen, stack = {policy.id}, list(policy.used)
    while stack:
        each = stack.pop(0)
        if each.id not in seen:
            seen.add(each.id)
            yield each
            stack += each.used


def _parsed(name: str, text: str) -> Node:
    """The value's tree, without the places of another text."""
    try:
        node = parse(text, Names(), dialect=POLICY)
    except FeelSyntaxError as error:
        raise ProblemError([_of_value(name, text, error.text, error.hint)]) from None
    return transform(node, lambda part: replace(part, span=NOWHERE))


def _check_type(name: str, text: str, value: Node, row: Parameter) -> None:
    kind, problems = infer(value, Names())
    if problems:
        raise ProblemError([_of_value(name, text, problem.text, problem.hint) for problem in problems])
    if kind == feel.NULL:
        raise _error(f"参数“{name}”要有值", f"the parameter '{name}' must have a value")
    if not feel.conforms(kind, row.type):
        want, have = kind_name(row.type), kind_name(kind)
        raise _error(
            f"参数“{name}”应当是{want.zh}，给的却是{have.zh}",
            f"the parameter '{name}' must be a {want.en}, not a {have.en}",
        )


def _check_unit(name: str, text: str, value: Node, row: Parameter, owner: Policy) -> None:
    """A rate is not given as a whole number, nor what has a unit as a rate."""
    was = _written(row, owner)
    unit = read_unit(row.unit)
    is_rate = unit == PURE or (unit is None and was.endswith(RATE))
    if is_rate and RATE not in text and isinstance(value, Number) and _is_at_least_one(value):
        hundredfold = f"{value.value * 100:f}%"
        raise _error(
            f"参数“{name}”是比率（原为 {was}），{text} 等于 {hundredfold}",
            f"the parameter '{name}' is a rate (it was {was}): {text} would be {hundredfold}",
            Text(f"写作 {text}%", f"write {text}%"),
        )
    if not is_rate and text.endswith(RATE) and (unit is not None or _is_at_least_one(row.value)):
        raise _error(
            f"参数“{name}”不是比率（原为 {was}{unit or ''}）",
            f"the parameter '{name}' is no rate (it was {was}{f' {unit}' if unit else ''})",
            Text("写成数字，不带 %", "write a number without %"),
        )


def _check_sign(name: str, text: str, value: Node, row: Parameter, owner: Policy) -> None:
    """No share and nothing that is counted or paid is below 0, where the document's own value is not."""
    was = _written(row, owner)
    if not (row.unit or was.endswith(RATE)) or not _is_below_zero(value) or _is_below_zero(row.value):
        return
    raise _error(
        f"参数“{name}”不能小于 0（原为 {was}），给的是 {text}",
        f"the parameter '{name}' cannot be below 0 (it was {was}), and {text} is",
        Text("写 0 或大于 0 的数", "write 0 or more"),
    )


def _is_below_zero(value: Node) -> bool:
    number = constant(unmarked(value))
    return isinstance(number, Decimal) and number < 0


def _is_at_least_one(value: Node) -> bool:
    number = unmarked(value)
    return isinstance(number, Number) and number.value >= 1


def _written(row: Parameter, owner: Policy) -> str:
    """A parameter's value as it stands in the document, without its ⟨⟩."""
    span = row.value.span
    return owner.text[span.start : span.end].strip("⟨⟩ ") if span != NOWHERE else ""


def _of_value(name: str, text: str, said: Text, hint: Text | None) -> Problem:
    return _problem(f"参数“{name}”的值“{text}”：{said.zh}", f"the value '{text}' of '{name}': {said.en}", hint)


def _problem(zh: str, en: str, hint: Text | None = None) -> Problem:
    return Problem("setting", Text(zh, en), hint=hint)


def _error(zh: str, en: str, hint: Text | None = None) -> ProblemError:
    return ProblemError([_problem(zh, en, hint)])
