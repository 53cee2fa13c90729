"""An enterprise's (or institution's) own people, and whom it lets act for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts import queries
from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.actions.authorise import authorise, receiver_named, revoke
from luoshu.office.accounts.actions.enrol import end_membership
from luoshu.office.accounts.actions.invite import invite, withdraw
from luoshu.office.accounts.forms import AuthorisationForm, OperatorForm
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.accounts.models import Authorisation, Invitation, Membership, Organisation, Role, Scope
from luoshu.office.accounts.rules import (
    ends_authorisation,
    ends_membership,
    legal_representative,
    minds_people_of,
    of_an_enterprise,
    signed_in,
)
from luoshu.office.accounts.views.asking import asked, linked, told
from luoshu.office.shell.forms import ReasonForm, attempt, sent
from luoshu.problems import Text

SEVEN_DAYS = Text("七天内有效，只能用一次。", "It can be used once, within seven days.")


@allowed(of_an_enterprise)
def our_people(request: HttpRequest) -> HttpResponse:
    ours = _ours(request)
    shown = {
        "organisation": ours,
        "memberships": queries.memberships_of(ours),
        "invitations": queries.open_invitations(ours),
        "authorisations": queries.authorisations().filter(enterprise=ours),
        "minds": may(request, minds_people_of, ours),
    }
    return render(request, "accounts/our_people.html", shown)


@allowed(legal_representative)
def invite_operator(request: HttpRequest) -> HttpResponse:
    form = OperatorForm(sent(request))
    made: list[str] = []

    def do() -> None:
        given = form.cleaned_data
        made.append(invite(user_of(request), given["name"], _ours(request), Role.OPERATOR, given["until"])[1])

    if request.method == "POST" and attempt(form, do):
        return linked(request, made[0], form.cleaned_data["name"], reverse("our-people"), SEVEN_DAYS)
    shown = {
        "form": form,
        "title": Text("邀请企业经办人", "Invite an operator"),
        "lead": Text(
            "经办人可以代表企业查看、填报和提交，但不能给别人授权，也不能邀请别人。",
            "An operator sees, fills in and submits for the enterprise, but neither authorises nor invites others.",
        ),
        "button": Text("生成邀请链接", "Make the link"),
        "back": reverse("our-people"),
    }
    return render(request, "accounts/form.html", shown, status=422 if form.errors else 200)


@allowed(legal_representative)
def authorise_agent(request: HttpRequest) -> HttpResponse:
    form = AuthorisationForm(sent(request), initial={"since": timezone.localdate(), "scope": Scope.FILL})

    def do(given: dict[str, str]) -> None:
        try:
            receiver = receiver_named(given["receiver"].strip())
        except ValidationError as unknown:
            raise ValidationError({"receiver": unknown.messages}) from unknown
        term = (form.cleaned_data["since"], form.cleaned_data["until"])
        authorise(user_of(request), _ours(request), receiver, Scope(given["scope"]), *term)

    return asked(
        request,
        form,
        do,
        title=Text("授权他人代办", "Let others act for us"),
        lead=Text(
            "被授权的人以本企业的名义办理，责任由本企业承担；随时可以撤回。",
            "What they do is done in the enterprise's name, and it answers for it. It can be taken back at any time.",
        ),
        button=Text("授权", "Authorise"),
        done=Text("已授权。", "Authorised."),
        back="our-people",
    )


@require_POST
@allowed(signed_in)
def end_authorisation(request: HttpRequest, number: int) -> HttpResponse:
    held = get_object_or_404(Authorisation, pk=number)
    require(request, ends_authorisation, held)
    revoke(user_of(request), held)
    told(request, Text("授权已撤回，立即生效。", "The authorisation is revoked, from now on."))
    return redirect(_home(request, "authorisations"))


@allowed(signed_in)
def membership_end(request: HttpRequest, number: int) -> HttpResponse:
    held = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=number)
    require(request, ends_membership, held)
    who, where = held.user, held.organisation
    return asked(
        request,
        ReasonForm(sent(request)),
        lambda given: end_membership(user_of(request), held, given["reason"]),
        title=Text(f"结束 {who} 的角色", f"End the role of {who}"),
        lead=Text(
            f"{who} 从现在起不再是 {where} 的{held.role_text.zh}。记录保留。",
            f"From now on {who} is no longer {held.role_text.en} of {where}. The record stays.",
        ),
        button=Text("结束", "End it"),
        done=Text("已结束。", "Ended."),
        back=_home(request, "people"),
        against=True,
    )


@require_POST
@allowed(signed_in)
def invitation_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    held = get_object_or_404(Invitation.objects.select_related("organisation"), pk=number)
    require(request, minds_people_of, held.organisation)
    withdraw(user_of(request), held)
    told(request, Text("邀请已撤回。", "The invitation is withdrawn."))
    return redirect(_home(request, "organisations"))


def _ours(request: HttpRequest) -> Organisation:
    ours = acting(request).organisation
    assert ours is not None  # whoever has a role in it acts for it
    return ours


def _home(request: HttpRequest, of_the_house: str) -> str:
    return of_the_house if acting(request).has(Role.ADMINISTRATOR) else "our-people"
