"""What programs are told of policies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.programs import Day, Line, Stripped
from luoshu.office.library.checklist import Item
from luoshu.office.library.drafting import MOST
from luoshu.office.library.items import MOST_ROWS
from luoshu.office.library.models import Instrument, State
from luoshu.office.shell.problem_details import Error, Words, one_of
from luoshu.problems import Text

VersionState = Annotated[State, one_of(State)]
InstrumentWord = Annotated[Instrument, one_of(Instrument)]
Given = bool | Annotated[int, Field(ge=-(10**18), le=10**18)] | Line
PolicyKey = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)+$", max_length=160, examples=["cn/srdi"])
]
AnswerWord = Literal["yes", "no", "unknown", "value"]


def plain(value: Any) -> Any:
    """A value as JSON has it: amounts and rates as decimal strings, days as 2025-06-30."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(each) for each in value]
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


class FactWord(Schema):
    """A fact as the vocabulary has it."""

    name: str = Field(examples=["研发费用"])
    label: Words
    kind: str = Field(examples=["money"], description="类型 / its type")
    unit: str = Field(default="", examples=["元"])
    annual: bool = Field(description="按年度 / of a year")
    values: list[str] = Field(default_factory=list, description="只能取的值 / the values that it may have")
    note: str = Field(default="", description="定义和出处 / definition and source")

    @classmethod
    def of(cls, fact: Word) -> FactWord:
        return cls(
            name=fact.name,
            label=Words(zh=fact.name, en=fact.english or fact.name),
            kind=fact.kind.name.lower(),
            unit=fact.unit,
            annual=fact.annual,
            values=list(fact.values),
            note=fact.note,
        )


class PolicyRow(Schema):
    """One version of a policy, as lists have it."""

    policy: str = Field(examples=["cn/srdi"])
    title: Words
    number: str = Field(examples=["工信部企业〔2022〕63 号"])
    issuer: str
    about: Words | None = Field(description="针对谁；词汇表没有 / about whom; a vocabulary is about nobody")
    since: date | None = Field(description="施行日 / in force from")
    until: date | None = Field(description="最后一天 / its last day")
    instruments: list[InstrumentWord]
    lead: Words
    gives: list[Words] = Field(description="给什么 / what it gives")
    state: VersionState
    shipped: bool = Field(description="随软件提供 / comes with the software")
    sha256: str = Field(description="文件的摘要 / the hash of its text")


class DecisionRow(Schema):
    name: str = Field(examples=["综合评价得分"])
    label: Words
    article: Words
    type: str = Field(examples=["boolean"])
    formula: str = Field(default="", description="算式，如果是算式 / the formula, where it is one")
    assumed: bool = Field(description="含未经核实的数 / rests on a figure that is assumed")


class BenefitRow(Schema):
    name: str
    label: Words
    article: Words
    fund: str
    automatic: bool | None = Field(description="免申即享 / without applying")
    assumed: bool


class PolicyOut(PolicyRow):
    """One version whole; its text is at `/policies/{policy}/document`."""

    on: date = Field(description="问的是哪一天 / the day that is asked about")
    in_force: bool
    articles: list[Words]
    decisions: list[DecisionRow]
    benefits: list[BenefitRow]
    facts: list[FactWord] = Field(description="要用到的数据项 / the facts that it speaks of")


class DocumentOut(Schema):
    policy: str
    since: date | None
    sha256: str
    body: str = Field(description="Markdown")


class ChangeLine(Schema):
    how: str = Field(examples=["changed"])
    text: Words
    before: str = ""
    after: str = ""


class ArticleChanges(Schema):
    article: Words
    changes: list[ChangeLine]


class ChangesOut(Schema):
    """What a version changed of the one before it; without one, `before` is null."""

    policy: str
    before: date | None
    since: date | None
    articles: list[ArticleChanges]
    needed: list[Words] = Field(description="新增要用的数据项 / facts that are now needed")
    no_longer: list[Words] = Field(description="不再要用的数据项 / facts that are needed no longer")


class QuestionOut(Schema):
    number: int
    policy: str
    article: str
    text: str
    asked_at: datetime
    answer: str | None = Field(description="还没有答复时为 null / null until it is answered")
    answered_at: datetime | None
    published: bool = Field(description="显示在政策页上 / shown on the page of the policy")


class QuestionIn(Schema):
    article: Line = Field(default="", description="哪一条；不填即整篇 / which article; empty: the whole")
    text: Annotated[Stripped, Field(min_length=1, max_length=500, examples=["研发费用按哪个口径？"])]


class QuestionReceived(Schema):
    number: int


class AnswerIn(Schema):
    answer: Annotated[Stripped, Field(min_length=1, max_length=4000)]
    shown: bool = Field(default=True, description="在政策页上公开 / shown on the page of the policy")


# --- the calculator ---------------------------------------------------------------------------------------------------


class CalculatorIn(Schema):
    """What is known of somebody. Nothing of it is kept."""

    about: Line = Field("企业", examples=["企业"], description="针对谁 / about whom")
    on: Day | None = Field(default=None, description="哪一天；不填即今天 / the day; today where none is given")
    only: Annotated[list[Line], Field(max_length=100)] = Field(
        default_factory=list, examples=[["cn/tech-sme"]], description="只算这些政策 / these policies alone"
    )
    answers: Annotated[
        dict[Line, Given | Annotated[list[dict[Line, Given]], Field(max_length=MOST_ROWS)]], Field(max_length=300)
    ] = Field(
        default_factory=dict,
        examples=[{"职工总数": 120, "研发费用": "1200万", "知识产权": [{"类别": "I类", "count": 2}]}],
        description="数据项和它的值；关联列表是若干行，count 是同样的有几项。"
        " / facts and their values; a related list has rows, count says how many are alike",
    )
    skipped: Annotated[list[Line], Field(max_length=300)] = Field(
        default_factory=list, description="不清楚的数据项 / facts that cannot be had"
    )


class WhyIn(CalculatorIn):
    outcome: Line = Field(description="哪一个结果，见 outcomes.name / which outcome")


class NextQuestion(Schema):
    name: str
    question: Words
    fact: FactWord
    hint: Words | None
    policies: list[str] = Field(description="它决定哪些政策 / the policies that it decides")


class OutcomeOut(Schema):
    """One result; `unknown` always comes with what is missing."""

    policy: str
    name: str
    label: Words
    answer: AnswerWord
    word: Words = Field(description="答案，如人所写 / the answer as people write it")
    value: bool | str | None = Field(description="值；不知道为 null / its value; null where it is not known")
    gives: Words | None
    article: Words
    missing: list[str] = Field(description="缺的数据项 / the facts that are missing")
    gaps: list[Words] = Field(description="离“可以”还差什么 / what lacks on the nearest way to yes")
    settled_anyway: bool = Field(description="不论缺的是什么，结果都一样 / the same whatever the missing facts are")
    assumed: bool


class CalculatorOut(Schema):
    on: date
    about: str
    policies: list[str]
    question: NextQuestion | None = Field(description="接下来问什么；没有即问完 / what to ask next; null: nothing")
    left: int = Field(description="最多还有几个问题 / questions that may still come, at most")
    outcomes: list[OutcomeOut]


class StepOut(Schema):
    """One step from a result to the facts."""

    label: str
    shown: str
    answer: Literal["yes", "no", "unknown"] | None
    article: str
    formula: str
    rows: list[str]
    note: str
    parts: list[StepOut]


class WhyOut(Schema):
    policy: str
    outcome: str
    zh: StepOut
    en: StepOut


# --- publishing -------------------------------------------------------------------------------------------------------


class ReviewOut(Schema):
    kind: str
    name: Words
    reviewer: str
    on: date
    conclusion: str


class ItemOut(Schema):
    """Something that has to be done before a version is published."""

    key: str = Field(examples=["legality"])
    title: Words
    stand: Literal["done", "open", "wrong"]
    told: Words
    name: str = Field(description="谁办的 / by whom")
    on: date | None
    needed: bool = Field(description="不办不能发布 / it holds the publishing up")

    @classmethod
    def of(cls, each: Item) -> ItemOut:
        return cls(
            key=each.key,
            title=Words.of(each.title),
            stand=each.stand,
            told=Words.of(each.told),
            name=each.name,
            on=each.on,
            needed=each.needed,
        )


class VersionRow(Schema):
    """A version on its way to being published, or there."""

    number: int
    policy: str
    title: Words
    since: date | None
    until: date | None
    state: VersionState
    author: str
    approver: str
    remark: str = Field(description="退回或废止的理由 / why it was sent back, or repealed")
    changed: datetime
    sha256: str


class VersionOut(VersionRow):
    body: str = Field(description="Markdown")
    reviews: list[ReviewOut]
    checklist: list[ItemOut]
    problems: list[Error] = Field(description="检查出的问题；已发布的不再检查 / what its check finds")
    sound: bool | None = Field(description="可以发布；已发布的为 null / it may be published; null where it is")


class DraftIn(Schema):
    body: Annotated[str, Field(min_length=1, max_length=MOST, description="Markdown")]


class RewrittenIn(DraftIn):
    base: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = Field(
        default="",
        description="改的是哪份文本：看到的 sha256；不填即不论 / the sha256 of the text on which it was written;"
        " empty: whichever it is",
    )


class CheckedOut(Schema):
    policy: str | None
    since: date | None
    sound: bool
    problems: list[Error]


class StepIn(Schema):
    """What a step wants to know; the others stay empty. review: kind, reviewer, on, conclusion; send-back: reason;
    repeal: last, reason; submit, approve and publish nothing."""

    kind: Literal["", "legality", "competition"] = ""
    reviewer: Annotated[str, Field(max_length=80)] = ""
    on: Day | None = None
    conclusion: Annotated[str, Field(max_length=400)] = ""
    reason: Annotated[str, Field(max_length=400)] = ""
    last: Day | None = None


def words(zh: str, en: str) -> Words:
    return Words.of(Text(zh, en))
