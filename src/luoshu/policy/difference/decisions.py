"""Where the decisions of two documents differ: formulas and tables. Those of instruments' cells are left to these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from luoshu.dmn.tables import Table
from luoshu.policy.difference.articles import Articles
from luoshu.policy.difference.changes import Change, What
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.property_tables import tables_of
from luoshu.policy.difference.shown import shown
from luoshu.policy.difference.tables import TablePair
from luoshu.policy.model import Decision, Policy


def decision_changes(comparer: Comparer, articles: Articles) -> Iterator[Change]:
    """Those that came and went, those that have another name or place, and those that say something else."""
    old, new = own_decisions(comparer.old), own_decisions(comparer.new)
    kept = {name: comparer.renamed.get(name, name) for name in old if comparer.renamed.get(name, name) in new}
    pairs = [(old[name], new[now]) for name, now in kept.items()]
    for before, after in pairs:
        lines = before.place.line, after.place.line
        change = Change(_what(after), "changed", after.name, lines=lines, article=after.article)
        if before.name != after.name:
            yield replace(change, how="renamed", before=before.name, after=after.name)
        if not articles.is_where_it_was(before.article, after.article):
            yield replace(change, how="moved", before=before.article.title, after=after.article.title)
        if before.formula is not None and after.formula is not None:
            for piece in comparer.pieces(before.formula, after.formula):
                yield replace(change, part=piece.part, before=piece.before, after=piece.after)
        elif before.table is None or after.table is None:
            yield replace(change, before=_body(before, comparer.old), after=_body(after, comparer.new))
    for pair in _table_pairs(pairs, comparer):
        yield from pair.changes()
    yield from _come_or_gone(comparer.old, old, {before.name for before, _ in pairs}, removed=True)
    yield from _come_or_gone(comparer.new, new, {after.name for _, after in pairs}, removed=False)


def own_decisions(policy: Policy) -> dict[str, Decision]:
    """The decisions that a document defines by name; not those that its instruments make of their cells."""
    made = {table.decision(known) for table in tables_of(policy).values() for known in table.properties}
    made |= {benefit.payable for benefit in policy.benefits if benefit.payable}
    made |= {name for stacking in policy.stackings for name in stacking.results.values()}
    made |= {name for target in policy.targets for name in (target.now, target.met) if name}
    for sheet in policy.sheets:
        made |= {sheet.total or "", *(f"{sheet.name}·{criterion.name}" for criterion in sheet.criteria)}
    return {name: decision for name, decision in policy.decisions.items() if name not in made}


def _table_pairs(pairs: list[tuple[Decision, Decision]], comparer: Comparer) -> Iterator[TablePair]:
    """Each table once, with all of its results that are in both documents."""
    found: dict[tuple[int, int], list[tuple[Decision, Decision]]] = {}
    for before, after in pairs:
        if before.table is not None and after.table is not None:
            found.setdefault((id(before.table), id(after.table)), []).append((before, after))
    for same in found.values():
        (before, after), outputs = same[0], [(one.output, other.output) for one, other in same]
        assert before.table is not None
        assert after.table is not None
        yield TablePair(before.table, after.table, outputs, comparer, after.article)


def _come_or_gone(
    policy: Policy, decisions: Mapping[str, Decision], kept: set[str], *, removed: bool
) -> Iterator[Change]:
    """The decisions that are in one document alone: a table as one, unless some of its results are in both."""
    tables: dict[int, list[Decision]] = {}
    for name, decision in decisions.items():
        if decision.table is not None:
            tables.setdefault(id(decision.table), []).append(decision)
        elif name not in kept:
            yield _alone(decision, _body(decision, policy), What.FORMULA, decision.name, removed)
    for results in tables.values():
        alone = [decision for decision in results if decision.name not in kept]
        first = results[0]
        if len(alone) == len(results):
            yield _alone(first, _body(first, policy), What.TABLE, "、".join(each.name for each in results), removed)
        else:
            whole = "、".join(decision.name for decision in results if decision.name in kept)
            for decision in alone:
                yield replace(_alone(first, "", What.COLUMN, whole, removed), part=decision.name)


def _alone(decision: Decision, body: str, what: What, name: str, removed: bool) -> Change:
    line, article = decision.place.line, decision.article
    if removed:
        return Change(what, "removed", name, before=body, lines=(line, None), article=article)
    return Change(what, "added", name, after=body, lines=(None, line), article=article)


def _what(decision: Decision) -> What:
    return What.FORMULA if decision.table is None else What.TABLE


def _body(decision: Decision, policy: Policy) -> str:
    """A formula as it is shown; a table by its inputs, its results and the number of its rows."""
    if decision.formula is not None:
        return shown(decision.formula, policy)
    return _summary(decision.table, policy) if decision.table is not None else ""


def _summary(table: Table, policy: Policy) -> str:
    """`研发费用 / 销售收入 → 补贴比例 (F, 3)`: its rows are counted, not shown."""
    inputs = ", ".join(shown(column.expression, policy) for column in table.inputs)
    outputs = ", ".join(column.name for column in table.outputs)
    return f"{inputs} → {outputs} ({table.hit_policy.value}, {len(table.rules)})"
