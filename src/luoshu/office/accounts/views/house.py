"""The administrator's pages: organisations, stand-ins, calendars, the rules of the house."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts import queries
from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.actions.enter_organisation import change_organisation, enter_organisation
from luoshu.office.accounts.actions.invite import invite
from luoshu.office.accounts.actions.keep_daily import last_done
from luoshu.office.accounts.actions.keep_house import keep_calendar, set_house_rules
from luoshu.office.accounts.actions.stand_in import end_stand_in, stand_in
from luoshu.office.accounts.calendars import shipped, written
from luoshu.office.accounts.daily import chores
from luoshu.office.accounts.forms import (
    CalendarForm,
    HouseRulesForm,
    InvitationForm,
    OrganisationChangeForm,
    OrganisationForm,
    StandInForm,
)
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.models import Calendar, HouseRules, Kind, Membership, Organisation, Role, StandIn
from luoshu.office.accounts.models.calendars import FIRST_YEAR, LAST_YEAR
from luoshu.office.accounts.rules import administrator, reads_house
from luoshu.office.accounts.views.asking import asked, linked, told
from luoshu.office.accounts.views.enterprise import SEVEN_DAYS
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import language
from luoshu.office.shell.paging import rows
from luoshu.problems import Text


@allowed(reads_house)
def house(request: HttpRequest) -> HttpResponse:
    last = last_done()
    removed, failed = (last.detail["removed"], last.detail["failed"]) if last else ({}, [])
    shown = {
        "year": timezone.localdate().year,
        "daily": last,
        "removed": [(each.text, removed.get(each.name), each.name in failed) for each in chores()],
    }
    return render(request, "accounts/house.html", shown)


@allowed(reads_house)
def organisations(request: HttpRequest) -> HttpResponse:
    asked_for, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    found = rows(request, queries.organisations(asked_for, kind))
    shown = {"rows": found, "q": asked_for, "kind": kind, "kinds": list(Kind)}
    return render(request, "accounts/organisations.html", shown | {"changes": may(request, administrator)})


@allowed(administrator)
def organisation_new(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        OrganisationForm(sent(request)),
        lambda given: enter_organisation(user_of(request), **given),
        title=Text("登记单位", "Enter an organisation"),
        button=Text("登记", "Enter"),
        done=Text("单位已登记。", "The organisation is entered."),
        back="organisations",
    )


@allowed(reads_house, post=administrator)
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=number)
    form = OrganisationChangeForm(sent(request), initial={"name": found.name, "closed_on": found.closed_on})
    if request.method == "POST" and attempt(
        form, lambda: change_organisation(user_of(request), found, **form.cleaned_data)
    ):
        told(request, Text("已保存。", "Saved."))
        return redirect("organisation", number)
    found.refresh_from_db()
    shown = {
        "organisation": found,
        "form": form,
        "memberships": queries.memberships_of(found),
        "invitations": queries.open_invitations(found),
        "changes": may(request, administrator),
        "minds": may(request, administrator),
    }
    return render(request, "accounts/organisation.html", shown, status=422 if form.errors else 200)


@allowed(administrator)
def organisation_invite(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=number)
    form = InvitationForm(found, sent(request))
    made: list[str] = []

    def do() -> None:
        given = form.cleaned_data
        made.append(invite(user_of(request), given["name"], found, Role(given["role"]), given["until"])[1])

    back = reverse("organisation", args=[number])
    if request.method == "POST" and attempt(form, do):
        return linked(request, made[0], form.cleaned_data["name"], back, SEVEN_DAYS)
    shown = {
        "form": form,
        "title": Text(f"邀请加入{found}", f"Invite to {found}"),
        "lead": Text(
            "生成一个一次性链接，由您当面、电话或单位内部渠道转交本人。",
            "A link that can be used once is made; hand it over in person, by phone or in-house.",
        ),
        "button": Text("生成邀请链接", "Make the link"),
        "back": back,
    }
    return render(request, "accounts/form.html", shown, status=422 if form.errors else 200)


@allowed(reads_house)
def authorisations(request: HttpRequest) -> HttpResponse:
    shown = {"rows": rows(request, queries.authorisations()), "changes": may(request, administrator)}
    return render(request, "accounts/authorisations.html", shown)


@allowed(reads_house)
def stand_ins(request: HttpRequest) -> HttpResponse:
    shown = {"rows": rows(request, queries.stand_ins()), "changes": may(request, administrator)}
    return render(request, "accounts/stand_ins.html", shown)


@allowed(administrator)
def stand_in_new(request: HttpRequest) -> HttpResponse:
    lang = language()
    held = [
        (str(each.pk), f"{each.user} · {each.organisation} · {each.role_text.say(lang)}")
        for each in queries.may_be_stood_in_for()
    ]

    def do(given: dict[str, str]) -> None:
        membership = Membership.objects.get(pk=given["membership"])
        term = (form.cleaned_data["since"], form.cleaned_data["until"])
        stand_in(user_of(request), membership, form.cleaned_data["user"], *term)

    form = StandInForm(held, sent(request))
    return asked(
        request,
        form,
        do,
        title=Text("登记休假代理", "Enter a stand-in during leave"),
        lead=Text(
            "代理期间，代理人有休假人的这一个角色；审计和管理员的职责不能代理。",
            "Meanwhile the stand-in has this one role. Nobody stands in for auditors and administrators.",
        ),
        button=Text("登记", "Enter"),
        done=Text("已登记。", "Entered."),
        back="stand-ins",
    )


@require_POST
@allowed(administrator)
def stand_in_end(request: HttpRequest, number: int) -> HttpResponse:
    end_stand_in(user_of(request), get_object_or_404(StandIn, pk=number))
    told(request, Text("代理已结束。", "It has ended."))
    return redirect("stand-ins")


@allowed(reads_house)
def calendars(request: HttpRequest) -> HttpResponse:
    this_year = timezone.localdate().year
    kept = {each.year: each for each in Calendar.objects.prefetch_related("days")}
    years = sorted({*kept, this_year, this_year + 1}, reverse=True)
    shown = {"years": [(year, kept.get(year)) for year in years], "changes": may(request, administrator)}
    return render(request, "accounts/calendars.html", shown)


@allowed(reads_house, post=administrator)
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    kept = Calendar.objects.filter(year=year).first()
    source, lines = (kept.source, written(kept)) if kept else shipped(year) or ("", "")
    form = CalendarForm(sent(request), initial={"source": source, "lines": lines})
    return asked(
        request,
        form,
        lambda given: keep_calendar(user_of(request), year, given["source"], given["lines"]),
        title=Text(f"{year} 年工作日历", f"Working days of {year}"),
        lead=None
        if kept
        else Text(
            "还没有登记。下面是洛书自带的内容，请对照通知核对后保存。"
            if lines
            else "还没有登记。请按国务院办公厅的通知填写。",
            "It is not kept yet. Below is what Luoshu brings: compare it with the notice, then save."
            if lines
            else "It is not kept yet. Enter what the State Council's notice says.",
        ),
        button=Text("保存", "Save"),
        done=Text("日历已保存。", "The calendar is saved."),
        back="calendars",
        reads_only=not may(request, administrator),
    )


@allowed(reads_house, post=administrator)
def house_rules(request: HttpRequest) -> HttpResponse:
    now = HouseRules.now()
    initial = {
        "log_months": now.log_months,
        "second_factor": now.second_factor,
        "trial_before_approval": now.trial_before_approval,
    }
    form = HouseRulesForm(sent(request), initial=initial)
    return asked(
        request,
        form,
        lambda given: set_house_rules(user_of(request), **given),
        title=Text("日志、登录与审批规定", "Logs, signing in, approval"),
        button=Text("保存", "Save"),
        done=Text("已保存。", "Saved."),
        back="house",
        reads_only=not may(request, administrator),
    )
