"""Pictures of the office for the README and docs/office.md: `make screenshots` writes docs/images/office-*.png.

An office is filled with the sample zone, and looked at in a browser as each of its people.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

from tests.browsing import started

IMAGES = Path(__file__).parent / "images"
FIRMS = 600
MOST = 250_000  # bytes of a picture
SIGN_IN = re.compile(r"^  (\w+) +(\S+) ", re.MULTILINE)
_PATIENCE = 300_000  # milliseconds
RUN = "from luoshu.cli.main import main; raise SystemExit(main())"
ANSWERS = "成立日期=2021-03-05&在中国境内注册=是&获得过私募投资=是&已上市=否&最近一轮估值=12"

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Office:
    """One that answers at `address`; `passwords` by the name that somebody signs in with."""

    address: str
    passwords: dict[str, str]


@dataclass(frozen=True)
class Shot:
    """A picture: of which page, as whom (nobody where that is empty), in which language, how high."""

    name: str
    path: str
    who: str = ""
    lang: Lang = "zh"
    height: int = 820
    part: str = ""  # what is scrolled to the top
    follow: str = ""  # a link of the page at `path` that leads to the one meant


SHOTS = (
    Shot("calculator", f"/calculator/?{ANSWERS}"),
    Shot("policy", "/policies/cn/tech-sme/", height=900),
    Shot("policy-en", "/policies/cn/little-giant/", lang="en", height=900),
    Shot("counts", "/register/innovation-platforms/counts", "jingban", height=900),
    Shot("chain", "/register/chain-links/counts", "jingban", part="#chain", height=760),
    Shot("trial", "/register/trials/", "jingban", follow="main tbody th a"),
    Shot(
        "publishing", "/publishing/", "bianji", follow="main tr:has-text('cn/tech-sme') a:has-text('修订')", height=760
    ),
    Shot("cultivation", "/cultivation/", "jingban", height=760),
    Shot("answers", "/register/mine/answers", "qiye", height=900),
    Shot("answers-en", "/register/mine/answers", "qiye", "en", height=760),
)


@contextmanager
def office() -> Iterator[Office]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    home = tempfile.mkdtemp(prefix="luoshu-shots-")
    options = ["--lang", "en", "--home", home, "--sample", str(FIRMS), "--bind", bind]
    serving = subprocess.Popen([sys.executable, "-c", RUN, "serve", *options], stdout=subprocess.PIPE, text=True)
    assert serving.stdout is not None
    try:
        said = ""
        for line in serving.stdout:
            said += line
            if bind in line:
                break
        yield Office(f"http://{bind}", dict(SIGN_IN.findall(said)))
    finally:
        serving.terminate()
        serving.wait()
        shutil.rmtree(home, ignore_errors=True)


def _signs_in(page: Page, who: str, password: str) -> None:
    page.goto("/account/sign-in/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.locator("main button").first.click()
    page.wait_for_url("**/account/")


def _tries_again(page: Page) -> None:
    """An officer runs the same policies once more, so that a trial stands beside the last."""
    page.goto("/register/trials/")
    page.locator("details > summary").first.click()
    for policy in ("cn/tech-sme", "cn/hnte"):
        page.locator(f"input[name=policies][value='{policy}']").check()
    page.locator("main form button").last.click()
    page.locator("main .yes", has_text="完成").first.wait_for()


def _mistypes(page: Page) -> None:
    """An editor adds a condition, on a fact that the vocabulary calls otherwise."""
    page.locator(".cm-line", has_text="规模达标: ").click()
    page.keyboard.press("End")
    page.keyboard.insert_text(" and 研发人员 > 0")
    page.locator(".cm-lintRange-error").first.wait_for()
    page.locator(".cm-editor").evaluate("each => each.scrollIntoView({behavior: 'instant', block: 'start'})")


def _taken(page: Page, shot: Shot) -> None:
    page.set_viewport_size({"width": 1200, "height": shot.height})
    page.goto(shot.path)
    if shot.follow:
        page.locator(shot.follow).first.click()
        page.wait_for_load_state()
    if shot.name == "publishing":
        _mistypes(page)
    for figure in page.locator("figure[data-shape]").all():
        figure.locator(".drawn svg").first.wait_for()
    for picture in page.locator(".picture img").all():
        picture.evaluate("each => each.decode()")
    if shot.part:
        page.locator(shot.part).evaluate("each => each.scrollIntoView({behavior: 'instant'})")
    file = IMAGES / f"office-{shot.name}.png"
    page.screenshot(path=file, animations="disabled")
    print(f"{file.relative_to(IMAGES.parents[1])}  {file.stat().st_size:,} bytes", flush=True)
    if file.stat().st_size > MOST:
        raise SystemExit(f"{file.name} is too large for a repository: make it lower")


def main() -> None:
    asked = set(sys.argv[1:])
    with office() as running, started() as browser:
        pages: dict[tuple[str, Lang], Page] = {}
        for shot in SHOTS:
            if asked and shot.name not in asked:
                continue
            key = shot.who, shot.lang
            if key not in pages:
                locale = {"zh": "zh-CN", "en": "en-GB"}[shot.lang]
                context = browser.new_context(base_url=running.address, locale=locale)
                context.set_default_timeout(_PATIENCE)
                pages[key] = context.new_page()
                if shot.who:
                    _signs_in(pages[key], shot.who, running.passwords[shot.who])
            if shot.name == "trial":
                _tries_again(pages[key])
            _taken(pages[key], shot)


if __name__ == "__main__":
    main()
