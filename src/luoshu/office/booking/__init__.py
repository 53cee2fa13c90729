"""Bookings (预约) of what a register offers by slots: who uses it when, what was used, when it is closed."""
