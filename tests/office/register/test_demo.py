"""The sample zone in an office, by the way on which workbooks come."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.office.people import CODE
from tests.office.register.helping import LOOK

from luoshu.office.accounts.models import User
from luoshu.office.register.actions.demo import demo
from luoshu.office.register.figures import figures_of
from luoshu.office.register.models import Entity, Event, Fact, Import, Item, Trial
from luoshu.office.register.words import words


@pytest.mark.django_db
def test_the_sample_zone(officer: User) -> None:
    work = demo(officer, date(2025, 6, 30), 60, {CODE: "洛书精工有限公司"})
    assert (work.stage, work.state) == (Import.Stage.APPLY, Import.State.DONE)
    assert Entity.objects.filter(kind="企业").count() == 60
    assert {kind for kind in words().registers if not Entity.objects.filter(kind=kind).exists()} == set()
    chain = figures_of(words().vocabulary.records["产业链环节"], timezone.localdate(), LOOK).chain
    assert chain is not None
    assert 0 < chain.gaps < len(chain.nodes)
    assert {event.kind for event in Event.objects.all()} == {"merged", "reapproved"}
    assert Fact.objects.filter(entity__identifier=CODE, ended=None).count() > 50
    assert Item.objects.exists()
    trial = Trial.objects.get()
    assert trial.state == "done"
    assert any(decision["yes"] for policy in trial.result["policies"] for decision in policy["decisions"])
