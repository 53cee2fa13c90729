"""The summary of a comparison on the screen: sentences first, then tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from luoshu.cli.console import columns
from luoshu.cli.language import language, say
from luoshu.engine.compare.words import because, benefit_label, means, moved, side_label, sides_told, spent
from luoshu.engine.figures import FAILED, NO, UNKNOWN, YES
from luoshu.engine.labels import decision_label
from luoshu.engine.report.words import money
from luoshu.engine.run import REPORT
from luoshu.problems import Text

if TYPE_CHECKING:
    from luoshu.engine.compare.groups import By
    from luoshu.engine.compare.result import Amounts, Change, Comparison, Moves, Share

CAUSES_SHOWN = 5
NAMES_SHOWN = 6  # of the decisions that only one of the rules has
_WORDS = {"yes": YES, "no": NO, "value": Text("有结果", "a value"), "unknown": UNKNOWN, "failed": FAILED}


def lines(result: Comparison) -> Iterator[str]:
    yield f"{_say(side_label(result.before))}"
    yield f"→ {_say(side_label(result.after))}"
    yield "".join(_say(each) + say("", " ") for each in sides_told(result)).rstrip()
    for parameter in result.unset:
        yield say(f"参数 {parameter.label.zh}", f"parameter {parameter.label.en}")
    for change in result.final:
        yield ""
        yield from _headline(change, result)
    if not result.final:
        yield ""
        yield say(
            "两项政策没有同名的结论：用 --pair 旧=新 配对",
            "no conclusion has one name in both: pair them by --pair OLD=NEW",
        )
    yield from _others(result)
    if result.money.benefits:
        yield ""
        yield from _money(result)
    if result.out is not None:
        yield ""
        yield say(f"结果在 {result.out}", f"the results are in {result.out}")
        yield say(f"可读的报告：{result.out / REPORT}", f"a readable report: {result.out / REPORT}")


def _headline(change: Change, result: Comparison) -> Iterator[str]:
    yield _say(moved(change, result.before.policy.entity))
    if change.kind == "yes or no" and change.changed:
        yield from _table(_matrix(change.moves))
    if change.kind == "number" and (told := means(change)):
        yield f"  {_say(told)}"
    if not change.changed:
        return
    causes = change.causes.most_common(CAUSES_SHOWN)
    listed = [f"{_say(because(cause, change))} {count:,}" for cause, count in causes]
    yield say(f"  因为：{'，'.join(listed)}", f"  because: {', '.join(listed)}")
    for by in result.by:
        yield ""
        yield from _table(_groups(by, change, result))


def _matrix(moves: Moves) -> Iterator[list[str]]:
    """Before down, after across; answers that nobody got are left out."""
    shown = [state for state in _WORDS if moves.count([state]) or moves.count(after=[state])]
    yield ["", *(say(f"改后{_WORDS[state].zh}", f"after: {_WORDS[state].en}") for state in shown)]
    for before in shown:
        name = say(f"改前{_WORDS[before].zh}", f"before: {_WORDS[before].en}")
        yield [name, *(f"{moves.counts[before, after]:,}" for after in shown)]


def _groups(by: By, change: Change, result: Comparison) -> Iterator[list[str]]:
    policy = result.after.policy
    groups = change.by[by.fact.name]
    has_answers = change.kind == "yes or no"
    heads = [("改前是", "yes before"), ("改后是", "yes after"), ("由否变是", "gain"), ("由是变否", "lose")]
    heads = heads if has_answers else [("总数", "all")]
    heads += [("可以判断了", "become known"), ("不能判断了", "no longer known")]
    yield [_say(by.label(policy)), *(say(*head) for head in heads)]
    for group, moves in groups.items():
        counts = [moves.before.yes, moves.after.yes, moves.gain, moves.lose] if has_answers else [moves.total]
        counts += [moves.become_known, moves.no_longer_known]
        if any(counts):
            yield [_say(by.group_label(group)), *(f"{count:,}" for count in counts)]


def _others(result: Comparison) -> Iterator[str]:
    """The decisions on the way; and what only one of the rules decides."""
    if result.others:
        yield ""
        heads = (("变化", "changed"), ("可以判断了", "become known"), ("不能判断了", "no longer known"))
        rows = [[say("其他决策", "other decisions"), *(say(*head) for head in heads)]]
        for change in result.others:
            counts = (change.changed, change.moves.become_known, change.moves.no_longer_known)
            rows.append([_say(decision_label(change.pair.after)), *(f"{count:,}" for count in counts)])
        yield from _table(rows)
    for text, decisions in (
        (say("只在改前有", "only before"), result.pairing.only_before),
        (say("只在改后有", "only after"), result.pairing.only_after),
    ):
        if decisions:
            listed = say("、", ", ").join(_say(decision_label(each)) for each in decisions[:NAMES_SHOWN])
            rest = len(decisions) - NAMES_SHOWN
            more = say(f"等 {len(decisions)} 项", f" and {rest} more") if rest > 0 else ""
            yield f"{text}{say('：', ': ')}{listed}{more}"


# --- money ------------------------------------------------------------------------------------------------------------


def _money(result: Comparison) -> Iterator[str]:
    found, policy = result.money, result.after.policy
    yield _say(spent(found.total, policy.entity))
    tables = [
        _amounts(say("资金", "fund"), ((fund or "–", each) for fund, each in found.funds.items())),
        _benefits(result),
    ]
    for by in result.by:
        groups = [(_say(by.group_label(group)), each) for group, each in found.by[by.fact.name].items()]
        tables.append(_amounts(_say(by.label(policy)), groups))
    for title, shares in (
        (say("多得最多的", "largest gains"), found.gains),
        (say("少得最多的", "largest losses"), found.losses),
    ):
        if shares:
            tables.append(_shares(title, shares))
    for table in tables:
        yield from _table(table)
        yield ""


def _amounts(title: str, rows: Iterable[tuple[str, Amounts]]) -> Iterator[list[str]]:
    yield [title, *(say(*head) for head in _SUMS), *(say(*head) for head in _COUNTS)]
    for name, each in rows:
        yield [name, *_sums(each), *_counts(each)]


def _benefits(result: Comparison) -> Iterator[list[str]]:
    """The same with how many are entitled; relief in kind has no sums."""
    heads = (*_ENTITLED, *_SUMS, *_COUNTS)
    yield [say("支持项", "benefit"), *(say(*head) for head in heads)]
    for each in result.money.benefits:
        entitled = [f"{count:,}" for count in (each.amounts.entitled_before, each.amounts.entitled_after)]
        sums = _sums(each.amounts) if each.pays else ["–"] * len(_SUMS)
        yield [_say(benefit_label(each, result)), *entitled, *sums, *_counts(each.amounts)]


_ENTITLED = (("改前享受", "entitled before"), ("改后享受", "entitled after"))
_SUMS = (("改前", "before"), ("改后", "after"), ("差额", "difference"))
_COUNTS = (("多得", "get more"), ("少得", "get less"), ("不能判断", "cannot tell"))


def _sums(amounts: Amounts) -> list[str]:
    return [_say(money(amount)) for amount in (amounts.before, amounts.after, amounts.difference)]


def _counts(amounts: Amounts) -> list[str]:
    return [f"{count:,}" for count in (amounts.gain, amounts.lose, amounts.open)]


def _shares(title: str, shares: Sequence[Share]) -> Iterator[list[str]]:
    yield [title, say("改前", "before"), say("改后", "after"), say("差额", "difference")]
    for each in shares:
        yield [each.entity, *(_say(money(amount)) for amount in (each.before, each.after, each.difference))]


def _table(rows: Iterable[list[str]]) -> Iterator[str]:
    found = list(rows)
    if len(found) > 1:
        for line in columns(found, right=range(1, len(found[0]))):
            yield f"  {line}"


def _say(text: Text) -> str:
    return text.say(language())
