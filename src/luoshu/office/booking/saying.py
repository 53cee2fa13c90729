"""How bookings are called on the screen, with the shape that goes with the colour."""

from __future__ import annotations

from luoshu.office.booking.models import Booking
from luoshu.problems import Text

STATES = {
    Booking.State.BOOKED: Text("已预约", "booked"),
    Booking.State.CANCELLED: Text("已取消", "cancelled"),
    Booking.State.USED: Text("已使用", "used"),
    Booking.State.MISSED: Text("未到", "nobody came"),
}
MARKS = {
    Booking.State.BOOKED: ("◐", "unknown"),
    Booking.State.CANCELLED: ("○", ""),
    Booking.State.USED: ("●", "yes"),
    Booking.State.MISSED: ("○", "no"),
}
ACTIONS = {
    "booking.booked": Text("预约设施", "Facility booked"),
    "booking.cancelled": Text("取消预约", "Booking cancelled"),
    "booking.use-confirmed": Text("确认使用", "Use confirmed"),
    "booking.missed": Text("记未到", "Noted that nobody came"),
    "booking.closed": Text("停用设施", "Facility closed"),
    "booking.opened": Text("恢复开放", "Facility opened again"),
    "booking.exported": Text("导出使用记录", "Use log exported"),
}
WEEKDAYS = (
    Text("星期一", "Monday"),
    Text("星期二", "Tuesday"),
    Text("星期三", "Wednesday"),
    Text("星期四", "Thursday"),
    Text("星期五", "Friday"),
    Text("星期六", "Saturday"),
    Text("星期日", "Sunday"),
)
