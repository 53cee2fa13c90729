"""The report of a year's cost: what it says and draws is what was found, on a desk and on a phone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luoshu.engine.budget.cost import YearCost, year_cost
from luoshu.engine.budget.payments import Ranked
from luoshu.engine.budget.report import drawn_costs, queue, split, write_report
from luoshu.engine.run import open_data, run
from luoshu.policy.library import Library

from .pages import NARROW, WIDE, assert_everyone_can_use_it, assert_nothing_is_wider_than_the_page, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ON = date(2025, 6, 30)
POLICY = """---
id: zone/fund
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary]
---

# 研发补贴

| 支持 | 研发补贴       |
|------|----------------|
| 对象 | 研发费用 > 0   |
| 金额 | 研发费用 * 10% |
| 出资 | 科技专项       |

| 支持 | 奖励            |
|------|-----------------|
| 对象 | 研发费用 > 500万 |
| 金额 | 5万             |
| 出资 | 奖励资金        |

| 预算 | 资金     | 年度 | 金额  | 出处   |
|------|----------|------|-------|--------|
|      | 科技专项 | 2025 | 150万 | 第三条 |
"""
FIRMS = """统一社会信用代码,成立日期,销售收入,研发费用
91350100M000100Y43,2020-01-01,1,12000000
91310000MA1FL4QW1U,2019-01-01,2,6000000
91110000802100433B,2018-01-01,3,
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> YearCost:
    folder = tmp_path_factory.mktemp("budget")
    (folder / "fund.md").write_text(POLICY, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data/企业.csv").write_text(FIRMS, encoding="utf-8")
    policy = Library().resolve(str(folder / "fund.md"), ON)
    snapshot = open_data([policy], folder / "data", folder / "frozen", on=ON, on_error="refuse")
    made = run([policy], snapshot.path, folder / "run", on=ON, report=False)
    return year_cost(made, 2025, Ranked("成立日期", "销售收入"), folder)


@pytest.fixture(scope="module")
def address(found: YearCost, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_report(found, path, "zh")
    return path.as_uri()


def test_it_tells_what_each_costs_and_each_way_to_share(browser: Browser, address: str) -> None:
    with opened(browser, address, WIDE) as page:
        assert "科技专项：需 180 万元，预算 150 万元，缺 30 万元" in page.locator(".summary").inner_text()
        told = page.locator("#f1").inner_text()
        for words in (
            "1 个不能判断",
            "预算出处：第三条",
            "第 2 笔",
            "2025 年 6 月 30 日用完",
            "各得 83.33%；",
            "到 1 分为止；",
        ):
            assert words in told
        assert "没有预算" in page.locator("#f2").inner_text()
        page.locator(".languages").get_by_text("English", exact=True).click()
        assert "¥1,800,000 of a budget of ¥1,500,000, ¥300,000 short" in page.locator(".summary").inner_text()


@pytest.mark.parametrize(("width", "lang"), [(WIDE, "zh"), (NARROW, "en")])
def test_everyone_can_use_it_at_any_width(browser: Browser, address: str, width: int, lang: str) -> None:
    assert_nothing_is_wider_than_the_page(browser, address, width, lang)
    assert_everyone_can_use_it(browser, address, width, lang)


def test_what_is_drawn(found: YearCost) -> None:
    fund, other = found.funds
    assert [length for _, length in drawn_costs(fund)] == [100]
    line = queue(fund)
    assert line is not None
    assert [round(y, 1) for _, y in line.points] == [100, 66.7, 0]  # the older firm, due ¥600,000, comes first
    assert (round(line.limit, 1), line.end) == (16.7, 87.5)
    assert sum(part.width for part in split(fund.ways[0]).segments) == pytest.approx(100)
    assert queue(other) is None
    assert fund.ways[0].queue == ((1, Decimal(600_000)), (2, Decimal(1_800_000)))


def test_a_page_is_the_same_every_time(found: YearCost, address: str, tmp_path: Path) -> None:
    write_report(found, tmp_path / "again.html", "zh")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == Path(address.removeprefix("file://")).read_text(
        encoding="utf-8"
    )
