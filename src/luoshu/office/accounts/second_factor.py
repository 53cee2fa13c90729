"""Whether somebody of the zone's office still lacks the second factor that the house wants of them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import HouseRules, User

_SEEN = "second-factor-seen"  # in the session: not asked of the database again


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def lacking(request: HttpRequest, who: Acting) -> bool:
    if request.session.get(_SEEN) or not HouseRules.now().second_factor:
        return False
    if lacks_one(who):
        return True
    request.session[_SEEN] = True
    return False


def lacks_one(who: Acting) -> bool:
    """The same without a session: for programs."""
    return who.user is not None and HouseRules.now().second_factor and not has_one(who.user)
