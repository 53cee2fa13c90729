"""`luoshu run`: policies over everyone in the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import columns, print_json, print_problems, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Out, Policies

if TYPE_CHECKING:
    from luoshu.engine.run import Run
    from luoshu.policy.model import Policy

_THREADS = Annotated[int | None, typer.Option("--threads", min=1, help=say("线程数", "threads"), show_default=False)]


def example() -> str:
    return "luoshu run cn/tech-sme cn/little-giant --data zone --out results --on 2025-06-30"


def run(
    policy: Policies,
    data: Data,
    out: Out,
    on: On,
    on_error: OnError = "refuse",
    threads: _THREADS = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.run import run as run_policies
    from luoshu.policy.library import Library

    policies, not_in_force = Library().resolve_all(policy, on)
    with progress() as advance:
        result = run_policies(
            policies,
            data,
            out,
            on=on,
            on_error=on_error,
            not_in_force=not_in_force,
            threads=threads,
            progress=advance,
        )
    if as_json:
        print_json({**result.manifest, "counts": {each.id: counts(result, each) for each in result.policies}})
        return
    print_problems([*result.not_in_force, *result.left_out])
    for interpreted in result.interpreted:
        print(interpreted, file=sys.stderr)
    for each in result.policies:
        print("\n".join(_about(result, each)))
        print()
    print(say(f"结果在 {out}", f"the results are in {out}"))
    print(say(f"可读的报告：{out / 'report.html'}", f"a readable report: {out / 'report.html'}"))


def headlines(result: Run, policy: Policy) -> list[str]:
    """The decisions that matter by themselves: those that other policies may see, and those that nothing else uses."""
    graph = result.graph_of(policy)
    steps = graph.of_policy(policy)
    used = {name for step in steps.values() for name in graph.uses(step)}
    return [name for name, step in steps.items() if name in policy.exports or step.name not in used]


def counts(result: Run, policy: Policy) -> dict[str, dict[str, int]]:
    """For each headline how many entities got yes, no, some other value, and null."""
    import duckdb

    from luoshu.engine.database import identifier
    from luoshu.feel.types import BOOLEAN

    found = {}
    for name in headlines(result, policy):
        column = identifier(name)
        yes, no = (column, f"NOT {column}") if policy.decisions[name].type == BOOLEAN else ("false", "false")
        query = f"SELECT count_if({yes}), count_if({no}), count({column}), count(*) FROM read_parquet(?)"
        row = duckdb.execute(query, [str(result.folder(policy) / "decisions.parquet")]).fetchone()
        assert row is not None  # an aggregate without groups has one row
        found[name] = {"yes": row[0], "no": row[1], "other": row[2] - row[0] - row[1], "unknown": row[3] - row[2]}
    return found


def _about(result: Run, policy: Policy) -> Iterator[str]:
    period = f"{policy.since or '..'}/{policy.until or '..'}"
    yield f"{policy.title.say(language())} ({policy.id} {period})"
    head = ("", say("是", "yes"), say("否", "no"), say("有结果", "a value"), say("不能判断", "cannot tell"))
    rows = [
        (name, *(f"{tally[kind]:,}" if tally[kind] else "–" for kind in ("yes", "no", "other", "unknown")))
        for name, tally in counts(result, policy).items()
    ]
    for line in columns([head, *rows], right=[1, 2, 3, 4]):
        yield f"  {line}"
