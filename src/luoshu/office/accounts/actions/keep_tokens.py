"""A token is made, which its owner sees once; it is revoked; a program comes with it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.digests import digest_of
from luoshu.office.accounts.models import Organisation, Token, TokenScope, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here

LONGEST = timedelta(days=366)
MOST = 50  # in force at a time, of one person
_SIGN = "luoshu_"
_SHOWN = len(_SIGN) + 4


@transaction.atomic
def make_token(
    actor: User, organisation: Organisation, name: str, scopes: Collection[TokenScope], until: date
) -> tuple[Token, str]:
    """The token as it is kept, and as a program says it: which is shown once and kept nowhere.

    Raises:
        ValidationError: it is for nothing, its last day has passed or is more than a year away, or there are too many.
    """
    today = timezone.localdate()
    if not scopes:
        raise ValidationError({"scopes": here("请至少选一项", "Choose one at least")})
    if until < today:
        raise ValidationError({"until": here("结束日期已经过去", "This day has passed")})
    if until - today > LONGEST:
        raise ValidationError({"until": here("令牌最长一年", "A token is for a year at most")})
    if Token.objects.in_force().filter(user=actor).count() >= MOST:
        raise ValidationError(
            here(f"有效的令牌已有 {MOST} 个，请先撤销不用的", f"You have {MOST} tokens in force: revoke some first")
        )
    secret = _SIGN + secrets.token_urlsafe(32)
    words = [scope.value for scope in TokenScope if scope in scopes]
    made = Token.objects.create(
        digest=digest_of(secret),
        beginning=secret[:_SHOWN],
        name=name.strip(),
        user=actor,
        organisation=organisation,
        scopes=f" {' '.join(words)} ",
        until=until,
    )
    told = {"token": str(made), "organisation": organisation.pk, "scopes": words, "until": str(until)}
    record(actor, "accounts.token-made", made, told)
    return made, secret


@transaction.atomic
def revoke_token(actor: User, token: Token) -> None:
    """At once."""
    held = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if held.ended_at is None:
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        record(actor, "accounts.token-revoked", held, {"token": str(held), "user": held.user_id})


def token_of(secret: str) -> Token | None:
    """The token that a program says, while it holds; that it was used today is noted."""
    found = (
        Token.objects.in_force()
        .filter(digest=digest_of(secret), user__is_active=True)
        .select_related("user", "organisation")
        .first()
    )
    today = timezone.localdate()
    if found is not None and found.used_on != today:
        Token.objects.filter(pk=found.pk).update(used_on=today)
    return found
