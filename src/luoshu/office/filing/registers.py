"""The registers that take applications: those whose `台账` table says whose an entry is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from luoshu.engine.figures import show_term
from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Record
from luoshu.office.register.shelves import revision
from luoshu.office.register.words import name_fact, scalars, words
from luoshu.policy.library import today
from luoshu.policy.model import Register
from luoshu.problems import Text


@dataclass(frozen=True)
class Kept:
    """How a register is kept, beside what it holds; `policy` names the document that says so."""

    register: Register
    policy: str

    @property
    def name(self) -> str:
        return self.register.name

    @property
    def article(self) -> Text:
        return Text(self.register.article.say("zh"), self.register.article.say("en"))

    @cached_property
    def record(self) -> Record:
        return words().vocabulary.records[self.name]

    @property
    def label(self) -> Text:
        return words().label(self.name)

    @property
    def slug(self) -> str:
        return words().slug(self.name)

    @property
    def term(self) -> Text | None:
        """How soon an application is decided, as people say it."""
        term = self.register.term
        return Text(show_term(term, "zh"), show_term(term, "en")) if term is not None else None

    @property
    def files(self) -> bool:
        """Whether an owner may apply to it."""
        return bool(self.register.owner)

    @cached_property
    def called(self) -> Word | None:
        return name_fact(self.record)

    @cached_property
    def asked(self) -> list[Word]:
        """The facts that an applicant states, the name first: neither whose it is, nor what an officer fills in."""
        theirs = [
            word
            for word in scalars(self.record)
            if word.name != self.register.owner and word.name not in self.register.decided
        ]
        return sorted(theirs, key=lambda word: word != self.called)

    @cached_property
    def decided(self) -> list[Word]:
        """The facts that an officer fills in on deciding."""
        return [word for word in scalars(self.record) if word.name in self.register.decided]

    @cached_property
    def needed(self) -> frozenset[str]:
        """The facts without which nobody could tell which one it is: its name, and what makes it the same."""
        named = {self.called.name} if self.called else set()
        return frozenset(named | set(self.identifying))

    @cached_property
    def identifying(self) -> tuple[str, ...]:
        """The facts that are alike where it is the same; one body is entered once at each level."""
        level = (self.register.level,) if self.register.same and self.register.level else ()
        return tuple(dict.fromkeys((*self.register.same, *level)))


def registers() -> Mapping[str, Kept]:
    """Every register of the documents in force today, by name."""
    return _registers(today(), revision())


def filed_registers() -> list[Kept]:
    """Those that take applications."""
    return sorted((each for each in registers().values() if each.files), key=lambda each: each.slug)


@lru_cache(maxsize=1)
def _registers(on: date, state: Hashable) -> Mapping[str, Kept]:
    told = words()
    return {name: Kept(register, told.documents[name].id) for name, register in told.registers.items()}


def of_slug(slug: str) -> Kept | None:
    """The register that an address means."""
    return next((kept for kept in registers().values() if slug in (kept.slug, kept.name)), None)
