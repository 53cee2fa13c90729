"""The page's own words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from luoshu.dmn.tables import HitPolicy
from luoshu.engine.figures import show_date
from luoshu.engine.page.parts import Answer
from luoshu.facts.units import unit_said
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.policy.model import Policy
from luoshu.problems import Lang, Text

READINGS: Mapping[HitPolicy, Text] = {
    HitPolicy.UNIQUE: Text("每种情形只有一行符合，以该行为准。", "Exactly one row fits each case, and decides."),
    HitPolicy.ANY: Text("符合的各行结果相同，取其一。", "Where several rows fit they agree; any of them decides."),
    HitPolicy.PRIORITY: Text(
        "符合的各行中，以结果排在最前的为准。", "Of the rows that fit, the one whose result ranks first decides."
    ),
    HitPolicy.FIRST: Text("自上而下，以第一个符合的行为准。", "From the top down, the first row that fits decides."),
    HitPolicy.RULE_ORDER: Text("列出所有符合的行，按行的先后。", "All rows that fit are listed, in their order."),
    HitPolicy.OUTPUT_ORDER: Text(
        "列出所有符合的行，按结果的先后。", "All rows that fit are listed, in the order of their results."
    ),
    HitPolicy.COLLECT: Text("列出所有符合的行。", "All rows that fit are listed."),
    HitPolicy.COLLECT_SUM: Text("符合的各行相加。", "The results of all rows that fit are added up."),
    HitPolicy.COLLECT_COUNT: Text("数出符合的行数。", "The rows that fit are counted."),
    HitPolicy.COLLECT_MIN: Text("符合的各行中取最小的结果。", "Of the rows that fit, the least result counts."),
    HitPolicy.COLLECT_MAX: Text("符合的各行中取最大的结果。", "Of the rows that fit, the greatest result counts."),
}

# What headings of every document are called in English, where the document itself does not say.
HEADINGS: Mapping[str, str] = {
    "例": "Worked examples",
    "示例": "Worked examples",
    "出处": "Sources",
    "来源": "Sources",
    "译名": "Names in English",
    "参数": "Parameters",
    "说明": "Notes",
    "附则": "Final provisions",
    "附件": "Annex",
    "总则": "General provisions",
    "声明": "Published figures",
}

SORTS: Mapping[Kind, Text] = {
    Kind.ID: Text("编号", "identifier"),
    Kind.TEXT: Text("文字", "text"),
    Kind.INTEGER: Text("整数", "whole number"),
    Kind.DECIMAL: Text("数", "number"),
    Kind.MONEY: Text("金额", "amount"),
    Kind.RATE: Text("比率", "rate"),
    Kind.DATE: Text("日期", "date"),
    Kind.BOOLEAN: Text("是或否", "yes or no"),
    Kind.LIST: Text("列表", "list"),
    Kind.REFERENCE: Text("所属", "reference"),
}
# What entities are called in English, where the vocabulary does not say.
ENTITIES: Mapping[str, str] = {
    "企业": "enterprises",
    "机构": "institutions",
    "人才": "persons",
    "项目": "projects",
    "技术合同": "technical contracts",
    "地区": "regions",
    "贷款": "loans",
    "贷款组合": "loan books",
    "参赛项目": "contest entries",
    "出访": "delegations",
}
YEARLY, AS_OF = Text("年度", "each year"), Text("时点", "as of a day")


def sort_of_fact(fact: Fact, lang: Lang) -> str:
    """`金额，元` / `amount, yuan`."""
    word = SORTS[fact.kind].say(lang)
    if fact.values:
        listed = [f"“{value}”" for value in fact.values]
        return "".join(listed) if lang == "zh" else ", ".join(listed)
    if not fact.unit:
        return word
    if lang == "zh":
        return f"{word}，{fact.unit}"
    return f"{word}, {unit_said(fact.unit, 2, lang) or 'number'}"


def period(
    since: date | None, until: date | None, lang: Lang, *, since_assumed: bool = False, until_assumed: bool = False
) -> str:
    """`2022 年 6 月 1 日至 2026 年 3 月 31 日` / `1 June 2022 to 31 March 2026`; an assumed day in its signs. What ends
    before it begins was repealed before it came into force."""
    first, last = show_date(since, lang) if since else "", show_date(until, lang) if until else ""
    first = f"⟨{first}⟩" if since_assumed and first else first
    last = f"⟨{last}⟩" if until_assumed and last else last
    if since and until and until < since:
        return f"未施行即废止（原定 {first}起）" if lang == "zh" else f"repealed before it came into force on {first}"
    if lang == "zh":
        return (
            f"{first}至 {last}" if first and last else f"{first}起" if first else f"至 {last}" if last else "不限期间"
        )
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else "at all times"


def period_of(policy: Policy, lang: Lang) -> str:
    return period(
        policy.since, policy.until, lang, since_assumed=policy.since_assumed, until_assumed=policy.until_assumed
    )


def status(policy: Policy, on: date) -> tuple[Answer, Text]:
    """Whether it is in force on a day: yes, not yet (unknown) or no longer (no), and the sentence that says so."""
    zh, en = show_date(on, "zh"), show_date(on, "en")
    first = Text(show_date(policy.since, "zh"), show_date(policy.since, "en")) if policy.since else Text("", "")
    if policy.since is not None and policy.until is not None and policy.until < policy.since:
        return "no", Text(
            f"从未施行：原定自 {first.zh}起施行，此前已废止。",
            f"Never in force: it was to be from {first.en}, and was repealed before.",
        )
    if policy.since is not None and on < policy.since:
        return "unknown", Text(
            f"{zh}尚未施行：自 {first.zh}起施行。", f"Not yet in force on {en}: in force from {first.en}."
        )
    if policy.until is not None and on > policy.until:
        last = Text(show_date(policy.until, "zh"), show_date(policy.until, "en"))
        return "no", Text(f"{zh}已不再施行：施行至 {last.zh}。", f"No longer in force on {en}: it was until {last.en}.")
    return "yes", Text(f"{zh}正在施行。", f"In force on {en}.")
