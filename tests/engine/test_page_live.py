"""A document in which facts are given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luoshu.engine.gist.gather import gist_of
from luoshu.engine.page.gather import page_of
from luoshu.engine.page.html import as_html, drawn
from luoshu.engine.page.live import live
from luoshu.engine.page.parts import Definitions, Page, RuleTable
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library

ON = date(2026, 5, 1)


def page(library: Library, facts: dict[str, Any], lang: Any = "zh", name: str = "luoyang/youth-grants") -> Page:
    version, versions = library.nearest(name, ON)
    policy = library.read(version, ON)
    return live(page_of(version, library, ON, lang, versions), policy, Graph.of([policy], ON), facts)


def table(found: Page) -> RuleTable:
    return next(
        block for each in found.sections for block in each.blocks if isinstance(block, RuleTable) and block.results
    )


def test_the_row_that_hits_is_marked_and_the_result_shown(library: Library) -> None:
    found = table(page(library, {"青年人才评审结论": "二档"}))
    assert [row.state for row in found.rows].count("hits") == 1
    assert found.results[0].words == "20 万元"


def test_without_the_fact_all_rows_may_hit(library: Library) -> None:
    found = table(page(library, {}))
    assert {row.state for row in found.rows} == {"may"}
    assert (found.results[0].answer, found.results[0].lacks) == ("unknown", ("青年人才评审结论",))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formulas_have_their_results(library: Library, lang: str) -> None:
    found = page(library, {"已上市": False, "最近一轮估值": 12}, lang, "cn/unicorn")
    results = {
        entry.anchor: entry.result
        for each in found.sections
        for block in each.blocks
        if isinstance(block, Definitions)
        for entry in block.entries
    }
    assert results
    assert {result.answer for result in results.values() if result} >= {"unknown"}
    assert all(result is not None for result in results.values())


def test_the_parts_are_those_of_the_whole(library: Library) -> None:
    found = page(library, {"青年人才评审结论": "二档"})
    policy = library.resolve("luoyang/youth-grants", ON)
    gist = gist_of(policy, ON, ON, "zh")
    whole, parts = as_html(found, gist), drawn(found, gist)
    for part in (
        parts.symbols,
        parts.head,
        parts.contents,
        parts.gist,
        parts.origin,
        *(s.html for s in parts.sections),
    ):
        assert part.strip() in whole
    assert "资助标准" in [section.title for section in parts.sections]
