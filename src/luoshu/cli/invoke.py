"""Runs one command with Typer, and turns what goes wrong into words and an exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.exceptions import Abort, TyperException

from luoshu.cli.arguments import problems_of
from luoshu.cli.console import print_json, print_many_problems, print_problems, problem_as_json
from luoshu.cli.language import language, say
from luoshu.cli.main import COMMANDS
from luoshu.problems import Problem, ProblemError, Text


def invoke(name: str, arguments: list[str]) -> int:
    """Runs the command `name`: the function of the same name in the module of the same name (`dmn run`: dmn_run)."""
    function = name.replace(" ", "_")
    module = import_module(f"luoshu.cli.{function}")
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    words = f"{say(*COMMANDS[name])}\n\n{say('例：', 'Example: ')}{module.example()}"
    app.command(name, cls=_Command, help=words)(getattr(module, function))
    command = typer.main.get_command(app)
    if "--help" not in arguments and (wrong := problems_of(getattr(module, function), command, arguments)):
        return _refuse(name, wrong)
    try:
        status = command.main(arguments, prog_name=f"luoshu {name}", standalone_mode=False)
    except TyperException as error:  # what `problems_of` does not know of
        return _refuse(name, [Problem("call", Text(error.format_message(), error.format_message()))])
    except ProblemError as error:
        if as_json := "--json" in arguments:
            print_json({"problems": [problem_as_json(problem) for problem in error.problems]})
        print_many_problems(error.problems, _ALL_IN_JSON if as_json else _JSON)
        return 2
    except (Abort, KeyboardInterrupt):
        print(say("已中止", "stopped"), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        sys.stderr.close()
        return 0
    except Exception as error:
        from luoshu.facts.mishaps import problem_of

        problem = problem_of(error)
        if problem is None:
            raise
        print_problems([problem])
        return 2
    return int(status or 0)


def _refuse(name: str, wrong: list[Problem]) -> int:
    """Says what is wrong with a call, and where to read on."""
    for problem in wrong:
        text = Text(f"用法有误：{problem.text.zh}", f"wrong call: {problem.text.en}")
        print_problems([Problem(problem.code, text, hint=problem.hint)])
    print(say(f"  → 见 luoshu {name} --help", f"  → see luoshu {name} --help"), file=sys.stderr)
    return 2


_JSON = ("加 --json 就列出全部", "--json lists them all")
_ALL_IN_JSON = ("全部已列在 JSON 里", "the JSON lists them all")


class _Command(TyperCommand):
    """A command whose help is wholly in the chosen language: Typer's own words are English."""

    def get_help(self, ctx: Any) -> str:
        text: str = super().get_help(ctx)
        if language() == "zh":
            for english, chinese in _WORDS_OF_TYPER.items():
                text = text.replace(english, chinese)
        return text


_WORDS_OF_TYPER = {
    "Usage: ": "用法：",
    "[OPTIONS]": "[选项]",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "[required]": "[必填]",
    "[default: ": "[默认：",
    "Show this message and exit.": "显示本说明",
}
