from __future__ import annotations

import sys

import pytest

from luoshu.cli.main import COMMANDS

from .conftest import Call


def test_help_names_every_command(luoshu: Call) -> None:
    outcome = luoshu("--help")
    assert outcome.status == 0
    assert all(f"  {name}" in outcome.out for name in COMMANDS)
    assert luoshu().out == outcome.out


@pytest.mark.parametrize("arguments", [("--lang", "zh", "--help"), ("--lang=zh",)])
def test_help_in_chinese(luoshu: Call, arguments: tuple[str, ...]) -> None:
    assert luoshu(*arguments).out.startswith("用法：luoshu")


@pytest.mark.parametrize(
    ("environment", "begins"),
    [
        ({}, "Usage"),
        ({"LANG": "en_US.UTF-8"}, "Usage"),
        ({"LANG": "zh_CN.UTF-8"}, "用法"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "Usage"),
        ({"LANG": "en_US.UTF-8", "LUOSHU_LANG": "zh"}, "用法"),
        ({"LANG": "zh_CN.UTF-8", "LUOSHU_LANG": "en"}, "Usage"),
    ],
)
def test_language_of_the_environment(luoshu_process: Call, environment: dict[str, str], begins: str) -> None:
    assert luoshu_process("--help", **environment).out.startswith(begins)


def test_help_imports_nothing_heavy(luoshu_process: Call) -> None:
    code = "import sys; from luoshu.cli.main import main; main(['--help']); print(*sys.modules)"
    import subprocess

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.splitlines()[-1].split())
    assert not loaded & {
        "typer",
        "rich",
        "duckdb",
        "pyarrow",
        "numpy",
        "sqlglot",
        "yaml",
        "dataclasses",
        "typing",
        "re",
    }


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_command_has_help_with_an_example(luoshu_process: Call, name: str, lang: str) -> None:
    outcome = luoshu_process(*name.split(), "--help", "--lang", lang)
    assert outcome.status == 0
    assert f"luoshu {name} " in outcome.out
    assert ("Example: " if lang == "en" else "例：") in outcome.out
    assert (COMMANDS[name][0] if lang == "zh" else COMMANDS[name][1]) in outcome.out


def test_version(luoshu: Call) -> None:
    outcome = luoshu("--version")
    assert outcome.status == 0
    assert outcome.out.startswith("luoshu 0.")


def test_unknown_command_offers_the_nearest(luoshu: Call) -> None:
    outcome = luoshu("chek")
    assert outcome.status == 2
    assert "'chek'" in outcome.err
    assert "'check'" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "cn/tech-sme"),
        ("sample",),
        ("sample", "--out"),
        ("sample", "--nonsense", "1"),
        ("sample", "--out", "x", "--firms", "none"),
        ("sample", "--out", "x", "--on", "2025-13-01"),
    ],
)
def test_wrong_calls_exit_2_without_a_traceback(luoshu: Call, arguments: tuple[str, ...]) -> None:
    outcome = luoshu(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert f"luoshu {arguments[0]} --help" in outcome.err
    assert "Traceback" not in outcome.err
