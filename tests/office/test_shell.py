"""The frame of every page: its languages, its stylesheet, what its headers forbid."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.office.people import cast, signed_in


@pytest.mark.django_db
def test_a_page_is_chinese_first_and_english_where_asked(client: Client) -> None:
    page = client.get("/")
    assert page.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in page.text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB"}).text
    client.post("/language/setlang/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").text


@pytest.mark.django_db
def test_nothing_is_fetched_from_elsewhere_and_no_script_stands_in_a_page(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_stylesheet_is_kept_for_ever_under_its_own_name(client: Client) -> None:
    address = re.search(r'href="(/style/[^"]+)"', client.get("/").text)
    assert address is not None
    sheet = client.get(address[1])
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--paper: #fbfaf7" in sheet.text


@pytest.mark.django_db
def test_health(client: Client) -> None:
    assert client.get("/health").text == "ok"


@pytest.mark.django_db
def test_the_bar_stands_in_groups() -> None:
    page = signed_in(cast().operator).get("/").text
    bar = re.findall(
        r'<li( class="begins")?><a href="([^"]+)"', page.partition('class="places"')[2].partition("</ul>")[0]
    )
    assert [address for _, address in bar] == [
        "/policies/",
        "/calculator/",
        "/register/mine/",
        "/filing/",
        "/booking/",
        "/account/people",
    ]
    assert [address for begins, address in bar if begins] == ["/register/mine/", "/account/people"]
