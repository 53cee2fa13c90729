"""Tables `大赛`, `揭榜`, `申报`, `资金池` and `台账`: an instrument as data, for those who carry it out."""

from __future__ import annotations

from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.property_table import PropertyTable
from luoshu.policy.model import Instrument
from luoshu.policy.properties import ValueKind
from luoshu.policy.terms import read_term


def make_instrument(table: PropertyTable, reader: ExpressionReader) -> Instrument:
    """The instrument with the value of every property; `reader` knows the parameters."""
    values = table.quantities(reader)
    for key, entry in table.entries.items():
        match entry.known.kind:
            case ValueKind.TEXT:
                values[key] = entry.text
            case ValueKind.TEXTS:
                values[key] = entry.texts
            case ValueKind.CHOICE:
                values[key] = table.choice(key)
            case ValueKind.TERM:
                values[key] = read_term(entry.text)
    return Instrument(
        table.keyword,
        table.name,
        table.article,
        table.line,
        values,
        decisions=table.decisions,
        properties=table.as_written,
        assumed=table.assumed,
    )
