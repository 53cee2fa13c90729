"""The frame of every page: its languages, its stylesheet, what its headers forbid."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django.test import Client
from django.utils import translation
from tests.office.people import cast, signed_in

from luoshu.office.audit.recording import record
from luoshu.office.shell.templatetags.words import as_written


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
@pytest.mark.parametrize("address", ["/policies/", "/register/innovation-platforms/", "/cultivation/", "/filing/desk/"])
def test_a_nul_in_a_search_finds_what_it_finds_without(address: str) -> None:
    officer = signed_in(cast().officer)
    answer = officer.get(f"{address}?q=%00&value=a%00b")
    assert (answer.status_code, answer.wsgi_request.GET["value"]) == (200, "ab")


@pytest.mark.django_db
def test_what_fails_is_logged_by_its_route_and_not_by_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("went wrong")

    monkeypatch.setattr("luoshu.office.accounts.views.invitations.render", fail)
    client.raise_request_exception = False
    said = io.StringIO()
    handler = next(each for each in logging.getLogger("django.request").handlers if each.name == "process")
    monkeypatch.setattr(handler, "stream", said)
    page = client.get("/account/invitation/its-secret", headers={"accept-language": "en"})
    assert page.status_code == 500
    assert "Something failed on our side" in page.text
    assert "went wrong" not in page.text
    assert "GET /account/invitation/<str:token>" in said.getvalue()
    assert "went wrong" in said.getvalue()
    assert "its-secret" not in said.getvalue()


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_leads_back_to_its_page() -> None:
    """As the language is changed on a form that was sent with something wrong."""
    officer = signed_in(cast().officer)
    page = officer.get("/register/imports/1/confirm")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert 'href="/register/imports/1"' in page.text
    assert 'href="/cultivation/entry/2"' in officer.get("/cultivation/entry/2/task").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/publishing/new/?from=²²",
        "/publishing/new/?from=" + "9" * 5000,
        "/register/enterprises/?fact=职工总数&has=is&value=",
        "/register/enterprises/?fact=成立日期&has=is",
        "/register/enterprises/export.csv?fact=职工总数&has=is&value=",
        "/register/sources/uses?source=²",
        "/register/differences/?year=²&over=²",
        "/cultivation/?aim=²&adviser=²&page=²",
        "/register/enterprises/?page=-1&year=99999999999&on=abc",
    ],
)
def test_what_an_address_says_oddly_is_left_out(address: str) -> None:
    people = cast()
    who = people.editor if address.startswith("/publishing") else people.officer
    assert signed_in(who).get(address).status_code == 200


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


def test_what_json_keeps_is_written_as_people_write_it() -> None:
    kept = {"days": ["2027-01-01 休", "2027-01-02 休"], "found": True, "left": None}
    assert as_written(kept) == "days：2027-01-01 休、2027-01-02 休；found：是；left：–"
    with translation.override("en"):
        assert as_written(kept["days"]) == "2027-01-01 休, 2027-01-02 休"
        assert as_written(False) == "no"


@pytest.mark.django_db
def test_the_audit_tells_lists_so() -> None:
    people = cast()
    record(people.administrator, "accounts.calendar-kept", "", {"days": ["2027-01-01 休", "2027-01-02 休"]})
    assert "2027-01-01 休、2027-01-02 休" in signed_in(people.auditor).get("/account/audit/").text
