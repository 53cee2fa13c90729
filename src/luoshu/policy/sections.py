"""The blocks of a document sorted by what they are, each with the article it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from luoshu.dmn.tables import HitPolicy
from luoshu.policy.keywords import FORMS, HIT_POLICIES, Form
from luoshu.policy.markdown import Block, Fence, Grid, Heading, Style
from luoshu.policy.model import Article
from luoshu.policy.rendering import warn_of_misleading_cells
from luoshu.policy.source import Findings
from luoshu.problems import Text, nearest, suggest

# Forms whose cells are words; those of the others hold expressions.
_OF_WORDS = {Form.FACTS, Form.LADDER, Form.LABELS}
_KEYWORDS = [*HIT_POLICIES, *FORMS]


@dataclass(slots=True)
class Sections:
    """Executable blocks in document order; prose and its tables are left out."""

    articles: list[Article] = field(default_factory=list)
    formulas: list[tuple[Fence, Article]] = field(default_factory=list)
    tables: list[tuple[Grid, HitPolicy, Article]] = field(default_factory=list)
    forms: dict[Form, list[tuple[Grid, Article]]] = field(default_factory=lambda: {form: [] for form in Form})

    def name_in_english(self, labels: Mapping[str, str]) -> None:
        """Gives every article its English path, by the labels of the headings."""

        def named(article: Article) -> Article:
            return replace(article, english=tuple(_capital(labels.get(title, title)) for title in article.path))

        self.articles = [named(article) for article in self.articles]
        self.formulas = [(fence, named(article)) for fence, article in self.formulas]
        self.tables = [(grid, policy, named(article)) for grid, policy, article in self.tables]
        self.forms = {form: [(grid, named(at)) for grid, at in found] for form, found in self.forms.items()}


def _capital(title: str) -> str:
    """A heading begins with a capital, even where it shares its label with a decision."""
    return title[:1].upper() + title[1:]


def sort_blocks(blocks: Iterable[Block], title: str, findings: Findings) -> Sections:
    """Puts each block where it belongs; `title` names what stands before the first heading."""
    sections = Sections()
    article = Article(title, 1, 1, (title,))
    for block in blocks:
        match block:
            case Heading():
                article = _article(block, sections.articles, title)
                sections.articles.append(article)
            case Fence():
                if block.info == "feel":
                    sections.formulas.append((block, article))
                else:
                    _look_at_other_fence(block, findings)
            case Grid():
                _sort_table(block, article, sections, findings)
    return sections


def _article(heading: Heading, before: list[Article], title: str) -> Article:
    """The article that a heading opens, under the nearest heading above it of a higher rank."""
    parent = next((article for article in reversed(before) if article.level < heading.level), None)
    path = parent.path if parent else (title,) if heading.level > 1 else ()
    return Article(heading.title, heading.level, heading.line, (*path, heading.title))


def is_executable(grid: Grid) -> bool:
    """Whether a table is of a form, or a decision table; every other is prose."""
    word = grid.keyword.text
    return grid.keyword.style is Style.PLAIN and (word in FORMS or (word in HIT_POLICIES and grid.has_bold_header))


def _sort_table(grid: Grid, article: Article, sections: Sections, findings: Findings) -> None:
    word = grid.keyword.text
    form, hit_policy = FORMS.get(word), HIT_POLICIES.get(word)
    if grid.keyword.style is not Style.PLAIN:
        return
    if form is not None:
        sections.forms[form].append((grid, article))
    elif hit_policy is not None and grid.has_bold_header:
        sections.tables.append((grid, hit_policy, article))
    else:
        _look_at_prose(grid, findings)
        return
    if form not in _OF_WORDS:
        warn_of_misleading_cells(grid, findings)


def _look_at_prose(grid: Grid, findings: Findings) -> None:
    """A table that is not executable, but may have been meant to be."""
    word = grid.keyword.text
    if grid.has_bold_header:
        findings.error(
            "keyword",
            grid.keyword.span,
            Text(
                f"“{word}”不是表格的关键词，而这张表有加粗的表头"
                if word
                else "第一个表头缺少关键词，而这张表有加粗的表头",
                f"'{word}' is no keyword of a table, but this table has a bold header"
                if word
                else "the first header cell has no keyword, but this table has a bold header",
            ),
            suggest(word.upper(), HIT_POLICIES)
            or suggest(word, _KEYWORDS)
            or Text(
                f"可用的：{' '.join(_KEYWORDS)}；说明用的表格不加粗表头",
                f"the keywords are: {' '.join(_KEYWORDS)}; a table of prose has no bold header",
            ),
        )
    elif word in HIT_POLICIES:
        findings.warn(
            "keyword",
            grid.keyword.span,
            Text(
                "这张表没有加粗的表头，只作说明，不会执行",
                "this table has no bold header: it is prose and is not carried out",
            ),
            Text("结果列的表头要加粗：**名称**", "the header of a result is bold: **name**"),
        )
    elif len(word) > 1 and (meant := _keyword_meant(grid)) is not None:
        findings.warn(
            "keyword",
            grid.keyword.span,
            Text(
                f"“{word}”不是关键词，这张表只作说明；是否指“{meant}”？",
                f"'{word}' is no keyword, so this table is prose; did you mean '{meant}'?",
            ),
        )


def _keyword_meant(grid: Grid) -> str | None:
    """The keyword that the first header cell is like; 名称 (a frequent header) is like 译名 beside English alone."""
    meant = nearest(grid.keyword.text, FORMS)
    if meant in Form.LABELS.value and not any(cell.text in ("English", "英文") for cell in grid.header.cells[1:]):
        return None
    return meant


def _look_at_other_fence(fence: Fence, findings: Findings) -> None:
    if fence.info and nearest(fence.info, ["feel"]):
        findings.error(
            "fence-word",
            findings.source.line_span(fence.line),
            Text(f"代码块标为“{fence.info}”，不会执行", f"a block marked '{fence.info}' is not carried out"),
            Text("是否指“feel”？", "did you mean 'feel'?"),
        )
