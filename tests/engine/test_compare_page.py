"""The report of a comparison: what it says is what was found, in both languages, on a desk and on a phone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luoshu.engine.compare import Comparison, compare
from luoshu.engine.compare.report import balance
from luoshu.engine.compare.result import Side
from luoshu.engine.lines import lines_in
from luoshu.facts.sample import write_sample
from luoshu.policy.library import Library
from luoshu.policy.settings import read_settings, with_settings

from .pages import (
    LANGUAGES,
    NARROW,
    WIDE,
    assert_everyone_can_use_it,
    assert_nothing_is_wider_than_the_page,
    opened,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ON = date(2025, 6, 30)
GRANT = """---
id: zone/grant
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary, cn/tech-sme]
---

# 研发补贴

| 参数 | 名称 | 值 | 来源 |
|------|------|----|------|
|      | 占比线 | 5% | 通知 |

```feel
占比: if 销售收入 > 0 then 研发费用 / 销售收入 else 0
占比达标: 占比 >= 占比线
可以补贴: 占比达标 and 符合科技型中小企业条件
补贴额: if 占比达标 then 研发费用 * 10% else 0
```

| 支持 | 研发费用补贴 |
|------|--------------|
| 对象 | 可以补贴 |
| 金额 | 补贴额 |
| 出资 | 区资金 |

| 支持 | 首次达标奖励 |
|------|--------------|
| 对象 | 占比达标 |
| 金额 | 5万 |
| 出资 | 市资金 |

| 支持 | 免费检测 |
|------|----------|
| 对象 | 占比达标 |
| 减免 | 检测费 |
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("comparison")
    (folder / "grant.md").write_text(GRANT, encoding="utf-8")
    library = Library()
    policy = library.resolve(str(folder / "grant.md"), ON)
    lines = lines_in([policy, library.resolve("cn/tech-sme", ON)])
    write_sample(folder / "zone", firms=300, seed=5, vocabulary=policy.vocabulary, lines=lines, on=ON)
    settings = read_settings(["占比线=6%"], policy, ON)
    after = Side(with_settings(policy, settings), tuple(settings))
    return compare(Side(policy), after, folder / "zone", on=ON, out=folder / "out", lang="zh")


@pytest.fixture(scope="module")
def address(made: Comparison) -> str:
    assert made.out is not None
    return (made.out / "report.html").as_uri()


def test_the_story_of_one_who_reads_it(browser: Browser, address: str, made: Comparison) -> None:
    change = made.final[0]
    assert change.pair.name == "可以补贴"
    assert change.moves.lose
    with opened(browser, address, WIDE) as page:
        assert f"{change.moves.lose} 家由是变否" in page.locator(".summary").inner_text()
        assert "占比线 = 6%（原为 5%）" in page.locator("#rules").inner_text()
        assert "占比达标" in page.locator("#d1").inner_text()
        assert "区资金" in page.locator("#money").inner_text()
        assert "实物减免" in page.locator("#money").inner_text()
        page.locator(".languages").get_by_text("English", exact=True).click()
        assert f"{change.moves.lose} lose (yes to no)" in page.locator(".summary").inner_text()
        assert "Both rules are judged over the facts as of 30 June 2025." in page.locator(".notice").inner_text()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_page(browser: Browser, address: str, width: int, lang: str) -> None:
    assert_nothing_is_wider_than_the_page(browser, address, width, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_everyone_can_use_it(browser: Browser, address: str, width: int, lang: str) -> None:
    assert_everyone_can_use_it(browser, address, width, lang)


def test_two_versions_have_both_documents(tmp_path: Path) -> None:
    library = Library()
    before, after = (library.rule(f"cn/srdi@{day}", ON) for day in ("2025-06-01", "2026-04-01"))
    write_sample(tmp_path / "zone", firms=50, seed=5, vocabulary=before.vocabulary, lines=[], on=ON)
    compare(Side(before), Side(after), tmp_path / "zone", on=ON, out=tmp_path / "out")
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<details class="document" id="(\w+)-document">', html) == ["before", "after"]
    assert "Decided before only" in html
    assert "is not in force on 30 June 2025" in html


def test_a_page_is_the_same_every_time(made: Comparison, tmp_path: Path) -> None:
    assert made.out is not None
    again = compare(
        made.before, made.after, made.out.parent / "zone", on=ON, out=tmp_path / "out", threads=1, lang="zh"
    )
    assert again.manifest == made.manifest
    first, second = ((folder / "report.html").read_text(encoding="utf-8") for folder in (made.out, tmp_path / "out"))
    assert first == second


def test_lengths_from_the_middle() -> None:
    assert (balance(10, 0, 10).lost, balance(10, 0, 10).gained) == (50, 0)
    assert balance(5, 10, 10).lost == 25
    assert balance(1, 0, 10_000).lost > 0.5  # what is not nothing can be seen
    assert balance(0, 0, 0) == balance(0, 0, 5)
