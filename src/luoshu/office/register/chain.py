"""The map of a chain: its links in order, what points to each, and the gaps, to which nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from luoshu.office.register.entries import Entry, Held, end_of, held
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import entities_as_of, facts_as_of
from luoshu.office.register.words import words
from luoshu.policy.quantities import Link


@dataclass(frozen=True, slots=True)
class Node:
    """A link of the chain, what it is part of, the link that follows it, and how many point to it by kind."""

    entry: Entry
    whole: str
    next: str  # its identifier; empty at the end of the chain
    next_name: str
    counts: tuple[int, ...]

    @property
    def is_gap(self) -> bool:
        return not any(self.counts)


@dataclass(frozen=True)
class Chain:
    kinds: list[str]  # of what points to the links
    nodes: list[Node]  # along the chain, one whole after the other

    @property
    def gaps(self) -> int:
        return sum(node.is_gap for node in self.nodes)


def chain_of(of: Held) -> Chain | None:
    """None where the register is no chain, or has no links."""
    register = of.register
    entries = of.now
    if register is None or not register.linked or not entries:
        return None
    counts = [_pointing(of, link) for link in register.linked]
    wholes = _names(of)
    by_number = {entry.identifier: entry for entry in entries}
    nodes = []
    for entry in _along(entries, register.next, register.within):
        following = by_number.get(entry.facts.get(register.next, ""))
        whole = entry.facts.get(register.within, "")
        nodes.append(
            Node(
                entry,
                wholes.get(whole, whole),
                following.identifier if following else "",
                following.name if following else "",
                tuple(count[entry.identifier] for count in counts),
            )
        )
    return Chain([link.record for link in register.linked], nodes)


def _pointing(of: Held, link: Link) -> Counter[str]:
    """How many valid entries name each link: of a register by its rule of counting, of others all there are."""
    vocabulary = words()
    record = vocabulary.record(link.record)
    if record is not None and vocabulary.register(link.record) is not None:
        pointing = held(record, of.on, of.look, [link.fact], of.known)
        return Counter(entry.facts.get(link.fact, "") for entry in pointing.now)
    moment = end_of(of.known)
    there = entities_as_of(moment).filter(kind=link.record)
    facts = facts_as_of(moment).filter(name=link.fact, year=NO_YEAR, entity__in=there.values("pk"))
    of.look.at(facts)
    return Counter(dict(facts.values_list("value").annotate(Count("pk")).order_by("value")))


def _names(of: Held) -> dict[str, str]:
    """What the links are parts of is called, by its number."""
    within = of.record.facts.get(of.register.within) if of.register else None
    if within is None or not within.target:
        return {}
    known = entities_as_of(end_of(of.known)).filter(kind=within.target)
    return dict(known.values_list("identifier", "name"))


def _along(entries: list[Entry], next_: str, within: str) -> Iterator[Entry]:
    """Whole by whole, each link before the one that follows it."""
    numbers = {entry.identifier: entry for entry in entries}

    def still_to_come(entry: Entry) -> int:
        seen = {entry.identifier}
        following = numbers.get(entry.facts.get(next_, ""))
        while following is not None and following.identifier not in seen:  # a chain that closes is cut there
            seen.add(following.identifier)
            following = numbers.get(following.facts.get(next_, ""))
        return len(seen)

    yield from sorted(entries, key=lambda each: (each.facts.get(within, ""), -still_to_come(each), each.identifier))
