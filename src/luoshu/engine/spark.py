"""A run's decisions computed by Spark: it reads the snapshot's files where they are, and writes a policy's answers
beside the results, a folder a slice."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from luoshu.engine import spark_problems as problems
from luoshu.engine.computing import ANSWERS, Asked, Compute, answer_types, files
from luoshu.engine.database import identifier, text
from luoshu.engine.fallback import interpreted_table
from luoshu.engine.slices import SLICE
from luoshu.engine.spark_session import LOCAL, PATIENCE, session, telling
from luoshu.problems import ProblemError, Text
from luoshu.sql.engines import SPARK, Engine
from luoshu.sql.query import INTERPRETED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from luoshu.engine.run import Progress

_PATTERN = re.compile(r"[\\{}\[\]*?]")  # what a path to read would be matched by
_SLICE = "slice"  # the folders of answers: slice=0, slice=1, …


@contextmanager
def on_cluster(master: str | None = None, progress: Progress | None = None) -> Iterator[InSpark]:
    """Spark on a master, or on this machine, ready to compute; it ends with the run.

    Raises:
        ProblemError: there is no Spark, no Java, or no such master.
    """
    tell = progress or (lambda done, total, what: None)
    master = master or LOCAL
    with session(master, lambda done: tell(done, 1, Text("启动 Spark", "starting Spark"))) as started:
        yield InSpark(started, master, started.version)


@dataclass
class InSpark:
    """In one session of Spark, each policy in one query for everyone: a query takes seconds to plan."""

    session: SparkSession
    master: str
    version: str
    engine: Engine = SPARK

    def take(self, asked: Sequence[Asked]) -> None:
        """The files are read where they are; workers that are elsewhere must be there, and see them."""
        if self.master.startswith("local["):
            return
        path, key = next(iter(files(asked[0]).values()))

        def look() -> None:
            self.session.read.parquet(_read_from(path)).selectExpr(f"max(`{key}`)").collect()

        with ThreadPoolExecutor(1) as pool:
            looking = pool.submit(look)
            try:
                with telling():
                    looking.result(PATIENCE)
            except TimeoutError:
                self.session.sparkContext.cancelAllJobs()
                raise ProblemError([problems.no_workers(self.master, PATIENCE)]) from None

    @contextmanager
    def computing(self, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Compute]:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".spark-", dir=folder) as made:
            answers = Path(made) / "answers"
            types = answer_types(asked)
            with telling():
                self._write(asked, len(types), Path(made), answers)

            def compute(part: range) -> None:
                _read(connection, answers / f"{_SLICE}={part.start // SLICE}", types)
                found = connection.execute(f"SELECT count(*) FROM {ANSWERS}").fetchall()[0][0]
                if found != len(part):
                    raise ProblemError([problems.lost(len(part), found)])

            yield compute

    def own_session(self) -> SparkSession:
        """Another session of the same Spark, with tables of its own, and the settings that exact results rest on."""
        own = self.session.newSession()
        for setting in self.engine.settings:
            own.sql(setting)
        return own

    def _write(self, asked: Asked, columns: int, made: Path, answers: Path) -> None:
        """The answers of all keys. Columns are numbered: a file's may not have every name."""
        own = self.own_session()
        for name, (path, _) in files(asked).items():
            _view(own.read.parquet(_read_from(path)), name)
        if asked.program.refused:
            path = made / "interpreted.parquet"
            pq.write_table(interpreted_table(asked.program, asked.snapshot), path)
            _view(own.read.parquet(_read_from(path)), INTERPRETED)
        rows = own.sql(self.engine.sql(asked.program.answers_query(asked.steps)))
        rows = rows.toDF(*(f"c{at}" for at in range(columns)))
        sliced = rows.selectExpr("*", f"c1 div {SLICE} AS {_SLICE}").repartition(_SLICE)
        sliced.write.partitionBy(_SLICE).option("compression", "snappy").parquet(_url(answers))


def _view(rows: DataFrame, name: str) -> None:
    rows.createOrReplaceTempView("`" + name.replace("`", "``") + "`")


def _read_from(path: Path) -> str:
    """A file for all nodes, whatever Spark's own file system is. A name is no pattern."""
    return _PATTERN.sub(r"\\\g<0>", _url(path))


def _url(path: Path) -> str:
    return f"file://{path.resolve()}"


def _read(connection: duckdb.DuckDBPyConnection, folder: Path, types: dict[str, str]) -> None:
    """A slice's answers under their names. Of nobody there is no folder."""
    found = [str(path) for path in sorted(folder.glob("*.parquet"))]
    columns = ", ".join(
        f"CAST({f'c{at}' if found else 'NULL'} AS {type_}) AS {identifier(name)}"
        for at, (name, type_) in enumerate(types.items())
    )
    rows = f"FROM read_parquet([{', '.join(map(text, found))}], hive_partitioning = false)" if found else "WHERE false"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {ANSWERS} AS SELECT {columns} {rows}")
