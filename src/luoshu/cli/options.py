"""Options that several commands share. Import after the language is chosen: their help is in one language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from luoshu.cli.language import say


def today() -> str:
    """Today where the policies are in force, as it would be written."""
    from luoshu.policy import dates

    return dates.today().isoformat()


def parse_date(text: str) -> date:
    """A date as 2025-06-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = say(f"看不懂的日期 {text}，请写作 2025-06-30", f"{text} is no date: write it as 2025-06-30")
        raise typer.BadParameter(message) from None


_POLICY = say("政策文件的路径，或内置政策的编号", "a path, or the id of a shipped policy")
_DATA = say("数据文件夹、工作簿或快照", "a folder of files, a workbook, or a snapshot")
_ID = say("主体的标识，如统一社会信用代码", "the entity's identifier")
_ON_ERROR = say("数据有误时：refuse 全部拒绝，skip 去掉有误的行", "wrong data: refuse everything, or skip its rows")

Policies = Annotated[list[str], typer.Argument(metavar="POLICY", help=_POLICY, show_default=False)]
Policy = Annotated[str, typer.Argument(metavar="POLICY", help=_POLICY)]
Data = Annotated[Path, typer.Option("--data", metavar="DIR", help=_DATA)]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=say("写到哪里", "where to write"))]
On = Annotated[
    date,
    typer.Option(
        "--on",
        metavar="DATE",
        parser=parse_date,
        default_factory=today,
        show_default=say("上海的今天", "today in Shanghai"),
        help=say("评价日期，如 2025-06-30", "the date of the run, such as 2025-06-30"),
    ),
]
Identifier = Annotated[str, typer.Option("--id", metavar="X", help=_ID)]
OnError = Annotated[Literal["refuse", "skip"], typer.Option("--on-error", help=_ON_ERROR)]
Json = Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help=say("语言", "language"), show_default=False)]
