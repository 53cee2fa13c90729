"""What the parser of YAML says, in Chinese too."""

from __future__ import annotations

import re

from luoshu.problems import Text

_TOKENS = {
    "<stream end>": "文件头的结尾",
    "<document start>": "---",
    "<document end>": "...",
    "<block sequence start>": "另一个列表",
    "<block mapping start>": "缩进的“键: 值”",
    "<block end>": "缩进的结束",
    "<scalar>": "一段文字",
    "<alias>": "* 开头的引用",
    "<anchor>": "& 开头的标记",
    "<tag>": "! 开头的类型",
    "<directive>": "% 开头的指令",
}
# What the parser says, as a pattern, and the Chinese; {} is what stands at the place of the error.
_SAYINGS = (
    (r"mapping values are not allowed here", "这里不能再有一个“: ”"),
    (r"mapping keys are not allowed here", "这里不能写键"),
    (r"sequence entries are not allowed here", "这里不能有以“- ”开头的列表项"),
    (r"could not find expected ':'", "这一行的键后面缺少“:”"),
    (r"expected ',' or '\]', but got (.+)", "方括号没有写完：应为“,”或“]”，却是{}"),
    (r"expected ',' or '\}', but got (.+)", "花括号没有写完：应为“,”或“}}”，却是{}"),
    (r"expected <block end>, but found (.+)", "各行没有对齐，或者值后面多了内容：这里不应是{}"),
    (r"expected the node content, but found (.+)", "这里应当是值，却是{}"),
    (r"expected '<document start>', but found (.+)", "这里不应是{}"),
    (r"found character (.+) that cannot start any token", "不加引号的值不能以{}开头"),
    (r"found unexpected end of stream", "引号没有写完"),
    (r"found unexpected document separator", "引号还没有写完，就到了 ---"),
    (r"found unknown escape character (.+)", "双引号里的反斜杠后面不能是{}"),
    (r"found undefined alias (.+)", "以 * 开头的引用没有定义：{}"),
    (r"expected escape sequence of .*", "双引号里的转义没有写完"),
    (r"expected alphabetic or numeric character, but found (.+)", "& 或 * 后面应为字母或数字，却是{}"),
    (r"expected a comment or a line break, but found (.+)", "| 或 > 之后应当换行，却是{}"),
    (r"expected chomping or indentation indicators, but found (.+)", "| 或 > 之后应当换行，却是{}"),
    (r"expected a single document in the stream|but found another document", "文件头里不能有另一段 YAML"),
    (r"special characters are not allowed", "含有不可见的控制字符"),
)  # fmt: skip


def yaml_words(said: str) -> Text:
    """What the parser said, in both languages; what is seldom said only in general in Chinese."""
    for pattern, zh in _SAYINGS:
        if found := re.fullmatch(pattern, said):
            return Text(zh.format(*(_thing(each) for each in found.groups() if each)), said)
    return Text("这里的写法不对", said)


def _thing(shown: str) -> str:
    """A token or a sign as the parser shows it: `'<stream end>'`, `','`, `"'"`."""
    bare = shown[1:-1] if len(shown) > 2 and shown[0] == shown[-1] and shown[0] in "'\"" else shown
    bare = {"\\t": "制表符", "\\n": "换行", "\\\\": "\\"}.get(bare, bare)
    return _TOKENS.get(bare) or (bare if bare in ("制表符", "换行") else f"“{bare}”")
