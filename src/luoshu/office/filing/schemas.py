"""What programs are told of applications to registers, and what they send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from luoshu.office.accounts.programs import Key, Line, Stripped
from luoshu.office.filing import saying
from luoshu.office.filing.models import Application, Paper, Step
from luoshu.office.filing.registers import Kept
from luoshu.office.filing.showing import Row, Term
from luoshu.office.library.schemas import FactWord
from luoshu.office.register.answer_schemas import AnswerOut
from luoshu.office.register.schemas import Typed
from luoshu.office.register.stating import FactValue
from luoshu.office.shell.problem_details import Words, one_of

ApplicationState = Annotated[Application.State, one_of(Application.State)]
ApplicationKind = Annotated[Application.Kind, one_of(Application.Kind)]
StepKind = Annotated[Step.Kind, one_of(Step.Kind)]
Facts = Annotated[dict[Line, Typed], Field(max_length=300)]
Said = Annotated[str, Field(max_length=1000)]


class FiledRegister(Schema):
    """A register that takes applications: what an applicant states, and what an officer fills in."""

    slug: str = Field(examples=["technical-contracts"])
    name: str = Field(examples=["技术合同"])
    label: Words
    policy: str = Field(description="依据的文件 / the document that says how it is kept")
    article: Words
    term: Words | None = Field(description="多久办结 / how soon an application is decided")
    asked: list[FactWord] = Field(description="申请人填写的 / what an applicant states")
    needed: list[str] = Field(description="其中必填的 / without which nobody could tell which one it is")
    decided: list[FactWord] = Field(description="经办人员填写的 / what an officer fills in")

    @classmethod
    def of(cls, kept: Kept) -> FiledRegister:
        return cls(
            slug=kept.slug,
            name=kept.name,
            label=Words.of(kept.label),
            policy=kept.policy,
            article=Words.of(kept.article),
            term=Words.of(kept.term) if kept.term else None,
            asked=[FactWord.of(word) for word in kept.asked],
            needed=sorted(kept.needed),
            decided=[FactWord.of(word) for word in kept.decided],
        )


class ApplicationRow(Schema):
    """An application, as lists have it."""

    number: int
    reference: str = Field(examples=["SQ2026-00012"])
    filed_to: str = Field(examples=["技术合同"], description="哪个台账 / the register")
    kind: ApplicationKind
    state: ApplicationState
    word: Words = Field(description="状态，如人所写 / its state as people write it")
    title: str
    organisation: str
    entry: int | None = Field(description="所针对的登记 / the entry that it is about")
    submitted_on: date | None
    due: date | None = Field(description="应在哪天以前办结 / the last day to decide")
    overdue: bool
    decided_on: date | None

    @classmethod
    def of(cls, each: Application) -> ApplicationRow:
        return cls(
            number=each.pk,
            reference=each.reference,
            filed_to=each.register,
            kind=Application.Kind(each.kind),
            state=Application.State(each.state),
            word=Words.of(saying.state_of(each)),
            title=each.title,
            organisation=each.organisation.name,
            entry=each.entry_id,
            submitted_on=each.submitted_on,
            due=each.due,
            overdue=each.is_overdue,
            decided_on=each.decided_on,
        )


class ChangedValue(FactValue):
    """A fact as applied for; `before` is what it was, where that was another."""

    before: FactValue | None

    @classmethod
    def row(cls, row: Row) -> ChangedValue | None:
        """None where a change leaves it without a value: `left_out` tells of it."""
        if not row.value:
            return None
        before = FactValue.of(row.word, row.before, row.year) if row.before else None
        return cls(**FactValue.of(row.word, row.value, row.year).model_dump(), before=before)


class StepOut(Schema):
    kind: StepKind
    word: Words
    at: datetime
    by: str
    said: str
    due: date | None

    @classmethod
    def of(cls, each: Step) -> StepOut:
        kind = Step.Kind(each.kind)
        return cls(
            kind=kind, word=Words.of(saying.STEPS[kind]), at=each.at, by=str(each.by), said=each.said, due=each.due
        )


class PaperOut(Schema):
    number: int
    name: str
    size: int
    sha256: str
    at: datetime
    by: str

    @classmethod
    def of(cls, each: Paper) -> PaperOut:
        return cls(number=each.pk, name=each.name, size=each.size, sha256=each.digest, at=each.at, by=str(each.by))


class TermOut(Schema):
    """Where the term stands: days that are left, or why there is none."""

    due: date | None
    days: int | None
    why_none: Words | None
    left: int | None = Field(description="补正期间停计，还剩几天 / days that are left while a supplement is owed")

    @classmethod
    def of(cls, term: Term) -> TermOut:
        return cls(
            due=term.due,
            days=term.days if term.due else None,
            why_none=Words.of(term.why_none) if term.why_none else None,
            left=term.left,
        )


class Suggested(Schema):
    """What an officer would mostly fill in on registering."""

    number: str | None = Field(description="登记编号；变更和注销没有 / of a new entry alone")
    facts: list[FactValue]


class ApplicationOut(ApplicationRow):
    """An application with all that belongs to it."""

    reason: str
    grounds: str = Field(description="不予登记的理由，或登记时的说明 / why it was refused, or what was noted")
    facts: list[ChangedValue]
    left_out: list[FactValue] = Field(description="变更后不再填的，原来的值 / no longer stated, with what it was")
    missing: list[FactWord] = Field(description="没有填的 / what is not stated")
    term: TermOut
    steps: list[StepOut]
    papers: list[PaperOut]
    answers: list[AnswerOut] | None = Field(
        description="有关政策的答案，办结以前 / what policies say of it, until it is decided"
    )
    fault: Words | None = Field(description="为什么算不出答案 / why there are no answers")
    suggested: Suggested | None = Field(description="给可以办理的经办人员 / for an officer who may decide it")


class Counted(Schema):
    waiting: int = Field(description="待决定 / to be decided")
    overdue: int = Field(description="其中逾期 / of these overdue")
    owed: int = Field(description="待补正 / with a supplement owed")


class ApplicationIn(Schema):
    """`new`: to a register, `filed_to`; `change` and `cancel`: of `entry`, with the reason."""

    kind: Literal["new", "change", "cancel"] = "new"
    filed_to: Line = Field(default="", examples=["technical-contracts"], description="哪个台账 / the register")
    entry: Key | None = None
    facts: Facts = Field(default_factory=dict, examples=[{"合同名称": "主轴热误差补偿技术开发"}])
    reason: Said = ""


class RewrittenIn(Schema):
    facts: Facts = Field(
        default_factory=dict, description="全部要填的，不只是改动的 / all of it, not what changes alone"
    )
    reason: Said = ""


class GivenIn(Schema):
    said: Said = Field(default="", description="补正说明 / what was done, of a supplement")


class LackingIn(Schema):
    said: Annotated[Stripped, Field(min_length=2, max_length=1000, description="要补正什么 / what is lacking")]


class RefusedIn(Schema):
    grounds: Annotated[
        Stripped, Field(min_length=2, max_length=2000, description="申请人会看到 / who applies reads it")
    ]


class RegisteredIn(Schema):
    number: Annotated[str, Field(max_length=80)] = ""
    facts: Facts = Field(default_factory=dict, description="经办人员填写的 / what an officer fills in")
    note: Said = ""


class TakenBack(Schema):
    application: ApplicationRow | None = Field(description="草稿删除以后为 null / null: a draft that is gone")
