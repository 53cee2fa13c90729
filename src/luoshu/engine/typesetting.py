"""Paper by Typst: templates and data to PDF, in the Chinese fonts of this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from luoshu.problems import Problem, ProblemError, Text

# The first of each that is there is taken. Official papers are set in FangSong; a serif face is its free equal.
SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
)
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "SimSun")
OFFICIAL = ("FangSong", "STFangsong", "FangSong_GB2312", "Zhuque Fangsong (technical preview)", *SERIF)
_SIGNS = ("New Computer Modern Math", "DejaVu Sans Mono")  # come with Typst: ⟨ ⟩ and shapes that those lack


def typeset(template: str, data: Mapping[str, Any], on: date) -> bytes:
    """The PDF that a template makes of data, which it reads as `sys.inputs.data`. The same on every day.

    Raises:
        ProblemError: Typst is not installed, or there is no Chinese font.
    """
    try:
        import typst
    except ImportError:
        raise _problem(
            "typst",
            Text("生成 PDF 需要 typst，这里没有安装", "PDF needs typst, which is not installed"),
            Text("执行 pip install 'luoshu[pdf]'", "run pip install 'luoshu[pdf]'"),
        ) from None
    told = {**data, "fonts": {"sans": _faces(SANS), "serif": _faces(SERIF), "official": _faces(OFFICIAL)}}
    return typst.compile(
        template.encode(),
        format="pdf",
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
    )


def _faces(wanted: Sequence[str]) -> list[str]:
    known = _families()
    found = [family for family in wanted if family in known] or [
        family for family in (*SANS, *SERIF) if family in known
    ]
    if not found:
        raise _problem(
            "font",
            Text("这台机器上没有中文字体，无法生成 PDF", "there is no Chinese font on this machine to make a PDF with"),
            Text(
                "安装 Noto CJK 字体（Debian：apt-get install fonts-noto-cjk）",
                "install the Noto CJK fonts (Debian: apt-get install fonts-noto-cjk)",
            ),
        )
    return [*found[:1], *_SIGNS]


def has_chinese_font() -> bool:
    return not _families().isdisjoint((*SANS, *SERIF))


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())


def _problem(code: str, text: Text, hint: Text) -> ProblemError:
    return ProblemError([Problem(code, text, hint=hint)])
