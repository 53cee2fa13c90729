"""Data and constraints of bookings and of services that are asked for."""

from luoshu.office.booking.models.bookings import Booking, Closure
from luoshu.office.booking.models.orders import Order

__all__ = ["Booking", "Closure", "Order"]
