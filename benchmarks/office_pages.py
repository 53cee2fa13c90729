"""What a page of the office costs, in a process of its own: queries, and seconds of this process's CPU."""

from __future__ import annotations

import argparse
import html
import json
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.office_large import ON, open_office

ROUNDS = 7
ENTERPRISES = f"/register/{quote('enterprises')}/"


@dataclass(frozen=True, slots=True)
class Page:
    """Who asks for what; `said` is how docs/benchmarks.md calls it."""

    said: str
    user: str
    address: str


LISTS = (
    Page("enterprises", "jingban", ENTERPRISES),
    Page("enterprises, the last page", "jingban", f"{ENTERPRISES}?page=999999"),
    Page("enterprises, a part of a name searched", "jingban", f"{ENTERPRISES}?{urlencode({'q': '企业0007'})}"),
    Page(
        "enterprises of which a fact is missing",
        "jingban",
        f"{ENTERPRISES}?{urlencode({'fact': '研发费用', 'has': 'missing', 'year': ON.year - 1})}",
    ),
    Page(
        "enterprises of which a fact has a value",
        "jingban",
        f"{ENTERPRISES}?{urlencode({'fact': '查账征收', 'has': 'is', 'value': '是'})}",
    ),
    Page("audit", "shenji", "/account/audit/"),
    Page("sign-ins", "shenji", "/account/house/sign-ins"),
    Page("organisations", "guanli", "/account/house/organisations"),
    Page("people", "guanli", "/account/house/people"),
    Page("policies", "", "/policies/"),
    Page("imports", "jingban", "/register/imports/"),
    Page("snapshots", "jingban", "/register/snapshots/"),
    Page("trials", "jingban", "/register/trials/"),
    Page("where sources differ", "jingban", "/register/differences/"),
    Page("what ends when", "jingban", "/register/expiry/"),
    Page("the cultivation list", "jingban", "/cultivation/"),
)


def lists(firms: int) -> dict[str, Any]:
    """Every list, on a page of 50 rows where there are as many."""
    open_office(firms)
    start = time.perf_counter()
    pages = [measured(page) for page in LISTS]
    return {"seconds": time.perf_counter() - start, "pages": pages}


def calculator(firms: int) -> dict[str, Any]:
    """The first question, and every further one that is asked until all is settled or nothing is left to ask."""
    open_office(firms)
    from django.core.cache import cache

    cache.clear()  # where it is kept how often an address has asked
    start = time.perf_counter()
    steps = [measured(Page("", "", address)) for address in _answered()]
    return {
        "seconds": time.perf_counter() - start,
        "steps": len(steps),
        "queries": max(step["queries"] for step in steps),
        "cpu_ms": statistics.median(step["cpu_ms"] for step in steps),
        "cpu_ms_most": max(step["cpu_ms"] for step in steps),
    }


def _answered(most: int = 12) -> Iterator[str]:
    """The addresses of one who answers 1 to whatever is asked, a day where that is no answer, and skips the rest."""
    from django.test import Client

    client, day = Client(HTTP_HOST="127.0.0.1"), ON.replace(year=ON.year - 5).isoformat()
    pairs = [("about", "企业"), ("on", ON.isoformat())]
    for _ in range(most):
        address = f"/calculator/?{urlencode(pairs)}"
        yield address
        page = client.get(address).content.decode()
        asked = re.search(r'<button[^>]* name="skip" value="([^"]+)"', page)
        if asked is None:
            return
        name = html.unescape(asked[1])
        if name != pairs[-1][0]:
            pairs.append((name, "1"))
        else:  # that was no answer
            pairs[-1] = (name, day) if pairs[-1][1] == "1" else ("skip", name)


def measured(page: Page) -> dict[str, Any]:
    """The page asked for once, and then as often as it takes; what it took in the middle."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from luoshu.office.accounts.models import User

    client = Client(HTTP_HOST="127.0.0.1")
    if page.user:
        client.force_login(User.objects.get(username=page.user))
    answer = client.get(page.address)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.address}: {answer.status_code}")
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        client.get(page.address)
        took.append(1000 * (time.process_time() - start))
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address)
    return {
        "said": page.said,
        "queries": len(queries),
        "cpu_ms": round(statistics.median(took), 1),
    }


TASKS = {"lists": lists, "calculator": calculator}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("firms", type=int)
    given = parser.parse_args()
    print(json.dumps(TASKS[given.task](given.firms), ensure_ascii=False))
