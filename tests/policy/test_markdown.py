"""Tables lose nothing silently (CONTRACTS 9); cells keep their place."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.documents import FIRST_LINE, document, problems, read_body, where

from luoshu.policy import rendering
from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.markdown import Fence, Grid, Heading, Style, cells_of, read_blocks
from luoshu.policy.sections import sort_blocks
from luoshu.policy.source import Findings, Source
from luoshu.problems import Problem, ProblemError

TABLE = """\
| F | 人数  | **甲** | *备注* |
|---|-------|--------|--------|
| 1 | >= 10 | 1      | 大     |
| 2 | >= 5  | 2      | 中     |
| 3 | -     | 0      |        |
"""
FORMS = """\
| 参数 | 值     | 自 | 至 | 来源 |
|------|--------|----|----|------|
| 上限 | 3000万 |    |    | 通知 |

| 例 | 基准 |
|----|------|
| 人数 | 7  |

| 例 | 人数 | **甲** |
|----|------|--------|
| 大 | 12   | 1      |
| 中 |      | 2      |
"""


def blocks_of(text: str) -> tuple[list[Heading | Grid | Fence], list[Problem]]:
    findings = Findings(source=Source(text, "x.md"))
    return read_blocks(findings.source, findings), findings.problems


def places_of(text: str, char: str) -> list[int]:
    return [at for at, found in enumerate(text) if found == char]


def test_the_whole_is_right() -> None:
    assert problems(TABLE + "\n" + FORMS) == []


@pytest.mark.parametrize("at", places_of(TABLE + "\n" + FORMS, "|"))
def test_deleting_any_bar_is_an_error(at: int) -> None:
    whole = TABLE + "\n" + FORMS
    with pytest.raises(ProblemError) as raised:
        read_body(whole[:at] + whole[at + 1 :])
    line = whole[:at].count("\n") + 1
    # A header and the line under it differ when either loses a bar: the error may stand at the other.
    assert any(abs(where(problem)[0] - line) <= 1 for problem in raised.value.problems)


LINES = (TABLE + "\n" + FORMS).split("\n")


@pytest.mark.parametrize("line", [at for at in range(1, len(LINES)) if LINES[at - 1] and LINES[at]])
def test_a_blank_line_inside_any_table_is_an_error(line: int) -> None:
    lines = LINES
    with pytest.raises(ProblemError) as raised:
        read_body("\n".join([*lines[:line], "", *lines[line:]]))
    first = raised.value.problems[0]
    assert first.code == "table-cut"
    assert where(first) == (line + 2, 1)
    assert str(line + FIRST_LINE) in first.text.en


@pytest.mark.parametrize(("wrong", "meant"), [("FF", "F"), ("f", "F"), ("Ｆ", ""), ("", ""), ("G", "")])
def test_a_mistyped_keyword_of_a_table_with_a_bold_header(wrong: str, meant: str) -> None:
    found = problems(TABLE.replace("| F |", f"| {wrong} |"))
    assert [problem.code for problem in found if problem.severity == "error"][:1] == ["keyword"]
    assert where(found[0])[0] == 1
    assert found[0].hint
    assert f"'{meant}'" in found[0].hint.en or not meant


def test_a_mistyped_keyword_of_another_table_is_worth_a_word() -> None:
    (found,) = problems("| 例子 | 基准 |\n|---|---|\n| 人数 | 1 |\n")
    assert (found.severity, found.code) == ("warning", "keyword")
    assert "例" in found.text.zh


@given(st.data())
def test_deleting_a_bar_of_the_worked_example(shared: Path, data: st.DataObject) -> None:
    text = (shared / "examples" / "科技型中小企业评价.md").read_text(encoding="utf-8")
    at = data.draw(st.sampled_from(places_of(text, "|")))
    broken = text[:at] + text[at + 1 :]
    findings = Findings(source=Source(broken, "x.md"))
    front = read_front_matter(findings.source, findings)
    read_blocks(findings.source, findings, body=front.body)
    assert findings.errors
    assert all(problem.place and problem.place.line and problem.place.column for problem in findings.errors)


@given(st.lists(st.text(alphabet='ab 甲\\"[]`*_-<>=', max_size=6), min_size=2, max_size=5))
def test_cells_are_split_at_bars_and_keep_their_places(cells: list[str]) -> None:
    cells = [cell.replace("\\", "") for cell in cells]
    line = "|" + "|".join(cells) + "|"
    source = Source("x\n" + line + "\n", "x.md")
    spans = cells_of(source, 2)
    assert spans is not None
    assert [source.slice(span) for span in spans] == [cell.strip() for cell in cells]


def test_an_escaped_bar_belongs_to_its_cell() -> None:
    policy = read_body('| F | 名称 | **甲** |\n|---|---|---|\n| 1 | "a\\|b" | 1 |\n| 2 | - | 0 |\n')
    table = policy.decisions["甲"].table
    assert table is not None
    assert str(table.rules[0].tests[0]) == "UnaryTest(op='=', end=String(value='a|b'))"


def test_what_is_no_table_is_left_alone() -> None:
    text = (
        "# 一\n\n```text\n| a |\n```\n\n<!--\n| b |\n-->\n\n"
        "- 列表\n\n  | c | d |\n  |---|---|\n\n| 说明 | 值 |\n|------|----|\n| 甲 | 1 |\n"
    )
    blocks, found = blocks_of(text)
    assert found == []
    assert [type(block) for block in blocks] == [Heading, Fence, Grid]


@pytest.mark.parametrize(
    "text",
    [
        "> | F | 人数 | **甲** |\n> |---|---|---|\n> | 1 | - | 1 |\n",
        "    | F | 人数 | **甲** |\n",
        "<div>\n| F | 人数 | **甲** |\n|---|---|---|\n</div>\n",
        "- | F | 人数 | **甲** |\n  |---|---|---|\n",
        "> ```feel\n> 甲: 1\n> ```\n",
        "```feel\n甲: 1\n",
        "```fell\n甲: 1\n```\n",
        "| F | 人数 | **甲** |\n|---|---|---|\n| 1 | - | 1 |\n说明\n",
    ],
)
def test_what_would_not_run_is_an_error(text: str) -> None:
    with pytest.raises(ProblemError):
        read_body(text)


def test_headings_fences_and_styles() -> None:
    blocks, found = blocks_of(
        "# 一\n\n## 二 ##\n\n```feel\n甲: 1\n```\n\n| F | a | **b** | *c* | `d` |\n|--|--|--|--|--|\n"
    )
    assert found == []
    one, two, fence, grid = blocks
    assert one == Heading("一", 1, 1)
    assert two == Heading("二", 2, 3)
    assert isinstance(fence, Fence)
    assert (fence.info, fence.line) == ("feel", 5)
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.style) for cell in grid.header.cells] == [
        ("F", Style.PLAIN), ("a", Style.PLAIN), ("b", Style.BOLD), ("c", Style.ITALIC), ("d", Style.PLAIN),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "warned"),
    [("1*2*3", True), ('"a~~b~~"', True), ('"a~b"', False), ('"`x`"', True),
     ("1 * 2 * 3", False), ('"<b>"', True), ('"_x_"', True), ('"a_b_c"', False), ("`1*2*3`", False),
     ("人数[1](2)", True), ('"&lt;"', True), ("< 3", False)],
)  # fmt: skip
def test_warns_of_cells_shown_otherwise(cell: str, warned: bool) -> None:
    text = document(f"| F | 人数 | **甲** |\n|---|---|---|\n| 1 | 1 | {cell} |\n")
    findings = Findings(source=Source(text, "x.md"))
    sort_blocks(read_blocks(findings.source, findings, body=8), "x", findings)
    assert [problem.code for problem in findings.problems] == ["cell-rendering"] * warned


@given(st.text(alphabet=sorted({*string.printable, *"企，。≥\xa0\u3000"} - set("\\`*_~[!<&\n\r")), max_size=12))
def test_what_has_no_signs_is_shown_as_it_stands(raw: str) -> None:
    """Which is why it is not looked at."""
    assert not rendering.is_shown_otherwise(raw)
    assert {token.type for token in rendering._tokens(raw)} <= {"text"}
    assert rendering.shown(raw) == raw


EXECUTABLE = "| F | 人数 | **甲** |\n|---|---|---|\n| 1 | - | 1 |\n"


def test_a_comment_that_is_never_closed() -> None:
    (found,) = problems(f"# 一\n\n  <!-- 待定\n\n{EXECUTABLE}")
    assert (found.severity, found.code, where(found)) == ("error", "comment-open", (3, 3))


@pytest.mark.parametrize(
    "text",
    [
        f"<!--\n{EXECUTABLE}-->\n",
        "<!-- 一 -->\n\n<!--\n| 例 | 基准 |\n|---|---|\n-->\n",
        f"```\n{EXECUTABLE}```\n",
        "<!--\n```feel\n甲: 1\n```\n-->\n",
    ],
)
def test_what_is_hidden_and_would_run_is_warned_of(text: str) -> None:
    (found,) = problems(text)
    assert (found.severity, found.code) == ("warning", "hidden")
    wanted = ("| F", "| 例", "```feel")
    assert where(found)[0] == next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(wanted))


@pytest.mark.parametrize(
    "text",
    [
        "<!-- 说明 -->\n",
        "<!--\n| 说明 | 值 |\n|---|---|\n-->\n",
        "```\n| 说明 | 值 |\n|---|---|\n```\n",
        f"```text\n{EXECUTABLE}```\n",
    ],
)
def test_what_is_hidden_on_purpose(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "line", "code", "hint"),
    [
        (f"<div>\n{EXECUTABLE}", 2, "table-html", "put a blank line before the table"),
        (f"\t{EXECUTABLE}", 1, "table-indented", "take the indentation away"),
        (f"    {EXECUTABLE}", 1, "table-indented", "take the indentation away"),
        (f"{EXECUTABLE}    | 2 | - | 2 |\n", 4, "table-indented", "take the indentation away"),
        ("<div>\n```feel\n甲: 1\n```\n</div>\n", 2, "fence-html", "put a blank line before it"),
        ("    ```feel\n    甲: 1\n    ```\n", 1, "fence-indented", "take its indentation away"),
        (
            f"{EXECUTABLE}\n| F | 人数 | 收入 | *注* | **乙** |\n|---|---|---|---|\n| 1 | - | - | | 1 |\n",
            6,
            "table-header",
            "is a '|' missing?",
        ),
    ],
)
def test_what_is_really_wrong_is_said(text: str, line: int, code: str, hint: str) -> None:
    found = [problem for problem in problems(text) if problem.severity == "error"]
    assert [(problem.code, where(problem)[0]) for problem in found] == [(code, line)]
    assert found[0].hint
    assert found[0].hint.en == hint
