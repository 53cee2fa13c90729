"""The fonts, colours and borders of a template."""

from __future__ import annotations

from typing import Any

# Ink, river green, its shade and paper: the colours of Luoshu's pages.
INK, GREEN, SHADE, GREY = "#1c1f23", "#1f5c57", "#e4eeec", "#5f656b"
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK}
_LOOKS: dict[str, dict[str, Any]] = {
    "cell": {"valign": "vcenter"},
    "heading": {"bold": True, "bg_color": SHADE, "bottom": 1, "valign": "vcenter", "text_wrap": True},
    "key": {
        "bold": True,
        "bg_color": GREEN,
        "font_color": "#ffffff",
        "bottom": 1,
        "valign": "vcenter",
        "text_wrap": True,
    },
    "title": {"bold": True, "font_size": 16, "font_color": GREEN},
    "text": {"valign": "top", "text_wrap": True},
    "aside": {"font_color": GREY},
    "listed": {"valign": "top", "text_wrap": True, "bottom": 4, "bottom_color": GREY},
}


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def get(self, look: str, number_format: str = "General") -> Any:
        key = look, number_format
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **_LOOKS[look], "num_format": number_format})
        return self._made[key]
