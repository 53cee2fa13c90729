from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from luoshu.facts.identifiers import ALPHABET, credit_codes_valid, identity_cards_valid

CODE = "91110000600037341L"


def test_known_codes() -> None:
    given_ = [
        CODE,
        CODE.lower(),
        CODE[:-1],
        CODE + "0",
        "A1110000600037341L",
        "91110000600037341X",
        "",
        "９１１１００",
        None,
    ]
    expected = [True, False, False, False, False, False, False, False, None]
    assert credit_codes_valid(pa.array(given_)).to_pylist() == expected


def test_a_text_of_eighteen_bytes_is_not_eighteen_characters() -> None:
    assert credit_codes_valid(pa.array(["企业企业企业"])).to_pylist() == [False]


def test_a_slice_and_chunks() -> None:
    chunks = pa.chunked_array([[CODE, "x"], [None, CODE]])
    assert credit_codes_valid(chunks.slice(1)).to_pylist() == [False, None, True]


@given(
    st.lists(
        st.one_of(st.text(ALPHABET, min_size=18, max_size=18), st.from_regex(r"9[0-9]{7}[0-9A-Z]{10}", fullmatch=True))
    )
)
def test_agrees_with_stdnum(codes: list[str]) -> None:
    fixed = [code[:-1] + uscc.calc_check_digit(code[:-1]) for code in codes if set(code) <= set(ALPHABET)]
    every = codes + fixed
    assert credit_codes_valid(pa.array(every, pa.string())).to_pylist() == [uscc.is_valid(code) for code in every]


def test_identity_cards() -> None:
    cards = pa.array(["360426199101010071", "360426199101010070", None])
    assert identity_cards_valid(cards).to_pylist() == [True, False, None]
