"""What a register comes to: sums, ratios, growth, stages, chains; and what belongs to an entity."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema

from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import Day, Key, Line, Operations, caller
from luoshu.office.library.schemas import FactWord
from luoshu.office.register import saying
from luoshu.office.register.authorised import Look, in_register
from luoshu.office.register.chain import Chain, Node, chain_of
from luoshu.office.register.counting import Growth, growth_of
from luoshu.office.register.entries import Entry, day_of, held
from luoshu.office.register.finding import entity_of, register_of
from luoshu.office.register.inside import inside_of, pointing_at, shares_of
from luoshu.office.register.models import Event
from luoshu.office.register.pipeline import Pipeline, pipeline_of
from luoshu.office.register.purposes import COUNTS, ENTRY
from luoshu.office.register.queries import group_of
from luoshu.office.register.rules import reads
from luoshu.office.register.schemas import EntityRow
from luoshu.office.register.succession import Turn, line_of
from luoshu.office.register.sums import Share, Sums, by_kind, by_year, ratio_facts, shares
from luoshu.office.register.telling import yuan
from luoshu.office.register.words import words
from luoshu.office.shell.problem_details import Words
from luoshu.problems import Text

operations = Operations("register")
READ = TokenScope.REGISTER_READ


class EntryName(Schema):
    number: int
    identifier: str
    name: str

    @classmethod
    def of(cls, each: Entry) -> EntryName:
        return cls(number=each.key, identifier=each.identifier, name=each.name)


class SumRow(Schema):
    name: str = Field(description="种类或年份 / a kind, or a year")
    values: list[str | None] = Field(description="与 facts 对应 / in the order of `facts`")


class SumsOut(Schema):
    """What facts of one unit come to."""

    facts: list[FactWord]
    unit: str
    rows: list[SumRow]
    lacking: list[int] = Field(description="没有这个数的条目 / entries that have no such number")

    @classmethod
    def of(cls, each: Sums) -> SumsOut:
        return cls(
            facts=[FactWord.of(fact) for fact in each.facts],
            unit=each.facts[0].unit,
            rows=[SumRow(name=name, values=[yuan(number) for number in numbers]) for name, numbers in each.rows],
            lacking=each.lacking,
        )


class RatioRow(Schema):
    name: str
    entry: int | None
    part: str
    over: str


class RatioOut(Schema):
    """One number over another, by entry or by year."""

    label: Words
    part: FactWord
    over: FactWord
    annual: bool
    percentage: bool
    rows: list[RatioRow]
    whole_part: str
    whole_over: str

    @classmethod
    def of(cls, each: Share) -> RatioOut:
        return cls(
            label=Words.of(words().said(each.name)),
            part=FactWord.of(each.part),
            over=FactWord.of(each.over),
            annual=each.annual,
            percentage=each.is_percentage,
            rows=[
                RatioRow(name=name, entry=key, part=f"{part:f}", over=f"{over:f}")
                for name, key, part, over in each.rows
            ],
            whole_part=f"{each.whole[0]:f}",
            whole_over=f"{each.whole[1]:f}",
        )


class GrowthOut(Schema):
    """How many were valid on each day; by level, where there are any."""

    on: date
    counts: dict[str, int]

    @classmethod
    def all_of(cls, growth: Growth | None) -> list[GrowthOut]:
        if growth is None:
            return []
        pairs = zip(growth.days, growth.counted, strict=True)
        return [cls(on=day, counts={level: counted[level] for level in growth.levels}) for day, counted in pairs]


class StageOut(Schema):
    label: Words
    reached: int
    planned: int | None
    late: int


class DelayOut(Schema):
    entry: EntryName
    stage: Words
    planned: date
    actual: date | None = Field(description="还没有到为 null / null: it is not reached yet")
    days: int


class PipelineOut(Schema):
    """How far the entries have come; the longest delays."""

    stages: list[StageOut]
    delays: list[DelayOut]
    late: int
    total: int

    @classmethod
    def of(cls, each: Pipeline) -> PipelineOut:
        said = words().said
        return cls(
            stages=[
                StageOut(label=Words.of(said(one.name)), reached=one.actual, planned=one.planned, late=one.late)
                for one in each.stages
            ],
            delays=[
                DelayOut(
                    entry=EntryName.of(one.entry),
                    stage=Words.of(said(one.stage)),
                    planned=one.planned,
                    actual=one.actual,
                    days=one.days,
                )
                for one in each.delays
            ],
            late=each.late,
            total=each.total,
        )


class NodeOut(Schema):
    entry: EntryName
    whole: str
    next: str = Field(description="下一环节的编号 / the identifier of the next link")
    counts: list[int] = Field(description="与 kinds 对应 / in the order of `kinds`")
    gap: bool = Field(description="没有谁指向它 / nothing points to it")

    @classmethod
    def of(cls, each: Node) -> NodeOut:
        return cls(
            entry=EntryName.of(each.entry),
            whole=each.whole,
            next=each.next,
            counts=list(each.counts),
            gap=each.is_gap,
        )


class ChainOut(Schema):
    """The links of a chain in order, and how many point to each."""

    kinds: list[str]
    nodes: list[NodeOut]
    gaps: int

    @classmethod
    def of(cls, each: Chain) -> ChainOut:
        return cls(kinds=each.kinds, nodes=[NodeOut.of(node) for node in each.nodes], gaps=each.gaps)


class FiguresOut(Schema):
    """All that a register comes to on a day; what it does not have is empty or null."""

    on: date
    known: date = Field(description="按哪天已知的数据 / by what was known at the end of this day")
    by_kind: list[SumsOut]
    by_year: list[SumsOut]
    ratios: list[RatioOut]
    growth: list[GrowthOut]
    pipeline: PipelineOut | None
    chain: ChainOut | None


class TurnOut(Schema):
    """What happened on a day: `before` became, or became part of, `after`."""

    on: date
    label: Words
    before: EntityRow
    after: EntityRow
    document: str
    former_name: str
    new_name: str

    @classmethod
    def of(cls, each: Turn) -> TurnOut:
        return cls(
            on=each.on,
            label=Words.of(saying.EVENTS[Event.Kind(each.kind)]),
            before=EntityRow.of(each.before),
            after=EntityRow.of(each.after),
            document=each.document,
            former_name=each.names[0],
            new_name=each.names[1],
        )


class InsideOut(Schema):
    """The entries of a register that are part of an entity."""

    slug: str
    label: Words
    total: int
    entries: list[EntryName] = Field(description="前几条 / the first of them")


class PointingOut(Schema):
    label: Words
    total: int
    entities: list[EntityRow] = Field(description="前几个 / the first of them")


class RelationsOut(Schema):
    """What an entity came of and became; what is part of it or points to it; who has the same controller."""

    succession: list[TurnOut]
    now: list[EntityRow] = Field(description="沿革最后还在的 / what is left at the end of the line")
    inside: list[InsideOut]
    pointing: list[PointingOut]
    ratios: list[RatioOut]
    group: list[EntityRow]


@operations.get("/registers/{slug}/figures", reads, READ, Text("台账的合计、比例和进度", "What a register comes to"))
def figures(request: HttpRequest, slug: Line, on: Day | None = None, known_now: bool = False) -> FiguresOut:
    """按当天已知的；known_now 则按今天已知的。

    By what was known on that day; with known_now by what is known today."""
    _, record = register_of(slug)
    day = day_of(on)
    with Look(caller(request), COUNTS, in_register(record)) as look:
        found = held(record, day, look, ratio_facts(record.name), day_of(None) if known_now else day)
        pipeline, chain = pipeline_of(found), chain_of(found)
        return FiguresOut(
            on=day,
            known=found.known,
            by_kind=[SumsOut.of(each) for each in by_kind(found)],
            by_year=[SumsOut.of(each) for each in by_year(found)],
            ratios=[RatioOut.of(each) for each in shares(found)],
            growth=GrowthOut.all_of(growth_of(found)),
            pipeline=PipelineOut.of(pipeline) if pipeline else None,
            chain=ChainOut.of(chain) if chain else None,
        )


@operations.get("/entities/{number}/relations", reads, READ, Text("沿革和从属", "What belongs to an entity"))
def relations(request: HttpRequest, number: Key) -> RelationsOut:
    found, today = entity_of(request, number), timezone.localdate()
    line = line_of(found)
    with Look(caller(request), ENTRY, found) as look:
        inside, ratios = inside_of(found, today, look), shares_of(found, today, look)
    return RelationsOut(
        succession=[TurnOut.of(turn) for turn in line.turns] if line else [],
        now=[EntityRow.of(each) for each in line.ends] if line else [],
        inside=[
            InsideOut(
                slug=each.slug,
                label=Words.of(each.title),
                total=each.total,
                entries=[EntryName.of(entry) for entry in each.shown],
            )
            for each in inside
        ],
        pointing=[
            PointingOut(
                label=Words.of(each.title), total=each.total, entities=[EntityRow.of(one) for one in each.shown]
            )
            for each in pointing_at(found)
        ],
        ratios=[RatioOut.of(each) for each in ratios],
        group=[EntityRow.of(each) for each in group_of(found)],
    )
