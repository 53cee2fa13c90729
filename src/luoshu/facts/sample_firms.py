"""Made-up firms: sizes, ages and leanings that hang together, and from them a value for every fact.

The figures below are guesses that make a plausible zone; nothing is estimated from data, and nothing decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from luoshu.facts.sample_columns import Bools, Column, Floats, Ints, credit_codes, days, numbered, numeric, unit_bounds
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Kind

_NO_FACT, _NO_YEAR = 0.015, 0.02  # how often a fact, a whole year is missing
_BARS = re.compile("重大|严重|违法|失信|异常|弄虚|禁止|争议|事故|负面|处罚|accident|offence|dishonest|disputed")
_BAR = 0.02
# How often the answer is yes, where it is not known to be a bar.
_YES = {
    "在中国境内注册": 0.99,
    "属于中小企业": 0.97,
    "会计核算健全": 0.97,
    "查账征收": 0.95,
    "研发费用可归集": 0.8,
    "缴纳企业所得税": 0.97,
    "经认定的省部级以上研发机构": 0.02,
    "近三年创客中国全国五十强": 0.002,
    "有效": 0.93,
    "与主要产品相关": 0.85,
    "自主研发": 0.85,
    "高价值": 0.1,
    "实际应用": 0.75,
    "已用于高企认定": 0.3,
    "产业链补短板锻长板填空白": 0.1,
    "属于六基老字号或为链主配套": 0.2,
    "省级以上质量奖": 0.03,
    "参与制修订标准": 0.15,
    "近三年创客中国全国五百强": 0.01,
    "细分市场占有率位居前列": 0.2,
    "获得过私募投资": 0.1,
    "已上市": 0.01,
}
_YES_ELSE = 0.4
_LEAST, _MOST = "最低分", "最高分"  # what an expert enters of an item
# What most of the cultivated have.
_OF_THE_CULTIVATED = {
    "核心业务采用信息系统",
    "取得管理体系认证",
    "自主品牌",
    "自建或联合研发机构",
    "位于产业链关键环节",
    "属于重点领域",
}
_OF_THE_CERTIFIED = {"技术属于国家重点支持领域", "研发费用可归集"}
_MOST_OF_THEM = 0.9


@dataclass
class Firms:
    """A run of firms of the sample, with the leanings that their facts come from. All arrays: one value a firm."""

    random: np.random.Generator
    first: int
    codes: pa.Array
    founded: Ints  # days of 1970
    tech: Floats  # how much of a technology firm, 0 to 1
    staff: Floats
    sales_per_head: Floats
    growth: Floats  # a year
    margin: Floats
    intensity: Floats  # R&D to costs
    on: date
    # Firms that have been cultivated for long: they hold a title and come near the next one in everything at once. What
    # they have beyond the others is drawn from `own`: the others are what they would be without them.
    special: Bools
    own: np.random.Generator
    # High-tech enterprises: firms that hold the certificate because they live by what they have researched. What they
    # have beyond the others is drawn from `theirs`.
    certified: Bools
    theirs: np.random.Generator
    first_item: int = 0  # the number of an owner's first item

    def __len__(self) -> int:
        return len(self.codes)


def make_firms(seed: int, first: int, count: int, on: date) -> Firms:
    """The firms `first` to `first + count`; the same whatever firms are made before or after them."""
    random = np.random.default_rng([seed, first])
    age = np.minimum(random.exponential(8.0, count) + 0.1, 60.0)
    tech = random.beta(2, 5, count)
    firms = Firms(
        random=random,
        first=first,
        codes=credit_codes(first, count, seed),
        founded=days(on) - (age * 365.25).astype(np.int64),
        tech=tech,
        staff=np.exp(random.normal(2.9, 1.0, count) + 0.35 * np.log1p(age)),
        sales_per_head=np.exp(random.normal(13.0, 0.6, count)) * (random.random(count) > 0.02),
        growth=np.clip(random.normal(0.08, 0.18, count), -0.5, 1.0),
        margin=random.normal(0.06, 0.09, count),
        intensity=np.minimum((0.01 + 0.2 * tech) * np.exp(random.normal(0.0, 0.5, count)), 0.9),
        on=on,
        special=np.zeros(count, dtype=np.bool_),
        own=np.random.default_rng([seed, first, 1]),
        certified=np.zeros(count, dtype=np.bool_),
        theirs=np.random.default_rng([seed, first, 2]),
    )
    return _certified(_cultivated(firms, age), age)


def _cultivated(firms: Firms, age: Floats) -> Firms:
    """Some of the older, larger, more technical firms are cultivated: they sell, grow and research more."""
    own, count = firms.own, len(firms)
    likely = 0.25 * firms.tech * (age > 3.5) * (firms.staff > 20)
    special = own.random(count) < likely

    def lifted(values: Floats, mean: float, spread: float) -> Floats:
        return np.where(special, np.maximum(values, own.normal(mean, spread, count)), values)

    return replace(
        firms,
        special=special,
        staff=np.where(special, firms.staff * np.exp(own.normal(0.7, 0.4, count)), firms.staff),
        sales_per_head=np.exp(lifted(np.log(np.maximum(firms.sales_per_head, 1e-9)), 13.3, 0.4))
        * ((firms.sales_per_head > 0) | special),
        growth=lifted(firms.growth, 0.12, 0.06),
        margin=lifted(firms.margin, 0.08, 0.04),
        intensity=np.clip(lifted(firms.intensity, 0.07, 0.025), 0.0, 0.9),
    )


def _certified(firms: Firms, age: Floats) -> Firms:
    """Some firms of more than a year are high-tech enterprises, the more of a technology firm the likelier."""
    return replace(firms, certified=(age > 1.2) & (firms.theirs.random(len(firms)) < 0.45 * firms.tech))


def annual_columns(firms: Firms, facts: Mapping[str, Fact], lag: int) -> tuple[dict[str, Column], Bools]:
    """Annual facts of the year `lag` years before the one assessed, and which firms have that year at all."""
    drawn = _year_figures(firms, lag)
    columns = {}
    for fact in facts.values():
        columns[fact.name] = (
            Column(numeric(fact, drawn[fact.name]), _gaps(firms)) if fact.name in drawn else any_column(firms, fact)
        )
    return columns, (firms.founded <= end_of_year(firms.on, lag)) & (firms.random.random(len(firms)) > _NO_YEAR)


def end_of_year(on: date, lag: int) -> int:
    """The last day of the year `lag` years before the one assessed on a date."""
    return days(date(on.year - 1 - lag, 12, 31))


def _year_figures(firms: Firms, lag: int) -> dict[str, Floats]:
    """The figures of a year that belong together, in yuan and heads."""
    random, count = firms.random, len(firms)
    scale = (1 + firms.growth) ** -lag * np.exp(random.normal(0.0, 0.05, count))
    staff = np.maximum(np.rint(firms.staff * scale), 1)
    sales = firms.staff * scale * firms.sales_per_head
    costs = sales * (1 - firms.margin) + staff * 20_000
    assets = (sales + 300_000) * np.exp(random.normal(0.1, 0.5, count))
    debts = assets * random.beta(3, 3.5, count) * np.where(firms.special, 0.8, 1.0)
    profit = sales - costs
    return {
        "职工总数": staff,
        "科技人员数": np.rint(staff * np.clip(1.1 * firms.tech + random.normal(0, 0.05, count), 0, 0.95)),
        "销售收入": sales,
        "成本费用": costs,
        "研发费用": costs * firms.intensity * np.exp(random.normal(0.0, 0.1, count)),
        "资产总额": assets,
        "负债总额": debts,
        "净资产": assets - debts,
        "净利润": np.where(profit > 0, profit * 0.85, profit),
        "主营业务收入": sales * random.beta(20, 1.5, count),
        "高新技术产品收入": _high_tech(firms, sales),
    }


def _high_tech(firms: Firms, sales: Floats) -> Floats:
    """Of the sales what comes from high-tech products: of a high-tech enterprise most of it."""
    share = np.sqrt(firms.tech) * firms.random.beta(5, 2, len(firms))
    return sales * np.where(firms.certified, np.maximum(share, firms.theirs.beta(12, 2, len(firms))), share)


def point_columns(firms: Firms, facts: Mapping[str, Fact]) -> dict[str, Column]:
    """The facts of a moment; the identifier is never missing."""
    columns = {fact.name: _lifted(firms, fact, _point_column(firms, fact)) for fact in facts.values()}
    for name, column in columns.items():
        if name.endswith(_MOST) and (least := columns.get(name.removesuffix(_MOST) + _LEAST)):
            column.values = np.maximum(column.values, least.values)
    return columns


def _lifted(firms: Firms, fact: Fact, column: Column) -> Column:
    """The column, with what cultivated firms and high-tech enterprises have beyond the others."""
    own, count = firms.own, len(firms)
    if fact.kind is Kind.BOOLEAN and fact.name in _OF_THE_CULTIVATED:
        column.values = column.values | (firms.special & (own.random(count) < _MOST_OF_THEM))
    elif fact.name == "全国细分市场占有率":
        share = numeric(fact, own.beta(3, 12, count))
        column.values = np.where(firms.special, np.maximum(column.values, share), column.values)
    if fact.kind is Kind.BOOLEAN and fact.name in _OF_THE_CERTIFIED:
        column.values = column.values | (firms.certified & (firms.theirs.random(count) < _MOST_OF_THEM))
    elif fact.name == "近三年科技成果转化数":
        column.values = np.where(
            firms.certified, np.maximum(column.values, firms.theirs.poisson(12, count)), column.values
        )
    elif fact.name.endswith((_LEAST, _MOST)):
        high = 0.65 if fact.name.endswith(_LEAST) else 0.85
        points = _share_of_points(fact, np.clip(firms.theirs.normal(high, 0.1, count), 0, 1))
        column.values = np.where(firms.certified, np.maximum(column.values, points), column.values)
    return column


def _point_column(firms: Firms, fact: Fact) -> Column:
    random, count = firms.random, len(firms)
    recipes: dict[str, Callable[[], Floats]] = {
        "研发人员数": lambda: np.rint(firms.staff * firms.tech * random.beta(8, 2, count)),
        "近三年境内研发费用": lambda: _yearly(firms, 3) * firms.intensity * random.beta(12, 1, count),
        "上年度总收入": lambda: _yearly(firms, 1) * (1 + random.beta(1, 12, count)),
        "近三年科技成果转化数": lambda: random.poisson(18 * firms.tech).astype(np.float64),
        "最近一轮估值": lambda: np.exp(random.normal(-2.5, 1.3, count)),
        "近两年新增股权融资": lambda: _equity(firms, 2),
        "近三年新增股权融资": lambda: _equity(firms, 3),
        "从事细分市场年限": lambda: np.floor((days(firms.on) - firms.founded) / 365.25 * random.beta(6, 1.5, count)),
        "全国细分市场占有率": lambda: random.beta(1.2, 12, count),
        "全国细分市场排名": lambda: np.ceil(np.exp(random.normal(3.0, 1.5, count))),
        "专精特新发展评价得分": lambda: 100 * random.beta(6, 4, count),
        "上一次专精特新发展评价得分": lambda: 100 * random.beta(6, 4, count),
    }
    if fact.kind is Kind.ID:
        return Column(firms.codes, np.zeros(count, dtype=np.bool_))
    if fact.name == "成立日期":
        return Column(firms.founded, _gaps(firms))
    if fact.name == "高新技术企业证书有效":
        # Also some that would not be given it today.
        return Column(firms.certified | (random.random(count) < 0.1 * firms.tech), _gaps(firms))
    if fact.name.endswith((_LEAST, _MOST)):
        return Column(_points(firms, fact), _gaps(firms))
    if fact.name in recipes:
        return Column(numeric(fact, recipes[fact.name]()), _gaps(firms))
    return any_column(firms, fact)


def _yearly(firms: Firms, years: int) -> Floats:
    """About what a firm sold in so many years, no more than it has lived."""
    lived: Floats = np.minimum((days(firms.on) - firms.founded) / 365.25, years)
    return firms.staff * firms.sales_per_head * lived


def _points(firms: Firms, fact: Fact) -> Ints:
    """Whole points of an item, more of them the more of a technology firm it is."""
    return _share_of_points(fact, np.clip(firms.random.normal(0.5 + 0.5 * firms.tech, 0.15), 0, 1))


def _share_of_points(fact: Fact, share: Floats) -> Ints:
    low, high = unit_bounds(fact)
    return numeric(fact, np.rint((low + (high - low) * share) / 10 ** PLACES[fact.kind]))


def _equity(firms: Firms, years: int) -> Floats:
    """New equity over some years: most firms have none."""
    random, count = firms.random, len(firms)
    return np.where(random.random(count) < 0.03 * years, np.exp(random.normal(15.5, 1.0, count)), 0.0)


def any_column(firms: Firms, fact: Fact, rows: Ints | None = None) -> Column:
    """A fact without a recipe: plausible by kind, range and values. `rows` is the firm of each row (None: one each)."""
    random = firms.random
    owners = np.arange(len(firms)) if rows is None else rows
    count = len(owners)
    missing: Bools = random.random(count) < _NO_FACT
    match fact.kind:
        case Kind.BOOLEAN:
            likely = _BAR if _BARS.search(fact.name + fact.english) else _YES.get(fact.name, _YES_ELSE)
            return Column(random.random(count) < likely, missing)
        case Kind.DATE:
            last = days(firms.on)
            return Column(last - ((last - firms.founded[owners]) * random.random(count)).astype(np.int64), missing)
        case Kind.TEXT if fact.values:
            texts = pa.array(fact.values, pa.string()).take(pa.array(random.integers(len(fact.values), size=count)))
            return Column(texts, missing)
        case kind if kind in NUMERIC:
            return Column(_any_number(random, fact, count), missing)
        case _:
            prefix = "样本企业" if fact.name == "企业名称" else "样本"
            numbers = _numbers(firms.first + owners, rows is not None) + firms.first_item
            return Column(numbered(prefix, numbers), missing)


def _any_number(random: np.random.Generator, fact: Fact, count: int) -> Ints:
    """Inside a short range anything, inside a long one small numbers above its lower end (or around nought)."""
    low, high = unit_bounds(fact)
    one = 10 ** PLACES[fact.kind]
    if high - low <= 1000 * one:
        drawn = low + (high - low) * random.beta(2, 2, count)
    else:
        median = 13.0 if fact.kind is Kind.MONEY else 2.0
        drawn = max(low, 0) + np.exp(random.normal(median, 1.0, count)) * one
    units: Ints = np.clip(drawn, low, high).astype(np.int64)
    return units


def _numbers(owners: Ints, items: bool) -> Ints:
    """A number for each firm, or for each of its items (two digits more)."""
    if not items:
        return owners
    within: Ints = np.arange(len(owners)) - np.searchsorted(owners, owners)
    return owners * 100 + within


def _gaps(firms: Firms) -> Bools:
    gaps: Bools = firms.random.random(len(firms)) < _NO_FACT
    return gaps
