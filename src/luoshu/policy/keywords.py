"""The words that stand in the first header cell of an executable table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from luoshu.dmn.tables import HitPolicy


class Form(Enum):
    """The forms of tables, by their keywords: Chinese first, then English."""

    FACTS = ("数据", "facts")
    PARAMETERS = ("参数", "parameters")
    EXAMPLES = ("例", "examples")
    CLAIMS = ("声明", "claims")
    BENEFIT = ("支持", "benefit")
    LADDER = ("梯次", "ladder")
    WEIGHTS = ("权重", "weights")
    TARGETS = ("目标", "targets")
    CALL = ("大赛", "揭榜", "揭榜挂帅", "申报", "call")
    POOL = ("资金池", "pool")

    @property
    def zh(self) -> str:
        return str(self.value[0])


# Forms whose tables are kept as written and carried out by other parts of the house.
KEPT_AS_WRITTEN = frozenset({Form.WEIGHTS, Form.TARGETS, Form.CALL, Form.POOL})

FORMS: Mapping[str, Form] = {word: form for form in Form for word in form.value}
HIT_POLICIES: Mapping[str, HitPolicy] = {policy.value: policy for policy in HitPolicy}
