"""An explanation as data for programs. The keys are listed in docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.engine import gap_words as words
from luoshu.engine.entitlements import Entitlement
from luoshu.engine.explanation import (
    DatePart,
    DecisionPart,
    Explained,
    Explanation,
    FactPart,
    Gap,
    ParameterPart,
    Part,
    RowPart,
    RungPart,
    SelectionPart,
    StandingPart,
    Way,
)
from luoshu.engine.figures import MONEY, show, show_term
from luoshu.engine.flips import Flip, Settling
from luoshu.feel.arithmetic import text_of
from luoshu.feel.text import display
from luoshu.policy.model import Policy
from luoshu.problems import Lang

Json = dict[str, Any]


def as_json(explanation: Explanation, lang: Lang) -> Json:
    writer = _Writer(lang)
    return {
        "policy": explanation.policy.id,
        "title": explanation.policy.title.say(lang),
        "number": explanation.policy.number,
        "on": explanation.on.isoformat(),
        "entity": explanation.entity,
        "id": explanation.identifier,
        "missing": list(explanation.missing),
        "decisions": [writer.explained(each) for each in explanation.decisions],
        "benefits": [writer.entitlement(each) for each in explanation.entitlements],
        "ladders": [writer.standing(each, explanation.policy) for each in explanation.standing],
    }


def exact(value: Any) -> Any:
    """A value as JSON: numbers as text, exactly (a quotient without end as `p/q`), all others as `string()` gives them:
    dates as 2025-06-30, durations as P2Y11M."""
    match value:
        case None | bool() | str():
            return value
        case int() | Decimal():
            return text_of(Decimal(value))
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case list():
            return [exact(item) for item in value]
        case Mapping():
            return {name: exact(inner) for name, inner in value.items()}
    return display(value)


class _Writer:
    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def explained(self, explained: Explained) -> Json:
        return {
            **self.decision(explained.part),
            "way": None if explained.way is None else self.way(explained.way),
            "flip": None if explained.flip is None else self.flip(explained.flip),
            "settling": [self.settling(each) for each in explained.settling],
        }

    def entitlement(self, given: Entitlement) -> Json:
        benefit = given.benefit
        return {
            "benefit": benefit.name,
            "entitled": given.entitled,
            "amount": self.valued(given.amount, MONEY),
            "payable": self.valued(given.payable, MONEY),
            "between": [exact(each) for each in given.between] if given.between is not None else None,
            "missing": list(given.missing),
            "fund": benefit.fund,
            "relief": list(benefit.relief),
            "until": given.until.isoformat() if given.until else None,
            "article": str(benefit.article),
            "deductions": [
                {
                    "rule": each.rule.name,
                    **self.valued(each.amount, MONEY),
                    "reason": each.reason.say(self.lang),
                    "article": str(each.rule.article),
                    "line": each.rule.line,
                }
                for each in given.deductions
            ],
            "shared": [each.name for each in given.shared],
            "left_out": given.left_out,
        }

    def standing(self, standing: StandingPart, policy: Policy) -> Json:
        ladder = standing.ladder
        return {
            "name": ladder.name,
            "english": policy.labels.get(ladder.name, ""),
            "article": str(ladder.article),
            "line": ladder.line,
            "rungs": [self.rung(part, policy) for part in standing.rungs],
        }

    def rung(self, part: RungPart, policy: Policy) -> Json:
        rung, held, way = part.rung, part.held, part.way
        rests = part.state_rests if part.state is None else part.met_rests
        return {
            "name": rung.name,
            "english": policy.labels.get(rung.name, ""),
            "state": part.state.key if part.state else "unknown",
            "title": rung.title,
            "holds": part.holds,
            "until": held.until.isoformat() if held else None,
            "number": held.number or None if held else None,
            "notice": show_term(rung.notice, self.lang) if rung.notice else None,
            "notice_assumed": rung.notice_assumed if rung.notice else False,
            "condition": rung.condition,
            "meets": part.met,
            "missing": list(rests.missing),
            "causes": [cause.say(self.lang) for cause in rests.causes],
            "lacking": [self.gap(gap) for gap in way.failing] if way else [],
            "unknown": [self.gap(gap) for gap in way.unknown] if way else [],
            "line": rung.line,
        }

    def valued(self, value: Any, unit: str) -> Json:
        return {"value": exact(value), "shown": show(value, unit, self.lang), "unit": unit}

    def part(self, part: Part) -> Json:
        match part:
            case DecisionPart():
                return self.decision(part)
            case FactPart():
                return self.fact(part)
            case ParameterPart():
                return self.parameter(part)
            case DatePart(value):
                return {"kind": "date", **self.valued(value, "")}

    def decision(self, part: DecisionPart) -> Json:
        decision = part.decision
        return {
            "kind": "decision",
            "name": decision.name,
            "english": decision.english,
            "policy": part.policy.id,
            **self.valued(part.value, part.unit),
            "state": "known" if part.value is not None else "unknown" if part.missing else "failed",
            "missing": list(part.missing),
            "causes": [cause.say(self.lang) for cause in part.causes],
            "article": str(decision.article),
            "article_english": decision.article.say("en"),
            "file": decision.place.file,
            "line": decision.place.line,
            "assumed": decision.assumed,
            "formula": decision.text or None,
            "again": part.again,
            "inputs": [{"text": each.text, **self.valued(each.value, each.unit)} for each in part.inputs],
            "rows": [self.row(row) for row in part.rows],
            "selections": [self.selection(each) for each in part.selections],
            "parts": [self.part(inner) for inner in part.parts],
        }

    def fact(self, part: FactPart) -> Json:
        return {
            "kind": "fact",
            "name": part.name,
            "english": part.fact.english,
            **self.valued(part.value, part.unit),
            "state": "taken" if part.taken else "missing" if part.value is None else "given",
            "year": part.year,
            "note": part.fact.note,
            "again": part.again,
            "assumed": part.taken and part.fact.assumed,
        }

    def parameter(self, part: ParameterPart) -> Json:
        row = part.parameter
        return {
            "kind": "parameter",
            "name": part.name,
            "english": part.english,
            **self.valued(part.value, part.unit),
            "source": row.source if row else None,
            "assumed": row.assumed if row else False,
            "from": row.since.isoformat() if row and row.since else None,
            "until": row.until.isoformat() if row and row.until else None,
        }

    def row(self, row: RowPart) -> Json:
        return {
            "number": row.number,
            "line": row.line,
            "tests": [{"input": header, "test": text} for header, text in row.tests],
            "output": row.output,
            "notes": list(row.notes),
            "hit": row.hit or None,
            "decisive": row.decisive,
        }

    def selection(self, part: SelectionPart) -> Json:
        items = [{"item": exact(item), "meets": meets} for item, meets in part.items]
        return {"list": part.list, "condition": part.text, "items": items}

    def way(self, way: Way) -> Json:
        return {
            "failing": [self.gap(gap) for gap in way.failing],
            "unknown": [self.gap(gap) for gap in way.unknown],
            "distance": exact(way.distance),
            "cut": list(way.cut),
        }

    def gap(self, gap: Gap) -> Json:
        return {
            "condition": gap.text,
            "decision": gap.decision,
            "article": str(gap.article),
            "article_english": gap.article.say("en"),
            "file": gap.place.file,
            "line": gap.place.line,
            "op": gap.op,
            "have": exact(gap.have),
            "need": gap.need_text or exact(gap.need),
            "gap": exact(gap.gap),
            "gap_unit": gap.gap_unit,
            "gap_over_need": exact(gap.over_need),
            "shown": words.sentence(gap, self.lang),
            "unit": gap.unit,
            "assumed": gap.assumed,
        }

    def flip(self, flip: Flip) -> Json:
        return {
            "fact": flip.name,
            "from": exact(flip.old) if not flip.added else None,
            "to": exact(flip.new) if not flip.added else None,
            "added": [exact(item) for item in flip.added],
            "result": flip.result,
        }

    def settling(self, settling: Settling) -> Json:
        return {
            "fact": settling.name,
            "alone": settling.settles,
            "outcomes": [{"from": exact(value), "result": result} for value, result in settling.outcomes],
        }
