"""What a policy can say over facts and lists is SQL: value by value as by the interpreter, unknowns and reasons too."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.equality.compare import compare
from tests.equality.words import ON, POOR, firms, formulas, read, snapshot

from luoshu.engine.computing import Computing
from luoshu.facts.snapshot import Snapshot
from luoshu.feel import tree
from luoshu.feel.builtins import string_functions
from luoshu.policy.graph import Graph
from luoshu.problems import ProblemError
from luoshu.sql.functions import SUPPORTED, support
from luoshu.sql.program import Program
from luoshu.sql.refusal import RefusalError
from luoshu.sql.regular import checked, replaceable
from luoshu.sql.rounding import ROUNDINGS
from luoshu.sql.source import Source

BEFORE = {
    "跨度": "[收入..收入 + 100]",
    "定界": "[3..999)",
    "期间": "[成立..评价日期]",
    "存续": "评价日期 - 成立",
    "年限": "years and months duration(成立, 评价日期)",
    "有效者": "专利[有效]",
    "各数": "[人数, 收入, 净利]",
}

GROUPS: dict[str, list[str]] = {
    "parts of texts": [
        "substring(名称, 1)",
        "substring(名称, 2, 1)",
        "substring(名称, -2)",
        "substring(名称, -2, 1)",
        "substring(名称, 0)",
        "substring(名称, 人数)",
        "substring(名称, 人数, 得分)",
        "substring(名称, 得分, 1)",
        "substring(名称, 1, 人数 / 3)",
        "substring(名称, 净利 / 收入 * 2)",
        "substring(string: 名称, length: 1, start position: 2)",
        'substring before(名称, "B")',
        'substring before(名称, "")',
        "substring before(名称, 等级)",
        'substring after(名称, "甲")',
        'substring after(名称, "")',
        "substring after(名称, 等级)",
        "substring after(等级, 名称)",
        "substring(upper case(名称) + 等级, 2, 2)",
        "string length(substring(名称, 2))",
        'string join([名称, 等级, "末"], "、")',
        "string join([名称, 等级])",
        "upper case(名称)",
        "lower case(名称 + 等级)",
    ],
    "order of texts": [
        "名称 < 等级",
        '名称 >= "ABc"',
        '等级 in ["乙".."甲"]',
        '名称 in ("", > "乙")',
        "max(名称, 等级)",
        'min(名称, 等级, "乙")',
        "max([名称, 等级])",
        "before(名称, 等级)",
        '名称 between "A" and "甲"',
    ],
    "regular expressions": [
        'matches(名称, "^[A-Z]+c$")',
        'matches(名称, "甲|乙.+司")',
        'matches(名称, "(公司|厂)$")',
        'matches(名称, "^$")',
        'matches(名称, "B{1,2}c?")',
        'replace(名称, "[A-Z]", "x")',
        'replace(名称, "公司", "")',
    ],
    "texts of other values": [
        "string(人数)",
        "string(收入)",
        "string(占比)",
        "string(得分)",
        "string(净利 * 3)",
        "string(-人数)",
        "string(国有)",
        "string(成立)",
        "string(名称)",
        "string(年限)",
        "string(存续)",
        '"共" + string(count(专利)) + "件"',
        "string(1.50)",
        "number(人数) + 1",
        'contains(名称, "乙")',
        'starts with(名称, 等级) or ends with(名称, "c")',
    ],
    "dates": [
        "date(成立.year, 成立.month, 成立.day)",
        "date(成立.year + 1, 2, 29)",
        "date(2024, 人数, 30)",
        "date(2023, 2, 人数 + 26)",
        "date(人数, 1, 1)",
        "date(2024, 得分, 1)",
        "date(成立.year, 收入 / 100, 1)",
        "date(year: 2024, day: 人数, month: 2)",
        "date(成立)",
        "today()",
        "成立 < today()",
        "day of year(成立)",
        "day of week(成立)",
        "week of year(成立)",
        "month of year(成立)",
        "成立.weekday",
        "max(成立, 评价日期)",
        'min(成立, date("2020-06-30"), 评价日期)',
        "max([成立, 评价日期]).year",
        '成立 in [date("2020-01-01")..date(2020, 人数, 1)]',
        "成立 in (< date(2020, 6, 人数 + 29), 评价日期)",
        '成立 between date("2020-02-29") and 评价日期 - duration("P1Y")',
    ],
    "durations": [
        '成立 + duration("P1Y")',
        '成立 - duration("P1D") * 人数',
        '成立 + 人数 * duration("P1M")',
        '成立 + duration("P1M") * 得分',
        '成立 + duration("P9000Y")',
        '成立 - duration("P9999Y")',
        '成立 - 人数 * duration("P10Y")',
        '成立 + 人数 * duration("P10000D")',
        'duration("P1Y") * 占比 + 成立',
        '成立 + duration("P1D") * 得分',
        '成立 - duration("P1D") * 得分',
        '成立 + duration("PT12H")',
        '成立 - duration("PT12H")',
        "评价日期 - 成立",
        "(评价日期 - 成立).days",
        '(评价日期 - 成立) / duration("P1D")',
        '(评价日期 - 成立) / 2 > duration("P2000D")',
        "((评价日期 - 成立) / 3).hours",
        "((评价日期 - 成立) * 占比).minutes",
        "(存续 / 人数).minutes",
        "存续.seconds",
        "存续.days >= 365",
        "年限 * 2",
        "年限 / 人数",
        "(年限 / 得分).months",
        "年限.years",
        "年限.months",
        "-年限",
        "abs(年限)",
        "abs(成立 - 评价日期)",
        '年限 / duration("P1Y")',
        'max(年限, duration("P5Y"))',
        'sum([年限, duration("P1M")])',
        "mean([存续, 存续 * 2]).days",
        '年限 + duration("P1Y2M")',
        '存续 > duration("P1000D")',
        '年限 in [duration("P1Y")..duration("P6Y"))',
        'if 国有 then 年限 else duration("P1Y")',
        "成立 + 年限",
        "duration(年限)",
        "成立 + 存续",
        "年限",
    ],
    "ranges": [
        "人数 in 定界",
        "收入 in 跨度",
        "not(净利 in 跨度)",
        "成立 in 期间",
        "before(人数, 净利)",
        "before(人数, [净利..100))",
        "before([0..人数), 3)",
        "after([净利..收入], 占比)",
        "after(成立, 评价日期)",
        "meets([0..人数], [3..10])",
        "meets([0..人数), [3..10])",
        "met by([人数..999], [0..3])",
        "overlaps([0..人数], [净利..10])",
        "overlaps before([0..人数], [3..10])",
        "overlaps after([净利..人数], (0..3])",
        "finishes(人数, [0..3])",
        "finishes([0..人数], [0..3])",
        "finished by([0..人数], 3)",
        "includes([0..人数], 净利)",
        "includes([0..人数), [净利..3])",
        "includes([净利 / 收入..3], 占比)",
        "during(净利, [0..人数])",
        'during(成立, [date("2020-02-29")..评价日期])',
        "starts(净利, [0..10])",
        "starts([净利..人数), [0..10])",
        "started by([净利..人数], 0)",
        "coincides([净利..人数], [0..3])",
        "coincides(净利, 占比)",
        "includes(跨度, 300)",
        "includes(定界, 人数)",
        "overlaps(定界, 跨度)",
        "跨度.start",
        "定界.end",
        "includes((> 3), 人数)",
        "before((> 3), 人数)",
        'includes(["甲"..名称], 等级)',
    ],
    "lists written out": [
        "count([人数, 收入])",
        "sum([人数, 收入, 净利])",
        "sum(人数, 收入)",
        "min([人数, 净利, 占比, 2.5])",
        "max(人数, 收入, 净利, 得分)",
        "max([净利 / 收入, 占比, 0.3])",
        "mean([人数, 收入])",
        "mean(人数, 3)",
        "mean([人数])",
        "mean([净利 / 收入, 占比])",
        "median([人数, 收入, 净利])",
        "median(人数, 收入)",
        "product([人数, 占比])",
        "all([国有, 上市])",
        "any([国有, 上市, 失信])",
        "any(国有, 人数 > 3)",
        "all([])",
        "list contains([人数, 3], 净利)",
        'list contains([名称, 等级], "甲")',
        "list contains(各数, 3)",
        "[人数, 收入, 净利][2]",
        "[人数, 收入][-1]",
        "[人数, 收入][3]",
        "some x in [人数, 收入] satisfies x > 100",
        "every x in [人数, 收入, 净利] satisfies x >= 0",
        "some x in [] satisfies x > 1",
        "count([人数, 收入, 净利][item > 3])",
        "sum([人数, 收入, 净利][item > 3])",
        "max([人数, 收入, 净利][item > 300])",
        "min([成立, 评价日期][item < 评价日期])",
        "mean([人数, 收入][item > 0])",
        "count(distinct values([人数, 收入, 净利, 3]))",
        "sum(for x in [人数, 收入] return x * 2)",
        "max(for x in [人数, 净利] return x + 占比)",
        "sum(concatenate([人数], [收入, 净利]))",
        "sum(union([人数], [收入, 净利]))",
        "max(reverse([人数, 收入]))",
        "not(list contains([人数, 收入], 0))",
        "count(各数)",
        "max(各数)",
        "各数[2]",
        "some x in 各数 satisfies x = 0",
        "sum(if 国有 then [人数] else [收入, 净利])",
        "count(if 国有 then [人数] else [])",
    ],
    "related lists": [
        "max(专利.授权)",
        "min(专利[有效].授权).year",
        "max(专利.类别)",
        'min(专利[类别 = "I类"].类别)',
        "count(distinct values(专利.类别))",
        "count(distinct values(专利[有效].次数))",
        "count(distinct values(专利.授权))",
        "all(专利.有效)",
        "any(专利[次数 > 1].有效)",
        "all(专利.争议)",
        "sum(for 项 in 专利[有效] return 项.出资 * 占比)",
        "mean(for 项 in 专利 return 项.出资 + 项.次数 * 收入)",
        "max(for 项 in 专利 return 评价日期 - 项.授权)",
        "min(for 项 in 专利 return years and months duration(项.授权, 评价日期))",
        'max(for 项 in 专利 return 项.授权 + duration("P1Y"))',
        'count(专利[授权 + duration("P1M") * 次数 > 成立])',
        "count(专利[次数 > count(奖项)])",
        "count(专利[次数 > mean(专利.次数)])",
        "sum(专利[出资 >= max(专利[有效].出资)].出资)",
        "some 项 in 专利 satisfies 项.次数 > sum(奖项.名次)",
        "every 项 in 专利 satisfies 项.授权 = min(专利.授权)",
        "count(专利[有效 and count(奖项[名次 <= 3]) > 0])",
        "count(专利[(some 奖 in 奖项 satisfies 奖.名次 = 1) and 次数 > 0])",
        "count(专利[次数 in (1, count(奖项))])",
        'count(专利[substring(类别, 1, 1) = "I"])',
        "count(专利[max(次数, 人数) > 3])",
        "count(专利[次数 in 定界])",
        "count(有效者)",
        "sum(有效者.出资)",
        "max(有效者.授权)",
        "count(有效者[次数 > 1])",
        "some 项 in 有效者 satisfies 项.次数 > 人数",
        "count(专利[次数 > count(有效者)])",
    ],
    "numbers": [
        "modulo(人数, 7)",
        "modulo(收入, 100)",
        "modulo(净利, 7)",
        "modulo(净利, -0.3)",
        "modulo(人数, 净利)",
        "modulo(得分, 占比)",
        "modulo(净利 / 人数, 占比)",
        "modulo(人数, 收入 / 3)",
        "odd(人数)",
        "even(人数)",
        "odd(净利)",
        "even(收入 / 3)",
        "odd(-人数)",
        "abs(净利 / 得分)",
        "人数 ** 0",
        "(净利 / 收入) ** 0",
        "人数 ** -1",
        "净利 ** -2",
        "占比 ** 3",
        "(净利 / 收入) ** 2",
        "人数 ** 5",
        "modulo(dividend: 人数, divisor: 3)",
        "max(人数, 净利, 收入 / 得分) > 3",
    ],
    "branches": [
        "if 国有 then 人数 else null",
        "if 国有 then null else 名称",
        "if 国有 then 成立 else null",
        "if 国有 then 人数 else 占比",
        "if 国有 then 净利 / 收入 else 人数",
        "if 国有 then 净利 / 收入 else null",
        "if 上市 then (if 国有 then 成立 else null) else 评价日期",
        "if 国有 then 上市 else null",
        "人数 instance of number",
        "名称 instance of date",
        "is(人数, 3)",
        "is(名称, 人数)",
    ],
}


@pytest.fixture(scope="module", params=["full", "poor"])
def frozen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    absent = POOR if request.param == "poor" else frozenset()
    count = 40 if request.param == "poor" else 100
    return snapshot(tmp_path_factory.mktemp(request.param), firms(count, seed=23, gaps=0.1), absent)


@pytest.mark.parametrize("group", GROUPS)
def test_sql_is_the_interpreter(group: str, frozen: Snapshot, within: Computing, tmp_path: Path) -> None:
    texts = {f"值{at}": text for at, text in enumerate(GROUPS[group])}
    found = compare([read(formulas(BEFORE | texts))], frozen, tmp_path / "out", ON, within)
    assert found.differences == []
    interpreted = {text.split()[1] for text in found.interpreted}
    assert [texts[name] for name in interpreted & texts.keys()] == []


REFUSED = {
    "sqrt(人数)": "SQL cannot do sqrt yet",
    "专利[1].出资": "SQL does not know the order of a list's items",
    "median(专利.出资)": "SQL cannot do median of a list yet",
    "sum(for 项 in 专利 return 项.出资 / 项.次数)": "SQL cannot aggregate quotients exactly",
    'matches(名称, "\\\\d")': "the regular expression '\\d' may mean something else in SQL",
    "matches(名称, 等级)": "this must be a constant in SQL",
    'matches(名称, "甲", "i")': "a regular expression in SQL has no flags",
    'replace(名称, "B*", "x")': "replacing 'B*' may have another result in SQL",
    'replace(名称, "(B)", "$1$1")': "a replacement in SQL has no \\ and no $",
    "string(收入 / 净利)": "SQL cannot write this value",
    "占比 ** 人数": "SQL takes whole powers that are constant only",
    "(评价日期 - 成立) / 2": "SQL writes durations of whole days only",
    "((评价日期 - 成立) / 人数).seconds": "SQL takes no fractions of seconds",
    "date(string(成立))": "a date is needed here",
    "count(专利[次数 > count(奖项[名次 < 次数])])": "the list '奖项' stands inside a list's condition: "
    "give what is said of it a name of its own",
    "some x in [count(专利)] satisfies count(专利[次数 > x]) > 0": "an aggregate in a list's condition "
    "needs a name of its own here",
    "[3..人数]": "a range or a list cannot be a column",
}


def test_what_is_refused_says_why_and_is_the_same(frozen: Snapshot, within: Computing, tmp_path: Path) -> None:
    texts = {f"值{at}": text for at, text in enumerate(REFUSED)}
    found = compare([read(formulas(texts))], frozen, tmp_path / "out", ON, within)
    assert found.differences == []
    assert [text.partition("): ")[2] for text in found.interpreted] == list(REFUSED.values())


CASES = ["", "ß", "Straße", "ﬁn", "İstanbul", "ΣΑΣ", "ŉ", "甲乙", "ǅ", "𝒳aB", "ΐ"]


def test_every_character_has_its_case(within: Computing, tmp_path: Path) -> None:
    made = [{"代码": f"F{at}", "名称": text} for at, text in enumerate(CASES)]
    policy = read(
        formulas({"大": "upper case(名称)", "小": "lower case(名称)", "长": "string length(upper case(名称))"})
    )
    found = compare([policy], snapshot(tmp_path, made), tmp_path / "out", ON, within)
    assert (found.differences, found.interpreted) == ([], [])


ENDS = [date(1, 1, 1), date(1, 1, 31), date(1, 2, 1), date(9998, 12, 31), date(9999, 1, 1), date(9999, 11, 30),
        date(9999, 12, 30), date(9999, 12, 31), date(2024, 2, 29), date(2023, 12, 31)]  # fmt: skip


def test_the_first_and_the_last_day_that_there_is(within: Computing, tmp_path: Path) -> None:
    made = [
        {"代码": f"F{at}-{heads}", "成立": day, "人数@2024": Decimal(heads)}
        for at, day in enumerate(ENDS)
        for heads in (0, 1, 12, 1000)
    ]
    steps = ["P1D", "P31D", "P366D", "P1M", "P13M", "P1Y", "P9998Y", "P9999Y", "P3652058D", "P3652059D"]
    texts = [f'成立 {sign} duration("{step}")' for step in steps for sign in "+-"]
    texts += [f'成立 {sign} 人数 * duration("{step}")' for step in ("P1D", "P1M", "P3652D", "P119M") for sign in "+-"]
    texts += ["date(成立.year + 人数, 成立.month, 成立.day)", "date(成立.year - 人数, 2, 29)", "string(成立)"]
    policy = read(formulas({f"值{at}": text for at, text in enumerate(texts)}))
    found = compare([policy], snapshot(tmp_path, made), tmp_path / "out", ON, within)
    assert (found.differences, found.interpreted) == ([], [])


def listed(template: str, count: int) -> str:
    return ", ".join(template.replace("#", str(at + 2)) for at in range(count))


CHAINS = {
    "terms": lambda n: listed("modulo(人数, #)", n).replace("), ", ") + "),
    "greatest": lambda n: f"max({listed('人数 + #', n)})",
    "dates": lambda n: "成立" + ' + duration("P1M")' * n,
    "computed dates": lambda n: "成立" + ' + duration("P1D") * 人数' * n,
    "least date": lambda n: "min(" + listed('成立 + duration("P#M") * 人数', n) + ")",
    "branches": lambda n: 'if 人数 > 9 then 成立 + 人数 * duration("P1M") else ' * n + "成立",
    "texts": lambda n: listed("substring(名称, #)", n).replace("), ", ") + "),
    "items": lambda n: f"sum([{listed('人数', n)}][item > 3])",
}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_long_chain_is_three_times_one_a_third_as_long(chain: str) -> None:
    def size(terms: int) -> int:
        policy = read(formulas({"数": CHAINS[chain](terms)}))
        graph = Graph.of([policy], ON)
        program = Program.compile(graph, Source.of_vocabulary(policy.entity, policy.vocabulary, ON))
        assert program.refused == {}
        return len(program.decisions_query(list(graph.steps.values())).sql(dialect="duckdb"))

    assert size(60) < 4 * size(20)


def test_the_greatest_of_the_greatest_is_no_million_expressions() -> None:
    text = "人数"
    for at in range(8):
        text = f"max({text}, {at}, 净利)"
    policy = read(formulas({"数": text}))
    graph = Graph.of([policy], ON)
    program = Program.compile(graph, Source.of_vocabulary(policy.entity, policy.vocabulary, ON))
    assert len(program.decisions_query(list(graph.steps.values())).sql(dialect="duckdb")) < 20_000


PATTERNS = [
    "^甲",
    "公司$",
    "[A-Z]+",
    "乙|c",
    "^(甲乙|AB)(公司)?$",
    "甲.公",
    "[^甲]公",
    "B?c$",
    "^.{2,3}$",
    "(A|B)(c|d)",
    "^$",
    "a b",
]
SUBJECTS = ["", "甲", "甲乙公司", "ABc", "甲\n公司", "公司\n", "AB公司", "乙", "Bc", "a b", "甲甲甲", "Ad"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_are_read_alike(pattern: str) -> None:
    checked(pattern, tree.Null())
    with duckdb.connect() as connection:
        for text in SUBJECTS:
            (told,) = connection.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchall()[0]
            assert told == string_functions.matches(text, pattern), (text, pattern)
            with contextlib.suppress(RefusalError):
                replaceable(pattern, tree.Null())
                (by,) = connection.execute("SELECT regexp_replace(?, ?, 'x', 'g')", [text, pattern]).fetchall()[0]
                assert by == string_functions.replace(text, pattern, "x"), (text, pattern)


@pytest.mark.parametrize(
    "pattern", ["\\\\d", "[[:alpha:]]", "(?i)a", "a++", "a{,3}", "[a&&b]", "\\\\1", "a**", "x{1000}", "[\\\\d]", "("]
)
def test_what_may_mean_something_else_is_refused(pattern: str) -> None:
    with pytest.raises(RefusalError):
        checked(pattern, tree.Null())


def test_a_decision_that_is_a_list_says_which_items(tmp_path: Path, frozen: Snapshot) -> None:
    texts = {
        "甲": '专利[类别 = "I类"]',
        "数": "count(甲.类别)",
        "和": "sum(甲.出资)",
        "乙": "甲[有效]",
        "丙": "max(乙.授权)",
    }
    found = compare([read(formulas(texts))], frozen, tmp_path / "out", ON)
    assert found.differences == []
    assert [text.split()[1] for text in found.interpreted] == ["甲", "乙"]


def test_a_list_whose_items_are_of_no_record_is_an_error_with_a_place() -> None:
    policy = read(formulas({"和": "concatenate(专利, 专利)", "数": "count(和.类别)"}))
    with pytest.raises(ProblemError) as error:
        Graph.of([policy], ON)
    (problem,) = error.value.problems
    assert problem.text.en == "only the items of a related list have a '类别'"
    assert problem.text.zh == "只有关联列表的项才有“类别”"
    assert problem.place is not None
    assert "count(和.类别)" in str(problem.place.line_text)


def called(text: str) -> set[str]:
    policy = read(formulas(BEFORE | {"数": text}))
    formula = policy.decisions["数"].formula
    assert formula is not None
    calls = [node.function for node in tree.walk(formula) if isinstance(node, tree.Call)]
    return {function.name for function in calls if isinstance(function, tree.Name)}


def test_each_function_of_the_reference_is_among_these() -> None:
    texts = [text for group in GROUPS.values() for text in group]
    assert SUPPORTED - set().union(*map(called, texts)) == set(ROUNDINGS)  # which have tests of their own


CALLS = {
    "get value": None, "get entries": None, "context": None, "context put": None, "context merge": None,
    "sort": "count(sort([人数, 收入]))", "split": 'count(split(名称, "a"))', "mode": "count(mode([人数, 收入]))",
    "stddev": "stddev([人数, 收入])", "log": "log(收入)", "exp": "exp(占比)", "sqrt": "sqrt(收入)",
}  # fmt: skip


def test_other_functions_are_refused() -> None:
    for name, text in CALLS.items():
        assert support(name) == ""
        if text is not None:
            policy = read(formulas({"数": text}))
            source = Source.of_vocabulary(policy.entity, policy.vocabulary, ON)
            assert Program.compile(Graph.of([policy], ON), source).refused, text


TABLES = """\
| {policy} | 人数 | 国有 | **{name}** |
|---|---|---|---|
| 1 | > 2 | - | 收入 / 3 |
| 2 | - | true | 净利 |
| 3 | >= 1 | false | 人数 + 占比 |
| 4 | - | - | 0.5 |

"""


@pytest.mark.parametrize("policy", ["C>", "C<", "C+", "C#", "F"])
def test_tables_with_computed_outputs(policy: str, frozen: Snapshot, within: Computing, tmp_path: Path) -> None:
    found = compare([read(TABLES.format(policy=policy, name="表"))], frozen, tmp_path / "out", ON, within)
    assert (found.differences, found.interpreted) == ([], [])
