"""FEEL, a table of a thousand rules and a rule of a policy, one evaluation at a time, beside feelin and zen-engine."""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

from benchmarks.measure import ROUNDS, apart, command, in_turns, median, script
from benchmarks.models.texts import expressions
from benchmarks.peers import facts
from benchmarks.peers.environments import python_of
from benchmarks.results import save
from benchmarks.rule_tables.rules import rules
from benchmarks.zones import SEED, work_folder

FEELIN = "6.1.1"
FIRMS = 2_000
HERE = Path(__file__).parent


def main(rounds: int = ROUNDS) -> None:
    texts = work_folder() / "expressions.json"
    texts.write_text(json.dumps(expressions(), ensure_ascii=False), encoding="utf-8")
    rows = work_folder() / "thousand-rules.json"
    rows.write_text(json.dumps(rules("bands"), ensure_ascii=False), encoding="utf-8")
    parsing = in_turns(
        {
            "luoshu": apart("models.task", "parse", texts),
            "feelin": command("node", str(_feelin("parse.mjs")), str(texts)),
        },
        rounds,
    )
    deciding = in_turns(
        {
            "luoshu": apart("models.task", "table", rows),
            "zen-engine": script(python_of("zen-engine"), HERE / "zen_table.py", rows),
        },
        rounds,
    )
    firms = work_folder() / "firms.json"
    firms.write_text(json.dumps(_firms(), ensure_ascii=False), encoding="utf-8")
    ruling = in_turns(
        {
            "luoshu": apart("models.task", "rule", firms),
            "feelin": command("node", str(_feelin("rule.mjs")), str(firms)),
            "zen-engine": script(python_of("zen-engine"), HERE / "zen_rule.py", firms),
        },
        rounds,
    )
    parse, table, rule = ({name: median(turns) for name, turns in each.items()} for each in (parsing, deciding, ruling))
    save(
        "models",
        {
            "expressions": len(expressions()["texts"]),
            "parse_seconds": parse,
            "parse_ratio": round(parse["luoshu"] / parse["feelin"], 3),
            "rules": len(rules("bands")),
            "evaluations": deciding["luoshu"][0]["evaluations"],
            "table_seconds": table,
            "table_ratio": round(table["luoshu"] / table["zen-engine"], 3),
            "firms": FIRMS,
            "rule_seconds": rule,
            "rule_ratios": {name: round(rule["luoshu"] / rule[name], 3) for name in ("feelin", "zen-engine")},
            "same_results": len({turns[0]["sum"] for turns in ruling.values()}) == 1
            and deciding["luoshu"][0]["sum"] == deciding["zen-engine"][0]["sum"],
            "feelin": FEELIN,
            "rounds": rounds,
        },
    )


def _firms() -> list[dict[str, float]]:
    """Firms of which each has staff, sales and costs; money in yuan."""
    made = facts.any_firms(2 * FIRMS, SEED)
    rows = [dict(zip(made, (int(value) for value in row), strict=True)) for row in zip(*made.values(), strict=True)]
    whole = [row for row in rows if row["staff"] and row["sales"] and row["cost"]][:FIRMS]
    return [{name: value / 100 if name in facts.MONEY else value for name, value in row.items()} for row in whole]


def _feelin(name: str) -> Path:
    """The script beside the package that it imports; needs Node.js, and the npm registry the first time."""
    folder = work_folder() / f"feelin-{FEELIN}"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules").exists():
        print(f"  installing @bpmn-io/feelin {FEELIN}", flush=True)
        subprocess.run(["npm", "install", "--silent", f"@bpmn-io/feelin@{FEELIN}"], cwd=folder, check=True)
    target = folder / name
    target.write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
