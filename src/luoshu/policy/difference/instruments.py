"""Where the parameters, benefits and ladders of two documents differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from luoshu.policy.difference.articles import article_at
from luoshu.policy.difference.changes import Change, What, how
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.shown import shown
from luoshu.policy.model import Benefit, Ladder, Parameter, Policy, Rung
from luoshu.policy.periods import period
from luoshu.policy.properties import BENEFIT

ORDER = "order"


# --- parameters -------------------------------------------------------------------------------------------------------


def parameter_changes(comparer: Comparer) -> Iterator[Change]:
    """The rows of parameters that came, went, or say something else; those of one name are told apart by when they
    begin."""
    old, new = comparer.old, comparer.new
    for name in dict.fromkeys((*new.parameters, *old.parameters)):
        was, now = old.parameters.get(name, ()), new.parameters.get(name, ())
        for before, after in _rows(was, now):
            row = after or before
            assert row is not None
            policy = new if after else old
            change = Change(
                What.PARAMETER,
                how(before, after),
                name,
                period=period(row) if max(len(was), len(now)) > 1 else "",
                lines=(before.line if before else None, after.line if after else None),
                article=article_at(policy, row.line),
            )
            if before is None or after is None:
                value = _with_unit(row, policy)
                yield replace(change, before=value) if before else replace(change, after=value)
                continue
            cells, others = _cells(before, old), _cells(after, new)
            if comparer.same(before.value, after.value) and before.unit == after.unit:
                others["value"] = cells["value"]
            yield from (
                replace(change, part=part, before=cells[part], after=others[part])
                for part in cells
                if cells[part] != others[part]
            )


def _rows(
    old: tuple[Parameter, ...], new: tuple[Parameter, ...]
) -> Iterator[tuple[Parameter | None, Parameter | None]]:
    """Rows that begin on the same day are one another; of the rest, those in the same place."""
    begun = {row.since: row for row in old}
    pairs = [(begun.pop(row.since, None), row) for row in new]
    left = list(begun.values())
    for before, after in pairs:
        yield before or (left.pop(0) if left else None), after
    yield from ((row, None) for row in left)


def _cells(row: Parameter, policy: Policy) -> dict[str, str]:
    return {
        "value": _with_unit(row, policy),
        "from": str(row.since or ".."),
        "until": str(row.until or ".."),
        "source": row.source,
    }


def _with_unit(row: Parameter, policy: Policy) -> str:
    return f"{shown(row.value, policy)} {row.unit}".strip()


# --- benefits ---------------------------------------------------------------------------------------------------------


def benefit_changes(comparer: Comparer) -> Iterator[Change]:
    """The benefits that came or went, and their properties that are not what they were."""
    old, new = ({benefit.name: benefit for benefit in policy.benefits} for policy in (comparer.old, comparer.new))
    names = {name: _new_name(benefit, comparer.renamed) for name, benefit in old.items()}
    for name, before in old.items():
        after = new.get(names[name])
        if after is None:
            yield Change(What.BENEFIT, "removed", name, lines=(before.line, None), article=before.article)
            continue
        change = Change(What.BENEFIT, "changed", after.name, lines=(before.line, after.line), article=after.article)
        if name != after.name:
            yield replace(change, how="renamed", before=name, after=after.name)
        yield from _properties(before, after, change, comparer)
    for name, after in new.items():
        if name not in names.values():
            yield Change(What.BENEFIT, "added", name, lines=(None, after.line), article=after.article)


def _new_name(benefit: Benefit, renamed: Mapping[str, str]) -> str:
    """What a benefit is called now: the decisions of its cells bear its name."""
    for cell in (benefit.who, benefit.amount, benefit.until):
        if cell is not None and cell in renamed:
            return renamed[cell].rpartition("·")[0]
    return benefit.name


def _properties(before: Benefit, after: Benefit, change: Change, comparer: Comparer) -> Iterator[Change]:
    was, now = _by_key(before), _by_key(after)
    cells = {
        "who": (before.who, after.who),
        "amount": (before.amount, after.amount),
        "until": (before.until, after.until),
    }
    for known in BENEFIT:
        old, new = cells.get(known.key, (None, None))
        formulas = [
            policy.decisions[name].formula if name else None
            for policy, name in ((comparer.old, old), (comparer.new, new))
        ]
        if formulas[0] is not None and formulas[1] is not None:
            for piece in comparer.pieces(formulas[0], formulas[1]):
                texts = [f"{piece.part} {text}".strip() if text else "" for text in (piece.before, piece.after)]
                yield replace(change, part=known.key, before=texts[0], after=texts[1])
        elif was.get(known.key, "") != now.get(known.key, ""):
            texts = [was.get(known.key, ""), now.get(known.key, "")]
            yield replace(change, how=how(*texts), part=known.key, before=texts[0], after=texts[1])


def _by_key(benefit: Benefit) -> dict[str, str]:
    """The properties as written, by what they are, in whichever language they are called."""
    keys = {word: known.key for known in BENEFIT for word in known.names}
    return {keys[word]: text for word, text in benefit.properties.items() if word in keys}


# --- ladders ----------------------------------------------------------------------------------------------------------


def ladder_changes(comparer: Comparer) -> Iterator[Change]:
    """The ladders that came or went, and their rungs that are not what they were."""
    old, new = ({ladder.name: ladder for ladder in policy.ladders} for policy in (comparer.old, comparer.new))
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        ladder = after or before
        assert ladder is not None
        lines = before.line if before else None, after.line if after else None
        if before is None or after is None:
            yield Change(What.LADDER, how(before, after), name, lines=lines, article=ladder.article)
            continue
        yield from _rungs(before, after, comparer)


def _rungs(before: Ladder, after: Ladder, comparer: Comparer) -> Iterator[Change]:
    old, new = ({rung.name: rung for rung in ladder.rungs} for ladder in (before, after))
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        orders = " < ".join(kept), " < ".join(name for name in new if name in old)
        lines = before.line, after.line
        yield Change(What.LADDER, "changed", after.name, ORDER, *orders, lines=lines, article=after.article)
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        lines_ = was.line if was else None, now.line if now else None
        change = Change(What.RUNG, how(was, now), f"{after.name}：{name}", lines=lines_, article=after.article)
        if was is None or now is None:
            yield change
            continue
        yield from (
            replace(change, part=part, before=one, after=other)
            for part, one, other in _rung_cells(was, now, comparer)
            if one != other
        )


def _rung_cells(was: Rung, now: Rung, comparer: Comparer) -> Iterable[tuple[str, str, str]]:
    condition = was.condition or ""
    yield "title held", was.title or "", now.title or ""
    yield "condition", comparer.renamed.get(condition, condition), now.condition or ""
    yield "valid", was.valid, now.valid
    yield "assumed", "⟨⟩" if was.assumed else "", "⟨⟩" if now.assumed else ""
