from __future__ import annotations

from django.urls import path

from luoshu.office.register.views import drafts, entities, exports, imports, mine, registers, runs

urlpatterns = [
    path("", entities.front, name="register"),
    path("mine/", mine.mine, name="mine"),
    path("mine/fill", mine.fill, name="mine-fill"),
    path("mine/answers", mine.answers, name="mine-answers"),
    path("mine/answers/<path:policy>", mine.answer, name="mine-answer"),
    path("mine/dispute/<int:key>", mine.dispute_fact, name="dispute"),
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
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:key>", exports.one, name="export"),
    path("exports/<int:key>/file", exports.file, name="export-file"),
    path("exports/<int:key>/stop", exports.stop, name="export-stop"),
    path("drafts/<int:number>/try", drafts.draft_try, name="draft-try"),
    path("drafts/trials/<int:key>", drafts.draft_trial, name="draft-trial"),
    path("drafts/trials/<int:key>/stop", drafts.draft_trial_stop, name="draft-trial-stop"),
    path("work/<slug:kind>/<int:key>", imports.resume, name="work"),
    path("entity/<int:key>", entities.entity, name="entity"),
    path("entity/<int:key>/event", entities.event, name="event"),
    path("entity/<int:key>/check", entities.check, name="check"),
    path("entity/<int:key>/fact/<str:name>/<int:year>", entities.fact, name="fact"),
    path("fact/<int:key>/confirm", entities.confirm_fact, name="confirm-fact"),
    path("proof/<int:key>", entities.proof, name="proof"),
    path("<str:slug>/", entities.entities, name="entities"),
    path("<str:slug>/new", registers.new, name="entities-new"),
    path("<str:slug>/counts", registers.counts, name="entities-counts"),
    path("<str:slug>/export.<slug:form>", exports.export, name="entities-export"),
]
