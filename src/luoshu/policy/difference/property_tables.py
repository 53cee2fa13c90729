"""Where the instruments of two documents differ that are written as properties and values: benefits, how they add up,
calls, pools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshu.policy.difference.changes import Change, What, cell_changes
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.keywords import FORMS, Form
from luoshu.policy.model import Article, Benefit, Instrument, Policy, Stacking
from luoshu.policy.properties import PROPERTIES, Property


@dataclass(frozen=True, slots=True)
class Table:
    """One such table. `texts` are its values as written, by the properties' keys."""

    what: What
    form: Form
    name: str
    article: Article
    line: int
    texts: dict[str, str]

    @property
    def properties(self) -> tuple[Property, ...]:
        return PROPERTIES[self.form]

    def decision(self, known: Property) -> str:
        """The name of the decision that is made of a cell, where that is an expression."""
        return f"{self.name}·{known.names[0]}"


def tables_of(policy: Policy) -> dict[tuple[What, str], Table]:
    """Every such table, by what it is and its name."""
    found = [
        *(_table(What.BENEFIT, Form.BENEFIT, benefit) for benefit in policy.benefits),
        *(_table(What.STACKING, Form.STACKING, stacking) for stacking in policy.stackings),
        *(_table(What.INSTRUMENT, FORMS[each.keyword], each) for each in policy.instruments),
    ]
    return {(table.what, table.name): table for table in found}


def _table(what: What, form: Form, made: Benefit | Stacking | Instrument) -> Table:
    keys = {word: known.key for known in PROPERTIES[form] for word in known.names}
    texts = {keys[word]: text for word, text in made.properties.items()}
    return Table(what, form, made.name, made.article, made.line, texts)


def table_changes(comparer: Comparer) -> Iterator[Change]:
    """The tables that came or went, and their properties that are not what they were."""
    old, new = tables_of(comparer.old), tables_of(comparer.new)
    now_called = {key: _new_key(table, new, comparer) for key, table in old.items()}
    for key, before in old.items():
        after = new.get(now_called[key])
        if after is None:
            yield Change(before.what, "removed", before.name, lines=(before.line, None), article=before.article)
            continue
        change = Change(after.what, "changed", after.name, lines=(before.line, after.line), article=after.article)
        if before.name != after.name:
            yield replace(change, how="renamed", before=before.name, after=after.name)
        for known in after.properties:
            yield from _property(known, before, after, change, comparer)
    for key, after in new.items():
        if key not in now_called.values():
            yield Change(after.what, "added", after.name, lines=(None, after.line), article=after.article)


def _new_key(table: Table, new: dict[tuple[What, str], Table], comparer: Comparer) -> tuple[What, str]:
    """What a table is called now: the decisions of its cells bear its name; one without any has the same cells."""
    if (table.what, table.name) in new:
        return table.what, table.name
    for known in table.properties:
        if now := comparer.renamed.get(table.decision(known)):
            return table.what, now.removesuffix(f"·{known.names[0]}")
    alike = (key for key, other in new.items() if (other.what, other.texts) == (table.what, table.texts))
    return next(alike, (table.what, table.name))


def _property(known: Property, before: Table, after: Table, change: Change, comparer: Comparer) -> Iterator[Change]:
    """A cell that is an expression is compared as one, any other by its words."""
    was = comparer.old.decisions.get(before.decision(known))
    now = comparer.new.decisions.get(after.decision(known))
    if was and now and was.formula is not None and now.formula is not None:
        for one, other in comparer.wordings(was.formula, now.formula):
            yield replace(change, part=known.key, before=one, after=other)
    else:
        cells = ({known.key: table.texts.get(known.key, "")} for table in (before, after))
        yield from cell_changes(change, *cells)
