"""A parameter that has no value on the date: every command that evaluates says so, and decides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Call, Outcome

VOCABULARY = """\
---
id: words
title: {zh: 词汇, en: Words}
effective: ../..
---

| 数据 | 企业             | 类型 | 单位 | 范围     | 周期 | 缺省 | English | 说明 |
|------|------------------|------|------|----------|------|------|---------|------|
|      | 统一社会信用代码 | 标识 |      |          | 时点 |      | code    |      |
|      | 人数             | 整数 |      | [0..100] | 时点 |      | heads   |      |
"""
POLICY = """\
---
id: grant
title: {zh: 办法, en: Grant}
effective: 2020-01-01/..
about: 企业
uses: [words]
---

| 参数 | 名称 | 值 | 起         | 止         | 出处 |
|------|------|----|------------|------------|------|
|      | 门槛 | 5  | 2020-01-01 | 2023-12-31 | 通知 |
|      | 门槛 | 6  | 2024-06-01 |            | 通知 |
|      | 上限 | 9  | 2024-06-01 |            | 通知 |
|      | 常数 | 1  |            |            | 通知 |

```feel
够: 人数 > 门槛
不多: 够 and 人数 < 上限
有人: 人数 >= 常数
按日: if 评价日期 < date("2024-06-01") then 人数 > 3 else 人数 > 上限
```

| 例   | 人数 | 评价日期           | **够** | **有人** |
|------|------|--------------------|--------|----------|
| 旧   | 6    | date("2023-12-31") | true   | true     |
| 其间 | 6    | date("2024-03-01") |        | true     |
| 新   | 6    | date("2024-06-01") | false  | true     |
"""
CODE = "91990000MA0000115E"
BETWEEN, AFTER = ("--on", "2024-03-01"), ("--on", "2024-06-01")


@pytest.fixture
def grant(tmp_path: Path) -> Path:
    (tmp_path / "words.md").write_text(VOCABULARY, encoding="utf-8")
    (tmp_path / "grant.md").write_text(POLICY, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "企业.csv").write_text(f"统一社会信用代码,人数\n{CODE},7\n", encoding="utf-8")
    return tmp_path / "grant.md"


THRESHOLD = ("grant.md:11:1: the parameter '门槛' has no value on 2024-03-01", "2020-01-01/2023-12-31, 2024-06-01/..")
CEILING = ("grant.md:13:1: the parameter '上限' has no value on 2024-03-01", "2024-06-01/..")


def assert_refused(outcome: Outcome, *wanted: tuple[str, str]) -> None:
    assert outcome.status == 2
    for text, periods in (THRESHOLD, CEILING):
        assert (text in outcome.err) == ((text, periods) in wanted)
        assert (f"→ it has a value {periods}\n" in f"{outcome.err}\n") == ((text, periods) in wanted)


def test_a_run_names_them_all_and_writes_nothing(luoshu: Call, grant: Path) -> None:
    out = grant.parent / "out"
    assert_refused(luoshu("run", grant, "--data", grant.parent / "data", "--out", out, *BETWEEN), THRESHOLD, CEILING)
    assert not out.exists()
    assert luoshu("run", grant, "--data", grant.parent / "data", "--out", out, *AFTER).status == 0


def test_sql(luoshu: Call, grant: Path) -> None:
    assert_refused(luoshu("sql", grant, *BETWEEN), THRESHOLD, CEILING)
    assert luoshu("sql", grant, *AFTER).status == 0


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [("够", [THRESHOLD]), ("不多", [THRESHOLD, CEILING]), ("有人", []), ("按日", [])],
)
def test_only_what_is_evaluated(luoshu: Call, grant: Path, decision: str, wanted: list[tuple[str, str]]) -> None:
    data = ("--data", grant.parent / "data", *BETWEEN)
    for outcome in (
        luoshu("near", grant, decision, *data),
        luoshu("explain", grant, "--id", CODE, "--decision", decision, *data),
    ):
        if wanted:
            assert_refused(outcome, *wanted)
        else:
            assert outcome.status == 0


def test_explain_of_everything(luoshu: Call, grant: Path) -> None:
    outcome = luoshu("explain", grant, "--id", CODE, "--data", grant.parent / "data", *BETWEEN)
    assert_refused(outcome, THRESHOLD, CEILING)


def test_check_warns_of_the_gap_and_runs_the_other_examples(luoshu: Call, grant: Path) -> None:
    outcome = luoshu("check", grant)
    assert outcome.status == 0
    assert outcome.out.splitlines()[-1] == "3 passed, 0 failed"
    assert "grant.md:12:1: warning: the parameter '门槛' has no value from 2024-01-01 to 2024-05-31" in outcome.out


def test_an_example_that_needs_it_fails(luoshu: Call, grant: Path) -> None:
    text = POLICY.replace('date("2024-03-01") |        |', 'date("2024-03-01") | true   |')
    grant.write_text(text, encoding="utf-8")
    outcome = luoshu("check", grant)
    assert outcome.status == 1
    assert outcome.out.splitlines()[-1] == "2 passed, 1 failed"
    assert THRESHOLD[0] in outcome.out


@pytest.mark.parametrize(
    ("effective", "warned"),
    [
        ("2020-01-01/2023-12-31", False),
        ("2024-06-01/..", False),
        ("2024-05-31/..", True),
        ("2020-01-01/2024-01-01", True),
    ],
)
def test_a_gap_outside_the_term_matters_to_nobody(luoshu: Call, grant: Path, effective: str, warned: bool) -> None:
    text = POLICY.replace("effective: 2020-01-01/..", f"effective: {effective}").partition("| 例")[0]
    grant.write_text(text, encoding="utf-8")
    assert ("'门槛' has no value from" in luoshu("check", grant).out) == warned


@pytest.mark.parametrize(
    ("effective", "since", "until", "told"),
    [
        ("2020-01-01/..", "2024-06-01", "", "from 2020-01-01 to 2024-05-31"),
        ("../..", "2024-06-01", "", "until 2024-05-31"),
        ("2020-01-01/..", "", "2024-06-01", "from 2024-06-02 on"),
        ("2020-01-01/2024-12-31", "2020-01-01", "2024-12-30", "from 2024-12-31 to 2024-12-31"),
        ("2020-01-01/2024-12-31", "2020-01-01", "2024-12-31", None),
        ("2020-01-01/..", "2019-12-31", "", None),
        ("../..", "", "", None),
    ],
)
def test_check_warns_of_a_term_longer_than_its_parameters(
    luoshu: Call, grant: Path, effective: str, since: str, until: str, told: str | None
) -> None:
    text = POLICY.replace("effective: 2020-01-01/..", f"effective: {effective}").partition("| 例")[0]
    grant.write_text(
        text.replace("|      | 常数 | 1  |            |            |", f"| | 常数 | 1 | {since} | {until} |")
    )
    outcome = luoshu("check", grant)
    warning = f"the parameter '常数' has no value {told or ''}"
    assert (warning in outcome.out) == (told is not None)
