"""A model's file with those of the models that it imports, which stand beside it."""

from __future__ import annotations

from pathlib import Path

from luoshu.dmn.model import Model
from luoshu.dmn.program import Program
from luoshu.dmn.reader import read_model
from luoshu.problems import ProblemError


def load(path: Path) -> Program:
    """The program of a file. Imports are looked for by their namespace in the file's own folder: nothing is fetched.

    Raises:
        ProblemError: where a file cannot be read as a model.
    """
    main = read_model(path)
    return Program(main, _imported(main, path) if main.imports else [])


def _imported(main: Model, path: Path) -> list[Model]:
    """The models that are imported, however far; a neighbour that cannot be read is passed over."""
    beside: dict[str, Model] = {}
    for other in sorted(path.parent.glob("*.dmn")):
        if other.resolve() != path.resolve():
            try:
                model = read_model(other)
            except ProblemError:
                continue
            beside.setdefault(model.namespace, model)
    found: dict[str, Model] = {}
    wanted = [each.namespace for each in main.imports]
    while wanted:
        namespace = wanted.pop()
        if namespace in beside and namespace not in found:
            found[namespace] = beside[namespace]
            wanted += [each.namespace for each in beside[namespace].imports]
    return list(found.values())
