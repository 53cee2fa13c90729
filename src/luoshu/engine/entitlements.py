"""What one entity may have of each benefit: how much by itself, what rules of `叠加` deduct and why, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.engine.figures import MONEY, show
from luoshu.engine.labels import label_of
from luoshu.feel.interpreter import evaluate
from luoshu.policy.forms.stacking import ENTITLED, WHO
from luoshu.policy.model import RUN_DATE, Benefit, Policy, Stacking
from luoshu.policy.scope import canonical
from luoshu.problems import Lang, Text

_RULES: Mapping[str, Text] = {
    "highest": Text("只给最高的一项", "only the highest is given"),
    "top-up": Text("只补差额", "only the difference is given"),
    "add": Text("合计不超过限额", "together no more than the cap"),
    "exclusive": Text("只能享受一项", "only one may be had"),
}


@dataclass(frozen=True, slots=True)
class Deduction:
    """What one rule takes away; None where it cannot be told. Of a benefit in kind that it bars there is no amount."""

    rule: Stacking
    amount: Any
    reason: Text


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One benefit for one entity. `entitled` is None where that cannot be told; `amount` is what it gives by itself,
    `payable` what is left; `shared` are the rules that look beyond one entity. Where what these leave is not known,
    `between` are its bounds (no end: None), and `missing` the facts of all who share the cap for want of which it is
    not; `left_out` says that the others were too many to be looked at."""

    benefit: Benefit
    entitled: bool | None
    amount: Any = None
    payable: Any = None
    until: date | None = None
    deductions: tuple[Deduction, ...] = ()
    shared: tuple[Stacking, ...] = ()
    between: tuple[Any, Any] | None = None
    missing: tuple[str, ...] = ()
    left_out: bool = False

    @property
    def deducted(self) -> Any:
        """All that the rules take away; None where it cannot be told."""
        if self.amount is None or self.payable is None:
            return None
        return Fraction(self.amount) - Fraction(self.payable)


def decisions_of(policy: Policy, benefit: Benefit) -> list[str]:
    """All decisions that say what is due of a benefit, and what of it is deducted and why."""
    found = [benefit.who, benefit.amount, benefit.payable, benefit.until, f"{benefit.name}·{WHO}"]
    for rule in policy.stackings:
        if benefit.name in rule.members:
            found += [rule.cap, rule.had, rule.choice, rule.order, *rule.results.values()]
            found += [f"{name}·{ENTITLED}" for name in rule.members]
            for earlier in policy.stackings[: policy.stackings.index(rule)]:
                found += [earlier.results.get(name) for name in rule.members]
    return [name for name in dict.fromkeys(found) if name is not None and name in policy.decisions]


def benefits_of(policy: Policy, decision: str) -> list[Benefit]:
    """The benefits of which a decision says who gets them, how much, or what is left."""
    return [
        benefit
        for benefit in policy.benefits
        if decision in (benefit.who, benefit.amount, benefit.payable) or decision.startswith(f"{benefit.name}·")
    ]


def entitlements(
    policy: Policy, values: Mapping[str, Any], on: date, benefits: Sequence[Benefit] | None = None
) -> Iterator[Entitlement]:
    """Of every benefit of a policy, or of some; `values` are those of its decisions by canonical name."""
    reader = _Values(policy, values)
    for benefit in policy.benefits if benefits is None else benefits:
        entitled = reader.value(benefit.who) if benefit.who else True
        found = Entitlement(benefit, entitled)
        rules = [rule for rule in policy.stackings if benefit.name in rule.members]
        if entitled is not False:
            amount = reader.value(benefit.amount)
            found = replace(
                found,
                amount=amount,
                payable=reader.value(benefit.payable) if benefit.payable else amount,
                until=reader.value(benefit.until) if benefit.until else _term(benefit, on),
            )
        deductions = reader.deductions(benefit, rules) if entitled is not False or not benefit.amount else ()
        yield replace(
            found,
            deductions=tuple(deductions),
            shared=tuple(rule for rule in rules if rule.per) if entitled is not False else (),
        )


def _term(benefit: Benefit, on: date) -> date | None:
    day = evaluate(benefit.term, {RUN_DATE: on}) if benefit.term is not None else None
    return day if isinstance(day, date) else None


@dataclass(frozen=True, slots=True)
class _Values:
    policy: Policy
    values: Mapping[str, Any]

    def value(self, name: str | None) -> Any:
        return self.values.get(canonical(self.policy.id, name)) if name else None

    def deductions(self, benefit: Benefit, rules: list[Stacking]) -> Iterator[Deduction]:
        """The rules that take something away, in their order."""
        before = f"{benefit.name}·{ENTITLED}"
        for rule in rules:
            result = rule.results.get(benefit.name)
            if rule.per or result is None:
                continue
            if benefit.amount:
                had, left = self.value(before), self.value(result)
                before = result
                taken = Fraction(had) - Fraction(left) if had is not None and left is not None else None
                if taken == 0:
                    continue
                yield Deduction(rule, taken, self.reason(rule, benefit))
            elif self.value(result) is False and self.value(f"{benefit.name}·对象") is not False:
                yield Deduction(rule, None, self.reason(rule, benefit))

    def reason(self, rule: Stacking, benefit: Benefit) -> Text:
        """`只给最高的一项：乙补 90 元；已享 20 元`."""
        word = _RULES[rule.rule]
        facts = list(self.grounds(rule, benefit))
        if not facts:
            return word
        return Text(
            f"{word.zh}：{'；'.join(fact.zh for fact in facts)}", f"{word.en}: {'; '.join(fact.en for fact in facts)}"
        )

    def grounds(self, rule: Stacking, benefit: Benefit) -> Iterator[Text]:
        if rule.cap:
            yield self.said(Text("限额", "cap"), self.value(rule.cap))
        if rule.had and self.value(rule.had) != 0:
            yield self.said(Text("已享", "had already"), self.value(rule.had))
        if rule.choice:
            yield Text(f"选择 {self.value(rule.choice) or '未定'}", f"chosen: {self.value(rule.choice) or 'not known'}")
            return
        at = rule.members.index(benefit.name)
        others = rule.members if rule.rule == "highest" else rule.members[:at]
        for name in others:
            amount = self.value(self.before(rule, name))
            if name != benefit.name and amount not in (0, None, False):
                yield self.said(label_of(name, self.policy), amount)

    def before(self, rule: Stacking, name: str) -> str:
        """The decision that holds what the rules before one left of a member."""
        earlier = self.policy.stackings[: self.policy.stackings.index(rule)]
        results = [other.results[name] for other in earlier if name in other.results and not other.per]
        return results[-1] if results else f"{name}·{ENTITLED}"

    def said(self, what: Text, amount: Any) -> Text:
        return Text(f"{what.zh} {shown(amount, 'zh')}".rstrip(), f"{what.en} {shown(amount, 'en')}".rstrip())


def shown(amount: Any, lang: Lang) -> str:
    if amount is None:
        return "未知" if lang == "zh" else "not known"
    return show(amount, MONEY, lang) if isinstance(amount, int | Decimal | Fraction) and amount is not True else ""
