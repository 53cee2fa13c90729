"""`python -m benchmarks [NAME ...]`: measures all, or what is named, and saves the figures in benchmarks/results/."""

from __future__ import annotations

import argparse

from benchmarks import all_policies, explain_latency, help_latency, scaling, tech_sme_10m
from benchmarks.peers import comparison

BENCHMARKS = {
    "help_latency": help_latency.main,
    "peers": comparison.main,
    "all_policies": all_policies.main,
    "tech_sme_10m": tech_sme_10m.main,
    "explain_latency": explain_latency.main,
    "scaling": scaling.main,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(BENCHMARKS)}")
    for name in given.names or BENCHMARKS:
        print(name, flush=True)
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
