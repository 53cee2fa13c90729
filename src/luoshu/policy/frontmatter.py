"""The front matter of a document: YAML between two lines `---`, every key and value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import yaml

from luoshu.feel.tree import Span
from luoshu.policy.source import Findings, Source
from luoshu.policy.yaml_words import yaml_words
from luoshu.problems import Text, suggest

KEYS: dict[str, Text] = {
    "id": Text("编号，即在政策包中的路径", "the id: its path in a pack"),
    "title": Text("标题 {zh, en}", "the title {zh, en}"),
    "number": Text("文号", "the document number"),
    "issuer": Text("发文机关", "who issued it"),
    "effective": Text("施行期间 起/止，含首尾两日，.. 表示不限", "in force from/to, both days inclusive, .. for open"),
    "replaces": Text("所取代政策的编号", "ids of the policies it replaces"),
    "about": Text("适用主体", "the entity it is about"),
    "uses": Text("引用的政策", "ids of the policies it uses"),
    "exports": Text("供其他政策使用的名称", "names that other policies may see"),
}
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_.][a-z0-9]+)*)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar of the front matter, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`body` is the first line after it. A date that is None is open; an assumed one stood in ⟨…⟩.

    `id_span` and `effective_span` say where an id and a period stand that could be read. Where it is not `readable`,
    nothing of it is known.
    """

    body: int = 1
    id: str = ""
    title: Text = field(default_factory=lambda: Text("", ""))
    number: str = ""
    issuer: str = ""
    since: date | None = None
    until: date | None = None
    since_assumed: bool = False
    until_assumed: bool = False
    replaces: tuple[str, ...] = ()
    about: Word | None = None
    uses: tuple[Word, ...] = ()
    exports: tuple[Word, ...] = ()
    id_span: Span | None = None
    effective_span: Span | None = None
    readable: bool = True


def is_end_of_front_matter(line: str) -> bool:
    return line.rstrip() in ("---", "...")


def read_front_matter(source: Source, findings: Findings) -> FrontMatter:
    """The front matter; what is wrong with it is put into `findings` and left out of the result."""
    if source.lines[0].rstrip() != "---":
        findings.error(
            "front-matter",
            source.line_span(1),
            Text("文件的第一行应当是 ---", "the document must begin with a line ---"),
            Text(
                "文件开头两行 --- 之间写 id、title、effective、about 等",
                "between two lines --- at its top stand id, title, effective, about and so on",
            ),
        )
        return FrontMatter(readable=False)
    last = next((n for n, line in enumerate(source.lines[1:], 2) if is_end_of_front_matter(line)), None)
    if last is None:
        findings.error(
            "front-matter",
            source.line_span(1),
            Text("文件头没有结束", "the front matter is never closed"),
            Text("在它之后另起一行写 ---", "write --- on a line of its own after it"),
        )
        return FrontMatter(readable=False)
    return _Reader(source, findings).read(last)


@lru_cache(maxsize=256)  # asked for whenever a library is opened, and again when the document is read
def _composed(text: str) -> yaml.Node | None:
    """The tree of a YAML text.

    Raises:
        yaml.YAMLError: it is none.
    """
    found: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    return found


class _Reader:
    """Reads the YAML tree; one small method a kind of value."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings

    def read(self, last: int) -> FrontMatter:
        entries = self.entries(last)
        if entries is None:
            return FrontMatter(last + 1, readable=False)
        for required in ("id", "title", "effective"):
            if required not in entries:
                self.findings.error(
                    "front-matter",
                    self.source.line_span(1),
                    Text(
                        f"文件头缺少 {required}：{KEYS[required].zh}",
                        f"the front matter lacks {required}: {KEYS[required].en}",
                    ),
                )
        period = self.effective(entries.get("effective"))
        (since, since_assumed), (until, until_assumed) = period or ((None, False), (None, False))
        id_ = self.id(entries.get("id"))
        return FrontMatter(
            body=last + 1,
            id=id_,
            id_span=self.span(entries["id"]) if id_ else None,
            effective_span=self.span(entries["effective"]) if period else None,
            title=self.title(entries.get("title")),
            number=self.text(entries.get("number")),
            issuer=self.text(entries.get("issuer")),
            since=since,
            until=until,
            since_assumed=since_assumed,
            until_assumed=until_assumed,
            replaces=tuple(word.text for word in self.words(entries.get("replaces"))),
            about=next(iter(self.words(entries.get("about"))), None),
            uses=tuple(self.words(entries.get("uses"))),
            exports=tuple(self.words(entries.get("exports"))),
        )

    def entries(self, last: int) -> dict[str, yaml.Node] | None:
        """The values by key; unknown and repeated keys are reported."""
        offset = self.source.line_start(2)
        try:
            root = _composed(self.source.text[offset : self.source.line_start(last)])
        except yaml.YAMLError as error:
            self.not_yaml(error, offset)
            return None
        if not isinstance(root, yaml.MappingNode):
            self.findings.error(
                "yaml",
                self.source.line_span(2),
                Text("文件头应当是若干行“键: 值”", "the front matter must be lines of 'key: value'"),
            )
            return None
        entries: dict[str, yaml.Node] = {}
        for key, value in root.value:
            name = str(key.value)
            if name not in KEYS:
                self.error(
                    key,
                    Text(f"文件头没有“{name}”这一项", f"the front matter has no key '{name}'"),
                    suggest(name, KEYS) or Text(f"可用的有：{'、'.join(KEYS)}", f"the keys are: {', '.join(KEYS)}"),
                )
            elif name in entries:
                self.error(key, Text(f"“{name}”写了两次", f"'{name}' is given twice"))
            else:
                entries[name] = value
        return entries

    def not_yaml(self, error: yaml.YAMLError, offset: int) -> None:
        at, said = offset, "special characters are not allowed"  # of which the parser tells in another way
        if isinstance(error, yaml.MarkedYAMLError):
            mark = error.problem_mark or error.context_mark
            at, said = self.offset(mark) if mark else offset, str(error.problem)
        elif isinstance(error, yaml.reader.ReaderError):
            at = offset + error.position
        words = yaml_words(said)
        text = Text(f"文件头不是正确的 YAML：{words.zh}", f"the front matter is not valid YAML: {words.en}")
        quote = Text(
            "含有冒号或以特殊符号开头的值要加引号", "quote a value that holds ': ' or begins with a special sign"
        )
        self.findings.error("yaml", Span(at, at + 1), text, quote)

    def id(self, node: yaml.Node | None) -> str:
        text = self.text(node)
        if node is not None and text and not _ID.fullmatch(text):
            self.error(
                node,
                Text(f"编号“{text}”不合规定", f"'{text}' is no valid id"),
                Text(
                    "编号形如 cn/tech-sme：小写字母、数字、- 和 /",
                    "an id looks like cn/tech-sme: lower-case letters, digits, - and /",
                ),
            )
            return ""
        return text

    def title(self, node: yaml.Node | None) -> Text:
        """A title in one language serves for both."""
        if isinstance(node, yaml.MappingNode):
            titles = {str(key.value): self.text(value) for key, value in node.value}
            for key, _ in node.value:
                if key.value not in ("zh", "en"):
                    self.error(key, Text("标题只有 zh 和 en 两种", "a title has zh and en only"))
            zh, en = titles.get("zh", ""), titles.get("en", "")
            return Text(zh or en, en or zh)
        text = self.text(node)
        return Text(text, text)

    def text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode):
            return "" if node.tag.endswith(":null") else str(node.value).strip()
        self.error(node, Text("这里应当是一段文字", "a text is expected here"))
        return ""

    def words(self, node: yaml.Node | None) -> Iterator[Word]:
        """A list of texts; a single text is a list of one."""
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node] if node is not None else []:
            text = self.text(item)
            if text:
                yield Word(text, self.span(item))

    def effective(self, node: yaml.Node | None) -> tuple[tuple[date | None, bool], tuple[date | None, bool]] | None:
        """Both ends of the period, each with whether it is assumed; None where they cannot be read."""
        text = self.text(node)
        if node is None or not text:
            return None
        ends = [_end(part) for part in text.split("/")]
        if len(ends) != 2 or None in ends:
            self.error(
                node,
                Text(f"看不懂施行期间“{text}”", f"'{text}' is no period"),
                Text(
                    "写作 2022-06-01/2026-03-31 或 2026-04-01/..，假定的日期加 ⟨ ⟩",
                    "write 2022-06-01/2026-03-31 or 2026-04-01/.., an assumed date in ⟨ ⟩",
                ),
            )
            return None
        since, until = (end for end in ends if end is not None)
        if since[0] and until[0] and since[0] > until[0]:
            self.error(node, Text("施行期间的止日早于起日", "the period ends before it begins"))
            return None
        return since, until

    def error(self, node: yaml.Node, text: Text, hint: Text | None = None) -> None:
        self.findings.error("front-matter", self.span(node), text, hint)

    def span(self, node: yaml.Node) -> Span:
        return Span(self.offset(node.start_mark), self.offset(node.end_mark))

    def offset(self, mark: yaml.Mark) -> int:
        return self.source.line_start(min(mark.line + 2, len(self.source.lines))) + mark.column


def _end(text: str) -> tuple[date | None, bool] | None:
    """An end of a period and whether it is assumed; None where it cannot be read."""
    text = text.strip()
    assumed = text.startswith("⟨") and text.endswith("⟩")
    text = text.strip("⟨⟩ ")
    if text == "..":
        return None, assumed
    try:
        return date.fromisoformat(text), assumed
    except ValueError:
        return None
