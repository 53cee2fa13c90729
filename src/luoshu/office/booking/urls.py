from __future__ import annotations

from django.urls import path

from luoshu.office.booking.views import booking, keeping, services

urlpatterns = [
    path("", booking.listed, name="booking"),
    path("one/<int:key>/", booking.one, name="booking-one"),
    path("one/<int:key>/cancel/", booking.give_back, name="booking-cancel"),
    path("one/<int:key>/confirm/", keeping.outcome, name="booking-confirm"),
    path("closures/<int:key>/lift/", keeping.reopen, name="booking-lift"),
    path("services/", services.services, name="booking-services"),
    path("services/<int:key>/ask/", services.ask, name="booking-ask"),
    path("orders/<int:key>/", services.order, name="booking-order"),
    path("orders/<int:key>/<slug:what>/", services.step, name="booking-order-step"),
    path("<int:key>/", booking.facility, name="booking-facility"),
    path("<int:key>/take/", booking.take, name="booking-take"),
    path("<int:key>/close/", keeping.closures, name="booking-close"),
    path("<int:key>/use/", keeping.use, name="booking-use"),
    path("<int:key>/use.<slug:form>", keeping.export, name="booking-export"),
]
