"""The files of a comparison, slice by slice."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

import duckdb

from luoshu.engine.compare.money import BENEFIT_TEXTS
from luoshu.engine.compare.moves import CHANGE_TEXTS
from luoshu.engine.sink import Sink, Written

CHANGES, BENEFITS = "changes.parquet", "benefits.parquet"
FILES = (CHANGES, BENEFITS)


class Files:
    """Written into `folder` beside the computing."""

    def __init__(self, folder: Path, executor: Executor) -> None:
        texts = {CHANGES: CHANGE_TEXTS, BENEFITS: BENEFIT_TEXTS}
        self.sinks = {name: Sink(folder / name, executor, texts[name]) for name in FILES}

    def write(self, connection: duckdb.DuckDBPyConnection, changes: str, benefits: str) -> None:
        """The rows that two queries give of a slice."""
        for name, query in ((CHANGES, changes), (BENEFITS, benefits)):
            self.sinks[name].write(connection.sql(query).to_arrow_table())

    def close(self) -> dict[str, Written]:
        return {name: sink.close() for name, sink in self.sinks.items()}
