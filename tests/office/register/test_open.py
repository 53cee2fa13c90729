"""Open data: the registers that a document opens, as a data package that others' tools read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from frictionless import Package
from tests.office.people import Cast, cast

from luoshu.office.library.actions import decide
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import ReviewKind
from luoshu.office.register import opening, shelves
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.actions.tell_event import tell_event
from luoshu.office.register.models import Entity, Source
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
DOCUMENT = """---
id: test/labs
title: {zh: 试验室台账, en: Register of laboratories}
number: 试〔2025〕2号
issuer: 试验区管委会
effective: 2025-01-01/..
---

# 试验室台账

| 数据 | 公共试验室 | 类型                 | 单位 | 范围       | 周期 | 缺省 | English         | 说明     |
|------|------------|----------------------|------|------------|------|------|-----------------|----------|
|      | 试验室编号 | 标识                 |      |            | 时点 |      | number          | 台账编号 |
|      | 试验室名称 | 文本                 |      |            | 时点 |      | name            |          |
|      | 级别       | 文本 "国家级" "省级" |      |            | 时点 |      | level           |          |
|      | 设备原值   | 金额                 | 元   | ⟨[0..1亿]⟩ | 时点 |      | equipment       |          |
|      | 开放       | 是否                 |      |            | 时点 |      | open to others  |          |
|      | 设立日期   | 日期                 |      |            | 时点 |      | founded         |          |
|      | 收费比率   | 比率                 |      |            | 时点 |      | rate            |          |
|      | 负责人身份证号 | 文本             |      |            | 时点 |      | head's identity |          |
|      | 负责人手机 | 文本                 |      |            | 时点 |      | head's mobile   |          |
|      | 负责人     | 引用 试验人员        |      |            | 时点 |      | head            |          |
|      | 内部评语   | 文本                 |      |            | 时点 |      | remark          |          |

| 数据 | 试验人员 | 类型 | 单位 | 范围 | 周期 | 缺省 | English  | 说明 |
|------|----------|------|------|------|------|------|----------|------|
|      | 身份证号 | 标识 |      |      | 时点 |      | identity |      |
|      | 人员姓名 | 文本 |      |      | 时点 |      | name     |      |

| 台账 | 公共试验室 |
|------|------------|
| 公开 | 试验室编号、试验室名称、级别、设备原值、开放、设立日期、收费比率、负责人、负责人身份证号、负责人手机 |

| 译名 | 名称       | English      |
|------|------------|--------------|
|      | 公共试验室 | public laboratories |
"""
SLUG = "public-laboratories"


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """An office whose register of laboratories is open: two entries, one with a formula, and one that is gone."""
    settings.HOME = type(settings.HOME)(tmp_path / "home")
    seed()
    found = cast()
    made = write(found.editor, DOCUMENT, examine(DOCUMENT))
    for kind in ReviewKind:
        decide.review(found.editor, made, kind, "王律师", date(2025, 1, 1), "没有意见")
    decide.submit(found.editor, made)
    decide.approve(found.approver, made)
    decide.publish(found.approver, made)
    shelves._seen.clear()
    record = words().record("公共试验室")
    assert record is not None
    stated = {
        "试验室名称": "=光学室",
        "级别": "省级",
        "设备原值": "1234567.5",
        "开放": "是",
        "设立日期": "2020-05-01",
        "收费比率": "12.5%",
        "负责人身份证号": "11010519491231002X",
        "负责人手机": "13800000000",
        "内部评语": "尚可",
    }
    register_entry(found.officer, record, "S1", stated)
    register_entry(found.officer, record, "S2", {"试验室名称": "声学室"})
    gone = register_entry(found.officer, record, "S3", {"试验室名称": "撤销的"})
    tax = Source.objects.create(
        kind="authorised", name="税务", scope="全部", purpose="核对", expires=timezone.localdate()
    )
    register_entry(found.officer, record, "S4", {"试验室名称": "只有授权数据知道的"}, tax)
    tell_event(found.officer, gone.pk, "deregistered", date(2025, 5, 1), "函")
    yield found
    shelves._seen.clear()


def files(client: Client, folder: Path) -> dict[str, Any]:
    """What anyone downloads: the description and each file that it names."""
    description: dict[str, Any] = client.get("/open/datapackage.json").json()
    (folder / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    for resource in description["resources"]:
        body = client.get(f"/open/{resource['path']}").content
        assert len(body) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(body).hexdigest()}" == resource["hash"]
        (folder / resource["path"]).write_bytes(body)
    return description


def described(client: Client) -> dict[str, Any]:
    """The file of the register, as the package describes it."""
    files: list[dict[str, Any]] = client.get("/open/datapackage.json").json()["resources"]
    return next(each for each in files if each["name"] == SLUG)


def test_the_package_is_valid_and_its_types_are_read_back(people: Cast, client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    description = files(client, folder)
    assert {"policies", SLUG, "innovation-platforms"} <= {each["name"] for each in description["resources"]}
    package = Package(str(folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.to_summary()
    rows = [row.to_dict() for row in package.get_resource(SLUG).read_rows()]
    assert rows == [
        {
            "试验室编号": "S1",
            "试验室名称": "'=光学室",  # no formula in a spreadsheet
            "级别": "省级",
            "设备原值": Decimal("1234567.5"),
            "开放": True,
            "设立日期": date(2020, 5, 1),
            "收费比率": Decimal("0.125"),
        },
        dict.fromkeys(("级别", "设备原值", "开放", "设立日期", "收费比率"))
        | {"试验室编号": "S2", "试验室名称": "声学室"},
    ]
    policies = {row["policy"]: row for row in package.get_resource("policies").read_rows()}
    assert policies["cn/tech-sme"]["title_en"]
    assert isinstance(policies["cn/srdi"]["since"], date)


def test_what_is_not_opened_and_personal_numbers_stay(people: Cast, client: Client) -> None:
    text = client.get(f"/open/{SLUG}.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "试验室编号,试验室名称,级别,设备原值,开放,设立日期,收费比率"
    assert "尚可" not in text
    assert "11010519491231002X" not in text
    assert "13800000000" not in text
    assert "撤销的" not in text
    assert client.get("/open/enterprises.csv").status_code == 404


def test_a_correction_changes_the_file_and_its_hash(people: Cast, client: Client) -> None:
    before = described(client)
    correct(people.officer, Entity.objects.get(identifier="S2"), "级别", 0, "国家级", "批文")
    after = described(client)
    assert before["hash"] != after["hash"]
    assert "S2,声学室,国家级" in client.get(f"/open/{SLUG}.csv").content.decode()


def test_a_file_is_written_once_for_what_is_recorded(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = described(client)
    monkeypatch.setattr(opening, "lines", None)
    assert described(client) == before
    assert hashlib.sha256(client.get(f"/open/{SLUG}.csv").content).hexdigest() in before["hash"]
    assert before["hash"].removeprefix("sha256:") in client.get("/open/").text


def test_columns_say_what_they_hold(people: Cast, client: Client) -> None:
    resource = described(client)
    fields = {each["name"]: each for each in resource["schema"]["fields"]}
    assert resource["titles"] == {"zh-Hans": "公共试验室", "en": "public laboratories"}
    assert resource["schema"]["primaryKey"] == ["试验室编号"]
    assert fields["级别"]["constraints"] == {"enum": ["国家级", "省级"]}
    assert fields["设备原值"]["constraints"] == {"minimum": 0, "maximum": 100000000}
    assert fields["设立日期"]["type"] == "date"
    assert fields["设备原值"]["titles"] == {"zh-Hans": "设备原值", "en": "equipment"}


def test_the_licence_is_what_the_office_declares(people: Cast, client: Client, settings: Any) -> None:
    assert "licenses" not in client.get("/open/datapackage.json").json()
    assert "还没有声明许可" in client.get("/open/").content.decode()
    settings.OPEN_LICENCE = "CC-BY-4.0"
    assert client.get("/open/datapackage.json").json()["licenses"] == [{"name": "CC-BY-4.0"}]
    assert "CC-BY-4.0" in client.get("/open/").content.decode()


def test_it_is_for_other_sites_too(people: Cast, client: Client) -> None:
    assert client.get("/open/datapackage.json").headers["Access-Control-Allow-Origin"] == "*"
