"""Every page of the office in a browser, in both languages and at every width: what nobody should ever see on one.

The short form looks at the main pages, the long one at every address that answers with a page to whoever may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from tests.browsing import faults
from tests.office.people import Cast, cast
from tests.office.test_routes import written
from tests.office.walking import ROLES, arguments, browser_of, outcome, routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.django_db(transaction=True)

DESKTOP, ZOOMED, PHONE = (1280, 900), (640, 450), (390, 844)  # the second is the first at 200 %
MAIN = {"start", "policies", "calculator", "account_login", "me", "mine", "entities", "entity", "cultivation", "filing"}
LANGUAGES = {"zh-CN": "zh-Hans", "en-GB": "en"}
LEFT_OVER = ("{{", "{%", "Traceback")  # of a template, of a program


@dataclass(frozen=True)
class Seen:
    """An address that answers with a page, and to whom; `reloads` where it asks to be fetched again by itself."""

    name: str
    address: str
    role: str
    reloads: bool


def pages(people: Cast, only: set[str] | None = None) -> Iterator[Seen]:
    """Of each address that answers with a page, the first of the cast to whom it does."""
    table, given = written(), arguments(people)
    clients = {role: browser_of(role, people) for role in ROLES}
    for name, _ in routes():
        if only is not None and name not in only:
            continue
        for role in ROLES:
            if table[name][role].split("/")[0] != "allowed":
                continue
            address = reverse(name, kwargs=given.get(name, {}))
            answer = clients[role].get(address)
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            answer.close()
            if answer.status_code == 200 and html and outcome(answer) == "allowed":
                yield Seen(name, address, role, "Refresh" in answer.headers)
                break


class Reader:
    """Somebody at a browser: what they would complain about."""

    def __init__(self, browser: Browser, server: str, people: Cast, locale: str) -> None:
        self.browser, self.server, self.people, self.locale = browser, server, people, locale
        self.contexts: dict[str, BrowserContext] = {}

    def _context(self, role: str) -> BrowserContext:
        if role not in self.contexts:
            context = self.browser.new_context(locale=self.locale)
            session = browser_of(role, self.people).cookies.get("sessionid")
            if session is not None:
                context.add_cookies([{"name": "sessionid", "value": session.value, "url": self.server}])
            self.contexts[role] = context
        return self.contexts[role]

    @contextmanager
    def _page(self, seen: Seen) -> Iterator[Page]:
        page = self._context(seen.role).new_page()
        page.set_default_timeout(120_000)
        if seen.reloads:
            page.route(f"{self.server}{seen.address}", _without_reloading)
        yield page
        page.close()

    def complaints(self, seen: Seen) -> list[str]:
        told: list[str] = []
        with self._page(seen) as page:
            page.on("console", lambda said: told.append(said.text) if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: told.append(str(error)))
            page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
            page.goto(f"{self.server}{seen.address}")
            told += self._words(page)
            told += _by_keyboard(page)
            for width, height in (DESKTOP, ZOOMED, PHONE):
                page.set_viewport_size({"width": width, "height": height})
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    told.append(f"{wide} wide in a window of {width}")
            told += [f"axe: {rule} {where}" for rule, where in faults(page).items()]
            page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
            told += [f"axe: {rule} {where}" for rule, where in faults(page).items()]
        return [f"{seen.name} ({seen.address}, {seen.role}, {self.locale}): {each}" for each in dict.fromkeys(told)]

    def _words(self, page: Page) -> Iterator[str]:
        if (lang := page.locator("html").get_attribute("lang")) != LANGUAGES[self.locale]:
            yield f"lang is {lang}"
        if not re.fullmatch(r"\S.* · (洛书|Luoshu)", page.title()):
            yield f"title is {page.title()!r}"
        if (heads := page.locator("h1").count()) != 1:
            yield f"{heads} h1"
        elif not page.locator("h1").inner_text().strip():
            yield "h1 says nothing"
        text = page.locator("body").inner_text()
        yield from (f"{each!r} is left over" for each in LEFT_OVER if each in text)
        if self.locale == "zh-CN" and (none := re.search(r".{0,20}\bNone\b.{0,20}", text)):  # English says it rightly
            yield f"None: {none[0]}"


def _without_reloading(route: Route) -> None:
    """A page that fetches itself again would go away under the eyes of axe."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "refresh"})


def _by_keyboard(page: Page) -> Iterator[str]:
    """The first stop is the link over the bar, and it leads to the content."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.className") != "skip":
        yield "the first stop of the keyboard is not the link to the content"
        return
    page.keyboard.press("Enter")
    if page.evaluate("location.hash") != "#main" or page.locator("main#main").count() != 1:
        yield "the link to the content leads nowhere"


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, live_server: LiveServer, browser: Browser) -> Reader:
    call_command("createcachetable", verbosity=0)
    return Reader(browser, live_server.url, cast(), request.param)


def test_the_main_pages(reader: Reader) -> None:
    found = list(pages(reader.people, MAIN))
    assert {each.name for each in found} == MAIN
    assert [said for each in found for said in reader.complaints(each)] == []


@pytest.mark.slow
def test_every_page(reader: Reader) -> None:
    found = list(pages(reader.people))
    assert len(found) > 90
    assert "\n".join(said for each in found for said in reader.complaints(each)) == ""
