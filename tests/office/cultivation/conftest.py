"""A small zone with a snapshot of it, an officer, an adviser of an agency, the enterprise's operator."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.office.people import CODE, agency, enterprise, member, user
from tests.office.register.conftest import Bring, _files, bring, officer, source, zone  # noqa: F401
from tests.office.register.helping import CODES, SmallZone, work_off

from luoshu.office.accounts.models import Role, User
from luoshu.office.cultivation.actions.search_near import ask_search
from luoshu.office.cultivation.aims import offered
from luoshu.office.cultivation.models import Search
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.models import Snapshot

ON = date(2025, 6, 30)
RUNG = "luoyang/ladders||科技企业梯次|小"


class Cultivating:
    """What tests of the list do again and again."""

    def __init__(self, by: User) -> None:
        self.officer = by

    def cut(self) -> Snapshot:
        made = ask_snapshot(self.officer, Snapshot(on=ON, as_of=timezone.now(), purpose="培育"))
        work_off()
        made.refresh_from_db()
        assert made.state == "done"
        return made

    def search(self, value: str = "cn/tech-sme|符合现行评价条件||", snapshot: Snapshot | None = None) -> Search:
        chosen = next(each for each in offered(ON) if each.value == value)
        made = ask_search(self.officer, Search(aim=chosen.aim(), snapshot=snapshot or self.cut(), on=ON))
        work_off()
        made.refresh_from_db()
        assert made.state == "done", made.problems
        return made


@pytest.fixture
def cultivating(officer: User) -> Cultivating:  # noqa: F811
    return Cultivating(officer)


@pytest.fixture
def adviser(db: None) -> User:
    person = user("何顾问")
    member(person, agency(), Role.STAFF)
    return person


@pytest.fixture
def operator(db: None) -> User:
    person = user("王会计")
    member(person, enterprise(), Role.OPERATOR)
    return person


@pytest.fixture
def firms(bring: Bring, zone: SmallZone) -> list[str]:  # noqa: F811
    """Three firms: the first has an account and lacks people and money alone, of the second much is missing."""
    zone.firms[0]["统一社会信用代码"] = CODE
    for rows in (zone.years, zone.rights):
        for row in rows:
            row.update({name: CODE for name, value in row.items() if value == CODES[0]})
    known = {
        "在中国境内注册": "是",
        **dict.fromkeys(
            (
                "提供禁止限制淘汰类产品或服务",
                "重大安全事故",
                "重大质量事故",
                "严重环境违法",
                "科研严重失信",
                "列入经营异常名录",
                "列入严重违法失信名单",
            ),
            "否",
        ),
    }
    for firm in (zone.firms[0], zone.firms[2]):
        firm.update(known)
    for row in zone.years:
        if row["统一社会信用代码"] == CODES[1]:
            continue
        row |= {"职工总数": 100, "科技人员数": 2, "成本费用": 900_0000, "资产总额": 3_0000_0000, "研发费用": 1_0000}
        if row["统一社会信用代码"] == CODES[2]:
            row |= {"资产总额": 1000_0000, "研发费用": 60_0000, "科技人员数": 30}
    bring("园区.xlsx", zone.workbook(), apply=True)
    return [CODE, CODES[1], CODES[2]]
