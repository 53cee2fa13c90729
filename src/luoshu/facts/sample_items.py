"""Made-up items of related lists: rights, awards, standards, titles, and any others that a vocabulary names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from luoshu.facts.sample_columns import Bools, Column, Ints, days
from luoshu.facts.sample_firms import Firms, any_column
from luoshu.facts.vocabulary import Fact, Kind, Record

_PER_FIRM = {"知识产权": 2.0, "科技奖励": 0.05, "主导制定标准": 0.08, "资格": 0.4}
_PER_FIRM_ELSE = 0.5
_TERM = 3 * 365  # days that a title lasts
TITLES = ("科技型中小企业", "高新技术企业", "创新型中小企业", "专精特新中小企业", "专精特新小巨人")


@dataclass(frozen=True)
class Choice:
    """Texts, each with how often it is drawn."""

    texts: tuple[str, ...]
    weights: tuple[float, ...]


def _one_each(firms: Firms) -> Ints:
    return np.ones(len(firms), dtype=np.int64)


@dataclass(frozen=True)
class Group:
    """Firms that have items beyond the others: how many of each list, and the title that they hold."""

    members: Callable[[Firms], Bools]
    random: Callable[[Firms], np.random.Generator]
    items: Mapping[str, Callable[[Firms], Ints]]
    title: str
    first_item: int  # their items' numbers begin here, or they would be those of others


_GROUPS = (
    Group(
        lambda firms: firms.special,
        lambda firms: firms.own,
        {"知识产权": lambda firms: firms.random.poisson(3.0, len(firms)), "资格": _one_each},
        "专精特新中小企业",
        50,
    ),
    Group(lambda firms: firms.certified, lambda firms: firms.theirs, {"资格": _one_each}, "高新技术企业", 90),
)
_MOST, _FIRST_CLASS = 0.9, 0.6

_CHOICES: Mapping[str, Choice] = {
    "类别": Choice(("I类", "II类"), (0.12, 0.88)),
    "级别": Choice(("国家级", "省部级", "省级", "市级", "其他"), (0.05, 0.15, 0.2, 0.3, 0.3)),
    "层级": Choice(("国际", "国家", "行业", "地方", "团体", "企业"), (0.02, 0.13, 0.25, 0.2, 0.25, 0.15)),
    "资格名称": Choice(TITLES, (0.4, 0.3, 0.15, 0.12, 0.03)),
}


def item_columns(firms: Firms, fact: Fact, item: Record) -> dict[str, Column]:
    """The columns of a related list, the owners' codes among them, in the order of the owners."""
    mean = _PER_FIRM.get(fact.name, _PER_FIRM_ELSE) * (0.3 + 2.45 * firms.tech)
    owners = np.repeat(np.arange(len(firms)), firms.random.poisson(mean))
    columns = _columns(firms, item, owners)
    for group in _GROUPS:
        if fact.name in group.items:
            mine = replace(firms, random=group.random(firms), first_item=group.first_item)
            count = group.items[fact.name](mine)
            more = np.repeat(np.arange(len(firms)), np.where(group.members(firms), count, 0))
            added = _columns(mine, item, more)
            _favour(mine, added, more, group.title)
            owners = np.concatenate([owners, more])
            order = np.argsort(owners, kind="stable")
            columns = {name: _joined(column, added[name], order) for name, column in columns.items()}
            owners = owners[order]
    return columns


def _columns(firms: Firms, item: Record, owners: Ints) -> dict[str, Column]:
    """A column for each fact of the items that belong to `owners`."""
    columns: dict[str, Column] = {}
    for column in item.facts.values():
        if column.kind is not Kind.LIST:
            columns[column.name] = _item_column(firms, column, owners, columns)
    return columns


def _favour(firms: Firms, columns: dict[str, Column], owners: Ints, title: str) -> None:
    """Makes items such as these firms have: rights of the first class in use, and a title in force."""
    random, count = firms.random, len(owners)
    for name in ("有效", "实际应用", "自主研发"):
        if name in columns:
            columns[name].values = columns[name].values | (random.random(count) < _MOST)
    if "类别" in columns:
        column = columns["类别"]
        column.values = pa.compute.if_else(pa.array(random.random(count) < _FIRST_CLASS), "I类", column.values)
    if {"资格名称", "自", "至"} <= columns.keys():
        columns["资格名称"].values = pa.array(np.full(count, title), pa.string())
        columns["自"].values = days(firms.on) - random.integers(0, _TERM, count)
        columns["至"].values = columns["自"].values + _TERM


def _joined(column: Column, added: Column, order: Ints) -> Column:
    """Two columns as one, in an order."""
    missing = np.concatenate([column.missing, added.missing])[order]
    if isinstance(column.values, pa.Array):
        return Column(pa.concat_arrays([column.values, added.values]).take(pa.array(order)), missing)
    return Column(np.concatenate([column.values, added.values])[order], missing)


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
