"""Operations that cannot give a value: FEEL answers null, and Luoshu keeps the cause."""

from __future__ import annotations

from luoshu.problems import Text


class EvaluationError(Exception):
    """Raised inside the evaluator and its functions; the interpreter turns it into null and a cause in the trace."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


class NullOperandError(EvaluationError):
    """A null where a value is needed: the result is null too, which is no failure of its own with a cause to keep."""

    def __init__(self) -> None:
        super().__init__("空值", "null")
