"""The log of signing in, kept as long as the house rules say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from luoshu.office.accounts.models.people import User
from luoshu.problems import Text


class Outcome(models.TextChoices):
    IN = "in"
    REFUSED = "refused"
    OUT = "out"

    @property
    def text(self) -> Text:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.IN: Text("登录", "Signed in"),
    Outcome.REFUSED: Text("登录失败", "Refused"),
    Outcome.OUT: Text("退出", "Signed out"),
}

_METHODS = {  # as allauth names them
    "password": Text("密码", "password"),
    "mfa": Text("验证码", "code"),
    "socialaccount": Text("统一身份认证", "single sign-on"),
}


class SignIn(models.Model):
    """One attempt. What was typed is not kept: people type passwords where names belong."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="sign_ins")
    address = models.GenericIPAddressField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    method = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_signin_outcome", condition=models.Q(outcome__in=[each.value for each in Outcome])
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"

    @property
    def method_text(self) -> Text:
        used = [_METHODS[each] for each in self.method.split("+") if each in _METHODS]
        return Text("、".join(each.zh for each in used), ", ".join(each.en for each in used))

    @property
    def outcome_text(self) -> Text:
        return Outcome(self.outcome).text
