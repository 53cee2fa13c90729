"""A run's decisions computed by PostgreSQL: its facts in a schema of the run's own, which is dropped at the end."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from sqlglot import exp

from luoshu.engine import postgresql_problems as problems
from luoshu.engine.computing import ANSWERS, Asked, Compute, answer_types, files
from luoshu.engine.database import identifier
from luoshu.engine.fallback import interpreted_table
from luoshu.engine.slices import ROW_GROUP, SLICE
from luoshu.problems import ProblemError
from luoshu.sql.engines import POSTGRESQL, Engine
from luoshu.sql.query import INTERPRETED

if TYPE_CHECKING:
    import psycopg

_BATCH = 65_536  # rows that are sent at a time
_PATIENCE = 10  # seconds for a server to answer
_SETTINGS = (*POSTGRESQL.settings, "SET search_path = pg_catalog, pg_temp", "SET work_mem = '128MB'")
_BLOCK = 1 << 22  # bytes that are read at a time
_FETCHED = "fetched"


def asked_url(url: str | None) -> str:
    """The address that was given.

    Raises:
        ProblemError: none was.
    """
    if not url:
        raise ProblemError([problems.no_url()])
    return url


@contextmanager
def on_server(url: str) -> Iterator[InPostgreSQL]:
    """A server, ready to compute; whatever it was given is gone at the end.

    Raises:
        ProblemError: there is no driver, no such server, or it does not let us.
    """
    server = Server(url)
    with server.connect() as connection:
        server.examine(connection)
        schema = f"luoshu_{secrets.token_hex(6)}"
        with server.telling():
            connection.execute(_sql(f"CREATE SCHEMA {schema}"))
        try:
            yield InPostgreSQL(server, connection, schema, server.version(connection))
        finally:
            server.drop(schema)


@dataclass(frozen=True)
class Server:
    """Where a server is, as libpq is told it: `postgresql://user@host:port/name`. Its password is never said."""

    url: str = field(repr=False)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        try:
            from psycopg import ProgrammingError
            from psycopg.conninfo import conninfo_to_dict
        except ImportError:
            raise ProblemError([problems.no_driver()]) from None
        try:
            return {"connect_timeout": _PATIENCE, **conninfo_to_dict(self.url)}
        except ProgrammingError:  # its message has a part of the address, which may be of the password
            raise ProblemError([problems.wrong_url()]) from None

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection[Any]]:
        parameters = self.parameters
        import psycopg

        try:
            connection = psycopg.connect(
                **{**parameters, "client_encoding": "UTF8", "application_name": "luoshu"}, autocommit=True
            )
        except psycopg.Error as error:
            raise ProblemError([problems.no_server(self._said(error))]) from None
        with connection:
            with self.telling():
                for setting in _SETTINGS:
                    connection.execute(_sql(setting))
            yield connection

    def examine(self, connection: psycopg.Connection[Any]) -> None:
        """Whether the server can do what is asked."""
        info = connection.info
        if info.server_version < problems.OLDEST * 10_000:
            raise ProblemError([problems.too_old(self.version(connection))])
        encoding = info.parameter_status("server_encoding") or ""
        if encoding != "UTF8":
            raise ProblemError([problems.not_unicode(encoding)])

    @staticmethod
    def version(connection: psycopg.Connection[Any]) -> str:
        return (connection.info.parameter_status("server_version") or "").split()[0]

    def drop(self, schema: str) -> None:
        """Drops what a run made, in a connection of its own: the run's may be broken, or busy."""
        with suppress(ProblemError), self.connect() as connection, self.telling():
            connection.execute(_sql("SET statement_timeout = 0"))
            connection.execute(_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What the server refuses, as a problem for people."""
        import psycopg

        try:
            yield
        except psycopg.errors.InsufficientPrivilege as error:
            raise ProblemError([problems.no_rights(self._said(error))]) from None
        except psycopg.Error as error:
            raise ProblemError([problems.failed(self._said(error))]) from None

    def _said(self, error: psycopg.Error) -> str:
        """The server's message: without the statement and the rows that it shows, and without the password."""
        told = (error.diag.message_primary or str(error)).strip().replace("\n", " ")
        for secret in (self.parameters.get("password"), os.environ.get("PGPASSWORD")):
            if secret:
                told = told.replace(secret, "***")
        return told


@dataclass
class InPostgreSQL:
    """On a server, in a schema of the run's own."""

    server: Server
    connection: psycopg.Connection[Any]
    schema: str
    version: str
    engine: Engine = POSTGRESQL

    def take(self, asked: Sequence[Asked]) -> None:
        """Loads what the policies speak of: of each file the columns that any of them names."""
        wanted: dict[str, set[str]] = {}
        names = {id(each): _names(each) for each in asked}
        for each in asked:
            for name in files(each):
                wanted.setdefault(name, set()).update(names[id(each)])
        found = {name: file for each in asked for name, file in files(each).items()}
        with self.server.telling():
            self.connection.execute(_sql(f"DROP SCHEMA {self.schema} CASCADE"))  # what a run before this one left
            self.connection.execute(_sql(f"CREATE SCHEMA {self.schema}"))
            for name, (path, key) in found.items():
                with pq.ParquetFile(path) as file:
                    columns = [field for field in file.schema_arrow if field.name == key or field.name in wanted[name]]
                    rows = file.metadata.num_rows
                    chosen = [field.name for field in columns]
                    batches = file.iter_batches(_BATCH, columns=chosen)
                    table = f"{self.schema}.{self._quoted(name)}"
                    self._load(self.connection, f"UNLOGGED TABLE {table}", table, pa.schema(columns), batches, rows)
                if rows > SLICE:
                    self.connection.execute(_sql(f"CREATE INDEX ON {table} USING brin ({self._quoted(key)})"))

    @contextmanager
    def computing(self, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Compute]:
        program = asked.program
        with self.server.connect() as own:
            if program.refused:
                table = interpreted_table(program, asked.snapshot)
                name = self._quoted(INTERPRETED)
                with self.server.telling():
                    self._load(own, f"TEMP TABLE {name}", name, table.schema, table.to_batches(_BATCH), table.num_rows)
            query = program.answers_query(asked.steps)
            schema = _schema(asked)
            fetch = f"COPY ({self.engine.sql(query)}) TO STDOUT (FORMAT csv)"

            def compute(part: range) -> None:
                with self.server.telling():
                    for name, (_, key) in files(asked).items():
                        rows = f"SELECT * FROM {self.schema}.{self._quoted(name)}"
                        within = f"{self._quoted(key)} BETWEEN {part.start} AND {part.stop - 1}"
                        view = f"CREATE OR REPLACE TEMP VIEW {self._quoted(name)} AS {rows} WHERE {within}"
                        own.execute(_sql(view))
                    _fetch(own, fetch, schema, connection)

            yield compute

    def _load(
        self,
        connection: psycopg.Connection[Any],
        kind: str,
        table: str,
        schema: pa.Schema,
        batches: Iterator[pa.RecordBatch] | Sequence[pa.RecordBatch],
        rows: int,
    ) -> None:
        columns = ", ".join(f"{self._quoted(field.name)} {_type(field.type)}" for field in schema)
        connection.execute(_sql(f"CREATE {kind} ({columns})"))
        with connection.cursor() as cursor:
            with cursor.copy(_sql(f"COPY {table} FROM STDIN (FORMAT csv)")) as copy:
                for batch in batches:
                    sent = io.BytesIO()
                    pc.write_csv(batch, sent, pc.WriteOptions(include_header=False))
                    copy.write(sent.getbuffer())
            taken = cursor.rowcount
        if taken != rows:
            raise ProblemError([problems.lost(table, rows, taken)])
        connection.execute(_sql(f"ANALYZE {table}"))

    def _quoted(self, name: str) -> str:
        return identifier(self.engine.identifier(name))


def _sql(text: str) -> Any:
    """A statement of our own making. (The driver's types ask for literals.)"""
    return text.encode()


def _names(asked: Asked) -> set[str]:
    return {part.name for part in asked.program.answers_query(asked.steps).find_all(exp.Column)}


def _schema(asked: Asked) -> pa.Schema:
    """The answers in Arrow."""
    return pa.schema([(name, _arrow_type(type_)) for name, type_ in answer_types(asked).items()])


def _arrow_type(type_: str) -> pa.DataType:
    if type_.startswith("DECIMAL"):
        return pa.decimal128(*(int(part) for part in type_.removeprefix("DECIMAL(").removesuffix(")").split(",")))
    return {"BIGINT": pa.int64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "VARCHAR": pa.string()}[type_]


def _type(type_: pa.DataType) -> str:
    """PostgreSQL's type of a column of facts."""
    if pa.types.is_integer(type_):
        return "BIGINT"
    if pa.types.is_decimal(type_):
        return "NUMERIC"
    return {pa.bool_(): "BOOLEAN", pa.date32(): "DATE"}.get(type_, "TEXT")


# --- fetching ---------------------------------------------------------------------------------------------------------


def _fetch(
    server: psycopg.Connection[Any], statement: str, schema: pa.Schema, connection: duckdb.DuckDBPyConnection
) -> None:
    """What a COPY gives, as DuckDB's table of answers, a row group at a time: small pieces cost it much memory."""
    _insert(connection, schema.empty_table(), create=True)
    with server.cursor() as cursor, cursor.copy(_sql(statement)) as copy:
        stream = _Stream(copy)
        try:
            for table in stream.tables(schema):
                _insert(connection, table)
        except pa.ArrowException as error:
            raise stream.error or error from None


def _insert(connection: duckdb.DuckDBPyConnection, table: pa.Table, *, create: bool = False) -> None:
    connection.register(_FETCHED, table)
    into = f"CREATE OR REPLACE TEMP TABLE {ANSWERS} AS" if create else f"INSERT INTO {ANSWERS}"
    connection.execute(f"{into} SELECT * FROM {_FETCHED}")
    connection.unregister(_FETCHED)


class _Stream(io.RawIOBase):
    """What a server sends, as a file. `error` is why there was no more of it: Arrow and DuckDB have their own words."""

    def __init__(self, copy: psycopg.Copy) -> None:
        super().__init__()
        self.error: Exception | None = None
        self._copy = copy
        self._kept = memoryview(bytes(copy.read()))

    def tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        kept: list[pa.RecordBatch] = []
        for batch in self._batches(schema) if self._kept else ():
            kept.append(batch)
            if sum(each.num_rows for each in kept) >= ROW_GROUP:
                yield pa.Table.from_batches(kept, schema).combine_chunks()
                kept = []
        if kept:
            yield pa.Table.from_batches(kept, schema).combine_chunks()

    def _batches(self, schema: pa.Schema) -> pa.RecordBatchReader:
        return pc.open_csv(
            pa.PythonFile(io.BufferedReader(self, _BLOCK), mode="r"),  # the server gives a row at a time
            read_options=pc.ReadOptions(column_names=schema.names, block_size=_BLOCK),
            parse_options=pc.ParseOptions(newlines_in_values=True),
            convert_options=pc.ConvertOptions(
                column_types=schema,
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._kept:
            try:
                self._kept = memoryview(bytes(self._copy.read()))
            except Exception as error:
                self.error = error
                raise
        count = min(len(buffer), len(self._kept))
        buffer[:count] = self._kept[:count]
        self._kept = self._kept[count:]
        return count
