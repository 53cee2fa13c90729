"""`luoshu check`: read, check, run the examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshu.cli.console import print_json, problem_as_json, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang
from luoshu.problems import Problem, Text

if TYPE_CHECKING:
    from luoshu.engine.check import Checked
    from luoshu.policy.claims import ClaimResult

_SPECS = say("政策文件、文件夹或编号；不写则检查全部内置政策", "paths or ids; without any, every shipped policy")


def example() -> str:
    return "luoshu check cn/tech-sme my/grant.md"


def check(
    policy: Annotated[list[str] | None, typer.Argument(metavar="POLICY", help=_SPECS, show_default=False)] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    from luoshu.engine.check import check as check_versions
    from luoshu.policy.library import Library

    library = Library()
    versions = [version for spec in policy for version in library.named(spec)] if policy else library.all_versions()
    found = []
    with progress() as advance:
        for done, each in enumerate(check_versions(versions, library), 1):
            advance(done, len(versions), Text("检查政策", "checking policies"))
            found.append(each)
    if as_json:
        print_json(report_as_json(found))
    else:
        print("\n".join(report(found)))
    return 1 if any(each.failed for each in found) else 0


def report(found: Sequence[Checked]) -> Iterator[str]:
    """What is said of each version, and at last how many examples passed."""
    for each in found:
        yield from _lines(each)
    passed, failed = _counts(found)
    yield f"{passed} passed, {failed} failed"  # the same in every language: programs read it


def report_as_json(found: Sequence[Checked]) -> dict[str, Any]:
    """The same for programs."""
    passed, failed = _counts(found)
    return {"passed": passed, "failed": failed, "policies": [_as_json(each) for each in found]}


def _counts(found: Sequence[Checked]) -> tuple[int, int]:
    return sum(each.passed for each in found), sum(each.failed for each in found)


def _lines(checked: Checked) -> Iterator[str]:
    for problem in _problems(checked):
        said = problem.say(language())
        yield said.partition("\n")[0] if problem.severity == "advice" else said
    if checked.policy:
        version, examples, claims = checked.version, len(checked.examples), _claims(checked)
        yield say(
            f"{version.id} {version.period}：{examples} 个例{claims.zh}",
            f"{version.id} {version.period}: {examples} examples{claims.en}",
        )


def _claims(checked: Checked) -> Text:
    """How many claims a document makes, and how they stand."""
    if not checked.claims:
        return Text("", "")
    hold = sum(claim.holds is True for claim in checked.claims)
    fail = sum(claim.holds is False for claim in checked.claims)
    solved = sum(claim.solution is not None for claim in checked.claims)
    return Text(
        f"；{len(checked.claims)} 条声明：{hold} 条成立，{fail} 条不成立，{solved} 条反推",
        f"; {len(checked.claims)} claims: {hold} hold, {fail} do not, {solved} solved",
    )


def _problems(checked: Checked) -> Iterable[Problem]:
    """Everything to say about a version: of the document, then of its examples, then of its claims."""
    yield from checked.problems
    for example_result in checked.examples:
        yield from example_result.failures
    for claim in checked.claims:
        if claim.problem:
            yield claim.problem


def _as_json(checked: Checked) -> dict[str, Any]:
    return {
        "id": checked.version.id,
        "file": checked.version.shown,
        "effective": checked.version.period,
        "passed": checked.passed,
        "failed": checked.failed,
        "problems": [problem_as_json(problem) for problem in _problems(checked)],
        "claims": [_claim_as_json(claim) for claim in checked.claims],
    }


def _claim_as_json(result: ClaimResult) -> dict[str, Any]:
    claim, numbers = result.claim, result.solution.either if result.solution else None
    return {
        "id": claim.id,
        "statement": claim.statement.say(language()),
        "published": claim.published,
        "formula": claim.text,
        "source": claim.source,
        "line": claim.place.line,
        "holds": result.holds,
        "value": result.value or None,
        "readings": [words.say(language()) for words in result.readings],
        "tried": result.tried,
        "solution": [numbers.first, numbers.last] if numbers else None,
    }
