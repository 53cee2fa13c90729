"""Made-up items of related lists: rights, awards, standards, titles, and any others that a vocabulary names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from luoshu.facts.sample_columns import Column, Ints
from luoshu.facts.sample_firms import Firms, any_column
from luoshu.facts.vocabulary import Fact, Kind, Record

_PER_FIRM = {"知识产权": 2.0, "科技奖励": 0.05, "主导制定标准": 0.08, "资格": 0.4}
_PER_FIRM_ELSE = 0.5
_TERM = 3 * 365  # days that a title lasts
_TITLES = ("科技型中小企业", "高新技术企业", "创新型中小企业", "专精特新中小企业", "专精特新“小巨人”企业")


@dataclass(frozen=True)
class Choice:
    """Texts, each with how often it is drawn."""

    texts: tuple[str, ...]
    weights: tuple[float, ...]


_CHOICES: Mapping[str, Choice] = {
    "类别": Choice(("I类", "II类"), (0.12, 0.88)),
    "级别": Choice(("国家级", "省部级", "省级", "市级", "其他"), (0.05, 0.15, 0.2, 0.3, 0.3)),
    "层级": Choice(("国际", "国家", "行业", "地方", "团体", "企业"), (0.02, 0.13, 0.25, 0.2, 0.25, 0.15)),
    "资格名称": Choice(_TITLES, (0.4, 0.3, 0.15, 0.12, 0.03)),
}


def item_columns(firms: Firms, fact: Fact, item: Record) -> dict[str, Column]:
    """The columns of a related list, the owners' codes among them, in the order of the owners."""
    mean = _PER_FIRM.get(fact.name, _PER_FIRM_ELSE) * (0.3 + 2.45 * firms.tech)
    owners = np.repeat(np.arange(len(firms)), firms.random.poisson(mean))
    columns: dict[str, Column] = {}
    for column in item.facts.values():
        if column.kind is not Kind.LIST:
            columns[column.name] = _item_column(firms, column, owners, columns)
    return columns


def _item_column(firms: Firms, fact: Fact, owners: Ints, made: Mapping[str, Column]) -> Column:
    present = np.zeros(len(owners), dtype=np.bool_)
    choice = _CHOICES.get(fact.name)
    if fact.owner == 1:
        return Column(firms.codes.take(pa.array(owners)), present)
    if choice and set(choice.texts) <= set(fact.values or choice.texts):
        drawn = firms.random.choice(len(choice.texts), len(owners), p=choice.weights)
        return Column(pa.array(choice.texts, pa.string()).take(pa.array(drawn)), present)
    if fact.name == "权利人排名":
        return Column(1 + firms.random.poisson(0.2, len(owners)), present)
    if fact.name == "名次":
        return Column(1 + firms.random.poisson(1.5, len(owners)), present)
    if fact.name == "至" and "自" in made:
        return Column(made["自"].values + _TERM, made["自"].missing)
    return any_column(firms, fact, owners)
