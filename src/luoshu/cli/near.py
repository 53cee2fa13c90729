"""`luoshu near`: who fails a decision, by which condition, by how much."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import columns, print_json, print_problems, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Policy

if TYPE_CHECKING:
    from luoshu.engine.near import NearResult

ON_SCREEN = 20  # entities, unless `--limit` says otherwise
_MISSING_SHOWN = 8

_DECISION = Annotated[str, typer.Argument(metavar="DECISION", help=say("结论为是或否的决策", "a yes-or-no decision"))]
_LIMIT = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="N",
        min=1,
        help=say(
            "最多列出多少个主体；默认屏幕上 20 个，写文件时不限",
            "how many entities at most; by default 20 on the screen, all in a file",
        ),
        show_default=False,
    ),
]
_OUT = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=say("写入 .csv 或 .parquet 文件", "a .csv or .parquet file to write"),
        show_default=False,
    ),
]


def example() -> str:
    return "luoshu near cn/tech-sme 符合现行评价条件 --data zone.snapshot --limit 50 --on 2025-06-30"


def near(
    policy: Policy,
    decision: _DECISION,
    data: Data,
    on: On,
    limit: _LIMIT = None,
    out: _OUT = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from luoshu.engine.explain import chosen_decision
    from luoshu.engine.near import near as find_near
    from luoshu.engine.run import open_data
    from luoshu.policy.library import Library

    document = Library().resolve(policy, on)
    chosen_decision(document, decision)  # before data is read, which may take long
    file = Path(out) if out is not None else None
    most = limit if limit is not None or file is not None else ON_SCREEN
    with TemporaryDirectory(prefix="luoshu-") as scratch, progress() as advance:
        frozen = Path(scratch) / "snapshot"
        snapshot = open_data([document], data, frozen, on=on, on_error=on_error, progress=advance)
        result = find_near(document, decision, snapshot, on, most, out=file, progress=advance)
        left_out = snapshot.left_out
    if as_json:
        print_json(_as_json(result))
        return
    print_problems(left_out)
    for told in result.interpreted:
        print(told, file=sys.stderr)
    print("\n".join(_lines(result)))


def _as_json(result: NearResult) -> dict[str, object]:
    return {
        "policy": result.policy.id,
        "decision": result.decision,
        "on": result.on,
        "yes": result.yes,
        "no": result.no,
        "cannot_tell": result.cannot_tell,
        "missing": result.missing,
        "interpreted": result.interpreted,
        "files": [str(path) for path in result.files],
        "rows": result.rows.to_pylist(),
        "unknown": result.unknown.to_pylist(),
    }


def _lines(result: NearResult) -> Iterator[str]:
    yield f"{result.policy.title.say(language())} · {result.decision} · {result.on}"
    yield say(
        f"是 {result.yes:,}，否 {result.no:,}，不能判断 {result.cannot_tell:,}",
        f"yes {result.yes:,}, no {result.no:,}, cannot tell {result.cannot_tell:,}",
    )
    if result.rows.num_rows:
        yield ""
        yield from columns([_head(result), *_cells(result)], right=[1, 4, 5, 6, 7])
    if result.missing:
        yield ""
        most = list(result.missing.items())[:_MISSING_SHOWN]
        listed = say("，", ", ").join(f"{fact} {count:,}" for fact, count in most)
        yield say(f"最常缺的数据（主体数）：{listed}", f"most often missing (entities): {listed}")
    for path in result.files:
        yield say(f"已写入 {path}", f"written: {path}")


def _head(result: NearResult) -> tuple[str, ...]:
    return (
        result.rows.column_names[0],
        say("未达项数", "failing"),
        say("未达到的条件", "condition"),
        say("条款", "article"),
        say("现为", "have"),
        say("须为", "need"),
        say("差", "gap"),
        say("差占须的比例", "gap/need"),
    )


def _cells(result: NearResult) -> Iterator[tuple[str, ...]]:
    """A line a failing condition; the identifier stands at the first of an entity only."""
    above = None
    for row in result.rows.to_pylist():
        key = row[result.rows.column_names[0]]
        who = ("", "") if key == above else (key, str(row["failing"]))
        above = key
        share = "" if row["gap_over_need"] is None else f"{row['gap_over_need'] * 100:.2f}%"
        gap = "" if row["gap"] is None else f"{row['gap'].normalize():,f}"
        yield (*who, row["condition"], row["article"], _side(row["have"]), _side(row["need"]), gap, share)


def _side(text: str | None) -> str:
    return {"true": say("是", "yes"), "false": say("否", "no"), None: ""}.get(text, text or "")
