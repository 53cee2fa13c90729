"""Files that people bring: kept as they came, looked at for their type, size and what they would unpack to."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from luoshu.problems import Place, Problem, ProblemError, Text

SUFFIXES = (".xlsx", ".csv", ".zip")
MOST_BYTES = 200 << 20
MOST_UNPACKED = 1 << 30
MOST_FILES = 200
MOST_RATIO = 200  # of what is packed; workbooks reach 30
_OLE = b"\xd0\xcf\x11\xe0"  # in which Excel puts old workbooks, and new ones that have a password
_PACKED = b"PK\x03\x04"


class Upload(Protocol):
    """A file as Django hands it over."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterator[bytes]: ...


def plain_name(name: str) -> str:
    """The file's own name, of whatever folder; signs that no file system takes are gone."""
    base = re.split(r"[/\\]", name)[-1]
    return re.sub(r'[\x00-\x1f<>:"|?*]', "_", base).strip(". ")[-120:] or "file"


def keep(upload: Upload, folder: Path) -> tuple[Path, str, int]:
    """Writes an upload into a folder; its path, SHA-256 and size.

    Raises:
        ProblemError: it is of another type, or too large.
    """
    name = plain_name(upload.name or "")
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise _error(
            "file-type",
            name,
            Text(f"{name} 不是可以导入的文件", f"{name} is no file that can be imported"),
            Text("请用 .xlsx、.csv，或装有这些文件的 .zip", "use .xlsx, .csv, or a .zip of them"),
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > MOST_BYTES:
                file.close()
                path.unlink()
                most = MOST_BYTES >> 20
                text = Text(f"{name} 超过 {most} MB", f"{name} is larger than {most} MB")
                raise _error("file-size", name, text, Text("请拆成几个文件", "split it into several files"))
            digest.update(chunk)
            file.write(chunk)
    return path, digest.hexdigest(), size


def unpacked(path: Path, folder: Path) -> list[Path]:
    """The files to read: the file itself, or those of an archive, which are written into `folder`.

    Raises:
        ProblemError: what is inside is not what the name says, or would take too much room.
    """
    if path.suffix.lower() != ".zip":
        examine(path)
        return [path]
    found: list[Path] = []
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            refuse_bomb(path, archive.infolist())
            folder.mkdir(parents=True, exist_ok=True)
            for info in members:
                target = folder / plain_name(_name_of(info))
                if target in found:
                    text = Text(f"压缩包里有两个 {target.name}", f"two files of the archive are called {target.name}")
                    raise _error("file-twice", path.name, text, Text("请只留一个", "keep one of them"))
                with archive.open(info) as inside, target.open("wb") as file:
                    _copy(path, inside, file, info.file_size)
                examine(target)
                found.append(target)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        text = Text(f"{path.name} 已损坏，或设了密码", f"{path.name} is damaged, or has a password")
        raise _error("bad-archive", path.name, text) from error
    if not found:
        text = Text(f"{path.name} 里没有 .xlsx 或 .csv", f"{path.name} holds no .xlsx or .csv")
        raise _error("empty-archive", path.name, text)
    return found


def examine(path: Path) -> None:
    """Sees that a file is what its name says. Raises ProblemError where it is not."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        start = file.read(4096)
    if head.startswith(_OLE):
        text = Text(
            f"{path.name} 设了密码，或者是旧式工作簿（.xls）",
            f"{path.name} has a password, or is a workbook of the old kind (.xls)",
        )
        hint = Text("请去掉密码，或另存为 .xlsx", "take the password away, or save it as .xlsx")
        raise _error("old-workbook", path.name, text, hint)
    if path.suffix.lower() == ".xlsx":
        try:
            with zipfile.ZipFile(path) as archive:
                refuse_bomb(path, archive.infolist())
                if "xl/workbook.xml" not in archive.namelist():
                    raise zipfile.BadZipFile
        except zipfile.BadZipFile:
            text = Text(f"{path.name} 已损坏，或者不是工作簿", f"{path.name} is damaged, or no workbook")
            raise _error("bad-workbook", path.name, text) from None
    elif head == _PACKED or (_is_binary(start) and head[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        text = Text(f"{path.name} 不是文本（CSV）", f"{path.name} is no text (CSV)")
        raise _error("not-text", path.name, text, Text("请另存为“CSV UTF-8”", "save it as 'CSV UTF-8'"))


def _is_binary(start: bytes) -> bool:
    """Of a text with a stray NUL its row is told, where it is read; what holds many is no text at all."""
    return start.count(b"\x00") > max(1, len(start) // 100)


def refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raises ProblemError where what is packed would unpack to too much."""
    size = sum(info.file_size for info in members)
    packed = max(1, path.stat().st_size)
    if len(members) > MOST_FILES or size > MOST_UNPACKED or (size > MOST_BYTES and size > MOST_RATIO * packed):
        text = Text(f"{path.name} 展开后过大", f"{path.name} would unpack to too much")
        raise _error("too-much-inside", path.name, text, Text("请拆成几个文件", "split it into several files"))


def _copy(path: Path, inside: IO[bytes], file: IO[bytes], told: int) -> None:
    """What an archive tells of its members' sizes may be a lie."""
    size = 0
    while chunk := inside.read(1 << 20):
        size += len(chunk)
        if size > told:
            text = Text(f"{path.name} 展开后过大", f"{path.name} would unpack to too much")
            raise _error("too-much-inside", path.name, text)
        file.write(chunk)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    name = plain_name(_name_of(info))
    hidden = name.startswith((".", "~$")) or info.filename.startswith("__MACOSX/")
    return not info.is_dir() and not hidden and Path(name).suffix.lower() in (".xlsx", ".csv")


def _name_of(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in its own encoding, without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _error(code: str, name: str, text: Text, hint: Text | None = None) -> ProblemError:
    return ProblemError([Problem(code, text, Place(name), hint)])
