"""`luoshu explain`: one entity's decisions, step by step."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from luoshu.cli.console import print_data_problems, print_json, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Identifier, Json, Lang, On, OnError, Policy

_DECISION = say("只说明这一项决策；不写则说明没有被别的决策用到的各项", "this one only; else those that no other uses")


def example() -> str:
    return "luoshu explain cn/tech-sme --data zone --id 91990000MA0000115E --on 2025-06-30"


def explain(
    policy: Policy,
    data: Data,
    identifier: Identifier,
    on: On,
    decision: Annotated[
        str | None, typer.Option("--decision", metavar="NAME", help=_DECISION, show_default=False)
    ] = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.explain import explain as explain_one
    from luoshu.engine.run import open_data
    from luoshu.policy.library import Library

    document = Library().resolve(policy, on)
    with TemporaryDirectory(prefix="luoshu-") as scratch:
        with progress() as advance:
            frozen = Path(scratch) / "snapshot"
            snapshot = open_data([document], data, frozen, on=on, on_error=on_error, progress=advance)
        print_data_problems(snapshot)
        explanation = explain_one(document, snapshot, identifier, on, decision)
    if as_json:
        from luoshu.engine.explain_json import as_json as explanation_as_json

        print_json(explanation_as_json(explanation, language()))
        return
    from rich.console import Console

    from luoshu.engine.explain_text import print_to

    print_to(Console(), explanation, language())
