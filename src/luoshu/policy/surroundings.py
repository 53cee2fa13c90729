"""What a document stands in: the policies it uses, its vocabulary and entity, and so the names from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary
from luoshu.feel import types as feel
from luoshu.policy.expressions import PRIOR, RUN_DATE_ENGLISH
from luoshu.policy.forms.facts import read_facts
from luoshu.policy.frontmatter import FrontMatter, Word
from luoshu.policy.keywords import Form
from luoshu.policy.model import Policy
from luoshu.policy.names import DecisionName, Meaning, outer_meanings, type_of
from luoshu.policy.sections import Sections
from luoshu.policy.source import Findings
from luoshu.problems import Problem, ProblemError, Text, suggest

# Forms that speak of an entity.
_ABOUT_SOMEONE = (Form.BENEFIT, Form.STACKING)


class NoSuchPolicyError(ProblemError):
    """No policy has the id; `nearest` is that of one which is likely meant."""

    def __init__(self, problem: Problem, nearest: str | None) -> None:
        super().__init__([problem])
        self.nearest = nearest


# The version in force of a policy, by its id.
FindUsed = Callable[[str], Policy]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`meanings` holds the names that the document can use without defining them."""

    about: str
    vocabulary: Vocabulary
    used: tuple[Policy, ...]
    meanings: Mapping[str, Meaning]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of the entity."""
        record = self.vocabulary.records.get(self.about)
        return record.facts if record else {}

    @property
    def decisions(self) -> frozenset[str]:
        """The names of decisions of other policies."""
        return frozenset(name for name, meaning in self.meanings.items() if isinstance(meaning, DecisionName))

    def types(self) -> dict[str, feel.Type]:
        """The types of the names; `prior` is a form of its own, written as a function."""
        types = {name: type_of(meaning, self.vocabulary) for name, meaning in self.meanings.items()}
        return types | {RUN_DATE_ENGLISH: feel.DATE, PRIOR: feel.FunctionType(params=(feel.ANY, feel.NUMBER))}


def read_surroundings(front: FrontMatter, sections: Sections, find_used: FindUsed, findings: Findings) -> Surroundings:
    """Everything that the document does not define itself, and its own facts over those of others."""
    used = tuple(_used(front.uses, find_used, findings))
    vocabulary = _vocabulary(sections, used, findings)
    about = _about(front, sections, vocabulary, findings, is_whole=len(used) == len(front.uses))
    return Surroundings(about, vocabulary, used, outer_meanings(about, vocabulary, used))


def _used(words: Sequence[Word], find_used: FindUsed, findings: Findings) -> Iterable[Policy]:
    for word in words:
        try:
            yield find_used(word.text)
        except ProblemError as error:
            _pass_on(word, error, findings)
            if isinstance(error, NoSuchPolicyError) and error.nearest is not None:
                with suppress(ProblemError):  # what is meant is read on with, so that all else is told too
                    yield find_used(error.nearest)


def _pass_on(word: Word, error: ProblemError, findings: Findings) -> None:
    """The errors of a used policy: those without a place of their own stand where it is named."""
    for problem in error.problems:
        if problem.place is None:
            findings.error(problem.code, word.span, problem.text, problem.hint)
    placed = [problem for problem in error.problems if problem.place is not None]
    if placed:
        text = Text(f"引用的政策“{word.text}”有错误", f"the policy '{word.text}' that it uses has errors")
        findings.error("uses", word.span, text)
        findings.problems += [problem for problem in placed if problem not in findings.problems]


def _vocabulary(sections: Sections, used: Iterable[Policy], findings: Findings) -> Vocabulary:
    """The document's own facts, over those of the policies it uses."""
    records: dict[str, Record] = {}
    for grid, _ in sections.forms[Form.FACTS]:
        record = read_facts(grid, findings)
        if record is None:
            continue
        have = records.get(record.name)
        for name in [name for name in record.facts if have and name in have.facts]:
            findings.error(
                "facts",
                findings.source.line_span(record.facts[name].line),
                Text(f"“{name}”已经定义", f"'{name}' is already defined"),
            )
        records[record.name] = Record(record.name, {**(have.facts if have else {}), **record.facts})
    source = findings.source
    sources = {source.path: hashlib.sha256(source.text.encode()).hexdigest()} if records else {}
    vocabulary = Vocabulary(records, sources).merged(policy.vocabulary for policy in used)
    for record in records.values():
        _check_targets(record, vocabulary, findings)
    return vocabulary


def _check_targets(record: Record, vocabulary: Vocabulary, findings: Findings) -> None:
    """Lists and references must point to records; the items of a list must say who owns them."""
    for fact in record.facts.values():
        target = vocabulary.records.get(fact.target)
        span = findings.source.line_span(fact.line)
        if fact.kind not in (Kind.LIST, Kind.REFERENCE):
            continue
        if target is None:
            findings.error(
                "facts",
                span,
                Text(f"没有名为“{fact.target}”的主体或列表项", f"there is no entity or item named '{fact.target}'"),
                suggest(fact.target, vocabulary.records),
            )
        elif fact.kind is Kind.LIST and not target.owners:
            findings.error(
                "facts",
                span,
                Text(f"“{fact.target}”没有所有者列", f"the items of '{fact.target}' have no owner"),
                Text("给它一行引用，说明里写“所有者”", "give it a row of type reference with 'owner' in its note"),
            )


def _about(
    front: FrontMatter, sections: Sections, vocabulary: Vocabulary, findings: Findings, *, is_whole: bool
) -> str:
    """The entity that the policy is about; a document of facts alone needs none."""
    if front.about is None:
        if not front.readable:
            return ""
        if sections.formulas or sections.tables or any(sections.forms[form] for form in _ABOUT_SOMEONE):
            findings.error(
                "front-matter",
                findings.source.line_span(1),
                Text(
                    "文件头缺少 about：适用于哪种主体",
                    "the front matter lacks about: the entity that the policy is about",
                ),
                Text("例如 about: 企业", "for example about: 企业"),
            )
        return ""
    known = [name for name, record in vocabulary.records.items() if not record.owners]
    if front.about.text not in known and is_whole:
        findings.error(
            "front-matter",
            front.about.span,
            Text(f"词汇表里没有主体“{front.about.text}”", f"the vocabulary has no entity '{front.about.text}'"),
            suggest(front.about.text, known)
            or Text("在 uses 里写上它所在的词汇表", "name the vocabulary that has it under uses"),
        )
    return front.about.text
