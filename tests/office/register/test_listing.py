"""The list of entities: the quick ways of counting and cutting it find what the plain question finds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from tests.office.people import signed_in
from tests.office.register.conftest import Bring
from tests.office.register.helping import LOOK, as_csv

from luoshu.facts.sample_columns import credit_codes
from luoshu.office.accounts.models import User
from luoshu.office.register.listing import Asked, EntityList, exported
from luoshu.office.register.models import Entity, Recording, Source
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("soon", [0, EntityList.SOON])
@pytest.mark.parametrize("has", ["missing", "known", "is"])
@pytest.mark.parametrize("state", ["active", "moved", "all"])
def test_of_whom_a_fact_is_known_or_missing_is_counted_and_cut(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, state: str, has: str, soon: int
) -> None:
    monkeypatch.setattr(EntityList, "SOON", soon)
    codes = credit_codes(5000, 20, 1).to_pylist()
    rows = [
        {"统一社会信用代码": code, "企业名称": f"企业{number:02}", "研发人员数": "" if number % 3 else 7 + number % 2}
        for number, code in enumerate(codes)
    ]
    bring("企业.csv", as_csv(rows), apply=True)
    Entity.objects.filter(identifier__in=codes[:7]).update(state=Entity.State.MOVED)
    asked = Asked.of(
        words().vocabulary.records["企业"], {"fact": "研发人员数", "has": has, "value": "8", "state": state}
    )
    moved = {"active": [False], "moved": [True], "all": [False, True]}[state]
    is_found = {"missing": lambda n: n % 3, "known": lambda n: not n % 3, "is": lambda n: not n % 3 and n % 2}[has]
    found = sorted(code for n, code in enumerate(codes) if is_found(n) and (n < 7) in moved)
    listed = EntityList(asked, Entity.objects.all())
    assert listed.count() == len(found)
    assert [entity.identifier for entity in listed[0:2]] == found[:2]
    assert [entity.identifier for entity in listed[2:50]] == found[2:]
    one = Entity.objects.filter(identifier=found[0])  # of people who see no more
    assert EntityList(asked, one).count() == 1


@pytest.mark.parametrize("soon", [0, EntityList.SOON])
def test_a_fact_of_another_register_is_not_counted(bring: Bring, monkeypatch: pytest.MonkeyPatch, soon: int) -> None:
    monkeypatch.setattr(EntityList, "SOON", soon)
    platforms = [
        {"平台编号": f"P{number}", "平台名称": f"平台{number}", "有效期至": "2030-01-01" if number < 2 else ""}
        for number in range(5)
    ]
    bases = [{"基地编号": "B1", "基地名称": "基地", "有效期至": "2030-01-01"}]
    bring("创新平台.csv", as_csv(platforms), apply=True)
    bring("中试基地.csv", as_csv(bases), apply=True)
    record = words().vocabulary.records["创新平台"]
    for has, found in (("known", ["P0", "P1"]), ("missing", ["P2", "P3", "P4"])):
        listed = EntityList(Asked.of(record, {"fact": "有效期至", "has": has}), Entity.objects.all())
        assert (listed.count(), [entity.identifier for entity in listed[0:50]]) == (len(found), found)


def test_a_value_that_is_none_is_told(officer: User) -> None:
    client = signed_in(officer)
    text = client.get("/register/enterprises/", {"fact": "职工总数", "has": "is", "value": "十二"}).text
    assert "要找的值没有看懂：看不懂“十二”" in text
    assert "没有看懂" not in client.get("/register/enterprises/", {"fact": "职工总数", "has": "is", "value": "12"}).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite alone")
def test_no_query_is_left_half_read_while_an_export_is_written() -> None:
    """SQLite refuses to write beside one as soon as somebody else has written; VACUUM refuses wherever there is one."""
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="名单")
    first = Recording.objects.create(at=timezone.now(), source=source)
    made = (Entity(kind="企业", identifier=f"{number:018}", name="某企业", first=first) for number in range(1_200))
    Entity.objects.bulk_create(made)
    asked = Asked.of(words().vocabulary.records["企业"], {})
    rows = exported(asked, Entity.objects.all(), asked.columns, LOOK)
    assert next(rows)[0] == f"{0:018}"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    assert len(list(rows)) == 1_199
