"""What accounts and the audit hold about a person."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from luoshu.office.accounts.models import Authorisation, Invitation, Membership, SignIn, StandIn, Token, User
from luoshu.office.accounts.personal import Holding, Row, register
from luoshu.office.audit.models import Record
from luoshu.problems import Text


def _plain(row: Row) -> Row:
    return {key: value if isinstance(value, int | float | bool | None) else str(value) for key, value in row.items()}


def _rows(found: Any, *fields: str) -> list[Row]:
    return [_plain(row) for row in found.values(*fields)]


def _account(user: User) -> list[Row]:
    told = {"username": user.username, "name": user.name, "joined_at": user.joined_at, "active": user.is_active}
    return [_plain(told) | {"phone": user.phone.plain, "identity_number": user.identity_number.plain}]


def _erase_account(user: User) -> int:
    user.username, user.name = f"erased-{user.pk}", ""
    user.phone = user.identity_number = ""
    user.is_active, user.erased_at, user.sessions = False, timezone.now(), user.sessions + 1
    user.set_unusable_password()
    user.save()
    Invitation.objects.filter(user=user).update(name="")
    return 1


def _factors(user: User) -> list[Row]:
    devices = _rows(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at")
    return devices + _rows(SocialAccount.objects.filter(user=user), "provider", "uid", "last_login", "date_joined")


def _erase_factors(user: User) -> int:
    found = (Authenticator.objects.filter(user=user), SocialAccount.objects.filter(user=user))
    EmailAddress.objects.filter(user=user).delete()
    return sum(each.delete()[0] for each in found)


def _sign_ins(user: User) -> list[Row]:
    return _rows(SignIn.objects.filter(user=user), "at", "address", "outcome", "method")


def _memberships(user: User) -> list[Row]:
    return _rows(Membership.objects.filter(user=user), "organisation__name", "role", "since", "until", "ended_at")


def _acts(user: User) -> list[Row]:
    given = Authorisation.objects.filter(given_by=user) | Authorisation.objects.filter(person=user)
    stands = StandIn.objects.filter(user=user)
    return _rows(given, "enterprise__name", "scope", "since", "until", "ended_at") + _rows(
        stands, "membership__organisation__name", "membership__role", "since", "until", "ended_at"
    )


def _tokens(user: User) -> list[Row]:
    return _rows(Token.objects.filter(user=user), "name", "organisation__name", "scopes", "since", "until", "used_on")


def _erase_tokens(user: User) -> int:
    return Token.objects.filter(user=user).delete()[0]


def _audit(user: User) -> list[Row]:
    return _rows(Record.objects.filter(actor=user.pk), "number", "at", "action", "subject")


_CONSENT = Text(
    "《个人信息保护法》第四十七条第一款：处理目的已实现或者撤回同意的，应当删除。",
    "Personal Information Protection Law, article 47 (1): erased when the purpose is reached or consent withdrawn.",
)


def declare() -> None:
    """Called when the app is ready."""
    register(Holding("account", Text("账号", "Account"), _account, _erase_account, _CONSENT))
    register(Holding("factors", Text("登录方式", "Means of signing in"), _factors, _erase_factors, _CONSENT))
    register(Holding("tokens", Text("程序令牌", "Tokens for programs"), _tokens, _erase_tokens, _CONSENT))
    register(
        Holding(
            "sign-ins",
            Text("登录日志", "Log of signing in"),
            _sign_ins,
            None,
            Text(
                "《网络安全法》要求网络日志留存不少于六个月；到期由系统自动删除。",
                "Cybersecurity Law: network logs are kept for six months at least; they go by themselves afterwards.",
            ),
        )
    )
    register(
        Holding(
            "memberships",
            Text("任职", "Memberships"),
            _memberships,
            None,
            Text(
                "《个人信息保护法》第四十七条第二款、第十三条第一款第三项：履行法定职责所必需，须能说明当时由谁经办；"
                "账号删除后仅存编号。",
                "Personal Information Protection Law, articles 47 (2) and 13 (1) 3: needed for statutory duties: who "
                "acted when must remain known. After the account is erased only its number is left.",
            ),
        )
    )
    register(
        Holding(
            "authorisations",
            Text("授权和代理", "Authorisations and stand-ins"),
            _acts,
            None,
            Text(
                "《民法典》第一百六十五条：授权应有记载；授权期间行为的效力须可核查。账号删除后仅存编号。",
                "Civil Code, article 165: an authorisation is recorded, and what was done under it must remain "
                "verifiable. After the account is erased only its number is left.",
            ),
        )
    )
    register(
        Holding(
            "audit",
            Text("审计记录", "Audit"),
            _audit,
            None,
            Text(
                "《个人信息保护法》第四十七条第二款、第五十四条和《网络安全法》：安全审计所必需，不可更改。",
                "Personal Information Protection Law, articles 47 (2) and 54, and Cybersecurity Law: needed for "
                "security audits; it cannot be changed.",
            ),
        )
    )
