"""`luoshu lsp`: errors as you type, names to choose from, what a name stands for, in any editor that speaks LSP."""

from __future__ import annotations

import importlib.util

from luoshu.cli.language import language
from luoshu.cli.options import Lang
from luoshu.problems import Problem, ProblemError, Text


def example() -> str:
    return "luoshu lsp"


def lsp(lang: Lang = None) -> None:
    if importlib.util.find_spec("pygls") is None:
        text = Text("缺少 pygls，编辑器服务要用它", "pygls is missing, which the server for editors needs")
        raise ProblemError([Problem("no-pygls", text, hint=Text("pip install luoshu[lsp]", "pip install luoshu[lsp]"))])
    from luoshu.cli.language_server import server

    server(language()).start_io()
