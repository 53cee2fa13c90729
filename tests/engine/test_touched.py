"""Whom a change touches: counted against the results themselves, decision by decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from luoshu.cli.main import main
from luoshu.engine.run import run
from luoshu.engine.touched import Paid, Turned, touched
from luoshu.facts.sample import write_sample
from luoshu.policy.difference.compare import difference
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

ON = date(2025, 6, 30)
LIBRARY = Library()
POLICY = """\
---
id: zone/grant
title: {{zh: 研发补贴办法, en: Grant}}
effective: {since}/..
about: 企业
uses: [cn/vocabulary]
---
```feel
{formulas}
```

| 支持 | 补贴                     |
|------|--------------------------|
| 对象 | 达标                     |
| 金额 | min(研发费用, {cap}) |
"""
# A firm each: what it has of 研发费用, 净利润 and 属于中小企业.
FIRMS = """\
统一社会信用代码,研发费用,净利润,属于中小企业
91410300MA44DEM009,700,1,是
91410300MA44DEM11D,550,1,是
91410300MA44DEM22H,100,1,是
91410300MA44DEM33M,,1,是
91410300MA44DEM44R,700,,是
91410300MA44DEM55X,700,1,否
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Policy]:
    def made(name: str, formulas: str, cap: str = "500") -> Policy:
        path = tmp_path / f"{name}.md"
        path.write_text(POLICY.format(since="2025-01-01", formulas=formulas, cap=cap), encoding="utf-8")
        return LIBRARY.resolve(str(path), ON)

    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "企业.csv").write_text(FIRMS, encoding="utf-8")
    return folder


def test_yes_no_and_cannot_tell(read: Callable[..., Policy], data: Path, tmp_path: Path) -> None:
    old = read("old", "达标: 研发费用 >= 500\n规模: 研发费用 * 2\n旧: true")
    new = read(
        "new", "达标: 研发费用 >= 600 and 净利润 > 0 or not(属于中小企业)\n规模: 研发费用 * 3\n新: true", cap="600"
    )
    out = tmp_path / "list" / "who.csv"
    found = touched(difference(old, new), data, on=ON, out=out)
    assert (found.total, found.entities, found.on) == (6, 5, ON)
    assert {each.name: each for each in found.turned} == {
        "达标": Turned("达标", yes_to_no=1, to_unknown=1),
        "规模": Turned("规模", changed=5),
        "补贴·对象": Turned("补贴·对象", yes_to_no=1, to_unknown=1),
        "补贴·金额": Turned("补贴·金额", changed=4),
    }
    assert found.paid == [Paid("补贴", (4, 2), (Decimal(2000), Decimal(1200)))]
    rows = duckdb.sql(f"FROM read_csv('{out}', all_varchar = true)").fetchall()
    assert ("91410300MA44DEM11D", "达标", "true", "false") in rows
    assert ("91410300MA44DEM44R", "达标", "true", None) in rows
    assert len(rows) == sum(each.total for each in found.turned)


def test_back_again(read: Callable[..., Policy], data: Path) -> None:
    old, new = read("old", "达标: 研发费用 >= 500"), read("new", "达标: 研发费用 >= 600 and 净利润 > 0")
    found = touched(difference(new, old), data, on=ON)
    assert found.turned[0] == Turned("达标", no_to_yes=1, from_unknown=1)


def test_nobody(read: Callable[..., Policy], data: Path, tmp_path: Path) -> None:
    policy = read("old", "达标: 研发费用 >= 500")
    out = tmp_path / "who.parquet"
    found = touched(difference(policy, policy), data, on=ON, out=out)
    assert (found.total, found.entities, found.turned) == (6, 0, [])
    assert duckdb.sql(f"SELECT count(*) FROM '{out}'").fetchall() == [(0,)]


def test_another_name_and_another_kind(read: Callable[..., Policy], data: Path) -> None:
    """A decision is followed through its new name; a number that became a text is compared as text."""
    old = read("old", "达标: 研发费用 >= 500\n甲: 研发费用 >= 600\n乙: 1")
    new = read("new", '达标: 研发费用 >= 500\n丙: 研发费用 >= 600\n乙: if 属于中小企业 then "1" else "2"')
    found = difference(old, new)
    assert found.renamed == {"甲": "丙"}
    whom = touched(found, data, on=ON)
    assert whom.turned == [Turned("乙", changed=1)]


def test_as_the_runs_have_it(tmp_path: Path) -> None:
    """Of a sample, both versions of a shipped policy."""
    versions = LIBRARY.versions("cn/srdi")
    old, new = (LIBRARY.read(version, version.first_day) for version in versions)
    write_sample(
        tmp_path / "zone", firms=300, seed=3, vocabulary=new.vocabulary, lines=[], on=ON, format="csv", progress=None
    )
    found = touched(difference(old, new), tmp_path / "zone", on=ON)
    files = []
    for side, policy in (("old", old), ("new", new)):
        run([policy], tmp_path / "zone", tmp_path / side, on=ON, report=False)
        files.append(tmp_path / side / policy.id / "decisions.parquet")
    key = "统一社会信用代码"
    joined = f"'{files[0]}' AS o JOIN '{files[1]}' AS n USING ({key})"
    results = [
        name
        for name in ("符合专精特新条件", "按豁免符合专精特新条件")
        if name in old.decisions and name in new.decisions
    ]
    assert results
    for name in [name for name in old.decisions if name in new.decisions]:
        query = f"SELECT count(*) FROM {joined} WHERE"
        ((count,),) = duckdb.sql(f'{query} o."{name}" IS DISTINCT FROM n."{name}"').fetchall()
        assert count == sum(each.total for each in found.turned if each.name == name), name
    differs = " OR ".join(f'o."{name}" IS DISTINCT FROM n."{name}"' for name in results)
    assert duckdb.sql(f"SELECT count(*) FROM {joined} WHERE {differs}").fetchall() == [(found.entities,)]
    assert found.others > 0


AMOUNTS = """\
---
id: zone/grant
title: {{zh: 研发补贴办法, en: Grant}}
effective: {since}/..
about: 企业
uses: [cn/vocabulary]
---
```feel
达标: 研发费用 >= {line}
标准: 研发费用 * {share}
```

| 支持 | 补贴   |
|------|--------|
| 对象 | 达标   |
| 金额 | 标准   |
| 周期 | {rhythm} |
"""


@pytest.mark.parametrize(
    ("was", "now", "entities", "paid"),
    [
        # Of 700, 550, 100, –, 700 and 700 three reach 600; that others would get more touches nobody.
        (("600", "1", "每月"), ("600", "2", "每月"), 3, (2100 * 12, 4200 * 12)),
        (("600", "1", "每月"), ("600", "1", "季度"), 3, (2100 * 12, 2100 * 4)),
        (("600", "1", "一次性"), ("500", "1", "一次性"), 1, (2100, 2650)),
        (("600", "1", "每月"), ("600", "1", "每月"), 0, (2100 * 12, 2100 * 12)),
    ],
)
def test_only_who_gets_a_benefit_is_touched_by_its_amount(
    was: tuple[str, str, str],
    now: tuple[str, str, str],
    entities: int,
    paid: tuple[int, int],
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, (line, share, rhythm) in (("old", was), ("new", now)):
        made = AMOUNTS.format(since="2025-01-01", line=line, share=share, rhythm=rhythm)
        (tmp_path / f"{name}.md").write_text(made, encoding="utf-8")
    out = tmp_path / "who.csv"
    call = ["diff", str(tmp_path / "old.md"), str(tmp_path / "new.md"), "--data", str(data), "--on", str(ON)]
    assert main([*call, "--out", str(out), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert f"of 6, {entities} get another result" in told
    assert f"in all ¥{paid[0]:,} → ¥{paid[1]:,} a year" in told
    rows = duckdb.sql(f"SELECT DISTINCT 统一社会信用代码 FROM read_csv('{out}', all_varchar = true)").fetchall()
    assert len(rows) == entities


def test_what_cannot_be_compared(read: Callable[..., Policy], data: Path) -> None:
    institution = LIBRARY.resolve("cn/incubator", ON)
    policy = read("old", "达标: 研发费用 >= 500")
    with pytest.raises(ProblemError) as caught:
        touched(difference(policy, institution), data, on=ON, out=Path("who.txt"))
    assert [problem.code for problem in caught.value.problems] == ["other-entity", "format"]


def test_data_without_the_entity(read: Callable[..., Policy], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "机构.csv").write_text("统一社会信用代码\n91410300MA44DEM009\n", encoding="utf-8")
    policy = read("old", "达标: 研发费用 >= 500")
    with pytest.raises(ProblemError, match="the data has no '企业'"):
        touched(difference(policy, policy), tmp_path / "other", on=ON)


def test_total_is_the_sum() -> None:
    assert Turned("甲", 1, 2, 3, 4, 5).total == 15
