"""What happens to one account: its own data, its second factor, its end."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from stdnum.cn import ric

from luoshu.office.accounts.actions.last_administrator import not_the_last_administrator
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


@transaction.atomic
def describe_oneself(user: User, name: str, phone: str | None, identity_number: str | None) -> None:
    """None leaves what is there. The audit holds which of them changed and both names, never the numbers.

    Raises:
        ValidationError: no mobile number, no identity number.
    """
    before = user.name
    changed = ["name"] if name.strip() != before else []
    user.name = name.strip()
    if phone is not None:
        if phone and not (phone.isascii() and phone.isdigit() and len(phone) == 11 and phone.startswith("1")):
            raise ValidationError({"phone": here("手机号应为 11 位数字", "A mobile number has 11 digits")})
        user.phone = phone
        changed.append("phone")
    if identity_number is not None:
        if identity_number and not ric.is_valid(identity_number.upper()):
            raise ValidationError(
                {
                    "identity_number": here(
                        "身份证号应为 18 位，且校验码正确", "18 characters, the last of which checks the others"
                    )
                }
            )
        user.identity_number = identity_number.upper()
        changed.append("identity_number")
    user.clean_fields(exclude=["password"])
    user.save()
    if changed:
        called = {"from": before, "to": user.name} if "name" in changed else {}
        record(user, "accounts.own-data-changed", user, {"fields": changed} | called)


@transaction.atomic
def reveal(actor: User, user: User, field: str, reason: str) -> str:
    """A personal identifier in full. That it was read, by whom and why, is in the audit before it is shown."""
    if field not in ("phone", "identity_number"):
        raise ValidationError(here("没有这一项", "There is no such identifier"))
    record(actor, "accounts.identifier-read", user, {"field": field, "reason": reason})
    plain: str = getattr(user, field).plain
    return plain


@transaction.atomic
def reset_second_factor(actor: User, user: User, reason: str) -> None:
    """Their devices and recovery codes are gone, their sessions end; they sign in with the password and set up anew."""
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record(actor, "accounts.second-factor-reset", user, {"reason": reason})


@transaction.atomic
def close_account(actor: User, user: User, reason: str) -> None:
    """
    Raises:
        ValidationError: it is one's own, or that of the last administrator.
    """
    if actor.pk == user.pk:
        raise ValidationError(here("不能停用自己的账号", "Nobody closes their own account"))
    not_the_last_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record(actor, "accounts.account-closed", user, {"reason": reason})


@transaction.atomic
def reopen_account(actor: User, user: User, reason: str) -> None:
    """
    Raises:
        ValidationError: its data were erased.
    """
    if user.erased_at is not None:
        raise ValidationError(here("个人信息已删除的账号不能恢复", "What was erased cannot be opened again"))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "accounts.account-reopened", user, {"reason": reason})


def _end_sessions(user: User) -> None:
    user.sessions += 1
    user.save(update_fields=["sessions"])
