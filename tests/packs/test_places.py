"""The policies of the places: sums over hand-made data worked out here once more, and what examples cannot say."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stdnum.cn import uscc

from luoshu.engine.explain import explain
from luoshu.engine.run import run
from luoshu.facts.snapshot import freeze
from luoshu.facts.vocabulary import Kind
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.printer import to_feel
from luoshu.feel.values import Months
from luoshu.policy.expressions import unmarked
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.policy.quantities import Delay, Limit, Share
from luoshu.policy.terms import TermUnit

from .deciding import Deciding

LIBRARY = Library()
PLACES = ("dalian", "hengyang", "shenzhen", "zhongguancun")
VERSIONS = [version for version in LIBRARY.all_versions() if version.id.startswith(PLACES)]
ON = date(2025, 6, 30)
Rows = Sequence[Mapping[str, Any]]


def code(number: int) -> str:
    """A valid credit code."""
    start = f"91430400MA{number:07}"
    return start + uscc.calc_check_digit(start)


class Zone:
    """Runs a policy over rows of data, a file each."""

    def __init__(self, folder: Path, name: str, on: date = ON, **files: Rows) -> None:
        self.policy, self.on = LIBRARY.resolve(name, on), on
        self.snapshot = _frozen(folder, self.policy, on, files)
        made = run([self.policy], self.snapshot.path, folder / "out", on=on, report=False)
        assert list(made.interpreted) == []
        self.out = folder / "out" / name

    def rows(self, file: str, *columns: str) -> list[tuple[Any, ...]]:
        names = ", ".join(f'"{column}"' for column in columns)
        with duckdb.connect() as connection:
            return connection.execute(f"SELECT {names} FROM '{self.out / file}.parquet'").fetchall()

    def benefits(self) -> dict[tuple[str, str], Decimal | None]:
        key = self.policy.entity.key
        assert key is not None
        return {(who, what): amount for who, what, amount in self.rows("benefits", key.name, "benefit", "amount")}


def _frozen(folder: Path, policy: Policy, on: date, files: Mapping[str, Rows]) -> Any:
    (folder / "data").mkdir(parents=True)
    for name, rows in files.items():
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)))
            writer.writeheader()
            writer.writerows(rows)
    return freeze(folder / "data", policy.vocabulary, folder / "snapshot", on=on)


def rounded(value: Fraction) -> Decimal:
    """To two places, a half up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- what all of them promise -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.id)
def test_facts_have_labels_and_notes_and_money_is_bounded(version: Any) -> None:
    for record in LIBRARY.read(version).vocabulary.records.values():
        for fact in record.facts.values():
            assert fact.english, (record.name, fact.name)
            assert fact.note, (record.name, fact.name)
            if fact.kind is Kind.MONEY:
                assert fact.bounds
                assert fact.bounds.high is not None
                assert fact.bounds.high <= 10**13


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.id)
def test_every_parameter_has_a_source_or_is_assumed(version: Any) -> None:
    for rows in LIBRARY.read(version).parameters.values():
        for row in rows:
            assert row.source, row.name
            assert row.assumed or "中国高新技术产业导报" in row.source, row.name


# Names and titles as they stand on the page; everything else is in words of our own.
NAMES = (
    r"《[^》]*》|知识价值信用贷款风险补偿(资金)?|科技型企业知识价值信用贷款风险补偿资金|芝倪集团创新创业服务平台"
    r"|中关村国际前沿科技创新大赛|中关村融创企业开放创新促进会|国际赛道新一代信息技术领域?|中国科学院深圳先进技术研究院"
    r"|柏林工业大学|慕尼黑工业大学|苏黎世联邦理工学院|洛桑联邦理工学院"
)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.id)
def test_no_sentence_of_the_page_is_copied(version: Any, shared: Path) -> None:
    (page,) = (path.read_text(encoding="utf-8") for path in (shared / "seed").glob("*.txt"))
    longest = 10
    pieces = {page[at : at + longest] for at in range(len(page) - longest)}
    text = re.sub(NAMES, "◇", LIBRARY.read(version).text).replace("，", ",").replace("；", ";")
    copied = [text[at : at + longest] for at in range(len(text) - longest)]
    assert [piece for piece in copied if piece in pieces] == []


# --- Hengyang: tenants ------------------------------------------------------------------------------------------------


def test_what_tenants_are_paid(tmp_path: Path) -> None:
    """Five firms: what each has was added up by hand."""
    well = {"入驻认定双创平台": "是", "在高新区注册": "是", "列入经营异常名录": "否", "列入严重违法失信名单": "否"}
    firms = [
        # new: half of 80,000
        well | {"成立日期": "2024-08-01", "入驻日期": "2024-09-01", "近十二个月租金": "80000"},
        # growing by 80 %: 100,000, of which 100,000 for its first title leave 50,000 under the cap of 150,000
        well | {"成立日期": "2021-08-01", "入驻日期": "2022-09-01", "近十二个月租金": "60000"},
        # graduated, stays: 100,000; its entry among S&T SMEs: 5,000
        well | {"成立日期": "2019-08-01", "入驻日期": "2020-09-01", "毕业日期": "2025-01-10", "毕业后留在高新区": "是"},
        # listed, and nobody has looked at one of the lists
        well
        | {"成立日期": "2015-08-01", "入驻日期": "2016-09-01", "上市日期": "2025-03-03", "列入严重违法失信名单": ""},
        # growing by 25 % at 2.5 million, a title of which the city paid 30,000: 70,000 and 50,000
        well | {"成立日期": "2020-01-01", "入驻日期": "2021-01-01", "已享同类资质奖励": "30000"},
    ]
    sales = [(300_000, None), (9_000_000, 5_000_000), (9_000_000, 5_000_000), (9e8, 7e8), (2_500_000, 2_000_000)]
    titles = [(2, "高新技术企业", "2024-12-01"), (3, "科技型中小企业", "2025-03-01"), (5, "高新技术企业", "2025-06-01")]
    zone = Zone(
        tmp_path,
        "hengyang/tenant-incentives",
        企业=[{"统一社会信用代码": code(number), **firm} for number, firm in enumerate(firms, 1)],
        企业年度=[
            {"统一社会信用代码": code(number), "年度": year, "销售收入": value}
            for number, values in enumerate(sales, 1)
            for year, value in zip((2024, 2023), values, strict=True)
            if value is not None
        ],
        资格=[{"企业": code(number), "资格名称": title, "自": since} for number, title, since in titles],
    )
    assert zone.benefits() == {
        (code(1), "租金补贴"): 40_000,
        (code(2), "高企首次奖励"): 100_000,
        (code(2), "成长奖励"): 50_000,
        (code(3), "科小入库奖励"): 5_000,
        (code(3), "毕业奖励"): 100_000,
        (code(5), "高企首次奖励"): 70_000,
        (code(5), "成长奖励"): 50_000,
    }
    missing = zone.rows("unknown", "统一社会信用代码", "decision", "fact")
    assert (code(4), "上市奖励·对象", "列入严重违法失信名单") in missing


def test_a_firm_has_one_state_and_only_the_benefit_of_that_state() -> None:
    decided, chance = Deciding(LIBRARY.resolve("hengyang/tenant-incentives", ON)), random.Random(5)
    of_state = {"新入驻": "租金补贴", "成长": "成长奖励", "毕业": "毕业奖励", "上市": "上市奖励"}
    days = [None, date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1)]
    seen = set()
    for _ in range(300):
        found = decided(
            {"入驻日期": chance.choice(days[1:]), "毕业日期": chance.choice(days), "上市日期": chance.choice(days)}
            | {"销售收入": Decimal(chance.choice([100, 300, 600]) * 10**4), "毕业后留在高新区": True},
        )
        seen.add(found["企业状态"])
        for state, benefit in of_state.items():
            assert found[f"{benefit}·对象"] is not True or found["企业状态"] == state
    assert seen == {*of_state, "在孵"}


# --- Hengyang: points -------------------------------------------------------------------------------------------------

FULL = {  # what gives full marks
    "研发费用": 10**7, "主营业务发明专利申请量": 20, "主营业务PCT申请量": 5, "技术合同成交额": 10**7,
    "高新技术产品收入": 10**8, "销售收入": 2 * 10**8, "吸纳应届毕业生人数": 20, "省级以上研发或创新平台数": 4,
    "省级以上科技项目数": 4, "风险投资金额": 5 * 10**7,
}  # fmt: skip


def points(firm: Mapping[str, int], awards: int) -> Decimal:
    """The points of a firm, with fractions."""

    def ratio(over: str, under: str) -> Fraction:
        return Fraction(firm[over], firm[under]) if firm[under] > 0 else Fraction(0)

    def growth(fact: str) -> Fraction:
        return Fraction(firm[fact], firm[f"前{fact}"]) - 1 if firm[f"前{fact}"] > 0 else Fraction(0)

    shares = [Fraction(firm[fact], full) for fact, full in FULL.items()]
    shares += [growth("研发费用") / Fraction(1, 2), growth("销售收入") / Fraction(1, 2)]
    shares += [ratio("研发费用", "销售收入") * 10, ratio("研发人员数", "职工总数") * 2]
    shares += [ratio("研究生以上人员数", "职工总数") * 5, ratio("净利润", "净资产") * 5, Fraction(awards, 2)]
    scores = [rounded(100 * max(Fraction(0), min(Fraction(1), share))) for share in shares]
    assert len(scores) == 17
    return rounded((sum(map(Fraction, scores), Fraction(0)) + firm["第十八项指标得分"]) / 18)


def test_points_of_firms(tmp_path: Path) -> None:
    chance = random.Random(6)
    annual = [
        "研发费用", "销售收入", "职工总数", "研究生以上人员数", "主营业务发明专利申请量", "主营业务PCT申请量",
        "技术合同成交额", "高新技术产品收入", "净利润", "净资产", "吸纳应届毕业生人数", "省级以上科技项目数",
        "风险投资金额",
    ]  # fmt: skip
    firms, years, awards, expected = [], [], [], {}
    for number in range(1, 41):
        firm = {name: chance.randint(0, int(1.3 * FULL.get(name, 10**7))) for name in [*annual, *FULL]}
        firm |= {"职工总数": chance.choice([0, 37, 90]), "净利润": chance.randint(-(10**6), 10**7)}
        firm |= {name: chance.randint(0, 30) for name in ("研发人员数", "研究生以上人员数")}
        firm |= {"净资产": chance.choice([0, -(10**6), 3 * 10**7]), "第十八项指标得分": chance.randint(0, 100)}
        firm |= {"前研发费用": chance.choice([0, 5 * 10**6, 9 * 10**6]), "前销售收入": chance.choice([0, 10**8])}
        key, count = code(number), chance.choice([0, 1, 3])
        fixed = ("研发人员数", "省级以上研发或创新平台数", "第十八项指标得分")
        firms.append({"统一社会信用代码": key, "成立日期": "2015-01-01", **{name: firm[name] for name in fixed}})
        years.append({"统一社会信用代码": key, "年度": 2024, **{name: firm[name] for name in annual}})
        before = {name: firm[f"前{name}"] for name in ("研发费用", "销售收入")}
        years.append({"统一社会信用代码": key, "年度": 2023, **before})
        awards += [{"企业": key, "级别": "省部级", "授奖日期": "2024-07-01"}] * count
        expected[key] = points(firm, count)
    zone = Zone(tmp_path, "hengyang/innovation-points", 企业=firms, 企业年度=years, 科技奖励=awards)
    assert dict(zone.rows("decisions", "统一社会信用代码", "创新积分")) == expected


def test_the_points_have_18_equal_weights_for_each_of_three_stages() -> None:
    policy = LIBRARY.resolve("hengyang/innovation-points", ON)
    assert [sheet.name for sheet in policy.sheets] == ["初创期积分", "成长期积分", "稳定期积分"]
    for sheet in policy.sheets:
        weights = [evaluate(unmarked(each.weight), {}, arithmetic=EXACT) for each in sheet.criteria]
        assert weights == [Fraction(1, 18)] * 18
        assert sheet.assumed


# --- Hengyang: the risk pool ------------------------------------------------------------------------------------------


def test_the_pool_of_the_document_has_the_terms_of_its_parameters() -> None:
    policy = LIBRARY.resolve("hengyang/risk-pool", ON)
    (pool,) = policy.instruments
    terms = {name: evaluate(unmarked(rows[0].value), {}) for name, rows in policy.parameters.items()}
    term, wait = pool.values["term"], pool.values["claim_after"]
    assert isinstance(term, Limit)
    assert isinstance(wait, Delay)
    assert (term.op, to_feel(term.value), terms["最长期限"]) == ("<=", "最长期限", Months(36))
    assert (to_feel(wait.value), wait.unit, terms["代偿等待天数"]) == ("代偿等待天数", TermUnit.DAY, 60)
    for key, names in (("paid_by", ("省出资比例", "区出资比例")), ("sharing", ("资金池分担比例", "银行分担比例"))):
        shares = pool.values[key]
        assert isinstance(shares, tuple)
        assert all(isinstance(share, Share) for share in shares)
        assert sum(terms[name] for name in names) == 1
    assert terms["预警线"] < terms["暂停线"]


LOAN = {
    "所属资金池": "衡阳高新区", "银行已签三方协议": "是", "借款企业为科技型企业": "是", "用于科技创新活动": "是",
    "备案时银行已暂停": "否", "年利率": "0.05", "放款时一年期LPR": "0.0365", "放款日期": "2023-01-10",
    "到期日期": "2024-01-10", "备案日期": "2023-01-20", "逾期天数": "90", "借款企业备案余额": "5000000",
    "贷款本金": "5000000",
}  # fmt: skip


def test_a_pool_pays_no_more_than_it_has_and_who_asked_first_comes_first(tmp_path: Path) -> None:
    """Twelve loans of 5 million: 3.5 million each, so that 40 million pay eleven, and 1.5 million of the last."""
    loans = [LOAN | {"贷款编号": f"A{number:02}", "剩余本金": "5000000"} for number in range(12)]
    for number, loan in enumerate(loans):
        loan["申请日期"] = f"2025-05-{20 - number:02}"
    # One of another pool, one not overdue for long enough, one paid before, one for which nobody has asked, one for
    # which more is outstanding than was lent.
    loans.append(LOAN | {"贷款编号": "B", "剩余本金": "1000000", "申请日期": "2025-06-01", "所属资金池": "另一个"})
    loans.append(LOAN | {"贷款编号": "C", "剩余本金": "1000000", "逾期天数": "59", "申请日期": "2025-05-01"})
    loans.append(LOAN | {"贷款编号": "D", "剩余本金": "1000000", "已补偿金额": "700000", "申请日期": "2025-05-01"})
    loans.append(LOAN | {"贷款编号": "E", "剩余本金": "1000000"})
    loans.append(LOAN | {"贷款编号": "F", "剩余本金": "5000000.01", "申请日期": "2025-05-01"})
    zone = Zone(tmp_path, "hengyang/risk-pool", 贷款=loans)
    expected = {(f"A{number:02}", "风险补偿"): 3_500_000 for number in range(1, 12)}
    assert zone.benefits() == expected | {("A00", "风险补偿"): 1_500_000, ("B", "风险补偿"): 700_000}


def test_what_comes_back_never_exceeds_what_was_paid() -> None:
    decided, chance = Deciding(LIBRARY.resolve("hengyang/risk-pool", ON)), random.Random(7)
    for _ in range(300):
        paid, back, costs = (Decimal(chance.randint(0, 10**6)) / 100 for _ in range(3))
        found = decided({"已补偿金额": paid, "追回金额": back, "追偿费用": costs})["应返还资金池"]
        due = Fraction(max(Decimal(0), back - costs)) * Fraction(7, 10)
        assert found == rounded(min(due, Fraction(paid)))


def test_the_lines_of_the_pool_are_those_of_the_other_document(tmp_path: Path) -> None:
    books = [("甲", 1000, 49), ("乙", 1000, 50), ("丙", 1000, 80), ("丁", 0, 0), ("戊", 1000, "")]
    zone = Zone(
        tmp_path,
        "hengyang/risk-pool-lines",
        贷款组合=[
            {"组合编号": name, "备案贷款余额": lent, "不良贷款本金": bad, "资金池余额": 500}
            for name, lent, bad in books
        ],
    )
    states = dict(zone.rows("decisions", "组合编号", "组合状态"))
    assert states == {"甲": "正常", "乙": "预警", "丙": "暂停", "丁": "正常", "戊": None}
    room = dict(zone.rows("decisions", "组合编号", "还可备案额度"))
    assert room == {"甲": 4000, "乙": 4000, "丙": 0, "丁": 5000, "戊": None}


# --- Zhongguancun -----------------------------------------------------------------------------------------------------

CRITERIA = ("团队优势", "产业创新", "自主知识产权", "市场需求", "核心竞争力", "商业模式")


def test_twelve_judges_of_whom_some_step_aside(tmp_path: Path) -> None:
    chance, on = random.Random(8), date(2022, 12, 20)
    projects, sheets, expected = [], [], {}
    for number in range(1, 16):
        key = f"P{number:02}"
        projects.append({"项目编号": key, "参赛方": "企业", "初赛名次": number, "决赛名次": number})
        judges = 12 if number != 15 else 11  # the scores of the last are not complete
        aside = {chance.randint(1, judges) for _ in range(number % 3)}
        marks = {judge: [chance.randint(0, 100) for _ in CRITERIA] for judge in range(1, judges + 1)}
        for judge, given in marks.items():
            row = {"项目": key, "评委": judge, "轮次": "决赛", "回避": "是" if judge in aside else "否"}
            sheets.append(row | ({} if judge in aside else dict(zip(CRITERIA, given, strict=True))))
        told = [given for judge, given in marks.items() if judge not in aside]
        means = [rounded(Fraction(sum(column), len(told))) for column in zip(*told, strict=True)]
        expected[key] = (sum(map(Fraction, means), Fraction(0)) / 6, judges == 12, number <= 10)
    zone = Zone(tmp_path, "zhongguancun/contest", on, 参赛项目=projects, 评分=sheets)
    found = zone.rows("decisions", "项目编号", "决赛得分", "评分齐全", "入围十强")
    assert len(found) == 15
    for key, score, complete, best in found:
        exact, *rest = expected[key]
        assert [complete, best] == rest
        assert abs(Fraction(score) - exact) <= Fraction(1, 2_000_000)


def test_the_subsidy_has_a_cap_and_the_purse_one_winner(tmp_path: Path) -> None:
    on = date(2022, 12, 20)
    rows = [("甲", 1, "企业", "是", 450_000), ("乙", 2, "企业", "是", 120_000), ("丙", 3, "团队", "是", 90_000)]
    zone = Zone(
        tmp_path,
        "zhongguancun/contest",
        on,
        参赛项目=[
            {"项目编号": name, "参赛方": who, "初赛名次": 1, "决赛名次": 1, "总决赛名次": rank}
            | {"属于小微研发补贴对象": meets, "核定研发补贴": amount}
            for name, rank, who, meets, amount in rows
        ],
        评分=[{"项目": "甲", "评委": "1", "轮次": "初赛"}],
    )
    assert zone.benefits() == {
        ("甲", "冠军奖金"): 1_000_000,
        ("甲", "小微研发补贴"): 300_000,
        ("乙", "小微研发补贴"): 120_000,
    }


def test_the_contest_is_that_of_2022_only() -> None:
    (version,) = (version for version in VERSIONS if version.id == "zhongguancun/contest")
    assert not version.in_force(date(2023, 1, 1))
    policy = LIBRARY.read(version)
    (call,) = policy.instruments
    assert [(count.name, count.number) for count in call.values["rounds"]] == [  # type: ignore[attr-defined]
        ("初赛", int(evaluate(policy.parameters["决赛名额"][0].value, {}))),
        ("决赛", int(evaluate(policy.parameters["十强名额"][0].value, {}))),
        ("总决赛", None),
    ]


# --- Dalian -----------------------------------------------------------------------------------------------------------


def clients(owner: str, rows: Iterable[tuple[str, int, int | str, str, str, str]], start: int) -> Rows:
    names = ("注册在高新区", "服务月数", "已补贴月数", "客户已确认", "当年新注册", "入驻园区")
    return [
        {"服务机构": owner, "客户企业": code(number), **dict(zip(names, row, strict=True))}
        for number, row in enumerate(rows, start)
    ]


def test_client_months_and_the_cap_of_a_year(tmp_path: Path) -> None:
    """An agent of 120 clients for a year: 216,000 yuan, more than the cap of 200,000; one of five: 12 + 5 + 3 months,
    and 50,000 for four of five that moved in; one that has not signed; one of another trade with new clients."""
    agents = [(code(1), "代理记账", "是"), (code(2), "代理记账", "是"), (code(3), "代理记账", "否")]
    agents += [(code(4), "其他财税服务", "是")]
    many = [("是", 12, "", "是", "否", "否")] * 120
    few = [
        ("是", 12, 0, "是", "是", "是"), ("是", 12, 7, "是", "是", "是"), ("是", 3, "", "是", "是", "是"),
        ("否", 12, 0, "是", "是", "是"), ("是", 12, 0, "否", "是", "否"),
    ]  # fmt: skip
    zone = Zone(
        tmp_path,
        "dalian/fiscal-services",
        机构=[{"统一社会信用代码": key, "服务类型": kind, "已与平台签约": signed} for key, kind, signed in agents],
        服务客户=[
            *clients(code(1), many, 1000),
            *clients(code(2), few, 2000),
            *clients(code(3), few, 3000),
            *clients(code(4), few, 4000),
        ],
    )
    months = dict(zone.rows("decisions", "统一社会信用代码", "补贴客户月数"))
    assert months == {code(1): 1440, code(2): 20, code(3): 20, code(4): 20}
    assert zone.benefits() == {
        (code(1), "代理记账补贴"): 200_000,
        (code(2), "代理记账补贴"): 3_000,
        (code(2), "绩效奖励"): 50_000,
        (code(4), "绩效奖励"): 50_000,
    }


def test_the_bonus_is_what_the_cap_leaves(tmp_path: Path) -> None:
    """105 clients for a year are 189,000 yuan: of the bonus of 50,000 remain 11,000."""
    rows = [("是", 12, 0, "是", "是", "是")] * 5 + [("是", 12, 0, "是", "否", "否")] * 100
    zone = Zone(
        tmp_path,
        "dalian/fiscal-services",
        机构=[{"统一社会信用代码": code(1), "服务类型": "代理记账", "已与平台签约": "是"}],
        服务客户=clients(code(1), rows, 100),
    )
    assert zone.benefits() == {(code(1), "代理记账补贴"): 189_000, (code(1), "绩效奖励"): 11_000}
    told = explain(zone.policy, zone.snapshot, code(1), ON).to_text("en")
    assert "bonus (绩效奖励): ¥50,000, of which ¥11,000 payable" in told


def test_the_five_exemptions_and_the_address(tmp_path: Path) -> None:
    firms = [("是", "2025-07-10", "否", "是", "2024-11-01"), ("是", "2025-05-10", "", "是", "2024-06-30")]
    names = ("使用平台注册地址", "地址合同到期日", "列入经营异常名录", "场地位于指定园区", "入驻园区日期")
    zone = Zone(
        tmp_path,
        "dalian/tenant-relief",
        企业=[
            {"统一社会信用代码": code(number), **dict(zip(names, firm, strict=True))}
            for number, firm in enumerate(firms, 1)
        ],
    )
    assert zone.rows("benefits", "统一社会信用代码", "benefit", "until") == [
        (code(1), "免费注册地址", date(2025, 7, 10)),
        (code(1), "场地五免", date(2025, 10, 31)),
    ]
    benefits = {benefit.name: benefit for benefit in zone.policy.benefits}
    assert benefits["场地五免"].relief == ("水电费", "物业费", "停车费", "空调费", "供暖费")


# --- Shenzhen ---------------------------------------------------------------------------------------------------------


def test_a_delegation(tmp_path: Path) -> None:
    sessions = [("德国", 120, 30, 30), ("德国", 100, 25, 20), ("瑞士", 110, 20, 20), ("瑞士", 70, 10, 10)]
    names = ("国家", "参会人数", "同意联系人数", "已联系人数")
    activities = [
        {"出访": "T1", "活动类型": "人才政策交流会", **dict(zip(names, row, strict=True))} for row in sessions
    ]
    activities.append({"出访": "T1", "活动类型": "参观访问", "国家": "德国"})
    delegation = {"出访编号": "T1", "返程日期": "2022-12-11", "去重参会人数": 370, "落地人数": 17}
    zone = Zone(tmp_path, "shenzhen/outreach", date(2023, 1, 11), 出访=[delegation], 出访活动=activities)
    columns = ("政策交流会场次", "参会人次", "参会人数合计", "待联系人数", "跟进逾期", "落地比例", "只联系同意的人")
    assert zone.rows("decisions", *columns) == [(4, 400, 370, 5, True, Decimal("0.200000"), True)]
