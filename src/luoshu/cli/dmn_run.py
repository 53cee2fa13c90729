"""`luoshu dmn run`: the decisions of a DMN model, for what a file of JSON gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshu.cli.console import print_json, print_problems
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang

if TYPE_CHECKING:
    from luoshu.dmn.asking import Answer

_MODEL = say("DMN 模型（.dmn）", "a DMN model (.dmn)")
_INPUT = say("输入数据：{名称: 值}", "input data: {name: value}")
_DECISION = say("只要这些决策或决策服务", "only these decisions or decision services")


def example() -> str:
    return "luoshu dmn run lending.dmn --input applicant.json --decision Routing"


def dmn_run(
    model: Annotated[Path, typer.Argument(metavar="MODEL.dmn", help=_MODEL)],
    input_: Annotated[
        Path | None, typer.Option("--input", metavar="FILE.json", help=_INPUT, show_default=False)
    ] = None,
    decision: Annotated[
        list[str] | None, typer.Option("--decision", metavar="NAME", help=_DECISION, show_default=False)
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.dmn.asking import ask, given
    from luoshu.dmn.loading import load
    from luoshu.dmn.values import read_json

    program = load(model)
    values = given(program, read_json(input_) if input_ else {}, input_.name if input_ else "")
    print_problems(program.problems)
    answers = ask(program, values, decision or ())
    if as_json:
        print_json({answer.name: _as_json(answer) for answer in answers})
        return
    for answer in answers:
        _print(answer)


def _print(answer: Answer) -> None:
    from luoshu.feel.text import to_text

    print(f"{answer.name}{say('：', ': ')}{to_text(answer.value)}")
    for cause in answer.causes:
        place = f"{cause.file}:{cause.line}" if cause.line else cause.file
        shown = f" {cause.expression}" if cause.expression and "\n" not in cause.expression else ""
        print(f"  {cause.element} ({place}){shown}{say('：', ': ')}{cause.text.say(language())}")


def _as_json(answer: Answer) -> dict[str, Any]:
    from luoshu.dmn.values import to_json

    causes = [
        {
            "element": cause.element,
            "file": cause.file,
            "line": cause.line,
            "expression": cause.expression,
            "cause": cause.text.say(language()),
        }
        for cause in answer.causes
    ]
    return {"value": to_json(answer.value), "causes": causes}
