"""`luoshu compare`: a reform beside today's rule."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import print_data_problems, print_json, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError

if TYPE_CHECKING:
    from luoshu.engine.compare.result import Side


def parse_pair(text: str) -> tuple[str, str]:
    """Two names as 旧=新."""
    before, equals, after = text.replace("＝", "=").partition("=")
    if not (before.strip() and equals and after.strip()):
        raise typer.BadParameter(say(f"看不懂 {text}，请写作 旧=新", f"{text} is no pair: write it as OLD=NEW"))
    return before.strip(), after.strip()


_POLICY = say(
    "现行的政策：路径或编号；编号@2026-04-01 指那一天的规则",
    "today's policy: a path or an id; id@2026-04-01 is the rule of that day",
)
_OTHER = say("另一项政策或版本；不写则是同一项", "another policy or version; else the same")
_SET = say("改一个参数，如 门槛=6%；可以重复", "another value of a parameter, such as 门槛=6%; may be repeated")
_PAIR = say("名称不同的一对决策；可以重复", "two decisions that go by different names; may be repeated")
_BY = say(
    "按哪项数据分组（是否、日期、列出取值的文本）；可以重复；不写则按行业和成立年数",
    "split by this fact (a yes or no, a date, a text with listed values); may be repeated; else by industry and age",
)
_OUT = say("写到哪里；不写则只显示摘要", "where to write; else the summary is shown only")
_THREADS = Annotated[int | None, typer.Option("--threads", min=1, help=say("线程数", "threads"), show_default=False)]


def example() -> str:
    return "luoshu compare cn/srdi@2025-06-01 cn/srdi@2026-04-01 --data zone --on 2025-12-31 --out changes"


def compare(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help=_POLICY)],
    data: Data,
    on: On,
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help=_OTHER, show_default=False)] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=_SET, show_default=False)
    ] = None,
    by: Annotated[list[str] | None, typer.Option("--by", metavar="FACT", help=_BY, show_default=False)] = None,
    pair: Annotated[list[str] | None, typer.Option("--pair", metavar="OLD=NEW", help=_PAIR, show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_OUT, show_default=False)] = None,
    on_error: OnError = "refuse",
    threads: _THREADS = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.compare import compare as compare_rules

    before, after = sides(policy, other, settings or [], on)
    with progress() as advance:
        result = compare_rules(
            before,
            after,
            data,
            on=on,
            pairs=[parse_pair(each) for each in pair or []],
            by=by or [],
            out=out,
            on_error=on_error,
            threads=threads,
            progress=advance,
            lang=language(),
        )
    print_data_problems(result.snapshot)
    if as_json:
        from luoshu.engine.compare.as_json import as_json as comparison_as_json

        print_json(comparison_as_json(result))
        return
    from luoshu.cli.comparison import lines

    for each in result.interpreted:
        print(each, file=sys.stderr)
    print("\n".join(lines(result)))


def sides(policy: str, other: str | None, settings: list[str], on: date) -> tuple[Side, Side]:
    """The rule before, and the one after: another policy, the same with other parameters, or both."""
    from luoshu.engine.compare.result import Side
    from luoshu.policy.library import Library
    from luoshu.policy.settings import read_settings, with_settings
    from luoshu.problems import Problem, ProblemError, Text

    if other is None and not settings:
        text = Text("没有写拿什么来比", "nothing to compare it with")
        hint = Text(
            "写上另一项政策或版本（编号@2026-04-01），或 --set 参数=值",
            "name another policy or version (id@2026-04-01), or write --set NAME=VALUE",
        )
        raise ProblemError([Problem("nothing-to-compare", text, hint=hint)])
    library = Library()
    before = library.rule(policy, on)
    after = library.rule(other, on) if other is not None else before
    read = read_settings(settings, after, on)
    return Side(before), Side(with_settings(after, read), tuple(read))
