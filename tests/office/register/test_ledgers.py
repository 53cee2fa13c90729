"""How registers are counted, added up and drawn: by what their `台账` tables say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from tests.office.people import signed_in
from tests.office.programs.calling import Program
from tests.office.register.helping import LOOK

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.actions.tell_event import tell_event
from luoshu.office.register.chain import Chain, Node, chain_of
from luoshu.office.register.counting import counts_of, growth_of
from luoshu.office.register.entries import Entry, Held, held
from luoshu.office.register.figures import figures_of
from luoshu.office.register.inside import inside_of, ratios_of
from luoshu.office.register.models import Entity, Event
from luoshu.office.register.pictures import picture_of_share, pictures_of_kinds, said_of_chain
from luoshu.office.register.pipeline import pipeline_of
from luoshu.office.register.succession import line_of
from luoshu.office.register.sums import Share, Sums, by_kind, by_year, of_one_unit, ratio_facts, shares
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
Enter = Callable[..., Entity]


@pytest.fixture
def enter(officer: User) -> Enter:
    def enter(kind: str, identifier: str, **facts: object) -> Entity:
        record = words().vocabulary.records[kind]
        return register_entry(officer, record, identifier, {name: str(value) for name, value in facts.items()})

    return enter


def today(kind: str, on: date | None = None) -> Held:
    return held(words().vocabulary.records[kind], on or TODAY, LOOK, ratio_facts(kind), TODAY)


def platform(enter: Enter, identifier: str, level: str = "市级", **facts: object) -> Entity:
    given = {"平台名称": f"平台{identifier}", "依托单位": "洛川精密", "平台类型": "重点实验室", "级别": level}
    return enter("创新平台", identifier, **(given | facts))


def test_what_is_alike_counts_once_at_the_highest_level(enter: Enter) -> None:
    for identifier, level in (("P1", "市级"), ("P2", "省级"), ("P3", "区级")):
        platform(enter, identifier, level, 平台名称="精密加工中心")
    platform(enter, "P4", "国家级", 平台名称="精密加工中心", 依托单位="另一家")
    found = counts_of(today("创新平台"))
    assert dict(found.counted) == {("重点实验室", "省级"): 1, ("重点实验室", "国家级"): 1}
    assert found.columns == ["国家级", "省级"]
    assert found.table == [("重点实验室", [1, 1], 2)]
    assert "平台名称、依托单位相同的只计一次，取最高级别" in found.rule.zh
    assert "at the highest level" in found.rule.en


def test_a_register_that_says_nothing_of_bodies_counts_every_entry(enter: Enter) -> None:
    for number in range(2):
        enter("重点项目", f"X{number}", 重点项目名称="产线改造", 批次="签约")
    found = counts_of(today("重点项目"))
    assert list(found.counted.values()) == [2]
    assert found.rule.zh.startswith("一条一计")


def test_growth_is_of_those_valid_at_the_end_of_each_year(enter: Enter) -> None:
    year = TODAY.year
    platform(enter, "P1", "省级", 认定日期=f"{year - 3}-05-01", 有效期至=f"{year - 1}-06-30")
    platform(enter, "P2", "市级", 认定日期=f"{year - 2}-05-01")
    platform(enter, "P3")  # of which it is not known since when: since it was registered
    growth = growth_of(today("创新平台"))
    assert growth is not None
    assert [day.year for day in growth.days] == [year - 3, year - 2, year - 1, year]
    assert growth.levels == ["省级", "市级"]
    assert [dict(each) for each in growth.counted] == [
        {"省级": 1},
        {"省级": 1, "市级": 1},
        {"市级": 1},
        {"市级": 2},
    ]


@pytest.mark.parametrize("kind", [Event.Kind.MERGED, Event.Kind.REAPPROVED])
def test_what_was_succeeded_does_not_count_beside_what_succeeds_it(enter: Enter, officer: User, kind: str) -> None:
    old, new = platform(enter, "P1", 认定日期="2020-01-01"), platform(enter, "P2", 认定日期="2020-01-01")
    before = TODAY - timedelta(days=10)
    tell_event(officer, old.pk, kind, TODAY - timedelta(days=5), "样本〔2026〕1号", other="P2")
    assert counts_of(today("创新平台")).total == 1
    assert counts_of(today("创新平台", before)).total == 2
    line = line_of(new)
    assert line is not None
    assert (line.came_of, line.became, line.ends) == ([old], [], [new])
    again = line_of(old)
    assert again is not None
    assert (again.came_of, again.became, again.turns) == ([], [new], line.turns)
    merged = kind == Event.Kind.MERGED  # what goes on as it was did not come of what was merged into it
    assert line.said.zh == ("“平台P1”并入。" if merged else "由“平台P1”而来。")
    assert again.said.zh == ("后来并入“平台P2”。" if merged else "后来成为“平台P2”。")


def test_a_line_of_succession_goes_on_through_several_events(
    enter: Enter, officer: User, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, two, three, four = (platform(enter, f"P{number}") for number in range(1, 5))
    alone = platform(enter, "P9")
    tell_event(officer, one.pk, Event.Kind.RENAMED, date(2021, 1, 1), "甲号", after="新名")
    tell_event(officer, one.pk, Event.Kind.MERGED, date(2022, 1, 1), "乙号", other="P2")
    tell_event(officer, two.pk, Event.Kind.REAPPROVED, date(2023, 1, 1), "丙号", other="P3")
    tell_event(officer, four.pk, Event.Kind.SPLIT, date(2024, 1, 1), "丁号", other="P3")
    with django_assert_max_num_queries(3):
        line = line_of(four)
    assert line is not None
    assert [turn.document for turn in line.turns] == ["甲号", "乙号", "丙号", "丁号"]
    assert set(line.ends) == {three, four}
    assert line_of(alone) is None
    page = signed_in(officer).get(f"/register/entity/{three.pk}").text
    assert "由“平台P2”而来，分出“平台P4”。" in page
    assert "2023 年 1 月 1 日" in page
    assert "平台P1" not in page.split('class="line"')[0]
    assert "新名" in page


def test_an_entry_of_a_register_does_not_move_and_an_enterprise_is_not_approved_again(
    enter: Enter, officer: User
) -> None:
    entry = platform(enter, "P1")
    page = signed_in(officer).get(f"/register/entity/{entry.pk}/event").text
    assert "重新认定为" in page
    assert "迁出" not in page
    with pytest.raises(ValidationError):
        tell_event(officer, entry.pk, Event.Kind.MOVED_OUT, TODAY, "甲号")


def test_numbers_add_up_by_kind_and_by_year(enter: Enter) -> None:
    common = {"合同类型": "技术开发", "登记结论": "予以登记"}
    enter("技术合同", "H1", 合同名称="一", 受理日期="2024-03-01", 合同交易总额=100, 核定技术交易额="60.5", **common)
    enter("技术合同", "H2", 合同名称="二", 受理日期="2025-03-01", 合同交易总额=50, **common)
    enter("技术合同", "H3", 合同名称="三", 受理日期="2025-04-01", 合同交易总额=7, 注销日期="2025-05-01", **common)
    for number, outcome in (("H4", "未予登记"), ("H5", None)):  # refused, and not decided yet
        common["登记结论"] = outcome
        stated = {name: value for name, value in common.items() if value}
        enter("技术合同", number, 合同名称=number, 受理日期="2025-02-01", 合同交易总额=1000, **stated)
    (kinds,) = by_kind(today("技术合同"))
    names = [fact.name for fact in kinds.facts]
    assert names == ["合同交易总额", "载明技术交易额", "核定技术交易额"]
    assert kinds.rows == [("技术开发", [Decimal(150), Decimal(0), Decimal("60.5")])]
    assert kinds.lacking == [0, 2, 1]
    (years,) = by_year(today("技术合同"))
    assert [(label, numbers[0]) for label, numbers in years.rows] == [("2024", Decimal(100)), ("2025", Decimal(57))]
    found = counts_of(today("技术合同"))
    assert found.total == 2
    assert "只计登记结论为“予以登记”的" in found.rule.zh
    pipeline = pipeline_of(today("技术合同"))
    assert pipeline is not None
    assert pipeline.total == 4  # who applied, whatever came of it; one was cancelled


def test_annual_facts_add_up_by_year_and_definition(enter: Enter) -> None:
    year = TODAY.year - 1
    for number in range(2):
        costs = {"会计口径研发费用": 300, "加计扣除口径研发费用": 200, "统计口径研发经费": 250}
        enter(
            "研发项目", f"Y{number}", 研发项目名称="研发", 立项日期=f"{year}-02-01", 结题日期=f"{year}-12-01", **costs
        )
    (years,) = by_year(today("研发项目"))
    assert years.rows == [(str(year), [Decimal(600), Decimal(400), Decimal(500)])]
    (share,) = shares(today("研发项目"))
    assert (share.annual, share.whole) == (True, (Decimal(400), Decimal(600)))


def carrier_with_tenancies(enter: Enter) -> Entity:
    carrier = enter(
        "孵化载体", "Z1", 载体名称="智慧岛", 载体类型="孵化器", 总面积=2000, 可租面积=1000, 启用日期="2020-01-01"
    )
    enter("孵化载体", "Z2", 载体名称="空楼", 载体类型="加速器", 总面积=900, 可租面积=500, 启用日期="2020-01-01")
    for number, (area, begun, until) in enumerate(
        ((300, "2023-01-01", "2023-12-31"), (200, "2023-06-01", "2099-12-31"), (150, "2024-06-01", "2099-12-31"))
    ):
        enter(
            "租约",
            f"T{number}",
            承租单位名称="某公司",
            所属载体="Z1",
            租用面积=area,
            起租日期=begun,
            租期至=until,
            用途="研发",
        )
    return carrier


def test_occupancy_comes_of_the_tenancies_of_the_day(enter: Enter) -> None:
    carrier = carrier_with_tenancies(enter)
    for on, let in ((date(2023, 7, 1), 500), (date(2024, 1, 1), 200), (TODAY, 350)):
        occupancy, *_ = shares(today("孵化载体", on))
        assert [(name, part, over) for name, _, part, over in occupancy.rows] == [
            ("智慧岛", let, 1000),
            ("空楼", 0, 500),
        ]
    (picture,) = ratios_of(carrier, TODAY, LOOK)
    assert picture.said == "出租率 35%。"
    (inside,) = inside_of(carrier, TODAY, LOOK)
    assert (inside.total, inside.slug) == (2, "tenancies")


def test_of_a_pilot_base_only_what_the_client_confirmed_is_volume(enter: Enter) -> None:
    base = enter("中试基地", "B1", 基地名称="基地", 设备原值=1000)
    job = {"服务类别": "样品试制", "所属基地": "B1", "合同金额": 500, "完成日期": "2024-01-05"}
    enter("中试服务记录", "J1", 服务事项名称="一", 确认金额=400, 确认日期="2024-02-01", **job)
    enter("中试服务记录", "J2", 服务事项名称="二", **job)
    jobs = next(part for part in inside_of(base, TODAY, LOOK) if part.slug == "pilot-service-records")
    assert jobs.pictures[0].said == "合计：合同金额 1,000 元，确认金额 400 元。"
    (picture,) = ratios_of(base, TODAY, LOOK)
    assert picture.said == "服务强度 40%。"


def test_a_pipeline_tells_what_is_reached_and_how_late(enter: Enter) -> None:
    day = TODAY.isoformat
    early, late = TODAY - timedelta(days=100), TODAY - timedelta(days=30)
    enter(
        "重点项目",
        "X1",
        重点项目名称="甲",
        批次="签约",
        计划签约日期=early,
        实际签约日期=early + timedelta(days=12),
        计划开工日期=late,
    )
    enter("重点项目", "X2", 重点项目名称="乙", 批次="签约", 计划签约日期=TODAY + timedelta(days=9), 实际签约日期=day())
    found = pipeline_of(today("重点项目"))
    assert found is not None
    assert [(stage.name, stage.planned, stage.actual, stage.late) for stage in found.stages] == [
        ("签约", 1, 2, 0),
        ("开工", 1, 0, 1),
        ("投产", 0, 0, 0),
    ]
    assert [(each.entry.name, each.stage, each.days, each.actual is None) for each in found.delays] == [
        ("甲", "开工", 30, True),
        ("甲", "签约", 12, False),
    ]


def test_a_chain_runs_downstream_and_a_link_to_which_nothing_points_is_a_gap(enter: Enter, officer: User) -> None:
    enter("产业集群", "C1", 集群名称="轴承")
    for number, name, following in (
        ("L3", "主机", ""),
        ("L2", "轴承", "L3"),
        ("L1", "钢", "L2"),
        ("L4", "保持架", "L3"),
    ):
        facts = {"下游环节": following} if following else {}
        enter("产业链环节", number, 环节名称=name, 环节位置="中游", 所属集群="C1", **facts)
    platform(enter, "P1", "省级", 服务环节="L1", 平台名称="同一")
    platform(enter, "P2", "市级", 服务环节="L1", 平台名称="同一")
    gone = platform(enter, "P3", 服务环节="L4")
    tell_event(officer, gone.pk, Event.Kind.DEREGISTERED, TODAY, "甲号")
    enter("企业", "91990000MA0000115E", 企业名称="洛川", 主要环节="L2")
    chain = chain_of(today("产业链环节"))
    assert chain is not None
    assert chain.kinds == ["企业", "创新平台", "重点项目"]
    assert [(node.entry.name, node.whole, node.next_name, node.counts) for node in chain.nodes] == [
        ("钢", "轴承", "轴承", (0, 1, 0)),
        ("轴承", "轴承", "主机", (1, 0, 0)),
        ("保持架", "轴承", "主机", (0, 0, 0)),
        ("主机", "轴承", "", (0, 0, 0)),
    ]
    assert [node.entry.name for node in chain.nodes if node.is_gap] == ["保持架", "主机"]
    page = signed_in(officer).get("/register/chain-links/counts").text
    assert "4 个环节中有 2 个缺口" in page
    link = Entity.objects.get(kind="产业链环节", identifier="L2")
    page = signed_in(officer).get(f"/register/entity/{link.pk}").text
    assert "洛川" in page
    assert f'<a href="/register/entity/{Entity.objects.get(identifier="C1").pk}">轴承</a>' in page


def test_in_english_amounts_and_what_is_not_stated_read_as_people_write_them(enter: Enter, officer: User) -> None:
    enter(
        "技术合同",
        "H1",
        合同名称="一",
        登记结论="予以登记",
        受理日期="2024-03-01",
        合同交易总额=250_0000,
    )
    client = signed_in(officer)
    client.cookies["language"] = "en"
    page = client.get("/register/technical-contracts/counts").text
    assert "total amount ¥2.5 million" in page
    assert "not stated" in page
    assert "Received 1" in page
    assert "Technical contracts" in page
    client.cookies["language"] = "zh-hans"
    assert "合同交易总额 250 万元" in client.get("/register/technical-contracts/counts").text


@pytest.mark.parametrize(
    ("part", "over", "unit", "heads"),
    [
        (
            Word("租金", Kind.MONEY),
            Word("面积", Kind.DECIMAL, "平方米"),
            "¥/square metres",
            ["¥/square metres", "¥", "square metres"],
        ),
        (Word("人数", Kind.INTEGER, "人"), Word("投入", Kind.MONEY, "元"), "people/¥", ["people/¥", "people", "¥"]),
        (Word("投入", Kind.MONEY), Word("产出", Kind.MONEY, "元"), "%", ["%", "¥", "¥"]),
        (Word("收益率", Kind.RATE), Word("费率", Kind.RATE), "%", ["%", "%", "%"]),
        (Word("次数", Kind.INTEGER), Word("个数", Kind.INTEGER), "%", ["%", "", ""]),
        (Word("次数", Kind.INTEGER), Word("投入", Kind.MONEY, "元"), "/¥", ["/¥", "", "¥"]),
    ],
)
def test_a_ratio_has_the_units_of_its_numbers(part: Word, over: Word, unit: str, heads: list[str]) -> None:
    share = Share("比", part, over, False, [("甲", None, Decimal(1), Decimal(4))], (Decimal(1), Decimal(4)))
    with translation.override("en"):
        picture = picture_of_share(share, 0, "")
    assert (picture.unit, picture.units) == (unit, heads)


def test_shares_add_up_apart_from_plain_numbers_and_in_percent() -> None:
    rate, plain = Word("收费比率", Kind.RATE, english="fee"), Word("次数", Kind.INTEGER)
    assert of_one_unit([rate, plain]) == [[rate], [plain]]
    (picture,) = pictures_of_kinds([Sums([rate], [("", [Decimal("0.125")])], [0])], "")
    assert (picture.said, picture.units, picture.rows[0].cells[0].text) == ("合计：收费比率 12.5%。", ["%"], "12.5")


def test_in_english_one_is_one() -> None:
    def link(number: int, count: int) -> Node:
        return Node(Entry(number, str(number), "", TODAY, {}, {}), "", "", "", (count,))

    with translation.override("en"):
        assert said_of_chain(Chain(["企业"], [link(1, 0)])).startswith("Of 1 link 1 is a gap:")
        assert said_of_chain(Chain(["企业"], [link(1, 0), link(2, 0)])).startswith("Of 2 links 2 are gaps:")
        assert said_of_chain(Chain(["企业"], [link(1, 3)])).startswith("1 link, none without")


def test_a_chain_that_closes_is_told_all_the_same(enter: Enter) -> None:
    for number in ("L1", "L2"):
        enter("产业链环节", number, 环节名称=number, 环节位置="中游", 下游环节={"L1": "L2", "L2": "L1"}[number])
    chain = chain_of(today("产业链环节"))
    assert chain is not None
    assert [node.next for node in chain.nodes] == ["L2", "L1"]


def test_the_number_of_another_entry_must_be_registered(enter: Enter, officer: User) -> None:
    client = signed_in(officer)
    wrong = client.post(
        "/register/tenancies/new", {"identifier": "T1", "fact-承租单位名称": "某公司", "fact-所属载体": "Z9"}
    )
    assert "“孵化载体”里没有这个号码" in wrong.text
    enter("孵化载体", "Z9", 载体名称="智慧岛")
    client.post("/register/tenancies/new", {"identifier": "T1", "fact-承租单位名称": "某公司", "fact-所属载体": "Z9"})
    assert Entity.objects.filter(kind="租约", identifier="T1").exists()


def test_a_past_day_is_counted_by_what_was_known_then_or_by_what_is_known_today(enter: Enter, officer: User) -> None:
    platform(enter, "P1", 认定日期="2020-01-01")
    client = signed_in(officer)
    assert "有效 0 个" in client.get("/register/innovation-platforms/counts?on=2024-06-30").text
    assert "有效 1 个" in client.get("/register/innovation-platforms/counts?on=2024-06-30&known=today").text
    assert "有效 1 个" in client.get("/register/innovation-platforms/counts?on=2999-01-01").text  # no later than today
    told = Program(officer).get("/registers/innovation-platforms/counts", on="2199-01-01").json()
    assert (told["on"], told["total"]) == (TODAY.isoformat(), 1)


@pytest.mark.parametrize("kind", ["创新平台", "孵化载体", "产业链环节", "重点项目", "技术合同"])
def test_the_figures_of_a_register_take_as_many_queries_for_many_entries(
    enter: Enter, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    record = words().vocabulary.records[kind]
    called = next(fact.name for fact in record.facts.values() if fact.name.endswith("名称"))
    facts: dict[str, Any] = {fact.name: fact.values[0] for fact in record.facts.values() if fact.values}
    for number in range(8):
        enter(kind, f"E{number}", **(facts | {called: f"甲{number}"}))
    with django_assert_max_num_queries(16):
        assert figures_of(record, TODAY, LOOK).counts.total == 8


def test_the_page_of_an_entry_takes_as_many_queries_for_many_within(
    enter: Enter, officer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    carrier = carrier_with_tenancies(enter)
    for number in range(10, 30):
        enter("租约", f"T{number}", 承租单位名称="某公司", 所属载体="Z1", 租用面积=1, 起租日期="2024-01-01")
    client = signed_in(officer)
    with django_assert_max_num_queries(36):
        page = client.get(f"/register/entity/{carrier.pk}").text
    assert "当前有效 22 个" in page
    assert "只列出前 20 个" in page
