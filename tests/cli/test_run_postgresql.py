"""`luoshu run --engine postgresql`: the same results, and what may go wrong with a server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from luoshu.engine import postgresql

from .conftest import Call

ON = ("--on", "2025-06-30")
SECRET = "s3cr%2Ft"


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from luoshu.cli.main import main

    out = tmp_path_factory.mktemp("zone") / "data"
    assert main(["sample", "--firms", "60", "--seed", "3", "--out", str(out), *ON]) == 0
    return out


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUOSHU_DATABASE", raising=False)


def schemas(server: str) -> set[str]:
    with psycopg.connect(server) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'luoshu%'").fetchall()
        return {name for (name,) in found}


def test_a_run_on_a_server_gives_the_same_files_and_leaves_nothing(
    luoshu: Call, server: str, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    before = schemas(server)
    assert luoshu("run", "cn/tech-sme", "--data", zone, "--out", here, *ON).status == 0
    monkeypatch.setenv("LUOSHU_DATABASE", server)
    made = luoshu("run", "cn/tech-sme", "--data", zone, "--out", there, *ON, "--engine", "postgresql")
    assert (made.status, made.err.count("Traceback")) == (0, 0)
    one, other = (json.loads((out / "manifest.json").read_text()) for out in (here, there))
    assert other["files"] == one["files"]
    assert other["engine"]["name"] == "postgresql"
    assert other["engine"]["version"].split(".")[0].isdigit()
    assert {name for name in one if one[name] != other[name]} == {"engine"}
    assert (there / "report.html").exists()
    assert schemas(server) == before


def told(luoshu: Call, zone: Path, tmp_path: Path, *arguments: str) -> str:
    out = tmp_path / "out"
    made = luoshu("run", "cn/tech-sme", "--data", zone, "--out", out, *ON, "--engine", "postgresql", *arguments)
    assert made.status == 2
    assert not (out / "manifest.json").exists()
    assert "Traceback" not in made.err
    assert "s3cr" not in made.out + made.err
    return made.err


def test_no_address(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    assert "give --database postgresql://" in told(luoshu, zone, tmp_path)
    assert "没有说明用哪个数据库" in told(luoshu, zone, tmp_path, "--lang", "zh")


@pytest.mark.parametrize(
    "url", [f"postgresql://u:{SECRET}%zz@h/d", f"u:{SECRET}", f"mysql://u:{SECRET}@h/d", "host='s3cr"]
)
def test_a_wrong_address(url: str, luoshu: Call, zone: Path, tmp_path: Path) -> None:
    assert "is not one of PostgreSQL's" in told(luoshu, zone, tmp_path, "--database", url)
    assert "数据库地址写得不对" in told(luoshu, zone, tmp_path, "--database", url, "--lang", "zh")


def test_no_server(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    url = f"postgresql://u:{SECRET}@/d?host={tmp_path}"
    assert "the database cannot be reached: " in told(luoshu, zone, tmp_path, "--database", url)
    assert "连不上数据库" in told(luoshu, zone, tmp_path, "--database", url, "--lang", "zh")


def test_no_driver(luoshu: Call, zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "psycopg.conninfo", None)
    assert "pip install 'luoshu[postgresql]'" in told(luoshu, zone, tmp_path, "--database", "postgresql://h/d")
    assert "没有安装" in told(luoshu, zone, tmp_path, "--database", "postgresql://h/d", "--lang", "zh")


def test_no_rights(luoshu: Call, server: str, zone: Path, tmp_path: Path) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    url = server.replace("postgres@", "guest@")
    assert "GRANT CREATE, TEMPORARY ON DATABASE" in told(luoshu, zone, tmp_path, "--database", url)
    assert "数据库不允许" in told(luoshu, zone, tmp_path, "--database", url, "--lang", "zh")


def test_another_encoding(luoshu: Call, server: str, zone: Path, tmp_path: Path) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    url = server.replace("/postgres?", "/latin?")
    assert "the encoding of the database is LATIN1" in told(luoshu, zone, tmp_path, "--database", url)


TOO_MUCH = 'COPY (SELECT _key, 1 / (50 - _key) FROM "企业") TO STDOUT (FORMAT csv)'
LOST = "COPY (SELECT 1, 1 FROM pg_terminate_backend(pg_backend_pid())) TO STDOUT (FORMAT csv)"


@pytest.mark.parametrize(("statement", "wanted"), [(TOO_MUCH, "division by zero"), (LOST, "terminating connection")])
def test_what_ends_in_the_middle_leaves_nothing(
    statement: str,
    wanted: str,
    luoshu: Call,
    server: str,
    zone: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, fetch = schemas(server), postgresql._fetch
    two = pa.schema([("one", pa.int64()), ("two", pa.int64())])
    monkeypatch.setattr(postgresql, "_fetch", lambda own, _, schema, local: fetch(own, statement, two, local))
    assert f"the database failed: {wanted}" in told(luoshu, zone, tmp_path, "--database", server)
    assert schemas(server) == before
