"""What the worker is given to do for the house."""

from __future__ import annotations

from django_tasks import task

from luoshu.office.accounts.actions.keep_daily import ask_for_next, do_chores


@task()
def daily() -> None:
    """The chores of a day; asks for those of the next."""
    try:
        do_chores()
    finally:
        ask_for_next()
