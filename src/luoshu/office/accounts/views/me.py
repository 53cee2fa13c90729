"""One's own account."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from luoshu.office.accounts import queries, second_factor
from luoshu.office.accounts.acting import CHOSEN, acting, user_of
from luoshu.office.accounts.actions.mind_account import describe_oneself
from luoshu.office.accounts.forms import OwnDataForm
from luoshu.office.accounts.guard import allowed
from luoshu.office.accounts.provider import openid_connect
from luoshu.office.accounts.rules import signed_in
from luoshu.office.accounts.views.asking import asked
from luoshu.office.shell.forms import sent
from luoshu.problems import Text


@allowed(signed_in, first=True)
def me(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    shown = {
        "second_factor": second_factor.has_one(user),
        "memberships": user.memberships.select_related("organisation"),
        "received": queries.authorisations().filter(person=user),
        "given": queries.authorisations().filter(given_by=user),
        "stand_ins": queries.stand_ins().filter(user=user),
        "sign_ins": queries.sign_ins(user)[:5],
        "identities": SocialAccount.objects.filter(user=user) if openid_connect() else None,
    }
    return render(request, "accounts/me.html", shown)


@allowed(signed_in)
def own_data(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    return asked(
        request,
        OwnDataForm(sent(request), initial={"name": user.name}),
        lambda given: describe_oneself(
            user, given["name"], given["phone"].strip() or None, given["identity_number"].strip() or None
        ),
        title=Text("我的信息", "What is known of me"),
        button=Text("保存", "Save"),
        done=Text("已保存。", "Saved."),
        back="me",
    )


@require_POST
@allowed(signed_in, for_whomever=True)
def act_for(request: HttpRequest) -> HttpResponse:
    """Another organisation of one's own is chosen in the bar on top. What is not one's own cannot be."""
    chosen = request.POST.get("organisation", "")
    if chosen in [str(each.pk) for each in acting(request).choices]:
        request.session[CHOSEN] = int(chosen)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "start")
