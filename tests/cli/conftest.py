"""Runs the command line as a user would, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from luoshu.cli.main import main

LANGUAGE_VARIABLES = ("LUOSHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def luoshu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """`luoshu("check", "cn/tech-sme")`, in this process; English unless the arguments say otherwise."""
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


@pytest.fixture
def luoshu_process() -> Call:
    """The same in a process of its own; keywords are environment variables."""

    def call(*arguments: object, **environment: str) -> Outcome:
        plain = {name: value for name, value in os.environ.items() if name not in LANGUAGE_VARIABLES}
        found = subprocess.run(
            [sys.executable, "-m", "luoshu.cli.main", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**plain, "PYTHONIOENCODING": "utf-8", **environment},
            check=False,
        )
        return Outcome(found.returncode, found.stdout, found.stderr)

    return call


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a small synthetic zone."""
    folder = tmp_path_factory.mktemp("zone")
    assert main(["sample", "--firms", "400", "--seed", "1", "--on", "2025-06-30", "--out", str(folder)]) == 0
    return folder
