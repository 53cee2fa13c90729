"""`luoshu explain`: one entity's decisions step by step."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from luoshu.cli.console import print_json, print_problems, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Identifier, Json, Lang, On, OnError, Policy

_DECISION = Annotated[
    str | None,
    typer.Option(
        "--decision",
        metavar="NAME",
        help=say(
            "只说明这个决策；默认说明没有被别处用到的决策",
            "explain this decision; by default those that nothing else uses",
        ),
        show_default=False,
    ),
]


def example() -> str:
    return "luoshu explain cn/tech-sme --data zone.snapshot --id 91110000600037341L --on 2025-06-30"


def explain(
    policy: Policy,
    data: Data,
    identifier: Identifier,
    on: On,
    decision: _DECISION = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from pathlib import Path

    from luoshu.engine.explain import chosen_decision
    from luoshu.engine.explain import explain as explain_one
    from luoshu.engine.run import open_data
    from luoshu.policy.library import Library

    document = Library().resolve(policy, on)
    if decision is not None:
        chosen_decision(document, decision)  # before data is read, which may take long
    with TemporaryDirectory(prefix="luoshu-") as scratch:
        with progress() as advance:
            frozen = Path(scratch) / "snapshot"
            snapshot = open_data([document], data, frozen, on=on, on_error=on_error, progress=advance)
        explanation = explain_one(document, snapshot, identifier, on, decision)
        left_out = snapshot.left_out
    if as_json:
        print_json(explanation.to_json(language()))
        return
    print_problems(left_out)
    from rich.console import Console

    from luoshu.engine.explain_text import print_to

    console = Console()
    print_to(console if console.is_terminal else Console(width=_WIDTH), explanation, language())


_WIDTH = 120  # cells a line where the output is no terminal
