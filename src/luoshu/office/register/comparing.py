"""What was told whom: the same fact of the same year from several sources, side by side; and where they differ, of all.

Of each source the last that it said is taken. Data of another authority are shown until the last day of its
authorisation, and each time somebody looks at them that is noted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase

from luoshu.engine.figures import show, unit_of_fact
from luoshu.facts.vocabulary import NUMERIC
from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register import bulk, exporting
from luoshu.office.register.authorised import Look, lapsed_sources, usable
from luoshu.office.register.deviating import MOST, SAID, size
from luoshu.office.register.models import Deviation, Entity, Fact, Source
from luoshu.office.register.purposes import COMPARED_FILE
from luoshu.office.register.saying import source_called
from luoshu.office.register.values import shown
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import here, language
from luoshu.office.shell.queries import number_asked
from luoshu.problems import Lang, Text

LISTED = Deviation._meta.label_lower


@dataclass(frozen=True)
class Said:
    """What a source said last; `counts` where that is the value that counts, `difference` from it where it is not."""

    fact: Fact
    source: Source
    value: Text
    counts: bool
    difference: Text | None


@dataclass(frozen=True)
class Compared:
    """A fact of a year and what each source said of it, the largest difference first in lists of these."""

    word: Word
    year: int
    said: list[Said]
    counting: Said | None
    size: Decimal

    @property
    def name(self) -> Text:
        return text_of(self.word)

    @property
    def differs(self) -> bool:
        return self.size > 0 or len({said.fact.value for said in self.said}) > 1


def compared(entity: Entity, look: Look) -> list[Compared]:
    """The facts of one entity of which several sources have spoken, in two queries."""
    facts = Fact.objects.filter(SAID, usable(), entity=entity)
    latest: dict[tuple[str, int], dict[int, Fact]] = defaultdict(dict)
    for fact in facts.select_related("recording__source").order_by("pk"):
        latest[fact.name, fact.year][fact.recording.source_id] = fact
    known = words().vocabulary.records[entity.kind].facts
    found = [
        _compared(known[name], year, list(said.values()))
        for (name, year), said in latest.items()
        if len(said) > 1 and name in known
    ]
    look.at_each(said.fact for each in found for said in each.said)
    return sorted(found, key=lambda each: (-each.size, -each.year, each.word.name))


def _compared(word: Word, year: int, facts: list[Fact]) -> Compared:
    counts = next((fact for fact in facts if fact.ended_id is None), None)
    said = [
        Said(fact, fact.recording.source, value_of(word, fact.value), fact is counts, _difference(word, fact, counts))
        for fact in sorted(facts, key=lambda fact: (fact is not counts, fact.recording.source.name))
    ]
    sizes = [_size(word, fact.value, counts.value) for fact in facts if counts is not None and fact is not counts]
    return Compared(word, year, said, said[0] if counts is not None else None, max(sizes, default=Decimal(0)))


def _difference(word: Word, fact: Fact, counts: Fact | None) -> Text | None:
    return difference(word, fact.value, counts.value) if counts is not None and fact is not counts else None


def _size(word: Word, said: str, counts: str) -> Decimal:
    return size(said, counts) if word.kind in NUMERIC else Decimal(0)


def value_of(word: Word, value: str) -> Text:
    return Text(shown(word, value, "zh"), shown(word, value, "en"))


def difference(word: Word, said: str, counts: str) -> Text:
    """In words and percent, as a share of what counts: `多 30 万元（2.5%）`."""
    if said == counts:
        return Text("相同", "the same")
    if word.kind not in NUMERIC:
        return Text("不同", "different")
    gap = Decimal(said) - Decimal(counts)
    return Text(_words(word, gap, Decimal(counts), "zh"), _words(word, gap, Decimal(counts), "en"))


def _words(word: Word, gap: Decimal, counts: Decimal, lang: Lang) -> str:
    more = ("多", "more") if gap > 0 else ("少", "less")
    amount = show(abs(gap), unit_of_fact(word), lang)
    share = f"{abs(gap) / abs(counts):.1%}" if counts else ""
    if lang == "zh":
        return f"{more[0]} {amount}" + (f"（{share}）" if share else "")
    return f"{amount} {more[1]}" + (f" ({share})" if share else "")


# --- of all ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What somebody asked of the list, as the address has it; what makes no sense is left out."""

    search: str = ""
    fact: str = ""
    year: int | None = None
    source: int | None = None
    over: Decimal | None = None  # percent

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        return cls(
            given.get("q", "").strip()[:100],
            given.get("fact", "")[:80],
            number_asked(given.get("year", "")),
            number_asked(given.get("source", "")),
            _percent(given.get("over", "")),
        )

    @property
    def narrows(self) -> bool:
        return self != Asked()

    def deviations(self) -> QuerySet[Deviation]:
        """The largest difference first."""
        found = Deviation.objects.all()
        if over := list(lapsed_sources().values_list("pk", flat=True)):
            found = found.exclude(Q(source__in=over) | Q(counting__in=over))
        if self.search:
            found = found.filter(
                Q(entity__name__icontains=self.search) | Q(entity__identifier__istartswith=self.search)
            )
        if self.fact:
            found = found.filter(name=self.fact)
        if self.year is not None:
            found = found.filter(year=self.year)
        if self.source is not None:
            found = found.filter(source=self.source)
        if self.over is not None:
            found = found.filter(size__gte=min(self.over / 100, MOST))
        return found.order_by("-size", "pk")


def _percent(text: str) -> Decimal | None:
    plain = text.strip().removesuffix("%").removesuffix("％")
    return Decimal(plain) if plain.isascii() and plain.replace(".", "", 1).isdigit() and len(plain) < 9 else None


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    deviation: Deviation
    word: Word | None
    counts: Fact
    difference: Text

    @property
    def name(self) -> Text:
        return text_of(self.word) if self.word else Text(self.deviation.name, self.deviation.name)


def lines(deviations: Sequence[Deviation], look: Look) -> list[Line]:
    """With entity, source, what was said and what counts, in two queries for however many."""
    with_all = Deviation.objects.select_related("entity", "source", "said__recording__source")
    whole = with_all.in_bulk([each.pk for each in deviations])
    deviations = [whole[each.pk] for each in deviations]
    keys = {(each.entity_id, each.name, each.year) for each in deviations}
    facts = Fact.objects.filter(
        entity__in={entity for entity, _, _ in keys}, name__in={name for _, name, _ in keys}, ended__isnull=True
    ).select_related("recording__source")
    current = {(fact.entity_id, fact.name, fact.year): fact for fact in facts}
    found = []
    for each in deviations:
        record = words().vocabulary.records.get(each.entity.kind)
        word = record.facts.get(each.name) if record else None
        counts = current[each.entity_id, each.name, each.year]
        told = difference(word, each.said.value, counts.value) if word else Text("不同", "different")
        found.append(Line(each, word, counts, told))
    look.at_each(fact for line in found for fact in (line.deviation.said, line.counts))
    return found


def facts_that_differ() -> list[Text]:
    names = Deviation.objects.order_by("name").values_list("name", flat=True).distinct()
    return [words().fact_called(name) for name in names]


def exported(asked: Asked, lang: Lang, by: User | None) -> Iterator[list[str]]:
    """Every row as texts, a piece at a time; each piece's look at authorised data is noted."""
    for piece in bulk.pieces(asked.deviations().iterator(500), 500):
        with Look(by, COMPARED_FILE, LISTED) as look:
            told = lines(piece, look)
        for line in told:
            yield [
                line.deviation.entity.identifier,
                str(line.deviation.entity),
                line.name.say(lang),
                str(line.deviation.year or ""),
                source_called(line.deviation.source).say(lang),
                line.deviation.said.value,
                source_called(line.counts.recording.source).say(lang),
                line.counts.value,
                line.difference.say(lang),
            ]


def differences_file(by: User | None, given: Mapping[str, str], form: str) -> HttpResponseBase:
    """What was asked of the list, as its address has it, as a file. That it was taken out is in the audit."""
    asked = Asked.of(given)
    header = [
        here("代码", "Identifier"),
        here("企业", "Enterprise"),
        here("数据项", "Fact"),
        here("年度", "Year"),
        here("来源", "Source"),
        here("该来源的值", "What it says"),
        here("计入的来源", "Source that counts"),
        here("计入的值", "What counts"),
        here("差异", "Difference"),
    ]
    form = exporting.form_for(form, asked.deviations().count())
    made = exporting.download(form, "differences", header, exported(asked, language(), by))
    record(by, "register.exported", "register.deviation", {"asked": dict(given), "as": form})
    return made
