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

_YEAR = say("哪一年的预算（默认：评价日期那年）", "the year of the budgets (default: that of --on)")
_ORDER = say(
    "按先后时按哪个决策或数据项排，小的在前", "in order: the decision or fact that says who comes first, least first"
)
_POINTS = say(
    "按积分时用哪个决策或数据项，高的在前", "by points: the decision or fact that gives the points, highest first"
)
_OUT = say(
    "把各自应得和实得（budget.parquet）和报告（report.html）写到这里",
    "write what each is due and gets (budget.parquet) and a report (report.html) here",
)


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
    from luoshu.engine.budget.report import write_report
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
                write_report(found, out / "report.html", language())
    if as_json:
        print_json(_as_json(found))
        return
    print("\n".join(_lines(found)))
    if out is not None:
        print()
        print(say(f"各自的数额在 {out / 'budget.parquet'}", f"what each is due stands in {out / 'budget.parquet'}"))
        print(say(f"报告在 {out / 'report.html'}", f"the report is {out / 'report.html'}"))


def _lines(found: YearCost) -> Iterator[str]:
    from luoshu.engine.budget import words

    lang = language()
    yield words.total(found).say(lang)
    yield from (note.say(lang) for note in words.notes(found))
    for fund in found.funds:
        yield ""
        yield words.fund_told(fund).say(lang)
        yield from (f"  {line}" for line in columns(list(_costs(fund)), right=[1, 2]))
        for shared in fund.ways:
            yield f"  {shared.way.value.say(lang)}{say('：', ': ')}{words.way_told(shared, found).say(lang)}"


def _costs(fund: Fund) -> Iterator[list[str]]:
    from luoshu.engine.budget import words
    from luoshu.engine.labels import label_of

    lang = language()
    for cost in fund.costs:
        name = label_of(cost.benefit.name, cost.policy).say(lang)
        yield [name, f"{cost.entities:,}", words.money(cost.amount).say(lang), words.not_told(cost).say(lang)]


def _as_json(found: YearCost) -> dict[str, object]:
    from luoshu.engine.budget import words
    from luoshu.engine.explain_json import exact

    return {
        "year": found.year,
        "on": found.run.on,
        "amount": exact(found.amount),
        "order": found.ranked.order,
        "points": found.ranked.points,
        "notes": [note.say(language()) for note in ([] if found.costs else [words.total(found)]) + words.notes(found)],
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
                        "given_by": cost.owner,
                        "rhythm": cost.benefit.rhythm,
                        "earlier_years": words.earlier_years(cost),
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
