"""The readable report: what it says is what the files hold, in both languages, and it needs nothing beside itself."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from luoshu.engine.lines import lines_in
from luoshu.engine.run import Run, run
from luoshu.facts.sample import write_sample
from luoshu.policy.library import Library

ON = date(2025, 6, 30)
CONCLUSION = "符合科技型中小企业条件"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("report")
    policies = [Library().resolve(name, ON) for name in ("cn/tech-sme", "cn/little-giant")]
    vocabulary = policies[0].vocabulary
    write_sample(folder / "zone", firms=300, seed=5, vocabulary=vocabulary, lines=lines_in(policies), on=ON)
    return run(policies, folder / "zone", folder / "out", on=ON, lang="zh")


@pytest.fixture(scope="module")
def html(made: Run) -> str:
    return (made.out / "report.html").read_text(encoding="utf-8")


def test_counts_are_those_of_the_files(made: Run, html: str) -> None:
    path = made.out / "cn/tech-sme/decisions.parquet"
    yes, no = duckdb.sql(
        f'SELECT count_if("{CONCLUSION}"), count_if(NOT "{CONCLUSION}") FROM read_parquet(\'{path}\')'
    ).fetchall()[0]
    assert 0 < yes < yes + no < 300
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert re.search(rf"{CONCLUSION}[^0-9]*\b{yes}\b", text)
    assert f"{300 - yes - no}" in text


def test_every_decision_and_policy_is_there(made: Run, html: str) -> None:
    for policy in made.policies:
        assert policy.title.zh in html
        assert policy.title.en in html
        assert policy.number in html
        for name in policy.decisions:
            assert name in html


def test_english_shows_the_labels(made: Run, html: str) -> None:
    text = re.sub(r"\s+", " ", html)
    for policy in made.policies:
        for decision in policy.decisions.values():
            assert f'<span class="en" lang="en">{escape(decision.english)} ({decision.name})</span>' in text
    assert '<span class="en" lang="en">Article 7: indicators (100 points) › Total score</span>' in text


def test_assumptions_are_named(html: str) -> None:
    assert "⟨" in html
    assert "assumption" in html
    assert "假定" in html or "假设" in html


class _Outside(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        links = [given.get("src"), given.get("href") if tag == "link" else None]
        self.found += [link for link in links if link and not link.startswith(("#", "data:"))]
        if tag == "script" or any(name.startswith("on") for name in given):
            self.found.append(tag)


def test_it_stands_alone(html: str) -> None:
    page = _Outside()
    page.feed(html)
    assert page.found == []


def test_names_are_escaped(tmp_path: Path) -> None:
    """What a document says is text to the report, whatever it looks like."""
    document = tmp_path / "odd.md"
    document.write_text(
        "---\nid: odd\ntitle: {zh: '<script>x</script>', en: '<b>odd</b>'}\neffective: 2020-01-01/..\n"
        "about: 企业\nuses: [cn/vocabulary]\n---\n\n"
        "# 试\n\n```feel\n大于零: 职工总数 > 0\n```\n",
        encoding="utf-8",
    )
    policy = Library().resolve(str(document), ON)
    write_sample(tmp_path / "zone", firms=20, seed=1, vocabulary=policy.vocabulary, lines=[], on=ON)
    run([policy], tmp_path / "zone", tmp_path / "out", on=ON)
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "<b>odd</b>" not in html
    assert "&lt;b&gt;odd" in html
