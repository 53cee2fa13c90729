"""What a policy document says, as data: a graph of decisions over a vocabulary. Reading is `reader.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from luoshu.dmn.tables import Table
from luoshu.facts.vocabulary import Fact, Record, Vocabulary
from luoshu.feel import types as feel
from luoshu.feel.tree import Node
from luoshu.problems import Lang, Place, Problem, ProblemError, Text

if TYPE_CHECKING:
    from luoshu.policy.quantities import Case, Link, Ratio, Slot, Stage
    from luoshu.policy.terms import Term

RUN_DATE = "评价日期"  # the run's date; its English name in English documents is "assessment date"


@dataclass(frozen=True, slots=True)
class Article:
    """A heading and what stands under it. `path` holds the titles from the document's down to this one, `english`
    what each is called in English (the title itself where it has no label)."""

    title: str
    level: int
    line: int
    path: tuple[str, ...]
    english: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.say("zh")

    def say(self, lang: Lang) -> str:
        """The titles that lead to it, the document's own left out unless it stands alone."""
        path = self.english if lang == "en" and self.english else self.path
        return " › ".join(path[1:] or path[-1:])

    def title_in(self, lang: Lang) -> str:
        """The heading alone."""
        return self.english[-1] if lang == "en" and self.english else self.title


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row of a `参数` table. `since` and `until` are inclusive; an absent source makes the value an assumption."""

    name: str
    value: Node
    since: date | None
    until: date | None
    source: str
    assumed: bool
    line: int
    unit: str = ""
    type: feel.Type = feel.ANY


@dataclass(frozen=True, slots=True)
class Decision:
    """A named result: a formula (`formula` set) or one output column of a table (`table` and `output` set)."""

    name: str
    article: Article
    place: Place
    formula: Node | None = None
    table: Table | None = None
    output: int = 0
    text: str = ""  # the formula as written
    type: feel.Type = feel.ANY
    english: str = ""
    unit: str = ""  # what its value is counted in, where an instrument says so

    @property
    def assumed(self) -> bool:
        """Whether a ⟨…⟩ stands in the decision itself (what it uses is another matter)."""
        from luoshu.feel.tree import Assumed, walk

        parts: list[Node] = [self.formula] if self.formula is not None else []
        if self.table is not None:
            parts += [column.expression for column in self.table.inputs]
            for rule in self.table.rules:
                parts += [*rule.tests, rule.outputs[self.output]]
        return any(isinstance(node, Assumed) for part in parts for node in walk(part))


@dataclass(frozen=True, slots=True)
class Benefit:
    """A `支持` table: who gets how much from which fund, until when.

    `who`, `amount` and `until` are names of decisions made from the table's cells (their cells are formulas like any
    other). Where `until` is a term such as `1 年`, `term` is the day so long after the run's date instead. `payable`
    names the decision that says what the rules of `叠加` leave of the amount; None where no rule speaks of it.
    `through` are the documents whose benefit it is, where rules speak of another's: the one that gives it, then those
    whose rules spoke of it before.
    """

    name: str
    article: Article
    line: int
    who: str | None
    amount: str | None
    payable: str | None = None
    fund: str = ""
    until: str | None = None
    term: Node | None = None
    automatic: bool | None = None
    rhythm: str | None = None  # once, month, quarter, half-year or year
    relief: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)  # every row as written
    assumed: bool = False
    through: tuple[str, ...] = ()


class RungState(Enum):
    """Where an entity stands on a rung of a ladder: the word in the decision, and what programs are told."""

    HELD = "持有"
    EXPIRING = "即将到期"  # held, but not for long
    MEETS = "符合条件"  # without holding the title
    LACKS = "不符合条件"
    UNTITLED = "未持有"  # of a rung that names no conditions: whether they would be met, nobody says

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rung:
    """A row of a `梯次` table. `state` names the decision that says where an entity stands, one of `RungState`."""

    name: str
    title: str | None  # the title of the register; several with 、 between them, of which one will do
    condition: str | None  # the name of a decision
    valid: str = ""
    notice: Term | None = None  # a title that lasts no longer than this is about to end
    notice_text: str = ""  # as the document says it; empty where it does not
    state: str | None = None
    assumptions: tuple[tuple[str, str], ...] = ()  # what stands in ⟨…⟩: the column's key, the text
    line: int = 0

    @property
    def assumed(self) -> bool:
        return bool(self.assumptions)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(re.split(r"\s*[、,，]\s*", self.title)) if self.title else ()

    @property
    def notice_given(self) -> bool:
        return bool(self.notice_text)

    @property
    def notice_assumed(self) -> bool:
        return not self.notice_given or any(key == "notice" for key, _ in self.assumptions)


@dataclass(frozen=True, slots=True)
class Ladder:
    name: str
    article: Article
    line: int
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A row of an `例` table: facts given over the base, results expected. A value is a FEEL literal's tree."""

    name: str
    given: Mapping[str, Node]
    expected: Mapping[str, Node]
    line: int
    columns: Mapping[str, int] = field(default_factory=dict)  # name -> column of its cell, for messages


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read a figure: what it takes for granted, and the formula that should then give it."""

    words: Text
    formula: Node


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of a `声明` table: a published figure and the arithmetic that should give it, or a formula that says yes.

    `readings` are those that the document offers where it does not.
    """

    id: str
    statement: Text
    published: str
    formula: Node | None
    text: str
    source: str
    place: Place
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Stacking:
    """A `叠加` table: how benefits add up.

    `members` are benefits by name, those first that are counted first. `cap`, `had`, `choice` and `order` name the
    decisions made of the cells. Where `per` names a fact (the employer of a person), the cap is shared by all entities
    with the same value, in order of `order` and then of the identifier; a run applies it, for it looks beyond one.
    """

    name: str
    article: Article
    line: int
    rule: str  # highest, top-up, add or exclusive
    members: tuple[str, ...]
    cap: str | None = None
    had: str | None = None
    choice: str | None = None
    per: str | None = None
    order: str | None = None
    results: Mapping[str, str] = field(default_factory=dict)  # of each member, the decision that holds what is left
    properties: Mapping[str, str] = field(default_factory=dict)  # every row as written
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """A row of a `预算` table: what a fund may spend in a year, an expression of literals and parameters."""

    fund: str
    year: int
    amount: Node
    source: str
    assumed: bool
    line: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A `大赛`, `揭榜`, `申报`, `资金池` or `台账` table. `values` are by the properties' keys, as `quantities.py` has
    them; `decisions` names those made of its cells."""

    keyword: str
    name: str
    article: Article
    line: int
    values: Mapping[str, object]
    decisions: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)  # every row as written
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A `台账` table: how the register of this name is kept. Its facts are those of the record of the same name.

    `owner` names the fact that holds the identifier of the enterprise or institution whose entry it is, `same` the
    facts that are alike where two entries are of one body, `level` the one whose highest value counts; entries count
    where all of `counts` hold. `term` is how soon an application to it is decided, `decided` the facts that the officer
    fills in then. Without `public` nothing of it is open to the public.
    """

    name: str
    article: Article
    line: int
    owner: str = ""
    term: Term | None = None
    decided: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    level: str = ""
    counts: tuple[Case, ...] = ()
    since: str = ""
    until: str = ""
    dates: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    next: str = ""
    within: str = ""
    linked: tuple[Link, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    slots: tuple[Slot, ...] = ()
    public: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """What an indicator should come to by the end of a year: `2025: > 1600`."""

    year: int
    op: str
    value: Node


@dataclass(frozen=True, slots=True)
class Target:
    """A row of a `目标` table. `now` and `met` name decisions: the value today, and whether the goal is reached."""

    name: str
    article: Article
    line: int
    kind: str  # stock, flow, ratio or total
    base: tuple[Goal, ...]  # where it started; their sign is =
    goals: tuple[Goal, ...]
    owner: str = ""
    now: str | None = None
    met: str | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a `权重` table. `score` is as written; empty where judges give it."""

    name: str
    weight: Node
    full: Node | None
    score: str
    line: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A `权重` table: what is scored, with which weights. `total` names the decision that adds the scores up."""

    name: str
    article: Article
    line: int
    criteria: tuple[Criterion, ...]
    total: str | None
    assumed: bool = False


@dataclass(frozen=True)
class Policy:
    """One version of a policy. `used` are the versions of the policies it names that are in force on the same date."""

    id: str
    title: Text
    number: str
    issuer: str
    since: date | None
    until: date | None
    about: str
    text: str  # the document as read
    path: str  # as given or found
    hash: str  # sha256 of the text
    articles: tuple[Article, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)  # in document order
    parameters: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)  # its own and that of all it uses
    used: tuple[Policy, ...] = ()
    exports: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    base: Mapping[str, Node] = field(default_factory=dict)  # the 基准 entity
    examples: tuple[Example, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    claims: tuple[Claim, ...] = ()
    since_assumed: bool = False
    until_assumed: bool = False
    stackings: tuple[Stacking, ...] = ()
    budgets: tuple[Budget, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    registers: tuple[Register, ...] = ()  # each is among the instruments too, as written
    targets: tuple[Target, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # the 译名: what its names are called in English
    warnings: tuple[Problem, ...] = ()  # what is not wrong, but worth a look: warnings and advice
    as_of: date | None = None  # the day whose parameters hold, where it is not that of the run

    @property
    def entity(self) -> Record:
        """The record of the entity that the policy is about.

        Raises:
            ProblemError: it is about none, as a vocabulary or a document of claims.
        """
        if not self.about:
            text = Text(
                f"{self.id} 不针对任何主体，没有可以测算的内容",
                f"{self.id} is about no entity: there is nothing to run",
            )
            hint = Text(f"检查它：luoshu check {self.id}", f"to check it: luoshu check {self.id}")
            raise ProblemError([Problem("no-entity", text, hint=hint)])
        return self.vocabulary.records[self.about]

    @property
    def period(self) -> str:
        """When it is in force: `2022-06-01/2026-03-31`, as in the front matter."""
        return f"{self.since or '..'}/{self.until or '..'}"

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def parameter(self, name: str, on: date) -> Parameter | None:
        """The parameter's row for a date."""
        on = self.as_of or on
        for row in self.parameters.get(name, ()):
            if (row.since is None or row.since <= on) and (row.until is None or on <= row.until):
                return row
        return None

    def fact(self, name: str) -> Fact | None:
        """A fact of the entity that the policy is about; none has a policy that is about none."""
        return self.entity.facts.get(name) if self.about else None


def rung_states(policy: Policy) -> list[str]:
    """The decisions that say where an entity stands on the rungs of ladders, in document order."""
    return [rung.state for ladder in policy.ladders for rung in ladder.rungs if rung.state]


Value = None | bool | Decimal | str | date
