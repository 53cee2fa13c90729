"""docs/benchmarks.md, written from the figures that were saved last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import office, office_import
from benchmarks.plot import line_plot
from benchmarks.results import load

_DOCS = Path(__file__).parent.parent / "docs"
_PLOT = "scaling.svg"

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class _Section:
    title: str
    benchmark: str
    wanted: str
    met: Callable[[Figures], bool]
    body: Callable[[Figures], Iterator[str]]


def write_page() -> Path:
    """Writes the page, and the plot beside it; what has not been measured yet is said to be so."""
    path = _DOCS / "benchmarks.md"
    path.write_text("\n".join(_page()) + "\n", encoding="utf-8")
    if saved := load("scaling"):
        (_DOCS / _PLOT).write_text(_plot(saved["figures"]), encoding="utf-8")
    return path


def _page() -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield from _INTRODUCTION
    for section in _SECTIONS:
        yield from ("", f"## {section.title}", "")
        saved = load(section.benchmark)
        if saved is None:
            yield f"Wanted: {section.wanted}. Not measured yet."
            continue
        figures = saved["figures"]
        yield f"Wanted: {section.wanted}. {'Met.' if section.met(figures) else '**Not met.**'}"
        yield ""
        yield from section.body(figures)
        yield ""
        yield f"{_machine(saved['machine'])}; medians of {figures['rounds']}."


def _machine(machine: Figures) -> str:
    return (
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB, Python {machine['python']}, "
        f"DuckDB {machine['duckdb']}"
    )


def _table(head: tuple[str, ...], *rows: tuple[str, ...]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" + "|--:" * (len(head) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _tech_sme(figures: Figures) -> Iterator[str]:
    rows, written = figures["rows"], figures["rows_written"]
    yield (
        f"{rows['企业']:,} firms, {rows['知识产权']:,} rights; {written['decisions']:,} rows of decisions and "
        f"{written['unknown']:,} reasons why one is unknown are written. The peer is "
        "[SQL written by hand](../benchmarks/tech_sme/decisions.sql) in the same DuckDB with the same settings; its "
        f"files and ours have {'the same' if figures['same_contents'] else '**different**'} contents."
    )
    yield ""
    hand = figures["by_hand_seconds"]
    yield from _table(
        ("", "seconds", "by hand = 1", "peak MiB"),
        ("SQL by hand", f"{hand:.1f}", "1", f"{figures['by_hand_peak_mib']:,}"),
        (
            "Luoshu, the same three files",
            f"{figures['luoshu_files_seconds']:.1f}",
            f"{figures['ratio_of_files']:.2f}",
            "",
        ),
        (
            "Luoshu, the whole run: also content hashes, manifest and report",
            f"{figures['luoshu_seconds']:.1f}",
            f"{figures['ratio']:.2f}",
            f"{figures['luoshu_peak_mib']:,}",
        ),
    )
    yield ""
    peak = f" with at most {figures['freezing_peak_mib']:,} MiB" if figures["freezing_peak_mib"] else ""
    yield (
        f"Freezing that snapshot (validation of {rows['企业']:,} firms with four years of annual facts and of all "
        f"lists, sorting, hashing) took {figures['freezing_seconds']:.0f} s{peak}, once."
    )


def _peers(figures: Figures) -> Iterator[str]:
    firms, on_lines = figures["firms"], figures["firms_on_lines"]
    yield (
        f"{firms:,} firms from a Parquet file to a Parquet file of decisions, and {on_lines:,} firms of which each has "
        "one ratio (staff of science, R&D to sales, R&D to costs) exactly on a line, money with fen. A firm counts as "
        "wrong when any score or the conclusion differs from the rule worked out in integers. The rule as each engine has "
        "it is in [benchmarks/peers](../benchmarks/peers). zen-engine answers a firm at a time: its seconds are those of "
        f"{figures['zen_firms']:,} firms, scaled up. The two tax-benefit engines compute in 32-bit binary floating point."
    )
    yield ""
    decided, whole = figures["luoshu_seconds"], figures["luoshu_run_seconds"]
    versions, wrong, seconds = figures["versions"], figures["wrong"], figures["peer_seconds"]
    yield from _table(
        ("", "seconds", "Luoshu takes", "a whole Luoshu run takes", f"wrong of {on_lines:,}"),
        ("Luoshu, decisions", f"{decided:.2f}", "", "", f"{wrong['luoshu']:,}"),
        ("Luoshu, whole run: also reasons, hashes, manifest, report", f"{whole:.2f}", "", "", ""),
        *(
            (
                f"{peer} {versions[peer]}",
                f"{seconds[peer]:.2f}",
                f"{figures['ratios'][peer]:.2f} of it",
                f"{figures['ratios_of_run'][peer]:.2f} of it",
                f"{wrong[peer]:,}",
            )
            for peer in versions
        ),
    )


_TABLES = {
    "bands": "a U table: place, trade and a band of revenue, one rule at most hits",
    "ladder": "an F table: the first step of a ladder of revenue, and a last rule for all the others",
}


def _rule_tables(figures: Figures) -> Iterator[str]:
    tables = figures["tables"]
    yield (
        f"{figures['firms']:,} firms, one in twenty lacks each fact; from facts in Parquet to decisions in Parquet, in key "
        "order, in the same DuckDB with the same settings. The peers are [SQL written by hand](../benchmarks/rule_tables/rules.py): "
        "a join of a table of rules, and a chain of WHENs. "
        + " ".join(
            f"*{name}* is {what}; the contents of all three are "
            f"{'the same' if tables[name]['same_contents'] else '**different**'}."
            for name, what in _TABLES.items()
        )
    )
    yield ""
    yield from _table(
        (
            "",
            "rules",
            "Luoshu, s",
            "join by hand, s",
            "join = 1",
            "chain by hand, s",
            "chain = 1",
            "whole Luoshu run, s",
        ),
        *(
            (
                name,
                f"{each['rules']:,}",
                f"{each['seconds']['luoshu']:.2f}",
                f"{each['seconds']['join']:.2f}",
                f"{each['ratio']:.2f}",
                f"{each['seconds']['chain']:.2f}",
                f"{each['ratio_of_chain']:.3f}",
                f"{each['run_seconds']:.2f}",
            )
            for name, each in tables.items()
        ),
    )
    yield ""
    yield "A whole run also reads and checks the document, compiles it, and writes why decisions are unknown, hashes and manifest."


def _models(figures: Figures) -> Iterator[str]:
    yield (
        f"*Reading* {figures['expressions']:,} expressions of the shipped policies, written in plain FEEL, beside "
        f"@bpmn-io/feelin {figures['feelin']} on Node.js (each the fastest of ten times in a process). *Deciding* by a table of "
        f"{figures['rules']:,} rules (place, trade, a band of revenue), {figures['evaluations']:,} times one set of inputs, "
        f"beside zen-engine. *A policy*: the S&T SME evaluation without lists for {figures['firms']:,} firms, one after the "
        f"other. The results are {'the same' if figures['same_results'] else '**different**'}."
    )
    yield ""
    yield from _table(
        ("microseconds each", "Luoshu", "the peer", "the peer = 1"),
        *(
            (f"{name}, {peer}", *(f"{1e6 * times[each] / count:,.0f}" for each in ("luoshu", peer)), f"{ratio:.2f}")
            for name, peer, times, count, ratio in (
                ("reading", "feelin", figures["parse_seconds"], figures["expressions"], figures["parse_ratio"]),
                ("deciding", "zen-engine", figures["table_seconds"], figures["evaluations"], figures["table_ratio"]),
                *(
                    ("a policy", peer, figures["rule_seconds"], figures["firms"], ratio)
                    for peer, ratio in figures["rule_ratios"].items()
                ),
            )
        ),
    )


def _all_policies(figures: Figures) -> Iterator[str]:
    files, frozen = figures["files"], figures["snapshot"]
    yield (
        f"From the files of a zone of {files['firms']:,} firms (`luoshu run POLICY … --data ZONE`, as `make demo` does it) the "
        f"zone is read and validated once. From a snapshot (here of {frozen['firms']:,}) little is left to share: reading and "
        "joining facts is a fifth of a policy's cost, its own formulas and files are the rest "
        "([why](decisions/0012-a-run-goes-in-slices.md)), so there it does not hold."
    )
    yield ""
    policies = [policy for policy in files["seconds"] if policy != "together"]
    yield from _table(
        ("seconds", "from files", "from a snapshot"),
        *((each, *(f"{part['seconds'][each]:.1f}" for part in (files, frozen))) for each in policies),
        ("the sum of these", *(f"{part['sum_of_separate_seconds']:.1f}" for part in (files, frozen))),
        ("all in one run", *(f"{part['seconds']['together']:.1f}" for part in (files, frozen))),
        ("ratio", *(f"{part['ratio']:.2f}" for part in (files, frozen))),
    )


def _compare(figures: Figures) -> Iterator[str]:
    yield (
        f"Today's version and that of 1 April 2026, over the facts of {figures['firms']:,} firms from a snapshot, to files, "
        "manifest and report; beside a whole run of each version alone."
    )
    yield ""
    yield from _table(
        (
            "seconds",
            "the earlier alone",
            "the later alone",
            "compared",
            "one run = 1",
            "answers that change",
            "peak MiB",
        ),
        *(
            (
                name,
                *(f"{seconds:.1f}" for seconds in each["seconds"].values()),
                f"{each['ratio']:.2f}",
                f"{each['changes']:,}",
                f"{each['peak_mib']:,}",
            )
            for name, each in figures["policies"].items()
        ),
    )


def _spark(figures: Figures) -> Iterator[str]:
    yield (
        "The S&T SME evaluation without lists, a whole run with files, manifest and report. Spark runs on the same two cores, and takes "
        f"{figures['spark_start_seconds']:.0f} s of its time to start; its peak is the virtual machine's affair. It is for data that one "
        "machine does not hold."
    )
    yield ""
    yield from _table(
        ("firms", "engine", "seconds", "peak MiB"),
        (f"{figures['firms']:,}", "DuckDB", f"{figures['duckdb_seconds']:.1f}", f"{figures['duckdb_peak_mib']:,}"),
        (f"{figures['firms']:,}", "Spark, `local[*]`", f"{figures['spark_seconds']:.1f}", ""),
        (f"{figures['more_firms']:,}", "DuckDB", f"{figures['more_seconds']:.1f}", f"{figures['more_peak_mib']:,}"),
    )


def _check(figures: Figures) -> Iterator[str]:
    yield f"{figures['documents']} documents with {figures['examples']:,} rows of examples; every row passes."
    yield ""
    (one, seconds), (_, every) = figures["seconds"].items()
    yield from _table(
        ("", "seconds"),
        (f"`luoshu check {one}`", f"{seconds:.2f}"),
        ("`luoshu check`, all that are shipped", f"{every:.2f}"),
        ("ratio", f"{figures['ratio']:.1f}"),
    )


def _office_import(figures: Figures) -> Iterator[str]:
    yield (
        f"A workbook of {figures['firms']:,} enterprises by {figures['facts']} facts, from the uploaded file to the last fact recorded; "
        f"beside polars {figures['polars']}, which reads the same workbook and inserts its cells as rows into SQLite, with no check, no "
        "preview, no history and no undo."
    )
    yield ""
    yield from _table(
        ("", "seconds"),
        ("Luoshu, reading and checking", f"{figures['seconds_reading']:.1f}"),
        ("Luoshu, recording", f"{figures['seconds_recording']:.1f}"),
        ("polars and a bulk insert", f"{figures['seconds_peer']:.1f}"),
        ("ratio", f"{figures['ratio']:.2f}"),
    )


def _office_pages(figures: Figures) -> Iterator[str]:
    calculator = figures["calculator"]
    yield (
        f"An office with {figures['entities']:,} enterprises and {figures['facts']:,} facts on SQLite: each list on a page of up to 50 "
        f"rows. The calculator goes through all policies about enterprises; of {calculator['steps']} answers in a row none took more "
        f"than {calculator['queries']} queries, and half of them {calculator['cpu_ms']:.0f} ms of CPU or less "
        f"(at most {calculator['cpu_ms_most']:.0f})."
    )
    yield ""
    yield from _table(
        ("list", "queries", "ms of CPU"),
        *((each["said"], f"{each['queries']}", f"{each['cpu_ms']:.0f}") for each in figures["pages"]),
    )


def _office_results(figures: Figures) -> Iterator[str]:
    yield (
        f"From {figures['facts']:,} facts of {figures['entities']:,} enterprises in the database (SQLite) to the answers of "
        f"{figures['policies']} policies, with why each cannot be told: {figures['seconds']:.0f} s, at most {figures['peak_mib']:,} MiB. "
        "Steps shorter than half a second are not told apart."
    )
    yield ""
    yield from _table(
        ("step", "seconds"), *((name, f"{seconds:.1f}") for name, seconds in figures["steps"].items() if seconds >= 0.5)
    )


def _scaling(figures: Figures) -> Iterator[str]:
    yield f"![seconds by firms]({_PLOT})"
    yield ""
    yield from _table(
        ("firms", "seconds", "peak MiB"),
        *(
            (f"{firms:,}", f"{seconds:.1f}", f"{peak:,}")
            for firms, seconds, peak in zip(figures["firms"], figures["seconds"], figures["peak_mib"], strict=True)
        ),
    )
    yield ""
    yield (
        f"Least squares: {figures['constant_seconds']:.2f} s and {figures['seconds_a_million']:.2f} s a million, "
        f"R² = {figures['r_squared']:.4f}."
    )


def _plot(figures: Figures) -> str:
    millions = [firms / 1_000_000 for firms in figures["firms"]]
    constant, slope = figures["constant_seconds"], figures["seconds_a_million"]
    return line_plot(millions, figures["seconds"], lambda x: constant + slope * x, "million firms", "seconds")


def _explain(figures: Figures) -> Iterator[str]:
    yield from _table(
        ("one firm of", "seconds"),
        (f"{figures['firms']:,}", f"{figures['seconds']:.3f}"),
        (f"{figures['few']:,}", f"{figures['seconds_of_few']:.3f}"),
        ("more", f"{figures['seconds_more']:.3f}"),
    )


def _help(figures: Figures) -> Iterator[str]:
    yield from _table(
        ("", "seconds"),
        ("`luoshu --help`", f"{figures['luoshu_help_seconds']:.4f}"),
        ("`python -c pass`", f"{figures['empty_python_seconds']:.4f}"),
        ("ratio", f"{figures['ratio']:.2f}"),
    )


_INTRODUCTION = (
    "Written by `make bench` (from the figures in `benchmarks/results/` alone: `python -m benchmarks --page`); do not edit.",
    "Every figure stands beside a named peer: both run in turns on the same machine, each turn in a process of its own that",
    "times itself from within, imports apart. Data is that of `luoshu sample --seed 1 --on 2025-06-30`.",
)
_SECTIONS = (
    _Section(
        "Ten million firms, beside SQL by hand",
        "tech_sme_10m",
        "a run takes at most 1.25 times as long, with less than 2 GB of memory, and writes the same contents",
        lambda f: f["ratio"] <= 1.25 and f["luoshu_peak_mib"] * 2**20 < 2e9 and f["same_contents"],
        _tech_sme,
    ),
    _Section(
        "Three other engines",
        "peers",
        "decisions faster than each, and no firm on a line decided wrong",
        lambda f: max(f["ratios"].values()) < 1 and f["wrong"]["luoshu"] == 0,
        _peers,
    ),
    _Section(
        "Tables of a thousand rules",
        "rule_tables",
        "at most 1.2 times the join written by hand, and the same contents",
        lambda f: all(each["ratio"] <= 1.2 and each["same_contents"] for each in f["tables"].values()),
        _rule_tables,
    ),
    _Section(
        "One expression, one table",
        "models",
        "reading at most 1.5 times as long as feelin, deciding ahead of feelin and zen-engine, with the same results",
        lambda f: (
            f["parse_ratio"] <= 1.5 and max(f["table_ratio"], *f["rule_ratios"].values()) < 1 and f["same_results"]
        ),
        _models,
    ),
    _Section(
        "All policies in one run",
        "all_policies",
        "at most 0.8 times the sum of their separate runs",
        lambda f: f["files"]["ratio"] <= 0.8,
        _all_policies,
    ),
    _Section(
        "Two versions compared",
        "compare",
        "at most 2.2 times one run (the mean of the two)",
        lambda f: all(each["ratio"] <= 2.2 for each in f["policies"].values()),
        _compare,
    ),
    _Section(
        "A hundred million firms, and Spark",
        "spark",
        "DuckDB's memory stays under 2 GB at any size, and Spark writes the same contents",
        lambda f: max(f["duckdb_peak_mib"], f["more_peak_mib"]) * 2**20 < 2e9 and f["same_contents"],
        _spark,
    ),
    _Section(
        "The office: its lists and its calculator",
        "office_pages",
        f"a list of 50 rows at most {office.MOST_QUERIES} queries and {office.MOST_MS} ms of CPU, an answer of the "
        f"calculator at most {office.MOST_CALCULATOR} queries",
        lambda f: (
            all(each[name] <= f["asked"][name] for each in f["pages"] for name in ("queries", "cpu_ms"))
            and f["calculator"]["queries"] <= f["asked"]["calculator_queries"]
        ),
        _office_pages,
    ),
    _Section(
        "The office: an import",
        "office_import",
        f"at most {office_import.MOST} times polars and a bulk insert",
        lambda f: f["ratio"] <= f["asked"],
        _office_import,
    ),
    _Section(
        "The office: from facts to results",
        "office_results",
        "to know where the time goes",
        lambda f: True,
        _office_results,
    ),
    _Section(
        "All policies checked",
        "check",
        "at most 20 times the check of one",
        lambda f: f["ratio"] <= 20,
        _check,
    ),
    _Section(
        "From one to ten million firms",
        "scaling",
        "a straight line (R² at least 0.99)",
        lambda f: f["r_squared"] >= 0.99,
        _scaling,
    ),
    _Section(
        "One firm's explanation",
        "explain_latency",
        "at most 0.2 s more out of ten million than out of a thousand",
        lambda f: f["seconds_more"] <= 0.2,
        _explain,
    ),
    _Section("Help", "help_latency", "at most 3 times the start of an empty Python", lambda f: f["ratio"] <= 3, _help),
)
