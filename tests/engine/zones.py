"""Small zones of a test's own: a policy's formulas and tables, and a few firms with their lists."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy.library import Library
from luoshu.policy.model import Policy

ON = date(2025, 6, 30)
KEY = "代码"
VOCABULARY = f"""---
id: zone/words
title: {{zh: 词汇, en: Words}}
effective: 2020-01-01/..
---

# 词汇

| 数据 | 企业 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|---|---|---|---|---|---|---|---|---|
| | {KEY} | 标识 | | | 时点 | | code | |
| | a | 金额 | 元 | [-1000亿..1000亿] | 时点 | | a | |
| | b | 金额 | 元 | [-1000亿..1000亿] | 时点 | | b | |
| | c | 整数 | 人 | [-100000..100000] | 时点 | | c | |
| | n | 整数 | 人 | [-100000..100000] | 时点 | | n | |
| | x | 小数 | 分 | [-1000..1000] | 时点 | | x | |
| | r | 比率 | | [0..1] | 时点 | | r | |
| | p | 是否 | | | 时点 | | p | |
| | q | 是否 | | | 时点 | | q | |
| | k | 文本 "u" "v" "w" | | | 时点 | | k | |
| | d | 日期 | | | 时点 | | d | |
| | e | 日期 | | | 时点 | | e | |
| | y | 金额 | 元 | [0..1000亿] | 年度 | | y | |
| | L | 列表 L | | | 时点 | | L | |
| | M | 列表 M | | | 时点 | | M | |

| 数据 | L | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|---|---|---|---|---|---|---|---|---|
| | 企业 | 引用 企业 | | | 时点 | | owner | 所有者 |
| | k | 文本 | | | 时点 | | k | |
| | m | 整数 | 月 | [-10000..10000] | 时点 | | m | |
| | n | 整数 | 月 | [-10000..10000] | 时点 | | n | |
| | f | 是否 | | | 时点 | | f | |

| 数据 | M | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|---|---|---|---|---|---|---|---|---|
| | 企业 | 引用 企业 | | | 时点 | | owner | 所有者 |
| | k | 文本 | | | 时点 | | k | |
"""
POLICY = """---
id: zone/test
title: {zh: 试, en: Test}
effective: 2020-01-01/..
about: 企业
uses: [zone/words]
---

# 试

"""

Items = Mapping[str, Sequence[Mapping[str, Any]]]


class Zone:
    """Makes zones in a folder, a snapshot each."""

    on = ON

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0

    def __call__(
        self, formulas: str, firms: Sequence[Mapping[str, Any]], lists: Items | None = None, tables: str = ""
    ) -> tuple[Policy, Snapshot, list[str]]:
        """The policy, the firms' snapshot and their identifiers. The lists are those of the first firm."""
        self.made += 1
        folder = self.folder / str(self.made)
        (folder / "data").mkdir(parents=True)
        policy = self.policy(formulas, tables)
        keys = [f"f{number}" for number, _ in enumerate(firms, 1)]
        rows = [{KEY: key, **firm} for key, firm in zip(keys, firms, strict=True)]
        write(folder / "data" / "企业.csv", rows)
        for name in ("L", "M"):
            items = [{"企业": keys[0], **item} for item in (lists or {}).get(name, ())]
            write(folder / "data" / f"{name}.csv", items, names=["企业", "k"])
        snapshot = freeze(folder / "data", policy.vocabulary, folder / "snapshot", on=ON)
        return policy, snapshot, keys

    def policy(self, formulas: str, tables: str = "") -> Policy:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "words.md").write_text(VOCABULARY, encoding="utf-8")
        block = f"```feel\n{formulas}\n```\n\n" if formulas else ""
        path = self.folder / "test.md"
        path.write_text(f"{POLICY}{block}{tables}\n", encoding="utf-8")
        return Library().resolve(str(path), ON)


def write(path: Path, rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> None:
    columns = dict.fromkeys([*names, *(name for row in rows for name in row)])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(rows)
