"""What a document gives: benefits with their figures, and what its calls, pools, targets and sheets come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from luoshu.engine.figures import MONEY, RATE, show
from luoshu.engine.gist.model import Aim, Arrangement, Grant, Scale, Step
from luoshu.engine.gist.values import constant, followed, with_figures
from luoshu.engine.page.instruments import WORDS, of_benefit, of_instrument, panel
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording.phrases import assumed_line
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.engine.wording.words import ROUNDING
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.expressions import is_assumed
from luoshu.policy.model import Benefit, Criterion, Decision, Policy, Sheet, Target
from luoshu.policy.scope import DecisionRef, Scope
from luoshu.problems import Text

_UP_TO = Text("最高 {}", "up to {}")
# Of calls and pools: what stands beside the amounts, and what beside the ways.
_MUCH = ("awards", "money", "quota", "first", "shares", "sharing", "per_borrower", "rate", "leverage")
_HOW = ("window", "materials", "rounds", "scoring", "term", "claim_after")
_MOST_CRITERIA = 8
# Of targets: how a goal is to be met, by when, and from where.
_RELATIONS = {
    ">": Text("超过", "over"),
    "<": Text("低于", "under"),
    "<=": Text("不超过", "at most"),
}
_BY = Text("到 {} 年", "by {}")
_FROM = Text("；{} 年为 {}", "; {1} in {0}")
_ALIKE = Text("{} 项，各占", "{} criteria, each")
_OTHERS = Text("其余 {} 项", "{} others")


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
            told = panel(of_benefit(benefit), self.policy, self.wording, with_figures)
            rows = {row.word: plain(row.value) for row in told.rows}
            taken = {key: rows.pop(word.say(self.lang), "") for key, word in WORDS.items() if key in _SHOWN_APART}
            amount = self._amount(benefit) or taken["relief"]
            yield Grant(plain(told.name), amount, taken["fund"], taken["until"], taken["way"], tuple(rows.items()))

    def _amount(self, benefit: Benefit) -> str:
        decision = self.policy.decisions.get(benefit.amount or "")
        if decision is None or decision.formula is None:
            return ""
        node, scope = followed(decision.formula, self.scope)
        node, scope = followed(_unrounded(node), scope)
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
            told = panel(written, self.policy, self.wording, with_figures)
            rows = {row.key: (row.word, plain(row.value)) for row in told.rows}
            much = tuple(rows[key] for key in _MUCH if key in rows)
            how = tuple(rows[key] for key in _HOW if key in rows)
            yield Arrangement(self._label(instrument.name), much, how)

    def _label(self, name: str) -> str:
        return self.policy.labels.get(name, name) if self.lang == "en" else name

    def aims(self) -> Iterator[Aim]:
        for target in self.policy.targets:
            yield Aim(self._label(target.name), *self._goal(target))

    def _goal(self, target: Target) -> tuple[str, str, str]:
        """How the last goal is to be met, the goal, and by when and from where."""
        unit = unit_in_words(tree.Name(target.now), self.scope) if target.now else ""
        last = target.goals[-1]
        relation = _RELATIONS[last.op].say(self.lang) if last.op in _RELATIONS else ""
        when = _BY.say(self.lang).format(last.year)
        if target.base:
            first = target.base[0]
            value = plain(self.wording.phrase(first.value, self.scope, unit))
            when += _FROM.say(self.lang).format(first.year, value)
        return relation, plain(self.wording.phrase(last.value, self.scope, unit)), when

    def sheets(self) -> list[Scale]:
        """What is scored and with which weights, the heaviest first; sheets that are the same once."""
        named: dict[Scale, list[str]] = {}
        for sheet in self.policy.sheets:
            scale = self._sheet(sheet)
            if scale is not None:
                named.setdefault(scale, []).append(self._label(sheet.name))
        comma = "、" if self.lang == "zh" else ", "
        return [replace(scale, name=comma.join(names)) for scale, names in named.items()]

    def _sheet(self, sheet: Sheet) -> Scale | None:
        weighed = [(each, constant(each.weight, self.scope)) for each in sheet.criteria]
        known = [(each, value) for each, value in weighed if value is not None]
        if len(known) < len(weighed) or not any(value for _, value in known):
            return None
        known.sort(key=lambda pair: -pair[1])
        names = [self._label(each.name) for each, _ in known]
        alike = len({value for _, value in known}) == 1 and len(known) > 1
        if alike:
            listed = ("、" if self.lang == "zh" else ", ").join(names)
            head = _ALIKE.say(self.lang).format(len(known))
            return Scale("", (head,), (Step((listed,), self._weight(*known[0]), known[0][1]),))
        steps = [Step((name,), self._weight(*pair), pair[1]) for name, pair in zip(names, known, strict=True)]
        kept, rest = steps[:_MOST_CRITERIA], steps[_MOST_CRITERIA:]
        if rest:
            kept.append(Step((_OTHERS.say(self.lang).format(len(rest)),), "", Decimal(0)))
        return Scale("", (), tuple(kept))

    def _weight(self, criterion: Criterion, value: Decimal) -> str:
        if value == value.to_integral():
            return str(value)
        return plain(self.wording.phrase(with_figures(criterion.weight, self.scope), self.scope, RATE))


def _unrounded(node: Node) -> Node:
    """Without the places to which an amount is rounded: they are no one's first question."""
    match node:
        case tree.Assumed(inner):
            return tree.Assumed(_unrounded(inner), span=node.span)
        case tree.Call(tree.Name(name), (inner, _)) if name in ROUNDING:
            return _unrounded(inner)
    return node


_SHOWN_APART = ("who", "amount", "relief", "fund", "until", "way")
