"""Every policy's answer for one entity, from what is known of it now; the engine explains, nothing is computed here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from luoshu.engine import gap_plain
from luoshu.engine.entitlements import shown as shown_amount
from luoshu.engine.explain import explain
from luoshu.engine.explanation import Explained, Explanation, Gap, RungPart
from luoshu.engine.figures import in_brackets, show
from luoshu.engine.labels import decision_label, fact_label, label_of
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.feel.types import BOOLEAN
from luoshu.office.register.models import Entity, Fact, Item
from luoshu.office.register.policies import runnable_policies
from luoshu.office.register.words import words
from luoshu.office.register.writing import Files
from luoshu.policy.model import Policy, RungState
from luoshu.problems import Lang, Text


@contextmanager
def known_of(entity: Entity, on: date) -> Iterator[Snapshot]:
    """A snapshot of what is known of one entity now, for as long as the block runs."""
    facts = Fact.objects.filter(entity=entity, ended__isnull=True)
    items = Item.objects.filter(entity=entity, ended__isnull=True)
    rows = facts.values_list("entity_id", "name", "year", "value")
    with frozen(entity, on, rows, items.values_list("entity_id", "name", "content")) as snapshot:
        yield snapshot


@contextmanager
def frozen(
    entity: Entity, on: date, facts: Iterable[tuple[int, str, int, str]], items: Iterable[tuple[int, str, str]] = ()
) -> Iterator[Snapshot]:
    """A snapshot in which just these are the facts of an entity, which need not be registered."""
    with tempfile.TemporaryDirectory(prefix="luoshu-") as name:
        folder = Path(name)
        with duckdb.connect() as connection:
            files = Files(words().vocabulary, connection)
            files.take(
                [(entity.pk, entity.kind, entity.identifier)],
                facts,
                items,
            )
            files.write(folder / "data")
        yield freeze(
            folder / "data", files.vocabulary, folder / "snapshot", on=on, on_error="skip", not_known=files.not_known
        )


@dataclass(frozen=True)
class Conclusion:
    """One final decision: `answer` is yes, no, unknown or value; what lacks on the nearest way, what is missing."""

    label: Text
    answer: str
    value: Text
    article: Text
    lacks: list[Text]
    missing: list[Text]


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
    """What one policy says; `answer` is that of its first yes-or-no decision."""

    policy: Policy
    conclusions: list[Conclusion]
    benefits: list[tuple[Text, str, Text]]
    ladders: list[Ladder]
    steps: dict[Lang, str]

    @property
    def first(self) -> Conclusion | None:
        return next((each for each in self.conclusions if each.answer != "value"), None) or next(
            iter(self.conclusions), None
        )

    @property
    def answer(self) -> str:
        return self.first.answer if self.first else "unknown"


def answered(policy: Policy, snapshot: Snapshot, identifier: str, on: date, *, in_full: bool = False) -> Answered:
    """One policy's answer; `in_full` with every step, and what turns or settles it."""
    explanation = explain(policy, snapshot, identifier, on, changes=in_full)
    return Answered(
        policy,
        [_conclusion(each, policy, on) for each in explanation.decisions],
        [
            (
                label_of(each.benefit.name, policy),
                {True: "yes", False: "no", None: "unknown"}[each.entitled],
                Text(shown_amount(each.payable, "zh"), shown_amount(each.payable, "en")),
            )
            for each in explanation.entitlements
        ],
        _ladders(explanation, on),
        {lang: explanation.to_text(lang, 76) for lang in ("zh", "en")} if in_full else {},
    )


def answers_for(entity: Entity, on: date) -> list[Answered]:
    """Every policy's answer, yes first; of the others those first that lack least."""
    with known_of(entity, on) as snapshot:
        found = [answered(policy, snapshot, entity.identifier, on) for policy in runnable_policies(entity.kind, on)]
    return sorted(found, key=lambda each: (_ORDER[each.answer], len(each.first.lacks) if each.first else 0))


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
