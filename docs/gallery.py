"""The gallery of the shipped policies: docs/gallery/ has their pictures (`make docs`), a site of every page with its
picture is made by `make gallery`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import get_args

from docs.packs import DOCUMENTS, PLACES, page, titles
from jinja2 import FileSystemLoader

from luoshu.engine.figures import show_date
from luoshu.engine.gist.gather import gist_of
from luoshu.engine.gist.model import Gist
from luoshu.engine.look import environment
from luoshu.engine.page.gather import page_of
from luoshu.engine.page.html import as_html
from luoshu.engine.page.words import period_of
from luoshu.engine.picture.layout import sheet_of
from luoshu.engine.picture.svg import as_svg
from luoshu.policy.library import Library, Version
from luoshu.policy.model import Policy
from luoshu.problems import Lang, Text

HERE = Path(__file__).parent
FOLDER = HERE / "gallery"
# Pictures say whether the policy is in force: they must not change from day to day.
ON = date(2026, 6, 30)
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True)
class Exhibit:
    """A version of a policy that people read: not one that only has facts for others."""

    library: Library
    version: Version
    versions: Sequence[Version]  # all of its id

    @cached_property
    def policy(self) -> Policy:
        return self.library.read(self.version, self.day)

    @property
    def day(self) -> date:
        return self.version.nearest_day(ON)

    @property
    def name(self) -> str:
        """What its files are named after: `cn-srdi-2026-04-01`, the date only where there are several versions."""
        name = self.version.id.replace("/", "-")
        return f"{name}-{self.version.since}" if len(self.versions) > 1 else name

    @property
    def place(self) -> Text:
        return PLACES[self.version.id.partition("/")[0]]

    @property
    def document(self) -> str:
        return f"{DOCUMENTS}/{self.version.shown}"

    def where(self) -> str:
        """Its id, number and issuer, and when it is in force."""
        told = [f"[`{self.version.id}`]({self.document})", self.policy.number, self.policy.issuer]
        return f"{' · '.join(filter(None, told))} · {self.version.period.replace('/', ' / ')}"

    def images(self) -> list[str]:
        """Its two pictures, side by side."""
        named: tuple[tuple[Lang, str], ...] = (("zh", self.policy.title.zh), ("en", self.policy.title.en))
        return [
            f'<a href="{self.name}.{lang}.svg"><img src="{self.name}.{lang}.svg" width="49%" alt="{of}"></a>'
            for lang, of in named
        ]

    def period(self, lang: Lang) -> str:
        """When it is in force, in words."""
        return period_of(self.policy, lang)

    def gist(self, lang: Lang) -> Gist:
        return gist_of(self.policy, ON, self.day, lang, self.versions)

    def picture(self, lang: Lang) -> str:
        return as_svg(sheet_of(gist := self.gist(lang)), gist)

    def page(self, lang: Lang) -> str:
        return as_html(page_of(self.version, self.library, ON, lang, self.versions), self.gist(lang))


def exhibits(library: Library) -> list[Exhibit]:
    """In order of place and id, the newest version of each first."""
    every = library.all_versions()
    found = [Exhibit(library, each, [other for other in every if other.id == each.id]) for each in every]
    shown = [each for each in found if each.policy.about or each.policy.claims]
    return sorted(shown, key=lambda each: (each.version.id, -(each.version.since or date.min).toordinal()))


def by_place(shown: Sequence[Exhibit]) -> Mapping[Text, list[Exhibit]]:
    found: dict[Text, list[Exhibit]] = {}
    for each in shown:
        found.setdefault(each.place, []).append(each)
    return found


# --- in the documentation ---------------------------------------------------------------------------------------------


def texts(shown: Sequence[Exhibit]) -> dict[str, str]:
    """The pages by their file names."""
    return {"README.md": readme(shown), **{f"{each.name}.md": page(each) for each in shown}}


def readme(shown: Sequence[Exhibit]) -> str:
    lines = ["# Gallery of the shipped policies", "", "Generated from the policies by `make docs`.", ""]
    lines += [
        f"Each picture is what `luoshu picture` makes of the document alone, as of {ON}; a click opens it in full.",
        "`make gallery` writes every policy as a page in Chinese and English, with its picture, to `build/gallery`.",
        "[All of them in one table](../reference/packs.md).",
    ]
    for place, exhibits_ in by_place(shown).items():
        lines += ["", f"## {place.en} {place.zh}"]
        for each in exhibits_:
            lines += _entry(each)
    return "\n".join(lines) + "\n"


def _entry(each: Exhibit) -> Iterator[str]:
    yield from ["", f"### [{titles(each.policy)}]({each.name}.md)", "", each.where(), ""]
    yield from each.images()


def pictures(shown: Sequence[Exhibit]) -> Iterator[tuple[str, str]]:
    """Each picture's file name and text."""
    for each in shown:
        for lang in LANGUAGES:
            yield f"{each.name}.{lang}.svg", each.picture(lang)


def write_documentation() -> None:
    shown = exhibits(Library())
    FOLDER.mkdir(exist_ok=True)
    for old in [*FOLDER.glob("*.svg"), *FOLDER.glob("*.md")]:
        old.unlink()
    for name, text in [*texts(shown).items(), *pictures(shown)]:
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/gallery/{name}")


# --- as a site --------------------------------------------------------------------------------------------------------


def write_site(folder: Path, shown: Sequence[Exhibit]) -> None:
    """`index.html` in Chinese and `index.en.html`; of each policy a page and a picture in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    templates = environment(FileSystemLoader(HERE))
    for number, each in enumerate(shown, 1):
        print(f"\r{number} / {len(shown)} {each.version.id:40}", end="", file=sys.stderr, flush=True)
        for lang in LANGUAGES:
            (folder / f"{each.name}.{lang}.html").write_text(each.page(lang), encoding="utf-8")
            (folder / f"{each.name}.{lang}.svg").write_text(each.picture(lang), encoding="utf-8")
    print(file=sys.stderr)
    for lang in LANGUAGES:
        text = templates.get_template("gallery.html").render(lang=lang, places=by_place(shown), day=show_date(ON, lang))
        (folder / INDEX[lang]).write_text(text, encoding="utf-8")


INDEX: Mapping[Lang, str] = {"zh": "index.html", "en": "index.en.html"}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        site = Path(sys.argv[1])
        write_site(site, exhibits(Library()))
        print(site / INDEX["zh"])
    else:
        write_documentation()
