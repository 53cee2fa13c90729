"""The gallery of the shipped policies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docs.gallery import FOLDER, INDEX, Exhibit, exhibits, pictures, texts, write_site
from tests.browsing import serious

from luoshu.policy.library import Library

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STALE = "docs/gallery is out of date: make docs"


@pytest.fixture(scope="module")
def shown() -> list[Exhibit]:
    return exhibits(Library())


def test_every_policy_has_its_pictures_and_no_other(shown: list[Exhibit]) -> None:
    for name, text in (made := texts(shown)).items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, STALE
    assert {path.name for path in FOLDER.glob("*.md")} == set(made), STALE
    named = {f"{each.name}.{lang}.svg" for each in shown for lang in ("zh", "en")}
    assert {path.name for path in FOLDER.glob("*.svg")} == named, STALE


@pytest.mark.parametrize("of", ["cn/tech-sme", "luoyang/youth-grants"])
def test_a_picture_is_that_of_the_policy(shown: list[Exhibit], of: str) -> None:
    for name, text in pictures([each for each in shown if each.version.id == of]):
        assert (FOLDER / name).read_text(encoding="utf-8") == text, STALE


@pytest.mark.slow
def test_all_pictures_are_those_of_the_policies(shown: list[Exhibit]) -> None:
    stale = [name for name, text in pictures(shown) if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], STALE


def test_the_site_leads_to_every_page_and_picture(shown: list[Exhibit], tmp_path: Path, browser: Browser) -> None:
    some = [each for each in shown if each.version.id in ("cn/srdi", "dalian/tenant-relief")]
    write_site(tmp_path, some)
    for name in INDEX.values():
        links = re.findall(r'(?:href|src)="([^"#]+)"', (tmp_path / name).read_text(encoding="utf-8"))
        assert len(set(links)) == 2 * len(some) + 1
        assert [link for link in links if not (tmp_path / link).exists()] == []
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / INDEX["en"]).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == {}
    page.get_by_role("link", name="Specialised SMEs", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Specialised SMEs")
    page.close()
