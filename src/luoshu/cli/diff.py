"""`luoshu diff`: what changed from one policy to another, and whom it touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import columns, print_data_problems, print_json, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang, OnError, parse_date

if TYPE_CHECKING:
    from luoshu.engine.touched import Paid, Touched
    from luoshu.policy.model import Policy

_OLD = say(
    "原来的：路径或编号；编号@日期 指当日施行的版本", "the old one: a path or id; id@DATE is the version of that day"
)
_NEW = say("现在的；不写则比较最后两个版本", "the new one; without it the last two versions are compared")
_DATA = say(
    "看影响到谁：数据文件夹、工作簿或快照", "also whom it touches: a folder of files, a workbook, or a snapshot"
)
_OUT = say("把受影响的逐户写到 .csv 或 .parquet 文件", "write who is touched to a .csv or .parquet file")
_ON = say("两者都按哪一天评价（默认：选定 NEW 的那一天）", "the day as of which both are run (default: that of NEW)")
_KINDS = (("否→是", "no → yes"), ("是→否", "yes → no"), ("另一个值", "another value"))
_UNKNOWN = (("变为不能判断", "to cannot tell"), ("不再是不能判断", "from cannot tell"))


def example() -> str:
    return "luoshu diff cn/srdi@2025-01-01 cn/srdi@2026-05-01 --data zone"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_OLD)],
    new: Annotated[str | None, typer.Argument(metavar="NEW", help=_NEW, show_default=False)] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help=_DATA, show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_OUT, show_default=False)] = None,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=parse_date, help=_ON, show_default=False)
    ] = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.difference_json import as_json as difference_as_json
    from luoshu.engine.difference_text import lines
    from luoshu.engine.touched import touched
    from luoshu.policy.dates import today
    from luoshu.policy.difference.compare import difference
    from luoshu.policy.difference.specs import choose_both
    from luoshu.policy.library import Library
    from luoshu.problems import Problem, ProblemError, Text

    if out is not None and data is None:
        text = Text("--out 要和 --data 一起用", "--out needs --data")
        raise ProblemError([Problem("call", text, hint=Text("写上数据在哪里", "say where the data is"))])
    library = Library()
    before, after = choose_both(old, new, library, today())
    found = difference(library.read(before.version, before.on), library.read(after.version, after.on))
    whom: Touched | None = None
    if data is not None:
        with progress() as advance:
            whom = touched(found, data, on=on or after.on, out=out, on_error=on_error, progress=advance)
        print_data_problems(whom.snapshot)
    if as_json:
        print_json(difference_as_json(found, language(), whom))
        return
    print("\n".join(lines(found, language())))
    if whom is not None:
        print()
        print("\n".join(_touched(whom, found.new)))


def _touched(found: Touched, policy: Policy) -> Iterator[str]:
    """A sentence, a line a decision that turned, a line a benefit."""
    yield say(
        f"按 {found.on} 评价：{found.total:,} 个{policy.about}中，{found.entities:,} 个的结果不同",
        f"As of {found.on}: of {found.total:,}, {found.entities:,} get another result",
    )
    if found.others:
        yield say(
            f"另有 {found.others:,} 个只是中间的决策不同，结果一样",
            f"{found.others:,} more have another answer on the way to the same result",
        )
    if found.turned:
        yield from _decisions(found, policy)
    for paid in found.paid:
        yield _paid(paid, policy)
    if found.file:
        yield say(f"逐户写在 {found.file}", f"they are listed in {found.file}")


def _decisions(found: Touched, policy: Policy) -> Iterator[str]:
    from luoshu.engine.labels import decision_label

    rows = [["", *(say(*kind) for kind in (*_KINDS, *_UNKNOWN))]]
    for each in found.turned:
        counts = (each.no_to_yes, each.yes_to_no, each.changed, each.to_unknown, each.from_unknown)
        name = decision_label(policy.decisions[each.name]).say(language())
        rows.append([name, *(f"{count:,}" for count in counts)])
    for line in columns(rows, right=range(1, len(rows[0]))):
        yield f"  {line}"


def _paid(paid: Paid, policy: Policy) -> str:
    from luoshu.engine.figures import MONEY, show
    from luoshu.engine.labels import label_of

    name = label_of(paid.name, policy).say(language())
    amounts = [show(amount or 0, MONEY, language()) for amount in paid.amount]
    entities = " → ".join(f"{count:,}" for count in paid.entities)
    return say(
        f"支持项 {name}：{entities} 个，每年合计 {amounts[0]} → {amounts[1]}",
        f"benefit {name}: {entities} entitled, in all {amounts[0]} → {amounts[1]} a year",
    )
