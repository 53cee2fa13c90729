"""Writes the report: gathers the sections, hands them to the template."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from luoshu.engine import labels
from luoshu.engine.database import connect
from luoshu.engine.figures import FAILED, NO, UNKNOWN, YES, show_date
from luoshu.engine.report import words
from luoshu.engine.report.charts import ANSWERS
from luoshu.engine.report.documents import document_html
from luoshu.engine.report.sections import Section, section_of
from luoshu.problems import Lang, Text

if TYPE_CHECKING:
    from luoshu.engine.compare.result import Comparison
    from luoshu.engine.run import Run

MOST_LISTED = 50  # of the problems of the data

_ALWAYS = ("yes", "no", "unknown")
_ANSWER_WORDS = {
    "yes": YES,
    "no": NO,
    "value": Text("有结果", "a value"),
    "unknown": UNKNOWN,
    "failed": FAILED,
}


def write_report(run: Run, path: Path, lang: Lang = "en", *, threads: int | None = None) -> None:
    """Writes the report of a finished run to `path`: one file, in both languages, opening in `lang`.

    The run's files and its snapshot must still be there.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".luoshu-", dir=path.parent) as scratch,
        connect(Path(scratch), threads) as connection,
    ):
        sections = [section_of(run, policy, number, connection) for number, policy in enumerate(run.policies, 1)]
    path.write_text(render(run, sections, lang), encoding="utf-8")


def render(run: Run, sections: list[Section], lang: Lang) -> str:
    """The page."""
    counted = {section.record.name: section for section in sections}
    return (
        environment()
        .get_template("report.html")
        .render(
            **said_of_data(run),
            kind=Text("测算报告", "Report of a run"),
            policies=[(Text("政策", "Policy"), policy) for policy in run.manifest["policies"]],
            sections=sections,
            lang=lang,
            everyone=[words.entities(section.entities, section.record) for section in counted.values()],
            answers=[answer for answer in ANSWERS if answer in _ALWAYS or any(_got(each, answer) for each in sections)],
        )
    )


def said_of_data(run: Run | Comparison) -> dict[str, Any]:
    """What every page tells of the data behind it, and of its day."""
    return {
        "run": run,
        "on": Text(show_date(run.on, "zh"), show_date(run.on, "en")),
        "left_out": run.left_out[:MOST_LISTED],
        "rows_left_out": sum(run.snapshot.rows_left_out.values()),
        "warnings": run.warnings[:MOST_LISTED],
    }


def _got(section: Section, answer: str) -> bool:
    return any(getattr(each.tally, answer) for each in section.answers.values())


def environment() -> Environment:
    """Templates with what they need to speak both languages."""
    made = Environment(
        loader=PackageLoader("luoshu.engine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"t": _both, "words": words, "labels": labels}
    made.globals |= {"word_of": _ANSWER_WORDS, "document": document_html}
    made.filters |= {"both": _both_of, "drawn": _both_drawn, "n": _grouped, "pc": _percent_length}
    made.tests["several"] = lambda items: len(items) > 1
    return made


def _both(zh: object, en: object, element: str = "span") -> Markup:
    """Both languages; the style sheet shows one."""
    zh, en = escape(zh), escape(en)
    if zh == en:
        return zh
    return Markup('<{0} class="zh" lang="zh">{1}</{0}><{0} class="en" lang="en">{2}</{0}>').format(element, zh, en)


def _both_of(text: Text) -> Markup:
    return _both(text.zh, text.en)


def _both_drawn(text: Text) -> Markup:
    """The same inside a drawing, which no element of HTML may enter."""
    return _both(text.zh, text.en, "tspan")


def _grouped(count: int | Decimal) -> str:
    return f"{count:,}"


def _percent_length(value: float) -> str:
    """A length in percent, as SVG takes it."""
    return f"{value:.3f}%"
