"""A `支持` table: who gets how much, from which fund, until when."""

from __future__ import annotations

from luoshu.policy.forms.property_table import PropertyTable
from luoshu.policy.forms.stacking import Stackings
from luoshu.policy.model import Benefit
from luoshu.policy.terms import read_term


def make_benefit(table: PropertyTable, stackings: Stackings) -> Benefit:
    """The benefit; its decisions by name, those included that the rules of `叠加` make of it."""
    until = table.entries.get("until")
    term = read_term(until.value.text) if until else None
    way = table.choice("way")
    return Benefit(
        table.name,
        table.article,
        table.line,
        who=stackings.allowed(table.name) or table.decisions.get("who"),
        amount=table.decisions.get("amount"),
        payable=stackings.payable.get(table.name) if "amount" in table.entries else None,
        fund=table.text("fund"),
        until=table.decisions.get("until"),
        term=term.after_run_date(until.value.span) if term and until else None,
        rhythm=table.choice("rhythm"),
        automatic=way == "automatic" if way else None,
        relief=table.texts("relief"),
        properties=table.as_written,
        assumed=table.assumed,
    )
