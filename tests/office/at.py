"""A browser of somebody, for stories: each page that it looks at is sound at every size."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from tests.browsing import faults
from tests.office.people import signed_in
from tests.office.register.helping import work_off

from luoshu.office.accounts.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's own loop runs beside this thread
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class At:
    """Nothing on a page is serious for axe or wider than the window, and nothing complains: no script, no policy."""

    sizes: ClassVar[Mapping[str, ViewportSize]] = {"desktop": DESKTOP, "phone": PHONE}
    complaints: ClassVar[list[str]] = []  # of all pages, until the test ends: `conftest` looks

    def __init__(self, browser: Browser, server: str, who: User | None, pictures: Path | None) -> None:
        context = browser.new_context(viewport=DESKTOP, locale="zh-CN")
        if who is not None:
            session = signed_in(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
        self.page: Page = context.new_page()
        self.server, self.pictures = server, pictures
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type == "error" and "422" not in said.text:  # a form that was refused
            self.complaints.append(said.text)

    def goes(self, path: str, name: str = "") -> None:
        self.page.goto(f"{self.server}{path}")
        if name:
            self.look(name)

    def look(self, name: str) -> None:
        """Sees that nothing is wrong with the page; one that waits for background work may come anew meanwhile."""
        from playwright.sync_api import Error as PlaywrightError

        try:
            self._look(name)
        except PlaywrightError as error:
            if "Execution context was destroyed" not in error.message:
                raise
            self.page.wait_for_load_state()
            self._look(name)

    def _look(self, name: str) -> None:
        for size, viewport in self.sizes.items():
            self.page.set_viewport_size(viewport)
            assert (found := faults(self.page)) == {}, f"{name} {size}: {found}"
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} is too wide"
            if self.pictures:
                self.page.screenshot(path=self.pictures / f"{name}-{size}.png", full_page=True)
        self.page.set_viewport_size(DESKTOP)
        assert self.complaints == [], name

    def works(self) -> None:
        """The worker does what waits, while the page does not ask."""
        here = self.page.url
        self.page.goto("about:blank")
        work_off()
        self.page.goto(here)

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()

    @property
    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()
