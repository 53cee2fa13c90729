from __future__ import annotations

from django.urls import include, path

from luoshu.office.shell import style, views

urlpatterns = [
    path("health", views.health, name="health"),
    path("style/<slug:name>.css", style.sheet, name="stylesheet"),
    path("language/", include("django.conf.urls.i18n")),
]
