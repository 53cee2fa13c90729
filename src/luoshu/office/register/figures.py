"""Everything that the page of a register's counts shows: as much of it as its `台账` table allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshu.facts.vocabulary import Record
from luoshu.office.register import pictures
from luoshu.office.register.authorised import Look
from luoshu.office.register.chain import Chain, chain_of
from luoshu.office.register.counting import Counts, counts_of, growth_of, sorted_by
from luoshu.office.register.entries import held
from luoshu.office.register.pictures import Picture
from luoshu.office.register.pipeline import Pipeline, pipeline_of
from luoshu.office.register.sums import by_kind, by_year, ratio_facts, shares
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import here, language


@dataclass(frozen=True)
class Figures:
    counts: Counts
    pictures: list[Picture]
    pipeline: Pipeline | None
    chain: Chain | None
    chain_said: str


def figures_of(record: Record, on: date, look: Look, known: date | None = None) -> Figures:
    """By what was known at the end of the day, or of a later one.

    In as many queries as the register has relations, however much it holds.
    """
    found = held(record, on, look, ratio_facts(record.name), known)
    kind, across = sorted_by(record)
    head = text_of(kind).say(language()) if kind else here("种类", "Kind")
    name = words().label(record.name).say(language())
    counts, growth, pipeline, chain = counts_of(found), growth_of(found), pipeline_of(found), chain_of(found)
    drawn: list[Picture | None] = [
        pictures.picture_of_counts(counts, head, text_of(across).say(language()) if across else ""),
        pictures.picture_of_growth(growth) if growth else None,
        pictures.picture_of_pipeline(pipeline) if pipeline else None,
        *pictures.pictures_of_kinds(by_kind(found), head),
        *pictures.pictures_of_years(by_year(found)),
        *(pictures.picture_of_share(share, place, name) for place, share in enumerate(shares(found))),
    ]
    said = pictures.said_of_chain(chain) if chain else ""
    return Figures(counts, [picture for picture in drawn if picture], pipeline, chain, said)
