"""What has to be done before a version is published: each with its state, by whom and on which day.

What later apps have to say of a version (a trial over the facts of the register) they add when they are ready:
`add(Further(item, template, context))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone

from luoshu.office.library.comparing import Comparison
from luoshu.office.library.drafting import Draft
from luoshu.office.library.models import ReviewKind, State, Version
from luoshu.problems import Text

Stand = Literal["done", "open", "wrong"]
STANDS: Mapping[Stand, tuple[str, str, Text]] = {  # the class of its colour, its shape, its word
    "done": ("yes", "●", Text("已办", "done")),
    "open": ("unknown", "◐", Text("未办", "not done yet")),
    "wrong": ("no", "○", Text("有问题", "something is wrong")),
}
_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list. `key` tells which; one that is not `needed` holds nothing up."""

    key: str
    title: Text
    stand: Stand
    told: Text = _NOTHING
    name: str = ""
    on: date | None = None
    needed: bool = True
    anchor: str = ""  # of the page, where it is told at length

    @property
    def colour(self) -> str:
        return STANDS[self.stand][0]

    @property
    def shape(self) -> str:
        return STANDS[self.stand][1]

    @property
    def word(self) -> Text:
        return STANDS[self.stand][2]


@dataclass(frozen=True, slots=True)
class Further:
    """What another app has to say: an item of the list, and a part of the page with what it wants to know."""

    item: Callable[[Version], Item]
    template: str
    context: Callable[[HttpRequest, Version], Mapping[str, Any]]


_FURTHER: list[Further] = []


def add(further: Further) -> None:
    """Called by an app when it is ready."""
    if further not in _FURTHER:
        _FURTHER.append(further)


def further() -> tuple[Further, ...]:
    return tuple(_FURTHER)


def further_items(version: Version) -> list[Item]:
    return [each.item(version) for each in _FURTHER]


def checklist(version: Version, draft: Draft | None, comparison: Comparison | None) -> list[Item]:
    """Everything, in the order in which it is done. Of what is published there is no `draft`: nothing more is asked."""
    return [
        _check(version, draft),
        _difference(version, draft, comparison),
        *_reviews(version),
        *further_items(version),
        _approval(version),
        _day(version),
    ]


def _check(version: Version, draft: Draft | None) -> Item:
    title, on = Text("检查", "Check"), timezone.localtime(version.changed).date()
    if draft is None:
        return Item("check", title, "done", on=_published(version))
    if draft.sound and draft.checked is not None:
        passed = draft.checked.passed
        told = Text(f"没有错误，例子相符 {passed} 个", f"no errors; {passed} examples come out")
        return Item("check", title, "done", told, on=on, anchor="check")
    wrong = len(draft.errors) or (draft.checked.failed if draft.checked else 1)
    told = (
        Text(f"{wrong} 处错误", f"errors: {wrong}")
        if draft.errors
        else Text(f"{wrong} 个例子不符", f"{wrong} examples")
    )
    return Item("check", title, "wrong", told, on=on, anchor="check")


def _difference(version: Version, draft: Draft | None, comparison: Comparison | None) -> Item:
    title = Text("比现行版本改了什么", "What it changes")
    if draft is None:
        return Item("difference", title, "done", on=_published(version))
    if draft.place is None or draft.checked is None or draft.checked.policy is None:
        return Item("difference", title, "open", Text("改正错误后列出", "told once the errors are mended"))
    if comparison is None:
        told = Text("新政策，不代替别的版本", "a new policy: it replaces no version")
        return Item("difference", title, "done", told)
    count = len(comparison.articles)
    told = Text(f"{count} 处有改动", f"parts that change: {count}") if count else Text("没有不同", "nothing differs")
    return Item("difference", title, "done", told, anchor="difference")


def _reviews(version: Version) -> list[Item]:
    noted = {each.kind: each for each in version.reviews.all()}
    return [
        Item(kind.value, kind.label_text, "done", Text(found.conclusion, found.conclusion), found.reviewer, found.on)
        if (found := noted.get(kind.value))
        else Item(kind.value, kind.label_text, "open")
        for kind in ReviewKind
    ]


def _approval(version: Version) -> Item:
    title = Text("另一人审批", "Approval by a second person")
    if version.approver is not None:
        on = timezone.localtime(version.approved_at).date() if version.approved_at else None
        return Item("approval", title, "done", name=str(version.approver), on=on)
    if version.shipped:
        return Item("approval", title, "done", Text("随软件发布", "comes with the software"))
    waits = Text("等审批人审批", "waits for an approver") if version.state == State.SUBMITTED else _NOTHING
    return Item("approval", title, "open", waits)


def _day(version: Version) -> Item:
    title = Text("施行日期", "Effective date")
    if version.since is None:
        told = Text("写在文件开头的 effective 里", "it stands at the head of the document: effective")
        return Item("day", title, "open", told)
    return Item("day", title, "done", on=version.since)


def _published(version: Version) -> date | None:
    return timezone.localtime(version.published_at).date() if version.published_at else None
