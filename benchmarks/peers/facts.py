"""Firms for the comparison: any firms, or firms exactly on a line; what the rule says of each, in integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from luoshu.facts.sample_columns import credit_codes

Ints = npt.NDArray[np.int64]
MONEY = ("sales", "cost", "research", "assets")
STAFF_LINES = ((30, 20), (25, 16), (20, 12), (15, 8), (10, 4))  # per cent, points
SALES_LINES = ((6, 50), (5, 40), (4, 30), (3, 20), (2, 10))
COST_LINES = ((30, 50), (25, 40), (20, 30), (15, 20), (10, 10))


def any_firms(count: int, seed: int) -> dict[str, Ints]:
    """Plausible facts without gaps, money in fen."""
    random = np.random.default_rng(seed)
    staff = np.maximum(np.rint(np.exp(random.normal(3.5, 1.2, count))), 1)
    sales = staff * np.exp(random.normal(13.0, 0.6, count)) * (random.random(count) > 0.02)
    cost = sales * random.normal(0.94, 0.09, count) + staff * 20_000
    facts = {
        "staff": staff,
        "scientists": np.rint(staff * random.beta(2, 6, count)),
        "sales": sales * 100,
        "cost": cost * 100,
        "research": cost * random.beta(1.5, 15, count) * 100,
        "assets": (sales + 300_000) * np.exp(random.normal(0.1, 0.5, count)) * 100,
        "first class": random.poisson(0.2, count),
        "second class": random.poisson(1.5, count),
    }
    return {name: np.maximum(values, 0).astype(np.int64) for name, values in facts.items()}


def firms_on_lines(count: int, seed: int) -> dict[str, Ints]:
    """The same, each with one of its three ratios exactly on a line (a ratio of sales or cost in fen)."""
    facts = any_firms(count, seed)
    lines = [
        *(("scientists", "staff", percent) for percent, _ in STAFF_LINES),
        *(("research", "sales", percent) for percent, _ in SALES_LINES),
        *(("research", "cost", percent) for percent, _ in COST_LINES),
    ]
    for number, (upper, lower, percent) in enumerate(lines):
        rows = np.arange(number, count, len(lines))
        step = 100 // np.gcd(percent, 100)
        steps = np.maximum(facts[lower][rows] // step, 1)
        facts[lower][rows] = steps * step
        facts[upper][rows] = steps * step * percent // 100
    return facts


def expected(facts: dict[str, Ints]) -> dict[str, npt.NDArray[np.generic]]:
    """The answers of the rule, by cross-multiplication of integers: nothing is rounded."""
    staff = _points(facts["scientists"], facts["staff"], STAFF_LINES)
    research = np.maximum(
        _points(facts["research"], facts["sales"], SALES_LINES), _points(facts["research"], facts["cost"], COST_LINES)
    )
    rights = np.where(facts["first class"] >= 1, 30, 6 * np.minimum(facts["second class"], 4))
    limit = 200_000_000 * 100
    small = (facts["staff"] <= 500) & (facts["sales"] <= limit) & (facts["assets"] <= limit)
    total = staff + research + rights
    return {
        "staff_score": staff,
        "research_score": research,
        "rights_score": rights,
        "total": total,
        "eligible": small & (total >= 60) & (staff > 0),
    }


def _points(upper: Ints, lower: Ints, lines: tuple[tuple[int, int], ...]) -> Ints:
    """Of the first line that the ratio reaches; a ratio to nothing reaches none."""
    reached = [(lower > 0) & (100 * upper >= percent * lower) for percent, _ in lines]
    return np.select(reached, [points for _, points in lines], 0)


def codes(count: int, seed: int) -> pa.Array:
    return credit_codes(0, count, seed)


def write(facts: dict[str, Ints], path: Path, seed: int) -> None:
    """Writes facts as a Parquet file: the firm's code, counts BIGINT, money DECIMAL(18, 2)."""
    columns = {"credit code": codes(len(facts["staff"]), seed)}
    for name, values in facts.items():
        columns[name] = _money(values) if name in MONEY else pa.array(values)
    # By code, as a snapshot is, so that results stand in one order whoever wrote them.
    pq.write_table(pa.table(columns).sort_by("credit code"), path, compression="zstd")


def _money(fen: Ints) -> pa.Array:
    """DECIMAL(18, 2) of whole fen: the integers themselves, as 128 bits."""
    words = np.stack([fen, np.where(fen < 0, -1, 0)], axis=1)
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(fen), [None, pa.py_buffer(np.ascontiguousarray(words))])
