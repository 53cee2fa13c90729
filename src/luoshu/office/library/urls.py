from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from luoshu.office.library.views import asking, calculator, policy, publishing, search, writing


class KeyConverter:
    """The id of a policy: `cn/srdi`."""

    regex = "[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(KeyConverter, "policy")
register_converter(DayConverter, "day")

urlpatterns = [
    path("", search.start, name="start"),
    path("policies/", search.policies, name="policies"),
    path("policies/<policy:key>.svg", policy.picture, name="policy-picture"),
    path("policies/<policy:key>.pdf", policy.paper, name="policy-paper"),
    path("policies/<policy:key>.md", policy.document, name="policy-document"),
    path("policies/<policy:key>/changes/", policy.changes, name="policy-changes"),
    path("policies/<policy:key>/ask/", asking.ask, name="policy-ask"),
    path("policies/<policy:key>/", policy.policy, name="policy"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("calculator/why/", calculator.why, name="calculator-why"),
    path("questions/", asking.waiting, name="questions"),
    path("questions/<int:number>/", asking.answer, name="question"),
    path("publishing/", publishing.listed, name="publishing"),
    path("publishing/new/", publishing.new, name="publishing-new"),
    path("publishing/check/", writing.checked, name="publishing-check"),
    path("publishing/offers/", writing.offers, name="publishing-offers"),
    path("publishing/meaning/", writing.meaning, name="publishing-meaning"),
    path("publishing/<int:number>/", publishing.version, name="publishing-version"),
    path("publishing/<int:number>/<slug:what>/", publishing.act, name="publishing-act"),
]
