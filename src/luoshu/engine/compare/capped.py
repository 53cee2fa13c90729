"""What a cap that several entities share leaves of a rule's benefits: worked out first, for it looks at everyone.

The rule is then run as by itself, and the amounts of its benefits are joined to each slice.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from luoshu.engine.answers import BENEFITS, Answering
from luoshu.engine.database import identifier, text
from luoshu.engine.shared_caps import shared_caps
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy


@dataclass(frozen=True)
class Capped:
    """One side. `name` tells its columns from the other's."""

    policy: Policy
    graph: Graph
    name: str

    @property
    def columns(self) -> dict[str, str]:
        """A column for each benefit that such a cap speaks of."""
        members = dict.fromkeys(member for rule in shared_caps(self.policy) for member in rule.members)
        return {member: identifier(f"{self.name} {number}") for number, member in enumerate(members)}

    def write(
        self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, folder: Path, executor: Executor
    ) -> Path | None:
        """The file of the benefits with what is left of them; None where there is no such cap."""
        if not self.columns:
            return None
        with connection.cursor() as own:
            Answering(self.policy, self.graph.of_one(self.policy), snapshot).run(
                own, folder / self.name, executor, lambda: None
            )
        return folder / self.name / BENEFITS

    def joined(self, query: str, benefits: Path, key: str) -> str:
        """The query with the columns."""
        amounts = ", ".join(
            f"max(amount) FILTER (benefit = {text(member)}) AS {column}" for member, column in self.columns.items()
        )
        left = f"SELECT {identifier(key)}, {amounts} FROM read_parquet({text(benefits)}) GROUP BY ALL"
        return f"SELECT * FROM ({query}) LEFT JOIN ({left}) USING ({identifier(key)})"
