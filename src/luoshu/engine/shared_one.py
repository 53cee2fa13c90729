"""What the caps that several entities share leave one of them: worked out as a run does, for it looks at everyone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from luoshu.engine.answers import Answering
from luoshu.engine.database import connect, identifier
from luoshu.engine.entitlements import Deduction, Entitlement, shown
from luoshu.engine.labels import fact_label
from luoshu.engine.shared_caps import shared_caps, shares_of
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy, Stacking
from luoshu.problems import Text

MOST = 200_000  # entities, beyond which an explanation would take too long


def with_shared_caps(
    policy: Policy, snapshot: Snapshot, on: date, entity: str, given: Sequence[Entitlement]
) -> tuple[Entitlement, ...]:
    """The entitlements of one entity, with what such caps leave and why."""
    if not any(each.shared and each.payable != 0 for each in given):
        return tuple(given)
    if snapshot.rows(policy.entity.name) > MOST:
        return tuple(_not_looked_at(each) if each.shared else each for each in given)
    with (
        TemporaryDirectory(prefix="luoshu-") as scratch,
        connect(Path(scratch)) as connection,
        ThreadPoolExecutor(1) as writer,
    ):
        graph = Graph.of([policy], on).of_one(policy)
        Answering(policy, graph, snapshot).run(connection, Path(scratch) / "run", writer, lambda: None)
        return tuple(_capped(policy, connection, entity, each) for each in given)


def _not_looked_at(given: Entitlement) -> Entitlement:
    if given.payable == 0:
        return given
    between = (Fraction(0), given.payable) if given.payable is not None else None
    return replace(given, payable=None, between=between, left_out=True)


def _capped(policy: Policy, connection: duckdb.DuckDBPyConnection, entity: str, given: Entitlement) -> Entitlement:
    if given.entitled is None:
        return given
    for number, rule in enumerate(shared_caps(policy)):
        if rule not in given.shared:
            continue
        found = connection.execute(
            f"SELECT amount, left_, least, most, per, cap, had, used, missing FROM {identifier(shares_of(number))} "
            "WHERE id = ? AND member = ?",
            [entity, given.benefit.name],
        ).fetchone()
        if found is None:
            continue
        amount, left, least, most, per, cap, had, used, missing = found
        if left is None:
            between = (least, most) if given.payable is not None else None
            return replace(given, payable=None, between=between, missing=tuple(missing))
        if amount is not None and left != amount:
            reason = _reason(policy, rule, per, cap, had, used)
            deduction = Deduction(rule, Fraction(amount) - Fraction(left), reason)
            given = replace(given, deductions=(*given.deductions, deduction))
        given = replace(given, payable=left)
    return given


def _reason(policy: Policy, rule: Stacking, per: str, cap: Any, had: Any, used: Any) -> Text:
    """`合计不超过限额：限额 100 万元；用人单位“甲”已享 5 万元；在前的 90 万元`."""
    label = fact_label(str(rule.per), policy)
    told = [Text(f"限额 {shown(cap, 'zh')}", f"cap {shown(cap, 'en')}")]
    if had != 0:
        told.append(
            Text(
                f"{label.zh}“{per}”的已享 {shown(had, 'zh')}",
                f"had already, of {label.en} '{per}', {shown(had, 'en')}",
            )
        )
    if used != 0:
        told.append(
            Text(
                f"{label.zh}“{per}”在前的 {shown(used, 'zh')}",
                f"before it, of {label.en} '{per}', {shown(used, 'en')}",
            )
        )
    return Text(
        f"合计不超过限额：{'；'.join(each.zh for each in told)}",
        f"together no more than the cap: {'; '.join(each.en for each in told)}",
    )
