"""The sample zone in an office, by the way on which workbooks come."""

from __future__ import annotations

from datetime import date

import pytest
from tests.office.people import CODE

from luoshu.office.accounts.models import User
from luoshu.office.register.actions.demo import demo
from luoshu.office.register.models import Entity, Fact, Import, Item, Trial


@pytest.mark.django_db
def test_the_sample_zone(officer: User) -> None:
    work = demo(officer, date(2025, 6, 30), 60, [CODE])
    assert (work.stage, work.state) == (Import.Stage.APPLY, Import.State.DONE)
    assert Entity.objects.count() == 60
    assert Fact.objects.filter(entity__identifier=CODE, ended=None).count() > 50
    assert Item.objects.exists()
    trial = Trial.objects.get()
    assert trial.state == "done"
    assert any(decision["yes"] for policy in trial.result["policies"] for decision in policy["decisions"])
