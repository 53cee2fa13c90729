"""The readable report of a comparison: the same page as a run's, told in the order in which one asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from luoshu.engine.benefits import assumed
from luoshu.engine.compare import words
from luoshu.engine.compare.result import STATES, Amounts, Change, Comparison, Moves
from luoshu.engine.report.charts import Segment, segments
from luoshu.engine.report.report import environment, said_of_data
from luoshu.engine.report.tallies import Tally
from luoshu.policy.model import Article, Decision, Policy
from luoshu.problems import Lang, Text

MOST_CAUSES = 10
BEFORE, AFTER = Text("改前", "before"), Text("改后", "after")


@dataclass(frozen=True, slots=True)
class Bar:
    """The answers on one side, as the page draws them."""

    name: Text
    tally: Tally

    @property
    def segments(self) -> list[Segment]:
        return segments(self.tally)


@dataclass(frozen=True, slots=True)
class Balance:
    """Two lengths from a middle line, in percent of the whole: the lost to its left, the gained to its right."""

    lost: float
    gained: float


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's text on the page; `prefix` begins its anchors."""

    name: Text
    policy: Policy
    prefix: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a decision stands."""

    document: Document
    decision: Decision

    @property
    def name(self) -> Text:
        return self.document.name

    @property
    def prefix(self) -> str:
        return self.document.prefix

    @property
    def article(self) -> Article:
        return self.decision.article

    @property
    def assumed(self) -> bool:
        return assumed(self.document.policy, self.decision.name)


def balance(lost: float, gained: float, most: float) -> Balance:
    """Drawn to a scale on which `most` is half of the width; what is not nothing can be seen."""
    return Balance(*(max(0.6, 50 * each / most) if each and most else 0.0 for each in (lost, gained)))


def write_report(comparison: Comparison, path: Path, lang: Lang = "en") -> None:
    """Writes the page to `path`: one file, in both languages, opening in `lang`."""
    path.write_text(render(comparison, lang), encoding="utf-8")


def render(comparison: Comparison, lang: Lang) -> str:
    sides = [
        Document(BEFORE, comparison.before.policy, "before"),
        Document(AFTER, comparison.after.policy, "after"),
    ]
    same = sides[0].policy.hash == sides[1].policy.hash
    documents = sides[1:] if same else sides

    def sides_of(change: Change) -> list[Ground]:
        decisions = [change.pair.after] if same else [change.pair.before, change.pair.after]
        return [Ground(each, decision) for each, decision in zip(documents, decisions, strict=True)]

    return (
        environment()
        .get_template("comparison.html")
        .render(
            **said_of_data(comparison),
            kind=Text("规则对比", "Two rules compared"),
            lang=lang,
            policies=[(BEFORE, comparison.manifest["before"]), (AFTER, comparison.manifest["after"])],
            documents=documents,
            sides_of=sides_of,
            record=comparison.after.policy.entity,
            said=words,
            bars=bars,
            states=shown_states,
            drawn_moves=drawn_moves,
            drawn_money=drawn_money,
            before=BEFORE,
            after=AFTER,
            MOST_CAUSES=MOST_CAUSES,
        )
    )


def bars(change: Change) -> list[Bar]:
    return [Bar(BEFORE, change.moves.before), Bar(AFTER, change.moves.after)]


def shown_states(moves: Moves) -> list[str]:
    """The answers that anybody got, in the order of a tally."""
    return [state for state in STATES if moves.count([state]) or moves.count(after=[state])]


def drawn_moves(groups: Mapping[str | None, Moves]) -> list[tuple[str | None, Moves, Balance]]:
    """The groups in which there is anyone to speak of, with what each loses and gains to one scale."""
    most = max((max(moves.lose, moves.gain) for moves in groups.values()), default=0)
    return [(group, moves, balance(moves.lose, moves.gain, most)) for group, moves in groups.items()]


def drawn_money(amounts: Iterable[tuple[object, Amounts]]) -> list[tuple[object, Amounts, Balance]]:
    """The same of money: the difference to one scale."""
    told = list(amounts)
    most = float(max((abs(each.difference) for _, each in told), default=0))
    return [
        (name, each, balance(max(0.0, -float(each.difference)), max(0.0, float(each.difference)), most))
        for name, each in told
    ]
