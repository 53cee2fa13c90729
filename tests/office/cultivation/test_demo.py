"""The sample zone's cultivation list, by the way on which officers work it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.office.people import CODE

from luoshu.office.accounts.models import User
from luoshu.office.cultivation.actions.demo import demo
from luoshu.office.cultivation.models import Entry, Reading, Search, Task
from luoshu.office.cultivation.queries import overdue
from luoshu.office.register.actions.demo import demo as fill
from luoshu.office.register.models import Deviation


@pytest.mark.slow
@pytest.mark.django_db
def test_the_sample_zone_is_cultivated(officer: User, adviser: User) -> None:
    on = date(2025, 6, 30)
    fill(officer, on, 120, {CODE: "洛书精工有限公司"})
    assert Deviation.objects.filter(entity__identifier=CODE).exists()
    made = demo(officer, adviser, on, [CODE])
    assert len(made) > 10
    assert Search.objects.filter(state="done").count() == 4
    assert set(Entry.objects.exclude(end="").values_list("end", flat=True)) == {"reached", "gave-up"}
    assert Entry.objects.filter(adviser=adviser).exists()
    assert overdue().exists()
    assert Task.objects.filter(done_on__isnull=False).exists()
    assert Reading.objects.values("entry").distinct().count() * 2 == Reading.objects.count()
