"""The page as one file of HTML, which fetches nothing and runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from luoshu.engine.gist.model import Gist
from luoshu.engine.look import environment
from luoshu.engine.page.parts import Page, anchors
from luoshu.engine.page.prose import language_of, marked
from luoshu.engine.wording import Phrase, Run
from luoshu.engine.wording.phrases import has_chinese


@dataclass(frozen=True, slots=True)
class DrawnSection:
    anchor: str
    title: str  # as in the document, in Chinese
    level: int
    html: Markup


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document by its parts, to stand in the frame of another page; `symbols` belongs before all of them."""

    symbols: Markup
    head: Markup
    contents: Markup
    gist: Markup
    sections: tuple[DrawnSection, ...]
    origin: Markup


def as_html(page: Page, gist: Gist) -> str:
    """The file's text; what the policy comes to stands at its top."""
    return _templates(page).get_template("page.html").render(page=page, gist=gist)


def drawn(page: Page, gist: Gist) -> Drawn:
    """The same by its parts."""
    templates = _templates(page)
    document: Any = templates.get_template("document.html").make_module({"page": page, "gist": gist})
    blocks: Any = templates.get_template("blocks.html").make_module({"page": page, "gist": gist})
    return Drawn(
        symbols=templates.get_template("shapes.html").module.answers(),  # type: ignore[attr-defined]
        head=document.head(page),
        contents=document.contents(page, gist),
        gist=blocks.gist(gist) if gist.says_much else Markup(),
        sections=tuple(
            DrawnSection(each.anchor, each.original or each.title, each.level, blocks.section(each))
            for each in page.sections
        ),
        origin=document.origin(page),
    )


def sheet() -> str:
    """The stylesheet of a document, beside that which all pages share."""
    return environment("luoshu.engine.page").get_template("page.css").render()


def _templates(page: Page) -> Environment:
    drawing = _Drawing(page)
    templates = environment("luoshu.engine.page")
    templates.globals |= {"t": drawing.say, "runs": drawing.runs, "lang": page.lang}
    templates.filters["first_capital"] = lambda words: words[:1].upper() + words[1:]
    templates.tests["phrase"] = lambda formula: isinstance(formula, tuple)
    templates.tests["listing"] = lambda formula: hasattr(formula, "parts")
    templates.tests["foreign"] = drawing.is_foreign
    return templates


class _Drawing:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.anchors = anchors(page)

    def say(self, zh: str, en: str) -> str:
        return zh if self.page.lang == "zh" else en

    def is_foreign(self, text: str) -> bool:
        """Whether words are not in the page's language: to an English page all that has Chinese in it."""
        if self.page.lang == "en":
            return has_chinese(text)
        return language_of(text) == "en"

    def runs(self, phrase: Phrase | str) -> Markup:
        """The runs of a line; what is assumed stands in one element with the signs around it."""
        if isinstance(phrase, str):
            phrase = marked(phrase)
        return Markup("").join(map(self._run, phrase))

    def _run(self, run: Run) -> Markup:
        if run.kind == "open":
            return Markup('<span class="assumed">⟨')
        if run.kind == "close":
            return Markup("⟩</span>")
        said = escape(run.text)
        other = run.lang or ("zh" if self.page.lang == "en" and has_chinese(run.text) else None)
        if run.kind == "code":
            said = Markup("<code>{}</code>").format(said)
        elif run.kind == "figure":
            said = Markup('<span class="figure">{}</span>').format(said)
        if run.target:
            said = self._link(run, said)
        if run.strong:
            said = Markup("<strong>{}</strong>").format(said)
        if run.slanted:
            said = Markup("<em>{}</em>").format(said)
        return Markup('<span lang="{}">{}</span>').format(_LANGUAGES[other], said) if other else said

    def _link(self, run: Run, said: Markup) -> Markup:
        if run.kind != "name":
            return Markup('<a href="{}">{}</a>').format(run.target, said)
        if run.target not in self.anchors:
            return said
        told = self.page.hover.get(run.target, "")
        title = Markup(' title="{}"').format(told) if told else Markup("")
        return Markup('<a class="name" href="#{}"{}>{}</a>').format(run.target, title, said)


_LANGUAGES = {"zh": "zh-CN", "en": "en"}
