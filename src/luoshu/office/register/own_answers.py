"""Every policy's answer for one entity, from what is known of it now; the engine explains, nothing is computed here."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import RLock

import duckdb

from luoshu.engine import gap_plain
from luoshu.engine.entitlements import Entitlement
from luoshu.engine.entitlements import shown as shown_amount
from luoshu.engine.explanation import Explained, Explanation, Gap, RungPart
from luoshu.engine.figures import in_brackets, show
from luoshu.engine.labels import decision_label, fact_label, label_of
from luoshu.engine.outcomes import Outcome
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.feel.types import BOOLEAN
from luoshu.office.accounts.models import User
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity
from luoshu.office.register.policies import answering, runnable_policies
from luoshu.office.register.purposes import ANSWERS
from luoshu.office.register.queries import current_facts, current_items
from luoshu.office.register.shelves import revision
from luoshu.office.register.words import words
from luoshu.office.register.writing import Files
from luoshu.policy.model import Policy, RungState
from luoshu.problems import Lang, Text


@dataclass(frozen=True)
class Known:
    """What is known of one entity now and may be used, as the database has it; what answers are kept by."""

    key: int
    kind: str
    identifier: str
    facts: tuple[tuple[int, str, int, str], ...]
    items: tuple[tuple[int, str, str], ...]

    @classmethod
    def of(cls, entity: Entity) -> Known:
        facts = current_facts().filter(entity=entity).order_by("pk")
        items = current_items().filter(entity=entity).order_by("pk")
        return cls(
            entity.pk,
            entity.kind,
            entity.identifier,
            tuple(facts.values_list("entity_id", "name", "year", "value")),
            tuple(items.values_list("entity_id", "name", "content")),
        )


def note_answered(by: User | None, entity: Entity) -> None:
    """Notes that answers rest on authorised data."""
    with Look(by, ANSWERS, entity) as look:
        look.at(current_facts().filter(entity=entity), current_items().filter(entity=entity))


@contextmanager
def frozen(known: Known, on: date) -> Iterator[Snapshot]:
    """A snapshot of these facts of an entity, which need not be registered, for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="luoshu-") as name:
        folder = Path(name)
        with duckdb.connect() as connection:
            files = Files(words().vocabulary, connection)
            files.take([(known.key, known.kind, known.identifier)], known.facts, known.items)
            files.write(folder / "data")
        yield freeze(
            folder / "data", files.vocabulary, folder / "snapshot", on=on, on_error="skip", not_known=files.not_known
        )


@dataclass(frozen=True)
class Conclusion:
    """One of what a policy comes to: `answer` is yes, no, unknown or value; `amount` is what is payable of a benefit
    that is due; what lacks on the nearest way, what is missing."""

    label: Text
    answer: str
    value: Text
    article: Text
    lacks: list[Text]
    missing: list[Text]
    amount: Text | None = None


@dataclass(frozen=True)
class Rung:
    """Where the entity stands on a rung: a shape, the class of its colour, the word; what lacks, what is missing."""

    label: Text
    mark: str
    colour: str
    word: Text
    until: date | None
    lacks: list[Text]
    missing: list[Text]


@dataclass(frozen=True)
class Ladder:
    label: Text
    rungs: list[Rung]


@dataclass(frozen=True)
class Answered:
    """What one policy says, as the calculator tells it: its benefits, and what it concludes."""

    policy: Policy
    decided: set[str]
    conclusions: list[Conclusion]
    benefits: list[tuple[Text, str, Text]]
    ladders: list[Ladder]
    steps: dict[Lang, str]

    @property
    def first(self) -> Conclusion | None:
        """What speaks for the policy: the best of its benefits, for one of them is enough; else its first yes-or-no
        decision."""
        told = [each for each in self.conclusions if each.answer != "value"]
        if self.benefits:
            told.sort(key=lambda each: _BEST[each.answer])
        return next(iter(told or self.conclusions), None)

    @property
    def answer(self) -> str:
        """A policy that only says where one stands on ladders is neither for nor against anybody."""
        if self.only_ladders:
            return "value"
        return self.first.answer if self.first else "unknown"

    @property
    def only_ladders(self) -> bool:
        conditions = {rung.condition for ladder in self.policy.ladders for rung in ladder.rungs}
        return bool(self.ladders) and not self.benefits and self.decided <= conditions


def answered(policy: Policy, snapshot: Snapshot, identifier: str, on: date, *, in_full: bool = False) -> Answered:
    """A policy's answer; `in_full` with every step, and what turns or settles it."""
    kept = answering(policy, on)
    with _one_at_a_time:
        explanation = kept.concluding.of(snapshot, identifier, changes=False)
        steps = _steps(kept.whole.of(snapshot, identifier)) if in_full else {}
    given = {each.benefit.name: each for each in explanation.entitlements}
    every: Sequence[Outcome | None] = kept.outcomes or [None] * len(explanation.decisions)
    return Answered(
        policy,
        {each.decision.name for each in kept.outcomes},
        [
            _benefit(each, given[outcome.benefit.name], policy, on)
            if outcome is not None and outcome.benefit is not None
            else _conclusion(each, policy, on)
            for outcome, each in zip(every, explanation.decisions, strict=True)
        ],
        [
            (label_of(each.benefit.name, policy), _ENTITLED[each.entitled], _payable(each))
            for each in explanation.entitlements
        ],
        _ladders(explanation, on),
        steps,
    )


def _steps(explanation: Explanation) -> dict[Lang, str]:
    return {lang: explanation.to_text(lang, 76) for lang in ("zh", "en")}


_ENTITLED = {True: "yes", False: "no", None: "unknown"}
_BEST = {"yes": 0, "unknown": 1, "no": 2}


def _payable(given: Entitlement) -> Text:
    return Text(shown_amount(given.payable, "zh"), shown_amount(given.payable, "en"))


def _benefit(explained: Explained, given: Entitlement, policy: Policy, on: date) -> Conclusion:
    """A benefit under its own name, not under that of the decision on who gets it."""
    told = _conclusion(explained, policy, on)
    return replace(
        told,
        label=label_of(given.benefit.name, policy),
        answer=_ENTITLED[given.entitled],
        amount=_payable(given) if given.entitled and given.benefit.amount else told.amount,
    )


def answers_for(entity: Entity, on: date) -> Sequence[Answered]:
    """Every policy's answer, yes first; of the others those first that lack least."""
    return _answers(Known.of(entity), on, revision())


def answer_in_full(entity: Entity, policy: str, on: date) -> Answered | None:
    """One policy's answer with every step; None where no policy about such entities in force has this id."""
    return _in_full(Known.of(entity), policy, on, revision())


@lru_cache(maxsize=200)
def _answers(known: Known, on: date, state: Hashable) -> tuple[Answered, ...]:
    with frozen(known, on) as snapshot:
        found = [answered(policy, snapshot, known.identifier, on) for policy in runnable_policies(known.kind, on)]
    return tuple(sorted(found, key=lambda each: (_ORDER[each.answer], len(each.first.lacks) if each.first else 0)))


@lru_cache(maxsize=200)
def _in_full(known: Known, policy: str, on: date, state: Hashable) -> Answered | None:
    chosen = next((each for each in runnable_policies(known.kind, on) if each.id == policy), None)
    if chosen is None:
        return None
    with frozen(known, on) as snapshot:
        return answered(chosen, snapshot, known.identifier, on, in_full=True)


_one_at_a_time = RLock()  # what is kept of a policy is not made for several threads
_ORDER = {"yes": 0, "no": 1, "unknown": 2, "value": 3}


def _lacks(failing: Sequence[Gap], on: date) -> list[Text]:
    return [Text(gap_plain.sentence(gap, on, "zh"), gap_plain.sentence(gap, on, "en")) for gap in failing]


def _conclusion(explained: Explained, policy: Policy, on: date) -> Conclusion:
    part = explained.part
    if part.value is None:
        answer = "unknown"
    elif part.decision.type == BOOLEAN:
        answer = "yes" if part.value else "no"
    else:
        answer = "value"
    way = explained.way
    article = part.decision.article
    return Conclusion(
        decision_label(part.decision),
        answer,
        Text(show(part.value, part.unit, "zh"), show(part.value, part.unit, "en")),
        Text(article.say("zh"), article.say("en")),
        _lacks(way.failing, on) if way else [],
        [fact_label(name, policy) for name in part.missing],
    )


def _ladders(explanation: Explanation, on: date) -> list[Ladder]:
    policy = explanation.policy
    return [
        Ladder(label_of(standing.ladder.name, policy), [_rung(part, policy, on) for part in standing.rungs])
        for standing in explanation.standing
    ]


def _rung(part: RungPart, policy: Policy, on: date) -> Rung:
    mark, colour, word = _STATES[part.state]
    until = part.held.until if part.held is not None and part.held.until != date.max else None
    failing = part.way.failing if part.way else ()
    title = part.rung.title if part.rung.title != part.rung.name else ""
    label = label_of(part.rung.name, policy)
    return Rung(
        Text(label.zh + in_brackets(title or "", "zh"), label.en + in_brackets(title or "", "en")),
        mark,
        colour,
        word,
        until,
        _lacks(failing, on),
        [fact_label(name, policy) for name in dict.fromkeys((*part.state_rests.missing, *part.met_rests.missing))],
    )


# A shape each, not only a colour.
_STATES: Mapping[RungState | None, tuple[str, str, Text]] = {
    RungState.HELD: ("●", "yes", Text("持有", "held")),
    RungState.EXPIRING: ("◉", "unknown", Text("快到期", "expires soon")),
    RungState.MEETS: ("◎", "yes", Text("符合条件，还没有取得", "conditions met, title not held")),
    RungState.LACKS: ("○", "no", Text("不符合条件", "conditions not met")),
    RungState.UNTITLED: ("◇", "unknown", Text("没有这项资格", "title not held")),
    None: ("◐", "unknown", Text("还不能判断", "cannot tell yet")),
}
