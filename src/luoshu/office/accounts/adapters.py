"""Where allauth asks us: who may get an account, what is written down of signing in, how secrets are kept."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from luoshu.office.accounts.actions.accept import PENDING, find, open_account
from luoshu.office.accounts.models import User
from luoshu.office.accounts.models.sign_ins import Outcome, SignIn
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import lazily
from luoshu.office.shell.sealing import seal, unseal

_TOTP_COLUMN = "mfa.authenticator.secret"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": lazily("登录名或密码不正确", "The name or the password is not right"),
        "too_many_login_attempts": lazily(
            "失败次数太多，请五分钟后再试", "Too many failures: try again in five minutes"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an invitation is the only way in

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = User.objects.filter(username__iexact=credentials.get("username") or "").first()
        self._log(request, known, Outcome.REFUSED, "password")

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        records = request.session.get("account_authentication_methods", [])
        self._log(request, user, Outcome.IN, "+".join(dict.fromkeys(each["method"] for each in records)))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            self._log(request, request.user, Outcome.OUT, "")
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth tells of every change to how somebody signs in. We write it down, and send nothing."""
        record(user, f"accounts.{template_prefix.rpartition('/')[2].replace('_', '-')}", user)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Nothing on signing in and out, which the page itself shows."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, *args, **kwargs)

    def _log(self, request: HttpRequest, user: User | None, outcome: Outcome, method: str) -> None:
        SignIn.objects.create(user=user, address=self.get_client_ip(request), outcome=outcome, method=method[:40])


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": lazily(
            "验证码不正确，请输入验证器现在显示的六位数字", "Not the code: enter the six digits that are shown now"
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, _TOTP_COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, _TOTP_COLUMN)


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """What an authenticator holds, its secrets sealed with the present key."""

    def anew(text: str) -> str:
        return seal(unseal(text, _TOTP_COLUMN), _TOTP_COLUMN)

    secrets: dict[str, Any] = {name: anew(data[name]) for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        secrets["migrated_codes"] = [anew(code) for code in data["migrated_codes"]]
    return data | secrets


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Identities of a provider of OpenID Connect. They open an account that they were joined to, and make none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody without an account who comes from the link of an invitation gets one, and with it the membership."""
        token = request.session.pop(PENDING, None)
        if token is None or sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        invitation = find(token)
        if invitation is None:
            return
        with transaction.atomic():
            username = f"{sociallogin.account.provider}-{secrets.token_hex(4)}"
            user = open_account(token, username, invitation.name, None)
            sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=400))
