"""Somebody must be there who can invite the others."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from luoshu.office.accounts.actions.enrol import enrol
from luoshu.office.accounts.actions.enter_organisation import enter_organisation
from luoshu.office.accounts.actions.invite import offer_new_password
from luoshu.office.accounts.models import Kind, Membership, Organisation, Role, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


@transaction.atomic
def first_administrator(username: str, name: str, office: str) -> str:
    """The token of a link with which they set their password.

    Raises:
        ValidationError: there is an administrator already, or the name to sign in with is taken.
    """
    if Membership.objects.in_force().filter(role=Role.ADMINISTRATOR, user__is_active=True).exists():
        raise ValidationError(
            here("已有管理员，请由其邀请", "There is an administrator already, who can invite others")
        )
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(here("这个登录名已有人使用", "Somebody has this name to sign in with"))
    found = Organisation.objects.filter(kind=Kind.BUREAU, name=office).first()
    user = User.objects.create_user(username, name=name)
    user.full_clean(exclude=["password"])
    record(None, "accounts.account-opened", user)
    enrol(None, user, found or enter_organisation(None, Kind.BUREAU, office), Role.ADMINISTRATOR)
    return offer_new_password(user, user, "first administrator")[1]
