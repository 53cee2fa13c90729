"""A comparison as JSON: the keys that `docs/reference/json.md` lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshu.engine.compare.manifest import manifest_of
from luoshu.engine.compare.result import Amounts, BenefitChange, Change, Comparison, Money, Moves, Share

JSON = dict[str, Any]
NOT_ON_RECORD = ""  # the key of the group of those for whom a fact is missing


def as_json(comparison: Comparison) -> JSON:
    """Everything that was found; the manifest's keys first."""
    return {
        **(comparison.manifest or manifest_of(comparison)),
        "entities": comparison.entities,
        "headlines": comparison.headlines,
        "decisions": {change.pair.name: _change(change) for change in comparison.changes},
        "only_before": [decision.name for decision in comparison.pairing.only_before],
        "only_after": [decision.name for decision in comparison.pairing.only_after],
        "parameters": [
            {"policy": each.policy.id, "name": each.name, "before": each.was.en, "after": each.now.en}
            for each in comparison.parameters
        ],
        "money": _money(comparison.money),
    }


def _change(change: Change) -> JSON:
    found: JSON = {
        "before": change.pair.before.name,
        "english": change.pair.after.english,
        "kind": change.kind,
        "alike": change.alike,
        "changed": change.changed,
        **_moves(change.moves),
        "because": [
            {
                "decision": cause.decision.name if cause.decision else None,
                "condition": cause.condition or None,
                "side": cause.side,
                "count": count,
            }
            for cause, count in change.causes.most_common()
        ],
        "by": _groups(change.by, _moves),
    }
    if change.kind == "number":
        values = change.values
        found |= {
            "rise": values.rise,
            "fall": values.fall,
            "mean_before": values.mean_before,
            "mean_after": values.mean_after,
            "mean_change": values.mean_change,
            "median_change": values.median_change,
        }
    return found


def _moves(moves: Moves) -> JSON:
    counts = sorted(moves.counts.items())
    return {
        "gain": moves.gain,
        "lose": moves.lose,
        "become_known": moves.become_known,
        "no_longer_known": moves.no_longer_known,
        "moves": [{"before": before, "after": after, "count": count} for (before, after), count in counts if count],
    }


def _money(money: Money) -> JSON:
    return {
        **_amounts(money.total),
        "funds": _funds(money.funds),
        "benefits": [_benefit(each) for each in money.benefits],
        "largest_gains": [_share(each) for each in money.gains],
        "largest_losses": [_share(each) for each in money.losses],
        "by": {
            fact: {
                _key(group): {**_amounts(amounts), "funds": _funds(money.funds_of(fact, group))}
                for group, amounts in groups.items()
            }
            for fact, groups in money.by.items()
        },
    }


def _funds(funds: Mapping[str, Amounts]) -> JSON:
    return {fund: _amounts(amounts) for fund, amounts in funds.items()}


def _benefit(each: BenefitChange) -> JSON:
    return {
        "benefit": each.name,
        "fund": each.fund,
        "side": "both" if each.before and each.after else "before" if each.before else "after",
        **_amounts(each.amounts),
        "by": _groups(each.by, _amounts),
    }


def _amounts(amounts: Amounts) -> JSON:
    return {
        "entitled_before": amounts.entitled_before,
        "entitled_after": amounts.entitled_after,
        "before": amounts.before,
        "after": amounts.after,
        "difference": amounts.difference,
        "gain": amounts.gain,
        "lose": amounts.lose,
        "cannot_tell": amounts.open,
        "cannot_tell_before": amounts.open_before,
        "cannot_tell_after": amounts.open_after,
    }


def _share(share: Share) -> JSON:
    return {"id": share.entity, "before": share.before, "after": share.after, "difference": share.difference}


def _groups(by: Mapping[str, Mapping[str | None, Any]], shown: Any) -> JSON:
    return {fact: {_key(group): shown(found) for group, found in groups.items()} for fact, groups in by.items()}


def _key(group: str | None) -> str:
    return NOT_ON_RECORD if group is None else group
