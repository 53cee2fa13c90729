"""The values in examples: of the type and among the values that the vocabulary asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from luoshu.facts.vocabulary import Fact
from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.scope import Names
from luoshu.feel.tree import ContextLiteral, ListLiteral, Node, Null, String
from luoshu.feel.values import kind_name
from luoshu.policy.model import RUN_DATE, Policy
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

_NO_NAMES = Names()


def check_examples(policy: Policy, findings: Findings) -> None:
    """Every value given, in the base and in rows, and every result expected."""
    _check_dates(policy, findings)
    given = [
        (name, value)
        for row in (policy.base, *(example.given for example in policy.examples))
        for name, value in row.items()
    ]
    for name, value in given:
        fact = policy.fact(_fact_name(name)) if policy.about in policy.vocabulary.records else None
        if fact is not None:
            _check_type(value, policy.vocabulary.feel_type(fact), name, findings)
            _check_values(value, fact, policy, findings)
        elif name == RUN_DATE:
            _check_type(value, feel.DATE, name, findings)
    for example in policy.examples:
        for name, value in example.expected.items():
            if name in policy.decisions:
                _check_type(value, policy.decisions[name].type, name, findings)


def _check_dates(policy: Policy, findings: Findings) -> None:
    """A row dated outside the version's period shows what never happens."""
    for row in (policy.base, *(example.given for example in policy.examples)):
        value = row.get(RUN_DATE)
        on = evaluate(value, {}) if value is not None else None
        if value is not None and isinstance(on, date) and not policy.in_force(on):
            findings.warn(
                "example-date",
                value.span,
                Text(f"这一版本在 {on} 不施行", f"this version is not in force on {on}"),
            )


def _fact_name(name: str) -> str:
    """`销售收入` of `prior(销售收入, 1)`."""
    return name.removeprefix("prior(").rsplit(",", 1)[0] if name.startswith("prior(") else name


def _check_type(value: Node, wanted: feel.Type, name: str, findings: Findings) -> None:
    found, problems = infer(value, _NO_NAMES)
    for problem in problems:
        findings.error("type", problem.span, problem.text, problem.hint)
    if problems or isinstance(value, Null):
        return
    # A context in an example may leave out fields that the decisions do not ask for.
    loose = feel.list_of(feel.ANY) if isinstance(wanted, feel.ListType) else wanted
    if not feel.conforms(found, loose):
        want, have = kind_name(wanted), kind_name(found)
        findings.error(
            "type",
            value.span,
            Text(
                f"“{name}”应当是{want.zh}，这里却是{have.zh}", f"'{name}' must be a {want.en}, but this is a {have.en}"
            ),
            Text("日期写作 2025-06-30", "a date is written 2025-06-30") if wanted == feel.DATE else None,
        )


def _check_values(value: Node, fact: Fact, policy: Policy, findings: Findings) -> None:
    """Texts must be among the values listed; fields of items must be known."""
    for name, part, owner in _texts_and_fields(value, fact, policy):
        known: Mapping[str, Fact] = owner
        if name not in known:
            findings.error(
                "unknown-field",
                part.span,
                Text(f"“{fact.name}”没有“{name}”这一项", f"'{fact.name}' has no field '{name}'"),
                suggest(name, known),
            )
        elif isinstance(part, String) and known[name].values and part.value not in known[name].values:
            findings.error(
                "value",
                part.span,
                Text(f"“{name}”没有“{part.value}”这个值", f"'{name}' is never '{part.value}'"),
                suggest(part.value, known[name].values),
            )


def _texts_and_fields(value: Node, fact: Fact, policy: Policy) -> Iterator[tuple[str, Node, Mapping[str, Fact]]]:
    """Each text with the fact it is a value of, and each field of an item, with the facts there are."""
    if isinstance(value, ListLiteral):
        record = policy.vocabulary.records.get(fact.target)
        for item in value.items if record else ():
            for name, part in item.entries if isinstance(item, ContextLiteral) else ():
                yield name, part, record.facts if record else {}
    else:
        yield fact.name, value, {fact.name: fact}
