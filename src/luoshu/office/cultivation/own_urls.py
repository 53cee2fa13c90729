"""Among the pages of an enterprise's own, which the register begins."""

from __future__ import annotations

from django.urls import path

from luoshu.office.cultivation.views import mine

urlpatterns = [path("cultivation", mine.mine, name="mine-cultivation")]
