"""What the list tells as a whole: six tables, each counted by the database in a query or two, shown and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from luoshu.office.cultivation.models import Entry, Lack, Task
from luoshu.office.cultivation.queries import asked_by, overdue
from luoshu.office.cultivation.saying import DOERS, ENDS
from luoshu.office.shell.language import here, language
from luoshu.problems import Text

Cell = str | int
OPEN = Q(ended_on__isnull=True)


@dataclass(frozen=True)
class Report:
    """A table; `numbers` are the columns that are counts, `empty` what is said where it has no rows."""

    name: str
    title: Text
    empty: Text
    header: list[str]
    rows: list[list[Cell]]
    numbers: frozenset[int]


def by_aim(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    found = (
        Entry.objects.order_by()
        .values("aim__zh", "aim__en")
        .annotate(
            open=Count("pk", filter=OPEN),
            advised=Count("pk", filter=OPEN & Q(adviser__isnull=False)),
            near=Count("pk", filter=OPEN & Q(reading__standing="near")),
            meets=Count("pk", filter=OPEN & Q(reading__standing="meets")),
            holds=Count("pk", filter=OPEN & Q(reading__standing="holds")),
            unknown=Count("pk", filter=OPEN & Q(reading__standing="unknown")),
        )
        .order_by("-open", "aim__zh")[:most]
    )
    header = [
        here("目标", "Aim"),
        here("在库", "In the list"),
        here("有辅导员", "With an adviser"),
        here("还差条件", "Lacking conditions"),
        here("符合条件", "Meeting them"),
        here("已持有", "Holding the title"),
        here("不能判断", "Cannot tell"),
    ]
    return header, [
        [
            _say(row["aim__zh"], row["aim__en"]),
            row["open"],
            row["advised"],
            row["near"],
            row["meets"],
            row["holds"],
            row["unknown"],
        ]
        for row in found
    ]


def by_condition(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    now = Entry.objects.filter(OPEN, reading__isnull=False)
    found = (
        Lack.objects.filter(reading__in=now.values("reading"))
        .order_by()
        .values("condition", "reading__entry__aim__zh", "reading__entry__aim__en")
        .annotate(entries=Count("reading"), alone=Count("reading", filter=Q(reading__failing=1)))
        .order_by("-entries", "condition")[:most]
    )
    header = [here("条件", "Condition"), here("目标", "Aim"), here("缺的户数", "Entries that lack it")]
    header.append(here("只差这一项", "Lacking nothing else"))
    asked = asked_by({row["condition"] for row in found})
    return header, [
        [
            asked[row["condition"]].say(language()),
            _say(row["reading__entry__aim__zh"], row["reading__entry__aim__en"]),
            row["entries"],
            row["alone"],
        ]
        for row in found
    ]


def conversion(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    found = (
        Entry.objects.annotate(year=ExtractYear("since"))
        .order_by()
        .values("year", "aim__zh", "aim__en")
        .annotate(
            taken=Count("pk"),
            reached=Count("pk", filter=Q(end=Entry.End.REACHED)),
            left=Count("pk", filter=~OPEN & ~Q(end=Entry.End.REACHED)),
            open=Count("pk", filter=OPEN),
        )
        .order_by("-year", "aim__zh")[:most]
    )
    header = [
        here("入库年份", "Taken in"),
        here("目标", "Aim"),
        here("入库", "Entries"),
        here("达成", "Reached"),
        here("其他出库", "Left otherwise"),
        here("在库", "In the list"),
        here("达成率", "Share reached"),
    ]
    return header, [
        [
            str(row["year"]),
            _say(row["aim__zh"], row["aim__en"]),
            row["taken"],
            row["reached"],
            row["left"],
            row["open"],
            f"{100 * row['reached'] / row['taken']:.1f}%",
        ]
        for row in found
    ]


def reasons(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    found = (
        Entry.objects.filter(~OPEN)
        .annotate(year=ExtractYear("ended_on"))
        .order_by()
        .values("year", "end", "reason")
        .annotate(entries=Count("pk"))
        .order_by("-year", "-entries", "end", "reason")[:most]
    )
    words = {str(end): text.say(language()) for end, text in ENDS.items()}
    header = [here("出库年份", "Left"), here("结果", "How"), here("原因", "Reason"), here("户数", "Entries")]
    return header, [[str(row["year"]), words[row["end"]], row["reason"], row["entries"]] for row in found]


def load(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    today = timezone.localdate()
    theirs = Q(tasks__doer=Task.Doer.ADVISER, tasks__done_on__isnull=True)
    found = (
        Entry.objects.filter(OPEN)
        .order_by()
        .values("adviser", "adviser__name")
        .annotate(
            entries=Count("pk", distinct=True),
            open=Count("tasks", filter=theirs, distinct=True),
            late=Count("tasks", filter=theirs & Q(tasks__due__lt=today), distinct=True),
            visits=Count("notes", filter=Q(notes__on__year=today.year), distinct=True),
        )
        .order_by("-entries", "adviser__name")[:most]
    )
    header = [
        here("辅导员", "Adviser"),
        here("在库户数", "Entries"),
        here("本人未完成任务", "Open tasks of theirs"),
        here("其中逾期", "Overdue"),
        here("今年走访", "Visits this year"),
    ]
    nobody = here("（没有辅导员）", "(none)")
    return header, [
        [row["adviser__name"] or nobody, row["entries"], row["open"], row["late"], row["visits"]] for row in found
    ]


def late(most: int | None) -> tuple[list[str], list[list[Cell]]]:
    today = timezone.localdate()
    found = (
        overdue().select_related("entry__entity", "entry__aim", "entry__adviser").order_by(F("due").asc(), "pk")[:most]
    )
    header = [
        here("企业", "Enterprise"),
        here("任务", "Task"),
        here("由谁做", "By whom"),
        here("辅导员", "Adviser"),
        here("期限", "Due"),
        here("逾期天数", "Days overdue"),
        here("目标", "Aim"),
    ]
    return header, [
        [
            str(task.entry.entity),
            task.what,
            DOERS[Task.Doer(task.doer)].say(language()),
            str(task.entry.adviser or ""),
            task.due.isoformat(),
            (today - task.due).days,
            task.entry.aim.label.say(language()),
        ]
        for task in found
    ]


def _say(zh: str, en: str) -> str:
    return Text(zh, en).say(language())


_NOTHING = Text("培育库里还没有企业。", "Nobody is in the list yet.")
_REPORTS: Mapping[str, tuple[Text, Text, Callable[[int | None], tuple[list[str], list[list[Cell]]]]]] = {
    "aims": (Text("各目标在库情况", "By aim"), _NOTHING, by_aim),
    "conditions": (
        Text("最缺的条件", "What lacks most"),
        Text("在库的没有不符合的条件。", "Nobody in the list fails a condition."),
        by_condition,
    ),
    "conversion": (Text("入库与达成", "Taken in and reached"), _NOTHING, conversion),
    "reasons": (Text("出库原因", "Reasons for leaving"), Text("还没有出库的。", "Nobody has left yet."), reasons),
    "advisers": (Text("辅导员工作量", "Advisers' load"), _NOTHING, load),
    "overdue": (Text("逾期任务", "Overdue tasks"), Text("没有逾期的任务。", "No task is overdue."), late),
}
NAMES = tuple(_REPORTS)


def _is_number(cell: Cell) -> bool:
    """A count, or a share: not a condition that ends with one."""
    return isinstance(cell, int) or (cell.endswith("%") and cell[:1].isdigit())


def report(name: str, most: int | None = None) -> Report:
    """One of them, counted now, of at most so many rows. Raises KeyError where there is none of that name."""
    title, empty, count = _REPORTS[name]
    header, rows = count(most)
    numbers = {place for row in rows for place, cell in enumerate(row) if _is_number(cell)}
    return Report(name, title, empty, header, rows, frozenset(numbers))
