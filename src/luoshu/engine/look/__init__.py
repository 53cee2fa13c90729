"""How pages look, in one place: the shared style sheet, the shapes of answers, and how templates are filled."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined


def environment(own: str | BaseLoader) -> Environment:
    """Templates of a package (or from wherever a loader takes them), with those that all pages share."""
    first = PackageLoader(own, "templates") if isinstance(own, str) else own
    return Environment(
        loader=ChoiceLoader([first, PackageLoader("luoshu.engine.look", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def answers() -> str:
    """The shapes of yes, no and cannot tell, for `<use href="#i-yes"/>` on the same page."""
    module: Any = environment("luoshu.engine.look").get_template("shapes.html").module
    return str(module.answers())
