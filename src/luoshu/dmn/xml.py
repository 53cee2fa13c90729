"""Safe reading of XML: no document type, no entities, nothing fetched, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from luoshu.problems import Place, Problem, ProblemError, Report, Text

MOST_BYTES = 64 * 2**20


class Tag:
    """An element by the name that it has in its namespace: the versions of DMN differ in that alone."""

    __slots__ = ("element",)

    def __init__(self, element: etree._Element) -> None:
        self.element = element

    @property
    def name(self) -> str:
        return etree.QName(self.element).localname

    @property
    def namespace(self) -> str:
        return etree.QName(self.element).namespace or ""

    @property
    def line(self) -> int:
        line: object = self.element.sourceline
        return line if isinstance(line, int) else 0

    @property
    def content(self) -> str:
        """The text between the element's tags, comments left out."""
        return (self.element.text or "") + "".join(inner.tail or "" for inner in self.element)

    def get(self, attribute: str) -> str:
        """An attribute without a namespace; "" where there is none."""
        return self.element.get(attribute) or ""

    def qualified(self, attribute: str, namespace: str) -> str:
        return self.element.get(f"{{{namespace}}}{attribute}") or ""

    def __iter__(self) -> Iterator[Tag]:
        """The elements in this one that are of its namespace: what other makers add is theirs."""
        return (
            Tag(inner)
            for inner in self.element.iterchildren(tag=etree.Element)
            if etree.QName(inner).namespace == etree.QName(self.element).namespace
        )

    def all(self, name: str) -> list[Tag]:
        return [inner for inner in self if inner.name == name]

    def first(self, name: str) -> Tag | None:
        return next((inner for inner in self if inner.name == name), None)

    def text_of(self, name: str, *, strip: bool = True) -> str:
        """The text of the first element of a name; "" where there is none."""
        found = self.first(name)
        if found is None:
            return ""
        return found.content.strip() if strip else found.content


class Findings(Report):
    """What is wrong with a file, at the lines of its elements."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def error(self, at: Tag | int, code: str, zh: str, en: str, hint: Text | None = None) -> None:
        line = at if isinstance(at, int) else at.line
        self.add(Problem(f"dmn.{code}", Text(zh, en), Place(self.file, line or None), hint))


def read_xml(path: Path) -> Tag:
    """The outermost element of a file.

    Raises:
        ProblemError: where there is no such file, or it is no XML, or not safe.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise _error(path, "file", "无法读取文件", f"the file cannot be read: {error.strerror}") from None
    if size > MOST_BYTES:
        raise _error(path, "size", f"文件超过 {MOST_BYTES >> 20} MB", f"the file has more than {MOST_BYTES >> 20} MB")
    try:
        root = etree.fromstring(data, _safe())
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "").partition(", line")[0]
        zh, en = f"不是格式正确的 XML：{reason}", f"this is no well-formed XML: {reason}"
        raise _error(path, "xml", zh, en, error.lineno) from None
    if root.getroottree().docinfo.internalDTD is not None:
        hint = Text("请删去 <!DOCTYPE …>", "delete <!DOCTYPE …>")
        raise _error(path, "doctype", "XML 中不能有 DOCTYPE", "the XML must have no DOCTYPE", hint=hint)
    return Tag(root)


def _safe() -> etree.XMLParser:
    """It refuses what is nested deeper than 256 elements, and texts of more than 10 million characters."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _error(path: Path, code: str, zh: str, en: str, line: int | None = None, hint: Text | None = None) -> ProblemError:
    return ProblemError([Problem(f"dmn.{code}", Text(zh, en), Place(path.name, line), hint)])
