"""The vocabulary of this office: the entities and facts of every policy that it has, each under its official name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from django.utils import timezone
from django.utils.text import slugify

from luoshu.engine.labels import named
from luoshu.engine.page.words import ENTITIES
from luoshu.facts.sources import shapes
from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary
from luoshu.office.library.shelf import shelf
from luoshu.office.register.models import Entity
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.shelves import revision
from luoshu.office.register.values import NAMES
from luoshu.policy.library import today
from luoshu.policy.model import Policy, Register
from luoshu.problems import Text

ENTERPRISE = "企业"
FIRST_YEAR = 1949  # of a fact that is annual
FIRST_PACK = "cn/"  # where two documents tell of one fact, the national one is followed


@dataclass(frozen=True)
class Words:
    """A vocabulary with what its names are in English, and how its registers are kept."""

    vocabulary: Vocabulary
    labels: dict[str, str]
    registers: Mapping[str, Register] = field(default_factory=dict)
    documents: Mapping[str, Policy] = field(default_factory=dict)  # by register, the one that says how it is kept
    own_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by policy, what it calls what it names

    @property
    def kinds(self) -> list[Record]:
        """The records that are registered by an identifier of their own, enterprises first."""
        found = [record for record in self.vocabulary.records.values() if record.key is not None]
        return sorted(found, key=lambda record: record.name != ENTERPRISE)

    def record(self, kind: str) -> Record | None:
        record = self.vocabulary.records.get(kind)
        return record if record is not None and record.key is not None else None

    def said(self, name: str) -> Text:
        """A stage or a ratio in both languages."""
        return Text(name, self.labels.get(name) or name)

    def named_in(self, policy: str, name: str) -> Text:
        """What a policy names, a parameter for one, as tables have it: in English with its official name."""
        return named(name, self.own_labels.get(policy, {}).get(name) or self.labels.get(name) or "")

    def label(self, name: str) -> Text:
        """A record's name in both languages."""
        return Text(name, self._english(name) or ENTITIES.get(name, name))

    def _english(self, name: str) -> str:
        """What documents call a record in English."""
        record = self.vocabulary.records.get(name)
        return self.labels.get(name) or (record.english if record else "")

    def fact_called(self, name: str) -> Text:
        """A fact's name in both languages where nobody says whose it is: as the first kind that has it calls it."""
        found = (record.facts[name] for record in self.kinds if name in record.facts)
        return next(map(text_of, found), Text(name, name))

    def slug(self, kind: str) -> str:
        """How addresses call a record: by the English name that documents give it, which no record before it has; else
        by its own. What we call one that they give none does not count: addresses stay as they are."""
        return self._slugs.get(kind, kind)

    @cached_property
    def _slugs(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for record in self.kinds:
            called = slugify(self._english(record.name))
            found[record.name] = record.name if not called or called in found.values() else called
        return found

    def of_slug(self, slug: str) -> Record | None:
        return next((record for record in self.kinds if slug in (self.slug(record.name), record.name)), None)

    def register(self, kind: str) -> Register | None:
        """How entries of a kind are kept; None where no document says it."""
        return self.registers.get(kind)

    def within(self, kind: str) -> list[Register]:
        """The registers whose entries are part of an entry of this kind."""
        return [each for each in self.registers.values() if self._whole(each) == kind]

    def _whole(self, register: Register) -> str:
        fact = self.vocabulary.records[register.name].facts.get(register.within)
        return fact.target if fact else ""

    def item(self, fact: Fact) -> Record:
        """The record of the items of a related list."""
        return self.vocabulary.records[fact.target]


def words() -> Words:
    """The vocabulary as of today."""
    return _words(today(), revision())


@lru_cache(maxsize=1)
def _words(on: date, state: Hashable) -> Words:
    policies = _policies(on)
    labels = {name: label for policy in reversed(policies) for name, label in policy.labels.items() if label}
    vocabulary = Vocabulary().merged(policy.vocabulary for policy in policies)
    kept = {each.name: (each, policy) for policy in reversed(policies) for each in policy.registers}
    registers = {name: register for name, (register, _) in kept.items()}
    documents = {name: policy for name, (_, policy) in kept.items()}
    own_labels = {policy.id: policy.labels for policy in policies}
    return Words(_usable(vocabulary), labels, registers, documents, own_labels)


def public_registers() -> list[tuple[Policy, Register]]:
    """The registers of which a document opens something, each with the document that says so."""
    told = words()
    return [(told.documents[name], register) for name, register in told.registers.items() if register.public]


def _policies(on: date) -> list[Policy]:
    """Every policy of the library in the version in force, national ones first."""
    return sorted(shelf().in_force(on), key=lambda each: not each.id.startswith(FIRST_PACK))


def _usable(vocabulary: Vocabulary) -> Vocabulary:
    """Without what no file could hold: a vocabulary that cannot be read from files is an error of its document."""
    shapes(vocabulary)
    return vocabulary


def text_of(fact: Fact) -> Text:
    """A fact's name in both languages."""
    return Text(fact.name, fact.english or fact.name)


def name_fact(record: Record) -> Fact | None:
    """The fact that says what an entity is called: 企业名称, 合同名称."""
    texts = [fact for fact in record.facts.values() if fact.kind is Kind.TEXT and not fact.values]
    return next((fact for fact in texts if fact.name.endswith(NAMES)), None)


def fact_word(entity: Entity, name: str, year: int) -> Fact | None:
    """A fact of an entity that is one value, of that year: of none (0) where it is not annual. No year is to come."""
    record = words().vocabulary.records.get(entity.kind)
    found = record.facts.get(name) if record is not None else None
    if found is None or found.kind in (Kind.LIST, Kind.ID):
        return None
    there = FIRST_YEAR <= year <= timezone.localdate().year if found.annual else year == NO_YEAR
    return found if there else None


def scalars(record: Record) -> list[Fact]:
    """The facts that are one value, without the identifier."""
    return [fact for fact in record.facts.values() if fact.kind not in (Kind.LIST, Kind.ID)]


def annual(facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.annual]
