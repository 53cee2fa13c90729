"""`python -m benchmarks [NAME ...]`: measures all, or what is named, and writes docs/benchmarks.md.

`--page` only writes the page, from the figures that were saved last.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks import (
    all_policies,
    check,
    compare,
    explain_latency,
    help_latency,
    office,
    office_import,
    scaling,
    spark,
    tech_sme_10m,
)
from benchmarks.models import comparison as models
from benchmarks.page import write_page
from benchmarks.peers import comparison
from benchmarks.rule_tables import comparison as rule_tables

BENCHMARKS: dict[str, Callable[..., None]] = {
    "help_latency": help_latency.main,
    "peers": comparison.main,
    "rule_tables": rule_tables.main,
    "models": models.main,
    "all_policies": all_policies.main,
    "compare": compare.main,
    "check": check.main,
    "office_import": office_import.main,
    "office_pages": office.pages,
    "office_results": office.results,
    "tech_sme_10m": tech_sme_10m.main,
    "explain_latency": explain_latency.main,
    "scaling": scaling.main,
    "spark": spark.main,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--page", action="store_true", help="only write the page")
    parser.add_argument("--rounds", type=int, help="how often, where not as often as the figures ask for")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(BENCHMARKS)}")
    if not given.page:
        for name in given.names or BENCHMARKS:
            print(name, flush=True)
            BENCHMARKS[name](**({"rounds": given.rounds} if given.rounds else {}))
    print(f"written: {write_page()}")


if __name__ == "__main__":
    main()
