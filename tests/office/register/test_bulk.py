"""Many rows at once: each of them, as it was given, however many a statement takes."""

from __future__ import annotations

import pytest
from django.utils import timezone

from luoshu.office.register import bulk
from luoshu.office.register.models import Entity, Fact, Recording, Source
from luoshu.office.register.sources import own_source

COLUMNS = ("entity_id", "name", "year", "value")


@pytest.fixture
def recording() -> Recording:
    return Recording.objects.create(at=timezone.now(), source=own_source(Source.Kind.OFFICE))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, bulk.ROWS, 2 * bulk.ROWS, 2 * bulk.ROWS + 7])
def test_every_row_is_there_as_given(recording: Recording, count: int) -> None:
    firm = Entity.objects.create(kind="企业", identifier="E", first=recording)
    rows = [(firm.pk, f"事实{number}", number % 3, f"“{number}”, 'a'; %s ?") for number in range(count)]
    bulk.insert(Fact, COLUMNS, iter(rows), recording_id=recording.pk)
    assert list(Fact.objects.order_by("pk").values_list(*COLUMNS)) == rows
    assert Fact.objects.filter(recording=recording, ended=None).count() == count


@pytest.mark.django_db
def test_what_is_the_same_in_all_is_in_each(recording: Recording) -> None:
    firm = Entity.objects.create(kind="企业", identifier="E", first=recording)
    rows = [(firm.pk, f"事实{number}", 0, "1") for number in range(bulk.ROWS + 1)]
    bulk.insert(Fact, COLUMNS, rows, recording_id=recording.pk, ended_id=recording.pk)
    assert Fact.objects.filter(recording=recording, ended=recording).count() == len(rows)
