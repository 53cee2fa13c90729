"""What the document speaks of and does not define itself: facts, and what it takes from other policies."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.engine.page import words
from luoshu.engine.page.parts import Block, Definition, Definitions, Section, UsedLine
from luoshu.engine.page.tables import fact_table, parameter_table, rule_table
from luoshu.engine.wording import Phrase, Wording, plain
from luoshu.engine.wording.naming import anchor
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.facts.vocabulary import Fact, Record
from luoshu.feel.types import BOOLEAN
from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import DecisionRef, FactRef, ParameterRef
from luoshu.problems import Text

FACTS = Text("用到的数据", "Facts it speaks of")
OTHERS = Text("取自其他政策", "Taken from other policies")
OF_ITEMS = Text("{}的每一项", "each item of {}")


class Appendix:
    """What `wording` has spoken of, once the document is worded."""

    def __init__(self, policy: Policy, wording: Wording) -> None:
        self.policy, self.wording, self.lang = policy, wording, wording.lang

    def sections(self) -> list[Section]:
        found = list(self._of_others())
        return [*found, *self._facts()]

    # --- from other policies ------------------------------------------------------------------------------------------

    def _of_others(self) -> Iterator[Section]:
        """The decisions and parameters of others, with all that these speak of in turn."""
        section = Section(anchor("section", "others"), 2, OTHERS.say(self.lang))
        done: set[str] = set()
        while waiting := [each for each in self._foreign() if each[0] not in done]:
            for where, reference in waiting:
                done.add(where)
                section.blocks += self._block(reference)
        if section.blocks:
            yield section

    def _foreign(self) -> list[tuple[str, DecisionRef | ParameterRef]]:
        return [
            (where, reference)
            for where, reference in self.wording.naming.seen.items()
            if isinstance(reference, DecisionRef | ParameterRef) and reference.policy.id != self.policy.id
        ]

    def _block(self, reference: DecisionRef | ParameterRef) -> Iterator[Block]:
        policy, scope = reference.policy, self.wording.scope(reference.policy)
        if isinstance(reference, ParameterRef):
            yield parameter_table(policy.parameters[reference.name], policy, self.wording)
            return
        decision = policy.decisions[reference.name]
        if decision.table is not None:
            yield rule_table([decision], self.wording, scope, ())
            return
        yield Definitions((self._definition(decision, reference),), decision.text)

    def _definition(self, decision: Decision, reference: DecisionRef) -> Definition:
        scope = self.wording.scope(reference.policy)
        assert decision.formula is not None
        formula = self.wording.formula(decision.formula, scope, unit_in_words(decision.formula, scope))
        naming = self.wording.naming
        return Definition(naming.anchor(reference), naming.own(reference), formula, decision.type == BOOLEAN, False)

    # --- facts --------------------------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[Section]:
        """The facts that it speaks of, in the vocabulary's order; a list's fields under the list."""
        section = Section(anchor("section", "facts"), 2, FACTS.say(self.lang))
        for record in self.policy.vocabulary.records.values():
            if record.name == self.policy.about:
                if found := self._spoken_of(record, ""):
                    section.blocks.append(fact_table(record, found, self.lang, "", self.label(record), ranges=False))
            elif found := self._spoken_of(record, f"{record.name}."):
                of = said(OF_ITEMS.say(self.lang).format(plain(self.label(record))))
                section.blocks.append(fact_table(record, found, self.lang, f"{record.name}.", of, ranges=False))
        if section.blocks:
            yield section

    def _spoken_of(self, record: Record, prefix: str) -> list[Fact]:
        seen = self.wording.naming.seen
        return [fact for fact in record.facts.values() if anchor("fact", prefix + fact.name) in seen]

    def label(self, record: Record) -> Phrase:
        english = record.english or words.ENTITIES.get(record.name, "")
        if not english:
            lists = [fact for each in self.policy.vocabulary.records.values() for fact in each.lists]
            english = next((fact.english for fact in lists if fact.target == record.name), "")
        return said(english if self.lang == "en" and english else record.name)

    def about(self) -> Phrase:
        record = self.policy.vocabulary.records.get(self.policy.about)
        return self.label(record) if record is not None and self.policy.about else ()

    # --- the rest -----------------------------------------------------------------------------------------------------

    def used(self) -> Iterator[UsedLine]:
        for used in self.policy.used:
            names = tuple(
                self.wording.naming.name(reference.name, reference)
                for _, reference in self._foreign()
                if reference.policy.id == used.id
            )
            yield UsedLine(used.title.say(self.lang), used.number, used.id, names)

    def hover(self) -> dict[str, str]:
        """What stands at each anchor, in a few words: the name in the other language, the unit, the definition."""
        found = {}
        for where, reference in self.wording.naming.seen.items():
            match reference:
                case FactRef(fact, _):
                    other = fact.name if self.lang == "en" else fact.english
                    told = [other, words.sort_of_fact(fact, self.lang), fact.note]
                case DecisionRef(policy, name):
                    told = [name if self.lang == "en" else policy.decisions[name].english]
                case ParameterRef(_, policy, name):
                    told = [name if self.lang == "en" else policy.labels.get(name, "")]
                case _:
                    told = []
            found[where] = " · ".join(filter(None, told))
        return found
