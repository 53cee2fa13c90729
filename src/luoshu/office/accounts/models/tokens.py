"""What a program signs in with, in the place of a person: for one organisation, for some things, until a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models.memberships import ROLES_OF, Role
from luoshu.office.accounts.models.organisations import Kind, Organisation
from luoshu.office.accounts.models.people import User
from luoshu.office.accounts.models.terms import ends_after_it_begins, in_force
from luoshu.problems import Text


class TokenScope(models.TextChoices):
    """What a token is for. It never allows what its owner may not do: it only leaves out the rest."""

    ACCOUNT = "account"
    OWN_READ = "own:read"
    OWN_WRITE = "own:write"
    PEOPLE = "people"
    REGISTER_READ = "register:read"
    REGISTER_WRITE = "register:write"
    RUNS = "runs"
    CULTIVATION_READ = "cultivation:read"
    CULTIVATION_WRITE = "cultivation:write"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    QUESTIONS = "questions"
    PUBLISHING = "publishing"
    HOUSE_READ = "house:read"
    HOUSE_WRITE = "house:write"
    AUDIT_READ = "audit:read"

    @property
    def text(self) -> Text:
        return _SCOPES[self]

    @property
    def of_use_to(self) -> frozenset[Role]:
        """The roles that may do something which it is for."""
        return _OF_USE[self]


_SCOPES = {
    TokenScope.ACCOUNT: Text("查看和修改本人信息", "Read and change one's own data"),
    TokenScope.OWN_READ: Text("查看本企业的数据和各项政策的答案", "Read the enterprise's facts and answers"),
    TokenScope.OWN_WRITE: Text("填报本企业的数据、提出异议", "Fill in the enterprise's facts, dispute them"),
    TokenScope.PEOPLE: Text("管理本单位的人员和授权", "Keep the organisation's people and authorisations"),
    TokenScope.REGISTER_READ: Text("查看主体、数据项和台账", "Read entities, facts and registers"),
    TokenScope.REGISTER_WRITE: Text("登记、更正、导入、答复异议", "Register, correct, import, answer what is disputed"),
    TokenScope.RUNS: Text("切取快照、测算", "Cut snapshots, run trials"),
    TokenScope.CULTIVATION_READ: Text("查看培育库", "Read the cultivation list"),
    TokenScope.CULTIVATION_WRITE: Text(
        "查找、入库、办理培育任务", "Search, take in, do what is to be done for entries"
    ),
    TokenScope.APPLICATIONS_READ: Text("查看登记申请", "Read applications to registers"),
    TokenScope.APPLICATIONS_WRITE: Text("提出、补正、办理登记申请", "File, supplement and decide applications"),
    TokenScope.BOOKINGS_READ: Text("查看设施预约和服务", "Read bookings and services"),
    TokenScope.BOOKINGS_WRITE: Text(
        "预约、确认使用、请求和办理服务", "Book, confirm use, ask for services and do them"
    ),
    TokenScope.QUESTIONS: Text("查看和答复提问", "Read and answer questions"),
    TokenScope.PUBLISHING: Text("起草、审批、发布政策", "Write, approve and publish policies"),
    TokenScope.HOUSE_READ: Text("查看单位、人员、授权和日历", "Read organisations, people, authorisations, calendars"),
    TokenScope.HOUSE_WRITE: Text("管理单位、人员、代理和日历", "Keep organisations, people, stand-ins, calendars"),
    TokenScope.AUDIT_READ: Text("查看审计记录", "Read the audit"),
}
_HOUSE = frozenset(ROLES_OF[Kind.BUREAU])
_ENTERPRISE = frozenset({Role.LEGAL_REPRESENTATIVE, Role.OPERATOR, Role.AGENT})
_OF_USE: dict[TokenScope, frozenset[Role]] = {
    TokenScope.ACCOUNT: frozenset(Role),
    TokenScope.OWN_READ: _ENTERPRISE,
    TokenScope.OWN_WRITE: _ENTERPRISE,
    TokenScope.PEOPLE: frozenset({Role.LEGAL_REPRESENTATIVE, Role.OPERATOR, Role.ADMINISTRATOR}),
    TokenScope.REGISTER_READ: _HOUSE,
    TokenScope.REGISTER_WRITE: frozenset({Role.OFFICER}),
    TokenScope.RUNS: _HOUSE,
    TokenScope.CULTIVATION_READ: _HOUSE | _ENTERPRISE | {Role.STAFF},
    TokenScope.CULTIVATION_WRITE: _ENTERPRISE | {Role.OFFICER, Role.STAFF},
    TokenScope.APPLICATIONS_READ: _HOUSE | _ENTERPRISE,
    TokenScope.APPLICATIONS_WRITE: _ENTERPRISE | {Role.OFFICER},
    TokenScope.BOOKINGS_READ: _HOUSE | _ENTERPRISE,
    TokenScope.BOOKINGS_WRITE: _ENTERPRISE | {Role.OFFICER},
    TokenScope.QUESTIONS: frozenset({Role.OFFICER, Role.EDITOR, Role.AUDITOR}),
    TokenScope.PUBLISHING: frozenset({Role.EDITOR, Role.APPROVER, Role.AUDITOR}),
    TokenScope.HOUSE_READ: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    TokenScope.HOUSE_WRITE: frozenset({Role.ADMINISTRATOR}),
    TokenScope.AUDIT_READ: frozenset({Role.AUDITOR}),
}


class Tokens(models.QuerySet["Token"]):
    def in_force(self, on: date | None = None) -> Tokens:
        return self.filter(in_force(on))


class Token(models.Model):
    """Of the token only a digest is kept, and how it begins: who reads the database cannot use it."""

    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=16)  # by which people recognise it
    name = models.CharField(max_length=80)  # what it is for, as its owner says
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    scopes = models.CharField(max_length=400)  # words between spaces, one before and one after
    since = models.DateField(default=timezone.localdate)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)  # the last day

    objects = Tokens.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        constraints: ClassVar = [
            ends_after_it_begins("accounts_token_term"),
            models.CheckConstraint(name="accounts_token_for_something", condition=Q(scopes__gt=" ", name__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.beginning}… {self.name}"

    @property
    def scope_list(self) -> list[TokenScope]:
        """Those that it has, in their order."""
        words = self.scopes.split()
        return [scope for scope in TokenScope if scope.value in words]

    def has(self, scope: TokenScope) -> bool:
        return f" {scope.value} " in self.scopes

    @property
    def holds(self) -> bool:
        return self.ended_at is None and self.since <= timezone.localdate() <= self.until
