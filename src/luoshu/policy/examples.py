"""Runs the `例` of a policy: each row's facts over the base, what came out beside what was expected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary
from luoshu.feel.arithmetic import EXACT, quantize_half_up
from luoshu.feel.interpreter import evaluate as evaluate_feel
from luoshu.feel.text import to_text
from luoshu.feel.tree import Node
from luoshu.policy.dates import first_day
from luoshu.policy.model import RUN_DATE, Example, Policy
from luoshu.problems import Place, Problem, ProblemError, Text

# (policy, facts by name, date, names) -> the values of at least those of its decisions, and of what it sees of others.
Evaluate = Callable[[Policy, Mapping[str, Any], date, Collection[str]], Mapping[str, Any]]

KEPT_PLACES = 6  # to which a quotient kept as a decision is written, half up


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one row: it passed where there are no failures, each of which stands at its cell."""

    example: Example
    failures: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


def run_examples(
    policy: Policy, evaluate: Evaluate, *, at: Callable[[date], Policy] | None = None
) -> list[ExampleResult]:
    """A result for each row.

    Where an example has a date of its own, `at` gives the policy as read for that date: those it uses may then be
    of other versions.
    """
    return [_run(policy, example, evaluate, at) for example in policy.examples]


def example_case(policy: Policy, example: Example) -> tuple[Policy, dict[str, Any], date]:
    """The policy, the facts and the date to evaluate for a row.

    A fact that neither the row nor the base names is missing. One that is null is not known even where the vocabulary
    has a value when missing, so the policy given back does not have that value.
    """
    given = {
        name: evaluate_feel(value, {}, arithmetic=EXACT) for name, value in {**policy.base, **example.given}.items()
    }
    on = given.pop(RUN_DATE, None)
    facts: dict[str, Any] = dict.fromkeys(policy.entity.facts) | given
    unknown: set[tuple[str, str]] = {(policy.about, _fact_name(name)) for name, value in given.items() if value is None}
    for fact in policy.entity.lists:
        record = policy.vocabulary.records.get(fact.target)
        if record and isinstance(facts[fact.name], list):
            unknown |= {
                (record.name, name) for item in facts[fact.name] for name, value in item.items() if value is None
            }
            facts[fact.name] = [_whole_item(item, record, unknown) for item in facts[fact.name]]
    return _without_defaults(policy, unknown), facts, on if isinstance(on, date) else default_date(policy)


def default_date(policy: Policy) -> date:
    """The date of an example that names none: the version's first day."""
    return first_day(policy.since, policy.until)


def _run(policy: Policy, example: Example, evaluate: Evaluate, at: Callable[[date], Policy] | None) -> ExampleResult:
    _, _, on = example_case(policy, example)
    try:
        on_day = at(on) if at and on != default_date(policy) else policy
        case, facts, _ = example_case(on_day, example)
        actual = evaluate(case, facts, on, example.expected)
    except ProblemError as error:
        return ExampleResult(example, tuple(error.problems))
    return ExampleResult(example, tuple(_failures(policy, example, actual)))


def _failures(policy: Policy, example: Example, actual: Mapping[str, Any]) -> Iterator[Problem]:
    for name, node in example.expected.items():
        expected = evaluate_feel(node, {}, arithmetic=EXACT)
        if name not in actual or not same_value(expected, actual[name]):
            yield _failure(policy, example, name, node, to_text(expected), _shown(actual.get(name)))


def _failure(policy: Policy, example: Example, name: str, node: Node, expected: str, actual: str) -> Problem:
    row = example.name or f"#{example.line}"
    text = Text(
        f"例“{row}”：{name} 应为 {_known(expected, 'zh')}，实为 {_known(actual, 'zh')}",
        f"example '{row}': {name} should be {_known(expected, 'en')} but is {_known(actual, 'en')}",
    )
    line_text = policy.text.split("\n")[example.line - 1]
    width = max(1, node.span.end - node.span.start)
    return Problem("example", text, Place(policy.path, example.line, example.columns.get(name), line_text, width))


def _known(text: str, lang: str) -> str:
    if text != "null":
        return text
    return "null（未知）" if lang == "zh" else "null (unknown)"


def _shown(value: Any) -> str:
    """A value as text; a fraction, which has no end, as it is written."""
    return to_text(quantize_half_up(value, KEPT_PLACES) if isinstance(value, Fraction) else value)


def same_value(expected: Any, actual: Any) -> bool:
    """Whether two values are equal; a quotient without end is also equal to what is written of it."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, Decimal | Fraction) and isinstance(actual, Decimal | Fraction):
        written = quantize_half_up(actual, KEPT_PLACES) if isinstance(actual, Fraction) else actual
        return Fraction(expected) in (Fraction(actual), Fraction(written))
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same_value, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same_value(expected[key], actual[key]) for key in expected)
    return type(expected) is type(actual) and bool(expected == actual)


def _fact_name(name: str) -> str:
    """`销售收入` of `prior(销售收入, 1)`."""
    return name.removeprefix("prior(").rsplit(",", 1)[0] if name.startswith("prior(") else name


def _whole_item(item: Mapping[str, Any], record: Record, unknown: set[tuple[str, str]]) -> dict[str, Any]:
    """The item with every field. Where another item's is not known, the value when missing is filled in here."""
    missing = {
        fact.name: fact.default if (record.name, fact.name) in unknown else None for fact in record.facts.values()
    }
    return {**missing, **item}


def _without_defaults(policy: Policy, unknown: set[tuple[str, str]]) -> Policy:
    """The policy, and those it uses, without the values when missing of some facts (by record and name)."""
    records = policy.vocabulary.records
    facts = (records[record].facts.get(name) for record, name in unknown if record in records)
    if not any(fact is not None and fact.default is not None for fact in facts):
        return policy
    bare = {
        name: replace(record, facts={fact.name: _bare(fact, name, unknown) for fact in record.facts.values()})
        for name, record in records.items()
    }
    vocabulary = Vocabulary(bare, policy.vocabulary.sources)
    return replace(policy, vocabulary=vocabulary, used=tuple(_without_defaults(used, unknown) for used in policy.used))


def _bare(fact: Fact, record: str, unknown: set[tuple[str, str]]) -> Fact:
    return replace(fact, default=None) if (record, fact.name) in unknown and fact.kind is not Kind.LIST else fact
