"""Sentences and labels of the report, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from luoshu.engine.figures import UNKNOWN, show, show_term
from luoshu.engine.labels import decision_label
from luoshu.engine.report.distributions import Bar, Distribution
from luoshu.engine.report.tallies import Tally
from luoshu.facts.vocabulary import Record
from luoshu.policy.model import Decision, Ladder, Policy, RungState
from luoshu.policy.terms import Term
from luoshu.problems import Text

# How one counts them in Chinese; and their plural in English, where the vocabulary has no label.
_MEASURES = {"企业": "家", "机构": "家", "人才": "名", "项目": "个"}
_PLURALS = {"企业": "enterprises", "机构": "institutions", "人才": "persons", "项目": "projects"}
_NAMED = 3  # missing facts in a sentence
# The counts of a rung, by their names in `RungTally`.
_RUNG_STATES: Mapping[str, Text] = {
    "held": Text("持有", "held"),
    "expiring": Text("即将到期", "about to end"),
    "meets": Text("符合条件", "meets the conditions"),
    "lacks": Text("不符合条件", "lacks something"),
    "untitled": Text("未持有", "not held"),
    "unknown": UNKNOWN,
}


def rung_states(ladder: Ladder) -> dict[str, Text]:
    """The states that are counted on the rungs of a ladder: not held by itself only where a rung has no conditions."""
    untitled = any(rung.condition is None for rung in ladder.rungs)
    return {key: word for key, word in _RUNG_STATES.items() if untitled or key != RungState.UNTITLED.key}


def notice(term: Term) -> Text:
    """When a title is about to end."""
    return Text(f"即将到期：{show_term(term, 'zh')}内", f"about to end: within {show_term(term, 'en')}")


def same(text: str) -> Text:
    """A name or figure that is the same in both languages."""
    return Text(text, text)


def entities(count: int, record: Record) -> Text:
    """`2,000 家企业` / `2,000 enterprises`."""
    return Text(f"{counted(count, record).zh}{record.name}", f"{count:,} {plural(record)}")


def counted(count: int, record: Record) -> Text:
    """`776 家` / `776`."""
    return Text(f"{count:,} {_MEASURES.get(record.name, '个')}", f"{count:,}")


def plural(record: Record) -> str:
    return _PLURALS.get(record.name) or (f"{record.english}s" if record.english else f"{record.name} (entities)")


def percent(part: int, whole: int) -> str:
    """A share with one place; what is not nothing never reads as nothing, nor what is not all as all."""
    if not whole or not part:
        return "0%"
    share = Decimal(100 * part) / whole
    if share < Decimal("0.1"):
        return "<0.1%"
    if part < whole and share > Decimal("99.9"):
        return ">99.9%"
    return f"{share:.1f}%"


def verdict(decision: Decision, tally: Tally, missing: Sequence[Text], record: Record) -> Text:
    """A yes-or-no decision over everyone, as a sentence; `missing` are the facts that leave most answers open."""
    name = decision.name
    yes, no, unknown = (counted(count, record) for count in (tally.yes, tally.no, tally.unknown))
    met = name.removeprefix("符合")
    parts_zh = [f"{yes.zh}符合{met}，{no.zh}不符合"] if met != name else [f"“{name}”：{yes.zh}为是，{no.zh}为否"]
    meets = decision.english.removeprefix("meets ")
    if meets != decision.english:
        meet, do = "meets" if tally.yes == 1 else "meet", "does" if tally.no == 1 else "do"
        parts_en = [f"{yes.en} {meet} {meets}, {no.en} {do} not"]
    else:
        parts_en = [f"{_capital(decision_label(decision).en)}: {yes.en} yes, {no.en} no"]
    if tally.unknown:
        why_zh = f"（多因缺{'、'.join(fact.zh for fact in missing[:_NAMED])}）" if missing else ""
        why_en = f", mostly for want of {_listed([fact.en for fact in missing[:_NAMED]])}" if missing else ""
        parts_zh.append(f"{unknown.zh}还不能判断{why_zh}")
        parts_en.append(f"{unknown.en} cannot tell yet{why_en}")
    if tally.failed:
        parts_zh.append(f"{counted(tally.failed, record).zh}算不出结果")
        parts_en.append(f"{tally.failed:,} without a result")
    return Text("，".join(parts_zh) + "。", "; ".join(parts_en) + ".")


def valued(decision: Decision, tally: Tally, record: Record) -> Text:
    """A decision that is no yes or no, as a sentence."""
    zh = f"“{decision.name}”：{counted(tally.value, record).zh}有结果"
    en = f"{_capital(decision_label(decision).en)}: {tally.value:,} have a value"
    if tally.unknown:
        zh += f"，{counted(tally.unknown, record).zh}还不能判断"
        en += f"; {tally.unknown:,} cannot tell yet"
    return Text(zh + "。", en + ".")


def money(amount: Decimal) -> Text:
    """`1,234.5 万元` / `¥12,345,000`."""
    sign = "-" if amount < 0 else ""
    digits = f"{abs(amount):,.2f}".removesuffix(".00")
    for size, word in ((10**8, "亿元"), (10**4, "万元")):
        if abs(amount) >= size:
            short = f"{amount / size:,.2f}"
            return Text(f"{short.rstrip('0').rstrip('.')} {word}", f"{sign}¥{digits}")
    return Text(f"{sign}{digits} 元", f"{sign}¥{digits}")


def in_force(policy: Policy) -> Text:
    """`2022 年 6 月 1 日至 2026 年 3 月 31 日施行` / `in force from 1 June 2022 to 31 March 2026`."""
    since, until = ((value_label(day, "") if day else None) for day in (policy.since, policy.until))
    if since and until:
        return Text(f"{since.zh}至 {until.zh}施行", f"in force from {since.en} to {until.en}")
    if since:
        return Text(f"{since.zh}起施行", f"in force since {since.en}")
    return Text(f"施行至 {until.zh}", f"in force until {until.en}") if until else Text("一直有效", "always in force")


def value_label(value: object, unit: str) -> Text:
    return Text(show(value, unit, "zh"), show(value, unit, "en"))


def extent_label(spread: Distribution, unit: str) -> Text:
    """From where to where the numbers lie: all of them, or the share that stands in steps where some lie far out."""
    tails = [bar for bar in spread.bars if bar.low is None or bar.high is None]
    within = [bar for bar in spread.bars if bar not in tails]
    low = within[0].low if spread.bars[0] in tails else spread.low
    high = within[-1].high if spread.bars[-1] in tails else spread.high
    ends, middle = (value_label(low, unit), value_label(high, unit)), value_label(spread.middle, unit)
    all_zh, all_en = " – ".join(end.zh for end in ends), " – ".join(end.en for end in ends)
    if tails:
        counted = sum(bar.count for bar in spread.bars)
        share = percent(counted - sum(bar.count for bar in tails), counted)
        all_zh, all_en = f"{share} 在 {all_zh}", f"{share} lie within {all_en}"
    return Text(f"{all_zh}，中位数约 {middle.zh}", f"{all_en}, median about {middle.en}")


def bar_label(bar: Bar, unit: str) -> Text:
    """What a bar of a histogram counts: `60 分`, `2%–3%`, `< 0%`."""
    if bar.word is not None:
        return same(bar.word) if bar.word else Text("其他", "others")
    low, high = value_label(bar.low, unit), value_label(bar.high, unit)
    if bar.low == bar.high:
        return low
    if bar.low is None:
        return Text(f"< {high.zh}", f"< {high.en}")
    if bar.high is None:
        sign = ">" if bar.between else "≥"
        return Text(f"{sign} {low.zh}", f"{sign} {low.en}")
    return Text(f"{low.zh} – {high.zh}", f"{low.en} – {high.en}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _listed(words: Iterable[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last
