"""Columns of a sample: numbers in whole units of their last decimal place, and which of them are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from luoshu.facts.identifiers import ALPHABET, LENGTH, check_values
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Kind

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
_DECIMALS = {Kind.MONEY: pa.decimal128(18, 2), Kind.DECIMAL: pa.decimal128(18, 6), Kind.RATE: pa.decimal128(9, 6)}
# No province has the number 99: a sample's code is nobody's. 91: an enterprise under the market regulator.
_OFFICE, _PROVINCE = (9, 1), (9, 9)
_SERIALS = 31**7
_SCATTER = 15_485_863  # a prime: codes do not come in the order of the firms


@dataclass
class Column:
    """Values with a flag each: missing or not. Numbers are whole units of 10 ** -places, dates days since 1970."""

    values: npt.NDArray[Any] | pa.Array
    missing: Bools

    def to_arrow(self, fact: Fact) -> pa.Array:
        """The column as the Arrow type of its fact."""
        if isinstance(self.values, pa.Array):
            return pa.compute.if_else(pa.array(self.missing), None, self.values)
        if fact.kind in _DECIMALS:
            return _decimals(self.values, self.missing, _DECIMALS[fact.kind])
        if fact.kind is Kind.DATE:
            return pa.array(self.values.astype("datetime64[D]"), pa.date32(), mask=self.missing)
        return pa.array(self.values, mask=self.missing)


def _decimals(units: Ints, missing: Bools, type_: pa.Decimal128Type) -> pa.Array:
    """Integers as the decimals of which they are the units: Arrow's two words each, with the sign in the upper."""
    words = np.ascontiguousarray(np.stack([units, units >> 63], axis=1))
    valid = np.packbits(~missing, bitorder="little")
    return pa.Array.from_buffers(type_, len(units), [pa.py_buffer(valid), pa.py_buffer(words)])


def numeric(fact: Fact, values: Floats | Ints) -> Ints:
    """Numbers in the units of a fact, moved inside its range."""
    units = np.rint(np.asarray(values, dtype=np.float64) * 10 ** PLACES[fact.kind])
    low, high = unit_bounds(fact)
    clipped: Ints = np.clip(units, low, high).astype(np.int64)
    return clipped


def unit_bounds(fact: Fact) -> tuple[int, int]:
    """The least and the greatest number of units that a numeric fact may have."""
    bounds, scale = fact.bounds, 10 ** PLACES[fact.kind]
    if bounds is None or not isinstance(bounds.low, Decimal) or not isinstance(bounds.high, Decimal):
        raise ValueError(f"{fact.name} is not numeric")
    return int(bounds.low * scale) + (not bounds.low_closed), int(bounds.high * scale) - (not bounds.high_closed)


def days(when: date) -> int:
    return (when - EPOCH).days


def is_numeric(fact: Fact | None) -> bool:
    return fact is not None and fact.kind in NUMERIC


def credit_codes(first: int, count: int, seed: int) -> pa.Array:
    """The credit codes of the firms `first` to `first + count` of a sample: all different, with right check digits."""
    serials = (np.arange(first, first + count, dtype=np.int64) * _SCATTER + seed * 997) % _SERIALS
    values = np.zeros((count, LENGTH), dtype=np.int64)
    values[:, 0:2], values[:, 2:4] = _OFFICE, _PROVINCE
    values[:, 8:10] = ALPHABET.index("M"), ALPHABET.index("A")
    for place in range(7):
        values[:, 16 - place] = serials // 31**place % 31
    values[:, 17] = check_values(values[:, :-1])
    letters = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)[values]
    data = pa.py_buffer(np.ascontiguousarray(letters))
    offsets = pa.py_buffer(np.arange(0, (count + 1) * LENGTH, LENGTH, dtype=np.int32))
    return pa.Array.from_buffers(pa.string(), count, [None, offsets, data])


def numbered(prefix: str, numbers: Ints) -> pa.Array:
    """Texts such as 样本00000001."""
    return pa.array([f"{prefix}{number:08d}" for number in numbers.tolist()], pa.string())
