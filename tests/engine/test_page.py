"""A policy's page: every shipped policy in every version and language, and a document with every form."""

from __future__ import annotations

import re
import sys
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from tests.often import often

from luoshu.engine import typesetting
from luoshu.engine.page.paper import as_pdf
from luoshu.engine.page.parts import Page, anchors
from luoshu.engine.page.prose import apart, phrase_of
from luoshu.engine.wording.phrases import has_chinese
from luoshu.policy.library import Version
from luoshu.problems import Lang, ProblemError

from .policy_pages import LANGUAGES, LIBRARY, ON, SHIPPED, Reader, everything, html, literals, name_of, page

ALL = pytest.mark.parametrize("version", [*often(SHIPPED), everything()], ids=name_of)
EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


@ALL
@EACH_LANGUAGE
def test_links_lead_somewhere_and_ids_are_single(version: Version, lang: Lang) -> None:
    reader = Reader(html(version, lang))
    ids = [attributes["id"] for _, attributes in reader.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] or "" for _, attributes in reader.elements if attributes.get("href")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []


@ALL
@EACH_LANGUAGE
def test_nothing_is_fetched_and_nothing_runs(version: Version, lang: Lang) -> None:
    """As the strictest policy of content asks: no script, no handler, no style of a single element, nothing outside."""
    reader = Reader(html(version, lang))
    assert {tag for tag, _ in reader.elements} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [name for _, attributes in reader.elements for name in attributes if name.startswith("on")] == []
    assert [attributes for _, attributes in reader.elements if {"src", "style"} & attributes.keys()] == []
    assert not re.search(r"url\(\s*['\"]?(?!#)|@import", html(version, lang))


@ALL
@EACH_LANGUAGE
def test_every_threshold_is_there(version: Version, lang: Lang) -> None:
    """Each number that the document compares with stands in the words of the page, beside the document's own text."""
    policy = LIBRARY.read(version)
    body = policy.text.partition("\n## 例\n")[0]  # the examples have numbers of their own
    formulas = "".join(re.findall(r"```feel\n(.*?)```", body, re.DOTALL))
    cells = "\n".join(line for line in body.splitlines() if re.match(r"\| *\d+ *\|", line))
    text = Reader(html(version, lang)).text(without="written")
    for number, unit in literals(formulas + cells):
        assert any(form in text for form in shown(number, unit)), f"{number}{unit}"


def shown(number: str, unit: str) -> list[str]:
    """How people may write a number."""
    value = Decimal(number) * {"%": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "": Decimal(1)}[unit]
    digits = f"{value:,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return (
        [f"{digits}%"] if unit == "%" else [digits, f"{Decimal(number):,f} {unit}", *(["nought"] if not value else [])]
    )


@ALL
def test_english_has_no_chinese_but_what_is_marked_so(version: Version) -> None:
    words = [text for text, lang, _ in Reader(html(version, "en")).words if has_chinese(text) and lang != "zh-CN"]
    assert words == []


@ALL
def test_english_pages_say_that_the_chinese_prevails(version: Version) -> None:
    assert "The Chinese text prevails" in Reader(html(version, "en")).text()
    assert "The Chinese text prevails" not in html(version, "zh")


@ALL
@EACH_LANGUAGE
def test_headings_go_down_one_step_at_a_time(version: Version, lang: Lang) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(html(version, lang)).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@ALL
@EACH_LANGUAGE
def test_what_is_assumed_stays_marked(version: Version, lang: Lang) -> None:
    text = html(version, lang)
    policy = LIBRARY.read(version)
    assert ('class="assumed"' in text) == ("⟨" in policy.text)


@pytest.mark.parametrize("version", often(SHIPPED), ids=name_of)
def test_the_examples_of_shipped_policies_come_out(version: Version) -> None:
    made = [block for section in page(version, "zh").sections for block in section.blocks if block.kind == "examples"]
    assert [block.failed for block in made] == [0] * len(made)  # type: ignore[union-attr]
    assert sum(len(block.rows) for block in made) == len(LIBRARY.read(version).examples)  # type: ignore[union-attr]


# --- in force or not --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "answer", "zh", "en"),
    [
        (date(2024, 6, 30), "yes", "2024 年 6 月 30 日正在施行。", "In force on 30 June 2024."),
        (
            date(2023, 12, 31),
            "unknown",
            "2023 年 12 月 31 日尚未施行：自 2024 年 1 月 1 日起施行。",
            "Not yet in force on 31 December 2023: in force from 1 January 2024.",
        ),
        (
            date(2027, 1, 1),
            "no",
            "2027 年 1 月 1 日已不再施行：施行至 2026 年 12 月 31 日。",
            "No longer in force on 1 January 2027: it was until 31 December 2026.",
        ),
    ],
)
def test_whether_it_is_in_force(on: date, answer: str, zh: str, en: str) -> None:
    for lang, sentence in (("zh", zh), ("en", en)):
        status = page(everything(), lang, on).status  # type: ignore[arg-type]
        assert (status.answer, status.sentence) == (answer, sentence)


def test_the_nearest_version_is_shown_where_none_is_in_force() -> None:
    version, versions = LIBRARY.nearest("cn/srdi", date(2020, 1, 1))
    assert (version.since, len(versions)) == (date(2022, 6, 1), 2)
    assert LIBRARY.nearest("cn/srdi", date(2030, 1, 1))[0].since == date(2026, 4, 1)


# --- a document with every form ---------------------------------------------------------------------------------------


def text_of(lang: Lang) -> str:
    return Reader(html(everything(), lang, date(2024, 6, 30))).text()


def test_signs_of_html_stand_as_they_are() -> None:
    assert "<script>alert(1)</script>" in text_of("zh")
    assert "各种形式 <b>&" in text_of("zh")
    assert "a < b & c" in text_of("zh")
    assert "其余 <i>" in text_of("zh")


@pytest.mark.parametrize(
    "words",
    [
        "自上而下",  # not: the table is of priority
        "以结果排在最前的为准",
        "不限",
        "现行",
        "没有出处，为假设",
        "免申即享：不用申请",
        "每季度",
        "5 个工作日",
        "累加：合计不超过限额",
        "200 万元",
        "资格： 高企业",
        "60 天",
        "收入 低于 1 亿元",
        "若按 4 个间隔",
        "1 例与程序算出的不符",
        "例“例子写错了”：可获补助 应为 true，实为 false",
        "8 个名称的英文",
        "没有记录时取作",
        "同基准",
        "不能判断",
    ],
)
def test_every_form_is_told(words: str) -> None:
    assert (words.replace(" ", "") in text_of("zh").replace(" ", "")) == (words != "自上而下")


def test_every_form_is_told_in_english() -> None:
    text = text_of("en")
    wanted = ["Article 1: who", "R&D aid", "threshold of the grant", "every quarter", "nothing to apply for"]
    wanted += ["they add up, together no more than the cap", "Weight", "Owner", "agrees", "ladder of firms"]
    assert [words for words in wanted if words not in text] == []


def test_each_language_of_the_prose_by_itself() -> None:
    assert "To see how each form is shown" not in text_of("zh")
    text = text_of("en")
    assert text.index("To see how each form is shown") < text.index("用来看每一种形式怎样显示")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("只有中文。", [("zh", "只有中文。")]),
        ("中文。 / English.", [("zh", "中文。"), ("en", "English.")]),
        ("甲 / 乙", [("zh", "甲 / 乙")]),
        ("中文一行。\nOne line of English.", [("zh", "中文一行。"), ("en", "One line of English.")]),
        ("Its name is 高新技术企业 in Chinese.", [("en", "Its name is 高新技术企业 in Chinese.")]),
        ("12,345", [(None, "12,345")]),
    ],
)
def test_languages_apart(text: str, parts: list[tuple[str, str]]) -> None:
    assert apart(text) == parts


def test_a_new_line_between_signs_of_chinese_is_no_space() -> None:
    assert "".join(run.text for run in phrase_of("甲，\n乙 a\nb 丙\n(c)")) == "甲，乙 a b 丙 (c)"


# --- paper ------------------------------------------------------------------------------------------------------------


def paper(made: Page, on: date = ON) -> bytes:
    pytest.importorskip("typst", reason="needs typst")
    if not typesetting.has_chinese_font():
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    return as_pdf(made, on)


@ALL
@EACH_LANGUAGE
def test_paper(version: Version, lang: Lang) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    made = page(version, lang)
    document = pdfium.PdfDocument(paper(made))
    text = "".join(each.get_textpage().get_text_range() for each in document)
    read = re.sub(r"\s", "", text).replace("\ufffe", "-")  # where a line ends at a hyphen
    assert made.title.replace(" ", "") in read or has_chinese(made.title)
    assert f"— {len(document)} —" in document[len(document) - 1].get_textpage().get_text_range()
    headings = [section.title for section in made.sections if section.title]
    marks = [mark.get_title() for mark in document.get_toc()]
    assert [each for each in headings if not any(each in mark for mark in marks)] == []


def test_paper_is_the_same_every_time() -> None:
    made = page(everything(), "zh", date(2024, 6, 30))
    assert paper(made) == paper(made)
    assert anchors(made) >= {"decision-规模", "parameter-补助门槛", "benefit-研发补助", "fact-人数"}


def test_paper_without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ProblemError) as refused:
        as_pdf(page(everything(), "zh"), ON)
    (problem,) = refused.value.problems
    assert problem.hint is not None
    assert problem.hint.en == "run pip install 'luoshu[pdf]'"


def test_paper_without_a_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst", reason="needs typst")
    monkeypatch.setattr("luoshu.engine.typesetting._families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(ProblemError) as refused:
        as_pdf(page(everything(), "zh"), ON)
    (problem,) = refused.value.problems
    assert problem.code == "font"
    assert problem.hint is not None
    assert "fonts-noto-cjk" in problem.hint.zh
