"""What a document says of itself, as the columns of a version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from luoshu.engine.gist.gather import lead_of
from luoshu.engine.gist.grants import Grants
from luoshu.engine.page.appendix import Appendix
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording.naming import Naming
from luoshu.office.library.models import Instrument
from luoshu.policy.model import Policy
from luoshu.problems import Lang

_BETWEEN_SIGNS = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s+(?=[\u2e80-\u9fff\uff00-\uffef])")


def described(policy: Policy) -> dict[str, Any]:
    """The columns, for `Version.objects.create(**described(policy))`."""
    heads = (policy.title.zh, policy.title.en, policy.number, policy.issuer, policy.id)
    return {
        "title": policy.title.zh[:200],
        "title_en": policy.title.en[:300],
        "number": policy.number[:200],
        "issuer": policy.issuer[:200],
        "about": policy.about,
        "about_en": _about_en(policy),
        "since": policy.since,
        "until": policy.until,
        "instruments": f" {' '.join(each.value for each in instruments(policy))} ",
        "lead": lead_of(policy, "zh"),
        "lead_en": lead_of(policy, "en"),
        "gives": "\n".join(_gives(policy, "zh")),
        "gives_en": "\n".join(_gives(policy, "en")),
        "heads": searchable(" ".join(heads)),
        "words": searchable(policy.text),
    }


def _about_en(policy: Policy) -> str:
    wording = Wording(policy.since or policy.until or date.today(), "en", Naming("en", policy.id))
    return plain(Appendix(policy, wording).about())


def instruments(policy: Policy) -> list[Instrument]:
    if not policy.about:
        return [Instrument.VOCABULARY]
    pools = [each for each in policy.instruments if each.keyword in ("资金池", "pool")]
    found = {
        Instrument.BENEFIT: policy.benefits,
        Instrument.CALL: len(policy.instruments) > len(pools) + len(policy.registers),
        Instrument.POOL: pools,
        Instrument.LADDER: policy.ladders,
        Instrument.PLAN: policy.targets,
    }
    return [each for each, there in found.items() if there] or [Instrument.CONDITIONS]


def searchable(text: str) -> str:
    """In small letters, with one space between words and none within Chinese."""
    return _BETWEEN_SIGNS.sub("", " ".join(text.casefold().split()))


def _gives(policy: Policy, lang: Lang) -> Iterator[str]:
    """`成长奖励 最高 ⟨10 万元⟩`."""
    day = policy.since or policy.until
    if day is None or not policy.benefits:
        return
    for grant in Grants(policy, Wording(day, lang, Naming(lang, policy.id))).grants():
        yield " ".join(filter(None, (grant.name, grant.amount)))
