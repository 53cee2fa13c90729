"""A plot of points and a line as SVG, by hand: no plotting library for one picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 16, 44
_STYLE = (
    "text{font:12px sans-serif;fill:#57606a}line{stroke:#d0d7de}.fit{stroke:#8c959f;stroke-dasharray:5 4}"
    "circle{fill:#0969da}rect{fill:#fff}"
)


def line_plot(x: Sequence[float], y: Sequence[float], fit: Callable[[float], float], x_label: str, y_label: str) -> str:
    """Points at (x, y), none negative, from nought; `fit` is drawn as a dashed line."""
    x_ticks, y_ticks = _ticks(max(x)), _ticks(max(y))
    x_scale = (_WIDTH - _LEFT - _RIGHT) / x_ticks[-1]
    y_scale = (_HEIGHT - _TOP - _BOTTOM) / y_ticks[-1]

    def at(x_value: float, y_value: float) -> tuple[str, str]:
        return f"{_LEFT + x_value * x_scale:.1f}", f"{_HEIGHT - _BOTTOM - y_value * y_scale:.1f}"

    def line(start: tuple[str, str], end: tuple[str, str], kind: str = "axis") -> str:
        return f'<line class="{kind}" x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{y_label} by {x_label}</title><style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}"/>',
    ]
    for tick in y_ticks:
        left, level = at(0, tick)
        parts += [line((left, level), at(x_ticks[-1], tick)), _text(_LEFT - 8, float(level) + 4, f"{tick:g}", "end")]
    for tick in x_ticks:
        middle, bottom = at(tick, 0)
        parts.append(_text(float(middle), float(bottom) + 18, f"{tick:g}", "middle"))
    parts += [line(at(0, fit(0)), at(max(x), fit(max(x))), "fit")]
    for point in zip(x, y, strict=True):
        across, up = at(*point)
        parts.append(f'<circle cx="{across}" cy="{up}" r="4"/>')
    parts += [
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, x_label, "middle"),
        _text(_LEFT + 8, _TOP + 12, y_label, "start"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _ticks(highest: float) -> list[float]:
    """About five round numbers from nought to the first one that is not below the highest."""
    rough = highest / 5
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * each for each in (1, 2, 5, 10) if unit * each >= rough)
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]
