"""An empty workbook for a register: sheets of its entries, of what they have by year, of each of their lists."""

from __future__ import annotations

from datetime import date

from luoshu.facts.template.guide import Guide
from luoshu.facts.template.sheets import Asked, sheets
from luoshu.facts.template.workbook import write_workbook
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.words import scalars, words
from luoshu.problems import Text

YEARS = 3  # the last ones, for annual facts


def blank(record: Record, on: date) -> bytes:
    """With every fact that the vocabulary gives it, as an import reads them; its first sheet says how to fill it in."""
    years = tuple(range(on.year - 1, on.year - 1 - YEARS, -1))
    asked = [Asked(record.name, fact.name, years=years if fact.annual else ()) for fact in scalars(record)]
    for owned in record.lists:
        asked.append(Asked(record.name, owned.name))
        facts = words().item(owned).facts.values()
        asked += [Asked(record.name, fact.name, owned.name) for fact in facts if fact.kind is not Kind.LIST]
    then = Text(
        "在洛书的“导入”页上传，先预览，再确认", "upload it on the page of imports, look at the preview, confirm it"
    )
    content, _ = write_workbook(Guide(on, (), then, tuple(sheets(asked, words().vocabulary))), ())
    return content
