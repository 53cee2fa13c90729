"""Expressions of a policy in people's words, in Chinese or in English: for pages, pictures and paper."""

from luoshu.engine.wording.expressions import Wording
from luoshu.engine.wording.phrases import Choices, Formula, Listing, Phrase, Run, plain

__all__ = ["Choices", "Formula", "Listing", "Phrase", "Run", "Wording", "plain"]
