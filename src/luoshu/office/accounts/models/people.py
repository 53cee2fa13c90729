"""People and their accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from luoshu.office.shell.language import here
from luoshu.office.shell.sealing import DigestField, SealedField, mask_identity, mask_phone


class Users(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **others: Any) -> User:
        """Without a password nobody can sign in with one, until an invitation sets it."""
        user = self.model(username=self.model.normalize_username(username), **others)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. `username` is what they sign in with, `name` what they are called.

    What they may do stands in no column here: it comes from memberships, stand-ins and authorisations.
    """

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=80, blank=True)
    phone = SealedField(mask=mask_phone)
    phone_digest = DigestField(of="phone")
    identity_number = SealedField(mask=mask_identity)
    identity_digest = DigestField(of="identity_number")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    sessions = models.PositiveIntegerField(default=0)  # one more, and every session there is has ended

    through = ""  # the token with which a program does something in their name: the audit tells

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("username"), name="accounts_user_username_any_case"),)

    def __str__(self) -> str:
        if self.erased_at is not None:  # the number tells them apart, and who they were no more
            return here(f"已删除的人（{self.pk}）", f"erased person {self.pk}")
        return self.name or self.username

    def get_session_auth_hash(self) -> str:
        """A session ends when the password changes, or the number of `sessions`."""
        return self._of_sessions()

    def get_session_auth_fallback_hash(self) -> Any:
        from django.conf import settings

        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._of_sessions(secret)

    def _of_sessions(self, secret: str | bytes | None = None) -> str:
        said = f"{self.password}\0{self.sessions}"
        return salted_hmac("luoshu.office.accounts.sessions", said, secret=secret, algorithm="sha256").hexdigest()
