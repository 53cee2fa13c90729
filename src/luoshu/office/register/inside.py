"""What is part of an entity, or points to it: the tenancies of a carrier, the R&D projects of a firm, added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from luoshu.office.register import pictures
from luoshu.office.register.authorised import Look
from luoshu.office.register.counting import sorted_by
from luoshu.office.register.entries import Entry, Held, held, part_of
from luoshu.office.register.models import Entity
from luoshu.office.register.pictures import Picture
from luoshu.office.register.sums import Share, by_kind, by_year, ratio_facts, shares
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import here, language
from luoshu.problems import Text

MOST = 20  # that are listed


@dataclass(frozen=True)
class Inside:
    """The entries of one register that are part of an entity: how many are valid, some of them, what they come to."""

    title: Text
    slug: str
    of: Held

    @property
    def total(self) -> int:
        return len(self.of.now)

    @property
    def shown(self) -> list[Entry]:
        return self.of.now[:MOST]

    @property
    def pictures(self) -> list[Picture]:
        kind, _ = sorted_by(self.of.record)
        head = text_of(kind).say(language()) if kind else here("种类", "Kind")
        drawn = [*pictures.pictures_of_kinds(by_kind(self.of), head), *pictures.pictures_of_years(by_year(self.of))]
        return [replace(picture, name=f"{self.slug}-{picture.name}") for picture in drawn]


def inside_of(entity: Entity, on: date, look: Look) -> list[Inside]:
    """Of each register whose entries say that they are part of it; in a fixed number of queries a register."""
    vocabulary = words()
    found = []
    for register in vocabulary.within(entity.kind):
        record = vocabulary.vocabulary.records[register.name]
        of = held(record, on, look, among=part_of(record.name, register.within, entity.identifier))
        if of.entries:
            found.append(Inside(vocabulary.label(record.name), vocabulary.slug(record.name), of))
    return found


@dataclass(frozen=True)
class Pointing:
    """Those of a kind that name an entity without being part of it: the firms at a link of a chain."""

    title: Text
    total: int
    shown: list[Entity]


def pointing_at(entity: Entity) -> list[Pointing]:
    """Of each kind that the register says is linked; in two queries a kind."""
    vocabulary = words()
    register = vocabulary.register(entity.kind)
    inside = {each.name for each in vocabulary.within(entity.kind)}
    found = []
    for link in register.linked if register else ():
        if link.record not in inside:
            those = part_of(link.record, link.fact, entity.identifier).filter(state=Entity.State.ACTIVE)
            total = those.count()
            if total:
                label = vocabulary.label(link.record)
                found.append(Pointing(label, total, list(those.order_by("identifier")[:MOST])))
    return found


def ratios_of(entity: Entity, on: date, look: Look) -> list[Picture]:
    """The ratios of one entry, drawn."""
    name = words().label(entity.kind).say(language())
    return [pictures.picture_of_share(share, place, name) for place, share in enumerate(shares_of(entity, on, look))]


def shares_of(entity: Entity, on: date, look: Look) -> list[Share]:
    """The ratios of one entry."""
    record, own = words().record(entity.kind), ratio_facts(entity.kind)
    if record is None or not own:
        return []
    return shares(held(record, on, look, own, among=Entity.objects.filter(pk=entity.pk)))
