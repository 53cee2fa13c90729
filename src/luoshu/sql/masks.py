"""Reasons in SQL: each missing fact and each cause of failure is a bit, so that a row's reasons are a few integers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.reasons import Choose, Failed, Items, Missing, Of, Reason, Union, leaves
from luoshu.problems import Text
from luoshu.sql.compiler import Compiler
from luoshu.sql.owners import owns_items
from luoshu.sql.values import Item
from luoshu.sql.written_lists import written

_ZERO = exp.Literal.number(0)
WORD = 62  # bits of a BIGINT in use: the sign stays clear


@dataclass(frozen=True)
class Leaf:
    """A missing fact (`cause` is None), or a failure (`fact` is empty)."""

    fact: str
    cause: Text | None


@dataclass
class Leaves:
    """The leaves of a run, each with its bit."""

    index: dict[Leaf, int] = field(default_factory=dict)

    def add(self, reason: Reason) -> None:
        for leaf in own_leaves(reason):
            self.index.setdefault(leaf, len(self.index))

    @property
    def words(self) -> range:
        return range(-(-len(self.index) // WORD))

    def bit(self, leaf: Leaf, word: int) -> int:
        place = self.index[leaf] - word * WORD
        return 1 << place if 0 <= place < WORD else 0

    def facts(self, word: int) -> int:
        """The bits of a word that stand for missing facts."""
        return sum(self.bit(leaf, word) for leaf in self.index if leaf.fact)


def own_leaves(reason: Reason) -> Iterable[Leaf]:
    for leaf in leaves(reason):
        if isinstance(leaf, Missing):
            yield Leaf(leaf.fact, None)
        elif isinstance(leaf, Failed):
            yield Leaf("", leaf.cause)


def mask_name(decision: str, word: int) -> str:
    return f"{decision}·why{word}"


@dataclass(frozen=True)
class Masks:
    """Compiles reasons to bit masks. `decisions` gives the words that a decision's mask has."""

    leaves: Leaves
    decisions: dict[str, set[int]]

    def compile(self, reason: Reason, word: int, compiler: Compiler) -> exp.Expr | None:
        """The mask's word as an integer expression; None where it is always 0."""
        match reason:
            case Missing(value, fact):
                bit = self.leaves.bit(Leaf(fact, None), word)
                return _where(compiler.null_test(value).sql, _integer(bit), None) if bit else None
            case Failed(cause):
                bit = self.leaves.bit(Leaf("", cause), word)
                return _integer(bit) if bit else None
            case Of(decision, _):
                if word not in self.decisions.get(decision, ()):
                    return None
                return compiler.environment.column(mask_name(decision, word))
            case Union(parts):
                return _joined([self.compile(part, word, compiler) for part in parts])
            case Choose(condition, then, otherwise):
                yes, no = (self.compile(part, word, compiler) for part in (then, otherwise))
                if yes is None and no is None:
                    return None
                test = compiler.boolean(condition)
                if test.const is not None:
                    return yes if test.const else no
                return _where(test.sql, yes, no)
            case Items(list_, inner, name):
                return self._items(list_, inner, name, word, compiler)
        raise TypeError(reason)

    def _items(self, list_: Node, inner: Reason, name: str | None, word: int, compiler: Compiler) -> exp.Expr | None:
        owner = compiler.environment.owner
        if owner is not None and owns_items(compiler.environment, Items(list_, inner, name)):
            mask = self._items(list_, inner, name, word, compiler.within(owner))
            if mask is None:
                return None
            joined = compiler.sharing.column(mask)
            assert isinstance(joined, exp.Column)
            return compiler.environment.column(joined.name)
        listed = None if compiler.aggregates.lists(list_, compiler) else written(list_, compiler)
        if listed is not None:
            return _joined([self._item(item, inner, name or "item", word, compiler) for item in listed.items])
        selection = compiler.aggregates.select(list_, compiler)
        item = compiler.within(compiler.environment.of_item(selection.table, name))
        mask = self.compile(inner, word, item)
        if mask is None:
            return None
        mask = compiler.aggregates.bits(list_, mask, compiler)
        for part in tree.walk(list_):
            if isinstance(part, tree.Name) and part.name in compiler.environment.inlined:
                # A decision that is null has no items, though the list that it picks from has.
                mask = _where(compiler.null_test(part, wanted=False).sql, mask, None)
        return mask

    def _item(self, item: Item, inner: Reason, name: str, word: int, compiler: Compiler) -> exp.Expr | None:
        """The reasons of one item of a list that is written out."""
        environment = compiler.environment.with_variable(name, item.value)
        mask = self.compile(inner, word, compiler.within(environment))
        return mask if mask is None or item.present is None else _where(item.present, mask, None)


def _integer(value: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(value), "BIGINT")


def _where(condition: exp.Expr, yes: exp.Expr | None, no: exp.Expr | None) -> exp.Expr:
    """One mask or another; they stand nowhere else, and are not copied: a chain's would be once for every link."""
    case = exp.Case().when(condition.copy(), yes or _ZERO.copy(), copy=False)
    return case.else_(no or _ZERO.copy(), copy=False)


def _joined(parts: list[exp.Expr | None]) -> exp.Expr | None:
    """All masks together, by halves: sqlglot writes a chain of many by recursion."""
    told = [part for part in parts if part is not None]
    if len(told) < 2:
        return told[0] if told else None
    one, other = (_joined([*half]) for half in (told[: len(told) // 2], told[len(told) // 2 :]))
    return exp.BitwiseOr(this=exp.Paren(this=one), expression=exp.Paren(this=other))
