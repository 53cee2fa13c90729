"""The calculator: one question at a time, and what is known of every policy. All of it stands in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from luoshu.engine.questions import Interview
from luoshu.office.accounts.guard import public
from luoshu.office.library import queries
from luoshu.office.library.addresses import is_broken, packed, unpacked
from luoshu.office.library.inputs import SKIPPED, Given, Input, read_inputs
from luoshu.office.library.limits import CALCULATOR as LIMIT
from luoshu.office.library.models import Version
from luoshu.office.library.results import results, steps
from luoshu.office.library.shelf import Shelf, shelf
from luoshu.office.shell.language import language

ENTERPRISE = "企业"
ASKED = "ask"  # the question that is gone back to
_KEPT = ("about", "on", "only")


@public
def calculator(request: HttpRequest) -> HttpResponse:
    if LIMIT.passed(request):
        return render(request, "library/too_many.html", {"minutes": LIMIT.seconds // 60}, status=429)
    query = unpacked(request.GET)
    on, versions, frame = _frame(query)
    lang, kept = language(), shelf()
    with kept.lock:
        interview, given = _interview(kept, versions, on, query)
        asked = query.get(ASKED, "")
        wrong = given.problems
        state = interview.state(given.facts, given.skipped)
        question = state.question
        if wrong:
            current: Input | None = wrong[0]
        elif asked in given.inputs:
            current = given.inputs[asked]
        else:
            current = given.inputs[question.name] if question else None
        told = results(interview, state, given.facts, lang)
        whom = question.decides if question and current and question.name == current.name else ()
        policies = list({each.policy.id: each.policy.title.say(lang) for each in whom}.values())
    pairs = _in_order(query, given)
    own = [pair for pair in pairs if current is None or not _belongs(pair, current.name)]
    before = [name for name in _answered(pairs) if current is None or name != current.name]
    counts = Counter(each.answer for each in told)
    told_again = urlencode([*frame, *packed(pairs)])
    context = {
        "on": on,
        "about": query.get("about") or ENTERPRISE,
        "abouts": queries.abouts(),
        "versions": versions,
        "current": current,
        "problems": wrong,
        "left": state.left,
        "policies": policies,
        "results": told,
        "yes": counts["yes"],
        "open": counts["unknown"],
        "no": counts["no"],
        "hidden": [*frame, *packed(own)],
        "previous": _back(frame, pairs, before[-1]) if before else "",
        "answered": [
            (given.inputs[name], name in given.skipped, _back(frame, pairs, name)) for name in _answered(pairs)
        ],
        "query": told_again,
        "address": request.build_absolute_uri(f"{reverse('calculator')}?{_for_others(on, frame, pairs)}"),
        "broken": is_broken(request.GET),
        "again": f"{reverse('calculator')}?{urlencode(frame)}",
    }
    return render(request, "library/calculator.html", context)


@public
def why(request: HttpRequest) -> HttpResponse:
    """Every step from one outcome to the facts."""
    if LIMIT.passed(request):
        return render(request, "library/too_many.html", {"minutes": LIMIT.seconds // 60}, status=429)
    query = unpacked(request.GET)
    on, versions, frame = _frame(query)
    lang, kept = language(), shelf()
    with kept.lock:
        interview, given = _interview(kept, versions, on, query)
        outcome = next((each for each in interview.outcomes if each.name == query.get("outcome")), None)
        if outcome is None:
            raise Http404
        state = interview.state(given.facts, given.skipped)
        result = next(each for each in results(interview, state, given.facts, lang) if each.name == outcome.name)
        tree = steps(interview, outcome, given.facts, lang)
    context = {
        "result": result,
        "tree": tree,
        "policy": outcome.policy,
        "back": f"{reverse('calculator')}?{urlencode([*frame, *packed(_in_order(query, given))])}",
    }
    return render(request, "library/why.html", context)


def _frame(query: QueryDict) -> tuple[date, list[Version], list[tuple[str, str]]]:
    """The day, the policies, and how the query string says so."""
    try:
        on = date.fromisoformat(query.get("on", ""))
    except ValueError:
        on = timezone.localdate()
    versions = queries.answerable(query.get("about") or ENTERPRISE, on)
    only = set(query.getlist("only"))
    if only:
        versions = [each for each in versions if each.document.key in only]
    if not versions:
        raise Http404
    return on, versions, [(name, value) for name in _KEPT for value in query.getlist(name)]


def _interview(kept: Shelf, versions: Sequence[Version], on: date, query: QueryDict) -> tuple[Interview, Given]:
    interview = kept.interview(versions, on)
    given = read_inputs(query, interview.facts, interview.records, on, interview.fields)
    return interview, given


def _in_order(query: QueryDict, given: Given) -> list[tuple[str, str]]:
    """The answers in the order in which they were given."""
    names = list(query)
    skips = query.getlist(SKIPPED)
    told = [pair for pair in given.pairs if pair[0] != SKIPPED]
    told.sort(key=lambda pair: names.index(pair[0]) if pair[0] in names else len(names))
    return told + [(SKIPPED, name) for name in skips if name in given.skipped]


def _for_others(on: date, frame: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]]) -> str:
    """What is to be sent to somebody: with the day, for "last year" means another one to who opens it later."""
    dated = [("on", on.isoformat()), *(pair for pair in frame if pair[0] != "on")]
    return urlencode([*dated, *packed(pairs)])


def _belongs(pair: tuple[str, str], name: str) -> bool:
    """Whether a parameter is about a fact: its value, a field of its items, or that it is skipped."""
    return pair[0] == name or pair[0].startswith(f"{name}.") or pair == (SKIPPED, name)


def _answered(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The facts that were answered or skipped, each once, in order."""
    return list(dict.fromkeys(value if name == SKIPPED else _whole(name) for name, value in pairs))


def _whole(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[:-2]) if len(parts) >= 3 and parts[-2].isdigit() else name


def _back(frame: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]], name: str) -> str:
    """The address at which a question stands again, with its answer in it."""
    kept = [pair for pair in pairs if pair != (SKIPPED, name)]
    return f"{reverse('calculator')}?{urlencode([*frame, *packed(kept), (ASKED, name)])}"
