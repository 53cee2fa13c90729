"""`luoshu dmn test`: the cases of the DMN Technology Compatibility Kit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshu.cli.console import print_json, progress
from luoshu.cli.language import say
from luoshu.cli.options import Json, Lang

if TYPE_CHECKING:
    from luoshu.dmn.kit import Result

_DIR = say("文件夹：*.dmn 和旁边的 *-test-*.xml", "a folder of *.dmn with their *-test-*.xml beside them")
_CSV = say("把每个用例的结果写成测试包自己的 CSV", "write the result of each case, in the kit's own form of CSV")


def example() -> str:
    return "luoshu dmn test tck/TestCases --csv tck_results.csv"


def dmn_test(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_DIR)],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=_CSV, show_default=False)] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    from luoshu.dmn.kit import run_kit, summary
    from luoshu.problems import Problem, ProblemError, Text

    if not folder.is_dir():
        raise ProblemError([Problem("file", Text(f"没有文件夹 {folder}", f"there is no folder {folder}"))])
    text = Text("运行用例", "running cases")
    with progress() as advance:
        found = list(run_kit(folder, lambda done, total: advance(done, total, text)))
    if not found:
        raise ProblemError([Problem("file", Text(f"{folder} 中没有 *-test-*.xml", f"{folder} has no *-test-*.xml"))])
    if csv is not None:
        _write(csv, found)
    passed, failed = summary(found)
    if as_json:
        print_json({"passed": passed, "failed": failed, "cases": [asdict(each) for each in found]})
        return 1 if failed else 0
    for each in found:
        if each.outcome != "SUCCESS":
            print(f"{each.folder}/{each.file} {each.case}: {each.detail}")
    print(f"{passed} passed, {failed} failed")  # the same in every language: programs read it
    return 1 if failed else 0


def _write(file: Path, found: list[Result]) -> None:
    import csv

    from luoshu.facts.mishaps import folder, writing

    with folder(file.parent), writing(file), file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for each in found:
            rows.writerow((each.folder, each.file.removesuffix(".xml"), each.case, each.outcome, each.detail))
