"""`luoshu run --engine spark`: the same results, and what may go wrong with Spark."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers import spark_settings

from luoshu.engine import spark, spark_session

from .conftest import Call

ON = ("--on", "2025-06-30")
UNCLOSED = "ignore::pytest.PytestUnraisableExceptionWarning"  # Spark leaves a pipe open to a machine that did not start


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from luoshu.cli.main import main

    out = tmp_path_factory.mktemp("zone") / "the data"
    assert main(["sample", "--firms", "60", "--seed", "3", "--out", str(out), *ON]) == 0
    return out


@pytest.fixture
def settings() -> Iterator[None]:
    with spark_settings():
        yield


def told(luoshu: Call, zone: Path, tmp_path: Path, *arguments: str) -> str:
    out = tmp_path / "out"
    made = luoshu("run", "cn/tech-sme", "--data", zone, "--out", out, *ON, *arguments)
    assert made.status == 2
    assert not out.exists()
    assert "Traceback" not in made.err
    return made.err


# --- wrong calls, for which Spark is not needed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "wanted", "in_chinese"),
    [
        (("--master", "local[1]"), "--master is for --engine spark only", "--master 只用于 --engine spark"),
        (
            ("--engine", "postgresql", "--database", "d", "--master", "local"),
            "add --engine spark, or leave --master out",
            "请加上 --engine spark，或去掉 --master",
        ),
        (("--database", "x"), "--database is for --engine postgresql only", "--database 只用于 --engine postgresql"),
        (("--engine", "spark", "--database", "x"), "leave --database out", "去掉 --database"),
    ],
)
def test_what_is_said_to_another_engine(
    arguments: tuple[str, ...], wanted: str, in_chinese: str, luoshu: Call, zone: Path, tmp_path: Path
) -> None:
    assert wanted in told(luoshu, zone, tmp_path, *arguments)
    assert in_chinese in told(luoshu, zone, tmp_path, *arguments, "--lang", "zh")


def test_the_variable_of_another_engine_is_no_wrong_call(
    luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUOSHU_DATABASE", "postgresql://h/d")
    assert luoshu("run", "cn/tech-sme", "--data", zone, "--out", tmp_path / "out", *ON).status == 0


def test_no_spark(luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert "pip install 'luoshu[spark]'" in told(luoshu, zone, tmp_path, "--engine", "spark")
    assert "没有安装 Spark" in told(luoshu, zone, tmp_path, "--engine", "spark", "--lang", "zh")


@pytest.fixture
def spark_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were a Spark."""
    monkeypatch.setattr(spark_session, "_examine_spark", lambda: None)


def java(folder: Path, says: str, status: int = 0) -> str:
    program = folder / "home" / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {status}\n")
    program.chmod(0o755)
    return str(folder / "home")


@pytest.mark.usefixtures("spark_alone")
def test_no_java(luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Java is not installed" in told(luoshu, zone, tmp_path, "--engine", "spark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "apt-get install openjdk-17-jre-headless" in told(luoshu, zone, tmp_path, "--engine", "spark")
    assert "没有安装 Java" in told(luoshu, zone, tmp_path, "--engine", "spark", "--lang", "zh")


@pytest.mark.usefixtures("spark_alone")
@pytest.mark.parametrize(("says", "version"), [('openjdk version "11.0.2"', "11"), ('java version "1.8.0_292"', "8")])
def test_an_old_java(
    says: str, version: str, luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", java(tmp_path, says))
    assert f"Java {version} is too old: Spark needs 17" in told(luoshu, zone, tmp_path, "--engine", "spark")
    assert f"Java {version} 太旧" in told(luoshu, zone, tmp_path, "--engine", "spark", "--lang", "zh")


@pytest.mark.usefixtures("spark_alone")
def test_no_master(luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", java(tmp_path, 'openjdk version "21.0.1"'))
    with socket.socket() as nobody:  # it has the port, and does not listen
        nobody.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{nobody.getsockname()[1]}"
        call = ("--engine", "spark", "--master", master)
        assert f"the master {master} cannot be reached" in told(luoshu, zone, tmp_path, *call)
        assert f"连不上 Spark 主节点 {master}" in told(luoshu, zone, tmp_path, *call, "--lang", "zh")
    assert "cannot be reached" in told(luoshu, zone, tmp_path, "--engine", "spark", "--master", "spark://a:b")


# --- with Spark -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("settings")
def test_a_run_gives_the_same_files_and_leaves_nothing(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    call = ("run", "cn/tech-sme", "cn/little-giant", "--data", zone, *ON, "--out")
    assert luoshu(*call, here).status == 0
    made = luoshu(*call, there, "--engine", "spark", "--master", "local[1]")
    assert (made.status, made.err.count("WARN")) == (0, 0), made.err
    one, other = (json.loads((out / "manifest.json").read_text()) for out in (here, there))
    assert other["files"] == one["files"]
    assert other["engine"]["name"] == "spark"
    assert {name for name in one if one[name] != other[name]} == {"engine"}
    assert [path.relative_to(there) for path in sorted(there.rglob("*"))] == [
        path.relative_to(here) for path in sorted(here.rglob("*"))
    ]
    assert no_session()


def no_session() -> bool:
    from pyspark import SparkContext

    return SparkContext._active_spark_context is None and SparkContext._gateway is None


@pytest.mark.slow
@pytest.mark.filterwarnings(UNCLOSED)
@pytest.mark.usefixtures("settings")
def test_a_master_that_is_none(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    said = told(luoshu, zone, tmp_path, "--engine", "spark", "--master", "nonsense")
    assert "Spark did not start: " in said
    assert "Master must" in said
    assert no_session()


@pytest.mark.slow
@pytest.mark.filterwarnings(UNCLOSED)
@pytest.mark.usefixtures("settings")
def test_a_machine_that_does_not_start(
    luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_DRIVER_MEMORY", "much")
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    assert "Spark did not start: " in told(luoshu, zone, tmp_path, "--engine", "spark")
    assert no_session()


@pytest.mark.slow
@pytest.mark.usefixtures("settings")
def test_no_workers(luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster whose workers have fewer cores than are asked of them never begins."""
    monkeypatch.setattr(spark, "PATIENCE", 5)
    with Path(os.environ["SPARK_CONF_DIR"], "spark-defaults.conf").open("a") as defaults:
        defaults.write("spark.executor.cores 2\n")
    call = ("--engine", "spark", "--master", "local-cluster[1,1,1024]")
    assert "for 5 seconds no worker of local-cluster" in told(luoshu, zone, tmp_path, *call)
    assert no_session()


@pytest.mark.slow
@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("failing", "wanted"),
    [
        ("SELECT 1, id, 1 / (id - 5) FROM range(9)", "Spark failed: [DIVIDE_BY_ZERO"),
        (
            "SELECT 1, id, CAST(raise_error('FileNotFoundException: File /there/1.parquet') AS INT) FROM range(9)",
            "the workers of Spark do not see /there/1.parquet",
        ),
        ("SELECT 1, id, 2 FROM range(9)", "of 60 rows of results 9 were found"),
    ],
)
def test_a_job_that_fails(
    failing: str, wanted: str, luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(spark.SPARK), "sql", lambda self, query: failing)
    monkeypatch.setattr(spark, "answer_types", lambda asked: {"a": "BIGINT", "_key": "BIGINT", "b": "BIGINT"})
    assert wanted in told(luoshu, zone, tmp_path, "--engine", "spark", "--master", "local[1]")
    assert no_session()
