"""What a year of policies costs by fund and benefit, and how far each fund's budget goes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb

from luoshu.engine.budget.charged import charged, owner
from luoshu.engine.budget.payments import ONCE, PAYMENTS, Ranked, add_payments, is_paid_once
from luoshu.engine.budget.ways import Shared, Way, share, yuan
from luoshu.engine.database import connect, identifier, text
from luoshu.engine.run import Run
from luoshu.facts.mishaps import writing
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.policy.graph import Graph
from luoshu.policy.model import Benefit, Budget, Policy, Stacking
from luoshu.policy.scope import Scope
from luoshu.problems import Problem, ProblemError, Text

RESULT = "budget.parquet"
_MONEY = "CAST(CAST({} AS DECIMAL(36, 0)) * 0.01 AS DECIMAL(38, 2))"  # of fen
_COLUMNS = {Way.IN_ORDER: "in_order", Way.PRO_RATA: "pro_rata", Way.BY_POINTS: "by_points"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one benefit costs in the year. `unknown` counts those who are entitled to an amount that cannot be told,
    `open` those of whom it cannot be told whether they are entitled. `policy` is the document whose rules say what is
    due of it, `had` those of them that deduct what was had already."""

    policy: Policy
    benefit: Benefit
    amount: Decimal
    entities: int
    unknown: int
    open: int

    @property
    def owner(self) -> str:
        """The document that gives it."""
        return owner(self.policy, self.benefit)

    @property
    def once(self) -> bool:
        return is_paid_once(self.benefit)

    @property
    def had(self) -> tuple[Stacking, ...]:
        return tuple(rule for rule in self.policy.stackings if rule.had and self.benefit.name in rule.members)


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund with the costs it bears; `name` is empty where a benefit names none. `limit` is its budget of the year."""

    name: str
    costs: tuple[Cost, ...]
    budget: Budget | None = None
    limit: Decimal | None = None
    ways: tuple[Shared, ...] = ()  # where the budget does not suffice

    @property
    def amount(self) -> Decimal:
        return sum((cost.amount for cost in self.costs), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.amount


@dataclass(frozen=True)
class YearCost:
    """The cost of a calendar year, fund by fund."""

    run: Run
    year: int
    funds: tuple[Fund, ...]
    ranked: Ranked = field(default_factory=Ranked)

    @property
    def amount(self) -> Decimal:
        return sum((fund.amount for fund in self.funds), Decimal(0))

    @property
    def costs(self) -> list[Cost]:
        return [cost for fund in self.funds for cost in fund.costs]

    @property
    def giving_nothing(self) -> list[Policy]:
        """The policies that give no money."""
        return [policy for policy in self.run.policies if not any(benefit.amount for benefit in policy.benefits)]

    def not_in_year(self, cost: Cost) -> bool:
        """Whether it is due once, and in another year."""
        return cost.benefit.rhythm == ONCE and self.run.on.year != self.year


def year_cost(run: Run, year: int, ranked: Ranked, scratch: Path, out: Path | None = None) -> YearCost:
    """What the benefits of a run cost in a year. With `out` who gets how much by each way is written there, a row an
    entity and benefit, as budget.parquet.

    Raises:
        ProblemError: two documents give different budgets for a fund, or different amounts of a benefit; or a name in
            `ranked` is not known.
    """
    limits = dict(_limits(run, year))
    with connect(scratch) as connection:
        listed = charged(connection, run)
        add_payments(connection, run, year, ranked, listed)
        costs: dict[str, list[Cost]] = {name: [] for name in limits}
        for cost in _costs(connection, run, listed):
            costs.setdefault(cost.benefit.fund, []).append(cost)
        _keep_results(connection)
        funds = tuple(_fund(connection, name, tuple(each), limits, ranked) for name, each in costs.items())
        if out is not None:
            _write(connection, run, out)
    return YearCost(run, year, funds, ranked)


def _limits(run: Run, year: int) -> Iterator[tuple[str, tuple[Budget, Decimal]]]:
    """The budgets of the year, by fund."""
    found: dict[str, tuple[Budget, Decimal]] = {}
    for policy in _all_policies(run.policies):
        for budget in policy.budgets:
            if budget.year != year:
                continue
            limit = _limit(policy, budget, run.on)
            if budget.fund in found and found[budget.fund][1] != limit:
                wrong = Text(
                    f"“{budget.fund}”{year} 年的预算在几份文件里不同：{found[budget.fund][1]:,} 和 {limit:,}",
                    f"documents differ on the budget of '{budget.fund}' for {year}: "
                    f"{found[budget.fund][1]:,} and {limit:,}",
                )
                raise ProblemError([Problem("budget", wrong)])
            found.setdefault(budget.fund, (budget, limit))
    yield from found.items()


def _all_policies(policies: Sequence[Policy]) -> list[Policy]:
    """The policies and all that they use, once each."""
    found: dict[str, Policy] = {}
    stack = list(policies)
    while stack:
        policy = stack.pop(0)
        if policy.id not in found:
            found[policy.id] = policy
            stack += policy.used
    return list(found.values())


def _limit(policy: Policy, budget: Budget, on: date) -> Decimal:
    """The amount of a budget, to the fen."""
    lowering = Graph(on).lowering()
    value = evaluate(lowering.lower(budget.amount, Scope(policy, on)).value, {}, arithmetic=EXACT)
    if lowering.absent:
        raise ProblemError(lowering.absent)
    if not isinstance(value, Decimal | Fraction):
        wrong = Text(f"“{budget.fund}”的预算不是金额", f"the budget of '{budget.fund}' is no amount")
        raise ProblemError([Problem("budget", wrong)])
    return yuan(int(Fraction(value) * 100))


def _costs(connection: duckdb.DuckDBPyConnection, run: Run, listed: Collection[tuple[int, int]]) -> Iterator[Cost]:
    """Of every benefit with an amount, in the order of the documents."""
    counted = "sum(amount), count(DISTINCT id) FILTER (amount > 0)"
    query = f"SELECT policy, number, {counted} FROM {PAYMENTS} GROUP BY policy, number"
    paid = {(policy, number): (amount, entities) for policy, number, amount, entities in _rows(connection, query)}
    for place, policy in enumerate(run.policies):
        for number, benefit in enumerate(policy.benefits):
            if (place, number) in listed:
                amount, entities = paid.get((place, number), (0, 0))
                unknown, open_ = _not_told(connection, run.folder(policy), benefit)
                yield Cost(policy, benefit, yuan(amount), entities, unknown, open_)


def _not_told(connection: duckdb.DuckDBPyConnection, folder: Path, benefit: Benefit) -> tuple[int, int]:
    benefits, decisions = text(folder / "benefits.parquet"), text(folder / "decisions.parquet")
    of = f"benefit = {text(benefit.name)} AND amount IS NULL"
    [(unknown,)] = _rows(connection, f"SELECT count(*) FROM read_parquet({benefits}) WHERE {of}")
    who = f"{identifier(benefit.who)} IS NULL" if benefit.who else "false"
    [(open_,)] = _rows(connection, f"SELECT count(*) FROM read_parquet({decisions}) WHERE {who}")
    return unknown, open_


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[int, ...]]:
    return connection.execute(query).fetchall()


# --- sharing ----------------------------------------------------------------------------------------------------------


def _fund(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    costs: tuple[Cost, ...],
    limits: Mapping[str, tuple[Budget, Decimal]],
    ranked: Ranked,
) -> Fund:
    budget, limit = limits.get(name, (None, None))
    fund = Fund(name, costs, budget, limit)
    if limit is None or limit >= fund.amount:
        return fund
    ways = [way for way in Way if way is not Way.BY_POINTS or ranked.points is not None]
    shared = []
    for way in ways:
        shared.append(share(connection, name, limit, way))
        connection.execute(
            f"UPDATE results SET {_COLUMNS[way]} = shared.paid FROM shared WHERE results.policy = shared.policy "
            "AND results.id = shared.id AND results.number = shared.number"
        )
    return Fund(name, costs, budget, limit, tuple(shared))


def _keep_results(connection: duckdb.DuckDBPyConnection) -> None:
    """What everyone is due; a way that was not needed pays all of it."""
    ways = ", ".join(f"sum(amount) AS {column}" for column in _COLUMNS.values())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE results AS SELECT policy, id, number, any_value(benefit) AS benefit, "
        f"any_value(fund) AS fund, count(*) AS payments, sum(amount) AS due, {ways} FROM {PAYMENTS} "
        f"GROUP BY policy, id, number"
    )


def _write(connection: duckdb.DuckDBPyConnection, run: Run, out: Path) -> None:
    ids = ", ".join(f"({place}, {text(policy.id)})" for place, policy in enumerate(run.policies))
    amounts = ", ".join(f"{_MONEY.format(name)} AS {name}" for name in ("due", *_COLUMNS.values()))
    with writing(out):
        connection.execute(
            f"COPY (SELECT p.id AS policy, r.id, benefit, fund, payments, {amounts} FROM results r "
            f"JOIN (VALUES {ids}) AS p(place, id) ON p.place = r.policy ORDER BY r.policy, r.id, number) "
            f"TO {text(out / RESULT)} (FORMAT parquet, COMPRESSION zstd)"
        )
