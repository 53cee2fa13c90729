"""Somebody must be left who can let others in."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from luoshu.office.accounts.models import Membership, Role, User
from luoshu.office.shell.language import here


def not_the_last_administrator(user: User) -> None:
    """
    Raises:
        ValidationError: nobody else would be left to administer the house.
    """
    administrators = Membership.objects.in_force().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if administrators.filter(user=user).exists() and not administrators.exclude(user=user).exists():
        raise ValidationError(
            here("至少要留一名管理员：请先登记另一名", "One administrator must be left: enter another first")
        )
