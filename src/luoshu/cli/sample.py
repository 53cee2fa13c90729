"""`luoshu sample`: the data of a synthetic zone."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from luoshu.cli.console import print_json, progress
from luoshu.cli.language import say
from luoshu.cli.options import Json, Lang, On, Out


def example() -> str:
    return "luoshu sample --firms 100000 --seed 1 --out zone"


def sample(
    out: Out,
    on: On,
    firms: Annotated[int, typer.Option("--firms", min=1, help=say("企业数", "how many enterprises"))] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=say("随机种子：同样的种子，同样的园区", "same seed, same zone"))
    ] = 1,
    file_format: Annotated[
        Literal["csv", "parquet"], typer.Option("--format", help=say("文件格式", "kind of files"))
    ] = "csv",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.lines import growth_in, lines_in
    from luoshu.facts.sample import SAMPLED, write_sample
    from luoshu.policy.library import Library

    library = Library()
    shipped = sorted({version.id for version in library.all_versions()})
    policies, _ = library.resolve_all(shipped, on)
    deciding = [policy for policy in policies if policy.about == SAMPLED]
    vocabulary = library.resolve("cn/vocabulary", on).vocabulary
    with progress() as advance:
        files = write_sample(
            out,
            firms=firms,
            seed=seed,
            vocabulary=vocabulary,
            lines=[*lines_in(deciding), *growth_in(deciding)],
            on=on,
            format=file_format,
            progress=advance,
        )
    if as_json:
        print_json({"files": [str(file) for file in files], "firms": firms, "seed": seed, "on": on})
        return
    print(say(f"{firms:,} 家企业：", f"{firms:,} enterprises:"))
    for file in files:
        print(f"  {file}")
