"""A real process that watches real files. Every wait is for what it prints, and bounded; it is ended by its own id."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import LANGUAGE_VARIABLES, Call

BOUND = 60.0  # seconds: far more than a slow machine needs
WORDS = """\
---
id: zone/words
title: {zh: 词汇, en: Words}
effective: ../..
---
| 数据 | 企业 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|------|------|------|------|------|------|------|---------|------|
|      | 代码 | 标识 |      |      | 时点 |      | code    |      |
|      | 收入 | 金额 | 元   |      | 时点 |      | revenue |      |
"""
GRANT = """\
---
id: zone/grant
title: {zh: 补贴, en: Grant}
effective: 2025-01-01/..
about: 企业
uses: [zone/words]
---
```feel
达标: 收入 >= 100
```

| 例 | 收入 | **达标** |
|----|------|----------|
| a  | 100  | true     |
"""


class Watching:
    """A running `luoshu watch`, and what it has printed."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        plain = {name: value for name, value in os.environ.items() if name not in LANGUAGE_VARIABLES}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "luoshu.cli.main", "watch", *arguments],
            cwd=folder,
            env={**plain, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # A shell may have told this process, and so the other, not to hear of Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
        )
        self.lines: queue.Queue[str] = queue.Queue()
        assert self.process.stdout is not None
        self.reader = threading.Thread(target=lambda: [self.lines.put(line) for line in self.process.stdout or ()])
        self.reader.start()

    def until(self, wanted: str) -> list[str]:
        """The lines up to one that holds some words."""
        found: list[str] = []
        while not found or wanted not in found[-1]:
            found.append(self.lines.get(timeout=BOUND).rstrip("\n"))
        return found

    def stop(self) -> tuple[int, str]:
        """Ends it as Ctrl-C does. Returns its exit status, and what stood on its error stream."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=BOUND)
        self.reader.join(timeout=BOUND)
        assert self.process.stderr is not None
        return status, self.process.stderr.read()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    (tmp_path / "words.md").write_text(WORDS, encoding="utf-8")
    (tmp_path / "grant.md").write_text(GRANT, encoding="utf-8")
    started: list[Watching] = []

    def start(*arguments: str) -> Watching:
        started.append(Watching(*arguments, folder=tmp_path))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()
        each.reader.join(timeout=BOUND)
        for stream in (each.process.stdout, each.process.stderr):
            assert stream is not None
            stream.close()


def replace(path: Path, text: str) -> None:
    """Saves as many editors do: a new file in the place of the old."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def test_it_checks_on_every_save(watching: Callable[..., Watching], tmp_path: Path) -> None:
    grant, words = tmp_path / "grant.md", tmp_path / "words.md"
    seen = watching("grant.md")
    first = seen.until("passed")
    assert first[0].endswith("begins")
    assert first[1:] == ["zone/grant 2025-01-01/..: 1 examples", "1 passed, 0 failed"]

    grant.write_text(GRANT.replace(">= 100", "> 100"), encoding="utf-8")
    assert seen.until("passed")[-1] == "0 passed, 1 failed"

    replace(grant, GRANT.replace("收入 >= 100", "收人 >= 100"))
    said = seen.until("passed")
    assert any(line.endswith("grant.md changed") for line in said)
    assert any("did you mean '收入'?" in line for line in said)

    replace(words, WORDS.replace("收入", "收人"))  # what it uses
    said = seen.until("passed")
    assert any(line.endswith("words.md changed") for line in said)

    words.write_text(WORDS, encoding="utf-8")
    seen.until("words.md changed")
    replace(grant, GRANT)
    seen.until("grant.md changed")
    assert seen.until("passed")[-1] == "1 passed, 0 failed"

    assert seen.stop() == (0, "watching 2 documents; Ctrl-C ends\n")


def test_a_document_that_goes_and_comes_back(watching: Callable[..., Watching], tmp_path: Path) -> None:
    """Also one that was not there when it began: the vocabulary that the policy uses."""
    (tmp_path / "words.md").unlink()
    seen = watching("grant.md", "--json")
    assert told(seen)["failed"] == 1
    (tmp_path / "words.md").write_text(WORDS, encoding="utf-8")
    found = told(seen)
    assert (found["passed"], found["failed"], found["changed"]) == (1, 0, ["words.md"])
    (tmp_path / "grant.md").unlink()
    found = told(seen)
    assert (found["changed"], found["problems"][0]["code"]) == (["grant.md"], "no-file")
    (tmp_path / "grant.md").write_text(GRANT, encoding="utf-8")
    assert told(seen)["passed"] == 1
    assert seen.stop() == (0, "")


def told(seen: Watching) -> dict[str, Any]:
    """One check, as a line of JSON."""
    found: dict[str, Any] = json.loads(seen.until("{")[-1])
    return found


def test_what_is_not_there_at_all(luoshu: Call) -> None:
    outcome = luoshu("watch", "nowhere.md", "--lang", "zh")
    assert (outcome.status, outcome.out, outcome.err) == (2, "", "没有文件或文件夹 nowhere.md\n")
