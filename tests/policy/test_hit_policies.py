"""Every hit policy by its own words: each undetermined row as hit and as not hit, and whether all ways agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.equality.words import UNCHECKED, read, with_hit_policy

from luoshu.dmn.tables import HitPolicy
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph

ON = date(2025, 6, 30)
TRUTH = ("true", "false", "null")


class Failed:
    """A null with a cause, which a table gives where nothing hits."""


class Lost:
    """A null for want of a fact: an output that hits is missing."""


FAILED, LOST = Failed(), Lost()
ALLOWED = "甲乙丙"


@dataclass(frozen=True)
class Case:
    """Rows as drawn: a cell is `true`, `false`, `>= 1` of a quotient, or `-`."""

    hit_policy: HitPolicy
    rows: tuple[tuple[tuple[str, str, str], str], ...]

    @property
    def document(self) -> str:
        allowed = ': "甲", "乙", "丙"' if self.hit_policy in RANKED else ""
        keyword = "F" if self.hit_policy.value in UNCHECKED else self.hit_policy.value
        lines = [f"| {keyword} | 国有 | 上市 | 收入 / 净利 | **结果{allowed}** |", "|---|---|---|---|---|"]
        lines += [f"| {at} | {' | '.join(cells)} | {out} |" for at, (cells, out) in enumerate(self.rows, 1)]
        return "\n".join(lines) + "\n"


_CELLS = st.tuples(
    st.sampled_from(["true", "false", "-"]),
    st.sampled_from(["true", "-", "-"]),
    st.sampled_from([">= 1", "< 1", "-", "-"]),
)
RANKED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
_NUMBERS = ["0", "1", "1", "1.0", "-2.5", "5", "人数", "人数 / 得分"]
_TEXTS = ['"甲"', '"乙"', '"丙"']
_SPOKEN = [*_TEXTS, "等级", 'if 人数 > 3 then "甲" else "丙"', 'if 人数 / 得分 > 3 then "甲" else "乙"']


@st.composite
def cases(draw: st.DrawFn) -> Case:
    policy = draw(st.sampled_from(list(HitPolicy)))
    outputs = draw(st.sampled_from([_TEXTS, _SPOKEN] if policy in RANKED else [_NUMBERS, _NUMBERS[:6]]))
    rows = draw(st.lists(st.tuples(_CELLS, st.sampled_from(outputs)), min_size=1, max_size=4))
    return Case(policy, tuple(rows))


def firms() -> Iterator[dict[str, Any]]:
    """Every way in which the three inputs hold, fail or are missing; and outputs known, missing or failed."""
    states = [True, False, None]
    quotients = [(Decimal(2), Decimal(1)), (Decimal(1), Decimal(2)), (Decimal(1), Decimal(0)), (None, Decimal(1))]
    for state, listed, (over, under) in product(states, states, quotients):
        for heads, score, grade in _OUTPUTS:
            yield {"国有": state, "上市": listed, "收入": over, "净利": under} | {
                "人数": heads, "得分": score, "等级": grade,
            }  # fmt: skip


# What outputs speak of; "丁" is not among the allowed values.
_OUTPUTS = (
    (Decimal(1), Decimal(1), "甲"),
    (None, Decimal(1), "丙"),
    (Decimal(5), Decimal(0), None),
    (Decimal(5), Decimal(1), "丁"),
)


def holds(cell: str, value: Any) -> bool | None:
    """A cell's test; of a failed input all but `-` are false."""
    if cell == "-":
        return True
    if isinstance(value, Failed):
        return False
    if value is None:
        return None
    if cell in ("true", "false"):
        return bool(value == (cell == "true"))
    return bool(value >= 1) if cell == ">= 1" else bool(value < 1)


def row_state(cells: Sequence[str], firm: dict[str, Any]) -> bool | None:
    quotient = None if firm["收入"] is None else (firm["收入"] / firm["净利"] if firm["净利"] else FAILED)
    found = [holds(cell, value) for cell, value in zip(cells, (firm["国有"], firm["上市"], quotient), strict=True)]
    return False if False in found else (None if None in found else True)


def output(text: str, firm: dict[str, Any]) -> Any:
    if text in _SPOKEN:
        return spoken(text, firm)
    if text == "人数":
        return LOST if firm["人数"] is None else firm["人数"]
    if text == "人数 / 得分":
        return LOST if firm["人数"] is None else (firm["人数"] / firm["得分"] if firm["得分"] else FAILED)
    return Decimal(text)


def spoken(text: str, firm: dict[str, Any]) -> Any:
    """An output of P or O, which has to be one of the allowed values."""
    if text in _TEXTS:
        return text.strip('"')
    if text == "等级":
        return LOST if firm["等级"] is None else (firm["等级"] if firm["等级"] in ALLOWED else FAILED)
    if firm["人数"] is None:
        return LOST
    if "得分" not in text:
        return "甲" if firm["人数"] > 3 else "丙"
    return FAILED if not firm["得分"] else ("甲" if firm["人数"] / firm["得分"] > 3 else "乙")


def result(policy: HitPolicy, hits: Sequence[Any], count: int) -> Any:
    """What the hits give, in the order of the rows, where it is certain which rows hit."""
    if policy is HitPolicy.COLLECT_COUNT:
        return Decimal(count)
    if not hits:
        return [] if policy.is_list else (Decimal(0) if policy is HitPolicy.COLLECT_SUM else FAILED)
    if policy is HitPolicy.FIRST:
        return hits[0]
    if policy is HitPolicy.UNIQUE and len(hits) > 1:
        return FAILED
    if policy is HitPolicy.PRIORITY:
        return best(hits)
    known = [hit for hit in hits if not isinstance(hit, Failed | Lost)]
    if policy is HitPolicy.ANY and any(hit != known[0] for hit in known):
        return FAILED  # whatever the missing outputs are
    if any(hit is LOST for hit in hits):
        return LOST
    if any(hit is FAILED for hit in hits):
        return FAILED
    match policy:
        case HitPolicy.COLLECT_SUM:
            return sum(hits, Decimal(0))
        case HitPolicy.COLLECT_MAX:
            return max(hits)
        case HitPolicy.COLLECT_MIN:
            return min(hits)
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            return hits[0]
    return sorted(hits, key=ALLOWED.index) if policy is HitPolicy.OUTPUT_ORDER else list(hits)


def best(hits: Sequence[Any]) -> Any:
    """P: the first by rank. An output without a value may be any of those allowed, if that makes no difference."""
    known = [ALLOWED.index(hit) for hit in hits if isinstance(hit, str)]
    if len(known) == len(hits) or 0 in known:
        return ALLOWED[min(known)]
    return LOST if LOST in hits else FAILED


def expected(case: Case, firm: dict[str, Any]) -> Any:
    """The one result of all ways, FAILED where all fail, or LOST."""
    states = [row_state(cells, firm) for cells, _ in case.rows]
    outputs = [output(text, firm) for _, text in case.rows]
    ways = list(product(*([True, False] if state is None else [state] for state in states)))
    if case.hit_policy is HitPolicy.UNIQUE and sum(state is True for state in states) < 2:
        ways = [way for way in ways if sum(way) <= 1]
    found = [
        result(case.hit_policy, [out for out, hit in zip(outputs, way, strict=True) if hit], sum(way)) for way in ways
    ]
    return found[0] if all(other == found[0] for other in found) else LOST


@given(case=cases())
def test_all_ways_agree_or_it_is_unknown(case: Case) -> None:
    policy = read(case.document)
    if case.hit_policy.value in UNCHECKED:
        policy = with_hit_policy(policy, "结果", case.hit_policy.value)
    graph = Graph.of([policy], ON)
    for firm in firms():
        told = answer(graph, firm)
        value, unknown = told.values["test/policy::结果"], told.is_unknown("test/policy::结果")
        wanted = expected(case, firm)
        where = f"{case.document}{firm}"
        if isinstance(wanted, Failed | Lost):
            assert value is None, where
            assert unknown or wanted is FAILED, where
            assert told.why["test/policy::结果"], where
        else:
            assert value == wanted, where
