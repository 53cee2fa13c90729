"""The library, filled as `luoshu serve` fills it."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.office.people import Cast, cast, signed_in

from luoshu.office.accounts.models import User
from luoshu.office.library.actions.seed import seed


@pytest.fixture
def library(db: None) -> None:
    seed()


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def editor(people: Cast) -> User:
    return people.editor


@pytest.fixture
def approver(people: Cast) -> User:
    return people.approver


@pytest.fixture
def writing(editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def approving(approver: User) -> Client:
    return signed_in(approver)
