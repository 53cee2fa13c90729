"""A one-time link is used: by somebody with an account, by somebody without, or to set a password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.actions.enrol import enrol
from luoshu.office.accounts.digests import digest_of
from luoshu.office.accounts.models import Invitation, Purpose, Role, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here

PENDING = "invitation"  # in the session: the token of the link by which somebody comes who signs in with OIDC


def find(token: str) -> Invitation | None:
    """The invitation of a link, while it can be used."""
    found = Invitation.objects.select_related("organisation", "user", "by").filter(digest=digest_of(token)).first()
    return found if found is not None and found.open else None


@transaction.atomic
def join(token: str, user: User) -> None:
    """
    Raises:
        ValidationError: the link is used up, or they are there already.
    """
    invitation = _used_now(token, Purpose.JOIN)
    assert invitation.organisation is not None  # a constraint of the database
    enrol(user, user, invitation.organisation, Role(invitation.role), until=invitation.until)
    invitation.user = user
    invitation.save(update_fields=["user"])
    record(user, "accounts.invitation-accepted", invitation)


@transaction.atomic
def open_account(token: str, username: str, name: str, password: str | None) -> User:
    """A new account, and with it the membership. Without a password it is opened by another's identity (OIDC).

    Raises:
        ValidationError: the link is used up, the name to sign in with is taken, or the password is too weak.
    """
    user = User(username=User.normalize_username(username), name=name.strip())
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": here("这个登录名已有人使用", "Somebody has this name to sign in with")})
    if password is not None:
        _strong(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    record(user, "accounts.account-opened", user)
    join(token, user)
    return user


@transaction.atomic
def set_new_password(token: str, password: str) -> User:
    """Ends every session of theirs.

    Raises:
        ValidationError: the link is used up, or the password is too weak.
    """
    invitation = _used_now(token, Purpose.PASSWORD)
    user = invitation.user
    assert user is not None  # a constraint of the database
    _strong(password, user)
    user.set_password(password)
    user.sessions += 1
    user.save(update_fields=["password", "sessions"])
    record(user, "accounts.password-changed", user, {"by": "link"})
    return user


def _used_now(token: str, purpose: Purpose) -> Invitation:
    held = Invitation.objects.select_for_update().filter(digest=digest_of(token), purpose=purpose).first()
    if held is None or not held.open:
        raise ValidationError(
            here(
                "这个链接已经用过、撤回或过期，请重新索取",
                "This link was used, withdrawn or has expired: ask for another",
            )
        )
    held.used_at = timezone.now()
    held.save(update_fields=["used_at"])
    return held


def _strong(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from weak
