"""What the system refuses, told in both languages."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from luoshu.facts.mishaps import problem_of, writing
from luoshu.problems import ProblemError

OUT = Path("/zone/results")


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOSPC, "磁盘已满", "the disk is full"),
        (errno.EACCES, "没有权限", "no permission"),
        (errno.EROFS, "只能读", "can only be read"),
        (errno.EISDIR, "文件夹", "a folder"),
    ],
)
def test_the_usual_reasons(number: int, zh: str, en: str) -> None:
    problem = problem_of(OSError(number, os.strerror(number), "/zone/results/a.csv"), OUT)
    assert problem is not None
    assert problem.code == "cannot-write"
    assert problem.text.zh.startswith(f"无法写入 {OUT}：")
    assert zh in problem.text.zh
    assert en in problem.text.en
    assert "/zone/results/a.csv" in problem.text.zh
    assert problem.hint is not None


def test_what_duckdb_was_refused() -> None:
    error = duckdb.IOException('IO Error: Could not write file "/zone/results/a.parquet": No space left on device')
    problem = problem_of(error, OUT)
    assert problem is not None
    assert "磁盘已满（/zone/results/a.parquet）" in problem.text.zh


def test_a_reason_that_is_not_known_is_passed_on() -> None:
    problem = problem_of(OSError(errno.EPROTO, "Protocol error"))
    assert problem is not None
    assert "Protocol error" in problem.text.zh


def test_a_fault_of_the_program_stays_one() -> None:
    assert problem_of(ValueError("no")) is None
    assert problem_of(duckdb.BinderException('Binder Error: column "a" not found'), OUT) is None
    with pytest.raises(ValueError, match="no"), writing(OUT):
        raise ValueError("no")


def test_inside_writing() -> None:
    with pytest.raises(ProblemError) as caught, writing(OUT):
        raise PermissionError(errno.EACCES, "Permission denied", str(OUT))
    assert caught.value.problems[0].text.en == f"cannot write {OUT}: no permission"
    with pytest.raises(BrokenPipeError), writing(OUT):
        raise BrokenPipeError
