"""A policy document -> Policy. Two passes: first what is named, then what the expressions say with those names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from luoshu.facts.vocabulary import Kind, Record, Vocabulary
from luoshu.feel import types as feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.check import check_policy
from luoshu.policy.drafts import Draft
from luoshu.policy.expressions import PRIOR, RUN_DATE_ENGLISH, ExpressionReader
from luoshu.policy.forms.benefit import BenefitDraft, read_benefit
from luoshu.policy.forms.claims import read_claims
from luoshu.policy.forms.decision_table import read_table
from luoshu.policy.forms.examples import ExampleNames, is_base, read_base, read_examples
from luoshu.policy.forms.facts import read_facts
from luoshu.policy.forms.formulas import read_formulas
from luoshu.policy.forms.ladder import read_ladder
from luoshu.policy.forms.parameters import by_name, read_parameters
from luoshu.policy.frontmatter import FrontMatter, Word, read_front_matter
from luoshu.policy.keywords import KEPT_AS_WRITTEN, Form
from luoshu.policy.markdown import read_blocks
from luoshu.policy.model import Example, KeptTable, Parameter, Policy
from luoshu.policy.names import FactName, Meaning, outer_meanings, type_of
from luoshu.policy.sections import Sections, sort_blocks
from luoshu.policy.source import Findings, Source
from luoshu.policy.inference import decide
from luoshu.problems import ProblemError, Text, suggest

FindUsed = Callable[[str], Policy]


def read_policy(text: str, path: str, find_used: FindUsed) -> Policy:
    """Reads a document. `path` is what messages call it; `find_used` gives the version in force of a policy by its id.

    Raises:
        ProblemError: with every error of the document; what is only worth a look is in the policy's `warnings`.
    """
    findings = Findings(source=Source(text, path))
    policy = _PolicyReader(findings, find_used).read()
    findings.sort()
    findings.raise_errors()
    return replace(policy, warnings=tuple(findings.problems))


class _PolicyReader:
    """One document on its way; each method adds one part."""

    def __init__(self, findings: Findings, find_used: FindUsed) -> None:
        self.findings = findings
        self.source = findings.source
        self.find_used = find_used
        self.literals = ExpressionReader(findings, Names())

    def read(self) -> Policy:
        front = read_front_matter(self.source, self.findings)
        blocks = read_blocks(self.source, self.findings, body=front.body)
        sections = sort_blocks(blocks, front.title.zh, self.findings)
        used = self._used(front)
        vocabulary = self._vocabulary(sections, used)
        about = self._about(front, sections, vocabulary, used)
        parameters = by_name(
            (row for grid, _ in sections.forms[Form.PARAMETERS] for row in read_parameters(grid, self.literals)),
            self.findings,
        )
        benefits = [
            draft
            for grid, article in sections.forms[Form.BENEFIT]
            if (draft := read_benefit(grid, article, self.findings)) is not None
        ]
        drafts = self._drafts(sections, benefits, parameters)
        outer = outer_meanings(about, vocabulary, used)
        types = {name: type_of(meaning, vocabulary) for name, meaning in outer.items()}
        types |= {RUN_DATE_ENGLISH: feel.DATE, PRIOR: feel.FunctionType(params=(feel.ANY, feel.NUMBER))}
        types |= {name: rows[0].type for name, rows in parameters.items()}
        self._warn_of_hidden_facts(drafts, outer)
        decisions = decide(drafts, Names(types), self.findings)
        names = Names(types).child({name: decision.type for name, decision in decisions.items()})
        exported = {name for policy in used for name in policy.exports}
        given = vocabulary.records[about].facts if about in vocabulary.records else {}
        example_names = ExampleNames(
            {name: fact.annual for name, fact in given.items()}, frozenset(self._names(drafts)) | exported
        )
        everything = ExpressionReader(self.findings, names)
        policy = Policy(
            id=front.id,
            title=front.title,
            number=front.number,
            issuer=front.issuer,
            since=front.since,
            until=front.until,
            about=about,
            text=self.source.text,
            path=self.source.path,
            hash=hashlib.sha256(self.source.text.encode()).hexdigest(),
            articles=tuple(sections.articles),
            decisions=decisions,
            parameters=parameters,
            vocabulary=vocabulary,
            used=used,
            exports=self._exports(front, {*self._names(drafts), *parameters}),
            replaces=front.replaces,
            base=self._base(sections, example_names),
            examples=tuple(self._examples(sections, example_names)),
            benefits=tuple(draft.benefit(everything) for draft in benefits),
            ladders=tuple(
                ladder
                for grid, article in sections.forms[Form.LADDER]
                if (ladder := read_ladder(grid, article, example_names.expected, self.findings)) is not None
            ),
            claims=tuple(claim for grid, _ in sections.forms[Form.CLAIMS] for claim in read_claims(grid, self.literals)),
            since_assumed=front.since_assumed,
            until_assumed=front.until_assumed,
            kept=tuple(_kept(sections)),
        )
        check_policy(policy, outer, names, self.findings)
        return policy

    def _used(self, front: FrontMatter) -> tuple[Policy, ...]:
        """The policies named under `uses`; the errors of one that cannot be read are passed on."""
        used: list[Policy] = []
        for word in front.uses:
            try:
                used.append(self.find_used(word.text))
            except ProblemError as error:
                self._pass_on(word, error)
        return tuple(used)

    def _pass_on(self, word: Word, error: ProblemError) -> None:
        """The errors of a used policy: those without a place of their own stand where it is named."""
        for problem in error.problems:
            if problem.place is None:
                self.findings.error(problem.code, word.span, problem.text, problem.hint)
        placed = [problem for problem in error.problems if problem.place is not None]
        if placed:
            text = Text(f"引用的政策“{word.text}”有错误", f"the policy '{word.text}' that it uses has errors")
            self.findings.error("uses", word.span, text)
            self.findings.problems += [problem for problem in placed if problem not in self.findings.problems]

    def _vocabulary(self, sections: Sections, used: Iterable[Policy]) -> Vocabulary:
        """The document's own facts, over those of the policies it uses."""
        records: dict[str, Record] = {}
        for grid, _ in sections.forms[Form.FACTS]:
            record = read_facts(grid, self.findings)
            if record is None:
                continue
            have = records.get(record.name)
            for name in [name for name in record.facts if have and name in have.facts]:
                self.findings.error(
                    "facts",
                    self.source.line_span(record.facts[name].line),
                    Text(f"“{name}”已经定义", f"'{name}' is already defined"),
                )
            records[record.name] = Record(record.name, {**(have.facts if have else {}), **record.facts})
        sources = {self.source.path: hashlib.sha256(self.source.text.encode()).hexdigest()} if records else {}
        vocabulary = Vocabulary(records, sources).merged(policy.vocabulary for policy in used)
        for record in records.values():
            self._check_targets(record, vocabulary)
        return vocabulary

    def _check_targets(self, record: Record, vocabulary: Vocabulary) -> None:
        for fact in record.facts.values():
            if fact.kind in (Kind.LIST, Kind.REFERENCE) and fact.target not in vocabulary.records:
                self.findings.error(
                    "facts",
                    self.source.line_span(fact.line),
                    Text(f"没有名为“{fact.target}”的主体或列表项", f"there is no entity or item named '{fact.target}'"),
                    suggest(fact.target, vocabulary.records),
                )

    def _about(
        self, front: FrontMatter, sections: Sections, vocabulary: Vocabulary, used: Sequence[Policy]
    ) -> str:
        """The entity that the policy is about; a document of facts alone needs none."""
        if front.about is None:
            if sections.formulas or sections.tables or sections.forms[Form.BENEFIT]:
                self.findings.error(
                    "front-matter",
                    self.source.line_span(1),
                    Text("文件头缺少 about：适用于哪种主体", "the front matter lacks about: the entity that the policy is about"),
                    Text("例如 about: 企业", "for example about: 企业"),
                )
            return ""
        known = [name for name, record in vocabulary.records.items() if not record.owners]
        if front.about.text not in known and len(used) == len(front.uses):
            self.findings.error(
                "front-matter",
                front.about.span,
                Text(f"词汇表里没有主体“{front.about.text}”", f"the vocabulary has no entity '{front.about.text}'"),
                suggest(front.about.text, known)
                or Text("在 uses 里写上它所在的词汇表", "name the vocabulary that has it under uses"),
            )
        return front.about.text

    def _drafts(
        self, sections: Sections, benefits: Iterable[BenefitDraft], parameters: Mapping[str, tuple[Parameter, ...]]
    ) -> list[Draft]:
        """Everything that defines a decision, in document order; a name defined twice is an error."""
        drafts: list[Draft] = [
            draft for fence, article in sections.formulas for draft in read_formulas(fence, article, self.findings)
        ]
        for grid, hit_policy, article in sections.tables:
            table = read_table(grid, hit_policy, article, self.findings)
            drafts += [table] if table else []
        drafts += [draft for benefit in benefits for draft in benefit.drafts()]
        drafts.sort(key=lambda draft: draft.name_spans[0].start)
        lines = {name: rows[0].line for name, rows in parameters.items()}
        for draft in drafts:
            for name, span in zip(draft.names, draft.name_spans, strict=True):
                if name in lines:
                    self.findings.error(
                        "duplicate",
                        span,
                        Text(f"“{name}”在第 {lines[name]} 行已经定义", f"'{name}' is already defined in line {lines[name]}"),
                    )
                lines.setdefault(name, self.source.line_of(span.start))
        return drafts

    def _warn_of_hidden_facts(self, drafts: Iterable[Draft], outer: Mapping[str, Meaning]) -> None:
        for draft in drafts:
            for name, span in zip(draft.names, draft.name_spans, strict=True):
                if isinstance(outer.get(name), FactName):
                    self.findings.warn(
                        "hides",
                        span,
                        Text(f"“{name}”也是数据项；此后这个名称指本文件的决策",
                             f"'{name}' is a fact too; in this document the name means the decision"),
                    )  # fmt: skip

    def _names(self, drafts: Iterable[Draft]) -> list[str]:
        return [name for draft in drafts for name in draft.names]

    def _exports(self, front: FrontMatter, defined: set[str]) -> tuple[str, ...]:
        for word in front.exports:
            if word.text not in defined:
                self.findings.error(
                    "exports",
                    word.span,
                    Text(f"没有定义“{word.text}”，不能供他处使用", f"'{word.text}' is not defined here and cannot be exported"),
                    suggest(word.text, defined),
                )
        return tuple(word.text for word in front.exports)

    def _base(self, sections: Sections, names: ExampleNames) -> dict[str, Node]:
        """The base entity. A second base table adds to the first."""
        base: dict[str, Node] = {}
        for grid, _ in sections.forms[Form.EXAMPLES]:
            if is_base(grid):
                base |= read_base(grid, names, self.literals)
        return base

    def _examples(self, sections: Sections, names: ExampleNames) -> Iterable[Example]:
        for grid, _ in sections.forms[Form.EXAMPLES]:
            if not is_base(grid):
                yield from read_examples(grid, names, self.literals)


def _kept(sections: Sections) -> Iterable[KeptTable]:
    for form in sorted(KEPT_AS_WRITTEN, key=lambda form: form.zh):
        for grid, article in sections.forms[form]:
            header = tuple(cell.text for cell in grid.header.cells)
            rows = tuple(tuple(cell.text for cell in row.cells) for row in grid.rows)
            yield KeptTable(grid.keyword.text, article, grid.line, header, rows)
