"""Signing in: by invitation only, with a password and a second factor; how often one may try; when sessions end."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from tests.office.people import PASSWORD, bureau, cast, enterprise, member, signed_in, user

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions.accept import join, open_account, set_new_password
from luoshu.office.accounts.actions.invite import invite, offer_new_password, withdraw
from luoshu.office.accounts.actions.mind_account import close_account, reset_second_factor
from luoshu.office.accounts.models import HouseRules, Invitation, Role, SignIn, User
from luoshu.office.audit.models import Record

pytestmark = pytest.mark.django_db
STRONG = "川江九月的风-77-潮平"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def sign_in(who: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post("/account/sign-in/", {"login": who, "password": password})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def link_in(page: Any) -> str:
    found = re.search(r"http://testserver(/account/invitation/[^<\s]+)", page.text)
    assert found is not None
    return found[1]


def test_an_administrator_invites_and_the_link_opens_an_account_once() -> None:
    people = cast()
    admin = signed_in(people.administrator)
    page = admin.post(
        f"/account/house/organisations/{bureau().pk}/invite", {"name": "新来的", "role": "officer", "until": ""}
    )
    link, newcomer = link_in(page), Client()
    assert "新来的" in newcomer.get(link).text
    given = {"name": "新来的", "username": "xin", "password": STRONG}
    assert newcomer.post(link, given).headers["Location"] == "/account/sign-in/"
    made = User.objects.get(username="xin")
    assert Acting.of(made).roles == {Role.OFFICER}
    assert newcomer.post(link, given | {"username": "xin2"}).status_code == 410
    assert not User.objects.filter(username="xin2").exists()
    assert sign_in("XIN", STRONG)[1].headers["Location"] == "/account/"
    raw = Invitation.objects.get().digest
    assert link.rpartition("/")[2] not in raw


@pytest.mark.parametrize(
    ("sent_to", "named", "page"),
    [
        ("/publishing/new/", "http://testserver/publishing/new/?from=3", "/publishing/new/%3Ffrom%3D3"),
        ("/publishing/new/", "", "/publishing/new/"),
        ("/publishing/new/", "http://elsewhere.test/account/", "/publishing/new/"),
        ("/publishing/3/submit/", "http://testserver/publishing/3/review/", "/publishing/3/"),  # which has no page
        ("/account/house/stand-ins/3/end", "", "/account/house/stand-ins"),
    ],
)
def test_what_is_sent_after_the_session_has_ended_is_said_to_be_lost(sent_to: str, named: str, page: str) -> None:
    away = Client(headers={"referer": named} if named else {})
    answer = away.post(sent_to, {"body": "很长的文本"})
    assert answer.headers["Location"] == f"/account/sign-in/?unsaved=&next={page}"
    assert "没有保存" in away.get(answer.headers["Location"]).text
    user("刘工", password=PASSWORD)
    back = away.post(answer.headers["Location"], {"login": "刘工", "password": PASSWORD})
    assert back.headers["Location"] == unquote(page)


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "xin-xin-xin"])
def test_a_weak_password_is_refused_and_the_link_stays_good(password: str) -> None:
    _, token = invite(user("管理"), "新来的", bureau(), Role.OFFICER)
    with pytest.raises(ValidationError) as refused:
        open_account(token, "xin-xin-xin", "新来的", password)
    assert "password" in refused.value.error_dict
    assert not User.objects.filter(username="xin-xin-xin").exists()
    open_account(token, "xin-xin-xin", "新来的", STRONG)


def test_who_has_an_account_joins_with_it() -> None:
    who = user("会计", password=PASSWORD)
    _, token = invite(user("管理"), "会计", enterprise(), Role.OPERATOR)
    client, _ = sign_in("会计")
    assert client.get(f"/account/invitation/{token}").status_code == 200
    assert client.post(f"/account/invitation/{token}").headers["Location"] == "/account/"
    assert Acting.of(who).roles == {Role.OPERATOR}


@pytest.mark.parametrize("over", ["used_at", "withdrawn_at", "expires_at"])
def test_a_link_that_is_over_opens_nothing(over: str) -> None:
    made, token = invite(user("管理"), "新来的", bureau(), Role.OFFICER)
    Invitation.objects.filter(pk=made.pk).update(**{over: timezone.now() - timedelta(seconds=1)})
    assert Client().get(f"/account/invitation/{token}").status_code == 410
    with pytest.raises(ValidationError):
        join(token, user("别人"))
    assert Client().get("/account/invitation/guessed").status_code == 410


def test_a_withdrawn_invitation_is_over() -> None:
    by = user("管理")
    made, token = invite(by, "新来的", bureau(), Role.OFFICER)
    withdraw(by, made)
    assert Client().get(f"/account/invitation/{token}").status_code == 410


def test_nobody_signs_up() -> None:
    page = Client().post("/account/sign-up/", {"username": "me", "password1": STRONG})
    assert "须有邀请" in page.text
    assert not User.objects.exists()


def test_a_wrong_password_and_an_unknown_name_sound_the_same() -> None:
    user("刘工", password=PASSWORD)
    wrong, unknown = sign_in("刘工", "no")[1], sign_in("没有", "no")[1]
    strip = re.compile(r"(value=\"[^\"]*\")")
    assert strip.sub("", wrong.text) == strip.sub("", unknown.text)
    assert [(each.user and str(each.user), each.outcome) for each in SignIn.objects.order_by("pk")] == [
        ("刘工", "refused"),
        (None, "refused"),
    ]


def test_after_five_failures_even_the_right_password_waits() -> None:
    user("刘工", password=PASSWORD)
    for _ in range(5):
        sign_in("刘工", "no")
    client, page = sign_in("刘工")
    assert page.status_code in (200, 429)
    assert client.get("/account/").status_code == 302
    assert SignIn.objects.filter(outcome="in").count() == 0


def test_an_inactive_account_does_not_sign_in() -> None:
    who = user("刘工", password=PASSWORD)
    close_account(user("管理"), who, "离职")
    client, _ = sign_in("刘工")
    assert client.get("/account/").status_code == 302


def test_a_second_factor_is_set_up_asked_for_and_sealed(django_capture_on_commit_callbacks: Any) -> None:
    who = user("刘工", password=PASSWORD)
    client, _ = sign_in("刘工")
    assert client.get("/account/second-factor/activate/").headers["Location"].startswith("/account/again/")
    client.post("/account/again/", {"password": PASSWORD})
    page = client.get("/account/second-factor/activate/")
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page.text)
    assert found is not None
    secret = found[1]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/second-factor/activate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/account/recovery-codes/").text)
    assert len(codes) == 10
    held = Authenticator.objects.get(user=who, type="totp")
    assert secret not in str(held.data)
    assert Record.objects.filter(action="accounts.totp-activated", actor=who.pk).exists()

    again, answer = sign_in("刘工")
    assert answer.headers["Location"] == "/account/second-factor/code/"
    assert again.get("/account/").status_code == 302  # the password alone is not enough
    assert again.post("/account/second-factor/code/", {"code": "000000"}).status_code == 200
    assert again.post("/account/second-factor/code/", {"code": codes[0]}).status_code == 302
    assert again.get("/account/").status_code == 200
    third, _ = sign_in("刘工")
    third.post("/account/second-factor/code/", {"code": codes[0]})
    assert third.get("/account/").status_code == 302  # a recovery code is good once


def test_resetting_it_ends_sessions_and_is_recorded_with_its_reason() -> None:
    who = user("刘工", password=PASSWORD)
    client, _ = sign_in("刘工")
    Authenticator.objects.create(user=who, type="totp", data={"secret": "x"})
    reset_second_factor(user("管理"), who, "手机丢失，已当面核实")
    assert not Authenticator.objects.filter(user=who).exists()
    assert client.get("/account/").status_code == 302
    assert Record.objects.get(action="accounts.second-factor-reset").detail == {"reason": "手机丢失，已当面核实"}


def test_where_the_house_wants_it_its_people_set_up_a_second_factor_first() -> None:
    people = cast()
    HouseRules.objects.create(second_factor=True)
    admin = signed_in(people.administrator)
    assert admin.get("/account/house/").headers["Location"] == "/account/second-factor/activate/"
    assert admin.get("/account/").status_code == 200
    assert signed_in(people.operator).get("/account/people").status_code == 200  # not of the house
    Authenticator.objects.create(user=people.administrator, type="totp", data={"secret": "x"})
    assert admin.get("/account/house/").status_code == 200


def test_changing_the_password_ends_every_session() -> None:
    user("刘工", password=PASSWORD)
    here, elsewhere = sign_in("刘工")[0], sign_in("刘工")[0]
    changed = {"oldpassword": PASSWORD, "password1": STRONG, "password2": STRONG}
    assert here.post("/account/password/", changed).status_code == 302
    assert (here.get("/account/").status_code, elsewhere.get("/account/").status_code) == (302, 302)
    assert Record.objects.filter(action="accounts.password-changed").exists()
    assert sign_in("刘工", STRONG)[0].get("/account/").status_code == 200


def test_a_forgotten_password_is_set_by_a_link_that_ends_the_ones_before() -> None:
    who, admin = user("刘工", password=PASSWORD), user("管理")
    _, earlier = offer_new_password(admin, who, "忘记密码")
    _, token = offer_new_password(admin, who, "链接没收到")
    client, _ = sign_in("刘工")
    assert Client().get(f"/account/invitation/{earlier}").status_code == 410
    assert Client().post(f"/account/invitation/{token}", {"password": "short"}).status_code == 422
    assert Client().post(f"/account/invitation/{token}", {"password": STRONG}).status_code == 302
    assert client.get("/account/").status_code == 302
    assert sign_in("刘工", STRONG)[0].get("/account/").status_code == 200
    with pytest.raises(ValidationError):
        set_new_password(token, STRONG)


def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    user("刘工", password=PASSWORD)
    member(user("管理"), bureau(), Role.ADMINISTRATOR)
    _, token = invite(User.objects.get(username="管理"), "新来的", bureau(), Role.OFFICER)
    sign_in("刘工", "a wrong one")
    sign_in("刘工")
    open_account(token, "xin", "新来的", STRONG)
    told = caplog.text + "".join(str(each.detail) for each in Record.objects.all())
    for secret in (PASSWORD, "a wrong one", STRONG, token):
        assert secret not in told


def test_the_first_administrator_comes_from_the_command_line_and_only_the_first() -> None:
    said = StringIO()
    call_command(
        "first_administrator", "guanli", "--office", "高新区管委会", "--site", "http://testserver/", stdout=said
    )
    link = said.getvalue().strip().removeprefix("http://testserver")
    assert Client().post(link, {"password": STRONG}).status_code == 302
    client, _ = sign_in("guanli", STRONG)
    assert client.get("/account/house/").status_code == 200
    with pytest.raises(CommandError):
        call_command("first_administrator", "again")
