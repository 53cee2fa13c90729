"""The facts that decisions need: those of the entity with their years, and the fields of the items of its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel import tree
from luoshu.policy.graph import expressions
from luoshu.policy.model import Policy
from luoshu.policy.references import PriorRef, Reference, references, scoped
from luoshu.policy.scope import DecisionRef, FactRef, LocalRef, Scope, lagged


@dataclass(frozen=True, slots=True)
class Need:
    """A fact of an entity, of the year so many `years` before the one assessed; or a field of the items of a `list`."""

    entity: str
    fact: str
    list: str = ""
    years: int = 0

    @property
    def name(self) -> str:
        """As unknown.parquet names it: `研发费用`, `prior(研发费用, 1)`, `知识产权.有争议`."""
        name = f"{self.list}.{self.fact}" if self.list else self.fact
        return lagged(name, self.years) if self.years else name


def needs(policies: Iterable[Policy], on: date) -> dict[Need, list[DecisionRef]]:
    """What policies need on a date, each with the decisions that speak of it: theirs, and those of other policies on
    which theirs rest. The fact by which several share a cap (`按`) is spoken of by the decision that gives the cap.

    Where it cannot be told of which list an item is, a field counts for every list that the decision rests on: a need
    too many does no harm.
    """
    found: dict[Need, list[DecisionRef]] = {}
    lists: dict[str, dict[str, Fact]] = {}  # that a decision rests on
    for decision, spoken in _reached(policies, on):
        about, own = decision.policy.about, dict[Need, None]()
        reached = lists[decision.canonical] = dict[str, Fact]()
        for reference in spoken:
            match reference:
                case FactRef(fact):
                    own[Need(about, fact.name)] = None
                    if fact.kind is Kind.LIST:
                        reached[fact.name] = fact
                case PriorRef(fact, years):
                    own[Need(about, fact.name, years=years)] = None
                case DecisionRef():
                    reached |= lists[reference.canonical]
        own |= dict.fromkeys(_fields(decision, on, reached))
        for need in own:
            found.setdefault(need, []).append(decision)
        for rule in decision.policy.stackings:
            if rule.per and rule.cap == decision.name:
                found.setdefault(Need(about, rule.per), []).append(decision)
    return found


def _reached(policies: Iterable[Policy], on: date) -> Iterator[tuple[DecisionRef, list[Reference]]]:
    """Decisions with what they speak of, each after those that it uses. A chain may be longer than Python's stack."""
    spoken: dict[str, list[Reference]] = {}
    done: set[str] = set()
    for policy in policies:
        stack = [DecisionRef(policy, name) for name in reversed(list(policy.decisions))]
        while stack:
            decision = stack[-1]
            name = decision.canonical
            if name not in spoken:
                spoken[name] = references(_expressions(decision), Scope(decision.policy, on))
                stack += [
                    used for used in spoken[name] if isinstance(used, DecisionRef) and used.canonical not in spoken
                ]
                continue
            stack.pop()
            if name not in done:
                done.add(name)
                yield decision, spoken[name]


def _fields(decision: DecisionRef, on: date, lists: Mapping[str, Fact]) -> Iterator[Need]:
    """The fields of items that a decision speaks of; those of owners are left out, for every item has them."""
    scope = Scope(decision.policy, on)
    spoken = set(_spoken(decision, scope))
    for list_ in lists.values():
        record = scope.record(list_)
        for field in record.facts.values() if record else ():
            if not field.owner and spoken & {(list_.name, field.name), ("", field.name)}:
                yield Need(decision.policy.about, field.name, list_.name)


def _spoken(decision: DecisionRef, scope: Scope) -> Iterator[tuple[str, str]]:
    """The names that may be fields, each with its list where that can be told."""
    for root in _expressions(decision):
        for node, seen in scoped(root, scope):
            match node:
                case tree.Path(_, name):
                    yield "", name
                case tree.Name(name):
                    meant = seen.resolve(name)
                    if isinstance(meant, FactRef) and meant.label != meant.fact.name:
                        yield meant.label.removesuffix(f".{name}"), name
                    elif _among_unknown_items(seen):
                        yield "", name


def _expressions(decision: DecisionRef) -> list[tree.Node]:
    return expressions(decision.policy.decisions[decision.name])


def _among_unknown_items(scope: Scope) -> bool:
    """Whether a name may be a field of an item, of which it is not known what list it is in."""
    item = scope.locals.get("item")
    return isinstance(item, LocalRef) and item.record is None
