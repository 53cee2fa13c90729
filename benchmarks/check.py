"""All shipped policies checked, beside a check of one."""

from __future__ import annotations

import argparse

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save

ONE = "cn/tech-sme"
ALL = "all"


def main(rounds: int = ROUNDS) -> None:
    """Documents are read, checked, and their examples run; each version of a policy counts."""
    turns = in_turns({ONE: apart("tasks", "check", ONE), ALL: apart("tasks", "check")}, rounds)
    one, every = median(turns[ONE]), median(turns[ALL])
    checked = {what: turns[ALL][0][what] for what in ("documents", "examples")}
    save("check", {"seconds": {ONE: one, ALL: every}, **checked, "ratio": round(every / one, 3), "rounds": rounds})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
