"""How bookings are called on the screen, with the shape that goes with the colour."""

from __future__ import annotations

from luoshu.office.booking.models import Booking, Order
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
ORDERS = {
    Order.State.ASKED: Text("待基地答复", "to be answered by the base"),
    Order.State.DECLINED: Text("未接受", "declined"),
    Order.State.TAKEN: Text("已接受，在做", "taken, under way"),
    Order.State.REPORTED: Text("已做完，待服务对象确认", "done, to be confirmed by the client"),
    Order.State.CONFIRMED: Text("双方已确认", "confirmed by both sides"),
    Order.State.WITHDRAWN: Text("已撤回", "withdrawn"),
}
ORDER_MARKS = {
    Order.State.ASKED: ("◌", ""),
    Order.State.DECLINED: ("○", "no"),
    Order.State.TAKEN: ("◐", "unknown"),
    Order.State.REPORTED: ("◇", "unknown"),
    Order.State.CONFIRMED: ("●", "yes"),
    Order.State.WITHDRAWN: ("○", ""),
}
ACTIONS = {
    "booking.booked": Text("预约设施", "Facility booked"),
    "booking.cancelled": Text("取消预约", "Booking cancelled"),
    "booking.use-confirmed": Text("确认使用", "Use confirmed"),
    "booking.missed": Text("记未到", "Noted that nobody came"),
    "booking.closed": Text("停用设施", "Facility closed"),
    "booking.opened": Text("恢复开放", "Facility opened again"),
    "booking.service-asked": Text("请求服务", "Service asked for"),
    "booking.service-withdrawn": Text("撤回服务请求", "Request for a service withdrawn"),
    "booking.service-taken": Text("接受服务请求", "Service taken on"),
    "booking.service-declined": Text("未接受服务请求", "Service declined"),
    "booking.service-reported": Text("报告服务完成", "Service reported done"),
    "booking.service-sent-back": Text("退回服务报告", "Report of a service sent back"),
    "booking.service-confirmed": Text("确认服务量", "Service confirmed"),
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
