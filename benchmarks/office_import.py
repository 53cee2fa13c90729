"""An import into the office, beside polars' reading of the same workbook and a bulk insert of its cells."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measure import apart, in_turns, median, script
from benchmarks.office_tasks import workbook
from benchmarks.peers.environments import VERSIONS, python_of
from benchmarks.results import save

FIRMS, FACTS = 20_000, 40
PEER = Path(__file__).parent / "peers" / "polars_insert.py"
MOST = 3  # times as long as the peer


def main(firms: int = FIRMS, facts: int = FACTS, rounds: int = 3) -> None:
    path = workbook(firms, facts)
    turns = in_turns(
        {
            "luoshu": apart("office_tasks", firms, facts),
            "polars and a bulk insert": script(python_of("polars"), PEER, path),
        },
        rounds,
    )
    ours, theirs = map(median, turns.values())
    save(
        "office_import",
        {
            "firms": firms,
            "facts": facts,
            "seconds": ours,
            "seconds_reading": median(turns["luoshu"], "reading"),
            "seconds_recording": median(turns["luoshu"], "recording"),
            "seconds_peer": theirs,
            "polars": VERSIONS["polars"],
            "ratio": round(ours / theirs, 2),
            "asked": MOST,
            "rounds": rounds,
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=FIRMS)
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--rounds", type=int, default=3)
    main(**vars(parser.parse_args()))
