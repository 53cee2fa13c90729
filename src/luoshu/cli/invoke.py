"""Runs one command with Typer, and turns what goes wrong into words and an exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.exceptions import Abort, TyperException

from luoshu.cli.console import print_problems
from luoshu.cli.language import language, say
from luoshu.cli.main import COMMANDS
from luoshu.problems import ProblemError


def invoke(name: str, arguments: list[str]) -> int:
    """Runs the command `name`: the function of the same name in the module of the same name."""
    module = import_module(f"luoshu.cli.{name}")
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    words = f"{say(*COMMANDS[name])}\n\n{say('例：', 'Example: ')}{module.example()}"
    app.command(name, cls=_Command, help=words)(getattr(module, name))
    try:
        status = typer.main.get_command(app).main(arguments, prog_name=f"luoshu {name}", standalone_mode=False)
    except TyperException as error:
        print(say(f"用法有误：{error.format_message()}", f"wrong call: {error.format_message()}"), file=sys.stderr)
        print(say(f"  → 见 luoshu {name} --help", f"  → see luoshu {name} --help"), file=sys.stderr)
        return 2
    except ProblemError as error:
        print_problems(error.problems)
        return 2
    except (Abort, KeyboardInterrupt):
        print(say("已中止", "stopped"), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        sys.stderr.close()
        return 0
    return int(status or 0)


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
