"""What a year's cost says, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshu.engine.budget.cost import Cost, Fund, YearCost
from luoshu.engine.budget.ways import Shared, Way
from luoshu.engine.figures import MONEY, show
from luoshu.engine.labels import label_of
from luoshu.problems import Text


def money(amount: object) -> Text:
    return shown(amount, MONEY)


def shown(value: Any, unit: str = "") -> Text:
    return Text(show(value, unit, "zh"), show(value, unit, "en"))


def total(found: YearCost) -> Text:
    if not found.costs:
        only = len(found.run.policies) == 1
        return Text(
            f"{'这项' if only else '这些'}政策没有给钱的支持，{found.year} 年没有可算的费用",
            f"{'This policy gives' if only else 'These policies give'} no money: "
            f"there is nothing to cost for {found.year}",
        )
    amount, on = money(found.amount), shown(found.run.on)
    return Text(
        f"{found.year} 年共需 {amount.zh}，按 {on.zh}的资格计算",
        f"{found.year} costs {amount.en}, by what holds on {on.en}",
    )


def notes(found: YearCost) -> list[Text]:
    """What one is to know of the total: who gives nothing, and how far earlier years are looked at."""
    told = []
    if found.costs and found.giving_nothing:
        told.append(_of("没有给钱的支持", "These give no money", [policy.title for policy in found.giving_nothing]))
    year, due = found.year, found.run.on.year
    on = shown(found.run.on)
    once = [cost for cost in found.costs if cost.once]
    for zh, en, costs in (
        (
            f"一次性的支持计在应付的 {due} 年，不计在 {year} 年",
            f"One-off benefits count in {due}, when they are due, and not in {year}",
            [cost for cost in once if found.not_in_year(cost)],
        ),
        (
            f"没有写周期的支持，计 {year} 年付一次；以前年度付过没有，除自己的条件以外没有看",
            f"Benefits that name no rhythm count once in {year}; earlier years are not looked at beyond their own "
            "conditions",
            [cost for cost in once if cost.benefit.rhythm is None and not cost.had],
        ),
        (
            f"一次性的支持，{on.zh}应付的都计在 {year} 年；以前年度付过没有，除自己的条件以外没有看",
            f"One-off benefits count in {year} wherever they are due on {on.en}; earlier years are not looked at "
            "beyond their own conditions",
            [cost for cost in once if cost.benefit.rhythm and not cost.had and not found.not_in_year(cost)],
        ),
        (
            "以前得到过的，按“已享”写的扣除，此外没有看",
            "Of what was had in earlier years, that is deducted which the rules name (已享), and no other",
            [cost for cost in once if cost.had and not found.not_in_year(cost)],
        ),
    ):
        if costs:
            told.append(_of(zh, en, [label_of(cost.benefit.name, cost.policy) for cost in costs]))
    return told


def _of(zh: str, en: str, names: Sequence[Text]) -> Text:
    return Text(f"{zh}：{'、'.join(name.zh for name in names)}", f"{en}: {', '.join(name.en for name in names)}")


def earlier_years(cost: Cost) -> str | None:
    """How far what was had in earlier years is looked at, for programs; None where that does not matter."""
    if not cost.once:
        return None
    return "as 已享 says" if cost.had else "not looked at"


def fund_name(fund: Fund) -> Text:
    return Text(fund.name or "未写明资金", fund.name or "no fund named")


def fund_told(fund: Fund) -> Text:
    """What a fund bears, and how far its budget goes."""
    name, amount = fund_name(fund), money(fund.amount)
    if fund.limit is None or fund.left is None:
        return Text(f"{name.zh}：需 {amount.zh}，没有预算", f"{name.en}: {amount.en}, no budget given")
    limit, rest = money(fund.limit), money(abs(fund.left))
    assumed = fund.budget is not None and fund.budget.assumed
    left = Text(f"余 {rest.zh}", f"{rest.en} left") if fund.left >= 0 else Text(f"缺 {rest.zh}", f"{rest.en} short")
    return Text(
        f"{name.zh}：需 {amount.zh}，预算 {limit.zh}{'（假设）' if assumed else ''}，{left.zh}",
        f"{name.en}: {amount.en} of a budget of {limit.en}{' (assumed)' if assumed else ''}, {left.en}",
    )


def not_told(cost: Cost) -> Text:
    """Those whose amount, or whose answer, cannot be told."""
    found = []
    if cost.unknown:
        found.append(Text(f"{cost.unknown:,} 个金额未定", f"{cost.unknown:,} without an amount"))
    if cost.open:
        found.append(Text(f"{cost.open:,} 个不能判断", f"{cost.open:,} cannot be told"))
    return Text("，".join(each.zh for each in found), ", ".join(each.en for each in found))


def way_told(shared: Shared, found: YearCost) -> Text:
    """What comes of one way to share, in a sentence."""
    counts = Text(
        f"足额 {shared.full:,}，部分 {shared.part:,}，没有 {shared.nothing:,}",
        f"{shared.full:,} in full, {shared.part:,} in part, {shared.nothing:,} nothing",
    )
    ends, unplaced = _where_it_ends(shared, found), _unplaced(shared, found)
    return Text(ends.zh + counts.zh + unplaced.zh, ends.en + counts.en + unplaced.en)


def _where_it_ends(shared: Shared, found: YearCost) -> Text:
    match shared.way:
        case Way.IN_ORDER:
            assert shared.day is not None
            day, place = shown(shared.day), shown(shared.place)
            ranked = shared.place is not None
            zh, en = (
                (f"（{found.ranked.order} {place.zh}）", f" ({found.ranked.order} {place.en})") if ranked else ("", "")
            )
            return Text(
                f"{day.zh}用完，从 {shared.at}{zh}起不足；", f"runs out on {day.en}, {shared.at}{en} first left short; "
            )
        case Way.PRO_RATA:
            assert shared.share is not None
            return Text(f"各得 {shared.share:.2%}；", f"{shared.share:.2%} each; ")
        case Way.BY_POINTS:
            points = shown(shared.points) if shared.points is not None else Text("无", "none")
            return Text(f"到 {points.zh} 分为止；", f"down to {points.en} points; ")


def _unplaced(shared: Shared, found: YearCost) -> Text:
    if not shared.unplaced or (shared.way is Way.IN_ORDER and not found.ranked.order):
        return Text("", "")
    return Text(
        f"，其中 {shared.unplaced:,} 个没有排序的依据，排在最后",
        f", of whom {shared.unplaced:,} have no place and come last",
    )
