from __future__ import annotations

from django.urls import path

from luoshu.office.filing.views import both, desk, own

urlpatterns = [
    path("", own.own, name="filing"),
    path("desk/", desk.desk, name="filing-desk"),
    path("new/<str:slug>/", own.new, name="filing-new"),
    path("entry/<int:key>/change/", own.change, name="filing-change"),
    path("entry/<int:key>/cancel/", own.cancel, name="filing-cancel"),
    path("paper/<int:key>", both.paper, name="filing-paper"),
    path("paper/<int:key>/leave-out", own.without_paper, name="filing-without-paper"),
    path("<int:key>/", both.one, name="filing-one"),
    path("<int:key>/edit/", own.edit, name="filing-edit"),
    path("<int:key>/papers/", own.papers, name="filing-papers"),
    path("<int:key>/send/", own.send, name="filing-send"),
    path("<int:key>/take-back/", own.retract, name="filing-take-back"),
    path("<int:key>/<slug:what>/", desk.decide, name="filing-decide"),
]
