from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "luoshu.office.booking"

    def ready(self) -> None:
        from luoshu.office.accounts.guard import may
        from luoshu.office.audit.words import call
        from luoshu.office.booking import holdings
        from luoshu.office.booking.facilities import bookable
        from luoshu.office.booking.rules import reads
        from luoshu.office.booking.saying import ACTIONS
        from luoshu.office.register import beside
        from luoshu.office.shell.places import Place, add
        from luoshu.problems import Text

        call(ACTIONS)
        holdings.declare()
        beside.add(beside.Way(bookable, Text("预约和使用", "Bookings and use"), "booking-facility", reads))
        add(Place("booking", Text("预约", "Bookings"), lambda request: may(request, reads)))
