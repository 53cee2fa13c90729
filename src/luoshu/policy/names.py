"""What the names in a policy stand for: decisions, parameters, exports of others, facts, the date of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshu.facts.vocabulary import Fact, Vocabulary
from luoshu.feel import types as feel
from luoshu.policy.model import RUN_DATE, Decision, Parameter, Policy


@dataclass(frozen=True, slots=True)
class FactName:
    """A fact of the entity that the policy is about."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class DecisionName:
    """A decision of the policy itself or of one that it uses."""

    policy_id: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A parameter of the policy itself or of one that it uses; a row for each period."""

    policy_id: str
    rows: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class RunDateName:
    """The run's date."""


@dataclass(frozen=True, slots=True)
class AmbiguousName:
    """Exported by several used policies: `choices` are the dotted names that say which."""

    choices: tuple[str, ...]


Meaning = FactName | DecisionName | ParameterName | RunDateName | AmbiguousName


def meanings(policy: Policy) -> dict[str, Meaning]:
    """Every name that an expression of the policy can use. A local name wins over one from outside."""
    return {
        **outer_meanings(policy.about, policy.vocabulary, policy.used),
        **local_meanings(policy.id, policy.decisions, policy.parameters),
    }


def local_meanings(
    policy_id: str, decisions: Mapping[str, Decision], parameters: Mapping[str, tuple[Parameter, ...]]
) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {name: ParameterName(policy_id, rows) for name, rows in parameters.items()}
    return found | {name: DecisionName(policy_id, decision) for name, decision in decisions.items()}


def outer_meanings(about: str, vocabulary: Vocabulary, used: Iterable[Policy]) -> dict[str, Meaning]:
    """The names a policy sees without defining them: exports (also as `title.name`), facts, the run's date."""
    found: dict[str, Meaning] = {}
    exporters: dict[str, list[str]] = {}
    for policy in used:
        for name in policy.exports:
            meaning = local_meanings(policy.id, policy.decisions, policy.parameters).get(name)
            if meaning is not None:
                for title in {policy.title.zh, policy.title.en}:
                    found[f"{title}.{name}"] = meaning
                exporters.setdefault(name, []).append(f"{policy.title.zh}.{name}")
                found[name] = meaning
    for name, choices in exporters.items():
        if len(choices) > 1:
            found[name] = AmbiguousName(tuple(choices))
    record = vocabulary.records.get(about)
    facts: Iterable[Fact] = record.facts.values() if record else ()
    return found | {fact.name: FactName(fact) for fact in facts} | {RUN_DATE: RunDateName()}


def type_of(meaning: Meaning, vocabulary: Vocabulary) -> feel.Type:
    """The FEEL type of what a name stands for."""
    match meaning:
        case FactName(fact):
            return vocabulary.feel_type(fact)
        case DecisionName(_, decision):
            return decision.type
        case ParameterName(_, rows):
            return rows[0].type if rows else feel.ANY
        case RunDateName():
            return feel.DATE
        case AmbiguousName():
            return feel.ANY
