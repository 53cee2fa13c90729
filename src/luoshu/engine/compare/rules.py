"""Two rules made ready for a comparison, as far as that needs no data: what is wrong with the call is found here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from luoshu.engine.compare.beside import Beside, beside
from luoshu.engine.compare.capped import Capped
from luoshu.engine.compare.causes import Causes
from luoshu.engine.compare.groups import asked_for
from luoshu.engine.compare.pairs import Pairing, paired, twins
from luoshu.engine.compare.parameters import ParameterChange, parameter_changes
from luoshu.engine.compare.result import Side
from luoshu.engine.compare.vocabulary import joint_vocabulary
from luoshu.engine.headlines import headlines
from luoshu.facts.vocabulary import Fact, Vocabulary
from luoshu.policy.graph import Graph
from luoshu.policy.scope import canonical
from luoshu.problems import Problem, ProblemError


@dataclass(frozen=True)
class Rules:
    """Both rules as one graph. `before` and `after` give the name in it of each side's decisions."""

    sides: tuple[Side, Side]
    on: date
    vocabulary: Vocabulary
    pairing: Pairing
    joint: Beside
    before: Mapping[str, str]
    after: Mapping[str, str]
    headlines: tuple[str, ...]  # of the pairs, those that matter by themselves
    parameters: tuple[ParameterChange, ...]
    causes: Causes
    capped: tuple[Capped, Capped]
    by: tuple[Fact, ...]  # asked for

    @classmethod
    def of(
        cls, before: Side, after: Side, on: date, pairs: Sequence[tuple[str, str]] = (), by: Sequence[str] = ()
    ) -> Rules:
        """Raises ProblemError: the two do not fit together, a parameter has no value, or a name is not known."""
        first, second = before.policy, after.policy
        vocabulary = joint_vocabulary(first, second)
        pairing = paired(first, second, pairs)
        twins_ = twins(first, second, pairing)
        graphs = Graph.of([first], on), Graph.of([second], on)
        _require_parameters(graphs)
        joint = beside(*graphs, twins_)
        final = [set(headlines(graph, policy)) for graph, policy in zip(graphs, (first, second), strict=True)]
        return cls(
            (before, after),
            on,
            vocabulary,
            pairing,
            joint,
            {name: canonical(first.id, name) for name in first.decisions},
            {name: joint.after[canonical(second.id, name)] for name in second.decisions},
            tuple(each.name for each in pairing.pairs if each.before.name in final[0] or each.name in final[1]),
            tuple(parameter_changes(first, second, on)),
            Causes(first, second, graphs, joint, twins_, on),
            (Capped(first, graphs[0], "before"), Capped(second, graphs[1], "after")),
            tuple(asked_for(by, vocabulary.records[second.about])),
        )


def _require_parameters(graphs: Sequence[Graph]) -> None:
    """Raises ProblemError with every parameter of either rule that has no value on its day."""
    problems: list[Problem] = []
    for graph in graphs:
        try:
            graph.require_parameters()
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(dict.fromkeys(problems))
