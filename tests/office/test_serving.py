"""`luoshu serve`: an installation filled with a sample, answering over HTTP, gone when it is interrupted."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from luoshu.office import serving

_PATIENCE = 240  # seconds: machines differ


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        told = address in log.read_text(encoding="utf-8")
        try:
            assert _get(f"{address}/health") == "ok"
            return
        except OSError:
            assert not told, "it says where it is before it is there"
            time.sleep(0.3)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_it_runs_filled_and_ends(tmp_path: Path) -> None:
    where, log = f"127.0.0.1:{_free_port()}", tmp_path / "log"
    command = [sys.executable, "-m", "luoshu.cli.main", "serve", "--home", str(tmp_path / "home"), "--bind", where]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHU_", "DJANGO_"))}
    with log.open("wb") as said:
        server = subprocess.Popen(
            [*command, "--sample", "40", "--on", "2025-06-30", "--workers", "1", "--lang", "zh"],
            env=environment,
            stdout=said,
            stderr=said,
        )
        try:
            _wait(server, f"http://{where}", log)
            told = log.read_text(encoding="utf-8")
            assert "科技型中小企业评价" in _get(f"http://{where}/policies/")
            assert "政策计算器" in _get(f"http://{where}/calculator/")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
    people = re.findall(r"^  (\w+) +(\S{16}) +(\S+)", told, re.MULTILINE)
    assert [who.partition("（")[0] for _, _, who in people] == [
        "经办人员", "政策编辑", "审核人", "审计人员", "管理员", "法定代表人", "企业经办人", "工作人员",
    ]  # fmt: skip
    assert not re.search("Starting worker|Task id", log.read_text(encoding="utf-8")), "said while all is well"
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    assert (tmp_path / "home" / "session-key").stat().st_mode & 0o077 == 0
    with socket.socket() as asked:
        assert asked.connect_ex(("127.0.0.1", int(where.rpartition(":")[2]))) != 0


def test_a_worker_that_is_gone_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_OFTEN", 0.05)
    noted = tmp_path / "put in order"
    first = [sys.executable, "-c", f"open({str(noted)!r}, 'w')"]
    with serving.kept([sys.executable, "-c", "import time; time.sleep(600)"], first) as worker:
        gone = worker.process
        assert not noted.exists()
        gone.kill()
        until = time.monotonic() + 60
        while worker.process is gone and time.monotonic() < until:
            time.sleep(0.05)
        assert noted.exists()
        assert worker.process.poll() is None
    assert worker.process.poll() is not None
