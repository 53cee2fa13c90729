"""A vocabulary as JSON and back, so that a snapshot can be opened without the documents it was made under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from luoshu.facts.vocabulary import Fact, Interval, Kind, Record, Scalar, Vocabulary

Json = dict[str, Any]
_READERS: dict[str, Callable[[str], Scalar]] = {
    "str": str,
    "int": int,
    "Decimal": Decimal,
    "bool": lambda word: word == "True",
    "date": date.fromisoformat,
}
_DEFAULTS = {field.name: field.default for field in fields(Fact)}


def vocabulary_to_json(vocabulary: Vocabulary) -> Json:
    """Everything in a vocabulary as what `json` can write; fields at their default are left out."""
    records = [
        {"name": record.name, "english": record.english, "facts": list(map(_fact_to_json, record.facts.values()))}
        for record in vocabulary.records.values()
    ]
    return {"records": records, "sources": dict(vocabulary.sources)}


def vocabulary_from_json(data: Json) -> Vocabulary:
    """The inverse of `vocabulary_to_json`. Raises KeyError, TypeError or ValueError for anything else."""
    records = {
        record["name"]: Record(
            record["name"], {fact.name: fact for fact in map(_fact_from_json, record["facts"])}, record["english"]
        )
        for record in data["records"]
    }
    return Vocabulary(records, data["sources"])


def _fact_to_json(fact: Fact) -> Json:
    given = {name: getattr(fact, name) for name, default in _DEFAULTS.items() if getattr(fact, name) != default}
    given["kind"] = fact.kind.en
    if fact.range is not None:
        given["range"] = {
            "low": _scalar_to_json(fact.range.low),
            "high": _scalar_to_json(fact.range.high),
            "low_closed": fact.range.low_closed,
            "high_closed": fact.range.high_closed,
        }
    if fact.default is not None:
        given["default"] = _scalar_to_json(fact.default)
    return given


def _fact_from_json(data: Json) -> Fact:
    given = dict(data)
    given["kind"] = next(kind for kind in Kind if kind.en == given["kind"])
    given["values"] = tuple(given.get("values", ()))
    if "range" in given:
        span = given["range"]
        low, high = _scalar_from_json(span["low"]), _scalar_from_json(span["high"])
        given["range"] = Interval(low, high, span["low_closed"], span["high_closed"])  # type: ignore[arg-type]
    given["default"] = _scalar_from_json(given.get("default"))
    return Fact(**given)


def _scalar_to_json(value: Scalar | None) -> Json | None:
    """A scalar with the name of its type, since JSON has neither decimals nor dates."""
    return None if value is None else {type(value).__name__: str(value)}


def _scalar_from_json(data: Json | None) -> Scalar | None:
    if data is None:
        return None
    ((type_, text),) = data.items()
    return _READERS[type_](text)
