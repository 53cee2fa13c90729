"""Strategies of small documents: formulas of every type over typed facts, and decision tables of every hit policy."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from .words import DATES, NUMBERS, TEXTS, UNCHECKED

Text = st.SearchStrategy[str]
LITERALS = sorted({number for numbers in NUMBERS.values() for number in numbers})
ORDER = ["<", "<=", ">", ">=", "=", "!="]
LONG_HIT_POLICIES = ["U", "A", "P", "F", "C+", "C#", "C<", "C>"]
HIT_POLICIES = ["U", "A", "P", "F", "R", "O", "C", "C+", "C#", "C<", "C>"]

_ENTITY_NUMBERS = ["人数", "收入", "净利", "占比", "得分", "prior(收入, 1)", "prior(净利, 1)"]


def join(template: str, *parts: Text) -> Text:
    return st.tuples(*parts).map(lambda found: template.format(*found))


def numbers(depth: int, facts: Sequence[str] = _ENTITY_NUMBERS, *, lists: bool = True) -> Text:
    leaves = st.sampled_from([*facts, *LITERALS])
    if depth == 0:
        return leaves
    inner = numbers(depth - 1, facts, lists=lists)
    whole = numbers(0, facts, lists=lists)
    forms = [
        leaves,
        join("({} {} {})", inner, st.sampled_from("+-*"), whole),
        join("({} / {})", inner, whole),
        join("(-{})", inner),
        join("abs({})", inner),
        join("{}({}, {})", st.sampled_from(["min", "max"]), inner, whole),
        join("{}({}, {})", st.sampled_from(_ROUNDINGS), inner, st.sampled_from(["0", "1", "2", "-1"])),
        join("{}({})", st.sampled_from(["floor", "ceiling"]), inner),
        join("(if {} then {} else {})", booleans(depth - 1, lists=lists) if lists else st.just("有效"), inner, whole),
        join("({} ** 2)", whole),
    ]
    if lists:
        forms += [of_functions(inner, whole), st.sampled_from([*INTERPRETED, "count(选)", "sum(选.出资)"])]
        forms += [aggregates(depth - 1), join("string length({})", st.sampled_from(["名称", "等级"]))]
        forms += [join("{}.{}", dates(0), st.sampled_from(["year", "month", "day"]))]
    return st.one_of(forms)


def of_functions(number: Text, whole: Text) -> Text:
    """Numbers by functions, some of which SQL refuses: whole ones, money and such as have no end."""
    values = st.sampled_from(["出资", "次数", "出资 / 次数"])
    return st.one_of(
        join("modulo({}, {})", number, st.sampled_from(["7", "0.3", "人数"])),
        join("median([{}, {}])", number, whole),
        join("{}([{}, {}, 1])", st.sampled_from(["sum", "max", "mean", "count"]), number, whole),
        join("sqrt(abs({}))", whole),
        join("{}(for 项 in 专利[有效] return 项.{})", st.sampled_from(["sum", "max", "mean", "median"]), values),
        join("count(distinct values(专利.{}))", st.sampled_from(["类别", "次数"])),
        join("专利[{}].出资", st.sampled_from(["1", "-1"])),
        join("floor(modulo({}, 7))", number),
        join('(成立 - date("{}")).days', st.sampled_from(DATES)),
        join("modulo({} / {}, {})", whole, whole, st.sampled_from(["0.5", "-3", "占比"])),
        join("{}({}, {}, {})", st.sampled_from(["sum", "max", "min", "mean"]), number, whole, whole),
        join("{}([{}, {}][item > {}])", st.sampled_from(["count", "sum", "max", "mean"]), number, whole, whole),
        join("count(distinct values([{}, {}, {}]))", whole, whole, whole),
        join("[{}, {}][{}]", whole, whole, st.sampled_from(["1", "-1", "3"])),
        join("({} ** {})", whole, st.sampled_from(["0", "3", "-1", "-2"])),
        join("string length({})", strings()),
        join("(年限 * {}).{}", st.sampled_from(["占比", "得分"]), st.sampled_from(["years", "months"])),
        join("{}({})", st.sampled_from(["day of year", "week of year"]), dates(1)),
    )


_ROUNDINGS = ["decimal", "round up", "round down", "round half up", "round half down"]


def aggregates(depth: int) -> Text:
    patents = st.one_of(st.just("专利"), join("专利[{}]", item_tests(depth)))
    awards = st.one_of(st.just("奖项"), st.just("奖项[名次 <= 3]"))
    value = st.sampled_from(["出资", "次数"])
    function = st.sampled_from(["sum", "min", "max", "mean"])
    return st.one_of(
        join("count({})", st.one_of(patents, awards)),
        join("{}({}.{})", function, patents, value),
        join("{}(奖项.名次)", function),
        st.just("sum(for 奖 in 奖项[名次 <= 人数] return 奖.名次 * 占比)"),
        join("{}(for 项 in {} return {})", function, patents, st.sampled_from(["项.出资 * 2", "项.次数 + 1"])),
    )


def item_tests(depth: int, prefix: str = "") -> Text:
    leaf = st.one_of(
        st.sampled_from([f"{prefix}有效", f"not({prefix}争议)", f'{prefix}类别 = "I类"']),
        st.sampled_from([f'{prefix}类别 in ("I类", "II类")', f'{prefix}授权 > 评价日期 - duration("P5Y")']),
        join(prefix + "出资 {} {}", st.sampled_from(ORDER), st.sampled_from(NUMBERS["出资"])),
        join(prefix + "次数 between {} and 100", st.sampled_from(NUMBERS["次数"])),
        st.just(f"{prefix}出资 / {prefix}次数 >= 33.33"),
        owner_tests(prefix),
    )
    if depth <= 0:
        return leaf
    return st.one_of(leaf, join("({} {} {})", leaf, st.sampled_from(["and", "or"]), leaf))


def owner_tests(prefix: str) -> Text:
    """Conditions on items that speak of the owner: of facts, and of decisions that stand before."""
    return st.one_of(
        join(prefix + "次数 {} {}", st.sampled_from(ORDER), st.sampled_from(_OF_LISTS)),
        join(prefix + "出资 {} {}", st.sampled_from(ORDER), st.sampled_from(_OWNED)),
        join(prefix + "次数 {} {}", st.sampled_from(ORDER), st.sampled_from(["人数", "件数", "人数 / 得分"])),
        join(prefix + "授权 {} {}", st.sampled_from(ORDER), st.sampled_from(["成立", '成立 + duration("P5Y")'])),
        join(prefix + "类别 {} {}", st.sampled_from(["=", "!="]), st.sampled_from(["档次", "名称"])),
        join("({} and " + prefix + "有效)", st.sampled_from(["国有", "失信", "成长", "not(成长)"])),
        st.just(f"{prefix}出资 / 收入 >= 1%"),
    )


def of_owner() -> Text:
    """Aggregates and quantifiers all of whose conditions speak of the owner."""
    tests, paths = owner_tests(""), owner_tests("项.")
    return st.one_of(
        join("count(专利[{}])", tests),
        join("count(专利[{}][{}])", tests, item_tests(0)),
        join(
            "{}(专利[{}].{})", st.sampled_from(["sum", "min", "max", "mean"]), tests, st.sampled_from(["出资", "次数"])
        ),
        join("({} 项 in 专利 satisfies {})", st.sampled_from(["some", "every"]), paths),
        join("({} 项 in 专利[{}] satisfies {})", st.sampled_from(["some", "every"]), tests, item_tests(0, "项.")),
        join("(if {} then count(专利[{}]) else 0)", st.sampled_from(["成长", "净利率 > 0.3", "收入 > 0"]), tests),
    )


# Aggregates of the owner's lists, inside a condition on the items of one.
_OF_LISTS = ["count(奖项)", "mean(专利.次数)", "max(专利[有效].次数)", "count(选)", "sum(奖项[名次 <= 3].名次)"]
_OWNED = ["收入 * 1%", "净利", "占比 * 100", "prior(收入, 1)", "门槛", "净利率", "收入 / 件数"]
# Decisions that SQL refuses and others speak of.
INTERPRETED = {
    "根数": "floor(sqrt(人数))",
    "首款": "专利[1].出资",
    "均商": "mean(for 项 in 专利 return 项.出资 / 项.次数)",
    "方根": "sqrt(abs(净利))",
}
# What those conditions call decisions: a fact's product, a quotient that may fail, counts, a yes or no, a table.
EARLIER = {
    "门槛": "收入 * 1%",
    "净利率": "净利 / 收入",
    "件数": "count(专利[有效])",
    "成长": "净利率 > 0.3 and 件数 > 1",
    "档次": 'if 成长 then "I类" else "II类"',
    "年限": "years and months duration(成立, 评价日期)",
    "段": "[净利..收入]",
    "选": "专利[有效]",
    **INTERPRETED,
}


def dates(depth: int) -> Text:
    leaves = st.one_of(st.just("成立"), st.just("评价日期"), st.sampled_from(DATES).map('date("{}")'.format))
    if depth == 0:
        return leaves
    spans = st.sampled_from(["P1M", "P5Y", "P1Y2M", "P10D", "P1D"]).map('duration("{}")'.format)
    counts = st.sampled_from(["人数", "得分", "收入", "占比"])
    return st.one_of(
        leaves,
        join("({} {} {})", leaves, st.sampled_from("+-"), spans),
        join("({} {} {} * {})", leaves, st.sampled_from("+-"), spans, counts),
        join("({} + 年限)", leaves),
        join("date({}.year, {}, {})", leaves, counts, st.sampled_from(["1", "29", "31", "人数", "得分"])),
        join("{}({}, {})", st.sampled_from(["min", "max"]), leaves, leaves),
        st.sampled_from(["max(专利.授权)", "min(专利[有效].授权)", "max(选.授权)"]),
    )


def strings() -> Text:
    return st.one_of(_plain_strings(), _parts())


def _parts() -> Text:
    text, place = _plain_strings(), st.sampled_from(["1", "2", "-1", "-2", "0", "人数", "得分", "收入"])
    return st.one_of(
        join("substring({}, {})", text, place),
        join("substring({}, {}, {})", text, place, place),
        join("substring {}({}, {})", st.sampled_from(["before", "after"]), text, text),
        join("{}({}, {})", st.sampled_from(["min", "max"]), text, text),
        join("string({})", st.sampled_from(["人数", "收入", "得分", "国有", "成立", "年限", "名称"])),
        join("{}({})", st.sampled_from(["day of week", "month of year"]), st.just("成立")),
    )


def _plain_strings() -> Text:
    literal = st.sampled_from([text for texts in TEXTS.values() for text in texts]).map('"{}"'.format)
    return st.one_of(st.sampled_from(["等级", "名称"]), literal, join("upper case({})", st.just("名称")))


def booleans(depth: int, *, lists: bool = True) -> Text:
    leaves = st.sampled_from(["国有", "上市", "失信", "国有", "true"])
    if depth == 0:
        return leaves
    inner, number = booleans(depth - 1, lists=lists), numbers(depth - 1, lists=lists)
    order = st.sampled_from(ORDER)
    quantified = join("({} 项 in 专利 satisfies {})", st.sampled_from(["some", "every"]), item_tests(1, "项."))
    contains = join(
        "list contains(专利{}, {})", st.sampled_from([".类别", "[有效].类别"]), st.sampled_from(_LOOKED_FOR)
    )
    forms = [
        join("({} {} {})", number, order, numbers(0)),
        join("({} {} {})", inner, st.sampled_from(["and", "or"]), inner),
        join("not({})", inner),
        join("({} between {} and {})", number, numbers(0), numbers(0)),
        join("({} in [{}..{}))", number, st.sampled_from(["-100", "0", "0.3"]), st.sampled_from(["0.5", "3", "1000"])),
        join("({} in ({}, {}))", numbers(0), st.sampled_from(LITERALS), st.sampled_from(LITERALS)),
        join("({} {} {})", dates(1), order, dates(1)),
        join("({} {} {})", strings(), order, strings()),
        join("{}({}, {})", st.sampled_from(["before", "after"]), numbers(0), _spans()),
        join("{}({}, {})", st.sampled_from(_OF_POINTS), numbers(0), _spans()),
        join("{}({}, {})", st.sampled_from(_OF_RANGES), _spans(), _spans()),
        join("({} in 段)", number),
        join("{}({})", st.sampled_from(["odd", "even"]), number),
        join("{}([{}, {}])", st.sampled_from(["all", "any"]), leaves, leaves),
        join("({} x in [{}, {}] satisfies x > {})", st.sampled_from(["some", "every"]), number, numbers(0), numbers(0)),
        join('matches({}, "{}")', _plain_strings(), st.sampled_from(["^甲", "公司$", "[A-Z]+", "乙|c"])),
        join('({} in ("甲", "乙"))', st.sampled_from(["等级", "名称"])),
        join('{}(名称, "甲")', st.sampled_from(["contains", "starts with", "ends with"])),
        join("(if {} then {} else {})", inner, inner, inner),
        join("({} = {})", inner, inner),
        join('(years and months duration(成立, {}) >= duration("P{}Y"))', dates(0), st.sampled_from("135")),
        compared_with_null(number),
    ]
    return st.one_of([*forms, quantified, contains] if lists else forms)


_OF_POINTS = ["finishes", "during", "starts"]
_OF_RANGES = ["overlaps", "overlaps before", "overlaps after", "meets", "met by", "includes", "starts", "finished by"]


def _spans() -> Text:
    """Ranges of numbers, their ends known or not, open or closed, at times the wrong way round."""
    ends = st.sampled_from(["0", "3", "人数", "净利", "占比"])
    opening, closing = st.sampled_from("[("), st.sampled_from("])")
    return st.one_of(join("{}{}..{}{}", opening, ends, ends, closing), st.sampled_from(["段", "(> 3)"]))


_LOOKED_FOR = ['"I类"', "名称", "档次"]


def compared_with_null(number: Text) -> Text:
    """Comparisons that have no value, whatever the facts are, or none on one side of a line."""
    order, literal = st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(LITERALS)
    return st.one_of(
        join("({} {} null)", number, order),
        join("(null {} {})", order, number),
        join("({} between {} and null)", number, literal),
        join("({} in [null..{}])", number, literal),
        join("({} in ({}, > null))", number, literal),
    )


def missing_tests() -> Text:
    """Tests for what is missing, by themselves and inside other forms. A fact that is found may change the answer."""
    facts = st.sampled_from(["人数", "等级", "成立", "国有", "专利", "净利 / 收入", "人数 > 3", "sum(专利.出资)"])
    number, literal = numbers(1), st.sampled_from(LITERALS)
    leaf = st.one_of(
        join("({} {} null)", facts, st.sampled_from(["=", "!="])),
        join('({} in ("甲", null))', st.sampled_from(["等级", "名称"])),
        join("({} in ({}, null))", number, literal),
        join("({} in (null))", number),
        join("({} in [{}, null])", number, literal),
        join("(null in ({}, {}))", number, number),
        join("list contains([{}, null], {})", literal, number),
        join("list contains([{}, {}], null)", number, literal),
        join("(count(专利[次数 in ({}, null)]) > 1)", literal),
        join("(some 项 in 专利 satisfies 项.出资 = null or 项.出资 > {})", literal),
    )
    return st.one_of(
        leaf,
        join("({} {} {})", leaf, st.sampled_from(["and", "or"]), booleans(1)),
        join("(if not({}) then {} else {})", leaf, booleans(1), compared_with_null(number)),
    )


@st.composite
def tables(draw: st.DrawFn, name: str, hit_policy: str) -> str:
    """A table of two or three inputs and up to five rows, some of them `-` throughout, outputs at times not literal."""
    heads = draw(st.lists(st.sampled_from(list(_CELLS)), min_size=2, max_size=3, unique=True))
    texts = hit_policy in ("P", "O") or (hit_policy in "UAFRC" and draw(st.booleans()))
    header = f'**{name}: "甲", "乙", "丙"**' if texts else f"**{name}**"
    keyword = "F" if hit_policy in UNCHECKED else hit_policy
    lines = [f"| {keyword} | {' | '.join(heads)} | {header} |", f"|{'---|' * (len(heads) + 2)}"]
    for number in range(1, draw(st.integers(2, 5)) + 1):
        cells = [draw(st.sampled_from(["-", *_CELLS[head]])) for head in heads]
        output = draw(st.sampled_from(_text_outputs(hit_policy) if texts else _outputs(hit_policy)))
        lines.append(f"| {number} | {' | '.join(cells)} | {output} |")
    return "\n".join(lines) + "\n\n"


def _text_outputs(hit_policy: str) -> list[str]:
    """Of P and O also such as are ranked by their value, which may be missing, fail, or not be among the allowed."""
    literals = ['"甲"', '"乙"', '"丙"']
    return [*literals, "等级", "名称", 'if 净利 / 收入 > 0.3 then "甲" else "丙"'] if hit_policy in "PO" else literals


def _outputs(hit_policy: str) -> list[str]:
    return ["0", "0", "1", "1", "1.0", "5", "-2.5", "人数", "净利 / 收入", "收入"]


_CELLS = {
    "国有": ["true", "false", "null"],
    "人数": ["0", "> 3", "[1..10]", "not(1, 2)", "<= 999", "not(null)", "> null", "[1..null]"],
    "收入 / 净利": [
        ">= 3",
        "< 3",
        "not(3)",
        "(0..100]",
        "null",
        "null, > 3",
        "not(> 3)",
        "not(null, 3)",
        "? > 3 or 国有",
    ],
    "净利 / 收入": [">= 0.3", "< 0.3", "0", "> 0.01", ">= 占比", "占比, null", "not(null)", "not(> 占比)", "? = null"],
    "等级": ['"甲"', '"甲", "乙"', 'not("丙")', '"甲", null'],
    "成立": ['< date("2020-06-30")', '>= date("2020-06-30")'],
    "count(专利[有效])": ["0", "> 1", "[1..2]"],
    "count(专利[次数 >= 人数 / 得分])": ["0", "> 1"],
    "sum(专利[出资 > 门槛].出资)": ["0", "> 1"],
}


@st.composite
def long_tables(draw: st.DrawFn, name: str, hit_policy: str) -> str:
    """A table such as may stay in one piece: its cells compare with constants, its outputs are literals."""
    heads = draw(st.lists(st.sampled_from(list(_CONSTANT_CELLS)), min_size=1, max_size=3, unique=True))
    texts = hit_policy == "P" or (hit_policy in "UAF" and draw(st.booleans()))
    header = f'**{name}: "甲", "乙", "丙"**' if texts else f"**{name}**"
    keyword = "F" if hit_policy in UNCHECKED else hit_policy
    lines = [f"| {keyword} | {' | '.join(heads)} | {header} |", f"|{'---|' * (len(heads) + 2)}"]
    for number in range(1, draw(st.integers(2, 7)) + 1):
        cells = [draw(st.sampled_from(["-", *_CONSTANT_CELLS[head]])) for head in heads]
        output = draw(st.sampled_from(['"甲"', '"乙"', '"丙"'] if texts else ["0", "1", "1.0", "5", "-2.5", "⟨7⟩"]))
        lines.append(f"| {number} | {' | '.join(cells)} | {output} |")
    return "\n".join(lines) + "\n\n"


_CONSTANT_CELLS = {
    "国有": ["true", "false", "not(true)", "true, false"],
    "失信": ["true", "false"],
    "人数": ["0", "> 3", "[1..10]", "not(1, 2)", "<= 999", "1, 3, 10", "(1..3), > 999", "!= 2", "⟨3⟩"],
    "收入": [">= 3", "< 3", "[3..300)", "(0.01..100.01]", "300", "not([0..100])", "not(< 3, > 100)"],
    "净利": ["< 0", ">= 0", "(-0.01..7.5)", "-0.01", "not(-0.01, 0)"],
    "收入 / 净利": [">= 3", "< 3", "not(3)", "(0..100]", "1, 3"],
    "净利 / 收入": [">= 0.3", "< 0.3", "0"],
    "等级": ['"甲"', '"甲", "乙"', 'not("丙")', 'not("甲", "乙")'],
    "名称": ['"甲乙公司"', 'not("ABc")', '"", "甲"'],
    "成立": ['< date("2020-06-30")', '>= date("2020-06-30")', '[date("2020-02-29")..date("2020-07-01")]'],
    "count(专利[有效])": ["0", "> 1", "[1..2]"],
    'if 收入 / 净利 > 3 then "甲" else "乙"': ['"甲"', '"乙"', 'not("甲")'],
}
