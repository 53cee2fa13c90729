"""The office as processes: gunicorn answers requests, a worker does what takes long; both end with the first."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import StringIO
from typing import Any

import django
from django.core.management import call_command
from gunicorn.app.base import BaseApplication

Tell = Callable[[str, str], None]
_PATIENCE = 20  # seconds for the worker to finish what it is at
_OFTEN = 2.0  # seconds between two looks whether it is there
_CARRY_ON = (sys.executable, "-m", "luoshu.office", "carry_on")


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings, in this process."""

    def __init__(self, bind: str, workers: int, ready: Callable[[], None]) -> None:
        self.bind, self.workers, self.ready = bind, workers, ready
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": self.bind,
            "workers": self.workers,
            "timeout": 120,
            "limit_request_line": 8190,  # the most there is: forms that are asked for stand in the address
            "loglevel": "warning",
            "preload_app": True,
            "when_ready": lambda server: self.ready(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from luoshu.office.wsgi import application

        warm()
        return application


def prepare() -> None:
    """The folder of the installation and its database, as this version wants them."""
    django.setup()
    from django.conf import settings

    settings.HOME.prepare()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("carry_on", stdout=StringIO())  # what was under way when it last stopped
    call_command("createcachetable", verbosity=0)
    call_command("seed_library", stdout=StringIO())
    call_command("keep_daily", stdout=StringIO())


def warm() -> None:
    """Reads the addresses and the documents before the first request, once for all workers, and looks for the
    calculator's first question; no connection is handed on to them."""
    from django.db import connections
    from django.urls import get_resolver
    from django.utils import timezone

    from luoshu.office.library import queries
    from luoshu.office.library.shelf import shelf
    from luoshu.office.register.words import ENTERPRISE, words

    _ = get_resolver().url_patterns  # imports the views and the interface for programs
    words()
    today = timezone.localdate()
    if versions := queries.answerable(ENTERPRISE, today):
        shelf().interview(versions, today).state({})
    connections.close_all()


def sample(firms: int, on: date, tell: Tell) -> None:
    """Fills an installation that is still empty with a sample zone; tells one sign-in a role, this once."""
    from luoshu.office.sampling import fill, is_empty

    if not is_empty():
        tell("这里已有数据，不再填入示例", "there are data here already: no sample is filled in")
        return
    tell(f"正在填入 {firms:,} 家示例企业……", f"Filling in a sample of {firms:,} enterprises …")
    for each in fill(firms, on):
        said = f"  {each.username:<10} {each.password:<20} "
        tell(said + each.who.zh, said + each.who.en)


def serve(bind: str, workers: int, tell: Tell) -> None:
    """Answers at `bind` (host:port) until it is interrupted, and tells once it does; :func:`prepare` comes first."""
    there = f"洛书在 http://{bind}（按 Ctrl-C 结束）", f"Luoshu is at http://{bind} (Ctrl-C ends it)"
    with _worker():
        _Server(bind, workers, lambda: tell(*there)).run()


@contextmanager
def _worker() -> Iterator[None]:
    """The process that does what takes long, as long as the block runs."""
    with kept([sys.executable, "-m", "luoshu.office", "db_worker", "--no-startup-delay"], _CARRY_ON):
        yield


@contextmanager
def kept(command: Sequence[str], first: Sequence[str]) -> Iterator[Kept]:
    """A process as long as the block runs: where it ends before, `first` is run and then another is started."""
    keeper = Kept(command, first)
    watching = threading.Thread(target=keeper.watch, daemon=True)
    watching.start()
    try:
        yield keeper
    finally:
        keeper.over.set()
        watching.join()
        keeper.end()


class Kept:
    def __init__(self, command: Sequence[str], first: Sequence[str]) -> None:
        self.command, self.first = command, first
        self.over = threading.Event()
        self.process = subprocess.Popen(command)

    def watch(self) -> None:
        """Until it is over: sees that the process is there."""
        while not self.over.wait(_OFTEN):
            if self.process.poll() is not None:
                subprocess.run(self.first, check=False, stdout=subprocess.DEVNULL)
                self.process = subprocess.Popen(self.command)

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
