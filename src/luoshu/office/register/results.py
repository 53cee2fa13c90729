"""What a trial found, read back from its files: a page of answers at a time, and beside the last one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from luoshu.engine.answers import BENEFITS, DECISIONS, UNKNOWN
from luoshu.facts.readers import quote, sql_path
from luoshu.office.register.authorised import Lapsed, Look
from luoshu.office.register.models import Trial, Work
from luoshu.problems import Text

ANSWERS: Mapping[str, Text] = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "value": Text("有结果", "a value"),
    "unknown": Text("不能判断", "cannot tell"),
}
_TEST = {
    "yes": "CAST({column} AS VARCHAR) = 'true'",
    "no": "CAST({column} AS VARCHAR) = 'false'",
    "value": "{column} IS NOT NULL AND CAST({column} AS VARCHAR) NOT IN ('true', 'false')",
    "unknown": "{column} IS NULL",
}


@dataclass(frozen=True)
class Row:
    """One entity's answer: `missing` is why there is none, `amount` what its benefits come to."""

    identifier: str
    answer: str
    value: str
    amount: str | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def word(self) -> Text:
        return ANSWERS[self.answer]


@dataclass(frozen=True)
class Answers:
    """How many entities have an answer, and some of them. Where the snapshot holds authorised data that have lapsed
    since, their answers stand and no value or amount is told."""

    total: int
    rows: list[Row]
    lapsed: Lapsed


def answers_of(
    work: Trial,
    told: Mapping[str, Any],
    decision: str,
    answer: str,
    part_of: Callable[[int], slice],
    look: Look,
) -> Answers:
    """Those with this answer (or any): of so many the part that is asked for, by their identifiers."""
    total, rows = _read(work, told, decision, answer, part_of)
    lapsed = look.at_results((work.snapshot_id, row.identifier) for row in rows)
    return Answers(total, [replace(row, value="", amount=None) for row in rows] if lapsed else rows, lapsed)


def _read(
    work: Trial, told: Mapping[str, Any], decision: str, answer: str, part_of: Callable[[int], slice]
) -> tuple[int, list[Row]]:
    folder = work.folder / "results" / told["id"]
    column, key = quote(decision), quote(told["key"])
    where = f"WHERE {_TEST[answer].format(column=column)}" if answer else ""
    source = sql_path(folder / DECISIONS)
    with duckdb.connect() as connection:
        (total,) = connection.execute(f"SELECT count(*) FROM {source} {where}").fetchone() or (0,)
        part = part_of(total)
        rows = connection.execute(
            f"SELECT {key}, CAST({column} AS VARCHAR) FROM {source} {where} ORDER BY {key} LIMIT ? OFFSET ?",
            [part.stop - part.start, part.start],
        ).fetchall()
        identifiers = [identifier for identifier, _ in rows]
        amounts = connection.execute(
            f"SELECT {key}, CAST(sum(amount) AS VARCHAR) FROM {sql_path(folder / BENEFITS)} "
            f"WHERE list_contains(?, {key}) GROUP BY {key}",
            [identifiers],
        ).fetchall()
        missing = connection.execute(
            f"SELECT {key}, list(DISTINCT fact ORDER BY fact) FROM {sql_path(folder / UNKNOWN)} "
            f"WHERE list_contains(?, {key}) AND decision = ? AND fact <> '' GROUP BY {key}",
            [identifiers, decision],
        ).fetchall()
    paid, why = dict(amounts), dict(missing)
    return int(total), [
        Row(identifier, _answer(value), value or "", paid.get(identifier), why.get(identifier, []))
        for identifier, value in rows
    ]


def _answer(value: str | None) -> str:
    return {None: "unknown", "true": "yes", "false": "no"}.get(value, "value")


@dataclass(frozen=True)
class Told:
    """One policy of a trial; `before` are the tallies of the last run by decision, where there was one."""

    policy: Mapping[str, Any]
    before: Mapping[str, Mapping[str, Any]]
    last: Trial | None

    @property
    def decisions(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
        return [(each, self.before.get(each["name"])) for each in self.policy["decisions"]]


def beside_last(work: Trial) -> list[Told]:
    """Each policy of a trial beside the last trial before it that ran it without a changed parameter."""
    found = []
    earlier = list(
        Trial.objects.filter(pk__lt=work.pk, state=Work.State.DONE, setting="").select_related("snapshot")[:20]
    )
    for policy in work.result.get("policies", ()):
        last = next((each for each in earlier if policy["id"] in each.policies), None)
        before = {}
        if last is not None:
            told = next((each for each in last.result["policies"] if each["id"] == policy["id"]), None)
            before = {each["name"]: each for each in told["decisions"]} if told else {}
        found.append(Told(policy, before, last))
    return found
