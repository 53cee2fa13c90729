"""An office to look around in: the sample zone, brought as an officer brings workbooks, and one sign-in a role."""

from __future__ import annotations

from datetime import date

from luoshu.facts.sample_columns import credit_codes
from luoshu.office.accounts.actions.demo import SignInOf, make_demo
from luoshu.office.accounts.models import Organisation, User
from luoshu.office.booking.actions import demo as booking
from luoshu.office.cultivation.actions.demo import demo as cultivate
from luoshu.office.filing.actions import demo as filing
from luoshu.office.register.actions.demo import demo
from luoshu.office.register.models import Entity

_SEED = 7_305  # another than the zone's, so that the codes are nobody else's there
_NAMES = ("洛阳周山精密仪器有限公司", "河洛新材料股份有限公司", "伊滨软件有限公司")


def is_empty() -> bool:
    """Whether nobody has an account and nothing is registered."""
    return not User.objects.exists() and not Entity.objects.exists()


def fill(firms: int, on: date) -> list[SignInOf]:
    """Fills an empty installation; the first enterprises of the zone have accounts. Returns who may sign in."""
    codes = [str(code) for code in credit_codes(0, len(_NAMES), _SEED).to_pylist()]
    people = make_demo(zip(codes, _NAMES, strict=True))
    officer = User.objects.get(username="jingban")
    demo(officer, on, firms, dict(zip(codes, _NAMES, strict=True)))
    cultivate(officer, User.objects.get(username="kuaiji"), on, codes)
    own = list(Organisation.objects.filter(identifier__in=codes).order_by("pk"))
    operator, agent = User.objects.get(username="qiye"), User.objects.get(username="kuaiji")
    filing.demo(officer, operator, own[0])
    booking.demo(officer, [(operator if firm == own[0] else agent, firm) for firm in own])
    return people
