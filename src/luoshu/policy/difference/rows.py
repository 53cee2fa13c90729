"""Where the instruments of two documents differ that are written a row a thing: ladders, targets, weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from luoshu.policy.difference.changes import Change, What, cell_changes, how, paired
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.shown import shown
from luoshu.policy.model import Criterion, Goal, Ladder, Policy, Rung, Sheet, Target

ORDER = "order"
ASSUMED = "⟨⟩"


# --- ladders ----------------------------------------------------------------------------------------------------------


def ladder_changes(comparer: Comparer) -> Iterator[Change]:
    """The ladders that came or went, and their rungs that are not what they were."""
    old, new = ({ladder.name: ladder for ladder in policy.ladders} for policy in (comparer.old, comparer.new))
    for name, before, after in paired(old, new):
        if before and after:
            yield from _rungs(before, after, comparer)
        elif ladder := after or before:
            yield Change(What.LADDER, how(before, after), name, lines=_lines(before, after), article=ladder.article)


def _rungs(before: Ladder, after: Ladder, comparer: Comparer) -> Iterator[Change]:
    old, new = ({rung.name: rung for rung in ladder.rungs} for ladder in (before, after))
    orders = [name for name in old if name in new], [name for name in new if name in old]
    if orders[0] != orders[1]:
        was, now = (" < ".join(order) for order in orders)
        lines = _lines(before, after)
        yield Change(What.LADDER, "changed", after.name, ORDER, was, now, lines=lines, article=after.article)
    for name, rung, other in paired(old, new):
        change = Change(
            What.RUNG, how(rung, other), f"{after.name}：{name}", lines=_lines(rung, other), article=after.article
        )
        if rung and other:
            yield from cell_changes(change, _rung_cells(rung, comparer.renamed), _rung_cells(other, {}))
        else:
            yield change


def _rung_cells(rung: Rung, renamed: Mapping[str, str]) -> dict[str, str]:
    condition = rung.condition or ""
    return {
        "title held": rung.title or "",
        "condition": renamed.get(condition, condition),
        "valid": rung.valid,
        "assumed": ASSUMED if rung.assumed else "",
    }


def _lines(
    before: Ladder | Rung | Target | Sheet | Criterion | None, after: Ladder | Rung | Target | Sheet | Criterion | None
) -> tuple[int | None, int | None]:
    return before.line if before else None, after.line if after else None


# --- targets ----------------------------------------------------------------------------------------------------------


def target_changes(comparer: Comparer) -> Iterator[Change]:
    """The targets of action plans."""
    old, new = ({target.name: target for target in policy.targets} for policy in (comparer.old, comparer.new))
    for name, before, after in paired(old, new):
        target = after or before
        assert target is not None
        change = Change(What.TARGET, how(before, after), name, lines=_lines(before, after), article=target.article)
        if before and after:
            yield from cell_changes(change, *_target_cells(before, after, comparer))
            yield from _formula(change, before.now, after.now, "now", comparer)
        else:
            policy = comparer.new if after else comparer.old
            goals = _goals(target.goals, policy)
            yield replace(change, after=goals) if after else replace(change, before=goals)


def _target_cells(before: Target, after: Target, comparer: Comparer) -> tuple[dict[str, str], dict[str, str]]:
    base, goals = (_both(*pair, comparer) for pair in ((before.base, after.base), (before.goals, after.goals)))
    return (
        {"kind": before.kind, "base": base[0], "goal": goals[0], "owner": before.owner},
        {"kind": after.kind, "base": base[1], "goal": goals[1], "owner": after.owner},
    )


def _both(old: Sequence[Goal], new: Sequence[Goal], comparer: Comparer) -> tuple[str, str]:
    """Goals before and after; nothing where they are the same, however written."""
    same = [(goal.year, goal.op, comparer.with_new_names(goal.value)) for goal in old] == [
        (goal.year, goal.op, goal.value) for goal in new
    ]
    return ("", "") if same else (_goals(old, comparer.old), _goals(new, comparer.new))


def _goals(goals: Sequence[Goal], policy: Policy) -> str:
    """`2025: > 1600; 2030: > 3000`."""
    return "; ".join(f"{goal.year}: {goal.op} {shown(goal.value, policy)}" for goal in goals)


# --- weights ----------------------------------------------------------------------------------------------------------


def weight_changes(comparer: Comparer) -> Iterator[Change]:
    """The sheets of weights that came or went, and their criteria that are not what they were."""
    old, new = ({sheet.name: sheet for sheet in policy.sheets} for policy in (comparer.old, comparer.new))
    for name, before, after in paired(old, new):
        if before and after:
            yield from _criteria(before, after, comparer)
        elif sheet := after or before:
            yield Change(What.WEIGHTS, how(before, after), name, lines=_lines(before, after), article=sheet.article)


def _criteria(before: Sheet, after: Sheet, comparer: Comparer) -> Iterator[Change]:
    old, new = ({criterion.name: criterion for criterion in sheet.criteria} for sheet in (before, after))
    for name, was, now in paired(old, new):
        change = Change(
            What.CRITERION, how(was, now), f"{after.name}：{name}", lines=_lines(was, now), article=after.article
        )
        if was and now:
            weights, full = comparer.values(was.weight, now.weight), comparer.values(was.full, now.full)
            cells = ({"weight": weights[at], "full": full[at]} for at in (0, 1))
            yield from cell_changes(change, *cells)
            yield from _formula(change, f"{before.name}·{name}", f"{after.name}·{name}", "score", comparer)
        elif now:
            yield replace(change, after=shown(now.weight, comparer.new))
        elif was:
            yield replace(change, before=shown(was.weight, comparer.old))


def _formula(change: Change, old: str | None, new: str | None, part: str, comparer: Comparer) -> Iterator[Change]:
    """Where the formulas of two cells differ, or only one is there."""
    was = comparer.old.decisions.get(old or "")
    now = comparer.new.decisions.get(new or "")
    if was and now and was.formula is not None and now.formula is not None:
        for one, other in comparer.wordings(was.formula, now.formula):
            yield replace(change, part=part, before=one, after=other)
    elif was and was.formula is not None:
        yield replace(change, how="removed", part=part, before=shown(was.formula, comparer.old))
    elif now and now.formula is not None:
        yield replace(change, how="added", part=part, after=shown(now.formula, comparer.new))
