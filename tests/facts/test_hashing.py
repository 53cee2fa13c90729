from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.facts.hashing import CHUNK, hash_parquet, hash_table, hash_texts

COLUMNS = {
    "text": pa.array(["甲", None, "", "ab"]),
    "whole": pa.array([1, None, -3, 0], pa.int64()),
    "money": pa.array([Decimal("1.20"), None, Decimal("-3.00"), Decimal(0)], pa.decimal128(18, 2)),
    "wide": pa.array([Decimal("1.2"), None, Decimal(-3), Decimal(10**25)], pa.decimal128(38, 6)),
    "day": pa.array([date(2025, 6, 30), None, date(1949, 10, 1), date(1970, 1, 1)]),
    "flag": pa.array([True, None, False, True]),
    "list": pa.array([["a", None], None, [], ["bc"]], pa.list_(pa.string())),
    "item": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}, {"a": 2, "b": None}]),
}
TABLE = pa.table(COLUMNS)


def big(rows: int) -> pa.Table:
    return pa.table(
        {
            "key": pa.array(range(rows)),
            "text": pa.array([None if row % 7 == 0 else f"firm {row}" for row in range(rows)]),
            "flag": pa.array([None if row % 5 == 0 else row % 3 == 0 for row in range(rows)]),
        }
    )


@pytest.mark.parametrize("name", list(COLUMNS))
def test_any_other_value_or_order_gives_another_hash(name: str) -> None:
    column = TABLE.select([name])
    seen = {hash_table(column)}
    for order in ([1, 0, 2, 3], [0, 1, 2, 2], [0, 1, 2], [0, 1, 2, 3, 3]):
        seen.add(hash_table(column.take(order)))
    assert len(seen) == 5


def test_names_types_and_order_of_columns_count() -> None:
    number = pa.table({"a": pa.array([1, 2], pa.int64()), "b": pa.array([1, 3], pa.int64())})
    others = [
        number.rename_columns(["b", "a"]),
        number.select(["b", "a"]),
        number.cast(pa.schema([("a", pa.int64()), ("b", pa.int32())])),
        number.select(["a"]),
    ]
    assert len({hash_table(table) for table in [number, *others]}) == 5


def test_null_differs_from_nought_and_from_no_text() -> None:
    for null, value in ((pa.array([None], pa.int64()), pa.array([0])), (pa.array([None], pa.string()), pa.array([""]))):
        assert hash_table(pa.table({"a": null})) != hash_table(pa.table({"a": value}))


def test_moving_a_character_to_the_next_row_counts() -> None:
    assert hash_table(pa.table({"a": ["ab", "c"]})) != hash_table(pa.table({"a": ["a", "bc"]}))


def test_what_lies_under_a_null_does_not_count() -> None:
    values = pa.array([1, 2, 3])
    masked = pa.Array.from_buffers(pa.int64(), 3, [pa.py_buffer(b"\x05"), values.buffers()[1]])
    assert hash_table(pa.table({"a": masked})) == hash_table(pa.table({"a": pa.array([1, None, 3])}))


def test_how_arrow_holds_the_values_does_not_count() -> None:
    text = pa.table({"a": ["x", "y", "x", None]})
    held = [pa.table({"a": text["a"].cast(pa.large_string())}), pa.table({"a": text["a"].dictionary_encode()})]
    assert {hash_table(table) for table in held} == {hash_table(text)}
    assert hash_table(TABLE.slice(1)) == hash_table(TABLE.take([1, 2, 3]))


@pytest.mark.parametrize("rows", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_row_groups_and_pages_do_not_count(tmp_path: Path, rows: int) -> None:
    table = big(rows)
    hashes = {hash_table(table)}
    for size, compression in ((1000, "zstd"), (CHUNK + 3, "none"), (10**6, "snappy")):
        path = tmp_path / f"{size}.parquet"
        pq.write_table(table, path, row_group_size=size, compression=compression, data_page_size=size)
        hashes.add(hash_parquet(path))
    assert len(hashes) == 1


def test_duckdb_and_arrow_write_the_same_content(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = TABLE.drop_columns(["list", "item"])
    with duckdb.connect() as connection:
        connection.register("t", table)
        connection.execute(f"COPY (FROM t) TO '{path}' (FORMAT parquet)")
    assert hash_parquet(path) == hash_table(table)
    assert hash_parquet(path, ["flag", "day"]) == hash_table(table.select(["flag", "day"]))


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), st.one_of(st.none(), st.text()))),
    st.data(),
)
def test_cutting_into_batches_does_not_count(rows: list[tuple[int | None, str | None]], data: st.DataObject) -> None:
    table = pa.table(
        {"n": pa.array([n for n, _ in rows], pa.int64()), "t": pa.array([t for _, t in rows], pa.string())}
    )
    at = data.draw(st.integers(0, len(rows)))
    cut = pa.concat_tables([table.slice(0, at), table.slice(at)])
    assert hash_table(cut) == hash_table(table)


def test_texts() -> None:
    assert hash_texts(["ab", "c"]) != hash_texts(["a", "bc"])
