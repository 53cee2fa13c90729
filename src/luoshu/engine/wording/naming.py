"""What names are called, and the anchors under which their meanings stand."""

from __future__ import annotations

from dataclasses import replace

from luoshu.engine.wording.phrases import Phrase, Run, has_chinese
from luoshu.engine.wording.words import RUN_DATE
from luoshu.policy.scope import Binding, DecisionRef, FactRef, LocalRef, ParameterRef, RunDateRef
from luoshu.problems import Lang


class Naming:
    """Names in a language. `seen` holds what has been spoken of, by its anchor, in the order in which it was."""

    def __init__(self, lang: Lang, home: str = "") -> None:
        """`home` is the id of the policy whose decisions need no id in their anchors."""
        self.lang, self.home = lang, home
        self.seen: dict[str, Binding] = {}

    def name(self, name: str, binding: Binding | None) -> Phrase:
        """The name with the anchor of what it stands for."""
        anchor = self.anchor(binding)
        if anchor and binding is not None:
            self.seen.setdefault(anchor, binding)
        label = self.label(name, binding)
        other: Lang | None = "zh" if self.lang == "en" and has_chinese(label) else None
        return (Run(label, "name", anchor, other),)

    def own(self, binding: Binding) -> Phrase:
        """What the name is called where it is defined."""
        label = self.label("", binding)
        other: Lang | None = "zh" if self.lang == "en" and has_chinese(label) else None
        return (Run(label, "text", "", other),)

    def renamed(self, phrase: Phrase, binding: Binding) -> Phrase:
        """Other words for a name, with the anchor of what it stands for."""
        anchor = self.anchor(binding)
        self.seen.setdefault(anchor, binding)
        return tuple(replace(run, kind="name", target=anchor) if run.kind == "figure" else run for run in phrase)

    def label(self, name: str, binding: Binding | None) -> str:
        english = ""
        match binding:
            case FactRef(fact, _):
                name, english = fact.name, fact.english
            case DecisionRef(policy, inner):
                name, english = inner, policy.decisions[inner].english
            case ParameterRef(_, policy, inner):
                name, english = inner, policy.labels.get(inner, "")
            case RunDateRef():
                name, english = RUN_DATE.zh, RUN_DATE.en
        return english if self.lang == "en" and english else name

    def anchor(self, binding: Binding | None) -> str:
        match binding:
            case FactRef(_, label):
                return anchor("fact", label)
            case DecisionRef(policy, inner):
                return anchor("decision", inner if policy.id == self.home else f"{policy.id} {inner}")
            case ParameterRef(_, policy, inner):
                return anchor("parameter", inner if policy.id == self.home else f"{policy.id} {inner}")
            case LocalRef() | RunDateRef() | None:
                return ""


def anchor(kind: str, name: str) -> str:
    """An id for an element: no white space may stand in it."""
    return f"{kind}-{'_'.join(name.split())}"
