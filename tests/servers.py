"""A private PostgreSQL for tests: made in a folder of its own, on a socket, stopped at the end; works as root. And a
Spark, with settings of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from luoshu.engine.computing import Computing

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


# --- Spark ------------------------------------------------------------------------------------------------------------

LOCAL, CLUSTER = "local[1]", "local-cluster[2,1,1024]"
# For forty firms: few and short tasks, and a driver that leaves room for others.
_DEFAULTS = """\
spark.sql.shuffle.partitions 2
spark.driver.memory 2g
spark.driver.host 127.0.0.1
"""


@contextmanager
def spark_settings() -> Iterator[None]:
    """Inside, a Spark that is started is one for tests; skips, and says so, where there is none to start."""
    if find_spec("pyspark") is None:
        pytest.skip("Spark is not installed: make spark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed: apt-get install openjdk-17-jre-headless")
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        (Path(folder) / "spark-defaults.conf").write_text(_DEFAULTS)
        patch.setenv("SPARK_CONF_DIR", folder)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield


@contextmanager
def spark(master: str = LOCAL) -> Iterator[Computing]:
    """What computes on a master of its own. There is one at a time in a process."""
    from luoshu.engine.spark import on_cluster

    with spark_settings(), on_cluster(master) as within:
        yield within
