"""Signing in by OpenID Connect, with a provider that these tests start on loopback."""

from __future__ import annotations

import html
import logging
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client
from tests.office.accounts.provider import CLIENT, SECRET, Provider, running
from tests.office.people import PASSWORD, bureau, user

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions.invite import invite
from luoshu.office.accounts.models import Role, SignIn, User
from luoshu.office.accounts.provider import openid_connect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # as in test_pages
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    cache.clear()
    with running() as started:
        for name, value in {"ISSUER": started.issuer + "/", "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}.items():
            monkeypatch.setenv(f"LUOSHU_OIDC_{name}", value)
        settings.SOCIALACCOUNT_PROVIDERS = openid_connect()
        yield started


def gone_through(client: Client, process: str = "login") -> Any:
    """To the provider and back, as a browser goes."""
    there = client.post(f"/account/oidc/office/login/?process={process}")
    way = re.search(r'<a href="(http://127[^"]+)"', there.text)
    assert way is not None, there.text
    back = requests.get(html.unescape(way[1]), allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def test_an_identity_that_belongs_to_no_account_opens_none(provider: Provider) -> None:
    client = Client()
    page = gone_through(client)
    assert "须有邀请" in page.text
    assert not User.objects.exists()
    assert client.get("/account/").status_code == 302


def test_one_joins_it_to_ones_account_and_signs_in_by_it(provider: Provider) -> None:
    who = user("刘工", password=PASSWORD)
    client = Client()
    client.post("/account/sign-in/", {"login": "刘工", "password": PASSWORD})
    gone_through(client, "connect")
    held = SocialAccount.objects.get()
    assert (held.user, held.uid) == (who, "person-1")
    other = Client()
    assert gone_through(other).headers["Location"] == "/account/"
    assert other.get("/account/").context["who"].user == who
    assert SignIn.objects.filter(user=who, method="socialaccount", outcome="in").exists()
    provider.subject = "person-2"
    assert "须有邀请" in gone_through(Client()).text
    assert not SocialToken.objects.exists()  # nothing of the provider's is kept


def test_an_invitation_is_accepted_by_it(provider: Provider) -> None:
    _, token = invite(user("管理"), "新来的", bureau(), Role.OFFICER)
    client = Client()
    assert "/account/oidc/office/login/" in client.get(f"/account/invitation/{token}").text
    assert gone_through(client).headers["Location"] == "/account/"
    made = SocialAccount.objects.get().user
    assert Acting.of(made).roles == {Role.OFFICER}
    assert (made.name, made.has_usable_password()) == ("新来的", False)
    assert Client().get(f"/account/invitation/{token}").status_code == 410


def test_a_second_factor_is_asked_for_as_with_a_password(provider: Provider) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    who = user("刘工", password=PASSWORD)
    client = Client()
    client.post("/account/sign-in/", {"login": "刘工", "password": PASSWORD})
    gone_through(client, "connect")
    TOTP.activate(who, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    other = Client()
    assert gone_through(other).headers["Location"] == "/account/second-factor/code/"
    assert other.get("/account/").status_code == 302


def test_an_answer_that_nobody_asked_for_signs_nobody_in(provider: Provider) -> None:
    page = Client().get("/account/oidc/office/login/callback/?code=code-0&state=made-up")
    assert "没有成功" in page.text


def test_where_nobody_answers_people_are_told(settings: Any) -> None:
    page = Client().post("/account/oidc/office/login/")
    assert page.status_code == 502
    assert "没有成功" in page.text


def test_the_clients_secret_goes_to_the_provider_and_into_no_log(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gone_through(Client())
    assert provider.secrets_seen
    assert SECRET not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_our_policy_of_content_lets_one_go_there_and_back(
    provider: Provider, live_server: Any, browser: Browser
) -> None:
    who = user("刘工", password=PASSWORD)
    SocialAccount.objects.create(user=who, provider="office", uid="person-1")
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name="用").click()
    page.wait_for_url("**/account/")
    assert page.locator("h1").inner_text() == "刘工"
    page.context.close()
