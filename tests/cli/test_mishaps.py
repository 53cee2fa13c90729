"""Places that cannot be written, files that cannot be read: a bilingual error and exit 2, never a traceback."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")
CALLS = {
    "sample": ("sample", "--firms", 3),
    "snapshot": ("snapshot", "--vocabulary", "cn/vocabulary", *ON),
    "run": ("run", "cn/tech-sme", *ON),
    "near": ("near", "cn/tech-sme", "基本条件", *ON),
}


def refused(luoshu: Call, *arguments: object) -> str:
    """What is said, in both languages, of a call that cannot be carried out."""
    said = []
    for lang in ("zh", "en"):
        outcome = luoshu(*arguments, "--lang", lang)
        assert outcome.status == 2
        assert outcome.out == ""
        assert "Traceback" not in outcome.err
        said.append(outcome.err)
    assert said[0] != said[1]
    return "\n".join(said)


@pytest.mark.parametrize("command", CALLS)
def test_a_file_where_a_folder_should_be(luoshu: Call, zone: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("")
    data = () if command == "sample" else ("--data", zone)
    place = tmp_path / "file" / "results.csv" if command == "near" else tmp_path / "file" / "results"
    said = refused(luoshu, *CALLS[command], *data, "--out", place)
    assert "文件" in said
    assert str(tmp_path / "file") in said
    if command != "near":
        assert str(tmp_path / "file") in refused(luoshu, *CALLS[command], *data, "--out", tmp_path / "file")


@pytest.mark.parametrize("command", CALLS)
def test_a_place_that_nobody_may_write(
    luoshu: Call, zone: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No permission, as the system says it: whoever runs the tests may write anywhere."""
    forbidden = tmp_path / "forbidden"
    mkdir = Path.mkdir

    def refuse(path: Path, *arguments: int, **options: bool) -> None:
        if forbidden in (path, *path.parents):
            raise PermissionError(13, "Permission denied", str(path))
        mkdir(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)
    data = () if command == "sample" else ("--data", zone)
    out = forbidden / "results.csv" if command == "near" else forbidden / "results"
    said = refused(luoshu, *CALLS[command], *data, "--out", out)
    assert "没有权限" in said
    assert "no permission" in said


@pytest.mark.parametrize("command", CALLS)
def test_a_disk_that_takes_no_more(zone: Path, tmp_path: Path, command: str) -> None:
    """Files may grow to 8 KiB only: every way of writing (Python, Arrow, DuckDB) fails half way."""
    data = () if command == "sample" else ("--data", zone)
    size = ("--firms", 3000) if command == "sample" else ()
    out = tmp_path / ("out.csv" if command == "near" else "out")
    found = subprocess.run(
        [sys.executable, "-m", "luoshu.cli.main", *map(str, (*CALLS[command], *size, *data, "--out", out))],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert "larger than is allowed" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("name", ["report.html", "manifest.json"])
def test_a_folder_where_a_result_should_be(luoshu: Call, zone: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    said = refused(luoshu, *CALLS["run"], "--data", zone, "--out", tmp_path)
    assert name in said
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_near_into_a_folder(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    (tmp_path / "near.csv").mkdir()
    assert "near.csv" in refused(luoshu, *CALLS["near"], "--data", zone, "--out", tmp_path / "near.csv")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("企业.csv", None, "这是一个文件夹，不是文件"),
        ("企业.parquet", b"PAR1 and no more", "已损坏，或者不是 parquet 文件"),
        ("企业.xlsx", b"PK\x03\x04 and no more", "已损坏，或者不是 xlsx 文件"),
        ("企业.csv", b"a,b\n\x81\x20\xff\xff\n", "编码无法识别"),
    ],
    ids=["folder", "parquet", "xlsx", "encoding"],
)
def test_what_cannot_be_read(luoshu: Call, tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    data = tmp_path / "zone"
    data.mkdir()
    if content is None:
        (data / name).mkdir()
    else:
        (data / name).write_bytes(content)
    for command in ("run", "snapshot"):
        assert said in refused(luoshu, *CALLS[command], "--data", data, "--out", tmp_path / "out")
    assert said in refused(luoshu, "explain", "cn/tech-sme", "--id", "x", "--data", data, *ON)
    assert said in refused(luoshu, *CALLS["near"], "--data", data)


def test_a_snapshot_that_is_damaged_inside(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    frozen = tmp_path / "snapshot"
    assert luoshu(*CALLS["snapshot"], "--data", zone, "--out", frozen).status == 0
    path = frozen / "企业.parquet"
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)
    path.write_bytes(content)
    assert "已损坏" in refused(luoshu, *CALLS["run"], "--data", frozen, "--out", tmp_path / "out")


def test_a_folder_named_like_a_policy_is_no_policy(luoshu: Call, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "grant.md").write_text("---\nid: grant\ntitle: {zh: 补贴, en: Grant}\neffective: ../..\n---\n")
    outcome = luoshu("check", tmp_path)
    assert outcome.status == 0
    assert "Traceback" not in outcome.err
