"""What this app adds to the bar, to the enterprise's pages, to the works in the background and to the audit's words."""

from __future__ import annotations

from django.http import HttpRequest

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import may
from luoshu.office.accounts.models import Role
from luoshu.office.audit.words import call
from luoshu.office.cultivation.models import Search
from luoshu.office.cultivation.rules import advises, reads, reads_own
from luoshu.office.cultivation.saying import ACTIONS
from luoshu.office.register.working import Teller, add_kind
from luoshu.office.shell.places import Place, add, add_within
from luoshu.problems import Text


def _of_agency(request: HttpRequest) -> bool:
    return acting(request).has(Role.STAFF)


def _search(work: Search, tell: Teller) -> None:
    from luoshu.office.cultivation.actions.search_near import search_near  # with it comes the engine

    search_near(work, tell)


def declare() -> None:
    add(
        Place("cultivation", Text("培育库", "Cultivation"), lambda request: may(request, reads)),
        Place("advised", Text("我辅导的企业", "Firms I advise"), _of_agency),
    )
    add_within(
        "cultivation", Place("advised", Text("我辅导的", "Those I advise"), lambda request: may(request, advises))
    )
    add_within("mine", Place("mine-cultivation", Text("培育", "Cultivation"), lambda request: may(request, reads_own)))
    add_kind("near-search", Search, _search)
    call(ACTIONS)
