"""A Spark of a run's own: its virtual machine is started, asked whether it can do, and ended with the run."""

from __future__ import annotations

import importlib
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from luoshu.engine import spark_problems as problems
from luoshu.problems import ProblemError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
PATIENCE = 120  # seconds for a cluster to give us a driver, or a worker
_KNOCK = 10  # seconds for a port to answer
_MEMORY = "4g"  # of a driver, which on this machine computes too, where nobody says otherwise
_CONF = {
    "spark.app.name": "luoshu",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Dates before 1582 as they are, whatever a site's settings say of files.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
_UNICODE = "C.UTF-8"  # a locale under which Java finds files whose names are Chinese
_LONGEST = 600  # characters of what Spark says


@contextmanager
def session(master: str, tell: Callable[[int], None]) -> Iterator[SparkSession]:
    """A session on a master, ended with its virtual machine. `tell` is given 0 while it starts, 1 when it is there.

    Raises:
        ProblemError: there is no Spark, no Java, or no such master.
    """
    _examine_spark()
    _examine_java()
    _knock(master)
    with tempfile.TemporaryDirectory(prefix="luoshu-spark-") as folder, _interrupts_restored():
        gateway = _gateway(master, Path(folder))
        try:
            tell(0)
            started = _context(master, gateway)
            tell(1)
            yield started
        finally:
            _end(gateway)


@contextmanager
def telling() -> Iterator[None]:
    """What Spark refuses, as a problem for people."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        told = said(error)
        missing = _MISSING.search(told)
        raise ProblemError([problems.not_shared(missing[1]) if missing else problems.failed(told)]) from None


_MISSING = re.compile(r"(?:FileNotFoundException: |FAILED_READ_FILE\.FILE_NOT_EXIST.*?)(?:File )?(?:file:)?(/\S+)")
_PLACE = re.compile(r"Lost task .*?\): ")


def said(error: Exception) -> str:
    """What Spark says of an error, without its stack: the cause of a task that failed rather than that it did."""
    told = str(getattr(error, "java_exception", "") or error)
    told = _PLACE.split(told)[-1].split("\n\tat ")[0].split("\n\nDriver stacktrace")[0].split("JVM stacktrace:")[0]
    line = " ".join(told.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + " …"


# --- before it starts -------------------------------------------------------------------------------------------------


def _examine_spark() -> None:
    try:
        version: str = importlib.import_module("pyspark").__version__
        importlib.import_module("pyspark.sql")
    except ImportError:
        raise ProblemError([problems.no_pyspark()]) from None
    if int(version.partition(".")[0]) < problems.OLDEST:
        raise ProblemError([problems.old_spark(version)])


def _examine_java() -> None:
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if program is None:
        raise ProblemError([problems.no_java()])
    try:
        asked = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=_KNOCK, check=True)
    except (OSError, subprocess.SubprocessError):
        raise ProblemError([problems.no_java()]) from None
    found = re.search(r'version "(?:1\.)?(\d+)', asked.stderr)
    if found and int(found[1]) < problems.OLDEST_JAVA:
        raise ProblemError([problems.old_java(found[1])])


def _knock(master: str) -> None:
    """Whether one of the addresses `spark://one:7077,other:7077` answers. Spark itself asks for a minute."""
    if not master.startswith("spark://"):
        return
    errors = []
    for place in master.removeprefix("spark://").split(","):
        try:
            where = urlsplit(f"//{place}")
            with socket.create_connection((where.hostname or "", where.port or 7077), timeout=_KNOCK):
                return
        except (OSError, ValueError) as error:
            errors.append(str(error))
    raise ProblemError([problems.no_master(master, errors[-1])])


# --- its virtual machine ----------------------------------------------------------------------------------------------


def _gateway(master: str, folder: Path) -> Any:
    """A virtual machine, whose remarks go into a file: a person is to see ours."""
    from pyspark import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    os.environ.setdefault("SPARK_DRIVER_MEMORY", _MEMORY)  # what the site's own settings say comes before it
    conf = SparkConf(loadDefaults=False).setMaster(master)
    conf.setAll([*_CONF.items(), ("spark.sql.warehouse.dir", str(folder / "warehouse"))])
    conf.set("spark.executorEnv.LC_ALL", _UNICODE)
    log = folder / "spark.log"
    with log.open("wb") as told, _locale():
        try:
            return launch_gateway(conf, {"stdout": told, "stderr": told})
        except (PySparkException, OSError) as error:
            why = _FAILURE.search(log.read_text(errors="replace"))
            raise ProblemError([problems.not_started(why[1] if why else str(error))]) from None


_FAILURE = re.compile(r"^(?:Exception in thread .*?: |Error: |Invalid )(.*)$", re.M)


@contextmanager
def _locale() -> Iterator[None]:
    """Inside, what is started has a locale of Unicode, whatever this process was started with."""
    before = os.environ.get("LC_ALL")
    if not any("UTF" in os.environ.get(name, "").upper() for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_ALL"] = _UNICODE
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("LC_ALL", None)
        else:
            os.environ["LC_ALL"] = before


def _context(master: str, gateway: Any) -> SparkSession:
    """A session, if the master gives us one in time; else the machine is killed, which ends the waiting."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    late = threading.Timer(PATIENCE, gateway.proc.kill)
    late.start()
    try:
        return SparkSession(SparkContext(gateway=gateway))
    except Py4JError as error:
        told = said(error) if late.is_alive() else f"{PATIENCE} s"
        raise ProblemError([problems.no_master(master, told)]) from None
    finally:
        late.cancel()


def _end(gateway: Any) -> None:
    """Ends what was started, whatever state it is in."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    with suppress(Exception):
        if SparkContext._active_spark_context is not None:
            SparkSession(SparkContext._active_spark_context).stop()
    with suppress(Exception):
        gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    with suppress(OSError):
        gateway.proc.stdin.close()  # it ends when nobody writes to it any more
    try:
        gateway.proc.wait(_KNOCK)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()


@contextmanager
def _interrupts_restored() -> Iterator[None]:
    """Spark's own handler, which cancels its jobs first, is in place for a session only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
