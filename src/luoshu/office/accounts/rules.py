"""Who may do what, by role. Words as a refused person reads them: "only … may"."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule, rule
from luoshu.office.accounts.models import Authorisation, Membership, Organisation, Role, Scope, Token
from luoshu.problems import Text


def _has(role: Role, en: str) -> Rule:
    return Rule(Text(role.text.zh, en), lambda who, _: who.has(role))


signed_in = Rule(Text("已登录的用户", "people who are signed in"), lambda who, _: who.signed_in)
officer = _has(Role.OFFICER, "officers")
editor = _has(Role.EDITOR, "policy editors")
approver = _has(Role.APPROVER, "approvers")
auditor = _has(Role.AUDITOR, "auditors")
administrator = _has(Role.ADMINISTRATOR, "administrators")
of_the_house = Rule(Text("园区管理机构的人员", "people of the zone office"), lambda who, _: who.of_the_house)
legal_representative = _has(Role.LEGAL_REPRESENTATIVE, "legal representatives")
operator = _has(Role.OPERATOR, "operators of an enterprise")
agent = _has(Role.AGENT, "authorised agents")


def _for_enterprise(zh: str, en: str, needed: Scope) -> Rule:
    return Rule(Text(zh, en), lambda who, _: who.may_for_enterprise(needed))


# For the enterprise that they act for: its own people, and its agents as far as the authorisation goes.
reads_for_enterprise = _for_enterprise("企业的人员或受托代理人", "people or agents of an enterprise", Scope.READ)
fills_for_enterprise = _for_enterprise(
    "企业的人员或有填报权限的代理人", "people of an enterprise, or agents who may fill in", Scope.FILL
)
submits_for_enterprise = _for_enterprise(
    "企业的人员或有提交权限的代理人", "people of an enterprise, or agents who may submit", Scope.SUBMIT
)


@rule("该企业的人员、其受托代理人或园区管理机构的人员", "people of this enterprise, its agents and the zone office")
def sees_organisation(who: Acting, organisation: Organisation) -> bool:
    return who.of_the_house or organisation == who.organisation


def organisations_visible_to(who: Acting) -> QuerySet[Organisation]:
    everything = Organisation.objects.all()
    if who.of_the_house:
        return everything
    return everything.filter(pk=who.organisation.pk) if who.organisation else everything.none()


@rule("给出该授权的法定代表人或管理员", "the legal representative who gives it, and administrators")
def ends_authorisation(who: Acting, authorisation: Authorisation) -> bool:
    given = who.has(Role.LEGAL_REPRESENTATIVE) and authorisation.enterprise_id == getattr(who.organisation, "pk", None)
    return given or who.has(Role.ADMINISTRATOR)


@rule("该单位的法定代表人或管理员", "the organisation's legal representative, and administrators")
def minds_people_of(who: Acting, organisation: Organisation) -> bool:
    """Invites its operators, ends their membership. Who represents it by law is entered by an administrator."""
    return who.has(Role.ADMINISTRATOR) or (who.has(Role.LEGAL_REPRESENTATIVE) and who.organisation == organisation)


@rule("该单位的法定代表人或管理员", "the organisation's legal representative, and administrators")
def ends_membership(who: Acting, membership: Membership) -> bool:
    theirs = minds_people_of(who, membership.organisation) and membership.role == Role.OPERATOR
    return who.has(Role.ADMINISTRATOR) or theirs


of_an_enterprise = legal_representative | operator
reads_house = administrator | auditor


def authorisations_ended_by(who: Acting) -> QuerySet[Authorisation]:
    """Those for which `ends_authorisation` holds."""
    if who.has(Role.ADMINISTRATOR):
        return Authorisation.objects.all()
    if who.has(Role.LEGAL_REPRESENTATIVE):
        return Authorisation.objects.filter(enterprise=who.organisation)
    return Authorisation.objects.none()


def memberships_ended_by(who: Acting) -> QuerySet[Membership]:
    """Those for which `ends_membership` holds."""
    if who.has(Role.ADMINISTRATOR):
        return Membership.objects.all()
    if who.has(Role.LEGAL_REPRESENTATIVE):
        return Membership.objects.filter(organisation=who.organisation, role=Role.OPERATOR)
    return Membership.objects.none()


makes_tokens = Rule(
    Text("有任职或受托代理的用户", "people who belong to an organisation or act for one"),
    lambda who, _: who.organisation is not None,
)


@rule("令牌的所有人或管理员", "the token's owner, and administrators")
def revokes_token(who: Acting, token: Token) -> bool:
    return who.user is not None and (token.user_id == who.user.pk or who.has(Role.ADMINISTRATOR))


def tokens_revoked_by(who: Acting) -> QuerySet[Token]:
    """Those for which `revokes_token` holds."""
    if who.has(Role.ADMINISTRATOR):
        return Token.objects.all()
    return Token.objects.filter(user=who.user) if who.user else Token.objects.none()
