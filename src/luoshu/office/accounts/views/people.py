"""The administrator's pages about people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from luoshu.office.accounts import queries, second_factor
from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.actions.enrol import enrol
from luoshu.office.accounts.actions.hand_over_data import erase_personal_data, export_personal_data
from luoshu.office.accounts.actions.invite import offer_new_password
from luoshu.office.accounts.actions.mind_account import close_account, reopen_account, reset_second_factor, reveal
from luoshu.office.accounts.forms import EnrolForm
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.models import Role, User
from luoshu.office.accounts.personal import holdings
from luoshu.office.accounts.rules import administrator, reads_house
from luoshu.office.accounts.views.asking import asked, linked
from luoshu.office.shell.forms import ReasonForm, attempt, sent
from luoshu.office.shell.paging import rows
from luoshu.problems import Text


@allowed(reads_house)
def people(request: HttpRequest) -> HttpResponse:
    asked_for, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    found = rows(request, queries.people(asked_for, role))
    roles = [each for each in Role if each is not Role.AGENT]
    return render(request, "accounts/people.html", {"rows": found, "q": asked_for, "role": role, "roles": roles})


@allowed(reads_house)
def person(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(User, pk=number)
    shown = {
        "person": found,
        "second_factor": second_factor.has_one(found),
        "memberships": found.memberships.select_related("organisation"),
        "authorisations": queries.authorisations().filter(person=found),
        "stand_ins": queries.stand_ins().filter(user=found),
        "sign_ins": queries.sign_ins(found)[:10],
        "changes": may(request, administrator),
    }
    return render(request, "accounts/person.html", shown)


@allowed(administrator)
def person_enrol(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(User, pk=number, is_active=True)

    def do(given: dict[str, Any]) -> None:
        enrol(user_of(request), found, given["organisation"], Role(given["role"]), given["since"], given["until"])

    return asked(
        request,
        EnrolForm(sent(request)),
        do,
        title=Text(f"给 {found} 登记角色", f"A role for {found}"),
        button=Text("登记", "Enter"),
        done=Text("已登记。", "Entered."),
        back=reverse("person", args=[number]),
    )


@allowed(reads_house)
def personal_data(request: HttpRequest, number: int) -> HttpResponse:
    """How much is held about a person, on what basis, and what of it may be erased. Counts only."""
    found = get_object_or_404(User, pk=number)
    held = [(each, len(each.export(found))) for each in holdings()]
    shown = {"person": found, "held": held, "changes": may(request, administrator)}
    return render(request, "accounts/personal_data.html", shown)


Done = HttpResponse | None
Act = Callable[[HttpRequest, User, str], Done]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that an administrator does to an account, with a reason."""

    title: Text
    lead: Text
    done: Text
    act: Act
    against: bool = False


def _plainly(act: Callable[[User, User, str], object]) -> Act:
    def acted(request: HttpRequest, person: User, reason: str) -> Done:
        act(user_of(request), person, reason)
        return None

    return acted


def _revealed(field: str, label: Text) -> Act:
    def acted(request: HttpRequest, person: User, reason: str) -> Done:
        plain = reveal(user_of(request), person, field, reason)
        answer = render(request, "accounts/revealed.html", {"person": person, "label": label, "plain": plain})
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return acted


def _password_link(request: HttpRequest, person: User, reason: str) -> Done:
    _, token = offer_new_password(user_of(request), person, reason)
    lasts = Text("一天内有效，只能用一次。", "It can be used once, within a day.")
    return linked(request, token, str(person), reverse("person", args=[person.pk]), lasts)


def _exported(request: HttpRequest, person: User, reason: str) -> Done:
    packed = export_personal_data(user_of(request), person, reason)
    headers = {"Content-Disposition": f'attachment; filename="person-{person.pk}.zip"', "Cache-Control": "no-store"}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


_PHONE, _IDENTITY = Text("手机号", "Mobile number"), Text("身份证号", "Identity number")
_SEEN = Text("谁在何时为何查看，会写入审计。", "Who looked, when and why is kept in the audit.")
DEEDS = {
    "second-factor": Deed(
        Text("重置两步验证", "Reset the second factor"),
        Text(
            "本人的验证器和恢复码全部作废，所有登录立即结束。请先核实对方身份。",
            "Their devices and recovery codes end, and every session with them. Make sure first who is asking.",
        ),
        Text("已重置。", "Reset."),
        _plainly(reset_second_factor),
        against=True,
    ),
    "password": Deed(
        Text("发一个设置新密码的链接", "A link to set a new password"),
        Text("请先核实对方身份，再把链接转交本人。", "Make sure first who is asking, then hand the link over."),
        Text("", ""),
        _password_link,
    ),
    "close": Deed(
        Text("停用账号", "Close the account"),
        Text(
            "所有登录立即结束，以后不能登录；记录保留，可以恢复。",
            "Every session ends. Records stay; it can be opened again.",
        ),
        Text("账号已停用。", "The account is closed."),
        _plainly(close_account),
        against=True,
    ),
    "reopen": Deed(
        Text("恢复账号", "Open the account again"),
        Text("恢复后可用原密码登录。", "They sign in with the password they had."),
        Text("账号已恢复。", "The account is open again."),
        _plainly(reopen_account),
    ),
    "reveal-phone": Deed(Text("查看完整手机号", "See the whole number"), _SEEN, _PHONE, _revealed("phone", _PHONE)),
    "reveal-identity": Deed(
        Text("查看完整身份证号", "See the whole identity number"),
        _SEEN,
        _IDENTITY,
        _revealed("identity_number", _IDENTITY),
    ),
    "export": Deed(
        Text("导出此人的个人信息", "Export what is held about this person"),
        Text(
            "《个人信息保护法》第四十五条：个人有权查阅、复制其个人信息。生成一个压缩包，请交本人。",
            "Personal Information Protection Law, article 45: people may see and copy what is held about them.",
        ),
        Text("", ""),
        _exported,
    ),
    "erase": Deed(
        Text("删除此人的个人信息", "Erase what is held about this person"),
        Text(
            "《个人信息保护法》第四十七条。账号、联系方式和登录方式会删除，任职和授权立即结束；依法须保存的只留编号。不能恢复。",
            "Personal Information Protection Law, article 47. The account, numbers and means of signing in go, "
            "memberships and authorisations end; what the law keeps bears a number only. It cannot be undone.",
        ),
        Text("已删除。", "Erased."),
        _plainly(erase_personal_data),
        against=True,
    ),
}


@allowed(administrator)
def person_deed(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    found, asked_for = get_object_or_404(User, pk=number), DEEDS.get(deed)
    if asked_for is None:
        raise Http404
    form, answers = ReasonForm(sent(request)), list[Done]()
    back = reverse("person", args=[number])
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: answers.append(asked_for.act(request, found, form.cleaned_data["reason"])))
        if done and answers[0] is not None:
            return answers[0]
        if done:
            from django.shortcuts import redirect

            from luoshu.office.accounts.views.asking import told

            told(request, asked_for.done)
            return redirect(back)
    shown = {
        "form": form,
        "title": Text(f"{asked_for.title.zh}：{found}", f"{asked_for.title.en}: {found}"),
        "lead": asked_for.lead,
        "button": asked_for.title,
        "back": back,
        "against": asked_for.against,
    }
    return render(request, "accounts/form.html", shown, status=422 if form.errors else 200)
