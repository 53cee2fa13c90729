"""The office with a zone of 100,000 enterprises in it: what pages cost, and how long it is from facts to results."""

from __future__ import annotations

import json

from benchmarks.measure import apart, in_turns, median
from benchmarks.office_large import MADE, home, is_made
from benchmarks.results import save

FIRMS = 100_000
MOST_QUERIES, MOST_MS, MOST_CALCULATOR = 15, 150, 10


def pages(firms: int = FIRMS, rounds: int = 1) -> None:
    """Lists, and the calculator: queries, and milliseconds of CPU (the median of several calls in a process)."""
    made = _office(firms)
    listed = in_turns({"lists": apart("office_pages", "lists", firms)}, rounds)["lists"][-1]
    asked = in_turns({"calculator": apart("office_pages", "calculator", firms)}, rounds)["calculator"][-1]
    save(
        "office_pages",
        {
            "entities": made["entities"],
            "facts": made["facts"],
            "pages": listed["pages"],
            "calculator": {name: asked[name] for name in ("steps", "queries", "cpu_ms", "cpu_ms_most")},
            "asked": {"queries": MOST_QUERIES, "cpu_ms": MOST_MS, "calculator_queries": MOST_CALCULATOR},
            "rounds": rounds,
        },
    )


def results(firms: int = FIRMS, rounds: int = 1) -> None:
    """A snapshot cut from the facts, and a run of all policies over it; where the time goes."""
    made = _office(firms)
    turns = in_turns({"luoshu": apart("office_large", "results", firms)}, rounds)["luoshu"]
    last = turns[-1]
    save(
        "office_results",
        {
            "entities": made["entities"],
            "facts": made["facts"],
            "policies": last["policies"],
            "seconds": median(turns),
            "steps": {name: round(seconds, 1) for name, seconds in last["steps"].items()},
            "peak_mib": last["peak_mib"],
            "rounds": rounds,
        },
    )


def _office(firms: int) -> dict[str, int]:
    if not is_made(firms):
        print(f"  making an office of {firms:,} enterprises", flush=True)
        apart("office_large", "make", firms)()
    made: dict[str, int] = json.loads((home(firms) / MADE).read_text(encoding="utf-8"))
    return made
