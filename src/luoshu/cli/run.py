"""`luoshu run`: policies over everyone in the data."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from luoshu.cli.console import columns, print_data_problems, print_json, print_problems, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Out, Policies
from luoshu.problems import Problem, ProblemError, Text

if TYPE_CHECKING:
    from luoshu.cli.console import ProgressCallback
    from luoshu.engine.computing import Computing
    from luoshu.engine.report.tallies import Tally
    from luoshu.engine.run import Run
    from luoshu.policy.model import Ladder, Policy

_THREADS = Annotated[int | None, typer.Option("--threads", min=1, help=say("线程数", "threads"), show_default=False)]

_Engine = Annotated[
    Literal["duckdb", "postgresql", "spark"],
    typer.Option("--engine", help=say("由哪个引擎计算", "which engine computes")),
]
_Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        show_default=False,
        help=say(
            "PostgreSQL 的地址；也可写在环境变量 LUOSHU_DATABASE 里",
            "where PostgreSQL is; the variable LUOSHU_DATABASE may say it too",
        ),
    ),
]


_Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        show_default=False,
        help=say("Spark 的主节点；不写就在本机计算", "the master of Spark; without it this machine computes"),
    ),
]


def example() -> str:
    return "luoshu run cn/tech-sme cn/little-giant --data zone --out results --on 2025-06-30"


def run(
    policy: Policies,
    data: Data,
    out: Out,
    on: On,
    on_error: OnError = "refuse",
    threads: _THREADS = None,
    engine: _Engine = "duckdb",
    database: _Database = None,
    master: _Master = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.run import REPORT, runnable
    from luoshu.engine.run import run as run_policies
    from luoshu.policy.library import Library

    named, not_in_force = Library().resolve_all(policy, on)
    policies, about_nothing = runnable(named)
    _examine(engine, database, master)
    with progress() as advance, _place(engine, database, master, advance) as within:
        result = run_policies(
            policies,
            data,
            out,
            on=on,
            on_error=on_error,
            not_run=[*not_in_force, *about_nothing],
            threads=threads,
            progress=advance,
            lang=language(),
            within=within,
        )
    print_problems(result.not_run)
    print_data_problems(result.snapshot)
    if as_json:
        counts = {each.id: _counts(result, each) for each in result.policies}
        ladders = {each.id: _ladder_counts(result, each) for each in result.policies if each.ladders}
        print_json({**result.manifest, "counts": counts, "ladders": ladders})
        return
    for interpreted in result.interpreted:
        print(interpreted, file=sys.stderr)
    for each in result.policies:
        print("\n".join(_about(result, each)))
        print()
    print(say(f"结果在 {out}", f"the results are in {out}"))
    print(say(f"可读的报告：{out / REPORT}", f"a readable report: {out / REPORT}"))


def _examine(engine: str, database: str | None, master: str | None) -> None:
    """What is said to one engine is not lost on another (ProblemError)."""
    for option, value, of in (("--database", database, "postgresql"), ("--master", master, "spark")):
        if value is not None and engine != of:
            text = Text(f"{option} 只用于 --engine {of}", f"{option} is for --engine {of} only")
            hint = Text(f"请加上 --engine {of}，或去掉 {option}", f"add --engine {of}, or leave {option} out")
            raise ProblemError([Problem("other-engine", text, hint=hint)])


def _place(
    engine: str, database: str | None, master: str | None, advance: ProgressCallback
) -> AbstractContextManager[Computing]:
    """Where decisions are computed."""
    if engine == "postgresql":
        from luoshu.engine.postgresql import asked_url, on_server

        return on_server(asked_url(database or os.environ.get("LUOSHU_DATABASE")))
    if engine == "spark":
        from luoshu.engine.spark import on_cluster

        return on_cluster(master, advance)
    from luoshu.engine.computing import InDuckDB

    return nullcontext(InDuckDB())


def tallies(result: Run, policy: Policy) -> dict[str, Tally]:
    """The answers to the decisions that matter by themselves."""
    from luoshu.engine.headlines import headlines

    answers = result.answers[policy.id]
    return {name: answers.tallies[name] for name in headlines(answers.graph, policy)}


def _about(result: Run, policy: Policy) -> Iterator[str]:
    from luoshu.engine.labels import decision_label

    period = f"{policy.since or '..'}/{policy.until or '..'}"
    yield f"{policy.title.say(language())} ({policy.id} {period})"
    kinds = (("是", "yes"), ("否", "no"), ("有结果", "a value"), ("缺数据", "cannot tell"), ("算不出", "failed"))
    found = {name: astuple(tally) for name, tally in tallies(result, policy).items()}
    always = (0, 1, 3)
    shown = [kind for kind in range(5) if kind in always or any(counts[kind] for counts in found.values())]
    rows = [["", *(say(*kinds[kind]) for kind in shown)]]
    rows += [
        [decision_label(policy.decisions[name]).say(language()), *(f"{counts[kind]:,}" for kind in shown)]
        for name, counts in found.items()
    ]
    for line in columns(rows, right=range(1, len(rows[0]))):
        yield f"  {line}"
    if policy.benefits:
        for line in columns(list(_benefits(result, policy)), right=(1, 2)):
            yield f"  {line}"
    for ladder in policy.ladders:
        for line in columns(list(_rungs(result, policy, ladder)), right=range(1, 6)):
            yield f"  {line}"


def _benefits(result: Run, policy: Policy) -> Iterator[list[str]]:
    """Who gets each benefit, and how much together."""
    from luoshu.engine.labels import label_of
    from luoshu.engine.report.tallies import BenefitTally
    from luoshu.engine.report.words import money

    yield [say("支持项", "benefits"), say("享受者", "entitled"), say("应付合计", "payable")]
    for benefit in policy.benefits:
        paid = result.answers[policy.id].paid.get(benefit.name, BenefitTally())
        amount = money(paid.amount).say(language()) if paid.amount is not None else ""
        if paid.without_amount and benefit.amount:
            open_ = say(f"{paid.without_amount:,} 笔未定", f"{paid.without_amount:,} open")
            amount = f"{amount} + {open_}" if amount else open_
        yield [f"  {label_of(benefit.name, policy).say(language())}", f"{paid.entities:,}", amount]


def _rungs(result: Run, policy: Policy, ladder: Ladder) -> Iterator[list[str]]:
    """Where everyone stands on each rung of a ladder."""
    from luoshu.engine.labels import label_of
    from luoshu.engine.report.words import rung_states

    states = rung_states(ladder)
    yield [label_of(ladder.name, policy).say(language()), *(word.say(language()) for word in states.values())]
    for rung in ladder.rungs:
        if rung.state:
            tally = asdict(result.answers[policy.id].rungs[rung.state])
            yield [f"  {label_of(rung.name, policy).say(language())}", *(f"{tally[state]:,}" for state in states)]


def _ladder_counts(result: Run, policy: Policy) -> dict[str, dict[str, dict[str, int]]]:
    rungs = result.answers[policy.id].rungs
    return {
        ladder.name: {rung.name: asdict(rungs[rung.state]) for rung in ladder.rungs if rung.state}
        for ladder in policy.ladders
    }


def _counts(result: Run, policy: Policy) -> dict[str, dict[str, int]]:
    return {name: asdict(tally) for name, tally in tallies(result, policy).items()}
