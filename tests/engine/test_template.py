"""A template of every shipped policy, filled in: it is read straight back, and the policy says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.equality.firms import write_firms
from tests.equality.test_shipped import DECIDING, LIBRARY, Maker
from tests.often import often

from luoshu.engine.explain import explain
from luoshu.engine.explanation import Explanation
from luoshu.engine.run import Run, run
from luoshu.engine.template import Template, asked_for, write_template
from luoshu.facts.snapshot import freeze
from luoshu.facts.sources import Role
from luoshu.policy.library import Version
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

FIRMS = 12
LACKING = frozenset({"科技奖励", "资格", "销售收入@2023", "研发人员数"})


def day(version: Version) -> date:
    return min(version.until or date.max, date(2026, 6, 30))


def hashes(result: Run, policy: Policy) -> dict[str, str]:
    return {name: file.hash for name, file in result.answers[policy.id].files.items()}


@pytest.mark.parametrize("version", often(DECIDING), ids=lambda version: version.shown)
def test_filled_in_it_says_the_same(version: Version, tmp_path: Path) -> None:
    """From data, and by hand from the headings."""
    on = day(version)
    policy = LIBRARY.read(version, on)
    data, copied, typed_in = tmp_path / "data", tmp_path / "copied.xlsx", tmp_path / "typed.xlsx"
    data.mkdir()
    firms = Maker(policy, on).firms(FIRMS)
    write_firms(data, policy.vocabulary, policy.about, firms, LACKING)
    write_template([policy], copied, on=on, words=[policy.id], data=data)
    fill(write_template([policy], typed_in, on=on, words=[policy.id]), firms, policy)
    results = [
        run([policy], each, tmp_path / f"{each.stem}.out", on=on, report=False) for each in (data, copied, typed_in)
    ]
    assert hashes(results[1], policy) == hashes(results[0], policy)
    assert hashes(results[2], policy) == hashes(results[0], policy)


@pytest.mark.parametrize("name", ["cn/tech-sme", "cn/srdi"])
def test_filled_in_it_is_explained_the_same(name: str, tmp_path: Path) -> None:
    on = date(2025, 6, 30)
    policy = LIBRARY.resolve(name, on)
    data, file = tmp_path / "data", tmp_path / "t.xlsx"
    data.mkdir()
    firms = Maker(policy, on).firms(3)
    write_firms(data, policy.vocabulary, policy.about, firms, LACKING)
    write_template([policy], file, on=on, words=[name], data=data)
    snapshots = [freeze(each, policy.vocabulary, tmp_path / f"{each.stem}.frozen", on=on) for each in (data, file)]
    for firm in firms:
        explained = [said(explain(policy, snapshot, firm["统一社会信用代码"], on)) for snapshot in snapshots]
        assert explained[0] == explained[1]


def said(explanation: Explanation) -> list[Any]:
    """What an explanation says, but for the items of lists: a template does not ask for all of their fields, and so may
    have them in another order."""
    found = explanation.to_json()
    keys = ("name", "value", "state", "causes", "way", "flip", "settling")
    return [found["missing"], *([decision[key] for key in keys] for decision in found["decisions"])]


def fill(template: Template, firms: list[dict[str, Any]], policy: Policy) -> None:
    """Fills in a template as a person would who sees its headings, and does not know what is LACKING."""
    book = openpyxl.load_workbook(template.file)
    for sheet in template.guide.sheets:
        page = book[sheet.name]
        if sheet.name in LACKING:
            book.remove(page)
            continue
        headings = [cell.value for cell in page[1]]
        for number, row in enumerate(lines(sheet.shape.role, sheet.name, sheet.years, firms, policy), 2):
            for at, heading in enumerate(headings, 1):
                page.cell(number, at).value = typed(row.get(heading))
    book.save(template.file)


def lines(
    role: Role, name: str, years: tuple[int, ...], firms: list[dict[str, Any]], policy: Policy
) -> Iterator[Mapping[str, Any]]:
    assert policy.entity.key is not None
    for whole in firms:
        firm = {name: value for name, value in whole.items() if name not in LACKING}
        key = {policy.entity.key.name: firm[policy.entity.key.name]}
        match role:
            case Role.ENTITY:
                yield firm
            case Role.ANNUAL:
                for year in years:
                    of_year = {
                        fact: value
                        for fact, _, of in (n.partition("@") for n in firm)
                        if of == str(year)
                        for value in [firm[f"{fact}@{year}"]]
                    }
                    yield {**key, "年度": year, **of_year}
            case Role.LIST:
                owner = policy.vocabulary.records[policy.entity.facts[name].target].owners[0].name
                for item in firm[name]:
                    yield {owner: key[policy.entity.key.name], **item}


def typed(value: Any) -> Any:
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return float(value)
        case date():
            return datetime.combine(value, datetime.min.time())
    return value


def test_several_policies_share_what_they_ask_for() -> None:
    on = date(2025, 6, 30)
    policies, _ = LIBRARY.resolve_all(["cn/tech-sme", "cn/hnte", "cn/research-institution"], on)
    asked = {(each.entity, each.fact): each for each in asked_for(policies, on) if not each.list}
    revenue = asked["企业", "销售收入"]
    assert revenue.years == (2024, 2023, 2022)
    assert {use.zh.partition("：")[0] for use in revenue.uses} == {"科技型中小企业评价", "高新技术企业认定"}
    assert asked["机构", "职工总数"].years == (2024,)
    assert ("企业", "企业名称") not in asked


def test_what_a_used_policy_needs_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "second.md").write_text(
        "---\nid: zone/second\ntitle: 乙办法\neffective: 2025-01-01/..\nabout: 企业\n"
        "uses: [cn/vocabulary, cn/tech-sme]\n---\n```feel\n可以: 符合现行评价条件 and 净利润 > 0\n```\n",
        encoding="utf-8",
    )
    on = date(2025, 6, 30)
    policy = LIBRARY.resolve(str(tmp_path / "second.md"), on)
    names = {each.fact for each in asked_for([policy], on)}
    assert names == {each.fact for each in asked_for([LIBRARY.resolve("cn/tech-sme", on)], on)} | {"净利润"}


def test_what_was_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    on = date(2025, 6, 30)
    policy = LIBRARY.resolve("cn/tech-sme", on)
    file = tmp_path / "t.xlsx"
    file.write_text("mine")
    with pytest.raises(ProblemError, match="is there already"):
        write_template([policy], file, on=on, words=["cn/tech-sme"])
    assert file.read_text() == "mine"


def test_the_same_template_is_the_same_file(tmp_path: Path) -> None:
    on = date(2025, 6, 30)
    policy = LIBRARY.resolve("cn/tech-sme", on)
    files = [tmp_path / name / "t.xlsx" for name in ("first", "second")]
    for file in files:
        write_template([policy], file, on=on, words=["cn/tech-sme"])
    assert files[0].read_bytes() == files[1].read_bytes()
