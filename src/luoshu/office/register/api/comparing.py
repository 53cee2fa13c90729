"""What was told whom: of an enterprise, for itself and for officers; and all whose sources differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import (
    CSV,
    XLSX,
    FileForm,
    Key,
    Line,
    Operations,
    Page,
    PageNumber,
    Stripped,
    caller,
    checked,
    page_together,
)
from luoshu.office.register import comparing
from luoshu.office.register.actions.redeclare import redeclare
from luoshu.office.register.asking import RedeclareForm
from luoshu.office.register.authorised import Look
from luoshu.office.register.finding import entity_of, own_of
from luoshu.office.register.models import Deviation, Entity, Fact
from luoshu.office.register.purposes import COMPARED, OWN_COMPARED
from luoshu.office.register.queries import history
from luoshu.office.register.rules import corrects_own, fills_own, reads, reads_own
from luoshu.office.register.schemas import EntityRow, FactOut, Typed, Value, typed, value_of
from luoshu.office.register.stating import FactValue
from luoshu.office.register.words import fact_word
from luoshu.office.shell.problem_details import Words
from luoshu.problems import Text

operations = Operations("register")
own_operations = Operations("own")
READ = TokenScope.REGISTER_READ
Percent = Annotated[str, Field(pattern=r"^\d{1,6}(\.\d)?$", examples=["5"])]


class SaidOut(Schema):
    """What a source said last."""

    fact: int
    source: str
    value: Value
    shown: Words
    counts: bool = Field(description="计入的就是它 / this is the value that counts")
    difference: Words | None


class ComparedOut(Schema):
    """A fact and what each source said of it."""

    name: str
    label: Words
    unit: str
    year: int | None
    differs: bool
    said: list[SaidOut]

    @classmethod
    def of(cls, each: comparing.Compared) -> ComparedOut:
        return cls(
            name=each.word.name,
            label=Words.of(each.name),
            unit=each.word.unit,
            year=each.year or None,
            differs=each.differs,
            said=[
                SaidOut(
                    fact=said.fact.pk,
                    source=said.source.name,
                    value=value_of(each.word, said.fact.value),
                    shown=Words.of(said.value),
                    counts=said.counts,
                    difference=Words.of(said.difference) if said.difference else None,
                )
                for said in each.said
            ],
        )


class DifferenceOut(Schema):
    """A source that says another thing than what counts."""

    entity: EntityRow
    name: str
    year: int | None
    source: str
    said: FactValue | None
    counting_source: str
    counts: FactValue | None
    difference: Words

    @classmethod
    def of(cls, each: comparing.Line) -> DifferenceOut:
        found, word = each.deviation, each.word
        return cls(
            entity=EntityRow.of(found.entity),
            name=found.name,
            year=found.year or None,
            source=found.source.name,
            said=FactValue.of(word, found.said.value, found.year) if word else None,
            counting_source=each.counts.recording.source.name,
            counts=FactValue.of(word, each.counts.value, found.year) if word else None,
            difference=Words.of(each.difference),
        )


class RedeclaredIn(Schema):
    fact: Key
    value: Typed
    reason: Annotated[Stripped, Field(min_length=2, max_length=300)]


@own_operations.get("/own/compared", reads_own, TokenScope.OWN_READ, Text("各来源的数据", "What each source says"))
def own_compared(request: HttpRequest) -> list[ComparedOut]:
    """几个来源都说过的数据项，差得最多的在前。 / Facts of which several sources spoke, the largest difference first."""
    return _compared(request, own_of(request), OWN_COMPARED)


@own_operations.post("/own/corrections", fills_own, TokenScope.OWN_WRITE, Text("更正申报", "Correct a declaration"))
def own_correct(request: HttpRequest, body: RedeclaredIn) -> FactOut:
    """只限本企业自己申报的；别的来源说的，请提异议。

    What the enterprise declared itself; what others said of it is disputed."""
    fact = get_object_or_404(Fact.objects.select_related("entity", "recording__source"), pk=body.fact)
    require_now(request, corrects_own, fact)
    word = fact_word(fact.entity, fact.name, fact.year)
    if word is None:
        raise Http404
    form = RedeclareForm(word, {"value": typed(body.value), "reason": body.reason})
    checked(form)
    redeclare(caller(request), fact.pk, **form.cleaned())
    return FactOut.of(history(fact.entity, fact.name, fact.year).get(ended__isnull=True), word)


@operations.get("/entities/{number}/compared", reads, READ, Text("各来源的数据", "What each source says of an entity"))
def compared(request: HttpRequest, number: Key) -> list[ComparedOut]:
    """看了授权数据，会记下来。 / That authorised data were looked at is noted."""
    return _compared(request, entity_of(request, number), COMPARED)


@operations.get("/differences", reads, READ, Text("来源有差异的", "All whose sources differ"))
def differences(
    request: HttpRequest,
    q: Line = "",
    fact: Annotated[str, Field(max_length=80)] = "",
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None,
    source: Key | None = None,
    over: Percent | None = None,
    page: PageNumber = 1,
) -> Page[DifferenceOut]:
    """差得最多的在前；over 是百分之几以上。 / The largest first; `over`: by that many percent and more."""
    asked = comparing.Asked(q.strip()[:100], fact, year, source, Decimal(over) if over is not None else None)

    def told(deviations: Sequence[Deviation]) -> list[DifferenceOut]:
        with Look(caller(request), COMPARED, comparing.LISTED) as look:
            found = comparing.lines(deviations, look)
        return [DifferenceOut.of(each) for each in found]

    return page_together(request, asked.deviations(), told)


@operations.file("/differences/file", reads, READ, Text("差异的文件", "The differences as a file"), (CSV, XLSX))
def differences_file(
    request: HttpRequest,
    q: Line = "",
    fact: Annotated[str, Field(max_length=80)] = "",
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None,
    source: Key | None = None,
    over: Percent | None = None,
    form: FileForm = "csv",
) -> HttpResponseBase:
    given = {"q": q, "fact": fact, "year": str(year or ""), "source": str(source or ""), "over": over or ""}
    return comparing.differences_file(caller(request), given, form)


def _compared(request: HttpRequest, entity: Entity, purpose: Text) -> list[ComparedOut]:
    with Look(acting(request).user, purpose, entity) as look:
        return [ComparedOut.of(each) for each in comparing.compared(entity, look)]
