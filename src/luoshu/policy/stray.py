"""Lines that start with a bar and belong to no table: found, and the likely slip named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from luoshu.policy.source import Findings, Source
from luoshu.problems import Text

RULE = re.compile(r"^\s*\|?[\s|:-]*-[\s|:-]*\|?\s*$")


def report_stray_lines(
    source: Source, findings: Findings, in_tables: set[int], exempt: set[int], html: Mapping[int, int], body: int
) -> None:
    """One error for each run of lines that start with `|` and stand in no table.

    `html` gives for each line of HTML the first of its block; `body` is the first line looked at.
    """
    is_bar = [line for line in range(body, len(source.lines) + 1) if source.lines[line - 1].lstrip().startswith("|")]
    strays = [line for line in is_bar if line not in exempt]
    runs = list(_runs(strays))
    bars = in_tables | set(strays)
    cuts = {run[0]: cut for run in runs if not _is_whole(source, run) and (cut := _cut_above(source, run[0], bars))}
    for run in runs:
        cut = cuts.get(run[0])
        if run[-1] + 1 in cuts.values():
            continue  # the header of the rows below: told once, where the blank line cuts them off
        if cut:
            findings.error(
                "table-cut",
                source.line_span(run[0]),
                Text(
                    f"第 {cut} 行的空行把表格截断了，从这里起的各行不属于任何表格",
                    f"the blank line {cut} cuts the table: from here on the rows belong to no table",
                ),
                Text(f"删去第 {cut} 行", f"delete line {cut}"),
            )
        elif run[0] in html:
            _report_in_html(source, findings, run[0], html[run[0]])
        elif deep := [line for line in run if is_deep(source.lines[line - 1])]:
            _report_indented(source, findings, deep[0])
        elif _is_whole(source, run):
            _report_header(source, findings, run)
        else:
            findings.error(
                "table-row",
                source.line_span(run[0]),
                Text("这一行以“|”开头，却不属于任何表格", "this line starts with '|' but belongs to no table"),
                Text(
                    "表头之下要有一行 |---|---|，每列一格",
                    "under the header stands a line |---|---|, a cell for each column",
                ),
            )


def _runs(lines: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for line in lines:
        if run and line != run[-1] + 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _cut_above(source: Source, line: int, bars: set[int]) -> int | None:
    """The blank line directly above `line`, where rows of a table stand above that."""
    above = line - 1
    while above > 1 and not source.lines[above - 1].strip():
        above -= 1
    return line - 1 if above < line - 1 and above in bars else None


def _is_whole(source: Source, run: list[int]) -> bool:
    """Whether a run begins with a header and the line under it, which differ in length: it is no rest of a table."""
    if len(run) < 2 or not RULE.match(source.lines[run[1] - 1]):
        return False
    return _width(source.lines[run[0] - 1]) != _width(source.lines[run[1] - 1])


def is_deep(line: str) -> bool:
    """Whether a line is indented as far as code is: by four spaces or a tab."""
    spaced = line.expandtabs(4)
    return len(spaced) - len(spaced.lstrip()) >= 4


def _report_indented(source: Source, findings: Findings, line: int) -> None:
    findings.error(
        "table-indented",
        source.line_span(line),
        Text(
            "缩进了四格以上的表格会被当作代码，不会执行",
            "a table that is indented by four spaces or a tab is taken for code and not carried out",
        ),
        Text("不要缩进", "take the indentation away"),
    )


def _report_in_html(source: Source, findings: Findings, line: int, first: int) -> None:
    tag = source.lines[first - 1].strip()
    findings.error(
        "table-html",
        source.line_span(line),
        Text(
            f"第 {first} 行的“{tag}”之后没有空行，表格会被当作 HTML，不会执行",
            f"without a blank line after '{tag}' in line {first}, this table is taken for HTML and not carried out",
        ),
        Text("在表格前面空一行", "put a blank line before the table"),
    )


def _report_header(source: Source, findings: Findings, run: list[int]) -> None:
    """The header and the line under it differ in length: blame the one that the rows do not agree with."""
    widths = [_width(source.lines[line - 1]) for line in run]
    common = Counter(widths[2:]).most_common(1)
    at_header = bool(common) and common[0][0] == widths[1]
    line = run[0] if at_header else run[1]
    findings.error(
        "table-header",
        source.line_span(line),
        Text(
            f"表头有 {widths[0]} 个单元格，其下的分隔行有 {widths[1]} 个，因此这不成其为表格",
            f"the header has {widths[0]} cells and the line under it {widths[1]}, so this is no table",
        ),
        Text("是否漏了一个“|”？", "is a '|' missing?"),
    )


def _width(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1
