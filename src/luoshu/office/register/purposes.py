"""What facts are looked at for, as a use of authorised data keeps it (in Chinese), and in both languages."""

from __future__ import annotations

from luoshu.problems import Text

LIST = Text("查看台账列表", "to list a register")
ENTRY = Text("查看主体数据", "to see what is known of an entity")
COUNTS = Text("统计台账", "to count a register")
ENDINGS = Text("查看到期事项", "to see what ends when")
COMPARED = Text("核对各来源的数据", "to compare sources")
OWN_ENTRY = Text("企业查看自己的数据", "an enterprise sees what is known of it")
OWN_ENDINGS = Text("企业查看自己的资格", "an enterprise sees its titles")
OWN_COMPARED = Text("企业核对各来源的数据", "an enterprise compares what it told whom")
ANSWERS = Text("按已知数据回答企业各项政策", "to answer policies for an enterprise")
IMPORT = Text("预览导入的改动", "to preview what an import changes")
IMPORTED = Text("查看一次导入", "to look at an import")
EXPORT = Text("导出台账列表", "to export a register")
ENDINGS_FILE = Text("导出到期事项", "to export what ends when")
COMPARED_FILE = Text("导出来源差异", "to export where sources differ")
FILING = Text("办理台账申请", "to deal with an application")
TRIAL = Text("测算", "to run policies for trial")
TRIED = Text("查看测算里各主体的答案", "to see each entity's answer in a trial")
DRAFT = Text("测算政策草稿", "to try a draft")
SEARCH = Text("查找培育对象", "to search for whom to cultivate")
FOUND = Text("查看查找到的企业", "to see whom a search found")
CULTIVATED = Text("查看培育库", "to see the cultivation list")
CULTIVATED_FILE = Text("导出培育库", "to export the cultivation list")
OWN_CULTIVATED = Text("企业查看自己还差什么", "an enterprise sees what it lacks")

_KNOWN = {each.zh: each for each in list(globals().values()) if isinstance(each, Text)}


def said(purpose: str) -> Text:
    """In both languages; what somebody entered, as it is."""
    return _KNOWN.get(purpose) or Text(purpose, purpose)
