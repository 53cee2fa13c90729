"""What the list holds about the people who advise and work on it."""

from __future__ import annotations

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, Row, parts_of, register
from luoshu.office.cultivation.models import Entry, Note, Task
from luoshu.problems import Text

_BASIS = Text(
    "辅导和走访由谁做属于公务记录，须随培育档案保存",
    "who advised and visited is an official record, kept with the list",
)


def _advised(user: User) -> list[Row]:
    found = Entry.objects.filter(adviser=user).select_related("entity", "aim")
    return [
        {"entity": str(each.entity), "aim": each.aim.zh, "since": each.since.isoformat(), "end": each.end}
        for each in found
    ]


def _notes(user: User) -> list[Row]:
    found = Note.objects.filter(by=user).select_related("entry__entity")
    return [{"entity": str(each.entry.entity), "on": each.on.isoformat(), "note": each.text} for each in found]


def _taken_in(user: User) -> list[Row]:
    rows = parts_of(Entry.objects.select_related("entity", "aim"), user, {"taken_by": "taken in", "ended_by": "ended"})
    return [
        {"entity": str(each.entity), "aim": each.aim.zh, "since": each.since.isoformat(), "part": part}
        for each, part in rows
    ]


def _tasks(user: User) -> list[Row]:
    rows = parts_of(Task.objects.select_related("entry__entity"), user, {"set_by": "set", "done_by": "done"})
    return [
        {
            "entity": str(each.entry.entity),
            "task": each.what,
            "outcome": each.outcome if part == "done" else "",
            "part": part,
        }
        for each, part in rows
    ]


def declare() -> None:
    register(Holding("advised", Text("辅导的企业", "Firms advised"), _advised, None, _BASIS))
    register(
        Holding("taken-in", Text("入库和出库", "Firms taken into the list and out of it"), _taken_in, None, _BASIS)
    )
    register(Holding("tasks", Text("布置和完成的任务", "Tasks set and done"), _tasks, None, _BASIS))
    register(Holding("visits", Text("走访记录", "Notes of visits"), _notes, None, _BASIS))
