"""What programs are told of the register, and what they send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.accounts.programs import Day, Key, Line, Stripped
from luoshu.office.library.schemas import AnswerWord, FactWord
from luoshu.office.register import saying
from luoshu.office.register.authorised import Look
from luoshu.office.register.brought import first_problems
from luoshu.office.register.models import (
    Check,
    Dispute,
    Entity,
    Event,
    Fact,
    Import,
    Recording,
    Snapshot,
    Source,
    Trial,
    Use,
    Work,
)
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.values import read, shown
from luoshu.office.register.words import Words as Vocabulary
from luoshu.office.register.words import text_of
from luoshu.office.shell.problem_details import Error, Words, one_of
from luoshu.problems import Text

EntityState = Annotated[Entity.State, one_of(Entity.State)]
WorkState = Annotated[Work.State, one_of(Work.State)]
DisputeState = Annotated[Dispute.State, one_of(Dispute.State)]
SourceKind = Annotated[Source.Kind, one_of(Source.Kind)]
ImportStage = Annotated[Import.Stage, one_of(Import.Stage)]
ListState = Literal["active", "moved", "merged", "succeeded", "deregistered", "withdrawn", "all"]
Value = bool | int | str
Typed = bool | Annotated[int, Field(ge=-(10**18), le=10**18)] | Annotated[str, Field(max_length=500)]
Year = Annotated[int, Field(ge=0, le=2200, description="年度；不按年度的为 0 / the year; 0 where it has none")]


def value_of(word: Word, text: str) -> Value:
    """As JSON has it: whole numbers, true and false; amounts and rates as decimal strings; of a list its length."""
    if word.kind in (Kind.INTEGER, Kind.LIST):
        return int(text)
    if word.kind is Kind.BOOLEAN:
        return text == "true"
    value = read(word, text)
    return f"{value:f}" if word.kind in (Kind.MONEY, Kind.DECIMAL, Kind.RATE) else str(value)


def typed(value: bool | int | str) -> str:
    """What a person would have entered."""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def said(kept: Mapping[str, Any]) -> Error:
    """A problem as works keep it."""
    hint_zh, hint_en = kept.get("hint_zh") or "", kept.get("hint_en") or ""
    return Error(
        zh=f"{kept['zh']}；{hint_zh}" if hint_zh else kept["zh"],
        en=f"{kept['en']}; {hint_en}" if hint_en else kept["en"],
        file=kept.get("file") or None,
        line=kept.get("line"),
        column=kept.get("column"),
    )


def pair(both: Iterable[str]) -> Words:
    zh, en = both
    return Words(zh=zh, en=en)


# --- registers and entities -------------------------------------------------------------------------------------------


class RegisterRow(Schema):
    """A kind of entities that is kept: enterprises, platforms, projects."""

    slug: str = Field(examples=["enterprises"])
    name: str = Field(examples=["企业"])
    label: Words
    key: FactWord = Field(description="标识 / its identifier")

    @classmethod
    def of(cls, record: Record, vocabulary: Vocabulary) -> RegisterRow:
        assert record.key is not None
        return cls(
            slug=vocabulary.slug(record.name),
            name=record.name,
            label=Words.of(vocabulary.label(record.name)),
            key=FactWord.of(record.key),
        )


class RegisterOut(RegisterRow):
    facts: list[FactWord]
    lists: list[FactWord] = Field(description="关联列表 / related lists")


class EntityRow(Schema):
    number: int
    identifier: str
    name: str
    kind: str = Field(examples=["企业"])
    state: EntityState
    moved_in: date | None
    controller: str

    @classmethod
    def of(cls, each: Entity) -> EntityRow:
        return cls(
            number=each.pk,
            identifier=each.identifier,
            name=each.name,
            kind=each.kind,
            state=Entity.State(each.state),
            moved_in=each.moved_in,
            controller=each.controller,
        )


class ListedEntity(EntityRow):
    facts: dict[str, Value | None] = Field(
        description="所列数据项的现值；null 即不知道 / the facts that are listed; null: not known"
    )


class SourceOut(Schema):
    number: int
    kind: SourceKind
    name: str
    scope: str
    purpose: str
    expires: date | None

    @classmethod
    def of(cls, each: Source) -> SourceOut:
        return cls(
            number=each.pk,
            kind=Source.Kind(each.kind),
            name=each.name,
            scope=each.scope,
            purpose=each.purpose,
            expires=each.expires,
        )


class RecordingOut(Schema):
    """When a value became known, by whom, from where, for what."""

    at: datetime
    by: str
    source: str
    purpose: str
    reason: str

    @classmethod
    def of(cls, each: Recording) -> RecordingOut:
        return cls(at=each.at, by=str(each.by or ""), source=each.source.name, purpose=each.purpose, reason=each.reason)


class FactOut(Schema):
    """One value of a fact of an entity, with its source and date."""

    number: int
    name: str
    label: Words
    unit: str
    year: int | None
    value: Value | None = Field(
        examples=["12000000"], description="授权已到期的为 null / null: its authorisation has ended"
    )
    shown: Words = Field(description="如人所写 / as people write it")
    recorded: RecordingOut
    current: bool
    agrees: bool = Field(description="说的就是当时已计入的值 / it says what counted already, and never counted itself")
    disputed: bool = False

    @classmethod
    def of(cls, each: Fact, word: Word, *, disputed: bool = False) -> FactOut:
        source = each.recording.source
        said = Text(shown(word, each.value, "zh"), shown(word, each.value, "en"))
        return cls(
            number=each.pk,
            name=each.name,
            label=Words.of(text_of(word)),
            unit=word.unit,
            year=each.year if each.year != NO_YEAR else None,
            value=None if source.has_lapsed else value_of(word, each.value),
            shown=Words.of(saying.lapsed(source) if source.has_lapsed else said),
            recorded=RecordingOut.of(each.recording),
            current=each.ended_id is None,
            agrees=each.agrees,
            disputed=disputed,
        )


class EventOut(Schema):
    number: int
    kind: str
    label: Words
    on: date
    other: EntityRow | None
    before: str
    after: str
    document: str
    recorded_at: datetime
    taken_back_at: datetime | None = Field(description="记错了，已撤回 / when it was taken back: told by mistake")
    taken_back_why: str

    @classmethod
    def of(cls, each: Event) -> EventOut:
        return cls(
            number=each.pk,
            kind=each.kind,
            label=Words.of(saying.EVENTS[Event.Kind(each.kind)]),
            on=each.on,
            other=EntityRow.of(each.other) if each.other else None,
            before=each.before,
            after=each.after,
            document=each.document,
            recorded_at=each.recorded_at,
            taken_back_at=each.taken_back_at,
            taken_back_why=each.taken_back_why,
        )


class CheckOut(Schema):
    number: int
    name: str
    on: date
    found: bool
    sha256: str = Field(description="凭证的摘要 / the hash of its proof")
    at: datetime
    by: str

    @classmethod
    def of(cls, each: Check) -> CheckOut:
        return cls(
            number=each.pk,
            name=each.name,
            on=each.on,
            found=each.found,
            sha256=each.digest,
            at=each.at,
            by=str(each.by),
        )


class DisputeOut(Schema):
    number: int
    fact: int
    entity: EntityRow
    name: str
    year: int | None
    reason: str
    proposed: str
    state: DisputeState
    raised_at: datetime
    raised_by: str
    answer: str
    answered_at: datetime | None

    @classmethod
    def of(cls, each: Dispute) -> DisputeOut:
        return cls(
            number=each.pk,
            fact=each.fact_id,
            entity=EntityRow.of(each.fact.entity),
            name=each.fact.name,
            year=each.fact.year or None,
            reason=each.reason,
            proposed=each.proposed,
            state=Dispute.State(each.state),
            raised_at=each.raised_at,
            raised_by=str(each.raised_by),
            answer=each.answer,
            answered_at=each.answered_at,
        )


class ListOut(Schema):
    """A related list that is known, its items as rows."""

    name: str
    label: Words
    items: list[dict[str, str]]


class LapsedOut(Schema):
    """A fact, or a list, that another authority let us see and does no more."""

    fact: FactWord
    year: int | None
    source: SourceOut

    @classmethod
    def of(cls, word: Word, year: int, source: Source) -> LapsedOut:
        return cls(fact=FactWord.of(word), year=year if year != NO_YEAR else None, source=SourceOut.of(source))


class EntityOut(Schema):
    """All that is known of an entity, and what is not."""

    entity: EntityRow
    facts: list[FactOut]
    missing: list[FactWord] = Field(description="不知道的数据项 / facts that are not known")
    lapsed: list[LapsedOut] = Field(description="授权已到期的 / those whose authorisation has ended")
    lists: list[ListOut]
    unknown_lists: list[FactWord] = Field(description="不知道的关联列表 / lists that are not known")
    events: list[EventOut]
    disputes: list[DisputeOut]
    checks: list[CheckOut]


class EntryIn(Schema):
    identifier: Annotated[Stripped, Field(min_length=1, max_length=80)]
    facts: Annotated[dict[Line, Typed], Field(max_length=300)] = Field(
        default_factory=dict,
        examples=[{"企业名称": "洛书精工有限公司", "职工总数": 120}],
        description="按年度的取上一年 / annual facts are of last year",
    )


class CorrectionIn(Schema):
    name: Line = Field(examples=["职工总数"])
    year: Year = 0
    value: Typed | None = Field(default=None, description="null 即不知道 / null: not known after all")
    reason: Annotated[Stripped, Field(min_length=2, max_length=300, description="依据 / on what ground")]


class CorrectedOut(Schema):
    changed: bool = Field(description="和现在的值一样即为 false / false where it is its value already")
    fact: FactOut | None


class ConfirmationIn(Schema):
    note: Annotated[str, Field(max_length=300)] = ""


class EventIn(Schema):
    kind: Literal["renamed", "moved-in", "moved-out", "merged", "split", "reapproved", "deregistered", "controller"]
    on: Day
    document: Annotated[Stripped, Field(min_length=1, max_length=200)]
    after: Line = Field(default="", description="新名称或控制人 / the new name or controller")
    other: Annotated[str, Field(max_length=80, description="对方的代码 / the identifier of the other")] = ""


class TakeBackIn(Schema):
    why: Annotated[Stripped, Field(min_length=2, max_length=300)]


class CountsRow(Schema):
    name: str
    counts: dict[str, int]
    total: int


class CountsOut(Schema):
    """How many there were on a date; `rows` is null where the register has nothing to count by."""

    on: date
    rows: list[CountsRow] | None
    rule: Words | None = Field(description="按什么规则计数 / by which rule they are counted")
    total: int | None


class ExpiringOut(Schema):
    until: date
    entity: EntityRow


# --- sources, imports, snapshots, trials ------------------------------------------------------------------------------


class SourceIn(Schema):
    kind: SourceKind
    name: Annotated[Stripped, Field(min_length=1, max_length=120)]
    scope: Annotated[str, Field(max_length=2000)] = ""
    purpose: Annotated[str, Field(max_length=2000)] = ""
    expires: Day | None = None


class UseOut(Schema):
    source: str
    at: datetime
    by: str
    purpose: str
    subject: str
    entities: int

    @classmethod
    def of(cls, each: Use) -> UseOut:
        return cls(
            source=each.source.name,
            at=each.at,
            by=str(each.by or ""),
            purpose=each.purpose,
            subject=each.subject,
            entities=each.entities,
        )


class WorkOut(Schema):
    """Something that is done in the background: how far it is."""

    number: int
    state: WorkState
    said: Words = Field(description="现在怎样 / where it is, in words")
    done: int
    total: int
    percent: int
    asked_at: datetime
    ended_at: datetime | None
    by: str
    problems: list[Error]

    @staticmethod
    def columns(each: Work) -> dict[str, Any]:
        return {
            "number": each.pk,
            "state": Work.State(each.state),
            "said": Words.of(saying.state_of(each)),
            "done": each.done,
            "total": each.total,
            "percent": each.share,
            "asked_at": each.asked_at,
            "ended_at": each.ended_at,
            "by": str(each.by or ""),
            "problems": [said(problem) for problem in each.problems],
        }


class ImportCounts(Schema):
    """What it would record, or has."""

    errors: int = 0
    warnings: int = 0
    entities: int = 0
    entities_new: int = 0
    facts_new: int = 0
    facts_changed: int = 0
    facts_unchanged: int = 0
    facts_agreed: int = 0
    items_new: int = 0
    items_gone: int = 0
    items_unchanged: int = 0


class ImportOut(WorkOut):
    stage: ImportStage
    source: str
    purpose: str
    on: date
    file: str
    size: int
    sha256: str
    counts: ImportCounts
    to_be_confirmed: bool

    @classmethod
    def of(cls, each: Import, look: Look) -> ImportOut:
        problems = [said(problem) for problem in first_problems(each, look)]
        return cls(
            **WorkOut.columns(each) | {"problems": problems},
            stage=Import.Stage(each.stage),
            source=each.source.name,
            purpose=each.purpose,
            on=each.on,
            file=each.file,
            size=each.size,
            sha256=each.digest,
            counts=ImportCounts(**{k: v for k, v in each.counts.items() if k in ImportCounts.model_fields}),
            to_be_confirmed=each.stage == Import.Stage.READ and each.state == Work.State.DONE,
        )


class UndoIn(Schema):
    keep_later: bool = Field(default=False, description="保留后来的更正 / leave what was corrected since")


class SnapshotIn(Schema):
    on: Day = Field(description="评价日期 / the date of evaluation")
    as_of: datetime | None = Field(default=None, description="数据截至；不填即现在 / known by; now where none is given")
    purpose: Annotated[Stripped, Field(min_length=1, max_length=200)]


class SnapshotOut(WorkOut):
    on: date
    as_of: datetime
    purpose: str
    hash: str | None
    rows: dict[str, int] = Field(description="每张表几行 / the rows of each table")

    @classmethod
    def of(cls, each: Snapshot) -> SnapshotOut:
        return cls(
            **WorkOut.columns(each),
            on=each.on,
            as_of=each.as_of,
            purpose=each.purpose,
            hash=each.hash or None,
            rows=each.counts.get("files", {}),
        )


class TrialIn(Schema):
    snapshot: Key
    on: Day
    policies: Annotated[list[Line], Field(min_length=1, max_length=200)]
    setting: Line = Field(default="", examples=["租金补贴比例=40%"], description="改一个参数 / with another parameter")


class TrialRow(WorkOut):
    snapshot: int
    on: date
    policies: list[str]
    setting: str

    @staticmethod
    def columns_of(each: Trial) -> dict[str, Any]:
        own = {"snapshot": each.snapshot_id, "on": each.on, "policies": each.policies, "setting": each.setting}
        return WorkOut.columns(each) | own

    @classmethod
    def of(cls, each: Trial) -> TrialRow:
        return cls(**cls.columns_of(each))


class Tallied(Schema):
    """How many answers of each sort; `before` are those of the last trial of the policy."""

    name: str
    label: Words
    yes: int
    no: int
    value: int
    unknown: int
    failed: int
    before: dict[str, int] | None


class BenefitTotal(Schema):
    name: str
    label: Words
    fund: str
    entities: int
    amount: str | None = Field(description="应付合计，元 / payable in all, in yuan")
    without_amount: int = Field(description="金额未定的 / of whom the amount is open")


class MissingFact(Schema):
    label: Words
    open: int = Field(description="因此不能判断的 / which it leaves open")
    alone: int = Field(description="只缺它的 / which lack nothing else")


class TrialPolicy(Schema):
    policy: str
    title: Words
    version: str
    entities: int
    decisions: list[Tallied]
    benefits: list[BenefitTotal]
    missing: list[MissingFact]
    last_trial: int | None


class Beside(Schema):
    """The same policy with another parameter."""

    name: str
    was: str
    now: str
    said: list[Words]


class TrialOut(TrialRow):
    results: list[TrialPolicy]
    beside: Beside | None

    @classmethod
    def told(cls, each: Trial, policies: list[TrialPolicy]) -> TrialOut:
        other = each.result.get("beside")
        beside = (
            Beside(
                name=str(other["name"]),
                was=str(other["was"]),
                now=str(other["now"]),
                said=[pair(both) for both in other["said"]],
            )
            if other
            else None
        )
        return cls(**TrialRow.columns_of(each), results=policies, beside=beside)


class TrialEntity(Schema):
    identifier: str
    number: int | None = Field(description="主体的编号 / the number of the entity")
    name: str
    answer: AnswerWord
    value: str | None = Field(description="不知道为 null / null where it is not known")
    amount: str | None = Field(description="支持合计，元 / what its benefits come to, in yuan")
    missing: list[str]
    withheld: bool = Field(
        description="快照里有授权已到期的数据，数值和金额不再给出 / no values: an authorisation has ended"
    )


# --- an enterprise's own ----------------------------------------------------------------------------------------------


class WantedOut(Schema):
    """What is not known of the enterprise yet, what most policies need first."""

    facts: list[FactWord]
    year: int = Field(description="按年度的是这一年 / annual facts are of this year")


class OwnFactsIn(Schema):
    facts: Annotated[dict[Line, Typed], Field(min_length=1, max_length=300)] = Field(
        examples=[{"职工总数": 120, "研发费用": "1200万"}]
    )


class DeclaredOut(Schema):
    recorded: list[str] = Field(description="记下了哪些 / which were recorded")
    at: datetime


class DisputeIn(Schema):
    fact: Key
    reason: Annotated[Stripped, Field(min_length=2, max_length=1000)]
    proposed: Annotated[str, Field(max_length=500)] = ""
