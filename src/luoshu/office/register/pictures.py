"""Pictures of a register: each is a table with a sentence above it, which a script draws where scripts run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshu.engine.figures import MONEY, RATE, unit_in_head, unit_of_fact
from luoshu.feel.arithmetic import quantize_half_up
from luoshu.office.register.chain import Chain
from luoshu.office.register.counting import NOT_SAID, Counts, Growth
from luoshu.office.register.pipeline import Pipeline
from luoshu.office.register.sums import Share, Sums
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import here, language
from luoshu.office.shell.templatetags.words import day as said_day
from luoshu.problems import Lang

MOST = 20  # entries of which a ratio is shown
HUES = 5  # of a picture, at most: more cannot be told apart by everybody
_MONEY: dict[Lang, Sequence[tuple[int, int, str]]] = {  # from which amount on, divided by what, called what
    "zh": ((10**9, 10**8, "亿元"), (10**4, 10**4, "万元"), (0, 1, "元")),
    "en": ((10**6, 10**6, "¥ million"), (0, 1, "¥")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is read, and as a script reads it; both empty where there is none."""

    text: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: Sequence[Cell]
    key: int | None = None  # of the entry that it is about
    is_total: bool = False  # it stands in the table alone


@dataclass(frozen=True)
class Picture:
    """`shape` is how it is drawn: bars (lying, stacked), columns (standing, stacked), groups (standing, side by side),
    or not at all. The first `drawn` columns are in it; the others stand in the table alone."""

    name: str
    shape: str
    heading: str
    said: str
    head: str
    columns: Sequence[str]
    rows: Sequence[Row]
    unit: str = ""
    drawn: int = 0
    note: str = ""
    units: Sequence[str] = field(default=())  # of the columns in the table's head, where they are not counts

    @property
    def headed(self) -> list[tuple[str, str]]:
        """Each column with its unit, as the table's head has them."""
        return list(zip(self.columns, self.units or [""] * len(self.columns), strict=True))


def picture_of_counts(counts: Counts, head: str, across: str) -> Picture | None:
    """How many by kind, and by level or what stands in its place."""
    if not counts.rows:
        return None
    parts = counts.columns or [""]
    total = here("合计", "total")
    rows = [
        Row(_stated(row), [*(_count(cell) for cell in cells), _count(sum_)] if counts.columns else [_count(sum_)])
        for row, cells, sum_ in counts.table
    ]
    by = {part: sum(count for (_, of), count in counts.counted.items() if of == part) for part in counts.columns}
    said = here("、", ", ").join(f"{_stated(part)} {by[part]:,}" for part in counts.columns)
    few = len(parts) <= HUES
    return Picture(
        "counts",
        "bars",
        here(f"按{head}和{across}", f"By {head} and {across}") if across else here(f"按{head}", f"By {head}"),
        here(f"其中{said}。", f"Of these: {said}.") if said else "",
        head,
        [*(_stated(part) for part in counts.columns), total],
        rows,
        here("个", "entries"),
        len(parts) if few else 0,
    )


def _stated(value: str) -> str:
    return here("没有填", "not stated") if value == NOT_SAID else value


def picture_of_growth(growth: Growth) -> Picture:
    """How many were valid at the end of each year."""
    *ends, last = growth.days
    labels = [str(day.year) for day in ends]
    labels.append(
        str(last.year) if (last.month, last.day) == (12, 31) else here(f"{last.year} 至今", f"{last.year} to date")
    )
    totals = [sum(each.values()) for each in growth.counted]
    first, change = growth.days[0], totals[-1] - totals[0]
    several = len(growth.levels) > 1 or growth.levels != [""]
    columns = growth.levels if several else []
    rows = [
        Row(label, [*(_count(counted[level]) for level in columns), _count(total)])
        for label, counted, total in zip(labels, growth.counted, totals, strict=True)
    ]
    than = here("多", "more") if change >= 0 else here("少", "fewer")
    said = here(
        f"{said_day(last)}有效 {totals[-1]:,} 个，比 {first.year} 年末{than} {abs(change):,} 个。",
        f"{totals[-1]:,} valid on {said_day(last)}, {abs(change):,} {than} than at the end of {first.year}.",
    )
    if first == last:
        said = here(f"{said_day(last)}有效 {totals[-1]:,} 个。", f"{totals[-1]:,} valid on {said_day(last)}.")
    total = here("合计", "total")
    return Picture(
        "growth",
        "columns",
        here("逐年增长", "Growth by year"),
        said,
        here("年末", "End of"),
        [*(_stated(level) for level in columns), total],
        rows,
        here("个", "entries"),
        (len(columns) if len(columns) <= HUES else 0) if several else 1,
    )


def pictures_of_kinds(sums: Iterable[Sums], head: str) -> list[Picture]:
    """What numbers come to on a day, by kind; lying bars where it is one number, whose kinds can be compared."""
    found = []
    for place, each in enumerate(sums):
        scale, unit = _scale(each)
        wholes = [
            sum((numbers[at] or Decimal() for _, numbers in each.rows), Decimal()) for at in range(len(each.facts))
        ]
        rows = [
            Row(_stated(label) or here("全部", "all"), [_number(number, scale) for number in numbers])
            for label, numbers in each.rows
        ]
        if len(rows) > 1:
            rows.append(Row(here("合计", "total"), [_number(whole, scale) for whole in wholes], is_total=True))
        names, amounts = _names(each), _amounts(each, wholes, scale, unit)
        found.append(
            Picture(
                f"kinds-{place}",
                "bars" if len(names) == 1 and len(each.rows) > 1 else "",
                _headed(here(f"{'、'.join(names)}，按{head}", f"{', '.join(names)} by {head}")),
                here(f"合计：{amounts}。", f"In all: {amounts}."),
                head,
                names,
                rows,
                unit,
                int(len(names) == 1 and len(each.rows) > 1),
                _not_in_it(each, names),
                [unit] * len(names),
            )
        )
    return found


def pictures_of_years(sums: Iterable[Sums]) -> list[Picture]:
    """What numbers come to in each year."""
    found = []
    for place, each in enumerate(sums):
        scale, unit = _scale(each)
        names, (last, numbers) = _names(each), each.rows[-1]
        told, amounts = here("、", ", ").join(names), _amounts(each, numbers, scale, unit)
        found.append(
            Picture(
                f"years-{place}",
                "groups",
                _headed(
                    here(f"{told}，按年度", f"{told} by year")
                    if each.facts[0].annual
                    else here(f"{told}，按起始的年度", f"{told} by the year in which it began")
                ),
                here(f"{last} 年：{amounts}。", f"{last}: {amounts}."),
                here("年度", "Year"),
                names,
                [Row(label, [_number(number, scale) for number in row]) for label, row in each.rows],
                unit,
                len(names) if len(names) <= HUES else 0,
                units=[unit] * len(names),
            )
        )
    return found


def _headed(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(sums: Sums) -> list[str]:
    return [text_of(fact).say(language()) for fact in sums.facts]


def _scale(sums: Sums) -> tuple[int | Decimal, str]:
    return _scaled(sums.unit, [number for _, numbers in sums.rows for number in numbers if number is not None])


def _amounts(sums: Sums, numbers: Sequence[Decimal | None], scale: int | Decimal, unit: str) -> str:
    before, after = ("¥", unit.removeprefix("¥")) if unit.startswith("¥") else ("", f" {unit}".replace(" %", "%"))
    told = [f"{before}{_plain((number or Decimal()) / scale)}{after}".rstrip() for number in numbers]
    return here("，", ", ").join(f"{name} {text}" for name, text in zip(_names(sums), told, strict=True))


def _not_in_it(sums: Sums, names: Sequence[str]) -> str:
    lacking = [(name, count) for name, count in zip(names, sums.lacking, strict=True) if count]
    told = here("、", ", ").join(here(f"{name} {count:,} 条", f"{name}: {count:,}") for name, count in lacking)
    return here(f"没有填的不计：{told}。", f"Not known, and not in it: {told}.") if told else ""


def picture_of_share(share: Share, place: int, head: str) -> Picture:
    """One number over another, of each entry or in each year."""
    lang = language()
    name = words().said(share.name).say(lang)
    part, over = text_of(share.part).say(lang), text_of(share.over).say(lang)
    parts, overs = [row[2] for row in share.rows], [row[3] for row in share.rows]
    if share.is_percentage:
        times, unit = 100, RATE
        scales = [_scaled(unit_of_fact(share.part), parts + overs)] * 2
    else:
        units = unit_of_fact(share.part), unit_of_fact(share.over)
        times, unit = 1, unit_in_head(units[0], lang) + (f"/{unit_in_head(units[1], lang)}" if units[1] else "")
        scales = [_scaled(units[0], parts), _scaled(units[1], overs)]
    rows = [
        Row(called, [_number(a / b * times, 1), _number(a, scales[0][0]), _number(b, scales[1][0])], key)
        for called, key, a, b in share.rows
    ]
    whole = _plain(share.whole[0] / share.whole[1] * times)
    value = f"{whole}%" if share.is_percentage else f"{whole} {unit}".rstrip()
    said = here(f"{name} {value}。", f"{name}: {value}.")
    if share.annual:
        said = here(f"{share.rows[-1][0]} 年{said}", f"{share.rows[-1][0]}: {said}")
    return Picture(
        f"share-{place}",
        "groups" if share.annual else "bars",
        name,
        said,
        here("年度", "Year") if share.annual else head,
        [name, part, over],
        rows[:MOST],
        unit,
        int(len(rows) > 1),
        _not_all(len(share.rows)),
        [unit, scales[0][1], scales[1][1]],
    )


def _not_all(rows: int) -> str:
    said = here("两个数都有的才计入。", "Only those of which both numbers are known are in it.")
    return said if rows <= MOST else said + here(f"列出前 {MOST} 个。", f" The first {MOST} are listed.")


def picture_of_pipeline(pipeline: Pipeline) -> Picture:
    """How many have reached each stage, beside how many were to."""
    planned = pipeline.is_planned
    columns = [here("计划应到", "planned by now")] if planned else []
    rows = [
        Row(
            words().said(stage.name).say(language()),
            [
                *([_count(stage.planned) if stage.planned is not None else Cell()] if planned else []),
                _count(stage.actual),
                *([_count(stage.late)] if planned else []),
            ],
        )
        for stage in pipeline.stages
    ]
    reached = here("、", ", ").join(
        f"{words().said(stage.name).say(language())} {stage.actual:,}" for stage in pipeline.stages
    )
    total = pipeline.total
    return Picture(
        "stages",
        "groups",
        here("进度", "Progress"),
        here(f"共 {total:,} 个：已到{reached}。", f"{total:,} in all; reached: {reached}."),
        here("阶段", "Stage"),
        [*columns, here("实际已到", "reached"), *([here("逾期未到", "late, not reached")] if planned else [])],
        rows,
        here("个", "entries"),
        len(columns) + 1,
    )


def said_of_chain(chain: Chain) -> str:
    kinds = here("、", ", ").join(words().label(kind).say(language()) for kind in chain.kinds)
    links = f"{len(chain.nodes):,} link{'' if len(chain.nodes) == 1 else 's'}"
    if not chain.gaps:
        return here(f"{len(chain.nodes):,} 个环节，都有{kinds}挂接。", f"{links}, none without {kinds}.")
    gaps = f"{chain.gaps:,} {'is a gap' if chain.gaps == 1 else 'are gaps'}"
    return here(
        f"{len(chain.nodes):,} 个环节中有 {chain.gaps:,} 个缺口：没有{kinds}在那里。",
        f"Of {links} {gaps}: there are no {kinds}.",
    )


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", str(number))


def _number(number: Decimal | None, scale: int | Decimal) -> Cell:
    if number is None:
        return Cell()
    text = _plain(number / scale)
    return Cell(text, text.replace(",", ""))


def _plain(number: Decimal) -> str:
    text = f"{quantize_half_up(number, 2):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(unit: str, numbers: Sequence[Decimal]) -> tuple[int | Decimal, str]:
    """By what numbers are divided so that an axis reads well, and the unit that they then have."""
    if unit == RATE:
        return Decimal("0.01"), RATE
    if unit != MONEY:
        return 1, unit_in_head(unit, language())
    most = max((abs(number) for number in numbers), default=Decimal())
    return next((scale, word) for least, scale, word in _MONEY[language()] if most >= least)
