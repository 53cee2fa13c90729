from __future__ import annotations

from django.urls import path

from luoshu.office.register.views import opened

urlpatterns = [
    path("", opened.listed, name="open"),
    path("datapackage.json", opened.package, name="open-package"),
    path("<str:slug>.csv", opened.table, name="open-table"),
]
