"""What the bar on top of every page leads to here."""

from __future__ import annotations

from django.http import HttpRequest

from luoshu.office.accounts.acting import acting
from luoshu.office.register.rules import reads, reads_own
from luoshu.office.shell.places import Place, add
from luoshu.problems import Text


def _reads(request: HttpRequest) -> bool:
    return reads(acting(request))


def _reads_own(request: HttpRequest) -> bool:
    return reads_own(acting(request))


def declare() -> None:
    add(
        Place("mine", Text("我的数据", "Our facts"), _reads_own),
        Place("register", Text("台账", "Register"), _reads),
    )
