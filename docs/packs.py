"""What the documentation says of each shipped policy: a row of a table, and a page with its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from luoshu.problems import Text

if TYPE_CHECKING:
    from docs.gallery import Exhibit

    from luoshu.policy.model import Policy

GENERATED = "Generated from the code by `make docs`."
PLACES = {
    "cn": Text("全国", "National"),
    "dalian": Text("大连", "Dalian"),
    "hengyang": Text("衡阳", "Hengyang"),
    "luoyang": Text("洛阳", "Luoyang"),
    "seed": Text("来源的报纸版面", "The newspaper page"),
    "shenzhen": Text("深圳", "Shenzhen"),
    "xianning": Text("咸宁", "Xianning"),
    "zhongguancun": Text("中关村", "Zhongguancun"),
}
MOST_NAMED = 8
DOCUMENTS = "../../src/luoshu/packs"


def cell(text: str) -> str:
    """A text in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def table() -> Iterator[str]:
    from luoshu.policy.library import Library

    library = Library()
    versions = library.all_versions()
    places = dict.fromkeys(version.id.partition("/")[0] for version in versions)
    yield from ["# Policies that are shipped", "", GENERATED, ""]
    yield "Each says at its end, under 出处, where its figures come from and what was not found. What no source was"
    yield "found for stands in ⟨…⟩ and counts as assumed: check it before real use. Each policy has a page with its"
    yield "pictures, and with what it assumes line by line: the [gallery](../gallery/README.md)."
    for place in places:
        yield from ["", f"## {PLACES[place].en}", ""]
        yield "| policy | number, issuer | in force | about | what it says | examples | assumed |"
        yield "|---|---|---|---|---|---|---|"
        for version in versions:
            if version.id.startswith(f"{place}/"):
                yield _row(library.read(version), version.shown, version.period)


def _row(policy: Policy, path: str, period: str) -> str:
    from luoshu.engine.report.grounds import Grounds
    from luoshu.policy.dates import first_day

    assumed = len(Grounds(policy, first_day(policy.since, policy.until)).assumptions())
    title = policy.title.zh if policy.title.zh == policy.title.en else f"{policy.title.zh}<br>{policy.title.en}"
    cells = [
        f"[{policy.id}]({DOCUMENTS}/{path})<br>{title}",
        "<br>".join(filter(None, (policy.number, policy.issuer))) or "–",
        period.replace("/", " / "),
        policy.about or "–",
        "<br>".join(_says(policy, MOST_NAMED)) or "–",
        str(len(policy.examples) or "–"),
        str(assumed or "–"),
    ]
    return f"| {' | '.join(map(cell, cells))} |"


# --- a page each ------------------------------------------------------------------------------------------------------


def page(each: Exhibit) -> str:
    """One policy: where it is, its pictures, what it says, what it rests on."""
    policy = each.policy
    lines = [f"# {titles(policy)}", "", GENERATED, "", each.where(), "", *each.images()]
    lines += ["", "## What it says", ""]
    lines += [f"- {told}" for told in _says(policy, None)]
    lines += [f"- *uses*: {', '.join(f'`{used.id}`' for used in policy.used)}"] if policy.used else []
    lines += [f"- *examples*: {len(policy.examples)} rows, which `luoshu check {policy.id}` runs"]
    lines += ["", "## What is assumed", "", *_assumed(each)]
    lines += [
        "",
        f"Where its figures come from, and what was not found, stands at the end of [the document]({each.document}).",
    ]
    return "\n".join(lines) + "\n"


def titles(policy: Policy) -> str:
    title = policy.title
    return title.zh if title.zh == title.en else f"{title.zh} · {title.en}"


def _assumed(each: Exhibit) -> Iterator[str]:
    from luoshu.engine.report.grounds import Grounds

    found = Grounds(each.policy, each.day).assumptions()
    if not found:
        yield "Nothing."
        return
    yield from ["| figure or reading | of what | article | line |", "|---|---|---|---|"]
    for one in found:
        of = one.where.zh if one.policy is each.policy else f"{one.where.zh} ({one.policy.id})"
        yield f"| {cell(one.text)} | {cell(of)} | {cell(one.article.zh) or '–'} | {one.line or '–'} |"


def _says(policy: Policy, most: int | None) -> Iterator[str]:
    """What a policy decides and gives, by name; of each kind at most so many."""
    from luoshu.engine.headlines import headlines
    from luoshu.policy.dates import first_day
    from luoshu.policy.graph import Graph

    on = first_day(policy.since, policy.until)
    made = {
        policy.decisions[each].english or each for target in policy.targets for each in (target.met, target.now) if each
    }
    decided = [
        policy.decisions[name].english or name
        for name in (headlines(Graph.of([policy], on), policy) if policy.about else ())
    ]
    registers = [each.name for each in policy.registers]
    named = {
        "decides": [name for name in decided if name not in made],
        "benefits": [policy.labels.get(each.name, each.name) for each in policy.benefits],
        "rules of stacking": [policy.labels.get(each.name, each.name) for each in policy.stackings],
        "ladders": [policy.labels.get(each.name, each.name) for each in policy.ladders],
        "targets": [policy.labels.get(each.name, each.name) for each in policy.targets],
        "calls and pools": [
            policy.labels.get(each.name, each.name) for each in policy.instruments if each.name not in registers
        ],
        "registers": [policy.labels.get(name, name) for name in registers],
        "sheets": [policy.labels.get(each.name, each.name) for each in policy.sheets],
        "budgets": list(dict.fromkeys(each.fund for each in policy.budgets)),
        "claims": [f"{len(policy.claims)}"] if policy.claims else [],
    }
    if not (policy.about or policy.claims or registers) and policy.vocabulary.records:
        named["facts"] = [f"{name} ({len(record.facts)})" for name, record in policy.vocabulary.records.items()]
    for kind, names in named.items():
        if names:
            more = f" and {len(names) - most} more" if most is not None and len(names) > most else ""
            yield f"*{kind}*: {', '.join(names[:most])}{more}"
