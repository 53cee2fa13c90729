"""A workbook to fill in with the facts that policies need, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from luoshu.engine.run import Progress, open_data
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.template.filling import is_known, rows
from luoshu.facts.template.guide import Guide
from luoshu.facts.template.guide import Policy as Named
from luoshu.facts.template.sheets import Asked, sheets
from luoshu.facts.template.workbook import write_workbook
from luoshu.facts.vocabulary import Vocabulary
from luoshu.policy.model import Policy
from luoshu.policy.needs import Need, needs
from luoshu.policy.scope import DecisionRef
from luoshu.problems import Problem, ProblemError, Text

SUFFIX = ".xlsx"


@dataclass(frozen=True)
class Template:
    """A template that was written: its sheets, and how many rows of each were filled in, by the file's name.

    `unknown` names the lists that the data does not have, or not whole; `warnings` are of the data.
    """

    file: Path
    guide: Guide
    filled: dict[str, int]
    warnings: Sequence[Problem] = ()


def write_template(
    policies: Sequence[Policy],
    file: Path,
    *,
    on: date,
    words: Sequence[str],
    data: Path | None = None,
    progress: Progress | None = None,
) -> Template:
    """Writes the template of policies that are in force on a date; what is known from `data` is filled in. `words` name
    the policies on a command line.

    Raises:
        ProblemError: nothing is needed; the data is refused; the file is no workbook's, or is there already: what
            somebody has filled in is never overwritten.
    """
    _refuse_file(file)
    vocabulary = policies[0].vocabulary.merged(policy.vocabulary for policy in policies[1:])
    asked = sheets(asked_for(policies, on), vocabulary)
    named = tuple(Named(each.id, each.title, each.number, each.period) for each in policies)
    command = f"luoshu run {' '.join(words)} --data {file.name} --out results --on {on}"
    guide = Guide(on, named, Text(command, command), tuple(asked))
    if data is None:
        content, filled = write_workbook(guide, ())
        warnings: Sequence[Problem] = ()
    else:
        with TemporaryDirectory(prefix="luoshu-") as scratch:
            snapshot = open_data(policies, data, Path(scratch) / "snapshot", on=on, progress=progress)
            unknown = frozenset(sheet.shape.name for sheet in asked if not is_known(sheet, snapshot))
            guide = replace(guide, unknown=unknown)
            content, filled = write_workbook(guide, rows(asked, snapshot, on))
            warnings = snapshot.warnings
    with folder(file.parent), writing(file):
        file.write_bytes(content)
    return Template(file, guide, filled, warnings)


def asked_for(policies: Sequence[Policy], on: date) -> list[Asked]:
    """What the policies need, a fact once, with its years and the articles that it is needed for."""
    years: dict[tuple[str, str, str], set[int]] = {}
    uses: dict[tuple[str, str, str], dict[Text, None]] = {}
    vocabularies = {policy.about: policy.vocabulary for policy in policies}
    for need, decisions in needs(policies, on).items():
        key = need.entity, need.fact, need.list
        if _is_annual(need, vocabularies[need.entity]):
            years.setdefault(key, set()).add(on.year - 1 - need.years)
        uses.setdefault(key, {}).update(dict.fromkeys(map(_use, decisions)))
    return [
        Asked(entity, fact, list_, tuple(sorted(years.get((entity, fact, list_), ()), reverse=True)), tuple(found))
        for (entity, fact, list_), found in uses.items()
    ]


def _is_annual(need: Need, vocabulary: Vocabulary) -> bool:
    return not need.list and vocabulary.records[need.entity].facts[need.fact].annual


def _use(decision: DecisionRef) -> Text:
    """`科技型中小企业评价：第七条 › 综合得分`."""
    title, article = decision.policy.title, decision.policy.decisions[decision.name].article
    return Text(f"{title.zh}：{article.say('zh')}", f"{title.en}: {article.say('en')}")


def _refuse_file(file: Path) -> None:
    if file.suffix.lower() != SUFFIX:
        text = Text(f"{file} 不是工作簿的名字", f"{file} is no name of a workbook")
        raise ProblemError([Problem("no-workbook", text, hint=Text(f"请以 {SUFFIX} 结尾", f"end it in {SUFFIX}"))])
    if file.exists():
        text = Text(f"{file} 已经存在，可能已有人填写", f"{file} is there already: somebody may have filled it in")
        hint = Text("请换一个名字，或先删去它", "choose another name, or delete it first")
        raise ProblemError([Problem("file-there", text, hint=hint)])
