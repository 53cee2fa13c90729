"""`luoshu serve`: the office, on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from luoshu.cli.language import say
from luoshu.cli.options import Lang, On
from luoshu.problems import Problem, ProblemError, Text

_HOME = say("安装所在的文件夹", "the folder of the installation")
_BIND = say("监听的地址与端口", "the address and port to listen on")
_SAMPLE = say("先填入多少家示例企业", "fill in a sample zone of so many enterprises first")
_WORKERS = say("应答请求的进程数", "how many processes answer requests")

Home = Annotated[Path, typer.Option("--home", metavar="DIR", help=_HOME, envvar="LUOSHU_HOME")]


def example() -> str:
    return "luoshu serve --home luoshu-office"


def serve(
    on: On,
    home: Home = Path("luoshu-office"),
    bind: Annotated[str, typer.Option("--bind", metavar="HOST:PORT", help=_BIND)] = "127.0.0.1:8000",
    workers: Annotated[int, typer.Option("--workers", min=1, help=_WORKERS)] = 2,
    sample: Annotated[int, typer.Option("--sample", min=0, metavar="N", help=_SAMPLE)] = 0,
    lang: Lang = None,
) -> None:
    os.environ["LUOSHU_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.office.settings")
    try:
        from luoshu.office import serving
    except ImportError:
        text = Text("没有安装网站所需的部分", "what the site needs is not installed")
        hint = Text("安装：pip install 'luoshu[office]'", "install it: pip install 'luoshu[office]'")
        raise ProblemError([Problem("no-office", text, hint=hint)]) from None
    serving.prepare()
    if sample:
        serving.sample(sample, on, _tell)
    serving.serve(bind, workers, _tell)


def _tell(zh: str, en: str) -> None:
    print(say(zh, en), flush=True)
