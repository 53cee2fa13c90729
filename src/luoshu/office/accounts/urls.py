"""Addresses under /account/. Of allauth's only what has pages here: nobody signs up, and nothing is e-mailed."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as identities
from django.db import transaction
from django.urls import path

from luoshu.office.accounts.guard import View, allowed, public
from luoshu.office.accounts.rules import signed_in
from luoshu.office.accounts.views import audit, enterprise, house, invitations, me, people, tokens
from luoshu.office.accounts.views import identities as oidc


def _open(view: View) -> View:
    """A page of allauth's for people who are not signed in yet."""
    return public(view)


def _own(view: View) -> View:
    """One of allauth's for people who are: what it changes and the record of it are one transaction."""
    return allowed(signed_in, first=True)(transaction.atomic(view))


urlpatterns = [
    path("", me.me, name="me"),
    path("data", me.own_data, name="own-data"),
    path("acting-for", me.act_for, name="act-for"),
    path("invitation/<str:token>", invitations.invitation, name="invitation"),
    path("tokens", tokens.own_tokens, name="own-tokens"),
    path("tokens/new", tokens.token_new, name="token-new"),
    path("tokens/<int:number>/revoke", tokens.token_revoke, name="token-revoke"),
    # an enterprise's own
    path("people", enterprise.our_people, name="our-people"),
    path("people/invite", enterprise.invite_operator, name="our-people-invite"),
    path("people/authorise", enterprise.authorise_agent, name="authorise"),
    path("authorisation/<int:number>/end", enterprise.end_authorisation, name="authorisation-end"),
    path("membership/<int:number>/end", enterprise.membership_end, name="membership-end"),
    path("invitation-withdraw/<int:number>", enterprise.invitation_withdraw, name="invitation-withdraw"),
    # the house
    path("house/", house.house, name="house"),
    path("house/organisations", house.organisations, name="organisations"),
    path("house/organisations/new", house.organisation_new, name="organisation-new"),
    path("house/organisations/<int:number>", house.organisation, name="organisation"),
    path("house/organisations/<int:number>/invite", house.organisation_invite, name="organisation-invite"),
    path("house/people", people.people, name="people"),
    path("house/people/<int:number>", people.person, name="person"),
    path("house/people/<int:number>/role", people.person_enrol, name="person-enrol"),
    path("house/people/<int:number>/data", people.personal_data, name="personal-data"),
    path("house/people/<int:number>/<slug:deed>", people.person_deed, name="person-deed"),
    path("house/authorisations", house.authorisations, name="authorisations"),
    path("house/stand-ins", house.stand_ins, name="stand-ins"),
    path("house/stand-ins/new", house.stand_in_new, name="stand-in-new"),
    path("house/stand-ins/<int:number>/end", house.stand_in_end, name="stand-in-end"),
    path("house/calendars", house.calendars, name="calendars"),
    path("house/calendars/<int:year>", house.calendar, name="calendar"),
    path("house/rules", house.house_rules, name="house-rules"),
    path("house/tokens", tokens.tokens, name="tokens"),
    path("house/sign-ins", audit.sign_ins, name="sign-ins"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export", audit.audit_export, name="audit-export"),
    # signing in
    path("sign-in/", _open(account.login), name="account_login"),
    path("sign-out/", _open(account.logout), name="account_logout"),
    path("inactive/", _open(account.account_inactive), name="account_inactive"),
    path("sign-up/", _open(account.signup), name="account_signup"),
    path("again/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("password/", _own(account.password_change), name="account_change_password"),
    path("password/first/", _own(account.password_set), name="account_set_password"),
    path("second-factor/code/", _open(factors.authenticate), name="mfa_authenticate"),
    path("second-factor/", _own(factors.index), name="mfa_index"),
    path("second-factor/again/", _own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/activate/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", _own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("identities/", _own(identities.connections), name="socialaccount_connections"),
    path("identities/cancelled/", _open(identities.login_cancelled), name="socialaccount_login_cancelled"),
    path("identities/error/", _open(identities.login_error), name="socialaccount_login_error"),
    path("identities/sign-up/", _open(identities.signup), name="socialaccount_signup"),
    path("oidc/<slug:provider_id>/login/", oidc.sign_in, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", oidc.come_back, name="openid_connect_callback"),
]
