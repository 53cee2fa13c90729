"""A difference as people read it, in both languages."""

from __future__ import annotations

import pytest
from tests.policy.documents import document, read, vocabulary
from tests.policy.test_difference import CALL, LADDER, PARAMETERS, POOL, ROWS, STACKING, TABLE

from luoshu.engine.difference_text import lines, sentence
from luoshu.policy.difference.compare import difference
from luoshu.policy.library import Library

OLD = """\
## 第一条 标准

至少百分之六。

| F | 费用 / 收入 | **补贴比例** |
|---|-------------|--------------|
| 1 | >= 6%       | 10%          |
| 2 | >= 3%       | 5%           |
| 3 | -           | 0            |

## 第二条 对象

```feel
规模达标: 收入 >= 1000万 and 人数 > 10
```

| 支持 | 研发补贴                   |
|------|----------------------------|
| 对象 | 规模达标 and 补贴比例 > 0  |
| 金额 | min(费用 * 补贴比例, 50万) |

| 参数 | 名称 | 值   | 来源 |
|------|------|------|------|
|      | 基数 | 1万  | 甲文 |

## 译名

| 译名 | 名称     | English   |
|------|----------|-----------|
|      | 补贴比例 | grant rate |
|      | 第一条 标准 | Article 1: standard |
"""
NEW = (
    OLD.replace(
        "| 2 | >= 3%       | 5%           |\n| 3 |", "| 2 | >= 4%       | 5%           |\n| 3 | >= 1%  | 1% |\n| 4 |"
    )
    .replace("百分之六", "百分之四")
    .replace(" and 人数 > 10", "")
    .replace("1000万", "⟨1500万⟩")
    .replace("50万", "60万")
    .replace("1万", "2万")
)
CHINESE = """\
测试办法 (test/policy)
2024-01-01/2024-12-31 → 2024-01-01/2024-12-31

第一条 标准
  ~ 文字有改动
      - 至少百分之六。
      + 至少百分之四。
  ~ 补贴比例 第 2 行，费用 / 收入：>= 3% → >= 4%
  + 补贴比例 新增第 3 行：费用 / 收入: >= 1% → 补贴比例: 1%

第二条 对象
  ~ 规模达标，收入：>= 1000万 → >= ⟨1500万⟩
  ~ 规模达标：取消 人数 > 10
  ~ 研发补贴，金额：min(费用 * 补贴比例, 50万) → min(费用 * 补贴比例, 60万)
  ~ 基数，值：1万 → 2万

不再需要的数据
  人数"""
ENGLISH = """\
Test (test/policy)
2024-01-01/2024-12-31 → 2024-01-01/2024-12-31

Article 1: standard
  ~ text changed
      - 至少百分之六。
      + 至少百分之四。
  ~ grant rate (补贴比例), row 2, 费用 / 收入: >= 3% → >= 4%
  + grant rate (补贴比例), new row 3: 费用 / 收入: >= 1% → 补贴比例: 1%

第二条 对象
  ~ 规模达标, 收入: >= 1000万 → >= ⟨1500万⟩
  ~ 规模达标: gone: 人数 > 10
  ~ 研发补贴, amount: min(费用 * 补贴比例, 50万) → min(费用 * 补贴比例, 60万)
  ~ 基数, value: 1万 → 2万

Facts no longer needed
  heads (人数)"""


def test_in_both_languages() -> None:
    found = difference(*(read(document(body), vocabulary()) for body in (OLD, NEW)))
    assert "\n".join(lines(found, "zh")) == CHINESE
    assert "\n".join(lines(found, "en")) == ENGLISH


def test_nothing_is_said_to_be_nothing() -> None:
    policy = read(document(OLD), vocabulary())
    assert list(lines(difference(policy, policy), "zh"))[-1] == "没有不同"


def test_every_change_of_the_shipped_versions_has_words() -> None:
    """No sign of ours, no empty part, in either language, there and back."""
    library = Library()
    for policy_id in ("cn/srdi", "cn/little-giant"):
        versions = [library.read(version) for version in library.versions(policy_id)]
        for old, new in (versions, versions[::-1], (versions[0], library.read(library.versions("cn/hnte")[0]))):
            for lang in ("zh", "en"):
                said = list(lines(difference(old, new), lang))  # type: ignore[arg-type]
                assert said
                assert not any(line.endswith((":", "：", "None", "→ ")) for line in said)


@pytest.mark.parametrize("body", [CALL, POOL, STACKING, ROWS, LADDER, PARAMETERS, TABLE])
def test_whatever_comes_or_goes_has_words(body: str) -> None:
    use = "```feel\n甲: 费用 > 1\n乙: 收入 > 1\n```\n\n" if body == LADDER else ""
    with_it, without = (read(document(use + each), vocabulary()) for each in (body, ""))
    for old, new, word in ((without, with_it, ("新增", "new")), (with_it, without, ("取消", "gone"))):
        found = difference(old, new)
        assert found.changes
        for change in found.changes:
            said = sentence(change, found)
            assert word[0] in said.zh
            assert word[1] in said.en
