"""The sample zone as a whole: applications in every state, bookings to come and over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from luoshu.office.booking.models import Booking, Closure
from luoshu.office.filing.models import Application
from luoshu.office.sampling import fill


@pytest.mark.django_db
def test_a_sample_has_something_of_everything(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    fill(60, date(2025, 6, 30))
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {*Application.State} - {Application.State.WITHDRAWN}
    assert Application.objects.filter(state="submitted", due__lt=timezone.localdate()).count() == 2
    assert {*Booking.objects.values_list("state", flat=True)} == {*Booking.State} - {Booking.State.CANCELLED}
    assert Closure.objects.exists()
