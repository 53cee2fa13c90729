"""What tests of the office may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from django.utils import translation
from tests.office.at import At
from tests.office.triggers import set_aside


@pytest.fixture(autouse=True, scope="session")
def _rows_may_go_between_tests() -> Iterator[None]:
    """A test with a live server empties the tables when it ends, those of the audit too."""
    emptied: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def without_triggers(case: Any) -> None:
        with set_aside():
            emptied(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_test_keeps_its_connection() -> Iterator[None]:
    """An answer that is closed ends its request, and Django then the connection: not that of a test, whose transaction
    is in it."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def unless_in_a_transaction(connection: BaseDatabaseWrapper) -> None:
        if not connection.in_atomic_block:
            close(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", unless_in_a_transaction)
        yield


@pytest.fixture
def pictures() -> Path | None:
    """Where pictures of the pages are wanted: `LUOSHU_PICTURES=folder pytest …`."""
    folder = os.environ.get("LUOSHU_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """A page that the test before asked for in English leaves its language behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _pages_are_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that stays open keeps its connection, whose thread would outlive the live server. None complained."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()
    said, At.complaints[:] = [*At.complaints], []
    assert said == []
