"""What every step of an application has in common: taken under a lock, from a state, told to both sides."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.filing.models import Application, Step
from luoshu.office.filing.registers import Kept, registers
from luoshu.office.shell.language import here


def locked(key: int, *states: Application.State) -> Application:
    """The application, which nobody else changes until the transaction is over.

    Raises:
        ValidationError: it is no longer in one of the states.
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("organisation", "entry").get(pk=key)
    if found.state not in states:
        raise ValidationError(
            here("这件申请刚刚有了变化，请刷新后再看。", "This application has just moved on: please look again.")
        )
    return found


def kept_of(application: Application) -> Kept:
    """How its register is kept.

    Raises:
        ValidationError: no document in force keeps such a register any more.
    """
    kept = registers().get(application.register)
    if kept is None:
        raise ValidationError(
            here(
                f"“{application.register}”这本台账已不在有效文件中，不能再办理。",
                f"No document in force keeps the register '{application.register}' any more.",
            )
        )
    return kept


def title_of(application: Application, kept: Kept) -> str:
    """What it is called: by the name that it states, or as the entry that it is about."""
    called = application.stated.get(kept.called.name, "") if kept.called else ""
    return (called or (str(application.entry) if application.entry else ""))[:200]


def told(
    actor: User,
    application: Application,
    kind: Step.Kind,
    said: str = "",
    *,
    changed: dict[str, list[str]] | None = None,
    at: datetime | None = None,
) -> Step:
    """Adds to the timeline and to the audit; `changed` holds the values before and after by fact."""
    made = Step.objects.create(
        application=application,
        kind=kind,
        at=at or timezone.now(),
        by=actor,
        said=said,
        due=application.due,
        changed=changed or {},
    )
    detail = {"reference": application.reference, "register": application.register, "kind": application.kind}
    record(actor, f"filing.{kind}", application, detail | ({"said": said} if said else {}))
    return made
