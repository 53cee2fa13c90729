"""The rule as a tax-benefit system, for OpenFisca-Core and for policyengine-core, which began as a copy of it.

Runs in a virtual environment of its own: `python tax_benefit.py CORE FACTS RESULTS` reads and writes Parquet, and
prints how long that took (`seconds`) and how long the calculation in it (`calculated`).
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CORE = sys.argv[1]
model_api: Any = import_module(f"{CORE}.model_api")
entities: Any = import_module(f"{CORE}.entities")
systems: Any = import_module(f"{CORE}.taxbenefitsystems")
simulations: Any = import_module(f"{CORE}.simulations")

Variable, YEAR = model_api.Variable, import_module(f"{CORE}.periods").YEAR
PERIOD = "2024"
Firm = entities.build_entity(key="firm", plural="firms", label="An enterprise", is_person=True)
# The cores ask for a group entity beside the one that counts.
Group = entities.build_entity(
    key="group", plural="groups", label="Not used", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)


def fact(name: str, kind: type) -> type:
    attributes = {"value_type": kind, "entity": Firm, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), attributes)


FACTS = {
    "staff": int,
    "scientists": int,
    "sales": float,
    "cost": float,
    "research": float,
    "assets": float,
    "first_class": int,
    "second_class": int,
}


class staff_score(Variable):  # noqa: N801
    value_type = int
    entity = Firm
    definition_period = YEAR
    label = "Points for staff of science"

    def formula(firm, period):  # noqa: N805
        staff = firm("staff", period)
        share = np.where(staff > 0, firm("scientists", period) / np.maximum(staff, 1), 0)
        return np.select(
            [share >= 0.30, share >= 0.25, share >= 0.20, share >= 0.15, share >= 0.10], [20, 16, 12, 8, 4], 0
        )


class research_score(Variable):  # noqa: N801
    value_type = int
    entity = Firm
    definition_period = YEAR
    label = "Points for R&D, by sales or by cost, whichever serves better"

    def formula(firm, period):  # noqa: N805
        research, sales, cost = firm("research", period), firm("sales", period), firm("cost", period)
        by_sales = np.divide(research, sales, out=np.zeros_like(research), where=sales > 0)
        by_cost = np.divide(research, cost, out=np.zeros_like(research), where=cost > 0)
        return np.maximum(
            np.select(
                [by_sales >= 0.06, by_sales >= 0.05, by_sales >= 0.04, by_sales >= 0.03, by_sales >= 0.02],
                [50, 40, 30, 20, 10],
                0,
            ),
            np.select(
                [by_cost >= 0.30, by_cost >= 0.25, by_cost >= 0.20, by_cost >= 0.15, by_cost >= 0.10],
                [50, 40, 30, 20, 10],
                0,
            ),
        )


class rights_score(Variable):  # noqa: N801
    value_type = int
    entity = Firm
    definition_period = YEAR
    label = "Points for intellectual property"

    def formula(firm, period):  # noqa: N805
        return np.where(firm("first_class", period) >= 1, 30, 6 * np.minimum(firm("second_class", period), 4))


class total(Variable):  # noqa: N801
    value_type = int
    entity = Firm
    definition_period = YEAR
    label = "All points"

    def formula(firm, period):  # noqa: N805
        return firm("staff_score", period) + firm("research_score", period) + firm("rights_score", period)


class eligible(Variable):  # noqa: N801
    value_type = bool
    entity = Firm
    definition_period = YEAR
    label = "Meets the conditions"

    def formula(firm, period):  # noqa: N805
        small = (
            (firm("staff", period) <= 500)
            * (firm("sales", period) <= 200_000_000)
            * (firm("assets", period) <= 200_000_000)
        )
        return small * (firm("total", period) >= 60) * (firm("staff_score", period) > 0)


RESULTS = (staff_score, research_score, rights_score, total, eligible)


def main(facts_file: str, results_file: str) -> None:
    system = systems.TaxBenefitSystem([Firm, Group])
    for name, kind in FACTS.items():
        system.add_variable(fact(name, kind))
    for variable in RESULTS:
        system.add_variable(variable)

    start = time.perf_counter()
    facts = pq.read_table(facts_file)
    simulation = simulations.SimulationBuilder().build_default_simulation(system, count=facts.num_rows)
    for name, kind in FACTS.items():
        column = facts.column(name.replace("_", " "))
        values = column.cast(pa.float64()) if kind is float else column
        simulation.set_input(name, PERIOD, values.to_numpy())
    began = time.perf_counter()
    found = {variable.__name__: simulation.calculate(variable.__name__, PERIOD) for variable in RESULTS}
    calculated = time.perf_counter() - began
    results = {"credit code": facts.column("credit code")} | {
        name: pa.array(np.asarray(values)) for name, values in found.items()
    }
    pq.write_table(pa.table(results), results_file, compression="zstd")
    print(json.dumps({"seconds": time.perf_counter() - start, "calculated": calculated, "firms": facts.num_rows}))


if __name__ == "__main__":
    main(*sys.argv[2:])
