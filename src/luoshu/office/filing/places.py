"""What the bar on top of every page leads to here."""

from __future__ import annotations

from luoshu.office.accounts.guard import may
from luoshu.office.filing.rules import reads_own, works
from luoshu.office.shell.places import Place, add
from luoshu.problems import Text


def declare() -> None:
    add(
        Place("filing", Text("申请登记", "Apply"), lambda request: may(request, reads_own)),
        Place("filing-desk", Text("登记办理", "Applications"), lambda request: may(request, works)),
    )
