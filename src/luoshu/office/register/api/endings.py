"""Titles and what ends when: an enterprise's own, and of all."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Field, Schema

from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import CSV, ICS, XLSX, Key, Operations, Page, PageNumber, caller, paged
from luoshu.office.register.authorised import Look
from luoshu.office.register.endings import (
    AHEAD,
    LISTED,
    asked_for,
    endings_file,
    is_for_ever,
    own_calendar,
    own_endings,
)
from luoshu.office.register.endings import standing as standing_of
from luoshu.office.register.expiring import Asked, Ending, details, held
from luoshu.office.register.finding import entity_of, own_of
from luoshu.office.register.models import Entity
from luoshu.office.register.purposes import ENDINGS, OWN_ENDINGS
from luoshu.office.register.rules import reads, reads_own
from luoshu.office.register.schemas import EntityRow
from luoshu.office.shell.paging import pages_of, part_of
from luoshu.problems import Text

operations = Operations("register")
own_operations = Operations("own")
READ, OWN_READ = TokenScope.REGISTER_READ, TokenScope.OWN_READ
Months = Annotated[int, Field(ge=1, le=120, description="今后几个月 / within so many months")]
What = Annotated[str, Field(max_length=200, description="哪个资格或事项 / which title or date")]


class EndingOut(Schema):
    """What ends on a day: a title of an entity, or a date of an entry of a register."""

    until: date | None = Field(description="null 即没有期限 / null: it has no end")
    what: str
    entity: EntityRow
    number: str
    since: date | None
    granted_by: str
    is_title: bool

    @classmethod
    def of(cls, each: Ending) -> EndingOut:
        return cls(
            until=None if is_for_ever(each) else each.until,
            what=each.what,
            entity=EntityRow.of(each.entity),
            number=each.number,
            since=each.since,
            granted_by=each.by,
            is_title=each.is_title,
        )


class TitleOut(EndingOut):
    """A title that was granted, and where it stands."""

    standing: Literal["current", "soon", "over", "later"]


class TitlesOut(Schema):
    titles: list[TitleOut]
    endings: list[EndingOut] = Field(description="到期的资格和事项，先到期的在前 / what ends, soonest first")


@own_operations.get("/own/titles", reads_own, OWN_READ, Text("本企业的资格和到期", "Its titles, and what ends when"))
def own_titles(request: HttpRequest) -> TitlesOut:
    return _titles(request, own_of(request), OWN_ENDINGS)


@own_operations.file(
    "/own/titles/calendar", reads_own, OWN_READ, Text("到期日历", "What ends when, as a calendar"), (ICS,)
)
def own_titles_calendar(request: HttpRequest) -> HttpResponse:
    own = own_of(request)
    with Look(caller(request), OWN_ENDINGS, own) as look:
        return own_calendar(own_endings(own, timezone.localdate(), look))


@operations.get("/entities/{number}/titles", reads, READ, Text("一个主体的资格", "The titles of an entity"))
def titles(request: HttpRequest, number: Key) -> TitlesOut:
    return _titles(request, entity_of(request, number), ENDINGS)


@operations.get("/endings", reads, READ, Text("什么快到期", "What ends when"))
def endings(request: HttpRequest, months: Months = AHEAD, what: What = "", page: PageNumber = 1) -> Page[EndingOut]:
    """所有企业和台账；刚过期三十天以内的也在。 / Of all firms and registers; what has ended within thirty days too."""
    every, _ = _asked(months, what).found()
    pages = pages_of(len(every))
    number = min(page, pages)
    with Look(caller(request), ENDINGS, LISTED) as look:
        found = details(every[part_of(number)], look)
    return paged(request, [EndingOut.of(each) for each in found], len(every), number, pages)


@operations.file("/endings/file", reads, READ, Text("到期的文件", "What ends when, as a file"), (CSV, XLSX, ICS))
def endings_download(
    request: HttpRequest, months: Months = AHEAD, what: What = "", form: Literal["csv", "xlsx", "ics"] = "csv"
) -> HttpResponseBase:
    given = {"months": str(months), "what": what}
    return endings_file(caller(request), _asked(months, what), given, form)


def _asked(months: int, what: str) -> Asked:
    return asked_for(timezone.localdate(), months, what)


def _titles(request: HttpRequest, entity: Entity, purpose: Text) -> TitlesOut:
    today = timezone.localdate()
    with Look(caller(request), purpose, entity) as look:
        return TitlesOut(
            titles=[
                TitleOut(**EndingOut.of(each).model_dump(), standing=standing_of(each, today))  # type: ignore[arg-type]
                for each in held(entity, look)
            ],
            endings=[EndingOut.of(each) for each in own_endings(entity, today, look)],
        )
