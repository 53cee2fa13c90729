"""What programs are told of the cultivation list, and what they send."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from luoshu.office.accounts.models import User
from luoshu.office.accounts.programs import Day, Key, Line, Stripped
from luoshu.office.cultivation import saying
from luoshu.office.cultivation.aims import Offered
from luoshu.office.cultivation.finding import Found, Lacking
from luoshu.office.cultivation.models import Aim, Entry, Lack, Note, Reading, Search, Task
from luoshu.office.cultivation.moving import Moved
from luoshu.office.cultivation.reports import Report
from luoshu.office.register.authorised import Lapsed
from luoshu.office.register.models import Entity
from luoshu.office.register.schemas import EntityRow, WorkOut, pair
from luoshu.office.shell.problem_details import Words, one_of

Standing = Annotated[Reading.Standing, one_of(Reading.Standing)]
FoundStanding = Literal["near", "unknown", "meets", "holds"]
End = Annotated[Entry.End, one_of(Entry.End)]
Doer = Annotated[Task.Doer, one_of(Task.Doer)]


class AimOut(Schema):
    """What one can be near to: a rung of a ladder, or a policy's conclusion."""

    aim: str = Field(description="查找时用它 / what a search is asked for with")
    label: Words
    policy: str
    decision: str
    ladder: str
    rung: str

    @classmethod
    def of(cls, each: Offered) -> AimOut:
        return cls(
            aim=each.value,
            label=Words.of(each.label),
            policy=each.policy.id,
            decision=each.decision,
            ladder=each.ladder,
            rung=each.rung,
        )


class AimKept(Schema):
    number: int
    label: Words

    @classmethod
    def of(cls, each: Aim) -> AimKept:
        return cls(number=each.pk, label=Words.of(each.label))


class AdviserOut(Schema):
    number: int
    name: str

    @classmethod
    def of(cls, each: User) -> AdviserOut:
        return cls(number=each.pk, name=str(each))


class ConditionOut(Schema):
    """A condition that fails: what is, what is needed, what lacks, as people write it."""

    condition: str = Field(description="政策里的写法 / as the policy writes it")
    asked: Words = Field(description="用白话说 / in plain words")
    have: Words
    need: Words
    gap: Words = Field(description="数不出的为空 / empty where nothing can be counted")
    withheld: bool = Field(
        description="快照里有授权已到期的数据，数值不再给出 / no figures: an authorisation has ended"
    )

    @classmethod
    def of(cls, lack: Lack | Lacking, search: Search, lapsed: Lapsed) -> ConditionOut:
        have, need, gap = saying.figures(lack, search, lapsed)
        return cls(
            condition=lack.condition,
            asked=Words.of(saying.asked(lack.condition, search.result.get("conditions", {}))),
            have=Words.of(have),
            need=Words.of(need),
            gap=Words.of(gap),
            withheld=search.snapshot_id in lapsed,
        )


class StoodOut(Schema):
    """Where an entry stood by a search."""

    search: int
    on: date
    standing: Standing
    word: Words
    lacks: list[ConditionOut]
    missing: list[Words] = Field(description="缺的数据项 / facts that are missing")

    @classmethod
    def of(cls, each: Reading, lapsed: Lapsed) -> StoodOut:
        return cls(
            search=each.search_id,
            on=each.search.on,
            standing=Reading.Standing(each.standing),
            word=Words.of(saying.STANDINGS[each.standing][2]),
            lacks=[ConditionOut.of(lack, each.search, lapsed) for lack in each.lacks.all()],
            missing=[pair(both) for both in each.missing],
        )


class EntryRow(Schema):
    """An entry of the list."""

    number: int
    entity: EntityRow
    aim: AimKept
    since: date
    adviser: AdviserOut | None
    stands: StoodOut | None
    tasks_open: int
    tasks_overdue: int
    end: End | None
    ended_on: date | None
    reason: str
    document: str

    @classmethod
    def of(cls, each: Entry, lapsed: Lapsed) -> EntryRow:
        return cls(
            number=each.pk,
            entity=EntityRow.of(each.entity),
            aim=AimKept.of(each.aim),
            since=each.since,
            adviser=AdviserOut.of(each.adviser) if each.adviser else None,
            stands=StoodOut.of(each.reading, lapsed) if each.reading else None,
            tasks_open=each.tasks_open or 0,  # type: ignore[attr-defined]
            tasks_overdue=each.tasks_late or 0,  # type: ignore[attr-defined]
            end=Entry.End(each.end) if each.end else None,
            ended_on=each.ended_on,
            reason=each.reason,
            document=each.document,
        )


class TaskOut(Schema):
    number: int
    what: str
    condition: str
    doer: Doer
    due: date
    overdue: bool
    done_on: date | None
    done_by: str
    outcome: str

    @classmethod
    def of(cls, each: Task) -> TaskOut:
        return cls(
            number=each.pk,
            what=each.what,
            condition=each.condition,
            doer=Task.Doer(each.doer),
            due=each.due,
            overdue=each.is_overdue,
            done_on=each.done_on,
            done_by=str(each.done_by or ""),
            outcome=each.outcome,
        )


class NoteOut(Schema):
    number: int
    on: date
    text: str
    by: str

    @classmethod
    def of(cls, each: Note) -> NoteOut:
        return cls(number=each.pk, on=each.on, text=each.text, by=str(each.by))


class MovedOut(Schema):
    """How a condition's gap moved, a cell a search, the oldest first."""

    condition: str
    asked: Words
    article: Words
    have: Words
    need: Words
    cells: list[Words]
    trend: Words | None
    fails: bool

    @classmethod
    def of(cls, each: Moved) -> MovedOut:
        return cls(
            condition=each.condition,
            asked=Words.of(each.asked),
            article=Words.of(each.article),
            have=Words.of(each.have),
            need=Words.of(each.need),
            cells=[Words.of(cell) for cell in each.cells],
            trend=Words.of(each.trend[2]) if each.trend else None,
            fails=each.fails,
        )


class OwnEntry(EntryRow):
    tasks: list[TaskOut]


class EntryOut(OwnEntry):
    """An entry with its tasks, visits and how its gaps moved."""

    searches: list[date] = Field(description="各次查找的日期，与 moved 的 cells 对应 / the columns of `moved`")
    moved: list[MovedOut]
    notes: list[NoteOut] | None = Field(description="企业看不到，为 null / null for the enterprise, which sees none")


class AdviserIn(Schema):
    adviser: Key | None = Field(default=None, description="null 即没有辅导员 / null: nobody")


class TaskIn(Schema):
    what: Annotated[Stripped, Field(min_length=1, max_length=200)]
    doer: Doer
    due: Day
    condition: Annotated[str, Field(max_length=300, description="现在差的一个条件 / one that fails now")] = ""


class OutcomeIn(Schema):
    outcome: Annotated[Stripped, Field(min_length=2, max_length=300)]


class NoteIn(Schema):
    on: Day
    text: Annotated[Stripped, Field(min_length=2, max_length=2000)]


class EndIn(Schema):
    end: End
    on: Day
    reason: Annotated[Stripped, Field(min_length=2, max_length=300)]
    document: Line = Field(default="", description="达成时必填 / required where it was reached")


# --- searches ---------------------------------------------------------------------------------------------------------


class SearchIn(Schema):
    aim: Annotated[Stripped, Field(min_length=1, max_length=700)]
    snapshot: Key
    on: Day


class SearchCondition(Schema):
    number: int
    condition: str
    article: Words
    fails: int = Field(description="差这一条的有几户 / how many fail it")


class SearchOut(WorkOut):
    """A search for who is near; `counts` and `conditions` once it is done."""

    aim: AimKept
    snapshot: int
    on: date
    counts: dict[str, int]
    conditions: list[SearchCondition]
    there: bool = Field(description="结果还在 / what it found is still there")

    @classmethod
    def of(cls, each: Search) -> SearchOut:
        conditions = each.result.get("conditions", {})
        return cls(
            **WorkOut.columns(each),
            aim=AimKept.of(each.aim),
            snapshot=each.snapshot_id,
            on=each.on,
            counts=each.result.get("counts", {}),
            conditions=[
                SearchCondition(
                    number=int(number), condition=told["text"], article=pair(told["article"]), fails=told["fails"]
                )
                for number, told in conditions.items()
            ],
            there=each.state == Search.State.DONE and each.found.exists(),
        )


class FoundOut(Schema):
    """One whom a search found; `entry` where it stands in the list already."""

    identifier: str
    entity: EntityRow | None
    standing: FoundStanding
    lacks: list[ConditionOut]
    missing: list[Words]
    entry: int | None

    @classmethod
    def of(cls, search: Search, lapsed: Lapsed, each: Found, entity: Entity | None, entry: int | None) -> FoundOut:
        labels = search.result.get("labels", {})
        return cls(
            identifier=each.identifier,
            entity=EntityRow.of(entity) if entity else None,
            standing=each.standing,  # type: ignore[arg-type]  # the words of `finding.STANDINGS`
            lacks=[ConditionOut.of(lack, search, lapsed) for lack in each.lacks],
            missing=[pair(labels.get(fact, [fact, fact])) for fact in each.missing],
            entry=entry,
        )


class TakenIn(Schema):
    identifiers: Annotated[list[Line], Field(min_length=1, max_length=500)]


class TakenOut(Schema):
    entries: list[int]


class PutBackIn(Schema):
    entries: Annotated[list[Key], Field(min_length=1, max_length=500)]


class PutBackOut(Schema):
    count: int


class ReportOut(Schema):
    """A table; its heads and words are in the language that the request asks for (Accept-Language)."""

    name: str
    title: Words
    header: list[str]
    rows: list[list[int | str]]

    @classmethod
    def of(cls, each: Report) -> ReportOut:
        return cls(name=each.name, title=Words.of(each.title), header=each.header, rows=each.rows)
