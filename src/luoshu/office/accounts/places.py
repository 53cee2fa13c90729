"""What the bar on top of every page leads to here."""

from __future__ import annotations

from django.http import HttpRequest

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.models import Role
from luoshu.office.shell.places import Group, Place, add
from luoshu.problems import Text


def _administers(request: HttpRequest) -> bool:
    return acting(request).has(Role.ADMINISTRATOR)


def _audits(request: HttpRequest) -> bool:
    return acting(request).has(Role.AUDITOR)


def _of_an_enterprise(request: HttpRequest) -> bool:
    return acting(request).has(Role.LEGAL_REPRESENTATIVE, Role.OPERATOR)


def declare() -> None:
    add(
        Place("our-people", Text("人员与授权", "People and authorisations"), _of_an_enterprise, Group.HOUSE),
        Place("house", Text("管理", "Administration"), _administers, Group.HOUSE),
        Place("audit", Text("审计", "Audit"), _audits, Group.HOUSE),
    )
