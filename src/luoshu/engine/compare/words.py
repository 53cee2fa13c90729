"""What a comparison finds, as sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from luoshu.engine.compare.causes import Cause
from luoshu.engine.compare.result import Amounts, BenefitChange, Change, Comparison, Side
from luoshu.engine.figures import show, show_date
from luoshu.engine.labels import decision_label, label_of
from luoshu.engine.report.words import counted, money
from luoshu.facts.vocabulary import Record
from luoshu.problems import Text


def side_label(side: Side) -> Text:
    """`专精特新中小企业认定（cn/srdi 2026-04-01/..）；门槛 = 6%（原为 5%）`."""
    policy = side.policy
    which = f"{policy.id} {policy.since or '..'}/{policy.until or '..'}"
    zh, en = f"{policy.title.zh}（{which}）", f"{policy.title.en} ({which})"
    for each in side.settings:
        own = each.policy.id == policy.id
        name = Text("" if own else f"{each.policy.title.zh}.", "" if own else f"{each.policy.title.en}.")
        zh += f"；{name.zh}{each.name} = {each.text}（原为 {each.was}）"
        en += f"; {name.en}{each.name} = {each.text} (was {each.was})"
    return Text(zh, en)


def sides_told(comparison: Comparison) -> list[Text]:
    """As of which day each rule is read and the facts are taken."""
    on = comparison.on
    told = [
        Text(
            f"两种规则都按 {show_date(on, 'zh')}的数据判断。",
            f"Both rules are judged over the facts as of {show_date(on, 'en')}.",
        )
    ]
    for name, side in ((Text("改前", "before"), comparison.before), (Text("改后", "after"), comparison.after)):
        if side.day is not None:
            told.append(_as_of(name, side, comparison))
    return told


def _as_of(name: Text, side: Side, comparison: Comparison) -> Text:
    day, policy = side.day, side.policy
    assert day is not None
    zh = f"{name.zh}的规则取 {show_date(day, 'zh')}的版本和参数"
    en = f"The rule {name.en} is that of {show_date(day, 'en')}, with the parameters of that day"
    if not policy.in_force(comparison.on):
        zh += f"（这一版本在 {show_date(comparison.on, 'zh')}不施行）"
        en += f" (that version is not in force on {show_date(comparison.on, 'en')})"
    return Text(f"{zh}。", f"{en}.")


def moved(change: Change, record: Record) -> Text:
    """A pair of decisions over everyone, as a sentence."""
    name, moves = decision_label(change.pair.after), change.moves
    changed = change.changed
    if not changed:
        return Text(f"{name.zh}：没有人的结论改变。", f"{name.en}: nobody's answer changes.")
    parts = list(_parts(change, record))
    same = counted(moves.total - changed, record)
    return Text(
        f"{name.zh}：{'，'.join(part.zh for part in parts)}；其余 {same.zh}不变。",
        f"{name.en}: {', '.join(part.en for part in parts)}; {same.en} stay as they are.",
    )


def _parts(change: Change, record: Record) -> Iterator[Text]:
    moves = change.moves
    parts = [
        (moves.gain, "由否变是", "gain (no to yes)"),
        (moves.lose, "由是变否", "lose (yes to no)"),
        (change.values.rise, "升高", "rise"),
        (change.values.fall, "降低", "fall"),
        (change.differ if change.kind == "other" else 0, "结果不同", "differ"),
        (moves.become_known, "变得可以判断", "become known"),
        (moves.no_longer_known, "变得不能判断", "can no longer be told"),
    ]
    for count, zh, en in parts:
        if count:
            told = counted(count, record)
            yield Text(f"{told.zh}{zh}", f"{told.en} {en}")


def means(change: Change) -> Text | None:
    """The means of a number on both sides, and how it changes where it does."""
    values = change.values
    if values.mean_before is None or values.mean_after is None:
        return None
    before, after = (figure(value, change.unit) for value in (values.mean_before, values.mean_after))
    zh, en = f"平均 {before.zh} → {after.zh}", f"mean {before.en} → {after.en}"
    if values.mean_change is not None and values.median_change is not None:
        mean, median = (figure(value, change.unit) for value in (values.mean_change, values.median_change))
        zh += f"；有变化的平均变动 {signed(mean.zh)}，中位数 {signed(median.zh)}"
        en += f"; where it changes by {signed(mean.en)} on average, median {signed(median.en)}"
    return Text(zh, en)


def figure(value: Decimal, unit: str) -> Text:
    """A mean: two places are enough."""
    rounded = round(value, 4 if unit == "%" else 2)
    return Text(show(rounded, unit, "zh"), show(rounded, unit, "en"))


def signed(figure_: str) -> str:
    return figure_ if figure_.startswith("-") or figure_.strip("0.%元 ¥") == "" else f"+{figure_}"


def because(cause: Cause, change: Change) -> Text:
    """A cause; of a rule that changed itself with the parameters that it speaks of."""
    label = cause.label
    if cause.decision is None and change.parameters:
        zh = "，".join(each.label.zh for each in change.parameters)
        en = ", ".join(each.label.en for each in change.parameters)
        return Text(f"{label.zh}（{zh}）", f"{label.en} ({en})")
    return label


def benefit_label(each: BenefitChange, comparison: Comparison) -> Text:
    side = comparison.after if each.after is not None else comparison.before
    return label_of(each.name, side.policy)


def spent(amounts: Amounts, record: Record) -> Text:
    """The money before and after, as a sentence."""
    before, after, difference = (money(each) for each in (amounts.before, amounts.after, abs(amounts.difference)))
    more = amounts.difference > 0
    if amounts.difference == 0:
        zh, en = f"金额合计 {before.zh}，前后一样", f"{before.en} in all, the same as before"
    else:
        zh = f"金额合计由 {before.zh}变为 {after.zh}，{'多' if more else '少'} {difference.zh}"
        en = f"{before.en} in all becomes {after.en}: {difference.en} {'more' if more else 'less'}"
    gain, lose, open_ = (counted(count, record) for count in (amounts.gain, amounts.lose, amounts.open))
    zh += f"；{gain.zh}多得，{lose.zh}少得"
    en += f"; {gain.en} get more, {lose.en} less"
    if amounts.open:
        zh += f"，{open_.zh}还不能判断"
        en += f", {open_.en} cannot be told yet"
    return Text(f"{zh}。", f"{en}.")
