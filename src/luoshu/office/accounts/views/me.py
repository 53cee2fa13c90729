"""One's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import CHOSEN, acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.accounts.rules import signed_in


@allowed(signed_in)
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/me.html")


@require_POST
@allowed(signed_in)
def act_for(request: HttpRequest) -> HttpResponse:
    """Another organisation of one's own is chosen in the bar on top. What is not one's own cannot be."""
    chosen = request.POST.get("organisation", "")
    if chosen in [str(each.pk) for each in acting(request).choices]:
        request.session[CHOSEN] = int(chosen)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "start")
