"""Check digits of unified social credit codes (GB 32100-2015) and identity cards (GB 11643), many at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from stdnum.cn import ric

CREDIT_CODE = "统一社会信用代码"
IDENTITY_CARD = "身份证号"

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z (GB 32100-2015, 4.2)
LENGTH = 18
_DIGITS = 8  # of registering department, kind and region: digits only
_WEIGHTS = np.array([pow(3, place, 31) for place in range(LENGTH - 1)], dtype=np.int64)
_VALUES = np.full(256, -1, dtype=np.int64)
_VALUES[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(len(ALPHABET))


def credit_codes_valid(codes: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Whether each text is a credit code with the right check digit; null stays null. Lower case is not accepted."""
    right_size = pc.fill_null(pc.equal(pc.binary_length(codes), LENGTH), False)
    characters = _bytes(pc.if_else(right_size, codes, "0" * LENGTH))
    values = _VALUES[characters]
    known = (values >= 0).all(axis=1) & (values[:, :_DIGITS] < 10).all(axis=1)
    valid = known & (values[:, -1] == check_values(values[:, :-1]))
    return pc.if_else(pc.is_valid(codes), pc.and_(right_size, pa.array(valid)), pa.scalar(None, pa.bool_()))


def check_values(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The value of the check character of each row of 17 character values (GB 32100-2015, appendix A)."""
    remainder: npt.NDArray[np.int64] = (31 - values @ _WEIGHTS) % 31
    return remainder


def identity_cards_valid(numbers: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Whether each text is an identity card's number: birth date, place and check digit."""
    return pa.array([None if number is None else ric.is_valid(number) for number in numbers.to_pylist()], pa.bool_())


def _bytes(codes: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.uint8]:
    """The bytes of texts that all have LENGTH of them, one text a row."""
    fixed = pc.cast(pc.cast(codes, pa.binary()), pa.binary(LENGTH))
    if isinstance(fixed, pa.ChunkedArray):
        fixed = fixed.combine_chunks()
    start = fixed.offset * LENGTH
    flat: npt.NDArray[np.uint8] = np.frombuffer(fixed.buffers()[1], dtype=np.uint8)
    return flat[start : start + len(fixed) * LENGTH].reshape(-1, LENGTH)
