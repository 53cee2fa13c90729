"""An office with a register that takes applications, its people, and a second firm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.office.filing.documents import contracts
from tests.office.homes import at_home, home_with  # noqa: F401
from tests.office.people import OTHER_CODE, Cast, cast, enterprise, member, user

from luoshu.office.accounts.models import Organisation, Role, User
from luoshu.office.home import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with home_with(tmp_path_factory.mktemp("office"), contracts()) as made:
        yield made


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def other(db: None) -> User:
    """An operator of another firm."""
    made = user("钱经理")
    member(made, enterprise("伊滨材料有限公司", OTHER_CODE), Role.OPERATOR)
    return made


@pytest.fixture
def firm(people: Cast) -> Organisation:
    return enterprise()
