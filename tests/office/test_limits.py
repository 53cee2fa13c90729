"""How often an address may do something."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from luoshu.office.shell.limits import Limit, address_of

pytestmark = pytest.mark.django_db


def test_each_address_has_so_many_turns() -> None:
    limit = Limit("test", most=2, seconds=10**9)
    one, other = (RequestFactory().get("/", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.2"))
    assert [limit.passed(one) for _ in range(3)] == [False, False, True]
    assert not limit.passed(other)
    assert not Limit("another", most=2, seconds=10**9).passed(one)


def test_addresses_are_not_kept_as_they_are() -> None:
    kept: list[str] = []
    original = cache.set
    try:
        cache.set = lambda key, *rest: kept.append(key)  # type: ignore[method-assign, assignment]
        Limit("test", most=2, seconds=60).passed(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1"))
    finally:
        cache.set = original  # type: ignore[method-assign]
    assert len(kept) == 1
    assert "10.0.0.1" not in kept[0]


def test_what_a_stranger_says_of_its_address_counts_only_behind_a_proxy(settings: object) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"})
    settings.HTTPS = False  # type: ignore[attr-defined]
    assert address_of(request) == "10.0.0.1"
    settings.HTTPS = True  # type: ignore[attr-defined]
    assert address_of(request) == "5.6.7.8"
