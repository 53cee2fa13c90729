"""Benefits: from the decisions who is entitled, to how much, from which fund, until when, and under which article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from luoshu.engine.database import identifier, text
from luoshu.feel import tree
from luoshu.feel.interpreter import evaluate
from luoshu.policy.forms.stacking import ENTITLED
from luoshu.policy.model import RUN_DATE, Benefit, Policy

AMOUNT = "DECIMAL(38, 2)"
BENEFIT_TEXTS = ("benefit", "fund", "article", "rule", "missing")
BETWEEN = "、"  # names in one cell


def benefits_query(policy: Policy, on: date, answers: str, key: str) -> str:
    """A row for every entity and benefit whose condition is met, by key, then in the document's order.

    `answers` is a table with `_key`, the identifier and a column a decision.

    Columns: the identifier, `benefit`, `amount` (yuan; null for relief in kind or where it cannot be told), `fund`,
    `until`, `automatic`, `article`, `assumed` (whether an assumption stands in the benefit or in what it uses),
    `deducted` (what rules of `叠加` took away, yuan), `rule` (which), and `missing`: the facts for want of which a cap
    that several entities share leaves the amount open, which is filled in once everyone is known.
    """
    parts = list(_parts(policy, on, key, answers))
    columns = f"{identifier(key)}, benefit, amount, fund, until, automatic, article, assumed, deducted, rule, missing"
    nothing = (
        f"SELECT {identifier(key)}, 0 AS _key, 0 AS number, '' AS benefit, "
        f"CAST(NULL AS {AMOUNT}) AS amount, '' AS fund, "
        f"CAST(NULL AS DATE) AS until, CAST(NULL AS BOOLEAN) AS automatic, '' AS article, false AS assumed, "
        f"CAST(NULL AS {AMOUNT}) AS deducted, '' AS rule, '' AS missing "
        f"FROM {answers} WHERE false"
    )
    return f"SELECT {columns} FROM ({' UNION ALL '.join(parts or [nothing])}) ORDER BY _key, number"


def _parts(policy: Policy, on: date, key: str, answers: str) -> Iterator[str]:
    for number, benefit in enumerate(policy.benefits):
        given = benefit.payable or benefit.amount
        amount = f"CAST(ROUND({identifier(given)}, 2) AS {AMOUNT})" if given else f"CAST(NULL AS {AMOUNT})"
        until = _until(benefit, on)
        values = [
            identifier(key),
            "_key",
            f"{number} AS number",
            f"{text(benefit.name)} AS benefit",
            f"{amount} AS amount",
            f"{text(benefit.fund)} AS fund",
            f"CAST({until} AS DATE) AS until",
            f"CAST({'NULL' if benefit.automatic is None else str(benefit.automatic).lower()} AS BOOLEAN) AS automatic",
            f"{text(benefit.article)} AS article",
            f"{str(rests_on_assumption(policy, benefit)).lower()} AS assumed",
            *_deducted(policy, benefit),
            "'' AS missing",
        ]
        where = identifier(benefit.who) if benefit.who else "true"
        yield f"SELECT {', '.join(values)} FROM {answers} WHERE {where}"


def _deducted(policy: Policy, benefit: Benefit) -> tuple[str, str]:
    """SQL of what the rules took away that work on one entity, and of their names."""
    if not benefit.amount:
        return f"CAST(NULL AS {AMOUNT}) AS deducted", "'' AS rule"
    if not benefit.payable:
        return f"CAST(0 AS {AMOUNT}) AS deducted", "'' AS rule"
    entitled = before = identifier(f"{benefit.name}·{ENTITLED}")
    names = []
    for rule in policy.stackings:
        if benefit.name in rule.results and not rule.per:
            after = identifier(rule.results[benefit.name])
            names.append(f"CASE WHEN {before} <> {after} THEN {text(rule.name)} END")
            before = after
    joined = f"concat_ws({text(BETWEEN)}, {', '.join(names)})" if names else "''"
    return f"CAST(ROUND({entitled} - {before}, 2) AS {AMOUNT}) AS deducted", f"{joined} AS rule"


def _until(benefit: Benefit, on: date) -> str:
    """SQL of the last day."""
    if benefit.until:
        return identifier(benefit.until)
    return text(str(evaluate(benefit.term, {RUN_DATE: on}))) if benefit.term else "NULL"


def rests_on_assumption(policy: Policy, benefit: Benefit) -> bool:
    """Whether a ⟨…⟩ stands in the benefit, or in a decision or parameter that it uses, however far."""
    return benefit.assumed or any(
        decision is not None and assumed(policy, decision)
        for decision in (benefit.who, benefit.payable or benefit.amount, benefit.until)
    )


def assumed(policy: Policy, name: str) -> bool:
    """Whether a decision rests on an assumption: its own, or one of what it uses."""
    seen: set[str] = set()
    stack = [(policy, name)]
    while stack:
        owner, current = stack.pop()
        if (key := f"{owner.id}::{current}") in seen:
            continue
        seen.add(key)
        if current in owner.decisions:
            decision = owner.decisions[current]
            if decision.assumed:
                return True
            stack += [(owner, used) for used in _names(decision)]
        elif current in owner.parameters:
            if any(row.assumed for row in owner.parameters[current]):
                return True
        else:
            stack += [(used, current) for used in owner.used if current in used.exports]
    return False


def _names(decision: object) -> set[str]:
    from luoshu.policy.model import Decision

    assert isinstance(decision, Decision)
    roots = [decision.formula] if decision.formula is not None else []
    if decision.table is not None:
        roots += [column.expression for column in decision.table.inputs]
        for rule in decision.table.rules:
            roots += [*rule.tests, *rule.outputs]
    return {node.name for root in roots for node in tree.walk(root) if isinstance(node, tree.Name)}
