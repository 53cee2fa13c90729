"""`luoshu snapshot`: validate data and freeze it."""

from __future__ import annotations

from typing import Annotated

import typer

from luoshu.cli.console import columns, print_data_problems, print_json, problem_as_json, progress
from luoshu.cli.language import say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Out


def example() -> str:
    return "luoshu snapshot --data zone --vocabulary cn/vocabulary --out zone.snapshot --on 2025-06-30"


def snapshot(
    data: Data,
    vocabulary: Annotated[
        str,
        typer.Option(
            "--vocabulary",
            metavar="V",
            help=say("词汇表政策的路径或编号", "path or id of the policy that holds the vocabulary"),
        ),
    ],
    out: Out,
    on: On,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.facts.snapshot import freeze
    from luoshu.policy.library import Library

    words = Library().resolve(vocabulary, on).vocabulary
    with progress() as advance:
        frozen = freeze(data, words, out, on=on, on_error=on_error, progress=advance)
    if as_json:
        print_json(
            {
                "path": str(frozen.path),
                "hash": frozen.hash,
                "on": frozen.on,
                "assessed_year": frozen.assessed_year,
                "files": {name: {"rows": info.rows, "hash": info.hash} for name, info in frozen.files.items()},
                "absent_files": frozen.absent_files,
                "rows_left_out": frozen.rows_left_out,
                "left_out": [problem_as_json(problem) for problem in frozen.left_out],
                "warnings": [problem_as_json(problem) for problem in frozen.warnings],
            }
        )
        return
    print_data_problems(frozen)
    rows = [(name, f"{info.rows:,}", info.hash[:16]) for name, info in frozen.files.items()]
    print(
        "\n".join(
            columns([(say("文件", "file"), say("行数", "rows"), say("内容哈希", "content hash")), *rows], right=[1])
        )
    )
    print(
        say(
            f"快照 {frozen.path}，年度数据按 {frozen.assessed_year} 年理解，哈希 {frozen.hash}",
            f"snapshot {frozen.path}, yearly facts as of {frozen.assessed_year}, hash {frozen.hash}",
        )
    )
