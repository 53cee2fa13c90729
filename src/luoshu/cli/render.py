"""`luoshu render`: a policy's document as people read it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from luoshu.cli.files import write
from luoshu.cli.language import language, say
from luoshu.cli.options import Lang, On, Policy

_OUT = say("写到哪个文件：.html 网页，.pdf 纸面", "the file to write: .html a page, .pdf paper")


def example() -> str:
    return "luoshu render cn/tech-sme --out tech-sme.html"


def render(
    policy: Policy,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_OUT)],
    on: On,
    lang: Lang = None,
) -> None:
    from luoshu.engine.page.gather import page_of
    from luoshu.policy.library import Library

    library = Library()
    version, versions = library.nearest(policy, on)

    def html() -> bytes:
        from luoshu.engine.gist.gather import gist_of
        from luoshu.engine.page.html import as_html

        day = version.nearest_day(on)
        gist = gist_of(library.read(version, day), on, day, language(), versions)
        return as_html(page_of(version, library, on, language(), versions), gist).encode()

    def pdf() -> bytes:
        from luoshu.engine.page.paper import as_pdf

        return as_pdf(page_of(version, library, on, language(), versions), on)

    write(out, {".html": html, ".pdf": pdf})
