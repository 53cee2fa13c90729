"""`luoshu render` and `luoshu picture`, as people call them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Call


def test_a_page(luoshu: Call, tmp_path: Path) -> None:
    out = tmp_path / "site" / "tech-sme.html"
    told = luoshu("render", "cn/tech-sme", "--out", out, "--on", "2025-06-30", "--lang", "zh")
    assert (told.status, told.out, told.err) == (0, f"{out}\n", "")
    text = out.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in text
    assert "2025 年 6 月 30 日正在施行。" in text


def test_a_page_in_english(luoshu: Call, tmp_path: Path) -> None:
    assert luoshu("render", "cn/tech-sme", "--out", tmp_path / "a.html", "--on", "2025-06-30").status == 0
    assert "In force on 30 June 2025." in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("on", "said", "since"),
    [
        ("2020-01-01", "Not yet in force on 1 January 2020", "⟨1 June 2022⟩"),
        ("2025-06-30", "In force on 30 June 2025", "⟨1 June 2022⟩"),
        ("2027-01-01", "In force on 1 January 2027", "1 April 2026"),
    ],
)
def test_the_version_of_the_date_or_the_nearest(luoshu: Call, tmp_path: Path, on: str, said: str, since: str) -> None:
    assert luoshu("render", "cn/srdi", "--out", tmp_path / "a.html", "--on", on).status == 0
    text = (
        (tmp_path / "a.html").read_text(encoding="utf-8").replace('<span class="assumed">', "").replace("</span>", "")
    )
    assert said in text
    assert f"from {since}" in text or f"{since} to" in text


def test_a_version_named_outright_is_shown_whatever_the_date(luoshu: Call, tmp_path: Path) -> None:
    told = luoshu("render", "cn/srdi/2022-06-01", "--out", tmp_path / "a.html", "--on", "2027-01-01")
    assert told.status == 0
    assert "No longer in force on 1 January 2027" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_pictures_and_paper(luoshu: Call, tmp_path: Path) -> None:
    from luoshu.engine import typesetting

    link = ("--link", "https://policy.example.org/cn/tech-sme")
    assert luoshu("picture", "cn/tech-sme", "--out", tmp_path / "a.svg", *link, "--lang", "zh").status == 0
    assert "policy.example.org" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert luoshu("picture", "cn/tech-sme", "--out", tmp_path / "b.svg", "--landscape").status == 0
    assert 'viewBox="0 0 841.89 595.28"' in (tmp_path / "b.svg").read_text(encoding="utf-8")
    if "typst" not in sys.modules:
        pytest.importorskip("typst", reason="needs typst")
    if not typesetting.has_chinese_font():
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    for command in ("render", "picture"):
        assert luoshu(command, "cn/tech-sme", "--out", tmp_path / "a.pdf").status == 0
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("render", "cn/tech-sme", "--out", "a.docx"), "文件名以 .html 或 .pdf 结尾", "its name ends in .html or .pdf"),
        (("picture", "cn/tech-sme", "--out", "a.png"), "文件名以 .svg 或 .pdf 结尾", "its name ends in .svg or .pdf"),
        (("render", "cn/tech-sm", "--out", "a.html"), "是否指“cn/tech-sme”？", "did you mean 'cn/tech-sme'?"),
        (("render", "cn", "--out", "a.html"), "请指明其中一项", "name one of them"),
        (
            ("picture", "cn/tech-sme", "--out", "a.svg", "--link", "example.org"),
            "“example.org”不是网页地址",
            "'example.org' is no address of a page",
        ),
        (("render", "cn/tech-sme"), "缺少选项 --out FILE", "the option --out FILE is missing"),
    ],
)
def test_slips(
    luoshu: Call, arguments: tuple[str, ...], zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for lang, said in (("zh", zh), ("en", en)):
        told = luoshu(*arguments, "--lang", lang)
        assert told.status == 2
        assert said in told.err
        assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way(luoshu: Call, tmp_path: Path) -> None:
    (tmp_path / "way").write_text("")
    told = luoshu("picture", "cn/unicorn", "--out", tmp_path / "way" / "a.svg")
    assert told.status == 2
    assert "cannot write" in told.err


def test_without_typst(luoshu: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    told = luoshu("render", "cn/unicorn", "--out", tmp_path / "a.pdf", "--lang", "zh")
    assert told.status == 2
    assert "生成 PDF 需要 typst" in told.err
    assert "pip install 'luoshu[pdf]'" in told.err
