"""What a run and a comparison found, as JSON keeps it: texts in both languages, money as text."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from luoshu.engine.headlines import headlines
from luoshu.engine.labels import decision_label, fact_label, label_of
from luoshu.engine.report.tallies import missing_facts
from luoshu.engine.run import Run
from luoshu.policy.model import Policy
from luoshu.problems import Text

MOST_MISSING = 10


def told(done: Run, policy: Policy) -> dict[str, Any]:
    """What one policy answered, as the page shows it."""
    answers = done.answers[policy.id]
    chosen = headlines(answers.graph, policy)
    return {
        "id": policy.id,
        "title": both(policy.title),
        "about": policy.about,
        "key": policy.entity.key.name if policy.entity.key else "",
        "version": policy.since.isoformat() if policy.since else "",
        "entities": done.snapshot.rows(policy.about),
        "decisions": [
            {"name": name, "label": both(decision_label(policy.decisions[name])), **asdict(answers.tallies[name])}
            for name in chosen
        ],
        "benefits": [
            {
                "name": benefit.name,
                "label": both(label_of(benefit.name, policy)),
                "fund": benefit.fund or "",
                "entities": paid.entities if (paid := answers.paid.get(benefit.name)) else 0,
                "amount": yuan(paid.amount) if paid else None,
                "open": paid.without_amount if paid else 0,
                "pays": benefit.amount is not None,
            }
            for benefit in policy.benefits
        ],
        "missing": [
            {
                "label": both(fact_label(fact.name, policy)),
                "open": sum(fact.open.get(name, 0) for name in chosen),
                "alone": sum(fact.alone.values()),
            }
            for fact in missing_facts(answers.gaps, chosen)[:MOST_MISSING]
            if any(fact.open.get(name) for name in chosen)
        ],
    }


def both(text: Text) -> list[str]:
    return [text.zh, text.en]


def yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def plain(value: Any) -> Any:
    """What JSON can hold."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case Decimal() | date():
            return str(value)
        case _:
            return value
