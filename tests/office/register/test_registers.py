"""Any register that a document declares: entered by hand, imported, counted at a date, told when it expires."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.office.people import signed_in
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, LOOK, as_csv

from luoshu.office.accounts.models import User
from luoshu.office.register.counting import counts_at
from luoshu.office.register.models import Entity
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
NAMES = ("平台编号", "平台名称", "平台类型", "级别", "依托单位", "认定日期", "有效期至")
SOON = timezone.localdate() + timedelta(days=40)


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def platforms(bring: Bring) -> None:
    rows = (
        ("P1", "精密加工中心", "工程研究中心", "市级", "洛川精密", "2019-01-01", ""),
        ("P2", "精密加工中心", "工程研究中心", "省级", "洛川精密", "2022-01-01", ""),
        ("P3", "精密加工中心", "工程研究中心", "省级", "另一家", "2022-01-01", ""),
        ("P4", "材料实验室", "重点实验室", "国家级", "伊滨材料", "2020-01-01", "2024-12-31"),
        ("P5", "软件中心", "企业技术中心", "市级", "瀍河软件", "2021-01-01", SOON.isoformat()),
    )
    work = bring("创新平台.csv", as_csv([dict(zip(NAMES, row, strict=True)) for row in rows]), apply=True)
    assert work.state == "done"


def counted(on: date) -> dict[tuple[str, str], int]:
    record = words().vocabulary.records["创新平台"]
    found = counts_at(record, on, LOOK)
    assert found is not None
    return dict(found.counted)


def test_a_body_with_several_levels_counts_once_at_the_highest(platforms: None) -> None:
    today = timezone.localdate()
    assert counted(today) == {("工程研究中心", "省级"): 2, ("企业技术中心", "市级"): 1}


def test_what_was_known_later_does_not_count_earlier(platforms: None) -> None:
    assert counted(date(2024, 6, 30)) == {}


def test_the_page_names_its_rule_and_what_expires(client: Client, platforms: None) -> None:
    text = client.get("/register/innovation-platforms/counts").text
    assert "取最高级别" in text
    assert "有效 3 个" in text
    assert "软件中心" in text
    assert "材料实验室" not in text


def test_one_is_entered_by_hand(client: Client) -> None:
    page = client.get("/register/incubation-carriers/new").text

    assert "载体名称" in page

    wrong = client.post("/register/incubation-carriers/new", {"identifier": "Z1"})
    assert 'class="summary"' in wrong.text
    client.post(
        "/register/incubation-carriers/new",
        {"identifier": "Z1", "fact-载体名称": "周山智慧岛", "fact-载体类型": "孵化器"},
    )
    made = Entity.objects.get(identifier="Z1")
    assert (made.kind, made.name) == ("孵化载体", "周山智慧岛")
    assert "孵化器" in client.get(f"/register/entity/{made.pk}").text
    twice = client.post("/register/incubation-carriers/new", {"identifier": "Z1", "fact-载体名称": "周山智慧岛"})
    assert "已经登记过了" in twice.text


def test_an_enterprise_needs_its_own_credit_code(client: Client) -> None:
    wrong = client.post("/register/enterprises/new", {"identifier": CODES[0][:-1] + "X", "fact-企业名称": "洛川"})
    assert "校验位不符" in wrong.text
    client.post("/register/enterprises/new", {"identifier": CODES[0], "fact-企业名称": "洛川"})
    assert Entity.objects.get(identifier=CODES[0]).name == "洛川"


@pytest.mark.parametrize("slug", ["institutions", "innovation-platforms", "key-projects", "service-achievements"])
def test_every_register_has_its_list(client: Client, slug: str) -> None:
    assert client.get(f"/register/{slug}/").status_code == 200
    assert client.get(f"/register/{slug}/counts").status_code == 200


def test_a_list_shows_first_what_a_register_is_kept_by_and_names_what_it_refers_to(
    client: Client, bring: Bring
) -> None:
    bring("孵化载体.csv", as_csv([{"载体编号": "ZT1", "载体名称": "周山一号楼"}]), apply=True)
    lease = {"租约编号": "ZY1", "承租单位名称": "洛川精密", "所属载体": "ZT1", "用途": "研发"}
    lease |= {"租用面积": 1200, "起租日期": "2025-01-01", "租期至": "2027-12-31"}
    bring("租约.csv", as_csv([lease, {**lease, "租约编号": "ZY2", "所属载体": "ZT9"}]), apply=True)
    page = client.get("/register/tenancies/").text
    heads = re.findall(r'<th scope="col"[^>]*>([^<（]+)', page)
    assert heads == ["名称", "租约编号", "用途", "所属载体", "起租日期", "租期至", "租用面积"]
    assert "<td>周山一号楼</td>" in page
    assert "<td>ZT9</td>" in page  # nothing is called so
    contracts = client.get("/register/technical-contracts/?state=all").text
    assert "书面合同</th>" not in contracts
