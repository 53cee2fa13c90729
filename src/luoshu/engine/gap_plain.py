"""A condition that is not met, without a formula: `职工总数不超过 500 人（第六条）：现为 520 人，差 20 人`.

For those who do not read FEEL; :mod:`luoshu.engine.gap_words` quotes the document instead.
"""

from __future__ import annotations

from datetime import date

from luoshu.engine.conditions import Condition
from luoshu.engine.explanation import Gap
from luoshu.engine.figures import show
from luoshu.engine.gap_words import lacking, where
from luoshu.engine.gap_words import sentence as quoted
from luoshu.engine.gist.conditions import Condenser
from luoshu.engine.wording import Wording
from luoshu.engine.wording.naming import Naming
from luoshu.problems import Lang, Text

_NOW, _ON_LINE = Text("现为 {}", "now {}"), Text("现正好是 {}", "now exactly {}")


def condition_said(condition: Condition, on: date, lang: Lang) -> str:
    """What a condition asks, as the picture of its policy words it."""
    return Condenser(Wording(on, lang, Naming(lang, condition.policy.id)), {}).sentence(condition)


def sentence(gap: Gap, on: date, lang: Lang) -> str:
    """What is asked and where that is written, what is, what lacks."""
    if gap.condition is None:
        return quoted(gap, lang) + where(gap, lang)
    words = condition_said(gap.condition, on, lang) + where(gap, lang)
    if gap.kind == "boolean":  # what must be says all
        return words
    now = _ON_LINE if gap.gap == 0 else _NOW  # only what must lie beyond a line can fail on it
    told = [now.say(lang).format(show(gap.have, gap.unit, lang, gap.need))]
    if gap.gap:
        told.append(lacking(gap, lang))
    colon, comma = ("：", "，") if lang == "zh" else (": ", ", ")
    return words + colon + comma.join(told)
