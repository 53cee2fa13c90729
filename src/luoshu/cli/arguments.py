"""What is wrong with a call: all of it at once, in the chosen language, before Typer stops at the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from luoshu.cli.language import language
from luoshu.problems import Problem, Text, nearest, suggest

_INTEGER = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option or argument: `names` are its spellings, `shown` how help writes it; `values` those that it may have."""

    names: tuple[str, ...]
    shown: str
    help: str
    is_option: bool
    required: bool
    is_flag: bool = False
    many: bool = False
    values: tuple[str, ...] = ()
    is_integer: bool = False
    least: float | None = None
    parse: Callable[[str], object] | None = None


def problems_of(function: Callable[..., Any], command: Any, arguments: Sequence[str]) -> list[Problem]:
    """The problems of a call of `function`, made by Typer into `command`."""
    return list(_Call(list(_parameters(function, command)), list(arguments)).problems())


def _parameters(function: Callable[..., Any], command: Any) -> Iterator[Parameter]:
    hints = get_type_hints(function, include_extras=True)
    for each in command.params:
        kind, notes = _kind(hints[each.name])
        note = next((note for note in notes if hasattr(note, "parser")), None)
        is_option = each.param_type_name == "option"
        metavar = getattr(each, "metavar", None)
        names = (*each.opts, *getattr(each, "secondary_opts", ())) if is_option else (metavar or each.name.upper(),)
        yield Parameter(
            names=names,
            shown=f"{names[0]} {metavar}" if is_option and metavar else names[0],
            help=getattr(each, "help", None) or "",
            is_option=is_option,
            required=each.required,
            is_flag=kind is bool,
            many=get_origin(kind) is list,
            values=tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else (),
            is_integer=kind is int,
            least=getattr(note, "min", None),
            parse=getattr(note, "parser", None),
        )


def _kind(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type that a value must have, and Typer's notes on it."""
    notes: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        notes = tuple(rest)
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint, notes


class _Call:
    """The words of a call, read as Typer reads them."""

    def __init__(self, parameters: list[Parameter], words: list[str]) -> None:
        self.words = words
        self.options = {name: each for each in parameters if each.is_option for name in each.names}
        self.arguments = [each for each in parameters if not each.is_option]
        self.given: set[str] = set()
        self.places: list[str] = []

    def problems(self) -> Iterator[Problem]:
        words = list(self.words)
        while words:
            word = words.pop(0)
            if word == "--":
                self.places += words
                break
            if word.startswith("-") and len(word) > 1:
                yield from self._option(word, words)
            else:
                self.places.append(word)
        yield from self._places()
        for each in self.options.values():
            if each.required and each.names[0] not in self.given:
                yield _missing(each)

    def _option(self, word: str, rest: list[str]) -> Iterator[Problem]:
        name, equals, value = word.partition("=")
        option = self.options.get(name)
        if option is None:
            yield _wrong(
                Text(f"没有选项“{name}”", f"there is no option '{name}'"),
                suggest(name, self.options) or _known(self.options),
            )
            # What the unknown option was to be given is no argument; where one was meant, it takes what it takes.
            meant = self.options.get(nearest(name, self.options) or "")
            if meant is not None:
                self.given.add(meant.names[0])
            if not equals and rest and not rest[0].startswith("-") and (meant is None or not meant.is_flag):
                rest.pop(0)
            return
        self.given.add(option.names[0])
        if option.is_flag:
            if equals:
                yield _wrong(Text(f"选项“{name}”不带值", f"the option '{name}' takes no value"))
        elif not equals and (not rest or rest[0].partition("=")[0] in self.options):
            yield _wrong(
                Text(f"选项“{name}”缺少值：{option.help}", f"the option '{name}' lacks its value: {option.help}"),
                Text(f"写作 {option.shown}", f"write {option.shown}"),
            )
        else:
            yield from _value(name, option, value if equals else rest.pop(0))

    def _places(self) -> Iterator[Problem]:
        left = list(self.places)
        for each in self.arguments:
            if each.required and not left:
                yield _missing(each)
            elif each.many:
                left = []
            elif left:
                yield from _value(each.names[0], each, left.pop(0))
        for word in left:
            yield _wrong(Text(f"多了一个参数“{word}”", f"'{word}' is one argument too many"))


def _value(name: str, parameter: Parameter, value: str) -> Iterator[Problem]:
    wrong = Text(f"{name} 不能是“{value}”", f"{name} cannot be '{value}'")
    if parameter.values and value not in parameter.values:
        listed = Text(f"可以是：{'、'.join(parameter.values)}", f"it may be: {', '.join(parameter.values)}")
        yield _wrong(wrong, suggest(value, parameter.values) or listed)
    elif parameter.is_integer:
        least = parameter.least
        at_least = Text(
            "要写整数" + (f"，至少为 {least:g}" if least is not None else ""),
            "write a whole number" + (f", {least:g} or more" if least is not None else ""),
        )
        if not _INTEGER.fullmatch(value) or (least is not None and int(value) < least):
            yield _wrong(wrong, at_least)
    elif parameter.parse is not None:
        try:
            parameter.parse(value)
        except typer.BadParameter as error:  # its message is in the chosen language already
            yield _wrong(Text(f"{name}：{error.message}", f"{name}: {error.message}"))


def _missing(parameter: Parameter) -> Problem:
    zh, en = ("选项", "option") if parameter.is_option else ("参数", "argument")
    about = f"：{parameter.help}" if language() == "zh" else f": {parameter.help}"
    about = about if parameter.help else ""
    return _wrong(Text(f"缺少{zh} {parameter.shown}{about}", f"the {en} {parameter.shown} is missing{about}"))


def _known(options: dict[str, Parameter]) -> Text:
    listed = " ".join(options)
    return Text(f"可用的选项：{listed}", f"the options are: {listed}")


def _wrong(text: Text, hint: Text | None = None) -> Problem:
    return Problem("call", text, hint=hint)
