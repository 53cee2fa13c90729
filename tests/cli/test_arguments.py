"""Wrong calls: told as a whole, in the language of the screen, with the nearest option offered, and exit 2."""

from __future__ import annotations

import re

import pytest

from .conftest import Call

CALLS = {
    ("near", "cn/tech-sme"): ["缺少参数 DECISION：", "缺少选项 --data DIR："],
    ("run", "--dta", "x"): ["没有选项“--dta”", "是否指“--data”？", "缺少参数 POLICY：", "缺少选项 --out DIR："],
    ("run", "cn/tech-sme", "--data"): ["选项“--data”缺少值：", "写作 --data DIR", "缺少选项 --out DIR："],
    ("run", "cn/tech-sme", "--data", "--out", "x"): ["选项“--data”缺少值："],
    ("sample", "--out", "x", "--firms", "many"): ["--firms 不能是“many”", "要写整数，至少为 1"],
    ("sample", "--out", "x", "--firms", "0"): ["--firms 不能是“0”", "要写整数，至少为 1"],
    ("sample", "--out", "x", "--format", "xls"): ["--format 不能是“xls”", "可以是：csv、parquet"],
    ("run", "a", "--data", "x", "--out", "y", "--on-error", "skp"): ["--on-error 不能是“skp”", "是否指“skip”？"],
    ("sample", "--out", "x", "--on", "2025"): ["--on：看不懂的日期 2025"],
    ("sql", "cn/tech-sme", "another"): ["多了一个参数“another”"],
    ("sql", "cn/tech-sme", "--json=1"): ["选项“--json”不带值"],
    ("explain", "-x"): ["没有选项“-x”", "可用的选项：--data --id "],
}


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_in_chinese(luoshu_process: Call, arguments: tuple[str, ...]) -> None:
    outcome = luoshu_process(*arguments, LUOSHU_LANG="zh")
    assert outcome.status == 2
    assert outcome.out == ""
    for said in CALLS[arguments]:
        assert said in outcome.err
    assert f"见 luoshu {arguments[0]} --help" in outcome.err


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_in_english(luoshu_process: Call, arguments: tuple[str, ...]) -> None:
    outcome = luoshu_process(*arguments)
    assert outcome.status == 2
    assert not re.search(r"[\u4e00-\u9fff]", outcome.err)
    for word in re.findall(r"--?[a-z][a-z-]*", "".join(CALLS[arguments][:2])):
        assert word in outcome.err
    assert f"see luoshu {arguments[0]} --help" in outcome.err


def test_a_language_that_is_not_spoken(luoshu: Call) -> None:
    for arguments in (("--lang", "fr", "check"), ("check", "--lang", "fr"), ("--lang",)):
        outcome = luoshu(*arguments)
        assert outcome.status == 2
        assert "--lang" in outcome.err


def test_no_command(luoshu: Call) -> None:
    outcome = luoshu("--lang", "zh")
    assert (outcome.status, outcome.err) == (2, "没有写命令\n")
    assert outcome.out.startswith("用法：luoshu")


def test_an_option_before_the_command(luoshu: Call) -> None:
    outcome = luoshu("--lang", "zh", "--versio")
    assert outcome.status == 2
    assert "没有选项“--versio”" in outcome.err
    assert "是否指“--version”？" in outcome.err
