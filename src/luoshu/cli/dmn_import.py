"""`luoshu dmn import`: a DMN model as a policy document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from luoshu.cli.console import print_problems
from luoshu.cli.files import write
from luoshu.cli.language import say
from luoshu.cli.options import Lang

_MODEL = say("DMN 模型（.dmn）", "a DMN model (.dmn)")
_OUT = say("写到哪个 .md 文件", "the .md file to write")


def example() -> str:
    return "luoshu dmn import lending.dmn --out lending.md"


def dmn_import(
    model: Annotated[Path, typer.Argument(metavar="MODEL.dmn", help=_MODEL)],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_OUT)],
    lang: Lang = None,
) -> None:
    from luoshu.dmn.loading import load
    from luoshu.policy.exchange.importing import import_model

    def markdown() -> bytes:
        imported = import_model(load(model))
        print_problems([*imported.left_out, *imported.remarks])
        return imported.text.encode()

    write(out, {".md": markdown})
