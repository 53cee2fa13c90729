"""The facts that decisions need: those of the entity with their years, and the fields of the items of its lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel import tree
from luoshu.policy.graph import Graph, Step, expressions
from luoshu.policy.references import PriorRef, references, scoped
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


def needs(graph: Graph) -> dict[Need, list[Step]]:
    """What the decisions of a graph need, each with the decisions that speak of it, in their order.

    Where it cannot be told of which list an item is, a field counts for every list that the decision rests on: a need
    too many does no harm.
    """
    found: dict[Need, list[Step]] = {}
    lists: dict[str, dict[str, Fact]] = {}  # that a step rests on, by its name
    for step in graph.steps.values():
        scope, own = Scope(step.policy, graph.on), dict[Need, None]()
        reached = lists[step.name] = dict[str, Fact]()
        for reference in references(expressions(step.decision), scope):
            match reference:
                case FactRef(fact):
                    own[Need(step.policy.about, fact.name)] = None
                    if fact.kind is Kind.LIST:
                        reached[fact.name] = fact
                case PriorRef(fact, years):
                    own[Need(step.policy.about, fact.name, years=years)] = None
                case DecisionRef():
                    reached |= lists.get(reference.canonical, {})
        own |= dict.fromkeys(_fields(step, scope, reached))
        for need in own:
            found.setdefault(need, []).append(step)
    return found


def _fields(step: Step, scope: Scope, lists: dict[str, Fact]) -> Iterator[Need]:
    """The fields of items that a decision speaks of; those of owners are left out, for every item has them."""
    spoken = set(_spoken(step, scope))
    for list_ in lists.values():
        record = scope.record(list_)
        for field in record.facts.values() if record else ():
            if not field.owner and spoken & {(list_.name, field.name), ("", field.name)}:
                yield Need(step.policy.about, field.name, list_.name)


def _spoken(step: Step, scope: Scope) -> Iterator[tuple[str, str]]:
    """The names that may be fields, each with its list where that can be told."""
    for root in expressions(step.decision):
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


def _among_unknown_items(scope: Scope) -> bool:
    """Whether a name may be a field of an item, of which it is not known what list it is in."""
    item = scope.locals.get("item")
    return isinstance(item, LocalRef) and item.record is None
