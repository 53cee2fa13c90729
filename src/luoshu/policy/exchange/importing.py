"""A DMN model as a policy document: written, read back, and put right until it can be run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from luoshu.dmn.program import Program
from luoshu.facts.loading import lagged
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.dates import first_day
from luoshu.policy.exchange.document import Page, page_of
from luoshu.policy.exchange.drafting import Drafting
from luoshu.policy.exchange.drafts import DecisionDraft, Draft, Front
from luoshu.policy.exchange.intake import Intake, legal
from luoshu.policy.exchange.places import key_of
from luoshu.policy.exchange.wording import FLAG
from luoshu.policy.graph import Graph
from luoshu.policy.lower import LoweringError
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.policy.scope import Scope, canonical
from luoshu.problems import Place, Problem, ProblemError, Text

_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d|\.\.)/(\d{4}-\d\d-\d\d|\.\.)")
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_.][a-z0-9]+)*)*")


@dataclass(frozen=True)
class Imported:
    """The document, as read; what of the model is not in it, and what is worth a look. `names` are those of the
    decisions, by the model's."""

    text: str
    policy: Policy
    left_out: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    names: Mapping[str, str]


def import_model(program: Program) -> Imported:
    """A policy document that decides as a model does.

    Raises:
        ProblemError: where nothing of the model can be brought over.
    """
    return _Importer(program).imported()


class _Importer:
    def __init__(self, program: Program) -> None:
        self.source = program.main.source
        front = _front(self.source.name, self.source.description)
        others = [unit for unit in program.units.values() if unit is not program.main]
        self.main = program.main
        self.intake = Intake.of([program.main, *others], front.about)
        self.drafting = Drafting(program.main, self.intake)
        self.drafting.all()
        self.draft = Draft(front, self.intake.records, dict(self.drafting.drafts))
        self.refused: dict[str, Problem] = {}  # decisions that the reader of policies refuses

    def imported(self) -> Imported:
        _drop_flags(self.draft)
        policy, page = self._readable()
        while unproved := self._unproved(policy):
            self.draft.kept |= unproved
            policy, page = self._readable()
        if not policy.decisions:
            none = Text("模型里没有可以导入的决策", "the model has no decision that can be brought over")
            raise ProblemError([*self._left_out(), Problem("dmn.no-decision", none, Place(self.source.file))])
        names = {
            each.name: self.drafting.names[key]
            for each in self.source.elements
            if self.drafting.names.get(key := key_of(self.main, each)) in policy.decisions
        }
        return Imported(page.text, policy, tuple(self._left_out()), tuple(self._remarks()), names)

    # --- reading ------------------------------------------------------------------------------------------------------

    def _readable(self) -> tuple[Policy, Page]:
        """The document without the decisions that cannot stand in one."""
        while True:
            page = page_of(self.draft)
            try:
                policy = read_policy(page.text, f"{self.source.file}.md", _nothing_used)
                wrong = self._cannot_run(policy)
                if not wrong:
                    return policy, page
            except ProblemError as error:
                wrong = self._refused(error, page)
                if not wrong:
                    raise
            for name in wrong:
                del self.draft.decisions[name]

    def _cannot_run(self, policy: Policy) -> list[str]:
        """The decisions that can be read but not computed, but for those that rest on another such."""
        on = first_day(policy.since, policy.until)
        failed: dict[str, LoweringError] = {}
        for draft in self.draft.decisions.values():
            try:
                for name in draft.names():
                    Graph(on).step(policy, name)
            except LoweringError as error:
                failed[draft.name] = error
        first = [name for name in failed if not any(other in failed for other in self._uses(name))]
        for name in first:
            why, draft = failed[name].text, self.draft.decisions[name]
            self.refused[name] = self._problem(f"“{name}”：{why.zh}", f"'{name}': {why.en}", draft.line, draft.file)
        return first

    def _uses(self, name: str) -> Iterator[str]:
        """The other decisions that a decision speaks of."""
        for _, piece in self.draft.decisions[name].pieces():
            for part in tree.walk(piece.plain):
                if isinstance(part, tree.Name) and part.name != name:
                    yield part.name

    def _refused(self, error: ProblemError, page: Page) -> list[str]:
        """The decisions in whose lines a problem stands."""
        found = []
        for problem in error.problems:
            line = problem.place.line if problem.place is not None else None
            owner = page.owners.get(line or 0, "")
            if owner in self.draft.decisions and owner not in found:
                found.append(owner)
                self.refused[owner] = replace(
                    problem,
                    place=self._place(self.draft.decisions[owner].line, self.draft.decisions[owner].file),
                    severity="left-out",
                    text=Text(f"“{owner}”：{problem.text.zh}", f"'{owner}': {problem.text.en}"),
                )
        return found

    # --- proof --------------------------------------------------------------------------------------------------------

    def _unproved(self, policy: Policy) -> set[tuple[str, tuple[int, ...]]]:
        """The pieces whose plain form is not what the model says: lowered, they should come out as it has them."""
        on = first_day(policy.since, policy.until)
        lowering, scope = Graph.of([policy], on).lowering(), Scope(policy, on)
        names = {canonical(policy.id, name): name for name in policy.decisions}
        found = set()
        for name, draft in self.draft.decisions.items():
            for at, piece in draft.pieces():
                if piece.plain == piece.written or (name, at) in self.draft.kept:
                    continue
                lowered = lowering.lower(_read(policy, draft, at), scope).value
                if to_feel(_named(lowered, names)) != to_feel(_lagged(piece.written)):
                    found.add((name, at))
        return found

    # --- what is told -------------------------------------------------------------------------------------------------

    def _left_out(self) -> Iterator[Problem]:
        told = {**self.intake.left_out, **self.drafting.left_out}
        for name, error in told.items():
            yield self._problem(f"“{name}”：{error.zh}", f"'{name}': {error.en}", error.line, error.file)
        for error in self.intake.remarks:
            yield self._problem(error.zh, error.en, error.line, error.file)
        yield from self.refused.values()

    def _remarks(self) -> Iterator[Problem]:
        """The decisions that may differ where a model is null: whose formula still says by itself when it is, and sums
        of what may be nothing."""
        for name in dict.fromkeys(name for name, _ in sorted(self.draft.kept) if name in self.draft.decisions):
            text = Text(
                f"“{name}”自己判断 null，照模型原样写入：缺数据时政策可能不能判断，而模型另有结果",
                f"'{name}' has the model's own tests for null, as they stand there: where data is missing the policy "
                "may say that it cannot tell, where the model has a result",
            )
            place = self._place(self.draft.decisions[name].line, self.draft.decisions[name].file)
            yield Problem("dmn.own-guards", text, place, severity="warning")
        for error in self.drafting.remarks:
            yield Problem(
                "dmn.nothing-hits", Text(error.zh, error.en), self._place(error.line, error.file), severity="warning"
            )

    def _problem(self, zh: str, en: str, line: int, file: str = "") -> Problem:
        return Problem("dmn.no-form", Text(zh, en), self._place(line, file), severity="left-out")

    def _place(self, line: int, file: str) -> Place:
        """A line of the model, or of one that it imports."""
        return Place(file or self.source.file, line or None)


def _nothing_used(policy_id: str) -> Policy:
    raise AssertionError(policy_id)


def _read(policy: Policy, draft: DecisionDraft, at: tuple[int, ...]) -> Node:
    """The expression of a piece, as the document was read."""
    decision = policy.decisions[draft.name]
    if decision.formula is not None:
        return decision.formula
    assert decision.table is not None
    if len(at) == 1:
        return decision.table.inputs[at[0]].expression
    row, output = at
    return decision.table.rules[row].outputs[output]


def _named(node: Node, names: Mapping[str, str]) -> Node:
    return tree.transform(
        node, lambda part: tree.Name(names[part.name]) if isinstance(part, tree.Name) and part.name in names else part
    )


def _lagged(node: Node) -> Node:
    """The tree with earlier years' facts under the names that lowering gives them."""

    def change(part: Node) -> Node:
        match part:
            case tree.Call(tree.Name("prior"), (tree.Name(name), tree.Number(years))):
                return tree.Name(lagged(name, int(years)))
        return part

    return tree.transform(node, change)


def _drop_flags(draft: Draft) -> None:
    """Takes out what says whether a decision is unknown, where only guard rows asked for it."""
    while True:
        used = {
            part.name
            for name, decision in draft.decisions.items()
            for _, piece in decision.pieces()
            for part in tree.walk(piece.plain)
            if isinstance(part, tree.Name) and part.name != name
        }
        unused = [
            name
            for name in draft.decisions
            if name.endswith(f" {FLAG}") and name.removesuffix(f" {FLAG}") in draft.decisions and name not in used
        ]
        if not unused:
            return
        for name in unused:
            del draft.decisions[name]


# --- front matter -----------------------------------------------------------------------------------------------------

_FRONT = ("政策", "题名", "Title", "文号", "发文机关", "施行", "主体", "评价日期")


def _front(name: str, description: str) -> Front:
    """What the model's description says of the document."""
    told = dict.fromkeys(_FRONT, "")
    rest = []
    for line in description.splitlines():
        word, colon, text = line.strip().partition("：")
        if colon and word in told:
            told[word] = text.strip()
        else:
            rest.append(line.strip())
    title = told["题名"] or " ".join(name.split()) or "导入的模型"
    return Front(
        told["政策"] if _ID.fullmatch(told["政策"]) else _slug(name),
        title,
        told["Title"] or title,
        legal(told["主体"]) if told["主体"] else "主体",
        told["文号"],
        told["发文机关"],
        told["施行"] if _PERIOD.fullmatch(told["施行"]) else "",
        " ".join(filter(None, rest)),
    )


def _slug(name: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"imported/{made or 'model'}"
