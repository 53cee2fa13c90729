"""A difference as data for programs; docs/reference/json.md lists the keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from luoshu.engine.difference_text import sentence
from luoshu.engine.touched import Touched
from luoshu.policy.difference.changes import Change, Difference
from luoshu.policy.model import Policy
from luoshu.problems import Lang


def as_json(found: Difference, lang: Lang, touched: Touched | None = None) -> dict[str, Any]:
    return {
        "old": _policy(found.old, lang),
        "new": _policy(found.new, lang),
        "changes": [_change(change, found, lang) for change in found.changes],
        "renamed": dict(found.renamed),
        "needed": list(found.needed),
        "no_longer_needed": list(found.no_longer),
        "touched": _touched(touched) if touched is not None else None,
    }


def _policy(policy: Policy, lang: Lang) -> dict[str, Any]:
    return {"id": policy.id, "title": policy.title.say(lang), "effective": policy.period, "file": policy.path}


def _change(change: Change, found: Difference, lang: Lang) -> dict[str, Any]:
    article = change.article
    return {
        "what": change.what.value,
        "how": change.how,
        "article": article.say("zh") if article else None,
        "article_english": article.say("en") if article else None,
        "name": change.name or None,
        "part": change.part or None,
        "period": change.period or None,
        "before": change.before or None,
        "after": change.after or None,
        "rows": list(change.rows) if any(change.rows) else None,
        "lines": list(change.lines),
        "text": sentence(change, found).say(lang),
    }


def _touched(found: Touched) -> dict[str, Any]:
    return {
        "on": found.on,
        "total": found.total,
        "entities": found.entities,
        "others": found.others,
        "decisions": [asdict(each) | {"total": each.total} for each in found.turned],
        "benefits": [
            {"name": each.name, "entities": list(each.entities), "amount": list(each.amount)} for each in found.paid
        ],
        "file": str(found.file) if found.file else None,
    }
