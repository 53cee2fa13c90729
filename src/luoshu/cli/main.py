"""The `luoshu` command. Its overview is printed from a table; a command's module is imported only when it is called."""

from __future__ import annotations

import sys

from luoshu import __version__
from luoshu.cli.language import choose, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

COMMANDS = {
    "check": ("读政策、查错误、跑用例", "read policies, check them, run their examples"),
    "watch": ("保存时随即检查", "check on every save"),
    "lsp": ("供编辑器用的服务：边写边查错、补全、说明", "a server for editors: errors as you type, completion, hover"),
    "run": ("对一批主体测算政策", "run policies over everyone in the data"),
    "explain": ("逐步说明一个主体的结论", "explain one entity's decisions step by step"),
    "near": ("谁差一点、差在哪里、差多少", "who fails, by which condition, by how much"),
    "diff": ("两个版本有什么不同、影响到谁", "what changed from a version to the next, and whom it touches"),
    "compare": ("两种规则并排：谁得、谁失、花多少", "two rules side by side: who gains, who loses, what it costs"),
    "budget": ("一年要多少钱、预算够不够", "what a year costs, and how far the budgets go"),
    "sql": ("政策对应的 SQL", "the SQL that a policy becomes"),
    "render": ("把政策写成网页或 PDF", "a policy as a page, or as paper"),
    "picture": ("一图读懂政策", "a policy explained on one sheet"),
    "snapshot": ("校验数据并冻结为快照", "validate data and freeze it as a snapshot"),
    "template": ("生成要填的工作簿，只含政策需要的数据", "make a workbook to fill in with what policies need"),
    "sample": ("生成示例园区的数据", "make the data of a synthetic zone"),
    "serve": ("启动网站：企业、工作人员、公众都用它", "the web site for enterprises, officers and the public"),
    "dmn run": ("运行 DMN 模型", "run a DMN model"),
    "dmn export": ("把政策写成 DMN 模型", "write a policy as a DMN model"),
    "dmn import": ("把 DMN 模型写成政策文件", "write a DMN model as a policy document"),
    "dmn test": ("运行 DMN 兼容性测试包", "run a folder of the DMN conformance kit"),
}


LANGUAGES = ("zh", "en")
_OPTIONS = ("--help", "-h", "--lang", "--version")


def main(arguments: list[str] | None = None) -> int:
    """Runs one call. Returns its exit status: 0 well, 1 a check failed, 2 the call or an input is wrong."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    choose(words)
    while words and words[0].partition("=")[0] == "--lang":
        chosen, words = (words[0].partition("=")[2], words[1:]) if "=" in words[0] else ("".join(words[1:2]), words[2:])
        if chosen not in LANGUAGES:
            return _wrong_language(chosen)
    if not words:
        print(overview())
        print(say("没有写命令", "no command was given"), file=sys.stderr)
        return 2
    if words[0] in ("--help", "-h"):
        print(overview())
        return 0
    if words[0] == "--version":
        print(f"luoshu {__version__}")
        return 0
    if "--help" in words[1:2] and (group := [name for name in COMMANDS if name.startswith(f"{words[0]} ")]):
        print("\n".join(_listed(group)))
        return 0
    name = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
    if name not in COMMANDS:
        return _unknown_option(words[0]) if words[0].startswith("-") else _unknown(words)
    from luoshu.cli.invoke import invoke

    return invoke(name, words[len(name.split()) :])


def overview() -> str:
    """What `luoshu --help` prints."""
    commands = "\n".join(_listed(COMMANDS))
    return say(
        f"""用法：luoshu 命令 [选项]

洛书直接运行已发布的政策文件：谁能享受什么、为什么、还缺什么。

命令：
{commands}

每个命令的选项和例子：luoshu 命令 --help
  --lang zh|en   语言（也可设环境变量 LUOSHU_LANG）
  --version      版本

例：luoshu check cn/tech-sme""",
        f"""Usage: luoshu COMMAND [OPTIONS]

Luoshu runs innovation policy from the published document: who is entitled to what, why, and what is missing.

Commands:
{commands}

Options and an example of each: luoshu COMMAND --help
  --lang zh|en   language (or set LUOSHU_LANG)
  --version      version

Example: luoshu check cn/tech-sme""",
    )


def _listed(names: Iterable[str]) -> list[str]:
    width = max(map(len, COMMANDS))
    return [f"  {name:{width}}  {say(*COMMANDS[name])}" for name in names]


def _unknown(words: list[str]) -> int:
    """`dmn tset` is two words where `dmn` begins commands."""
    word = " ".join(words[:2]) if any(name.startswith(f"{words[0]} ") for name in COMMANDS) else words[0]
    return _refuse(say(f"没有“{word}”这个命令", f"there is no command '{word}'"), word, COMMANDS)


def _unknown_option(word: str) -> int:
    name = word.partition("=")[0]
    if name in _OPTIONS:  # it takes no value
        return _refuse(say(f"选项“{name}”不带值", f"the option '{name}' takes no value"))
    return _refuse(say(f"没有选项“{name}”", f"there is no option '{name}'"), name, _OPTIONS)


def _wrong_language(word: str) -> int:
    if not word:
        return _refuse(say("选项“--lang”缺少值：zh 或 en", "the option '--lang' lacks its value: zh or en"))
    return _refuse(say(f"--lang 不能是“{word}”：写 zh 或 en", f"--lang cannot be '{word}': write zh or en"))


def _refuse(said: str, word: str = "", known: Iterable[str] = ()) -> int:
    """Says what is wrong, offers the nearest of what is known, and tells where to read on."""
    from luoshu.problems import nearest

    print(said, file=sys.stderr)
    guess = nearest(word, known)
    see = say("见 luoshu --help", "see luoshu --help")
    hint = say(f"是否指“{guess}”？", f"did you mean '{guess}'?") if guess else see
    print(f"  → {hint}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
