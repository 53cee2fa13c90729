"""The names that a document may give to its decisions and parameters."""

from __future__ import annotations

import re

from luoshu.feel.builtins import BUILTINS
from luoshu.feel.lexing import KEYWORDS
from luoshu.feel.tree import Span
from luoshu.policy.expressions import PRIOR, RUN_DATE_ENGLISH
from luoshu.policy.model import RUN_DATE
from luoshu.policy.source import Findings
from luoshu.problems import Text

# Words that the language keeps for itself.
KEPT_WORDS = KEYWORDS | {"not", "item", "partial", PRIOR, RUN_DATE, RUN_DATE_ENGLISH} | set(BUILTINS)
_FORBIDDEN = re.compile(r"""[.,;:?!"'()\[\]{}<>=|⟨⟩，；：。（）＜＞＝“”]""")


def read_name(span: Span, findings: Findings, hint: Text | None = None) -> str | None:
    """The name at a span, its spaces made single; None where no name may look so, and then reported."""
    name = " ".join(findings.source.slice(span).split())
    bad = _FORBIDDEN.search(name)
    if not name:
        findings.error("name", span, Text("这里缺少名称", "a name is missing here"))
    elif bad:
        findings.error(
            "name",
            span,
            Text(f"名称里不能有“{bad.group()}”", f"a name cannot hold '{bad.group()}'"),
            hint,
        )
    elif name[0].isdigit():
        findings.error("name", span, Text("名称不能以数字开头", "a name cannot begin with a digit"))
    elif name in KEPT_WORDS:
        findings.error("name", span, Text(f"“{name}”是语言自用的词", f"'{name}' is a word of the language itself"))
    else:
        return name
    return None
