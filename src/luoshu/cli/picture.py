"""`luoshu picture`: a policy on one sheet, the one-picture explanation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from luoshu.cli.files import write
from luoshu.cli.language import language, say
from luoshu.cli.options import Lang, On, Policy

_OUT = say("写到哪个文件：.svg 或 .pdf", "the file to write: .svg or .pdf")
_LANDSCAPE = say("横排的 A4，缺省为竖排", "A4 on its side, else upright")
_LINK = say("网页地址，印成二维码", "the page's address, printed as a square code")


def example() -> str:
    return "luoshu picture cn/tech-sme --out tech-sme.svg --lang zh"


def picture(
    policy: Policy,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_OUT)],
    on: On,
    landscape: Annotated[bool, typer.Option("--landscape", help=_LANDSCAPE)] = False,
    link: Annotated[str, typer.Option("--link", metavar="URL", help=_LINK, show_default=False)] = "",
    lang: Lang = None,
) -> None:
    from luoshu.engine.gist.gather import gist_of
    from luoshu.engine.picture.layout import check_link, sheet_of
    from luoshu.policy.library import Library

    check_link(link)
    library = Library()
    version, versions = library.nearest(policy, on)
    day = version.nearest_day(on)
    gist = gist_of(library.read(version, day), on, day, language(), versions)

    def svg() -> bytes:
        from luoshu.engine.picture.svg import as_svg

        return as_svg(sheet_of(gist, landscape=landscape, link=link), gist).encode()

    def pdf() -> bytes:
        from luoshu.engine.picture.pdf import as_pdf

        return as_pdf(sheet_of(gist, landscape=landscape, link=link), gist, on)

    write(out, {".svg": svg, ".pdf": pdf})
