"""The uses of authorised data as a list shows them: each with what they were used in, by name, and its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from luoshu.office.register.models import Deviation, Dispute, DraftTrial, Entity, Export, Import, Snapshot, Trial, Use
from luoshu.office.register.purposes import said
from luoshu.office.register.words import words
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Used:
    """A use and what it was for; `inside` is what it was used in, `address` that of its page, or empty."""

    use: Use
    purpose: Text
    inside: Text
    address: str = ""


# By what the audit calls it: in words, and the name of its page.
_WORKS: dict[str, tuple[Text, str]] = {
    Snapshot._meta.label_lower: (Text("快照", "snapshot"), "snapshot"),
    Trial._meta.label_lower: (Text("测算", "trial"), "trial"),
    DraftTrial._meta.label_lower: (Text("草稿测算", "trial of a draft"), "draft-trial"),
    Import._meta.label_lower: (Text("导入", "import"), "import"),
    Export._meta.label_lower: (Text("导出", "export"), "export"),
}
_LISTS: dict[str, tuple[Text, str]] = {
    Deviation._meta.label_lower: (Text("来源差异", "differences of sources"), "differences"),
    Dispute._meta.label_lower: (Text("异议", "disputes"), "disputes"),
    Import._meta.label_lower: (Text("导入", "imports"), "imports"),
    "register.expiry": (Text("到期", "what ends when"), "expiry"),
}


def call(model: type[Model], called: Text, page: str) -> None:
    """What another app's works are called, and the name of the page of one."""
    _WORKS[model._meta.label_lower] = called, page


def call_list(subject: str, called: Text, page: str) -> None:
    """What another app's list is called, and the name of its page."""
    _LISTS[subject] = called, page


def used(found: Iterable[Use]) -> list[Used]:
    """In the same order; one query for the names of entities."""
    found = list(found)
    keys = [int(number) for kind, number in map(_parts, found) if kind == Entity._meta.label_lower and number]
    entities = Entity.objects.in_bulk(keys)
    return [Used(use, said(use.purpose), *_inside(use, entities)) for use in found]


def _inside(use: Use, entities: Mapping[int, Entity]) -> tuple[Text, str]:
    kind, number = _parts(use)
    if number and kind == Entity._meta.label_lower and int(number) in entities:
        name = str(entities[int(number)])
        return Text(name, name), reverse("entity", args=[number])
    if number and kind in _WORKS:
        called, page = _WORKS[kind]
        return Text(f"{called.zh} {number}", f"{called.en} {number}"), reverse(page, args=[number])
    if kind in _LISTS:
        called, page = _LISTS[kind]
        return called, reverse(page)
    register = kind.removeprefix("register.")
    if words().record(register) is not None:
        return words().label(register), reverse("entities", args=[words().slug(register)])
    return Text(use.subject, use.subject), ""


def _parts(use: Use) -> tuple[str, str]:
    kind, _, number = use.subject.partition(":")
    return kind, number if number.isdigit() else ""
