"""The answers of two rules side by side, in SQL: a column a decision, its state, and what of it is another."""

from __future__ import annotations

from dataclasses import dataclass

from luoshu.engine.compare.result import Kind
from luoshu.engine.database import identifier
from luoshu.sql.masks import mask_name
from luoshu.sql.program import Program

TOGETHER = "together"  # the table of a slice: the key, the identifier, every decision that is asked for, the groups
NUMBER = "DECIMAL(38, 6)"
# What becomes of an answer, as `changes.parquet` says it.
GAINS, LOSES, RISES, FALLS, DIFFERS = "gains", "loses", "rises", "falls", "differs"
KNOWN, UNKNOWN = "becomes known", "no longer known"
KINDS = (GAINS, LOSES, RISES, FALLS, DIFFERS, KNOWN, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Column:
    """A decision in the table: its name there, its type, and SQL that tells a missing fact from a failed operation."""

    name: str
    type: str
    lacking: str

    @classmethod
    def of(cls, program: Program, step: str) -> Column:
        return cls(identifier(step), program.reasons.outputs[step].type, _lacking(program, step))

    @property
    def kind(self) -> Kind:
        if self.type == "BOOLEAN":
            return "yes or no"
        return "number" if self.type == "BIGINT" or self.type.startswith("DECIMAL") else "other"

    @property
    def number(self) -> str:
        return f"CAST({self.name} AS {NUMBER})"

    @property
    def state(self) -> str:
        """One of the states of a tally."""
        known = f"WHEN {self.name} IS NOT NULL THEN 'value'"
        if self.type == "BOOLEAN":
            known = f"WHEN {self.name} THEN 'yes' WHEN NOT {self.name} THEN 'no'"
        return f"CASE {known} WHEN {self.lacking} THEN 'unknown' ELSE 'failed' END"

    @property
    def text(self) -> str:
        """Its value as text, a number without needless noughts."""
        written = f"CAST({self.name} AS VARCHAR)"
        places = self.type.startswith("DECIMAL") and not self.type.endswith(", 0)")
        return f"rtrim(rtrim({written}, '0'), '.')" if places else written


def _lacking(program: Program, name: str) -> str:
    step = program.graph.steps[name]
    words = sorted(program.mask_words.get(name, ())) if step.can_fail else []
    facts = [(identifier(mask_name(name, word)), program.leaves.facts(word)) for word in words]
    if not step.can_fail:
        return "true"
    return " OR ".join(f"{mask} & {bits} <> 0" for mask, bits in facts if bits) or "false"


@dataclass(frozen=True, slots=True)
class Two:
    """A decision on both sides. `alike`: both are the same column."""

    before: Column
    after: Column

    @property
    def alike(self) -> bool:
        return self.before.name == self.after.name

    @property
    def kind(self) -> Kind:
        return self.before.kind if self.before.kind == self.after.kind else "other"

    def _values(self) -> tuple[str, str]:
        """Both sides as what can be compared with each other."""
        return (self.before.text, self.after.text) if self.kind == "other" else (self.before.name, self.after.name)

    @property
    def differs(self) -> str:
        before, after = self._values()
        return f"{before} IS DISTINCT FROM {after}"

    @property
    def change(self) -> str:
        """What becomes of the answer, where it is another."""
        before, after = self._values()
        gone = f"WHEN {before} IS NULL THEN '{KNOWN}' WHEN {after} IS NULL THEN '{UNKNOWN}'"
        match self.kind:
            case "yes or no":
                told = f"WHEN {after} THEN '{GAINS}' ELSE '{LOSES}'"
            case "number":
                told = f"WHEN {after} > {before} THEN '{RISES}' ELSE '{FALLS}'"
            case _:
                told = f"ELSE '{DIFFERS}'"
        return f"CASE {gone} {told} END"
