"""Each rule about a thing, and the things for which it holds: the two agree for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.office.people import CODE, OTHER_CODE, cast

from luoshu.office.accounts.acting import NOBODY, Acting
from luoshu.office.accounts.models import Authorisation, Scope
from luoshu.office.register.models import Entity, Fact, Recording, Source
from luoshu.office.register.rules import disputes_fact, entities_visible_to, facts_disputable_by, sees_entity

pytestmark = pytest.mark.django_db


def test_the_rules_and_what_they_hold_for_agree() -> None:
    people = cast()
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="填报")
    first = Recording.objects.create(at=timezone.now(), source=source)
    later = Recording.objects.create(at=timezone.now() + timedelta(minutes=1), source=source)
    for kind, code in (("企业", CODE), ("企业", OTHER_CODE), ("机构", CODE)):
        entity = Entity.objects.create(kind=kind, identifier=code, first=first)
        Fact.objects.create(entity=entity, name="职工总数", year=2023, value="1", recording=first, ended=later)
        Fact.objects.create(entity=entity, name="职工总数", year=2023, value="2", recording=later)
    for scope in Scope:
        Authorisation.objects.update(scope=scope)
        everybody = [NOBODY, *(Acting.of(people[name]) for name in type(people).__dataclass_fields__)]
        for who in everybody:
            entities = {entity for entity in Entity.objects.all() if sees_entity(who, entity)}
            assert entities == set(entities_visible_to(who))
            facts = {fact for fact in Fact.objects.select_related("entity") if disputes_fact(who, fact)}
            assert facts == set(facts_disputable_by(who))
    assert len(entities_visible_to(Acting.of(people.operator))) == 1
    assert len(entities_visible_to(Acting.of(people.officer))) == 3
    assert len(facts_disputable_by(Acting.of(people.operator))) == 1
    assert len(facts_disputable_by(Acting.of(people.officer))) == 0
