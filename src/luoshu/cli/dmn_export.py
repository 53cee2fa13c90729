"""`luoshu dmn export`: a policy as a DMN model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from luoshu.cli.console import print_problems
from luoshu.cli.files import write
from luoshu.cli.language import say
from luoshu.cli.options import Lang, On, Policy

_OUT = say("写到哪个 .dmn 文件", "the .dmn file to write")
_EDITION = say("DMN 的版本；建模工具大多读 1.3", "the edition of DMN; most modelers read 1.3")


def example() -> str:
    return "luoshu dmn export cn/tech-sme --out tech-sme.dmn --on 2025-06-30"


def dmn_export(
    policy: Policy,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_OUT)],
    on: On,
    dmn: Annotated[Literal["1.3", "1.5"], typer.Option("--dmn", help=_EDITION)] = "1.3",
    lang: Lang = None,
) -> None:
    from luoshu import __version__
    from luoshu.dmn.editions import EDITIONS
    from luoshu.dmn.writer import write_model
    from luoshu.policy.exchange.export import export
    from luoshu.policy.library import Library

    def xml() -> bytes:
        exported = export(Library().resolve(policy, on), on)
        print_problems(exported.rewritten)
        return write_model(exported.model, __version__, EDITIONS[dmn])

    write(out, {".dmn": xml})
