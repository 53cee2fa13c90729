"""A private PostgreSQL for tests: made in a folder of its own, on a socket, stopped at the end. Works as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

import pytest

_USER = "postgres"
_PATIENCE = 60  # seconds for any step
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=40"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += [Path(name) for name in sorted(glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server whose superuser is `postgres`; skips, and says so, where there is none to start."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    user = _USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    home = Path(tempfile.mkdtemp(prefix="luoshu-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if as_user:
            shutil.chown(home, user, user)

        def call(program: str, *arguments: str) -> None:
            command = [*as_user, str(folder / program), "-D", str(home / "data"), *arguments]
            subprocess.run(command, cwd=home, check=True, timeout=_PATIENCE, stdout=subprocess.DEVNULL)

        call("initdb", "--encoding=UTF8", "--locale=C", "--auth=trust", f"--username={_USER}", "--no-sync")
        options = f"-k {home} -c listen_addresses='' {_FAST}"
        call("pg_ctl", "start", "--wait", f"--log={home / 'log'}", "-o", options)
        try:
            yield f"postgresql://{_USER}@/postgres?host={home}"
        finally:
            call("pg_ctl", "stop", "--mode=immediate", "--wait")
    finally:
        shutil.rmtree(home, ignore_errors=True)
