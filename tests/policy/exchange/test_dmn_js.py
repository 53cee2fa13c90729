"""Exported policies in dmn-js, the modeler of the web: what a person sees there is the model."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from luoshu.dmn.editions import DMN_1_3
from luoshu.dmn.model import Decision, DecisionTable, InputData, Literal, Model
from luoshu.dmn.writer import write_model
from luoshu.policy.exchange.export import export
from luoshu.policy.library import Version

from .cases import DECIDING, LIBRARY, day_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

DMN_JS = "dmn-js@17.10.2"
KEPT = Path(__file__).resolve().parents[3] / "build" / DMN_JS.replace("@", "-")
PATIENCE = 300  # seconds for fetching it
SHEETS = (
    "diagram-js",
    "dmn-js-shared",
    "dmn-js-drd",
    "dmn-js-decision-table",
    "dmn-js-literal-expression",
    "dmn-font/css/dmn",
)
HIT_POLICIES = {"U": "Unique", "A": "Any", "P": "Priority", "F": "First", "R": "Rule order", "O": "Output order"}

# What the modeler draws: of each element its label, and how that lies to the box and to the sign in the box's corner.
GRAPH = """() => {
  const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const registry = viewer.getActiveViewer().get("elementRegistry");
  const found = {labels: {}, lines: [], signs: 0, wrong: []};
  registry.forEach((element, graphics) => {
    if (element.waypoints) found.lines.push([element.source.id, element.target.id]);
    else if (element.type !== "dmn:Definitions") {
      const visual = graphics.querySelector(".djs-visual");
      const lines = [...visual.querySelectorAll("tspan")];
      found.labels[element.id] = lines.map(line => line.textContent).join("");
      const box = visual.querySelector("rect").getBoundingClientRect();
      const sign = document.querySelector(`.djs-overlays[data-container-id="${element.id}"] .drill-down-overlay`);
      found.signs += Boolean(sign);
      for (const line of lines) {
        const at = line.getBoundingClientRect();
        if (!inside(at, box)) found.wrong.push(`${line.textContent} is wider than its box`);
        if (sign && !apart(at, sign.getBoundingClientRect())) found.wrong.push(`a sign covers ${line.textContent}`);
      }
    }
  });
  return found;
}"""

# What it shows of one decision: a table as rows of cells, a literal expression as its text.
LOGIC = """async id => {
  const view = viewer.getViews().find(view => view.id === id);
  await viewer.open(view);
  const shown = document.querySelector("#canvas"), text = each => each.textContent;
  if (view.type === "literalExpression") return shown.querySelector(".textarea .content").textContent;
  return {
    name: shown.querySelector(".decision-table-name").textContent,
    hitPolicy: shown.querySelector(".hit-policy-value").textContent,
    inputs: [...shown.querySelectorAll("th .input-label")].map(text),
    outputs: [...shown.querySelectorAll("th .output-label")].map(text),
    rows: [...shown.querySelectorAll("tbody tr")].map(row => [...row.querySelectorAll("td.cell")].map(text)),
  };
}"""


@pytest.fixture(scope="module")
def package() -> Path:
    """The folder of dmn-js, fetched once and kept."""
    found = KEPT / "node_modules" / "dmn-js" / "dist"
    if not found.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("needs npm to fetch dmn-js (Debian: apt-get install npm)")
        made = KEPT.with_name(f"{KEPT.name}-{os.getpid()}")  # several processes may fetch it at once
        made.mkdir(parents=True, exist_ok=True)
        options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        got = subprocess.run(
            [npm, "install", "--prefix", str(made), *options, DMN_JS],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        with suppress(OSError):  # another was faster
            if not got.returncode:
                made.rename(KEPT)
        shutil.rmtree(made, ignore_errors=True)
        if got.returncode:
            pytest.skip(f"npm could not fetch {DMN_JS}: {got.stderr.strip()[:200]}")
    return found


@pytest.fixture(scope="module")
def page(browser: Browser, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with a viewer, and nothing of a network."""
    assets = [package / "assets" / f"{each}.css" for each in SHEETS]
    sheets = "".join(f'<link rel="stylesheet" href="{each.as_uri()}">' for each in assets)
    script = f'<script src="{(package / "dmn-navigated-viewer.production.min.js").as_uri()}"></script>'
    path = tmp_path_factory.mktemp("dmn-js") / "page.html"
    path.write_text(
        f'<!doctype html><html><head><meta charset="utf-8">{sheets}</head><body style="margin:0">'
        f'<div id="canvas" style="height:100vh"></div>{script}</body></html>',
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": 1600, "height": 900}, offline=True)
    opened = context.new_page()
    opened.goto(path.as_uri())
    yield opened
    context.close()


def shown(page: Page, version: Version) -> Model:
    """Opens the model of a policy; what dmn-js complains of fails the test."""
    on = day_of(version)
    exported = export(LIBRARY.read(version, on), on).model
    text = write_model(exported, edition=DMN_1_3).decode()
    told = page.evaluate(
        """async xml => {
          window.viewer?.destroy();
          window.viewer = new DmnJS({container: "#canvas"});
          const found = await viewer.importXML(xml);
          return found.warnings.map(warning => warning.message);
        }""",
        text,
    )
    assert told == []
    return exported


def cells(table: DecisionTable) -> list[list[str]]:
    """The rows as a person should see them: the notes of a rule in one column, if the table has any."""
    return [
        [*(each.text for each in (*rule.tests, *rule.outputs)), "; ".join(filter(None, rule.notes)) or "-"]
        for rule in table.rules
    ]


def squeezed(text: str) -> str:
    """A label without spaces: where it goes on in another line, they are lost."""
    return "".join(text.split())


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_dmn_js_shows_the_model(version: Version, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    model = shown(page, version)
    drawn = page.evaluate(GRAPH)
    assert {id_: squeezed(label) for id_, label in drawn["labels"].items()} == {
        each.id: squeezed(each.name) for each in model.elements
    }
    assert {tuple(line) for line in drawn["lines"]} == {
        (need.id, each.id) for each in model.elements if isinstance(each, Decision) for need in each.needs
    }
    assert drawn["wrong"] == []
    assert drawn["signs"] == sum(isinstance(each, Decision) for each in model.elements)
    for each in model.elements:
        if isinstance(each, InputData):
            continue
        assert isinstance(each, Decision)
        told: Any = page.evaluate(LOGIC, each.id)
        match each.expression:
            case Literal(text=text):
                assert told == text
            case DecisionTable() as table:
                assert told["name"] == each.name
                assert told["hitPolicy"] == HIT_POLICIES[table.hit_policy.value]
                assert told["inputs"] == [column.label for column in table.inputs]
                assert told["outputs"] == [column.label for column in table.outputs]
                assert told["rows"] == cells(table)
            case other:
                pytest.fail(f"{each.name} is {other}")
    assert errors == []


def test_the_models_are_valid_in_the_edition_that_it_reads(package: Path) -> None:
    schemas = package.parents[1] / "dmn-moddle" / "resources" / "dmn" / "xsd"
    schema = etree.XMLSchema(etree.parse(schemas / "DMN13.xsd"))
    for version in DECIDING:
        on = day_of(version)
        written = write_model(export(LIBRARY.read(version, on), on).model, edition=DMN_1_3)
        schema.assertValid(etree.fromstring(written))
