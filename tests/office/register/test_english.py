"""What a reader of English sees of kinds, units and sources: English wherever there is any."""

from __future__ import annotations

import re

import pytest
from tests.office.people import signed_in

from luoshu.facts.units import unit_said
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.models import Source
from luoshu.office.register.sources import OWN, own_source
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = {"Accept-Language": "en"}


def test_every_kind_and_every_unit_of_the_vocabulary_has_a_name() -> None:
    told = words()
    assert [kind.name for kind in told.kinds if CHINESE.search(told.label(kind.name).en)] == []
    units = {fact.unit for record in told.vocabulary.records.values() for fact in record.facts.values()}
    assert [unit for unit in units if CHINESE.search(unit_said(unit, 2, "en"))] == []
    assert unit_said("亩", 2, "en") == "亩", "of one without English, as it is"


def test_addresses_of_registers_stay_as_they_are() -> None:
    told = words()
    assert told.of_slug("人才") is told.record("人才")
    assert told.slug("人才") == "人才"


def test_sources_that_every_office_has_are_called_in_english_and_those_of_the_house_as_it_named_them(
    officer: User,
) -> None:
    for kind in OWN:
        own_source(kind)
    Source.objects.create(kind=Source.Kind.STATISTICS, name="统计局 2025")
    client = signed_in(officer)
    page = client.get("/register/sources/", headers=ENGLISH).text
    for name in OWN.values():
        assert f'<th scope="row">{name}</th>' not in page
    assert '<th scope="row">declared by the enterprise</th>' in page
    assert '<th scope="row">统计局 2025</th>' in page
    record = words().vocabulary.records["企业"]
    firm = register_entry(
        officer, record, "91430000MA4L00001D", {"企业名称": "洛书精工"}, own_source(Source.Kind.OFFICE)
    )
    page = client.get(f"/register/entity/{firm.pk}", headers=ENGLISH).text
    assert "办理人更正" not in page
    assert "correction by an officer" in page
