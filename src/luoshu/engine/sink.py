"""A result file written piece by piece beside the computing: Parquet and the hash of its content in one go."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from luoshu.engine.slices import ROW_GROUP
from luoshu.facts.hashing import ContentHash


@dataclass(frozen=True, slots=True)
class Written:
    rows: int
    hash: str


@dataclass
class Sink:
    """Takes tables in order; `executor` writes them while the next is computed, at most one behind.

    `repeated` are the text columns that say the same many times, which are written as dictionaries.
    """

    path: Path
    executor: Executor
    repeated: Sequence[str] = ()
    _rows: int = 0
    _hash: ContentHash | None = None
    _writer: pq.ParquetWriter | None = None
    _pending: Future[None] | None = field(default=None, repr=False)

    def write(self, table: pa.Table) -> None:
        self._settle()
        self._pending = self.executor.submit(self._write, table)

    def close(self) -> Written:
        """Ends the file, of which at least one table was written."""
        self._settle()
        assert self._writer is not None
        assert self._hash is not None
        self._writer.close()
        return Written(self._rows, self._hash.hexdigest())

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()

    def _write(self, table: pa.Table) -> None:
        if self._writer is None or self._hash is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._hash = ContentHash(table.schema)
            self._writer = pq.ParquetWriter(
                self.path,
                table.schema,
                compression="zstd",
                use_dictionary=[*self.repeated, *_numbers(table.schema)],
                store_decimal_as_integer=True,
                store_schema=False,  # Arrow's own notes: a dictionary is a text to whoever reads the file
            )
        self._hash.update(table)
        self._rows += table.num_rows
        self._writer.write_table(table, row_group_size=ROW_GROUP)


def _numbers(schema: pa.Schema) -> list[str]:
    """Whole numbers and days: few of them differ in the results of a policy."""
    return [each.name for each in schema if pa.types.is_integer(each.type) or pa.types.is_date(each.type)]
