"""The readable report of a year's cost: the same page as a run's, fund by fund."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from luoshu.engine.budget import words
from luoshu.engine.budget.cost import Cost, Fund, YearCost
from luoshu.engine.budget.ways import Shared, Way
from luoshu.engine.report.charts import Segment
from luoshu.engine.report.report import environment, said_of_data
from luoshu.problems import Lang, Text

_LEAST = 0.4  # percent: what is not nothing can be seen
# What entities get, each drawn as an answer that people know.
GOT = {
    "yes": Text("足额", "in full"),
    "unknown": Text("部分", "in part"),
    "no": Text("没有", "nothing"),
}


@dataclass(frozen=True, slots=True)
class Split:
    """Entities by what they get under one way to share, as a bar."""

    counts: dict[str, int]

    @property
    def segments(self) -> list[Segment]:
        total = sum(self.counts.values()) or 1
        found, left = [], 0.0
        for answer, count in self.counts.items():
            if count:
                found.append(Segment(answer, left, 100 * count / total))
                left += 100 * count / total
        return found


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due along the queue, as a line: points in percent of width and of height from the top. `limit` is the
    height of the budget, `end` where the line passes it."""

    points: tuple[tuple[float, float], ...]
    limit: float
    end: float
    due: tuple[tuple[int, Decimal], ...]  # what the points are drawn from

    @property
    def path(self) -> str:
        return " ".join(f"{x:.2f},{y:.2f}" for x, y in self.points)


def write_report(found: YearCost, path: Path, lang: Lang = "en") -> None:
    """Writes the page to `path`: one file, in both languages, opening in `lang`."""
    path.write_text(render(found, lang), encoding="utf-8")


def render(found: YearCost, lang: Lang) -> str:
    return (
        environment()
        .get_template("budget.html")
        .render(
            **said_of_data(found.run),
            kind=Text("预算报告", "Report on budgets"),
            policies=[(Text("政策", "Policy"), policy) for policy in found.run.manifest["policies"]],
            lang=lang,
            found=found,
            said=words,
            costs=drawn_costs,
            split=split,
            queue=queue,
            GOT=GOT,
        )
    )


def drawn_costs(fund: Fund) -> list[tuple[Cost, float]]:
    """The benefits of a fund, the dearest first, each with its length in percent of the dearest's."""
    costs = sorted(fund.costs, key=lambda cost: -cost.amount)
    most = max((cost.amount for cost in costs), default=Decimal(0))
    return [(cost, max(_LEAST, float(100 * cost.amount / most)) if cost.amount else 0.0) for cost in costs]


def split(shared: Shared) -> Split:
    return Split(dict(zip(GOT, (shared.full, shared.part, shared.nothing), strict=True)))


def queue(fund: Fund) -> Queue | None:
    """The queue of a fund whose budget does not suffice."""
    in_order = next((shared for shared in fund.ways if shared.way is Way.IN_ORDER), None)
    if in_order is None or fund.limit is None or not in_order.queue:
        return None
    payments, due = in_order.queue[-1]
    points = tuple(
        (100 * at / payments, 100 - float(100 * so_far / due)) for at, so_far in ((0, Decimal(0)), *in_order.queue)
    )
    limit = 100 - float(100 * fund.limit / due)
    return Queue(points, limit, next(_crossings(points, limit)), in_order.queue)


def _crossings(points: tuple[tuple[float, float], ...], limit: float) -> Iterator[float]:
    """Where the line passes a height, going up; at its end at the latest."""
    for (x, y), (next_x, next_y) in pairwise(points):
        if next_y < limit <= y:
            yield x + (next_x - x) * (y - limit) / (y - next_y)
    yield 100.0
