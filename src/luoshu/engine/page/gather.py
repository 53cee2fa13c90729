"""Puts the page together: the document from top to bottom, then what it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markdown_it.token import Token

from luoshu.engine.check import Checked, check
from luoshu.engine.headlines import headlines
from luoshu.engine.page import words
from luoshu.engine.page.appendix import Appendix
from luoshu.engine.page.instruments import (
    ladder_figure,
    listed,
    of_benefit,
    of_instrument,
    of_stacking,
    panel,
)
from luoshu.engine.page.parts import (
    Block,
    ClaimRow,
    ClaimTable,
    Definition,
    Definitions,
    Glossary,
    Page,
    PlainTable,
    Section,
    Status,
    VersionLine,
)
from luoshu.engine.page.prose import MARKDOWN, blocks_of, phrase_of
from luoshu.engine.page.tables import fact_table, parameter_table, rule_table
from luoshu.engine.page.worked import Cases
from luoshu.engine.wording import Wording
from luoshu.engine.wording.naming import Naming, anchor
from luoshu.engine.wording.phrases import has_chinese
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.feel.types import BOOLEAN
from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.graph import Graph
from luoshu.policy.keywords import FORMS, Form
from luoshu.policy.library import Library, Version
from luoshu.policy.markdown import Grid, read_blocks
from luoshu.policy.model import Article, Claim, Decision, Policy
from luoshu.policy.properties import PROPERTIES
from luoshu.policy.scope import DecisionRef
from luoshu.policy.source import Findings, Source
from luoshu.problems import Lang


def page_of(
    version: Version,
    library: Library,
    on: date,
    lang: Lang,
    versions: Sequence[Version] = (),
    checked: Checked | None = None,
) -> Page:
    """The page of a version as it stands on a day; `versions` are all there are of its policy. `checked` is what its
    check found, which neither the day nor the language changes.

    Raises:
        ProblemError: the document has errors.
    """
    policy = library.read(version, version.nearest_day(on))
    if checked is None:
        (checked,) = check([version], library)
    return _Gatherer(policy, version, checked, on, lang).page(versions or (version,))


class _Gatherer:
    def __init__(self, policy: Policy, version: Version, checked: Checked, on: date, lang: Lang) -> None:
        self.policy, self.on, self.lang = policy, on, lang
        day = version.nearest_day(on)
        self.wording = Wording(day, lang, Naming(lang, policy.id))
        self.scope = self.wording.scope(policy)
        self.graph = Graph.of([policy], day)
        self.conclusions = policy.exports or headlines(self.graph, policy)
        self.claims = {result.claim.place.line or 0: result for result in checked.claims}
        self.cases = Cases(policy, self.wording, checked.examples)
        self.articles = {article.line: article for article in policy.articles}
        self.source = Source(policy.text, policy.path)
        findings = Findings(source=self.source)
        self.body = read_front_matter(self.source, findings).body
        self.grids = {
            block.line: block for block in read_blocks(self.source, findings, body=self.body) if isinstance(block, Grid)
        }
        self.anchors: set[str] = set()

    def page(self, versions: Sequence[Version]) -> Page:
        policy, lang = self.policy, self.lang
        head, sections = self._sections()
        appendix = Appendix(policy, self.wording)
        sections += appendix.sections()
        title, original = head if head else (policy.title.say(lang), policy.title.zh if lang == "en" else "")
        answer, sentence = words.status(policy, self.on)
        return Page(
            lang=lang,
            id=policy.id,
            title=title,
            title_lang=self._foreign(title),
            original=original if original != title else "",
            number=policy.number,
            issuer=policy.issuer,
            about=appendix.about(),
            period=phrase_of(words.period_of(policy, lang)),
            status=Status(answer, sentence.say(lang)),
            sections=sections,
            versions=tuple(self._version(each) for each in versions),
            used=tuple(appendix.used()),
            hover=appendix.hover(),
            assumes="⟨" in policy.text,
            hash=policy.hash,
        )

    def _foreign(self, text: str) -> Lang | None:
        return "zh" if self.lang == "en" and has_chinese(text) else None

    def _version(self, version: Version) -> VersionLine:
        current = version.since == self.policy.since and version.until == self.policy.until
        return VersionLine(words.period(version.since, version.until, self.lang), current)

    # --- the document -------------------------------------------------------------------------------------------------

    def _sections(self) -> tuple[tuple[str, str] | None, list[Section]]:
        """The title that the document gives itself, and its sections; what stands before the first has no heading."""
        lines = self.source.lines
        tokens = MARKDOWN.parse("\n" * (self.body - 1) + "\n".join(lines[self.body - 1 :]))
        head: tuple[str, str] | None = None
        sections = [Section("top", 2, "")]
        prose: list[Token] = []
        for first, group in _top_blocks(tokens):
            if group[0].type in ("heading_open", "table_open", "fence"):
                sections[-1].blocks += blocks_of(prose, self.lang)
                prose = []
            match group[0].type:
                case "heading_open":
                    article = self.articles[first]
                    if article.level == 1 and head is None and len(sections) == 1:
                        head = (article.title_in(self.lang), article.title)
                        if head[0] == article.title and self.lang == "en":
                            head = (self.policy.title.en, article.title)
                    else:
                        sections.append(self._section(article))
                case "table_open":
                    sections[-1].blocks += self._table(first)
                case "fence" if group[0].info.split()[:1] == ["feel"]:
                    sections[-1].blocks.append(self._definitions(first, group[0]))
                case _:
                    prose += group
        sections[-1].blocks += blocks_of(prose, self.lang)
        return head, [each for each in sections if each.title or each.blocks]

    def _section(self, article: Article) -> Section:
        title, original = article.title, ""
        if self.lang == "en":
            title = article.title_in("en")
            if title == article.title:
                title = words.HEADINGS.get(article.title, article.title)
            original = article.title if title != article.title and has_chinese(article.title) else ""
        where, number = anchor("section", article.title), 1
        while where in self.anchors:
            number += 1
            where = anchor("section", f"{article.title} {number}")
        self.anchors.add(where)
        return Section(where, max(2, article.level), title, self._foreign(title), original)

    def _definitions(self, line: int, token: Token) -> Definitions:
        end = line + token.content.count("\n") + 1
        entries = [
            self._definition(decision)
            for decision in self.policy.decisions.values()
            if decision.formula is not None and decision.text and line < (decision.place.line or 0) < end
        ]
        return Definitions(tuple(entries), token.content.rstrip("\n"))

    def _definition(self, decision: Decision) -> Definition:
        reference = DecisionRef(self.policy, decision.name)
        assert decision.formula is not None
        unit = unit_in_words(decision.formula, self.scope)
        return Definition(
            self.wording.naming.anchor(reference),
            self.wording.naming.own(reference),
            self.wording.formula(decision.formula, self.scope, unit),
            decision.type == BOOLEAN,
            decision.name in self.conclusions,
        )

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, line: int) -> Iterator[Block]:
        grid, policy = self.grids[line], self.policy
        rows = range(line, line + len(grid.rows) + 2)
        outputs = [each for each in policy.decisions.values() if each.table is not None and each.table.line == line]
        form = FORMS.get(grid.keyword.text)
        if outputs:
            yield rule_table(outputs, self.wording, self.scope, self.conclusions)
        elif form is None:
            yield plain_table(grid)
        elif form is Form.EXAMPLES:
            yield from self._examples(grid, rows)
        elif form is Form.FACTS:
            yield from self._facts(rows)
        elif form is Form.PARAMETERS:
            found = [row for periods in policy.parameters.values() for row in periods if row.line in rows]
            yield parameter_table(found, policy, self.wording)
        elif form is Form.LADDER:
            yield from (ladder_figure(each, policy, self.wording) for each in policy.ladders if each.line == line)
        elif form is Form.CLAIMS:
            yield self._claims(rows)
        elif form is Form.LABELS:
            yield Glossary(tuple((row.cells[-2].text, row.cells[-1].text) for row in grid.rows))
        elif form in PROPERTIES:
            yield from self._instrument(grid)
        else:
            yield listed(grid, self._rows_of(grid), self.lang)

    def _instrument(self, grid: Grid) -> Iterator[Block]:
        """A benefit, a rule of how they add up, a call or a pool, by its name and line."""
        policy, name = self.policy, " ".join(grid.header.cells[1].text.split())
        written = [
            *(of_benefit(each) for each in policy.benefits if (each.line, each.name) == (grid.line, name)),
            *(of_stacking(each) for each in policy.stackings if (each.line, each.name) == (grid.line, name)),
            *(of_instrument(each) for each in policy.instruments if (each.line, each.name) == (grid.line, name)),
        ]
        yield from (panel(each, policy, self.wording) for each in written[:1])

    def _rows_of(self, grid: Grid) -> dict[int, str]:
        """The anchors of rows, by line: of an indicator its value today, of the first criterion the total of all."""
        made = [(each.line, each.now) for each in self.policy.targets]
        made += [
            (row.line, each.total) for each in self.policy.sheets if each.line == grid.line for row in grid.rows[:1]
        ]
        naming = self.wording.naming
        return {line: naming.anchor(DecisionRef(self.policy, name)) for line, name in made if name}

    def _examples(self, grid: Grid, rows: range) -> Iterator[Block]:
        found = [example for example in self.policy.examples if example.line in rows]
        if found:
            yield self.cases.examples(found)
        elif self.policy.base:
            yield self.cases.base()

    def _facts(self, rows: range) -> Iterator[Block]:
        for record in self.policy.vocabulary.records.values():
            facts = [fact for fact in record.facts.values() if fact.line in rows]
            if facts and self._is_own(facts[0].line, facts[0].name):
                label = record.english if self.lang == "en" and record.english else record.name
                prefix = "" if record.name == self.policy.about else f"{record.name}."
                yield fact_table(record, facts, self.lang, prefix, said(label), ranges=True)

    def _is_own(self, line: int, name: str) -> bool:
        """Whether a fact stands on a line of this document, rather than of one that it uses."""
        return name in self.source.lines[line - 1]

    def _claims(self, rows: range) -> ClaimTable:
        told = []
        for claim in self.policy.claims:
            if claim.place.line in rows:
                formula = (
                    self.wording.formula(claim.formula, self.scope) if claim.formula is not None else said(claim.text)
                )
                statement = claim.statement.say(self.lang) or claim.statement.zh
                told.append(ClaimRow(claim.id, statement, claim.published, formula, claim.source, self._found(claim)))
        return ClaimTable(tuple(told))

    def _found(self, claim: Claim) -> str:
        """What the check has to say of a claim, its name left out: that stands beside it."""
        result = self.claims.get(claim.place.line or 0)
        problem = result.problem if result else None
        if problem is None:
            return ""
        text, hint = problem.text.say(self.lang), problem.hint.say(self.lang) if problem.hint else ""
        about = claim.statement.say(self.lang)
        before = f"声明 {claim.id}（{about}）：" if self.lang == "zh" else f"claim {claim.id} ({about}): "
        return ("；" if self.lang == "zh" else "; ").join(filter(None, (text.removeprefix(before), hint)))


def plain_table(grid: Grid) -> PlainTable:
    return PlainTable(
        tuple(phrase_of(cell.text) for cell in grid.header.cells),
        tuple(tuple(phrase_of(cell.text) for cell in row.cells) for row in grid.rows),
    )


def _top_blocks(tokens: Sequence[Token]) -> Iterator[tuple[int, list[Token]]]:
    """The blocks at the margin, each with its first line."""
    group: list[Token] = []
    first = 0
    for token in tokens:
        if not group:
            first = token.map[0] + 1 if token.map else first
        group.append(token)
        if token.level == 0 and token.nesting != 1:
            yield first, group
            group = []
