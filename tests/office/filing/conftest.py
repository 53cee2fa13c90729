"""An office with a register that takes applications, its people, and a second firm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.office.filing.documents import contracts
from tests.office.people import OTHER_CODE, Cast, cast, enterprise, member, user

from luoshu.office.accounts.models import Organisation, Role, User
from luoshu.office.booking import catalogues
from luoshu.office.filing import registers as filing_registers
from luoshu.office.home import Home
from luoshu.office.register import policies, shelves, words


def put(home: Home, documents: Mapping[str, str]) -> None:
    """Puts documents into the library of an installation."""
    for name, text in documents.items():
        path = home.library / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    forget()


def forget() -> None:
    """What the office knows of its documents is looked up anew."""
    shelves._seen.clear()
    for kept in (
        words._words,
        policies._runnable,
        policies._facts_of,
        filing_registers._registers,
        catalogues._catalogues,
    ):
        kept.cache_clear()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An installation whose library has the documents; reading all that are shipped takes seconds, so once a module."""
    made = Home(tmp_path_factory.mktemp("office")).prepare()
    put(made, contracts())
    yield made
    forget()


@pytest.fixture(autouse=True)
def _at_home(settings: object, home: Home, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.HOME = home  # type: ignore[attr-defined]


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
