"""What the system refuses (a file in the way, no permission, a full disk, a damaged file), as problems for people."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from luoshu.problems import Problem, ProblemError, Text

_REASONS = {
    errno.EACCES: Text("没有权限", "no permission"),
    errno.EPERM: Text("没有权限", "no permission"),
    errno.EROFS: Text("那里只能读，不能写", "it can only be read there"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EDQUOT: Text("已超出磁盘配额", "the quota of the disk is used up"),
    errno.EFBIG: Text("文件超出允许的大小", "the file is larger than is allowed"),
    errno.EEXIST: Text("那里已有同名的文件或文件夹", "a file or folder of that name is there already"),
    errno.ENOTDIR: Text("路径中有一段是文件，不是文件夹", "a part of the path is a file, not a folder"),
    errno.EISDIR: Text("那里是一个文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOTEMPTY: Text("文件夹不是空的", "the folder is not empty"),
    errno.ENOENT: Text("没有这个文件或文件夹", "there is no such file or folder"),
    errno.ENAMETOOLONG: Text("名称太长", "the name is too long"),
    errno.EMFILE: Text("打开的文件太多", "too many files are open"),
    errno.EIO: Text("设备读写出错", "the device failed"),
    errno.EBUSY: Text("正被占用", "it is in use"),
    errno.ETXTBSY: Text("正被占用", "it is in use"),
}
_BY_WORDS = {os.strerror(number): text for number, text in _REASONS.items()}
_HINTS = {
    "no permission": Text(
        "请检查文件夹的权限，或换一个地方", "look at the folder's permissions, or choose another place"
    ),
    "the disk is full": Text("请腾出空间，或换一个地方", "make room, or choose another place"),
}
_ELSEWHERE = Text("请换一个地方", "choose another place")
_DAMAGED = re.compile(r"Failed to read file|Parquet file|Out of buffer|thrift|TProtocol|Failed to decompress", re.I)
_MESSAGE = re.compile(r'"exception_message":"((?:[^"\\]|\\.)*)"')
_NAMED = re.compile(r"""["']([^"']*[/\\][^"']*)["']""")


def reason(error: Exception) -> Text:
    """Why the system refused, in both languages where it is one of the usual reasons."""
    if isinstance(error, OSError):
        words = error.strerror or str(error)
        return _REASONS.get(error.errno or 0) or _BY_WORDS.get(words) or Text(words, words)
    found = _MESSAGE.search(str(error))  # some of DuckDB's errors are JSON
    message = found[1] if found else str(error).partition("\n")[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return Text(f"内存或临时空间不足（{message}）", f"not enough memory or scratch space ({message})")
    known = next((text for words, text in _BY_WORDS.items() if words in message), None)
    return known or Text(message, message)


def problem_of(error: Exception, out: Path | None = None) -> Problem | None:
    """The problem behind an exception that is no fault of the program; None where it is another. `out`: what was being
    written."""
    if isinstance(error, OSError | duckdb.IOException | duckdb.OutOfMemoryException):
        why = reason(error)
        where = _place_of(error)
        if out is None:
            text = Text(f"无法读写 {where}：{why.zh}", f"cannot read or write {where}: {why.en}")
            return Problem("cannot-read-or-write", text)
        beside = where if where and Path(where) != out and ".luoshu-" not in where else ""
        zh, en = (f"（{beside}）", f" ({beside})") if beside else ("", "")
        text = Text(f"无法写入 {out}：{why.zh}{zh}", f"cannot write {out}: {why.en}{en}")
        return Problem("cannot-write", text, hint=_HINTS.get(why.en, _ELSEWHERE))
    if isinstance(error, duckdb.Error) and _DAMAGED.search(str(error)):
        message = str(error).partition("\n")[0]
        named = _NAMED.search(message)
        zh, en = (f" {named[1]} ", f"the Parquet file {named[1]}") if named else ("", "a Parquet file of the data")
        text = Text(f"数据中的 Parquet 文件{zh}已损坏", f"{en} is damaged: {message}")
        return Problem("unreadable-file", text, hint=Text("请重新导出", "export it anew"))
    return None


def _place_of(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(error.filename2 or error.filename or "")
    named = _NAMED.search(str(error))
    return named[1] if named else ""


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Inside, `out` is being written: what the system refuses is raised as a ProblemError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except Exception as error:
        problem = problem_of(error, out)
        if problem is None:
            raise
        raise ProblemError([problem]) from error


@contextmanager
def folder(out: Path) -> Iterator[None]:
    """Inside, the folder `out` is there. Where that fails, or what is done inside, the folders made for it go again,
    unless something was put into them."""
    made = [each for each in (out, *out.parents) if not each.exists()]
    try:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in made:
            with suppress(OSError):
                each.rmdir()
        raise
