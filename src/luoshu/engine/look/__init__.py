"""How pages look, in one place: the shared style sheet, the shapes of answers, and how templates are filled."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def environment(package: str) -> Environment:
    """Templates of a package, with those that all pages share."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("luoshu.engine.look", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
