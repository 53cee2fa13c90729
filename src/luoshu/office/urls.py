"""Every address of the office."""

from __future__ import annotations

from django.urls import include, path

from luoshu.office.api import api
from luoshu.office.described import described

handler403 = "luoshu.office.accounts.views.refusal.refused"
handler404 = "luoshu.office.shell.views.not_found"
handler500 = "luoshu.office.shell.views.failed"

urlpatterns = [
    path("", include("luoshu.office.library.urls")),
    path("", include("luoshu.office.shell.urls")),
    path("account/", include("luoshu.office.accounts.urls")),
    path("booking/", include("luoshu.office.booking.urls")),
    path("filing/", include("luoshu.office.filing.urls")),
    path("register/mine/", include("luoshu.office.cultivation.own_urls")),
    path("register/", include("luoshu.office.register.urls")),
    path("open/", include("luoshu.office.register.open_urls")),
    path("api/", described, name="api-page"),
    path("api/v1/", api.urls),
    path("cultivation/", include("luoshu.office.cultivation.urls")),
]
