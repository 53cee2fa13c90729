"""The one-picture explanation: what is on it, and that all of it fits."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often

from luoshu.engine import typesetting
from luoshu.engine.gist.model import Cluster, Figure, Goal, OneOf, Scale, Step, Way
from luoshu.engine.gist.model import Words as Sentence
from luoshu.engine.picture.layout import LONG, SHORT, check_link, code, sheet_of
from luoshu.engine.picture.metrics import lines, width
from luoshu.engine.picture.pdf import as_pdf
from luoshu.engine.picture.sheet import LEAST, Box, Rect, Words
from luoshu.engine.picture.svg import as_svg
from luoshu.policy.library import Version
from luoshu.problems import Lang, ProblemError

from .policy_pages import LANGUAGES, ON, SHIPPED, everything, gist, name_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALL = pytest.mark.parametrize("version", [*often(SHIPPED), everything()], ids=name_of)
EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
EACH_WAY = pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
LINK = "https://policy.example.org/cn/some-policy"
MARGIN = 40


@cache
def sheet(version: Version, lang: Lang, *, landscape: bool = False) -> Box:
    return sheet_of(gist(version, lang), landscape=landscape, link=LINK)


def words_of(sheet: Box) -> list[Words]:
    return [mark for mark in sheet.marks if isinstance(mark, Words)]


def text_of(sheet: Box) -> str:
    return " ".join(words.text for words in words_of(sheet))


@ALL
@EACH_LANGUAGE
@EACH_WAY
def test_all_of_it_fits(version: Version, lang: Lang, *, landscape: bool) -> None:
    """Every line lies within the margins, no two lie on each other, and none is smaller than can be read."""
    check_fit(sheet(version, lang, landscape=landscape), landscape=landscape)


def check_fit(sheet: Box, *, landscape: bool) -> None:
    assert (sheet.width, sheet.height) == ((LONG, SHORT) if landscape else (SHORT, LONG))
    found = words_of(sheet)
    assert min(words.size for words in found) >= LEAST
    for words in found:
        assert words.x >= MARGIN - 0.01, words
        assert words.x + words.width <= sheet.width - MARGIN + 0.01, words
        assert words.y <= sheet.height - MARGIN + 8, words
    assert [(one.text, other.text) for one, other in combinations(found, 2) if overlap(one, other)] == []


def overlap(one: Words, other: Words) -> bool:
    """Whether the boxes of two lines, as tall as their signs, share a place."""
    apart_across = one.x + one.width <= other.x + 0.5 or other.x + other.width <= one.x + 0.5
    return (
        not apart_across
        and one.y - 0.8 * one.size < other.y + 0.1 * other.size
        and (other.y - 0.8 * other.size < one.y + 0.1 * one.size)
    )


@EACH_WAY
@pytest.mark.parametrize("many", [1, 12])
def test_however_much_there_is(many: int, *, landscape: bool) -> None:
    """Long names, many conclusions, ways, benefits, tables: what does not fit is left to the document."""
    told = gist(everything(), "zh", date(2024, 6, 30))
    goal = told.goals[0]
    way = Way("很长的一种办法" * 12, tuple("其中的每一条也很长" * 8 for _ in range(many)))
    items = (*goal.clusters[0].items * many, OneOf("符合下列任一项：", (way,) * many), Sentence("说明" * 90))
    crowded = replace(
        told,
        title="很长的名称" * (4 + many),
        number="文号〔2024〕1 号、" * many,
        issuer="发文机关 / " * many,
        lead="没有句号的一段话" * 20 * many,
        goals=(Goal("一个很长的结论" * 3, (Cluster("第一条", items),)),) * min(many, 6),
        grants=tuple(replace(grant, amount=grant.amount * many) for grant in told.grants) * many,
        arrangements=tuple(replace(each, name=each.name * many) for each in told.arrangements) * many,
        aims=tuple(replace(aim, name=aim.name * many) for aim in told.aims) * many,
        scales=(
            Scale("得分", ("数据项" * many, "另一项"), (Step(("不低于 5%" * many, ""), "10", Decimal(10)),) * many),
        )
        * many,
        facts=("数据项",) * 20 * many,
    )
    check_fit(sheet_of(crowded, landscape=landscape, link=LINK), landscape=landscape)


@ALL
@EACH_LANGUAGE
@EACH_WAY
def test_it_says_who_what_how_much_how_and_until_when(version: Version, lang: Lang, *, landscape: bool) -> None:
    told = gist(version, lang)
    text = text_of(sheet(version, lang, landscape=landscape))
    heads = ["谁", "什么条件", "多少", "怎么办", "到什么时候"] if lang == "zh" else ["Who", "How much", "Until when"]
    lines = [words.text for words in words_of(sheet(version, lang, landscape=landscape))]
    places = [lines.index(head) for head in heads]
    assert places == sorted(places)
    assert told.title.replace(" ", "")[:12] in text.replace(" ", "")
    assert (told.number[:8] in text) or not told.number
    assert told.status.split()[0] in text
    if told.since:
        assert told.since in text


@pytest.mark.parametrize("version", often(SHIPPED), ids=name_of)
@EACH_LANGUAGE
def test_figures_are_there_or_it_says_that_more_is_in_the_document(version: Version, lang: Lang) -> None:
    told = gist(version, lang)
    text = text_of(sheet(version, lang))
    figures = [
        item.figure
        for goal in told.goals
        for cluster in goal.clusters
        for item in cluster.items
        if isinstance(item, Figure)
    ]
    left_out = "其余见原文" in text or "the rest is in the document" in text
    assert left_out or [figure for figure in figures if figure not in text] == []


def test_long_policies_leave_the_rest_to_the_document() -> None:
    *_, gazelle = (each for each in SHIPPED if each.id == "cn/gazelle")
    assert "其余见原文" in text_of(sheet_of(gist(gazelle, "zh"), landscape=True))


def test_a_way_most_easily_met_stands_for_the_rest() -> None:
    (version,) = (each for each in SHIPPED if each.id == "cn/tech-sme")
    (goal,) = gist(version, "zh").goals
    assert goal.name == "符合现行评价条件"
    (choice,) = (item for cluster in goal.clusters for item in cluster.items if isinstance(item, OneOf))
    assert choice.ways[-1].text == "综合得分不低于 60，且科技人员数 ÷ 职工总数不低于 10%"
    assert len(choice.ways) == 5


def test_scores_and_tables_are_drawn() -> None:
    (version,) = (each for each in SHIPPED if each.id == "cn/tech-sme")
    told = gist(version, "zh")
    (score,) = told.scores
    assert (score.figure, score.total, [int(most) for _, most in score.parts]) == ("60", 100, [20, 50, 30])
    assert [(scale.name, scale.most, len(scale.steps)) for scale in told.scales] == [
        ("研发投入得分", 50, 5),
        ("科技成果得分", 30, 5),
        ("科技人员得分", 20, 5),
    ]
    assert told.scales[0].steps[0].cells == ("不低于 6%", "不低于 30%")


def test_what_the_date_alone_settles_is_left_out() -> None:
    """The guide of 2022 is asked for from 2022 on."""
    (version,) = (each for each in SHIPPED if each.id == "cn/tech-sme")
    before, after = (text_of(sheet_of(gist(version, "zh", on))) for on in (date(2021, 12, 31), date(2022, 1, 1)))
    assert "查账征收" not in before.partition("先备好")[0]
    assert "查账征收" in after


def test_benefits_ladders_and_ways() -> None:
    told = gist(everything(), "zh", date(2024, 6, 30))
    text = text_of(sheet_of(told))
    assert [grant.amount for grant in told.grants] == ["⟨费用 × 10%⟩", "5 万元"]
    for words in (
        "科技专项",
        "研发补助：免申即享：不用申请；上云补助：需要申请",
        "研发补助：1 年；上云补助：2026 年 12 月 31 日",
    ):
        assert words in text.replace("； ", "；")
    assert "有效 1 年" in text
    assert "上云补助 第二条 支持 国有" in text
    assert "没有写明资金来源" in text
    assert "一等奖 10 名 30 万元、冠军 100 万元" in text
    assert "受理：2024 年 3 月 1 日至 2024 年 4 月 30 日；轮次：初赛 取 15 名、决赛 取 10 名" in text


# --- lines ------------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("企业研发费用不低于，。（）“”⟨⟩：;,. abcR&D12%÷¥"), max_size=80), st.integers(30, 300))
def test_lines_keep_every_sign_and_fit(text: str, room: int) -> None:
    found = lines(text, 10, room)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert [line for line in found if len(line) > 1 and width(line, 10) > room] == []


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("甲乙丙丁，戊己", 40, ["甲乙丙", "丁，戊己"]),  # no line begins with a comma
        ("甲乙（丙丁）", 30, ["甲乙", "（丙", "丁）"]),  # nor ends with a bracket that opens
        ("不超过 500 人", 60, ["不超过", "500 人"]),  # a figure keeps its unit
        ("at least ¥5,000,000", 60, ["at least", "¥5,000,000"]),
        ("甲 × 3", 22, ["甲", "× 3"]),
    ],
)
def test_where_lines_end(text: str, room: int, expected: list[str]) -> None:
    assert list(lines(text, 10, room)) == expected


# --- files ------------------------------------------------------------------------------------------------------------


@ALL
@EACH_LANGUAGE
def test_svg_is_sound_and_its_words_are_words(version: Version, lang: Lang) -> None:
    told = gist(version, lang)
    made = sheet(version, lang)
    root = ElementTree.fromstring(as_svg(made, told))
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "rect", "text", "circle", "path"}
    written = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert written == [words.text for words in words_of(made)]
    assert "script" not in {element.tag for element in root.iter()}


def test_the_code_leads_to_the_page() -> None:
    """Read back module by module: the same as the library draws."""
    import segno

    square = code(LINK)
    rows = [list(map(bool, row)) for row in segno.make(LINK, error="m", micro=False).matrix]
    cell = square.width / len(rows)
    drawn = {
        (round(mark.y / cell), round(mark.x / cell) + at)
        for mark in square.marks
        if isinstance(mark, Rect)
        for at in range(round(mark.width / cell))
    }
    assert drawn == {(y, x) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize("link", ["policy.example.org", "javascript:alert(1)", "https://a.cn/" + "x" * 120])
def test_links_that_are_none(link: str) -> None:
    with pytest.raises(ProblemError):
        check_link(link)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pdf_has_its_fonts_inside(lang: Lang) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    pytest.importorskip("typst", reason="needs typst")
    told = gist(everything(), lang, date(2024, 6, 30))
    if not typesetting.has_chinese_font():
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    made = as_pdf(sheet_of(told, landscape=True), told, ON)
    document = pdfium.PdfDocument(made)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((LONG, SHORT), abs=0.1)
    assert told.title in document[0].get_textpage().get_text_range()
    assert b"/FontFile" in made
    assert made == as_pdf(sheet_of(told, landscape=True), told, ON)


def test_pdf_without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    told = gist(everything(), "zh")
    with pytest.raises(ProblemError) as refused:
        as_pdf(sheet_of(told), told, ON)
    assert refused.value.problems[0].code == "typst"


# --- real letters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["cn/tech-sme", "cn/hnte", "cn/technology-contract"])
@EACH_LANGUAGE
def test_words_are_as_wide_as_they_were_measured(browser: Browser, policy: str, lang: Lang) -> None:
    """In a browser, with the real font, and without being told how wide to be."""
    version = next(each for each in SHIPPED if each.id == policy)
    told = gist(version, lang)
    sheet = sheet_of(told)
    page = browser.new_page()
    page.set_content(as_svg(sheet, told))
    measured = page.evaluate(
        "() => [...document.querySelectorAll('text')]"
        ".map((e) => { e.removeAttribute('textLength'); return e.getComputedTextLength(); })"
    )
    wrong = [
        (words.text, words.width, real)
        for words, real in zip(words_of(sheet), measured, strict=True)
        if real > words.width * 1.01 + 0.5 and "⟨" not in words.text
    ]
    assert wrong == []
    page.close()
