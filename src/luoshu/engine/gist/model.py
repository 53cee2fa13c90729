"""The gist of a policy, as words. What a thing rests on stays marked: ⟨…⟩ in the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from luoshu.problems import Lang


@dataclass(frozen=True, slots=True)
class Figure:
    """A condition on a number: `职工总数`, `不超过`, `500 人`."""

    subject: str
    relation: str
    figure: str


@dataclass(frozen=True, slots=True)
class Words:
    """A condition in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of several; `more` is what it takes where that is long to say, and `text` then what it is called."""

    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several will do."""

    head: str
    ways: tuple[Way, ...]


Item: TypeAlias = Figure | Words | OneOf


@dataclass(frozen=True, slots=True)
class Cluster:
    """Conditions under one article; `title` is the article's."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A conclusion of the document, and what it takes; of several benefits in one, each cluster is what one takes."""

    name: str
    clusters: tuple[Cluster, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A score that must be reached: `parts` are what it is made of, each with its most, where all are known."""

    name: str
    relation: str
    figure: str
    total: Decimal | None
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of a table that give the same: a cell a subject, empty where it does not matter; and what they give."""

    cells: tuple[str, ...]
    result: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """A table that turns facts into figures; what gives nothing is left out."""

    name: str
    subjects: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def most(self) -> Decimal:
        return max(step.value for step in self.steps)


@dataclass(frozen=True, slots=True)
class Grant:
    """A benefit: `rows` are its other properties, each with the question that it answers."""

    name: str
    amount: str
    fund: str
    until: str
    way: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A call or a pool: what it says of how much, and of how; each with the word for what is said."""

    name: str
    much: tuple[tuple[str, str], ...]
    how: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: how much it should come to (`超过`, `1,600 家`), and by when, from where."""

    name: str
    relation: str
    figure: str
    when: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that the document works out: its name and how."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Rung:
    name: str
    words: str
    valid: str


@dataclass(frozen=True, slots=True)
class Steps:
    """A ladder of titles."""

    name: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Gist:
    lang: Lang
    title: str
    original: str  # the Chinese title, where the title is English
    number: str
    issuer: str
    status_answer: Literal["yes", "no", "unknown"]
    status: str
    lead: str
    who: str
    goals: tuple[Goal, ...]
    scores: tuple[Score, ...]
    scales: tuple[Scale, ...]
    grants: tuple[Grant, ...]
    arrangements: tuple[Arrangement, ...]
    aims: tuple[Aim, ...]
    amounts: tuple[Amount, ...]
    ladders: tuple[Steps, ...]
    facts: tuple[str, ...]  # what one must be able to say
    period: str
    since: str
    until: str
    next_version: str
    on: str
    assumes: bool

    @property
    def says_much(self) -> bool:
        """Whether there is more to say than what the document's head does."""
        return bool(self.goals or self.amounts or self.grants or self.aims or self.arrangements)
