from __future__ import annotations

from django.urls import path

from luoshu.office.cultivation.views import entries, mine, reports, searches

urlpatterns = [
    path("", entries.entries, name="cultivation"),
    path("export.<slug:form>", entries.export, name="cultivation-export"),
    path("advised/", entries.advised, name="advised"),
    path("entry/<int:key>", entries.entry, name="cultivation-entry"),
    path("entry/<int:key>/<slug:what>", entries.act, name="cultivation-act"),
    path("task/<int:key>", mine.task, name="cultivation-task"),
    path("task/<int:key>/reopen", mine.task_again, name="cultivation-task-again"),
    path("searches/", searches.searches, name="near-searches"),
    path("searches/<int:key>", searches.search, name="near-search"),
    path("searches/<int:key>/take", searches.take, name="near-search-take"),
    path("searches/<int:key>/put-back", searches.again, name="near-search-put-back"),
    path("reports/", reports.reports, name="cultivation-reports"),
    path("reports/<slug:name>.<slug:form>", reports.export, name="cultivation-report"),
]
