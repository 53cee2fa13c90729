"""What stands in the addresses of accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.office.people import Cast, enterprise

from luoshu.office.accounts.actions.invite import invite
from luoshu.office.accounts.actions.keep_tokens import make_token
from luoshu.office.accounts.models import Authorisation, Membership, Role, StandIn, TokenScope


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    firm, today = enterprise(), timezone.localdate()
    invitation, token = invite(people.legal_representative, "新人", firm, Role.OPERATOR)
    held = Membership.objects.get(user=people.operator)
    officer = Membership.objects.get(user=people.officer)
    stand_in = StandIn.objects.create(
        membership=officer, user=people.editor, since=today + timedelta(days=5), until=today + timedelta(days=9)
    )
    person = {"number": people.operator.pk}
    token, _ = make_token(people.operator, firm, "同步", [TokenScope.OWN_READ], today + timedelta(days=30))
    return {
        "invitation": {"token": token},
        "authorisation-end": {"number": Authorisation.objects.get().pk},
        "membership-end": {"number": held.pk},
        "invitation-withdraw": {"number": invitation.pk},
        "token-revoke": {"number": token.pk},
        "organisation": {"number": firm.pk},
        "organisation-invite": {"number": firm.pk},
        "person": person,
        "person-enrol": person,
        "personal-data": person,
        "person-deed": person | {"deed": "reveal-identity"},
        "stand-in-end": {"number": stand_in.pk},
        "calendar": {"year": 2025},
        "openid_connect_login": {"provider_id": "office"},
        "openid_connect_callback": {"provider_id": "office"},
        "stylesheet": {"name": "any"},
    }
