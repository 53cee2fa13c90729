"""An office with a facility, who keeps it, and two firms that want it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.office.booking.documents import DOCUMENTS
from tests.office.homes import at_home, home_with  # noqa: F401
from tests.office.people import OTHER_CODE, Cast, cast, enterprise, member, user

from luoshu.office.accounts.models import Kind, Organisation, Role, User
from luoshu.office.filing.registers import registers
from luoshu.office.home import Home
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.models import Entity

KEEPER = "12410000MB00001K2C"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with home_with(tmp_path_factory.mktemp("office"), DOCUMENTS) as made:
        yield made


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def keeper(db: None) -> User:
    """Of the institute that keeps the facility."""
    institute = Organisation.objects.create(kind=Kind.INSTITUTION, name="轴承研究所", identifier=KEEPER)
    made = user("孙所长")
    member(made, institute, Role.OPERATOR)
    return made


@pytest.fixture
def other(db: None) -> User:
    made = user("钱经理")
    member(made, enterprise("伊滨材料有限公司", OTHER_CODE), Role.OPERATOR)
    return made


@pytest.fixture
def facility(people: Cast) -> Entity:
    kept = registers()["试验设施"]
    stated = {"设施名称": "高低温试验箱", "单位代码": KEEPER, "时段费用": "600"}
    return register_entry(people.officer, kept.record, "F1", stated)


@pytest.fixture
def service(people: Cast, keeper: User) -> Entity:
    base, services = registers()["试验基地"].record, registers()["试验服务"].record
    register_entry(people.officer, base, "B1", {"试验基地名称": "轴承中试基地", "运营代码": KEEPER})
    stated = {"试验服务名称": "热处理工艺放大", "类别": "放大", "在哪个基地": "B1"}
    return register_entry(people.officer, services, "S1", stated)
