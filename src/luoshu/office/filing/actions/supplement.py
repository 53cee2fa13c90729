"""An officer asks for a supplement; the owner gives it. Meanwhile the office's term stands still."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.filing.actions.steps import kept_of, locked, title_of, told
from luoshu.office.filing.actions.submit import check, check_change
from luoshu.office.filing.clock import days_left, resumed
from luoshu.office.filing.holding import save_holding
from luoshu.office.filing.models import Application, Step
from luoshu.office.filing.queries import differing
from luoshu.problems import ProblemError


def ask_supplement(actor: User, key: int, said: str) -> Application:
    """Says what is lacking. Raises ValidationError where it was decided or withdrawn meanwhile."""
    with transaction.atomic():
        found = locked(key, Application.State.SUBMITTED)
        term = kept_of(found).register.term
        if found.due is not None and term is not None:
            found.left = days_left(term, timezone.localdate(), found.due)
        found.state, found.due = Application.State.OWED, None
        found.before = {"stated": found.stated, "reason": found.reason}
        found.save()
        told(actor, found, Step.Kind.ASKED, said)
    return found


def give_supplement(actor: User, key: int, said: str = "") -> Application:
    """Gives it: what was changed since is told to the office. Raises ValidationError as `submit` does."""
    with transaction.atomic():
        found = locked(key, Application.State.OWED)
        kept = kept_of(found)
        check(found, kept)
        check_change(actor, found, kept)
        before = found.before["stated"]
        changed = differing(before, found.stated, {**before, **found.stated})
        if found.left is not None and kept.register.term is not None:
            try:
                found.due = resumed(kept.register.term, timezone.localdate(), found.left)
            except ProblemError:  # the calendar of that year is not kept: no day is guessed
                found.due = None
        found.state, found.left, found.before = Application.State.SUBMITTED, None, {}
        found.title = title_of(found, kept)
        save_holding(found, kept)
        told(actor, found, Step.Kind.GIVEN, said, changed=changed)
    return found
