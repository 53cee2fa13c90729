"""What the cells of an instrument say beside FEEL. An expression in them is a literal or the name of a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from luoshu.feel.tree import Node
from luoshu.policy.terms import Term, TermUnit


@dataclass(frozen=True, slots=True)
class Limit:
    """`不良率 >= 5%`, `<= 500万`, `<= 3 年`, `<= 10 倍`; `op` is = where no sign stands."""

    measure: str
    op: str
    value: Node | Term
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Delay:
    """`等待天数 天`: a term whose number is an expression. A literal one is a `Term`."""

    value: Node
    unit: TermUnit


@dataclass(frozen=True, slots=True)
class Share:
    """`省 50%`."""

    party: str
    value: Node


@dataclass(frozen=True, slots=True)
class Count:
    """`初赛 取 15`; a count alone has no name, a round that does not say how many pass no number."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Award:
    """`一等奖 10 名 30万`; `at_most` where the amount is a limit (`<= 30万`)."""

    name: str
    number: int | None
    amount: Node | None
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Both days inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Stage:
    """`开工 计划开工日期 实际开工日期`; `planned` is None where a stage has its actual date alone."""

    name: str
    planned: str | None
    actual: str


@dataclass(frozen=True, slots=True)
class Link:
    """`企业.主要环节`: a fact of another record."""

    record: str
    fact: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """`出租率 租约.租用面积 / 可租面积`: of an entry, a fact of its own or what the entries within it come to.

    `over` is a fact of the entry itself.
    """

    name: str
    part: str | Link
    over: str


@dataclass(frozen=True, slots=True)
class Case:
    """`登记结论 = 予以登记`: a fact and the text that it must be."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class Slot:
    """`09:00-12:00`, without its end."""

    begins: time
    ends: time
