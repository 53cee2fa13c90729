"""What an administrator decides for the whole house: the calendars of working days, how long logs are kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from luoshu.office.accounts.calendars import read
from luoshu.office.accounts.models import Calendar, CalendarDay, HouseRules, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


@transaction.atomic
def keep_calendar(actor: User | None, year: int, source: str, lines: str) -> Calendar:
    """The year's calendar, instead of what was kept of it.

    Raises:
        ValidationError: lines that cannot be read, or no holiday among them: every year has those of the law.
    """
    days = read(year, lines)
    if all(each.worked for each in days):
        raise ValidationError(
            {
                "lines": here(
                    "没有一天休假：每年至少有法定节假日，请按通知填写",
                    "No holiday: every year has those that the law gives. Enter what the notice says",
                )
            }
        )
    kept, _ = Calendar.objects.update_or_create(year=year, defaults={"source": source.strip()})
    kept.days.all().delete()
    for day in days:
        day.calendar = kept
    CalendarDay.objects.bulk_create(days)
    record(actor, "accounts.calendar-kept", kept, {"source": source, "days": [str(day) for day in days]})
    return kept


@transaction.atomic
def set_house_rules(actor: User, log_months: int, second_factor: bool, trial_before_approval: bool) -> HouseRules:
    """
    Raises:
        ValidationError: logs for less than six months.
    """
    rules = HouseRules.now()
    before = _told(rules)
    rules.log_months, rules.second_factor = log_months, second_factor
    rules.trial_before_approval = trial_before_approval
    rules.clean_fields()
    rules.save()
    record(actor, "accounts.house-rules-set", "accounts.houserules", {"before": before, "after": _told(rules)})
    return rules


def _told(rules: HouseRules) -> dict[str, int | bool]:
    return {
        "log_months": rules.log_months,
        "second_factor": rules.second_factor,
        "trial_before_approval": rules.trial_before_approval,
    }
