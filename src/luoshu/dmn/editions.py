"""The editions of DMN that a model may be written in: they differ in their namespaces, and in what came in later."""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshu.dmn.model import Conditional, Filter, For, Quantified
from luoshu.problems import Problem, ProblemError, Text

DC = "http://www.omg.org/spec/DMN/20180521/DC/"  # these two are the same in all editions since 1.2
DI = "http://www.omg.org/spec/DMN/20180521/DI/"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: its number, the year that its namespaces bear, and what it has no element for."""

    number: str
    stamp: str
    lacks: frozenset[type] = field(default=frozenset())
    constraints: bool = True  # item definitions may constrain a list as a whole

    @property
    def model(self) -> str:
        return f"https://www.omg.org/spec/DMN/{self.stamp}/MODEL/"

    @property
    def picture(self) -> str:
        return f"https://www.omg.org/spec/DMN/{self.stamp}/DMNDI/"

    def refuse(self, what: str) -> ProblemError:
        """What is raised where a model needs more than the edition has."""
        zh, en = (
            f"DMN {self.number} 没有 {what}，请用 1.5 版",
            f"DMN {self.number} has no {what}: write the model in 1.5",
        )
        return ProblemError([Problem("dmn.edition", Text(zh, en))])


DMN_1_5 = Edition("1.5", "20230324")
DMN_1_3 = Edition("1.3", "20191111", frozenset({Conditional, Filter, For, Quantified}), constraints=False)
EDITIONS = {each.number: each for each in (DMN_1_3, DMN_1_5)}
