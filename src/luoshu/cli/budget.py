"""`luoshu budget`: what a year costs, and how far the budgets go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import columns, print_data_problems, print_json, print_problems, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Policies

if TYPE_CHECKING:
    from luoshu.engine.budget.cost import Fund, YearCost
    from luoshu.engine.budget.ways import Shared

_YEAR = say("哪一年的预算（默认：评价日期那年）", "the year of the budgets (default: that of --on)")
_ORDER = say(
    "按先后时按哪个决策或数据项排，小的在前", "in order: the decision or fact that says who comes first, least first"
)
_POINTS = say(
    "按积分时用哪个决策或数据项，高的在前", "by points: the decision or fact that gives the points, highest first"
)
_OUT = say("把各自应得和实得写到这里（budget.parquet）", "write what each is due and gets here (budget.parquet)")


def example() -> str:
    return "luoshu budget hengyang/tenant-incentives --data zone --year 2025"


def budget(
    policy: Policies,
    data: Data,
    on: On,
    year: Annotated[int | None, typer.Option("--year", min=1990, max=2200, help=_YEAR, show_default=False)] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="NAME", help=_ORDER, show_default=False)] = None,
    points: Annotated[str | None, typer.Option("--points", metavar="NAME", help=_POINTS, show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_OUT, show_default=False)] = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.budget.cost import year_cost
    from luoshu.engine.budget.payments import Ranked
    from luoshu.engine.run import open_data, run, runnable
    from luoshu.facts.mishaps import folder
    from luoshu.policy.library import Library

    named, not_in_force = Library().resolve_all(policy, on)
    policies, about_nothing = runnable(named)
    with TemporaryDirectory(prefix="luoshu-") as scratch:
        with progress() as advance:
            frozen = Path(scratch) / "snapshot"
            snapshot = open_data(policies, data, frozen, on=on, on_error=on_error, progress=advance)
            made = run(
                policies,
                snapshot.path,
                Path(scratch) / "run",
                on=on,
                not_run=[*not_in_force, *about_nothing],
                progress=advance,
                report=False,
            )
        print_problems(made.not_run)
        print_data_problems(snapshot)
        if out is None:
            found = year_cost(made, year or on.year, Ranked(order, points), Path(scratch))
        else:
            with folder(out):
                found = year_cost(made, year or on.year, Ranked(order, points), Path(scratch), out)
    if as_json:
        print_json(_as_json(found))
        return
    print("\n".join(_lines(found)))
    if out is not None:
        print()
        print(say(f"各自的数额在 {out / 'budget.parquet'}", f"what each is due stands in {out / 'budget.parquet'}"))


def _lines(found: YearCost) -> Iterator[str]:
    yield say(
        f"{found.year} 年共需 {_money(found.amount)}，按 {_day(found.run.on)} 的资格计算",
        f"{found.year} costs {_money(found.amount)}, by what holds on {_day(found.run.on)}",
    )
    for fund in found.funds:
        yield ""
        yield _heading(fund)
        yield from (f"  {line}" for line in columns(list(_costs(fund)), right=[1, 2]))
        for shared in fund.ways:
            yield f"  {shared.way.value.say(language())}{say('：', ': ')}{_told(shared, found)}"


def _heading(fund: Fund) -> str:
    name = fund.name or say("未写明资金", "no fund named")
    if fund.limit is None or fund.left is None:
        return say(f"{name}：需 {_money(fund.amount)}，没有预算", f"{name}: {_money(fund.amount)}, no budget given")
    assumed = say("（假设）", " (assumed)") if fund.budget is not None and fund.budget.assumed else ""
    left = (
        say(f"余 {_money(fund.left)}", f"{_money(fund.left)} left")
        if fund.left >= 0
        else say(f"缺 {_money(-fund.left)}", f"{_money(-fund.left)} short")
    )
    return say(
        f"{name}：需 {_money(fund.amount)}，预算 {_money(fund.limit)}{assumed}，{left}",
        f"{name}: {_money(fund.amount)} of a budget of {_money(fund.limit)}{assumed}, {left}",
    )


def _costs(fund: Fund) -> Iterator[list[str]]:
    from luoshu.engine.labels import label_of

    for cost in fund.costs:
        open_ = [
            say(f"{cost.unknown:,} 个金额未定", f"{cost.unknown:,} without an amount") if cost.unknown else "",
            say(f"{cost.open:,} 个不能判断", f"{cost.open:,} cannot be told") if cost.open else "",
        ]
        yield [
            label_of(cost.benefit.name, cost.policy).say(language()),
            f"{cost.entities:,}",
            _money(cost.amount),
            say("，", ", ").join(filter(None, open_)),
        ]


def _told(shared: Shared, found: YearCost) -> str:
    """One way in a sentence."""
    from luoshu.engine.budget.ways import Way
    from luoshu.engine.figures import show

    counts = say(
        f"足额 {shared.full:,}，部分 {shared.part:,}，没有 {shared.nothing:,}",
        f"{shared.full:,} in full, {shared.part:,} in part, {shared.nothing:,} nothing",
    )
    match shared.way:
        case Way.IN_ORDER:
            assert shared.day is not None
            place = f"{found.ranked.order} {show(shared.place, '', language())}" if shared.place is not None else ""
            at = " ".join(filter(None, [shared.at, f"({place})" if place else ""]))
            told = say(
                f"{_day(shared.day)}用完，从 {at} 起不足；", f"runs out on {_day(shared.day)}, {at} first left short; "
            )
        case Way.PRO_RATA:
            assert shared.share is not None
            told = say(f"各得 {shared.share:.2%}；", f"{shared.share:.2%} each; ")
        case Way.BY_POINTS:
            points = show(shared.points, "", language()) if shared.points is not None else say("无", "none")
            told = say(f"到 {points} 分为止；", f"down to {points} points; ")
    unplaced = (
        say(
            f"，其中 {shared.unplaced:,} 个没有排序的依据，排在最后",
            f", of whom {shared.unplaced:,} have no place and come last",
        )
        if shared.unplaced and (found.ranked.order if shared.way is Way.IN_ORDER else True)
        else ""
    )
    return told + counts + unplaced


def _money(amount: object) -> str:
    from luoshu.engine.figures import MONEY, show

    return show(amount, MONEY, language())


def _day(day: object) -> str:
    from luoshu.engine.figures import show

    return show(day, "", language())


def _as_json(found: YearCost) -> dict[str, object]:
    from luoshu.engine.explain_json import exact

    return {
        "year": found.year,
        "on": found.run.on,
        "amount": exact(found.amount),
        "order": found.ranked.order,
        "points": found.ranked.points,
        "funds": [
            {
                "fund": fund.name,
                "amount": exact(fund.amount),
                "budget": exact(fund.limit),
                "assumed": fund.budget.assumed if fund.budget else None,
                "source": fund.budget.source if fund.budget else None,
                "left": exact(fund.left),
                "benefits": [
                    {
                        "policy": cost.policy.id,
                        "benefit": cost.benefit.name,
                        "amount": exact(cost.amount),
                        "entities": cost.entities,
                        "unknown": cost.unknown,
                        "open": cost.open,
                    }
                    for cost in fund.costs
                ],
                "ways": {
                    shared.way.value.en: {
                        "paid": exact(shared.paid),
                        "full": shared.full,
                        "part": shared.part,
                        "nothing": shared.nothing,
                        "share": exact(shared.share),
                        "day": exact(shared.day),
                        "at": shared.at or None,
                        "place": exact(shared.place),
                        "points": exact(shared.points),
                        "unplaced": shared.unplaced,
                    }
                    for shared in fund.ways
                },
            }
            for fund in found.funds
        ],
    }
