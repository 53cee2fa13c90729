"""What programs are told of a policy's answer for one entity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from ninja import Field, Schema

from luoshu.office.library.schemas import AnswerWord
from luoshu.office.register.own_answers import Answered, Conclusion, Ladder
from luoshu.office.shell.problem_details import Words
from luoshu.problems import Text


class ConclusionOut(Schema):
    label: Words
    answer: AnswerWord
    value: Words
    article: Words
    lacks: list[Words]
    missing: list[Words]

    @classmethod
    def of(cls, one: Conclusion) -> ConclusionOut:
        return cls(
            label=Words.of(one.label),
            answer=one.answer,  # type: ignore[arg-type]  # the words of `results.ANSWERS`
            value=Words.of(one.value),
            article=Words.of(one.article),
            lacks=_many(one.lacks),
            missing=_many(one.missing),
        )


class OwnBenefit(Schema):
    label: Words
    entitled: Literal["yes", "no", "unknown"]
    payable: Words = Field(description="应付，如人所写 / payable, as people write it")


class RungOut(Schema):
    label: Words
    state: Words
    until: date | None
    lacks: list[Words]
    missing: list[Words]


class LadderOut(Schema):
    label: Words
    rungs: list[RungOut]

    @classmethod
    def of(cls, one: Ladder) -> LadderOut:
        return cls(
            label=Words.of(one.label),
            rungs=[
                RungOut(
                    label=Words.of(rung.label),
                    state=Words.of(rung.word),
                    until=rung.until,
                    lacks=_many(rung.lacks),
                    missing=_many(rung.missing),
                )
                for rung in one.rungs
            ],
        )


class AnswerOut(Schema):
    """What one policy says of the enterprise."""

    policy: str
    title: Words
    answer: AnswerWord
    conclusions: list[ConclusionOut]
    benefits: list[OwnBenefit]
    ladders: list[LadderOut]
    steps: Words | None = Field(default=None, description="每一步 / every step, where one policy is asked for")

    @classmethod
    def of(cls, each: Answered) -> AnswerOut:
        return cls(
            policy=each.policy.id,
            title=Words.of(each.policy.title),
            answer=each.answer,  # type: ignore[arg-type]  # the words of `results.ANSWERS`
            conclusions=[ConclusionOut.of(one) for one in each.conclusions],
            benefits=[
                OwnBenefit(label=Words.of(label), entitled=entitled, payable=Words.of(payable))  # type: ignore[arg-type]
                for label, entitled, payable in each.benefits
            ],
            ladders=[LadderOut.of(one) for one in each.ladders],
            steps=Words(zh=each.steps["zh"], en=each.steps["en"]) if each.steps else None,
        )


def _many(texts: Iterable[Text]) -> list[Words]:
    return [Words.of(text) for text in texts]
