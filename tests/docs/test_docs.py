"""What the documentation shows is what happens."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from luoshu.cli.main import main
from luoshu.dmn.model import Decision, DecisionTable
from luoshu.engine.check import check
from luoshu.engine.explain import explain
from luoshu.engine.explain_text import as_text
from luoshu.facts.snapshot import freeze
from luoshu.policy.exchange.export import export
from luoshu.policy.library import Library

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def fenced(text: str, language: str) -> list[str]:
    """The fenced blocks of a language; a fence may be longer, so as to hold others."""
    return [block[1] for block in re.findall(rf"^(`{{3,}}){language}\n(.*?)^\1$", text, re.DOTALL | re.MULTILINE)]


def documents(page: str) -> str:
    """The pieces of policy that a page shows, as one document."""
    return "\n".join(fenced((ROOT / page).read_text(encoding="utf-8"), "markdown"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if not link.startswith("http")]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("page", "passed"), [("README.md", 0), ("docs/first-policy.md", 6)])
def test_the_policies_shown_are_good(page: str, passed: int, tmp_path: Path) -> None:
    path = tmp_path / "grant.md"
    path.write_text(documents(page), encoding="utf-8")
    library = Library()
    (checked,) = check(library.versions(str(path)), library)
    assert [problem.say() for problem in checked.problems if problem.severity != "advice"] == []
    assert (checked.passed, checked.failed) == (passed, 0)


def test_the_answer_in_the_readme_is_the_answer(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tmp_path / "grant.md").write_text(documents("README.md"), encoding="utf-8")
    rows = re.findall(r"^\| (9\w{17}) \| (\S+) +\| (\S*) *\|$", readme, re.MULTILINE)
    assert len(rows) == 3
    lines = [
        "统一社会信用代码,销售收入,研发费用",
        *(",".join([key, f'"{sales}"', f'"{rd}"' if rd else ""]) for key, sales, rd in rows),
    ]
    (tmp_path / "zone").mkdir()
    (tmp_path / "zone" / "企业.csv").write_text("\n".join(lines), encoding="utf-8")
    library = Library()
    (version,) = library.versions(str(tmp_path / "grant.md"))
    policy = library.read(version)
    day = version.first_day
    snapshot = freeze(tmp_path / "zone", policy.vocabulary, tmp_path / "snapshot", on=day)
    said = as_text(explain(policy, snapshot, rows[2][0], day), "en", 120)
    shown = readme.split("luoshu explain grant.md", 1)[1].split("\n\n## ", 1)[0].splitlines()[3:]
    for line in filter(str.strip, shown):
        assert line.strip() in said


def test_the_findings_shown_are_the_findings(tmp_path: Path) -> None:
    path = tmp_path / "claims.md"
    path.write_text(f"---\nid: x\ntitle: x\neffective: ../..\n---\n\n{documents('docs/claims.md')}", encoding="utf-8")
    library = Library()
    (checked,) = check(library.versions(str(path)), library)
    assert checked.problems == ()
    said = "\n".join(claim.problem.say() for claim in checked.claims if claim.problem)
    shown = [line.strip() for line in re.findall("^    (.*)$", (ROOT / "docs" / "claims.md").read_text("utf-8"), re.M)]
    assert len(shown) == 6
    assert [line for line in shown if line not in said] == []


def test_the_reference_is_that_of_the_code() -> None:
    """In a process of its own: one process has the help of commands in one language, that of its first call."""
    code = "import json, docs.build; print(json.dumps(docs.build.pages()))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    for name, text in json.loads(found.stdout).items():
        written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert written == text, f"docs/reference/{name} is out of date: make docs"


def test_the_calls_of_dmn_print_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "dmn.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"`(\w+\.json)`, which holds `([^`]+)`", page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LUOSHU_LANG", "en")
    shown = [line.removeprefix("    ") for line in re.findall(r"^    .*$", page, re.MULTILINE)]
    printed = []
    for line in shown:
        if line.startswith("$ luoshu "):
            assert main(line.removeprefix("$ luoshu ").split()) == 0
            printed += [line, *capsys.readouterr().out.splitlines()]
    assert len(printed) == 9
    assert printed == shown


def test_the_guard_rows_shown_are_those_of_the_model(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "dmn.md").read_text(encoding="utf-8")
    model = export(Library().resolve("cn/tech-sme", date(2025, 6, 30)), date(2025, 6, 30)).model
    (decision,) = (each for each in model.elements if each.name == "科技人员得分")
    assert isinstance(decision, Decision)
    assert isinstance(decision.expression, DecisionTable)
    rows = [
        [each.text for each in (*rule.tests, *rule.outputs)] + list(rule.notes) for rule in decision.expression.rules
    ]
    shown = [
        [cell.strip() for cell in line.split("|")[2:-1]] for line in re.findall(r"^\|   \|.*$", page, re.MULTILINE)
    ]
    assert shown == rows
