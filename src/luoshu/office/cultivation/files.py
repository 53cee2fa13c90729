"""The list and the reports as files; no cell of them can be a formula. That they were taken out is in the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpResponseBase

from luoshu.office.accounts.acting import Acting
from luoshu.office.audit.recording import record
from luoshu.office.cultivation import queries, saying
from luoshu.office.cultivation.lapsing import LISTED
from luoshu.office.cultivation.models import Entry, Reading
from luoshu.office.cultivation.reports import report
from luoshu.office.cultivation.rules import entries_visible_to
from luoshu.office.register import exporting
from luoshu.office.register.authorised import Look
from luoshu.office.register.purposes import CULTIVATED_FILE
from luoshu.office.shell.language import here, language
from luoshu.problems import Lang


def the_list(who: Acting, given: Mapping[str, str], form: str) -> HttpResponseBase:
    """What was asked of the list, as its address has it."""
    found = queries.Asked.of(given).entries(entries_visible_to(who))
    header = [
        here("代码", "Identifier"),
        here("企业", "Enterprise"),
        here("目标", "Aim"),
        here("入库", "Since"),
        here("辅导员", "Adviser"),
        here("现在", "Now"),
        here("还差的条件", "What lacks"),
        here("未完成任务", "Open tasks"),
        here("其中逾期", "Overdue"),
        here("结果", "How it ended"),
        here("出库", "Left"),
        here("原因", "Reason"),
        here("证书或文号", "Title or document"),
    ]
    form = exporting.form_for(form, found.count())
    with Look(who.user, CULTIVATED_FILE, LISTED) as look:
        look.at_results(found.filter(reading__isnull=False).values_list("reading__search__snapshot", "entity"))
    made = exporting.download(form, "cultivation", header, _lines(found.iterator(500)))
    record(who.user, "cultivation.exported", LISTED, {"asked": dict(given)})
    return made


def one_report(who: Acting, name: str, form: str) -> HttpResponseBase:
    """Raises KeyError where there is none of that name."""
    found = report(name)
    rows = ([str(cell) for cell in row] for row in found.rows)
    form = exporting.form_for(form, len(found.rows))
    made = exporting.download(form, f"cultivation-{name}", found.header, rows)
    record(who.user, "cultivation.exported", f"cultivation.{name}")
    return made


def _lines(found: Iterator[Entry]) -> Iterator[list[str]]:
    lang = language()
    ends = {str(end): text.say(lang) for end, text in saying.ENDS.items()}
    standings = {str(standing): word.say(lang) for standing, (_, _, word) in saying.STANDINGS.items()}
    for each in found:
        reading = each.reading
        yield [
            each.entity.identifier,
            str(each.entity),
            each.aim.label.say(lang),
            each.since.isoformat(),
            str(each.adviser or ""),
            standings[reading.standing] if reading else "",
            _lacks(reading, lang) if reading else "",
            str(each.tasks_open or 0),  # type: ignore[attr-defined]
            str(each.tasks_late or 0),  # type: ignore[attr-defined]
            ends.get(each.end, ""),
            each.ended_on.isoformat() if each.ended_on else "",
            each.reason,
            each.document,
        ]


def _lacks(reading: Reading, lang: Lang) -> str:
    conditions = reading.search.result["conditions"]
    return "; ".join(saying.asked(lack.condition, conditions).say(lang) for lack in reading.lacks.all())
