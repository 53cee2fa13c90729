"""What a document gives: benefits with their figures, and what its calls, pools, targets and sheets come to."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.engine.figures import MONEY, RATE, show
from luoshu.engine.gist.model import Aim, Arrangement, Grant, Scale, Step
from luoshu.engine.gist.values import constant, followed, with_figures
from luoshu.engine.page.instruments import WORDS, of_benefit, of_instrument, panel
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording.phrases import assumed_line
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.expressions import is_assumed
from luoshu.policy.model import Benefit, Decision, Policy, Sheet, Target
from luoshu.policy.scope import DecisionRef, Scope
from luoshu.problems import Text

_UP_TO = Text("最高 {}", "up to {}")
# Of calls and pools: what stands beside the amounts, and what beside the ways.
_MUCH = ("awards", "money", "quota", "first", "shares", "sharing", "per_borrower", "rate", "leverage")
_HOW = ("window", "materials", "rounds", "scoring", "term", "claim_after")
_MOST_CRITERIA = 8


class Grants:
    def __init__(self, policy: Policy, wording: Wording) -> None:
        self.policy, self.wording, self.lang = policy, wording, wording.lang
        self.scope: Scope = wording.scope(policy)

    # --- benefits -----------------------------------------------------------------------------------------------------

    def own(self) -> list[Benefit]:
        """The benefits that the document itself gives: rules of stacking may speak of those of others."""
        articles = set(self.policy.articles)
        return [benefit for benefit in self.policy.benefits if benefit.article in articles or not articles]

    def grants(self) -> Iterator[Grant]:
        for benefit in self.own():
            told = panel(of_benefit(benefit), self.policy, self.wording)
            rows = {row.word: plain(row.value) for row in told.rows}
            taken = {key: rows.pop(word.say(self.lang), "") for key, word in WORDS.items() if key in _SHOWN_APART}
            amount = self._amount(benefit) or taken["relief"]
            yield Grant(plain(told.name), amount, taken["fund"], taken["until"], taken["way"], tuple(rows.items()))

    def _amount(self, benefit: Benefit) -> str:
        decision = self.policy.decisions.get(benefit.amount or "")
        if decision is None or decision.formula is None:
            return ""
        node, scope = followed(decision.formula, self.scope)
        table = self._table(node, scope)
        if table is not None:
            return self._of_table(*table)
        return plain(self.wording.phrase(with_figures(node, scope), scope, MONEY))

    def _table(self, node: Node, scope: Scope) -> tuple[Decision, Scope] | None:
        """The table that a name stands for."""
        binding = scope.resolve(node.name) if isinstance(node, tree.Name) else None
        if not isinstance(binding, DecisionRef) or binding.policy.decisions[binding.name].table is None:
            return None
        return binding.policy.decisions[binding.name], Scope(binding.policy, scope.on)

    def _of_table(self, decision: Decision, scope: Scope) -> str:
        """The most that a table gives, where its results are figures; else what it is called."""
        assert decision.table is not None
        outputs = [rule.outputs[decision.output] for rule in decision.table.rules]
        values = [value for node in outputs if (value := constant(node, scope)) is not None]
        if len(values) < len(outputs) or not values:
            return self.wording.naming.label(decision.name, DecisionRef(scope.policy, decision.name))
        most = max(values)
        words = said(show(most, MONEY, self.lang))
        if any(constant(node, scope) == most and is_assumed(with_figures(node, scope)) for node in outputs):
            words = assumed_line(words)
        several = len({value for value in values if value}) > 1
        return _UP_TO.say(self.lang).format(plain(words)) if several else plain(words)

    def amount_tables(self) -> list[Decision]:
        """The tables that benefits take their amounts from."""
        found = []
        for benefit in self.own():
            decision = self.policy.decisions.get(benefit.amount or "")
            if decision is not None and decision.formula is not None:
                table = self._table(*followed(decision.formula, self.scope))
                if table is not None and table[1].policy is self.policy and table[0] not in found:
                    found.append(table[0])
        return found

    # --- the other instruments ----------------------------------------------------------------------------------------

    def arrangements(self) -> Iterator[Arrangement]:
        """Calls and pools: how much beside the amounts, how beside the ways."""
        for instrument in self.policy.instruments:
            written = of_instrument(instrument)
            rows = {row.key: (row.word, plain(row.value)) for row in panel(written, self.policy, self.wording).rows}
            much = tuple(rows[key] for key in _MUCH if key in rows)
            how = tuple(rows[key] for key in _HOW if key in rows)
            yield Arrangement(self._label(instrument.name), much, how)

    def _label(self, name: str) -> str:
        return self.policy.labels.get(name, name) if self.lang == "en" else name

    def aims(self) -> Iterator[Aim]:
        for target in self.policy.targets:
            yield Aim(self._label(target.name), *self._goal(target))

    def _goal(self, target: Target) -> tuple[str, str]:
        """The last goal, and where it starts."""
        unit = unit_in_words(tree.Name(target.now), self.scope) if target.now else ""
        last = target.goals[-1]
        sign = {">": "> ", "<": "< ", "<=": "≤ "}.get(last.op, "")
        goal = f"{sign}{plain(self.wording.phrase(last.value, self.scope, unit))}"
        year = f"{last.year} 年" if self.lang == "zh" else str(last.year)
        base = ""
        if target.base:
            first = target.base[0]
            value = plain(self.wording.phrase(first.value, self.scope, unit))
            base = f"{first.year} 年 {value}" if self.lang == "zh" else f"{value} in {first.year}"
        return goal, f"{year}，{base}" if base and self.lang == "zh" else f"{year}; {base}" if base else year

    def sheets(self) -> list[Scale]:
        """What is scored and with which weights, the heaviest first."""
        found = {scale.steps: scale for sheet in self.policy.sheets if (scale := self._sheet(sheet)) is not None}
        return list(found.values())

    def _sheet(self, sheet: Sheet) -> Scale | None:
        steps = []
        for criterion in sheet.criteria:
            value = constant(criterion.weight, self.scope)
            if value is None:
                return None
            percent = (
                plain(self.wording.phrase(criterion.weight, self.scope, RATE)) if value != value.to_integral() else ""
            )
            steps.append(Step((criterion.name,), percent or str(value), value))
        steps.sort(key=lambda step: -step.value)
        return (
            Scale(self._label(sheet.name), (), tuple(steps[:_MOST_CRITERIA]))
            if any(step.value for step in steps)
            else None
        )


_SHOWN_APART = ("who", "amount", "relief", "fund", "until", "way")
