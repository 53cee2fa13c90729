"""What an applicant does by one button: gives an application to the office, or takes it back."""

from __future__ import annotations

from luoshu.office.accounts.models import User
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.actions.supplement import give_supplement
from luoshu.office.filing.actions.withdraw import drop, withdraw
from luoshu.office.filing.models import Application


def give(actor: User, application: Application, said: str = "") -> Application:
    """Submits a draft, or gives the supplement that was asked for. Raises ValidationError as these do."""
    if application.state == Application.State.OWED:
        return give_supplement(actor, application.pk, said)
    return submit(actor, application.pk)


def take_back(actor: User, application: Application) -> Application | None:
    """Withdraws what was submitted; a draft is gone. Raises ValidationError as these do."""
    if application.state == Application.State.DRAFT:
        drop(actor, application.pk)
        return None
    return withdraw(actor, application.pk)
