"""A hash of what a table says: names, types and values in row order, whatever wrote the file and however it is cut.

Each column is hashed on its own (so columns go in parallel) as Arrow buffers in a canonical form: chunks of a fixed
number of rows, validity as bits, the bytes under a null zeroed, decimals of up to 18 digits as 64-bit integers,
texts as lengths and then bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CHUNK = 65_536
_READ = 8 * CHUNK
_VERSION = b"luoshu content hash 1"
_THREADS = 2


def hash_parquet(path: Path, columns: Sequence[str] | None = None) -> str:
    """The content hash of a Parquet file, or of some of its columns, as 64 hexadecimal digits. Reads it in pieces."""
    with pq.ParquetFile(path) as file:
        metadata, schema = file.metadata, file.schema_arrow
    chosen = [schema.field(name) for name in columns] if columns is not None else list(schema)

    def pieces(field: pa.Field) -> Iterator[pa.Array]:
        with pq.ParquetFile(path, metadata=metadata) as file:
            for batch in file.iter_batches(_READ, columns=[field.name], use_threads=False):
                yield batch.column(0)

    return _hash(chosen, pieces)


def hash_table(table: pa.Table, columns: Sequence[str] | None = None) -> str:
    """The content hash of an Arrow table, or of some of its columns."""
    chosen = [table.schema.field(name) for name in columns] if columns is not None else list(table.schema)
    return _hash(chosen, lambda field: iter(table.column(field.name).chunks))


def hash_texts(texts: Iterable[str]) -> str:
    """The hash of some texts in order, with their lengths."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode()
        digest.update(len(encoded).to_bytes(8, "little") + encoded)
    return digest.hexdigest()


def _hash(fields: Sequence[pa.Field], pieces: Callable[[pa.Field], Iterator[pa.Array]]) -> str:
    """The hash of columns, each of which is hashed by itself, so that they can go side by side."""
    with ThreadPoolExecutor(_THREADS) as pool:
        return _joint(fields, list(pool.map(lambda field: _hash_column(pieces(field)), fields)))


def _joint(fields: Sequence[pa.Field], digests: Sequence[bytes]) -> str:
    total = hashlib.sha256(_VERSION)
    for field, digest in zip(fields, digests, strict=True):
        for part in (field.name.encode(), type_name(field.type).encode(), digest):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


class ContentHash:
    """The content hash of a table that comes in pieces."""

    def __init__(self, schema: pa.Schema) -> None:
        self._fields = list(schema)
        self._columns = [_ColumnHash() for _ in self._fields]

    def update(self, table: pa.Table) -> None:
        for column, field in zip(self._columns, self._fields, strict=True):
            for piece in table.column(field.name).chunks:
                column.update(piece)

    def hexdigest(self) -> str:
        """Call once, after the last piece."""
        return _joint(self._fields, [column.digest() for column in self._columns])


class _ColumnHash:
    """Hashes one column, in arrays of CHUNK rows of which only the last is shorter, however it is cut."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._kept: list[pa.Array] = []
        self._rows = 0

    def update(self, piece: pa.Array) -> None:
        start = 0
        while self._rows + len(piece) - start >= CHUNK:
            end = start + CHUNK - self._rows
            _feed(self._digest, _joined([*self._kept, piece.slice(start, end - start)]))
            self._kept, self._rows, start = [], 0, end
        if start < len(piece):
            self._kept.append(piece.slice(start))
            self._rows += len(piece) - start

    def digest(self) -> bytes:
        if self._rows:
            _feed(self._digest, _joined(self._kept))
        return self._digest.digest()


def _hash_column(pieces: Iterator[pa.Array]) -> bytes:
    column = _ColumnHash()
    for piece in pieces:
        column.update(piece)
    return column.digest()


def _joined(arrays: list[pa.Array]) -> pa.Array:
    return arrays[0] if len(arrays) == 1 else pa.concat_arrays(arrays)


def type_name(type_: pa.DataType) -> str:
    """The name of a type, the same for all ways in which Arrow may hold the same values."""
    if pa.types.is_decimal(type_):
        return f"decimal({type_.precision},{type_.scale})"
    if pa.types.is_dictionary(type_):
        return type_name(type_.value_type)
    if _is_text(type_):
        return "text"
    if _is_list(type_):
        return f"list({type_name(type_.value_type)})"
    if pa.types.is_struct(type_):
        return "struct(" + ", ".join(f"{field.name} {type_name(field.type)}" for field in type_) + ")"
    return str(type_)


def _feed(digest: Any, array: pa.Array) -> None:
    """One chunk: how many rows, which are null, then the values."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    type_ = array.type
    digest.update(len(array).to_bytes(8, "little"))
    valid = None if array.null_count == 0 else pc.is_valid(array).to_numpy(zero_copy_only=False)
    digest.update(b"all" if valid is None else np.packbits(valid, bitorder="little").tobytes())
    if pa.types.is_null(type_):
        return
    if _is_text(type_):
        _feed_text(digest, array)
    elif _is_list(type_):
        digest.update(_lengths(pc.list_value_length(array)))
        _feed(digest, array.flatten())
    elif pa.types.is_struct(type_):
        for child in array.flatten():
            _feed(digest, child)
    elif pa.types.is_boolean(type_):
        flags = pc.fill_null(array, False).to_numpy(zero_copy_only=False)
        digest.update(np.packbits(flags, bitorder="little"))
    else:
        values = _values(array)
        if valid is not None:
            values = np.where(valid if values.ndim == 1 else valid[:, None], values, 0)
        digest.update(np.ascontiguousarray(values))


def _feed_text(digest: Any, array: pa.Array) -> None:
    digest.update(_lengths(pc.binary_length(array)))
    offset_type = np.dtype(np.int64 if pa.types.is_large_string(array.type) else np.int32)
    if array.null_count:  # the bytes under a null, which Arrow allows, do not count
        array = array.drop_null()
    _, offsets, data = array.buffers()
    if len(array) and data is not None:
        ends = np.frombuffer(offsets, offset_type, len(array) + 1, array.offset * offset_type.itemsize)
        digest.update(memoryview(data)[ends[0] : ends[-1]])


def _lengths(lengths: pa.Array) -> npt.NDArray[np.int64]:
    return np.ascontiguousarray(pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False).astype(np.int64))


def _values(array: pa.Array) -> npt.NDArray[Any]:
    """The values of a type of fixed width as integers, a row each (two a row for decimals of more than 18 digits)."""
    width = array.type.byte_width
    if pa.types.is_decimal(array.type) and width == 16:
        words = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)[array.offset : array.offset + len(array)]
        return words[:, 0] if array.type.precision <= 18 else words
    words = np.frombuffer(array.buffers()[1], f"i{width}")[array.offset : array.offset + len(array)]
    return words.astype(np.int64) if pa.types.is_decimal(array.type) else words


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _is_list(type_: pa.DataType) -> bool:
    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_))
