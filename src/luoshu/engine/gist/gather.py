"""Gathers the gist from the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from luoshu.engine.condition_reader import Reader
from luoshu.engine.conditions import Conditions
from luoshu.engine.figures import show_date
from luoshu.engine.gist.conditions import Condenser
from luoshu.engine.gist.grants import Grants
from luoshu.engine.gist.model import Amount, Cluster, Gist, Goal, Rung, Score, Steps
from luoshu.engine.gist.scores import Scores
from luoshu.engine.headlines import headlines
from luoshu.engine.page import words
from luoshu.engine.page.appendix import Appendix
from luoshu.engine.page.instruments import ladder_figure
from luoshu.engine.page.prose import MARKDOWN, apart, phrase_of
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording.naming import Naming
from luoshu.engine.wording.sorts import unit_in_words
from luoshu.feel.types import BOOLEAN, NUMBER
from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.graph import Graph, expressions
from luoshu.policy.library import Version
from luoshu.policy.model import Decision, Policy
from luoshu.policy.references import PriorRef, references
from luoshu.policy.scope import DecisionRef, FactRef
from luoshu.policy.source import Findings, Source
from luoshu.problems import Lang, Text

_NO_CONDITION = Text("条件没有列出", "conditions not given")
_ABREAST = 2  # benefits whose conditions stand apart
EACH = Text("各项支持的对象", "Who gets each")


def gist_of(policy: Policy, on: date, day: date, lang: Lang, versions: Sequence[Version] = ()) -> Gist:
    """The gist of a document as it stands on a day; `day` is that day, or the nearest on which it is in force."""
    return _Gatherer(policy, on, day, lang, versions).gist()


class _Gatherer:
    def __init__(self, policy: Policy, on: date, day: date, lang: Lang, versions: Sequence[Version]) -> None:
        self.policy, self.on, self.day, self.lang, self.versions = policy, on, day, lang, versions
        self.wording = Wording(day, lang, Naming(lang, policy.id))
        self.scope = self.wording.scope(policy)
        self.graph = Graph.of([policy], day)
        self.grants = Grants(policy, self.wording)
        steps = self.graph.of_policy(policy)
        self.finals = _finals(headlines(self.graph, policy), policy, self.graph)
        self.cone = self.graph.cone(steps[name].name for name in self.finals)

    def gist(self) -> Gist:
        policy, lang = self.policy, self.lang
        reader = Reader(self.graph)
        conditions = {
            name: reader.of(self.graph.of_policy(policy)[name])
            for name in self.finals
            if policy.decisions[name].type == BOOLEAN
        }
        called = {
            id(reader.of(step)): step.decision for step in self.cone.steps.values() if step.decision.type == BOOLEAN
        }
        condenser = Condenser(self.wording, called)
        answer, sentence = words.status(policy, self.on)
        grants = self.grants
        return Gist(
            lang=lang,
            title=policy.title.say(lang),
            original=policy.title.zh if lang == "en" else "",
            number=policy.number,
            issuer=policy.issuer,
            status_answer=answer,
            status=sentence.say(lang),
            lead=lead_of(policy, lang),
            who=plain(Appendix(policy, self.wording).about()),
            goals=tuple(self._goals(conditions, condenser, reader)),
            scores=tuple(self._scores(conditions.values())),
            scales=(*grants.sheets(), *Scores(policy, self.wording).scales(self._decisions(), grants.amount_tables())),
            grants=tuple(grants.grants()),
            arrangements=tuple(grants.arrangements()),
            aims=tuple(grants.aims()),
            amounts=tuple(self._amounts()),
            ladders=tuple(self._ladders()),
            facts=tuple(self._facts()),
            period=words.period_of(policy, lang),
            since=show_date(policy.since, lang) if policy.since else "",
            until=show_date(policy.until, lang) if policy.until else "",
            next_version=self._next(),
            on=show_date(self.on, lang),
            assumes="⟨" in policy.text,
        )

    def _label(self, name: str) -> str:
        return self.wording.naming.label(name, DecisionRef(self.policy, name))

    def _goals(self, conditions: Mapping[str, Conditions], condenser: Condenser, reader: Reader) -> Iterator[Goal]:
        """What each benefit takes, in one list where there are many; and what the other conclusions take, but for
        targets, which are no conditions."""
        steps = self.graph.of_policy(self.policy)
        benefits = [benefit for benefit in self.grants.own() if benefit.who]
        named = [
            (self.policy.labels.get(benefit.name, benefit.name) if self.lang == "en" else benefit.name,
             condenser.clusters(reader.of(steps[benefit.who])))
            for benefit in benefits if benefit.who
        ]  # fmt: skip
        if len(named) > _ABREAST:
            listed = [Cluster(name, tuple(item for each in found for item in each.items)) for name, found in named]
            yield Goal(EACH.say(self.lang), tuple(listed), apart=True)
        else:
            yield from (Goal(name, found) for name, found in named)
        met = {target.met for target in self.policy.targets}
        below = set(self.graph.cone(steps[benefit.who].name for benefit in benefits if benefit.who).steps)
        for name, found in conditions.items():
            if name not in met and steps[name].name not in below:
                yield Goal(self._label(name), condenser.clusters(found))

    def _decisions(self) -> list[Decision]:
        """The policy's own decisions on which the final ones rest, in document order."""
        own = {step.decision.name for step in self.cone.steps.values() if step.policy.id == self.policy.id}
        return [decision for name, decision in self.policy.decisions.items() if name in own]

    def _scores(self, conditions: Iterable[Conditions]) -> list[Score]:
        scores = Scores(self.policy, self.wording)
        found = [score for each in conditions for score in scores.asked(each)]
        return list({score.name: score for score in found}.values())

    def _amounts(self) -> list[Amount]:
        """The figures that the document works out, but for those that a benefit, a sheet or a target shows."""
        found = []
        made = {sheet.total for sheet in self.policy.sheets} | {target.now for target in self.policy.targets}
        steps = self.graph.of_policy(self.policy)
        given = self.graph.cone(steps[each.amount].name for each in self.grants.own() if each.amount).steps
        for name in self.finals:
            decision = self.policy.decisions[name]
            if name in made or steps[name].name in given:
                continue
            if decision.type == NUMBER and decision.formula is not None:
                unit = unit_in_words(decision.formula, self.scope)
                found.append(Amount(self._label(name), plain(self.wording.phrase(decision.formula, self.scope, unit))))
        return found

    def _ladders(self) -> list[Steps]:
        found = []
        for ladder in self.policy.ladders:
            figure = ladder_figure(ladder, self.policy, self.wording)
            without = _NO_CONDITION.say(self.lang)
            rungs = [Rung(plain(rung.name), plain(rung.condition) or without, rung.valid) for rung in figure.rungs]
            found.append(Steps(plain(figure.name), tuple(rungs)))
        return found

    def _facts(self) -> list[str]:
        """The facts of the entity on which the final decisions rest, in the vocabulary's order."""
        used = {
            reference.fact.name
            for step in self.cone.steps.values()
            for reference in references(expressions(step.decision), self.wording.scope(step.policy))
            if isinstance(reference, FactRef | PriorRef)
        }
        record = self.policy.vocabulary.records.get(self.policy.about)
        facts = [fact for fact in record.facts.values() if fact.name in used] if record else []
        return [fact.english if self.lang == "en" and fact.english else fact.name for fact in facts]

    def _next(self) -> str:
        """The first day of the version that follows."""
        if self.policy.until is None:
            return ""
        after = self.policy.until + timedelta(days=1)
        later = [version for version in self.versions if version.since is not None and version.since >= after]
        return show_date(later[0].since, self.lang) if later and later[0].since else ""


def _finals(names: Sequence[str], policy: Policy, graph: Graph) -> list[str]:
    """Of the decisions that others may see, or that matter where there are none, those that no other holds already."""
    steps = graph.of_policy(policy)
    names = [name for name in names if name in policy.exports] or list(names)
    below = {name: set(graph.cone([steps[name].name]).steps) - {steps[name].name} for name in names}
    return [name for name in names if not any(steps[name].name in under for under in below.values())]


def lead_of(policy: Policy, lang: Lang) -> str:
    """The first paragraph of the document, in the language where it has one."""
    source = Source(policy.text, policy.path)
    body = read_front_matter(source, Findings(source=source)).body
    tokens = MARKDOWN.parse("\n".join(source.lines[body - 1 :]))
    said: dict[Lang | None, str] = {}
    for at, token in enumerate(tokens):
        if (token.type == "heading_open" and said) or token.type in ("table_open", "fence"):
            break
        if token.type == "paragraph_open" and token.level == 0:
            for language, text in apart(tokens[at + 1].content):
                said.setdefault(language, plain(phrase_of(text)))
    return said.get(lang) or next(iter(said.values()), "")
