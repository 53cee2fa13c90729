"""`luoshu template`: a workbook to fill in with what policies need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshu.cli.console import columns, print_json, print_problems, problem_as_json, progress
from luoshu.cli.language import say
from luoshu.cli.options import Json, Lang, On, Policies

if TYPE_CHECKING:
    from luoshu.engine.template import Template
    from luoshu.facts.template.sheets import Sheet

_OUT = say("写到哪个 .xlsx 文件", "the .xlsx file to write")
_DATA = say(
    "先填上已有的数据：文件夹、工作簿或快照", "fill in what is known: a folder of files, a workbook, or a snapshot"
)


def example() -> str:
    return "luoshu template cn/tech-sme cn/srdi --out template.xlsx --data zone --on 2025-06-30"


def template(
    policy: Policies,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_OUT)],
    on: On,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help=_DATA, show_default=False)] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.template import write_template
    from luoshu.policy.library import Library

    policies, not_in_force = Library().resolve_all(policy, on)
    with progress() as advance:
        written = write_template(policies, out, on=on, words=policy, data=data, progress=advance)
    if as_json:
        print_json({**_as_json(written), "not_in_force": [problem_as_json(problem) for problem in not_in_force]})
        return
    print_problems([*not_in_force, *written.warnings])
    print("\n".join(_lines(written)))


def _lines(written: Template) -> Iterator[str]:
    guide = written.guide
    rows = [(say("工作表", "sheet"), say("数据项", "facts"), say("年度", "years"), say("已填行数", "rows filled in"))]
    for sheet in guide.sheets:
        facts = len(sheet.columns) - sheet.keys
        years = ", ".join(map(str, sheet.years))
        rows.append((guide.name_of(sheet), str(facts), years, f"{written.filled[sheet.shape.name]:,}"))
    yield from columns(rows, right=[1, 3])
    for sheet in guide.sheets:
        if sheet.shape.name in guide.unknown:
            yield _unknown(sheet, guide.name_of(sheet))
    yield say(
        f"已写入 {written.file}，怎么填见其中的“说明”",
        f"written to {written.file}; its first sheet says how to fill it in",
    )


def _unknown(sheet: Sheet, name: str) -> str:
    return say(
        f"数据里没有“{sheet.name}”，或者不全：工作表叫“{name}”，核查以后改名为“{sheet.name}”",
        f"the data has no '{sheet.name}', or not the whole: its sheet is '{name}' until it is checked and renamed",
    )


def _as_json(written: Template) -> dict[str, Any]:
    guide = written.guide
    return {
        "file": str(written.file),
        "on": guide.on,
        "policies": [policy.id for policy in guide.policies],
        "sheets": [
            {
                "name": guide.name_of(sheet),
                "file": sheet.shape.name,
                "known": sheet.shape.name not in guide.unknown,
                "rows": written.filled[sheet.shape.name],
                "columns": [
                    {
                        "name": column.fact.name,
                        "english": column.fact.english,
                        "type": column.fact.kind.en,
                        "unit": column.fact.unit,
                        "years": column.years,
                        "is_key": column.is_key,
                        "uses": [say(use.zh, use.en) for use in column.uses],
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in guide.sheets
        ],
        "warnings": [problem_as_json(problem) for problem in written.warnings],
    }
