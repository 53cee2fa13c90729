"""The front matter: what it holds, and every slip with its place."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.policy.frontmatter import FrontMatter, read_front_matter
from luoshu.policy.source import Findings, Source
from luoshu.problems import Problem, Text


def front_of(text: str) -> tuple[FrontMatter, list[Problem]]:
    findings = Findings(source=Source(text, "x.md"))
    return read_front_matter(findings.source, findings), findings.problems


WHOLE = """\
---
id: cn/tech-sme
title: {zh: 评价, en: Evaluation}
number: 国科发政〔2017〕115号
issuer: 科技部 / 财政部
effective: ⟨2017-05-03⟩/2026-03-31
about: 企业
uses: [cn/vocabulary]
exports:
  - 甲
  - 乙
replaces: cn/old
---

# 评价
"""


def test_a_whole_one() -> None:
    front, found = front_of(WHOLE)
    assert found == []
    assert front.body == 14
    assert front.id == "cn/tech-sme"
    assert front.title == Text("评价", "Evaluation")
    assert (front.since, front.since_assumed) == (date(2017, 5, 3), True)
    assert (front.until, front.until_assumed) == (date(2026, 3, 31), False)
    assert [word.text for word in front.exports] == ["甲", "乙"]
    assert front.replaces == ("cn/old",)
    assert front.about
    assert WHOLE[front.about.span.start : front.about.span.end] == "企业"


@pytest.mark.parametrize(("written", "title"), [("评价", ("评价", "评价")), ("{en: E}", ("E", "E"))])
def test_a_title_in_one_language_serves_for_both(written: str, title: tuple[str, str]) -> None:
    front, found = front_of(WHOLE.replace("{zh: 评价, en: Evaluation}", written))
    assert found == []
    assert (front.title.zh, front.title.en) == title


@pytest.mark.parametrize(
    ("line", "slip", "at", "said"),
    [
        ("issuer: 科技部 / 财政部", "isuer: 科技部", (5, 1), "did you mean 'issuer'?"),
        ("about: 企业", "id: x", (7, 1), None),
        ("id: cn/tech-sme", "id: ../../etc", (2, 5), "lower-case"),
        ("id: cn/tech-sme", "id: CN", (2, 5), "lower-case"),
        ("effective: ⟨2017-05-03⟩/2026-03-31", "effective: 2017-05-03", (6, 12), "2022-06-01/2026-03-31"),
        ("effective: ⟨2017-05-03⟩/2026-03-31", "effective: 2017-02-30/..", (6, 12), "2022-06-01/2026-03-31"),
        ("effective: ⟨2017-05-03⟩/2026-03-31", "effective: 2027-05-03/2026-03-31", (6, 12), None),
        ("number: 国科发政〔2017〕115号", "number: a: b", (4, 10), "quote"),
        ("number: 国科发政〔2017〕115号", "number: [1]", (4, 9), None),
        ("title: {zh: 评价, en: Evaluation}", "title: {zh: 评价, fr: E}", (3, 17), None),
    ],
)  # fmt: skip
def test_slips(line: str, slip: str, at: tuple[int, int], said: str | None) -> None:
    _, found = front_of(WHOLE.replace(line, slip))
    assert found
    place = found[0].place
    assert place is not None
    assert (place.line, place.column) == at
    assert said is None or (found[0].hint and said in found[0].hint.en)


@pytest.mark.parametrize(
    ("line", "slip", "said"),
    [
        ("about: 企业", "about: 企业: 公司", "这里不能再有一个“: ”"),
        ("about: 企业", "about: [企业", "方括号没有写完：应为“,”或“]”，却是“:”"),
        ("title: {zh: 评价, en: Evaluation}", "title: {zh: 评价", "花括号没有写完：应为“,”或“}”，却是“:”"),
        ("about: 企业", "about: @企业", "不加引号的值不能以“@”开头"),
        ("about: 企业", "about: '企业", "引号没有写完"),
        ("about: 企业", "about 企业", "这一行的键后面缺少“:”"),
        ("about: 企业", '"about": "企业" 公司', "各行没有对齐，或者值后面多了内容：这里不应是一段文字"),
        ("about: 企业", "\tabout: 企业", "不加引号的值不能以制表符开头"),
        ("about: 企业", "about: 企\x07业", "含有不可见的控制字符"),
        ("about: 企业", 'about: "\\企"', "双引号里的反斜杠后面不能是“企”"),
        ("about: 企业", "about: *企业", "& 或 * 后面应为字母或数字，却是“企”"),
    ],
)
def test_what_is_no_yaml_is_said_in_chinese(line: str, slip: str, said: str) -> None:
    front, found = front_of(WHOLE.replace(line, slip))
    assert [problem.text.zh for problem in found] == [f"文件头不是正确的 YAML：{said}"]
    assert not front.readable


@pytest.mark.parametrize("missing", ["id", "title", "effective"])
def test_what_is_required(missing: str) -> None:
    text = "\n".join(line for line in WHOLE.split("\n") if not line.startswith(missing))
    _, found = front_of(text)
    assert [problem.code for problem in found] == ["front-matter"]
    assert missing in found[0].text.en


@pytest.mark.parametrize(
    "text", ["", "# 评价\n", "\n---\nid: x\n---\n", "---\nid: x\n", "---\n- a\n---\n", "---\n---\n"]
)
def test_none_at_all(text: str) -> None:
    front, found = front_of(text)
    assert found
    assert front.id == ""


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    front, found = front_of("\ufeff" + WHOLE.replace("\n", "\r\n"))
    assert found == []
    assert front.id == "cn/tech-sme"
