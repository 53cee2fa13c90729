"""What the data has: which columns and lists a query may speak of, and under which names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary

MOST_ITEMS = 10**9  # an owner's items, where nothing is known of the data


@dataclass(frozen=True)
class Source:
    """The tables of one entity. `columns` and `lists` are None where everything is taken as present (`luoshu sql`).

    `incomplete` names the file of each list that is not known of some owners because a row of theirs was left out.
    """

    entity: Record
    vocabulary: Vocabulary
    year: int  # the year assessed
    columns: Collection[str] | None = None
    lists: Mapping[str, Collection[str]] | None = None
    list_rows: Mapping[str, int] = field(default_factory=dict)
    incomplete: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_vocabulary(cls, entity: Record, vocabulary: Vocabulary, on: date) -> Source:
        return cls(entity, vocabulary, on.year - 1)

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot, entity: Record, vocabulary: Vocabulary, on: date) -> Source:
        lists: dict[str, Collection[str]] = {}
        rows: dict[str, int] = {}
        for fact in entity.lists:
            if snapshot.list_path(fact.name) is not None:
                lists[fact.name] = set(snapshot.columns(fact.name))
                rows[fact.name] = snapshot.rows(fact.name)
        incomplete = {name: snapshot.incomplete[name] for name in lists if name in snapshot.incomplete}
        return cls(entity, vocabulary, on.year - 1, set(snapshot.columns(entity.name)), lists, rows, incomplete)

    def column(self, fact: Fact, lag: int = 0) -> str | None:
        """The column of a fact, of an earlier year where `lag` is given; None where the data has none."""
        name = f"{fact.name}@{self.year - lag}" if fact.annual else fact.name
        return name if self.columns is None or name in self.columns else None

    def has_list(self, fact: Fact) -> bool:
        return fact.kind is Kind.LIST and (self.lists is None or fact.name in self.lists)

    def list_column(self, list_: Fact, fact: Fact) -> str | None:
        return fact.name if self.lists is None or fact.name in self.lists.get(list_.name, ()) else None

    def most_items(self, list_: Fact) -> int:
        """An upper bound of the items of one owner."""
        return self.list_rows.get(list_.name, MOST_ITEMS)
