"""What the list holds about the people who advise and work on it."""

from __future__ import annotations

from typing import Any

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, register
from luoshu.office.cultivation.models import Entry, Note
from luoshu.problems import Text

_BASIS = Text(
    "辅导和走访由谁做属于公务记录，须随培育档案保存",
    "who advised and visited is an official record, kept with the list",
)


def _advised(user: User) -> list[dict[str, Any]]:
    found = Entry.objects.filter(adviser=user).select_related("entity", "aim")
    return [
        {"entity": str(each.entity), "aim": each.aim.zh, "since": each.since.isoformat(), "end": each.end}
        for each in found
    ]


def _notes(user: User) -> list[dict[str, Any]]:
    found = Note.objects.filter(by=user).select_related("entry__entity")
    return [{"entity": str(each.entry.entity), "on": each.on.isoformat(), "note": each.text} for each in found]


def declare() -> None:
    register(Holding("advised", Text("辅导的企业", "Firms advised"), _advised, None, _BASIS))
    register(Holding("visits", Text("走访记录", "Notes of visits"), _notes, None, _BASIS))
