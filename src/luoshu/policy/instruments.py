"""The instruments of a document: benefits and how they add up, calls, pools, registers, targets, weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshu.policy.drafts import Draft
from luoshu.policy.forms.benefit import make_benefit
from luoshu.policy.forms.property_table import PropertyTable, read_property_table
from luoshu.policy.forms.stacking import Stackings
from luoshu.policy.forms.targets import TargetDraft, read_targets
from luoshu.policy.forms.weights import SheetDraft, read_weights
from luoshu.policy.keywords import Form
from luoshu.policy.model import Benefit
from luoshu.policy.properties import PROPERTIES
from luoshu.policy.sections import Sections
from luoshu.policy.source import Findings
from luoshu.policy.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Instruments:
    """The instruments of a document whose cells are still text."""

    benefits: list[PropertyTable]
    rules: list[PropertyTable]
    others: list[PropertyTable]
    stackings: Stackings
    targets: list[TargetDraft]
    sheets: list[SheetDraft]

    @property
    def tables(self) -> list[PropertyTable]:
        return [*self.benefits, *self.rules, *self.others]

    def drafts(self) -> Iterator[Draft]:
        """The decisions that they make."""
        for table in self.tables:
            yield from table.drafts()
        yield from self.stackings.drafts
        for target in self.targets:
            yield from target.drafts()
        for sheet in self.sheets:
            yield from sheet.drafts()

    def all_benefits(self) -> Iterator[Benefit]:
        """Its own benefits, and those of other policies that its rules speak of."""
        for table in self.benefits:
            yield make_benefit(table, self.stackings)
        yield from self.stackings.benefits()

    def decisions_of_benefits(self) -> dict[str, list[str]]:
        """By the names of benefits, the decisions made of each."""
        return {
            table.name: [
                *table.decisions.values(),
                *([self.stackings.payable[table.name]] if table.name in self.stackings.payable else []),
            ]
            for table in self.benefits
        }

    def names(self) -> Iterator[str]:
        """The names of the instruments themselves, and of what sheets score, to which labels may belong."""
        for named in self._named():
            yield named.name
        for sheet in self.sheets:
            yield from sheet.criteria

    def english(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of the decisions made, after those of their instruments."""
        found = self.stackings.english(labels)
        for made in self._named():
            if made.name in labels:
                found |= made.english(labels[made.name])
        for sheet in self.sheets:
            found |= sheet.english_of_scores(labels)
        return found

    def _named(self) -> Iterator[PropertyTable | TargetDraft | SheetDraft]:
        yield from self.tables
        yield from self.targets
        yield from self.sheets


def read_instruments(sections: Sections, surroundings: Surroundings, findings: Findings) -> Instruments:
    """The instruments of a document, each form in document order."""
    tables = {form: list(_property_tables(sections, form, findings)) for form in PROPERTIES}
    own = {table.name: table for table in tables[Form.BENEFIT]}
    stackings = Stackings(own, surroundings.used, surroundings.facts, findings)
    targets = (read_targets(grid, article, findings) for grid, article in sections.forms[Form.TARGETS])
    sheets = (read_weights(grid, article, findings) for grid, article in sections.forms[Form.WEIGHTS])
    return Instruments(
        benefits=tables[Form.BENEFIT],
        rules=tables[Form.STACKING],
        others=[*tables[Form.CALL], *tables[Form.POOL], *tables[Form.REGISTER]],
        stackings=stackings.read(tables[Form.STACKING]),
        targets=[draft for drafts in targets for draft in drafts],
        sheets=[draft for draft in sheets if draft is not None],
    )


def _property_tables(sections: Sections, form: Form, findings: Findings) -> Iterator[PropertyTable]:
    for grid, article in sections.forms[form]:
        table = read_property_table(grid, form, article, findings)
        if table is not None:
            yield table
