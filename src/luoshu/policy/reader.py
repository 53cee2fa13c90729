"""A policy document -> Policy. Two passes: first what is named, then what the expressions say with those names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.check import check_policy
from luoshu.policy.drafts import Draft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.budget import read_budgets
from luoshu.policy.forms.claims import read_claims
from luoshu.policy.forms.decision_table import read_table
from luoshu.policy.forms.examples import ExampleNames, is_base, read_base, read_examples
from luoshu.policy.forms.formulas import read_formulas
from luoshu.policy.forms.instrument import make_instrument
from luoshu.policy.forms.labels import Label, check_labels, read_labels
from luoshu.policy.forms.ladder import LadderDraft, read_ladder
from luoshu.policy.forms.parameters import by_name, read_parameters
from luoshu.policy.forms.register import make_register
from luoshu.policy.frontmatter import FrontMatter, read_front_matter
from luoshu.policy.inference import decide
from luoshu.policy.instruments import Instruments, read_instruments
from luoshu.policy.keywords import Form
from luoshu.policy.markdown import read_blocks
from luoshu.policy.model import Budget, Claim, Decision, Example, Instrument, Parameter, Policy, Register
from luoshu.policy.names import FactName
from luoshu.policy.sections import Sections, sort_blocks
from luoshu.policy.source import Findings, Source
from luoshu.policy.surroundings import FindUsed, Surroundings, read_surroundings
from luoshu.policy.titles import register_of
from luoshu.problems import Text, suggest


def read_policy(text: str, path: str, find_used: FindUsed) -> Policy:
    """Reads a document. `path` is what messages call it; `find_used` gives the version in force of a policy by its id.

    Raises:
        ProblemError: with every error of the document; what is only worth a look is in the policy's `warnings`.
    """
    policy, findings = _read(text, path, find_used)
    findings.raise_errors()
    return replace(policy, warnings=tuple(findings.problems))


def read_unfinished(text: str, path: str, find_used: FindUsed) -> Policy:
    """What of a document can be read, whatever is wrong with it: for those who are writing it. It is not to be run."""
    return _read(text, path, find_used)[0]


def _read(text: str, path: str, find_used: FindUsed) -> tuple[Policy, Findings]:
    findings = Findings(source=Source(text, path))
    front = read_front_matter(findings.source, findings)
    blocks = read_blocks(findings.source, findings, body=front.body)
    sections = sort_blocks(blocks, front.title.zh, findings)
    labels = read_labels((grid for grid, _ in sections.forms[Form.LABELS]), findings)
    sections.name_in_english({front.title.zh: front.title.en, **_english(labels)})
    surroundings = read_surroundings(front, sections, find_used, findings)
    policy = _PolicyReader(front, sections, surroundings, labels, findings).read()
    findings.sort()
    return policy, findings


def _english(labels: Mapping[str, Label]) -> dict[str, str]:
    return {name: label.english for name, label in labels.items()}


class _PolicyReader:
    """Puts a policy together from its sections; what has only literals is read with no names at all."""

    def __init__(
        self,
        front: FrontMatter,
        sections: Sections,
        surroundings: Surroundings,
        labels: Mapping[str, Label],
        findings: Findings,
    ) -> None:
        self.front = front
        self.sections = sections
        self.surroundings = surroundings
        self.labels = labels
        self.findings = findings
        self.literals = ExpressionReader(findings, Names())

    def read(self) -> Policy:
        parameters = self._parameters()
        given = read_instruments(self.sections, self.surroundings, self.findings)
        drafts, ladders = self._drafts(given, parameters)
        defined = [name for draft in drafts for name in draft.names]
        types = self.surroundings.types() | {name: rows[0].type for name, rows in parameters.items()}
        decisions = self._labelled(decide(drafts, Names(types), self.findings), given, ladders)
        names = Names(types).child({name: decision.type for name, decision in decisions.items()})
        constants = ExpressionReader(self.findings, Names({name: rows[0].type for name, rows in parameters.items()}))
        open_to_examples = ExampleNames(
            {name: fact.annual for name, fact in self.surroundings.facts.items()},
            self.surroundings.decisions.union(defined),
        )
        instruments = [make_instrument(table, constants) for table in given.others]
        registers = tuple(self._registers(given, instruments))
        policy = Policy(
            **self._metadata(),
            decisions=decisions,
            parameters=parameters,
            exports=self._exports({*defined, *parameters}, given),
            base=self._base(open_to_examples),
            examples=tuple(self._examples(open_to_examples)),
            benefits=tuple(given.all_benefits()),
            stackings=tuple(given.stackings.rules),
            budgets=tuple(self._budgets(constants)),
            instruments=tuple(instruments),
            registers=registers,
            targets=tuple(draft.target(constants) for draft in given.targets),
            sheets=tuple(draft.sheet(constants) for draft in given.sheets),
            ladders=tuple(draft.ladder for draft in ladders),
            labels=_english(self.labels),
            claims=tuple(self._claims()),
        )
        for table in given.tables:
            table.check_types(decisions, self.findings)
        said = [stage.name for register in registers for stage in register.stages]
        said += [ratio.name for register in registers for ratio in register.ratios]
        self._check_labels([*defined, *parameters, *given.names(), *said], ladders)
        check_policy(policy, self.surroundings.meanings, names, self.findings)
        return policy

    def _metadata(self) -> dict[str, Any]:
        front, source = self.front, self.findings.source
        return {
            "id": front.id,
            "title": front.title,
            "number": front.number,
            "issuer": front.issuer,
            "since": front.since,
            "until": front.until,
            "since_assumed": front.since_assumed,
            "until_assumed": front.until_assumed,
            "replaces": front.replaces,
            "about": self.surroundings.about,
            "text": source.text,
            "path": source.path,
            "hash": hashlib.sha256(source.text.encode()).hexdigest(),
            "articles": tuple(self.sections.articles),
            "vocabulary": self.surroundings.vocabulary,
            "used": self.surroundings.used,
        }

    # --- first pass: names --------------------------------------------------------------------------------------------

    def _parameters(self) -> dict[str, tuple[Parameter, ...]]:
        grids = self.sections.forms[Form.PARAMETERS]
        return by_name((row for grid, _ in grids for row in read_parameters(grid, self.literals)), self.findings)

    def _drafts(
        self, given: Instruments, parameters: Mapping[str, tuple[Parameter, ...]]
    ) -> tuple[list[Draft], list[LadderDraft]]:
        """Everything that defines a decision, in document order; and the ladders, some of whose rungs do."""
        drafts = list(given.drafts())
        for fence, article in self.sections.formulas:
            drafts += read_formulas(fence, article, self.findings)
        for grid, hit_policy, article in self.sections.tables:
            table = read_table(grid, hit_policy, article, self.findings)
            drafts += [table] if table else []
        ladders = list(self._ladders({name for draft in drafts for name in draft.names}))
        for ladder in ladders:
            drafts += ladder.drafts()
        drafts.sort(key=lambda draft: draft.name_spans[0].start)
        self._check_names(drafts, {name: rows[0].line for name, rows in parameters.items()})
        return drafts, ladders

    def _check_names(self, drafts: Iterable[Draft], lines: dict[str, int]) -> None:
        """A name defined twice is an error; one that hides a fact is worth a word. `lines` says where names stand."""
        for draft in drafts:
            for name, span in zip(draft.names, draft.name_spans, strict=True):
                if name in lines:
                    text = Text(
                        f"“{name}”在第 {lines[name]} 行已经定义", f"'{name}' is already defined in line {lines[name]}"
                    )
                    self.findings.error("duplicate", span, text)
                elif isinstance(self.surroundings.meanings.get(name), FactName):
                    text = Text(
                        f"“{name}”也是数据项；在本文件里这个名称指决策",
                        f"'{name}' is a fact too; in this document the name means the decision",
                    )
                    self.findings.warn("hides", span, text)
                lines.setdefault(name, self.findings.source.line_of(span.start))

    def _exports(self, defined: set[str], given: Instruments) -> tuple[str, ...]:
        """The names that others may see; that of a benefit stands for the decisions made of it."""
        made = given.decisions_of_benefits()
        found: dict[str, None] = {}
        for word in self.front.exports:
            if word.text not in defined and word.text not in made:
                self.findings.error(
                    "exports",
                    word.span,
                    Text(
                        f"没有定义“{word.text}”，不能供他处使用",
                        f"'{word.text}' is not defined here and cannot be exported",
                    ),
                    suggest(word.text, [*defined, *made]),
                )
            found |= dict.fromkeys(made.get(word.text, [word.text]))
        return tuple(found)

    # --- English ------------------------------------------------------------------------------------------------------

    def _labelled(
        self, decisions: Mapping[str, Decision], given: Instruments, ladders: Iterable[LadderDraft]
    ) -> dict[str, Decision]:
        """The decisions with their labels; those made of an instrument's cells have the instrument's."""
        labels = _english(self.labels)
        labels = given.english(labels) | labels
        for ladder in ladders:
            labels = ladder.english(labels) | labels
        return {name: replace(decision, english=labels.get(name, "")) for name, decision in decisions.items()}

    def _check_labels(self, names: Iterable[str], ladders: Iterable[LadderDraft]) -> None:
        known = [*names, *(article.title for article in self.sections.articles)]
        for ladder in (draft.ladder for draft in ladders):
            known += [ladder.name, *(rung.name for rung in ladder.rungs)]
        check_labels(self.labels, known, self.findings)

    # --- second pass --------------------------------------------------------------------------------------------------

    def _base(self, names: ExampleNames) -> dict[str, Node]:
        """The base entity. A second base table adds to the first."""
        base: dict[str, Node] = {}
        for grid, _ in self.sections.forms[Form.EXAMPLES]:
            if is_base(grid):
                base |= read_base(grid, names, self.literals)
        return base

    def _examples(self, names: ExampleNames) -> Iterator[Example]:
        for grid, _ in self.sections.forms[Form.EXAMPLES]:
            if not is_base(grid):
                yield from read_examples(grid, names, self.literals)

    def _ladders(self, defined: set[str]) -> Iterator[LadderDraft]:
        vocabulary, about = self.surroundings.vocabulary, self.surroundings.about
        register = register_of(vocabulary, vocabulary.records.get(about))
        for grid, article in self.sections.forms[Form.LADDER]:
            ladder = read_ladder(grid, article, self.surroundings.decisions | defined, register, self.findings)
            if ladder is not None:
                yield ladder

    def _claims(self) -> Iterator[Claim]:
        for grid, _ in self.sections.forms[Form.CLAIMS]:
            yield from read_claims(grid, self.literals)

    def _registers(self, given: Instruments, made: Iterable[Instrument]) -> Iterator[Register]:
        for table, instrument in zip(given.others, made, strict=True):
            if table.form is Form.REGISTER:
                register = make_register(table, instrument, self.surroundings.vocabulary, self.findings)
                if register is not None:
                    yield register

    def _budgets(self, constants: ExpressionReader) -> Iterator[Budget]:
        for grid, _ in self.sections.forms[Form.BUDGET]:
            yield from read_budgets(grid, constants)
