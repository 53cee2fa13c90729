"""The interface for programs as a page to read: made from its own description (OpenAPI), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshu.office.accounts.models import TokenScope
from luoshu.office.api import DESCRIPTION, TAGS, api
from luoshu.office.shell.openness import public
from luoshu.problems import Text

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter or a field: what it is called, what it holds, whether it must be there."""

    name: str
    kind: str
    needed: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program may do."""

    name: str
    method: str
    path: str
    title: Text
    scope: str
    about: tuple[Text, ...]
    parameters: tuple[Told, ...]
    body: tuple[Told, ...]
    gives: tuple[Told, ...]
    a_list: bool


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    title: Text
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """What stands inside answers: its fields."""

    name: str
    fields: tuple[Told, ...]


@public
def described(request: HttpRequest) -> HttpResponse:
    shown = {"parts": parts(), "paragraphs": DESCRIPTION, "scopes": list(TokenScope), "types": types()}
    return render(request, "shell/interface.html", shown)


@cache
def parts() -> tuple[Part, ...]:
    """Everything that the description has, by tag."""
    schema = api.get_openapi_schema()
    found: dict[str, list[Operation]] = {name: [] for name in TAGS}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_operation(path, method, operation, schema))
    return tuple(Part(name, TAGS[name], tuple(some)) for name, some in found.items())


@cache
def types() -> tuple[Type, ...]:
    """Those that fields and answers are said to have, by name; a page of a list is told with each operation."""
    schema = api.get_openapi_schema()
    found = sorted(schema["components"]["schemas"].items())
    return tuple(
        Type(name, tuple(_fields(told, schema)))
        for name, told in found
        if "properties" in told and "[" not in told["title"]
    )


def both(text: str) -> Text:
    """`中文 / English` in its two parts."""
    zh, slash, en = text.partition(" / ")
    return Text(zh, en) if slash else Text(text, text)


def _operation(path: str, method: str, operation: Schema, schema: Schema) -> Operation:
    security = operation["security"]
    lines = operation["description"].split("\n\n")
    about = [Text(lines[0], lines[1])]
    more = " ".join(" ".join(line.split()) for line in lines[2:])
    if more:
        about.append(both(more) if " / " in more else _halves(operation["description"]))
    gives, a_list = _gives(operation, schema)
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        both(operation["summary"]),
        " ".join(security[-1]["token"]) if len(security) == 1 else "",
        tuple(about),
        tuple(_told(each["name"], each["schema"], each["required"], schema) for each in operation["parameters"]),
        tuple(_body(operation, schema)),
        tuple(gives),
        a_list,
    )


def _halves(description: str) -> Text:
    zh, en = description.split("\n\n")[2:4]
    return Text("".join(zh.split("\n")), " ".join(en.split()))


def _body(operation: Schema, schema: Schema) -> Iterator[Told]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from _fields(_resolved(content["schema"], schema), schema)


def _gives(operation: Schema, schema: Schema) -> tuple[list[Told], bool]:
    (answer,) = (response for status, response in operation["responses"].items() if int(status) < 300)
    if "application/json" not in answer["content"]:
        return [Told(each, "file", True, Text("文件", "a file")) for each in answer["content"]], False
    told = _resolved(answer["content"]["application/json"]["schema"], schema)
    if told.get("type") == "array":
        return list(_fields(_resolved(told["items"], schema), schema)), True
    items = told.get("properties", {}).get("items")
    if items is not None and "next" in told["properties"]:
        return list(_fields(_resolved(items["items"], schema), schema)), True
    return list(_fields(told, schema)), False


def _fields(told: Schema, schema: Schema) -> Iterator[Told]:
    needed = told.get("required", ())
    for name, each in told.get("properties", {}).items():
        yield _told(name, each, name in needed, schema)


def _told(name: str, each: Schema, needed: bool, schema: Schema) -> Told:
    return Told(name, _kind(each, schema), needed, both(each.get("description", "")))


def _resolved(told: Schema, schema: Schema) -> Schema:
    if "allOf" in told and len(told["allOf"]) == 1:
        return _resolved(told["allOf"][0], schema)
    if "$ref" in told:
        found: Schema = schema["components"]["schemas"][told["$ref"].rpartition("/")[2]]
        return found
    return told


def _kind(told: Schema, schema: Schema) -> str:
    """`string`, `[FactOut]`, `date | null`, `"yes" | "no"`."""
    whole = _resolved(told, schema)
    if "enum" in whole:
        return " | ".join(f'"{value}"' for value in whole["enum"])
    if "const" in whole:
        return f'"{whole["const"]}"'
    if "anyOf" in whole:
        return " | ".join(dict.fromkeys(_kind(each, schema) for each in whole["anyOf"]))
    if whole.get("type") == "array":
        return f"[{_kind(whole['items'], schema)}]"
    if whole.get("type") == "object" and "properties" in whole:
        return str(whole.get("title", "object"))
    if whole.get("type") == "object" and isinstance(whole.get("additionalProperties"), Mapping):
        return f"{{name: {_kind(whole['additionalProperties'], schema)}}}"
    return str(whole.get("format") or whole.get("type") or "any")
