from __future__ import annotations

from django.urls import path

from luoshu.office.register.views import comparing, entities, imports, mine, registers, runs

urlpatterns = [
    path("", entities.front, name="register"),
    path("mine/", mine.mine, name="mine"),
    path("mine/fill", mine.fill, name="mine-fill"),
    path("mine/answers", mine.answers, name="mine-answers"),
    path("mine/answers/<path:policy>", mine.answer, name="mine-answer"),
    path("mine/dispute/<int:key>", mine.dispute_fact, name="dispute"),
    path("mine/compare", comparing.mine, name="mine-compare"),
    path("mine/compare/<int:key>", comparing.correct, name="redeclare"),
    path("differences/", comparing.differences, name="differences"),
    path("differences/export.<slug:form>", comparing.export, name="differences-export"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:key>", imports.one, name="import"),
    path("imports/<int:key>/problems.csv", imports.problems, name="import-problems"),
    path("imports/<int:key>/<slug:what>", imports.go, name="import-go"),
    path("sources/", imports.sources, name="sources"),
    path("disputes/", entities.disputes, name="disputes"),
    path("snapshots/", runs.snapshots, name="snapshots"),
    path("snapshots/<int:key>", runs.snapshot, name="snapshot"),
    path("trials/", runs.trials, name="trials"),
    path("trials/<int:key>", runs.trial, name="trial"),
    path("trials/<int:key>/<path:policy>", runs.trial_entities, name="trial-entities"),
    path("work/<slug:kind>/<int:key>", imports.resume, name="work"),
    path("entity/<int:key>", entities.entity, name="entity"),
    path("entity/<int:key>/compare", comparing.one, name="compare"),
    path("entity/<int:key>/event", entities.event, name="event"),
    path("entity/<int:key>/check", entities.check, name="check"),
    path("entity/<int:key>/fact/<str:name>/<int:year>", entities.fact, name="fact"),
    path("fact/<int:key>/confirm", entities.confirm_fact, name="confirm-fact"),
    path("proof/<int:key>", entities.proof, name="proof"),
    path("<str:slug>/", entities.entities, name="entities"),
    path("<str:slug>/new", registers.new, name="entities-new"),
    path("<str:slug>/counts", registers.counts, name="entities-counts"),
    path("<str:slug>/export.<slug:form>", entities.export, name="entities-export"),
]
